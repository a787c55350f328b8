"""What drivers share: a server of our own on a free port, with its log in a file."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NoReturn, Self

ROOT = Path(__file__).parents[2]
ARTICLE = "joint-pain-after-exercise"
API = "/api/v1"
KEY = "a key that only the battery has"
FIRST_ANSWER = 60.0
"""Seconds after which a server that does not answer ends the run."""


def end_on_term() -> None:
    """Let TERM end this program as an exception does, so that its servers, folders and mounts are let go."""

    def end(number: int, _: object) -> NoReturn:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one would break off what the first one began
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, end)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def at_work(doings: Sequence[Callable[[threading.Event], object]]) -> Iterator[None]:
    """Let each of these go on in a thread of its own until the end, of which an event tells it."""
    end = threading.Event()
    threads = [threading.Thread(target=doing, args=(end,)) for doing in doings]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        end.set()
        for thread in threads:
            thread.join()


class Server:
    """`quizapp serve`, of this checkout or of another build, in a process group of its own.

    All that it says goes to `log`.
    """

    def __init__(
        self,
        state: Path,
        *,
        workers: int = 2,
        build: Path = ROOT,
        before: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.port = free_port()
        self.state = state
        self.log = state.with_name(f"{state.name}.log")
        self.process: subprocess.Popen[bytes] | None = None
        self._build = build
        options = ["--port", str(self.port), "--state", str(state), "--workers", str(workers)]
        self._command = [*before, sys.executable, "-m", "quizapp", "serve", *options]
        defaults = {"QUIZAPP_CONTENT": str(ROOT / "content"), "QUIZAPP_SECRET_KEYS": KEY}
        self._environment = {**os.environ, **defaults, "PYTHONPATH": str(build), **(environment or {})}
        # An installed server finds its modules compiled; to compile all of ours takes a third of a start.
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> float:
        """Start it and return the seconds until it was ready with a store that works.

        If it does not get there, that ends the run.
        """
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                cwd=self._build,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while self.storage() != "ok":
            if self.process.poll() is not None or time.monotonic() - began > FIRST_ANSWER:
                self.kill()
                raise SystemExit(f"the server did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.03)
        return time.monotonic() - began

    def storage(self) -> str:
        """Return what /readyz says of the store, or that there is no answer."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            try:
                connection.request("GET", "/readyz")
                reply = connection.getresponse()
                return str(json.loads(reply.read())["storage"]) if reply.status == 200 else str(reply.status)
            except (OSError, HTTPException):
                return "no answer"

    def stop(self, how: signal.Signals = signal.SIGTERM) -> float:
        """End the server in good order and return how many seconds it took."""
        assert self.process is not None, "it was started"
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(60)
        return time.monotonic() - began

    def kill(self) -> None:
        """Kill the whole group at once, and wait for its end."""
        process, self.process = self.process, None
        if process is None:
            return
        # Before its end is waited for: until then the number of the group is nobody else's.
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)

    def processes(self) -> list[int]:
        """Return the processes of the group."""
        assert self.process is not None, "it was started"
        return [
            int(path.name)
            for path in Path("/proc").iterdir()
            if path.name.isdigit() and _group_of(int(path.name)) == self.process.pid
        ]


def _group_of(process: int) -> int | None:
    try:
        return os.getpgid(process)
    except ProcessLookupError:
        return None


@contextmanager
def serving(state: Path, *, workers: int = 2, **environment: str) -> Iterator[Server]:
    """Run a server for a while, and end it in good order."""
    with Server(state, workers=workers, environment=environment) as server:
        server.start()
        yield server
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
