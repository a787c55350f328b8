"""The end of a lone server: what it is reading it answers, and all of its processes go quietly."""

import json
import os
import signal
import socket
import threading
import time
from pathlib import Path

import pytest
from battery.serving import API, ARTICLE, Server


def test_a_request_that_is_being_read_is_answered_before_the_end(tmp_path: Path) -> None:
    with Server(tmp_path / "state", workers=1) as server:
        server.start()
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as wire:
            fields = (
                "Host: h\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"
            )
            wire.sendall(f"POST {API}/articles/{ARTICLE}/attempts HTTP/1.1\r\n{fields}\r\n{{".encode())
            assert wire.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
            ending = threading.Thread(target=server.stop)
            ending.start()
            time.sleep(1)
            wire.sendall(b"}")
            assert wire.recv(65536).startswith(b"HTTP/1.1 201")
        ending.join()
        assert server.process is not None
        assert server.process.returncode == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_end_of_the_whole_process_group_is_a_good_end(tmp_path: Path, how: signal.Signals) -> None:
    with Server(tmp_path / "state", workers=1, environment={"QUIZAPP_LOG_FORMAT": "json"}) as server:
        server.start()
        assert server.process is not None
        os.killpg(server.process.pid, how)
        assert server.process.wait(60) == 0
        lines = [json.loads(line) for line in server.log.read_text().splitlines()]
        assert [line for line in lines if line.get("level") in {"warning", "error", "critical"}] == []
