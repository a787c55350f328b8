"""Set up everything that the tests need, and run them all: `python3 tests/run.py`.

Needs CPython 3.11 or later, and a PostgreSQL server, which root on Debian gets by this too. It makes a
virtual environment in .venv and installs the pinned packages there. Then, stopping at the first failure:
ruff, mypy, the import contracts, and every test with branch coverage. Arguments go to pytest; what runs then
is a part, and the coverage is not judged.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
CORE = "quizapp/content/*,quizapp/quiz/*,quizapp/attempts/*"
"""The core folders; their branch coverage must not fall below CORE_COVERAGE percent."""
CORE_COVERAGE = 95


def run(*command: str, **environment: str) -> None:
    """Run one command in the checkout, shown before; end with its status if it fails."""
    print("$", *command, flush=True)
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, env={**os.environ, **environment}, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)


def set_up() -> None:
    """Make the virtual environment and install the package with all that its tests use."""
    if not BIN.is_dir():
        venv.create(VENV, with_pip=True)
    run(
        "python",
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "-c",
        "tests/constraints.txt",
        "-e",
        ".[dev]",
    )


def set_up_postgres() -> None:
    """Install the server that the store is tested on, where it is missing; end if it cannot be had."""
    if shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return
    apt_get = shutil.which("apt-get")
    if apt_get is None or os.geteuid() != 0:
        sys.exit(
            "PostgreSQL is missing: install it (Debian: apt-get install postgresql; its initdb is looked for)"
        )
    run(apt_get, "update")
    run(apt_get, "install", "-y", "--no-install-recommends", "postgresql", DEBIAN_FRONTEND="noninteractive")


def main() -> None:
    """Set up and check everything."""
    set_up_postgres()
    set_up()
    run("ruff", "check", ".")
    run("ruff", "format", "--check", ".")
    run("mypy")
    run("lint-imports")
    run("coverage", "erase")
    run("pytest", "-n", "auto", "--cov", "--cov-report=", *sys.argv[1:])
    if not sys.argv[1:]:
        run("coverage", "report", f"--include={CORE}", f"--fail-under={CORE_COVERAGE}")


if __name__ == "__main__":
    main()
