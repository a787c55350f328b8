"""Programs that npm installs from tests/package.json, as commands to start."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

MODULES = Path(__file__).parent / "node_modules"
HOW_TO_GET_IT = "is missing: run `python3 tests/run.py`, or `npm ci --prefix tests`"


def node_program(path: str) -> list[str]:
    """Return the start of a command: Node.js, and a script by its path in node_modules.

    Node.js is the one beside this Python, which tests/run.py installs there, or else the one on the PATH.
    """
    script = MODULES / path
    node = shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    for found, name in ((node, "node"), (script.exists(), path)):
        if not found:
            raise FileNotFoundError(f"{name} {HOW_TO_GET_IT}")
    return [str(node), str(script)]
