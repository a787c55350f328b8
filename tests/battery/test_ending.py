"""Drivers that are told to end let go of their servers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from battery.serving import ROOT


@pytest.mark.parametrize("driver", ["edits", "kills"])
def test_a_driver_that_is_told_to_end_leaves_no_server_and_no_folder(driver: str, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "battery" / f"{driver}.py")],
        env={**os.environ, "TMPDIR": str(scratch)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_servers(scratch)
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 128 + signal.SIGTERM
    finally:
        process.kill()
        process.wait()
    assert (servers(scratch), list(scratch.iterdir())) == ([], [])


def wait_for_servers(scratch: Path) -> None:
    """Wait until a server has begun to work in a folder."""
    deadline = time.monotonic() + 40
    while not list(scratch.glob("*/state")):
        assert time.monotonic() < deadline, "no server was started"
        time.sleep(0.05)


def servers(scratch: Path) -> list[str]:
    """Return the commands of the servers that work in a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has ended meanwhile
            found.append(path.read_bytes())
    return [command.decode() for command in found if b"serve" in command and str(scratch).encode() in command]
