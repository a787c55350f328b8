"""The test command: sets up what the tests need and runs them all.

    python3 tests/run.py           # everything
    python3 tests/run.py --fast    # a minute and a half: no browser, PostgreSQL, PHP, Java or whole server
    python3 tests/run.py --consumers   # the exports in other programs' readers, which nothing else needs

It needs CPython 3.11 or later and the programs in PROGRAMS, which root on Debian gets from this command too.
It makes a virtual environment in .venv and installs the pinned Python packages there, Node.js and npm among
them, and with those the pinned packages of tests/package.json in tests/node_modules. Then it runs ruff, the
import contracts and every test with branch coverage, with mypy beside the tests, and stops at the first
failure. Other arguments go to pytest; then only a part runs, and the coverage isn't judged.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
NODE_PACKAGES = ROOT / "tests"
"""The folder of package.json and its lock."""
_CORE_FOLDERS = ("yaml", "content", "rules", "library", "authoring", "quiz", "attempts")
WORKERS = ("-n", "auto", "--dist", "worksteal")
ELSEWHERE = ("--ignore=tests/battery", "--ignore=tests/browser")
"""Folders with slow tests alone, which need not even be read for the fast ones."""
COVERAGE = {
    ",".join(f"quizapp/{folder}/*" for folder in _CORE_FOLDERS): 95,
    "quizapp/web/*": 90,
}
"""The branch coverage in percent that the files of each pattern must not fall below."""


PROGRAMS = {
    "initdb": "postgresql",
    "chromium": "chromium",
    "strace": "strace",  # for the simulated losses of power
    "nginx": "nginx-light",  # in front of two replicas
    "systemd-analyze": "systemd",  # for the unit of the guide for operators
    "php": "php-cli",  # for WordPress's consumer of embeds
    "java": "default-jre-headless",  # for the HTML checker of tests/package.json
}
"""The programs that the tests start and that pip and npm do not have, and the Debian package of each."""


def run(*command: str, **environment: str) -> None:
    """Run one command in the checkout, shown before; end with its status if it fails."""
    print("$", *command, flush=True)
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, env={**os.environ, **environment}, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)


@contextmanager
def beside(*command: str) -> Iterator[None]:
    """Run a command while others run; show what it says at the end, and end with its status if it fails."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([str(BIN / command[0]), *command[1:]], cwd=ROOT, stdout=said, stderr=said)
        try:
            yield
        finally:
            status = process.wait()
            said.seek(0)
            print("$", *command, f"\n{said.read().decode()}", end="", flush=True)
    if status:
        sys.exit(status)


def set_up_programs() -> None:
    """Install the programs that are missing; end if they cannot be had."""
    not_on_the_path = ("/usr/sbin", *map(str, Path("/usr/lib/postgresql").glob("*/bin")))
    places = os.pathsep.join([os.environ["PATH"], *not_on_the_path])
    missing = [name for name in PROGRAMS if not shutil.which(name, path=places)]
    if not missing:
        return
    apt_get = shutil.which("apt-get")
    packages = [PROGRAMS[name] for name in missing]
    if apt_get is None or os.geteuid() != 0:
        names, wanted = ", ".join(missing), " ".join(packages)
        sys.exit(f"Missing: {names}. Install them (Debian: apt-get install {wanted}).")
    run(apt_get, "update")
    run(apt_get, "install", "-y", "--no-install-recommends", *packages, DEBIAN_FRONTEND="noninteractive")


def set_up_python(extras: str = "dev") -> None:
    """Make the virtual environment and install the package with all that its tests use."""
    if not BIN.is_dir():
        venv.create(VENV, with_pip=True)
    pip = ("python", "-m", "pip", "install", "-q", "--disable-pip-version-check")
    run(*pip, "-c", "tests/constraints.txt", "-e", f".[{extras}]")


def set_up_node(folder: Path = NODE_PACKAGES) -> None:
    """Install what the lock file of a folder names, unless that has been done since it was written."""
    lock, done = folder / "package-lock.json", folder / "node_modules" / ".package-lock.json"
    if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
        run("npm", "ci", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund")


def set_up_wordpress() -> None:
    """Unpack WordPress's files, which run by themselves; the package would bring a web server."""
    folder = VENV / "wordpress"
    if folder.exists():
        return
    with tempfile.TemporaryDirectory() as temporary:
        if not _tell_apt(temporary, "download", "wordpress"):  # there may be no list of packages yet
            _tell_apt(temporary, "update")
            _tell_apt(temporary, "download", "wordpress")
        package = next(Path(temporary).glob("wordpress_*.deb"), None)
        if package is None:
            sys.exit("WordPress could not be had from Debian's packages; its files are for the tests.")
        subprocess.run(["dpkg-deb", "-x", str(package), temporary], check=True)
        files = Path(temporary, "usr/share/wordpress/wp-includes")
        # some of its links lead to packages that it would bring
        shutil.copytree(files, folder / "wp-includes", ignore_dangling_symlinks=True)


def _tell_apt(folder: str, *command: str) -> bool:
    print("$ apt-get", *command, flush=True)
    return subprocess.run(["apt-get", *command], cwd=folder, check=False).returncode == 0


def check_sources() -> None:
    """Run the quick checks that start no test."""
    run("ruff", "check", ".")
    run("ruff", "format", "--check", ".")
    run("lint-imports")
    run("python", "-m", "compileall", "-q", "quizapp")


def main() -> None:
    """Set up and check everything, or with --fast what a developer wants to know at every turn."""
    arguments = sys.argv[1:]
    if {"-h", "--help"} & set(arguments):
        print(__doc__)
        return
    if "--fast" in arguments:
        arguments.remove("--fast")
        set_up_python()
        set_up_node()
        check_sources()
        with beside("mypy"):
            run("pytest", *WORKERS, "-m", "not slow", *ELSEWHERE, *arguments)
        return
    set_up_programs()
    if "--consumers" in arguments:
        set_up_python("dev,consumers")
        set_up_node(NODE_PACKAGES / "consumers")
        run("pytest", "tests/consumers", *arguments)
        return
    set_up_python()
    set_up_node()
    set_up_wordpress()
    check_sources()
    run("coverage", "erase")
    with beside("mypy"):
        run("pytest", *WORKERS, "--cov", "--cov-report=", *arguments)
    if not arguments:
        for folders, percent in COVERAGE.items():
            run("coverage", "report", f"--include={folders}", f"--fail-under={percent}")


if __name__ == "__main__":
    main()
