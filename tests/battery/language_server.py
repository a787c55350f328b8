"""The YAML language server as a referee: `python tests/battery/language_server.py --files 300`.

Editors (VS Code, Neovim, Helix, Emacs, ...) run this server to check and complete YAML as one types. The driver
installs the pinned version with npm into a scratch folder, speaks to it as an editor does, and holds what it
says of random files and of the shipped content against the loader: the same verdict, and a mark on the line
that the loader names. It prints the counts and exits with 1 at the first difference.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from quizapp.content.json_schema import json_schema
from quizapp.content.problem import Part

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from written_files import Written, written  # noqa: E402 - a driver is started by its path

SERVER = "yaml-language-server@1.25.0"
