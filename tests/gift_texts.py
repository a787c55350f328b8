"""GIFT as gift-pegjs reads it, the parser of GIFT that is not ours."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from node_programs import node_program

SCRIPT = Path(__file__).parent / "export" / "gift_reader.mjs"


def gift_read(texts: Sequence[str]) -> list[Any]:
    """Return what gift-pegjs reads in each text: its questions; AssertionError where it cannot read one."""
    command = [node_program("gift-pegjs/package.json")[0], str(SCRIPT)]
    done = subprocess.run(command, input=json.dumps(texts).encode(), capture_output=True, check=True)
    found = json.loads(done.stdout)
    assert [each["error"] for each in found if "error" in each] == []
    return [each["questions"] for each in found]
