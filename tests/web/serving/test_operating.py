"""The unit of the guide for operators: systemd takes it, and its command serves and ends as it says."""

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from battery.serving import ROOT, answering, free_port

GUIDE = ROOT / ".github" / "docs" / "operating.md"


def unit(folder: Path) -> str:
    """Return the unit with paths that are there."""
    text = GUIDE.read_text().partition("```ini\n")[2].partition("```\n")[0]
    program = folder / "quizapp"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m quizapp "$@"\n')
    program.chmod(0o755)
    for old, new in (
        ("User=quizapp", "User=daemon"),
        ("/srv/quizapp/.venv/bin/quizapp", str(program)),
        ("/srv/quizapp/content", str(ROOT / "content")),
        ("/var/lib/quizapp-%i", f"{folder}/state-%i"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.mark.slow
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    file = tmp_path / "quizapp@8001.service"
    file.write_text(unit(tmp_path))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False, timeout=60
    )
    about_it = [line for line in done.stderr.splitlines() if "quizapp" in line]
    assert (done.returncode, about_it) == (0, [])


@pytest.mark.slow
def test_the_command_of_the_unit_serves_until_it_is_told_to_end(tmp_path: Path) -> None:
    port, text = free_port(), unit(tmp_path)
    (command,) = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
    limit = int(re.findall(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)[0])
    with answering(
        shlex.split(command.replace("%i", str(port))),
        port,
        env={**os.environ, "QUIZAPP_SECRET_KEYS": "a key of the environment file"},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as server:
        server.send_signal(signal.SIGTERM)
        assert server.wait(limit) == 0
