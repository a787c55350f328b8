"""What drivers share: a server of our own on a free port, with its log in a file."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ARTICLE = "joint-pain-after-exercise"
API = "/api/v1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """`quizapp serve` over a state folder; everything it says goes to `log`."""

    def __init__(self, state: Path, workers: int = 2, **environment: str) -> None:
        self.state = state
        self.log = state.with_name(f"{state.name}.log")
        self.port = free_port()
        self._workers = workers
        self._environment = {**os.environ, **environment}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it is ready; end the run when it does not get there within a minute."""
        command = ["-m", "quizapp", "serve", "--port", str(self.port), "--state", str(self.state)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command, "--workers", str(self._workers)],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 60
        while not self.answers("/readyz"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.terminate()
                raise SystemExit(f"the server did not start:\n{self.log.read_text()}")
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> float:
        """End the server and return how many seconds it took."""
        assert self.process is not None, "it was started"
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(60)
        return time.monotonic() - began

    def answers(self, path: str) -> bool:
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=2)) as connection:
                connection.request("GET", path)
                return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False


@contextmanager
def serving(state: Path, *, workers: int = 2, **environment: str) -> Iterator[Server]:
    """Run a server for a while."""
    server = Server(state, workers=workers, **environment)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Client:
    """A JSON client on one kept connection."""

    def __init__(self, port: int, *, address: str = "127.0.0.1", timeout: float = 30) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout, source_address=(address, 0))

    def ask(
        self, method: str, path: str, body: object = None, fields: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Send a request and return status and JSON of the reply."""
        sent = None if body is None else json.dumps(body)
        headers = {**({} if body is None else {"Content-Type": "application/json"}), **(fields or {})}
        self._connection.request(method, path, sent, headers)
        reply = self._connection.getresponse()
        content = reply.read()
        is_json = "json" in reply.getheader("Content-Type", "")
        return reply.status, json.loads(content) if is_json else content

    def post(self, path: str, body: object, fields: dict[str, str] | None = None) -> tuple[int, Any]:
        """Send a call of the API."""
        return self.ask("POST", API + path, body, fields)

    def close(self) -> None:
        self._connection.close()


def respond_to(turn: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Return the body that responds to the item of a turn with its first option (for every entry)."""
    item = turn["item"]
    first = item["options"][0]["id"]
    response = [f"{entry['id']}-{first}" for entry in item.get("entries", [])] or [first]
    return {"attempt": turn["attempt"], "item": item["id"], "response": response, **members}
