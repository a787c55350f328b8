"""Programs that npm installs from tests/package.json, as commands to start."""

import os
import shutil
import sys
from pathlib import Path

MODULES = Path(__file__).parent / "node_modules"
HOW_TO_GET_IT = "is missing: run `python3 tests/run.py`, or `npm ci --prefix tests`"


def node() -> str:
    """Return Node.js: the one beside this Python, which tests/run.py installs, or else that on the PATH."""
    found = shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if not found:
        raise FileNotFoundError(f"node {HOW_TO_GET_IT}")
    return found


def node_program(path: str) -> list[str]:
    """Return the start of a command: Node.js, and a script by its path in node_modules."""
    script = MODULES / path
    if not script.exists():
        raise FileNotFoundError(f"{path} {HOW_TO_GET_IT}")
    return [node(), str(script)]
