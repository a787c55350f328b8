"""A short cut of the driver: one renewal and one end under load; and who waits at the door while it ends."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

from battery import shutdown
from battery.serving import Server


def test_no_request_is_lost_when_a_server_ends_or_is_renewed(tmp_path: Path) -> None:
    found = shutdown.run(1, 1, tmp_path)
    assert found.failures == []
    assert (found.lost, found.statuses) == (0, {0: 1})
    assert found.slowest_end < shutdown.GRACE
    assert found.answered > 150


def test_who_waits_to_be_taken_is_served_before_the_end(tmp_path: Path) -> None:
    with Server(tmp_path / "state") as server:
        server.start()
        assert server.process is not None
        held = shutdown.workers(server.process.pid)
        for worker in held:
            os.kill(worker, signal.SIGSTOP)
        waiting = [HTTPConnection("127.0.0.1", server.port, timeout=20) for _ in range(20)]
        for each in waiting:
            each.request("GET", "/livez")
        ending = threading.Thread(target=server.stop)
        ending.start()
        time.sleep(0.5)
        assert [worker for worker in held if _told_to_end(worker)] == []
        for worker in held:
            os.kill(worker, signal.SIGCONT)
        replies = [each.getresponse() for each in waiting]
        assert [reply.status for reply in replies] == [200] * 20
        for reply, each in zip(replies, waiting, strict=True):
            reply.close()
            each.close()
        ending.join()
        assert server.process.returncode == 0


def _told_to_end(process: int) -> bool:
    """Whether TERM waits for a stopped process."""
    (pending,) = re.findall(r"^ShdPnd:\t(\w+)$", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    return bool(int(pending, 16) >> (signal.SIGTERM - 1) & 1)
