"""What drivers share: a server of our own on a free port, with its log in a file, and clients of it."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPMessage
from pathlib import Path
from typing import Any, NoReturn, Self

from waiting import until

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
ARTICLE = "joint-pain-after-exercise"
API = "/api/v1"
KEY = "a key that only the battery has"
NEXT_KEY = "the key that follows on that one"
FIRST_ANSWER = 120.0
"""Seconds after which a server that does not answer ends the run."""
RENEWED = 180.0
"""Seconds in which two workers must have been renewed: the server takes at least fifteen for each."""


def end_on_term() -> None:
    """Let TERM end this program as an exception does, so that its servers, folders and mounts are let go."""

    def end(number: int, _: object) -> NoReturn:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one would break off what the first one began
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, end)


def free_port() -> int:
    """A port that no other test on this machine gets while this process lives.

    Nothing listens at it before a server has started, or while one restarts. So a name that the system gives
    to one process alone stands for it. It is below those ports that the system hands to clients.
    """
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with suppress(OSError), socket.socket() as probe, socket.socket(socket.AF_UNIX) as claim:
            claim.bind(f"\0quizapp-test-port-{port}")
            probe.bind(("127.0.0.1", port))
            claim.detach()  # it stays open
            return port


class Client:
    """Sends bytes over one kept connection, and over a new one after an error.

    What gives no reply raises OSError or HTTPException.
    """

    def __init__(self, port: int, *, address: str = "127.0.0.1") -> None:
        self._connection = HTTPConnection("127.0.0.1", port, 30, source_address=(address, 0))
        self.headers = HTTPMessage()
        """Of the last reply."""

    def get(self, path: str) -> tuple[int, bytes]:
        """Return status and body."""
        return self.ask("GET", path)

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        return self.ask("POST", path, body)

    def ask(
        self, method: str, path: str, body: bytes | None = None, fields: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        try:
            kind = {} if body is None else {"Content-Type": "application/json"}
            self._connection.request(method, path, body, {**kind, **(fields or {})})
            return self.receive()
        except (OSError, HTTPException):
            self.close()
            raise

    def send(self, path: str, body: bytes) -> None:
        """Post a body, and leave the reply to `receive`."""
        self._connection.request("POST", path, body, {"Content-Type": "application/json"})

    def receive(self) -> tuple[int, bytes]:
        reply = self._connection.getresponse()
        self.headers = reply.headers
        return reply.status, reply.read()

    def close(self) -> None:
        self._connection.close()


def fetch(port: int, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    """Get, or post a body, on a connection of its own, which goes to any worker."""
    with closing(Client(port)) as client:
        return client.get(path) if body is None else client.post(path, body)


def wait_for_answer(process: subprocess.Popen[Any], port: int) -> None:
    """Wait until a server answers; AssertionError when it ends before, or takes too long."""

    def answers() -> bool:
        assert process.poll() is None, "the server did not start"
        with suppress(OSError, HTTPException):
            return fetch(port, "/livez")[0] == 200
        return False

    until(answers, FIRST_ANSWER)


@contextmanager
def answering(command: Sequence[str], port: int, **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """Run a server that answers at a port, and end it in good order."""
    with subprocess.Popen(command, **options) as server:
        try:
            wait_for_answer(server, port)
            yield server
        finally:
            server.terminate()
            try:
                server.wait(60)
            finally:
                server.kill()


@contextmanager
def at_work(tasks: Sequence[Callable[[threading.Event], object]]) -> Iterator[None]:
    """Let each of these go on in a thread of its own until the end, of which an event tells it."""
    end = threading.Event()
    threads = [threading.Thread(target=task, args=(end,)) for task in tasks]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        end.set()
        for thread in threads:
            thread.join()


class Server:
    """`quizapp serve` in a process group of its own, sound or with one of the faults of `broken_builds`.

    All that it says goes to `log`.
    """

    def __init__(
        self,
        state: Path,
        *,
        workers: int = 2,
        fault: str = "",
        before: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.port = free_port()
        self.state = state
        self.log = state.with_name(f"{state.name}.log")
        self._process: subprocess.Popen[bytes] | None = None
        program = ["battery.broken_builds", fault] if fault else ["quizapp"]
        options = ["--port", str(self.port), "--state", str(state), "--workers", str(workers)]
        self._command = [*before, sys.executable, "-m", *program, "serve", *options]
        defaults = {"QUIZAPP_CONTENT": str(ROOT / "content"), "QUIZAPP_SECRET_KEYS": KEY}
        paths = {"PYTHONPATH": f"{ROOT}:{TESTS}"}
        self._environment = {**os.environ, **defaults, **paths, **(environment or {})}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "it was started"
        return self._process

    def start(self, storage: str = "ok") -> float:
        """Start it and return the seconds until it was ready with a store that works, or that is so.

        If it does not get there, that ends the run.
        """
        began = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while self.storage() != storage:
            if self.process.poll() is not None or time.monotonic() - began > FIRST_ANSWER:
                self.kill()
                raise SystemExit(f"the server did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.03)
        return time.monotonic() - began

    def storage(self) -> str:
        """Return what /readyz says of the store, or that there is no answer."""
        with suppress(OSError, HTTPException):
            status, body = fetch(self.port, "/readyz")
            return str(json.loads(body)["storage"]) if status == 200 else str(status)
        return "no answer"

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server in good order."""
        self.process.send_signal(how)
        self.process.wait(60)

    def renew(self) -> None:
        """Send HUP and wait until no worker process is left that was there before."""
        before = set(self.workers())
        self.process.send_signal(signal.SIGHUP)
        until(lambda: before.isdisjoint(self.workers()), RENEWED)

    def kill(self) -> None:
        """Kill the whole group at once, and wait for its end."""
        process, self._process = self._process, None
        if process is None:
            return
        # Before its end is waited for: until then the number of the group is nobody else's.
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)

    def workers(self) -> list[int]:
        """Return its worker processes."""
        return children_of(self.process.pid)

    def processes(self) -> list[int]:
        """Return the processes of the group."""
        numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
        return [number for number in numbers if _group_of(number) == self.process.pid]


def children_of(process: int) -> list[int]:
    """Return the processes that a process has started."""
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _group_of(process: int) -> int | None:
    try:
        return os.getpgid(process)
    except ProcessLookupError:
        return None


@contextmanager
def serving(state: Path, *, workers: int = 2, fault: str = "", **environment: str) -> Iterator[Server]:
    """Run a server for a while, and end it in good order."""
    with Server(state, workers=workers, fault=fault, environment=environment) as server:
        server.start()
        yield server
        server.stop()


def quizapp(*arguments: str | Path) -> None:
    """Run a command of this checkout, with our content and key, to its good end."""
    defaults = {"QUIZAPP_CONTENT": str(ROOT / "content"), "QUIZAPP_SECRET_KEYS": KEY, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "quizapp", *arguments]
    subprocess.run(command, env={**os.environ, **defaults}, check=True, stdout=subprocess.DEVNULL)


def respond_to(turn: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Return the body that responds to the item of a turn with its first option (for every entry)."""
    item = turn["item"]
    first = item["options"][0]["id"]
    response = [f"{entry['id']}-{first}" for entry in item.get("entries", [])] or [first]
    return {"attempt": turn["attempt"], "item": item["id"], "response": response, **members}
