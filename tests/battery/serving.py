"""What drivers share: a server of our own on a free port, with its log in a file."""

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
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NoReturn, Self

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
ARTICLE = "joint-pain-after-exercise"
API = "/api/v1"
KEY = "a key that only the battery has"
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


def answers(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/livez")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False


def wait_for_answer(process: subprocess.Popen[Any], port: int) -> None:
    """Wait until a server answers; AssertionError when it ends before, or takes too long."""
    deadline = time.monotonic() + FIRST_ANSWER
    while not answers(port):
        assert process.poll() is None, "the server did not start"
        assert time.monotonic() < deadline, "the server does not answer"
        time.sleep(0.05)


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


def program(fault: str | None) -> list[str]:
    """Return the command line of the program, sound or with a fault of `broken_builds`."""
    return [sys.executable, "-m", *(["quizapp"] if fault is None else ["battery.broken_builds", fault])]


class Server:
    """`quizapp serve`, of this checkout or of another build, in a process group of its own.

    With one of the faults of `broken_builds` where one is named.
    All that it says goes to `log`.
    """

    def __init__(
        self,
        state: Path,
        *,
        workers: int = 2,
        build: Path = ROOT,
        fault: str | None = None,
        before: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.port = free_port()
        self.state = state
        self.log = state.with_name(f"{state.name}.log")
        self.process: subprocess.Popen[bytes] | None = None
        self._build = build
        options = ["--port", str(self.port), "--state", str(state), "--workers", str(workers)]
        self._command = [*before, *program(fault), "serve", *options]
        defaults = {"QUIZAPP_CONTENT": str(ROOT / "content"), "QUIZAPP_SECRET_KEYS": KEY}
        self._environment = {
            **os.environ,
            **defaults,
            "PYTHONPATH": f"{build}:{TESTS}",
            **(environment or {}),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self, storage: str = "ok") -> float:
        """Start it and return the seconds until it was ready with a store that works, or that is so.

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
        while self.storage() != storage:
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

    def renew(self) -> None:
        """Send HUP and wait until no worker process is left that was there before."""
        assert self.process is not None, "it was started"
        before = set(self.workers())
        self.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + RENEWED
        while before & set(self.workers()):
            if time.monotonic() > deadline:
                raise SystemExit("the worker processes were not renewed")
            time.sleep(0.05)

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

    def workers(self) -> list[int]:
        """Return its worker processes."""
        assert self.process is not None, "it was started"
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(process) for process in children.read_text().split()]

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


def respond_to(turn: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Return the body that responds to the item of a turn with its first option (for every entry)."""
    item = turn["item"]
    first = item["options"][0]["id"]
    response = [f"{entry['id']}-{first}" for entry in item.get("entries", [])] or [first]
    return {"attempt": turn["attempt"], "item": item["id"], "response": response, **members}
