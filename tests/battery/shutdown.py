"""End and renew servers under load, losing no request: `python tests/battery/shutdown.py --term 20 --hup 20`.

TERM ends a server, HUP renews its worker processes; readers take checks meanwhile, half of them on kept
connections. A request is lost when no reply came, or 5xx. A kept connection may be closed while a request is
on its way; such a request is cut off, and sent again as HTTP clients do (RFC 9112, 9.3.1). That is counted.
"""

from __future__ import annotations

import argparse
import json
import select
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))

from battery.serving import API, ARTICLE, Server, end_on_term, respond_to

READERS = 8
GRACE = 10.0
"""Seconds in which a server has to end."""


@dataclass(kw_only=True)
class Load:
    """Readers at work, and what became of their requests."""

    port: int
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._read, args=(bool(n % 2),)) for n in range(READERS)]
        for thread in threads:
            thread.start()
        return threads

    def _read(self, keeps: bool) -> None:
        connection = Connection(self.port, keeps=keeps)
        turn: dict[str, Any] | None = None
        while not self.over.is_set():
            begins = turn is None or turn["item"] is None
            path = f"{API}/articles/{ARTICLE}/attempts" if begins else f"{API}/responses"
            body = {} if turn is None or begins else respond_to(turn)
            if not connection.opened():
                self.counts["not sent"] += 1
                time.sleep(0.02)
                continue
            try:
                status, turn = connection.send(path, body)
            except (OSError, HTTPException) as error:
                if connection.reused and isinstance(error, ConnectionError):
                    self.counts["cut off"] += 1
                    connection.close()
                    continue
                self._failed(f"{type(error).__name__}: {error}")
                turn = None
            else:
                self.counts["answered"] += 1
                if status >= 300:
                    self._failed(f"{status} {turn}")
                    turn = None
        connection.close()

    def _failed(self, why: str) -> None:
        self.counts["lost"] += 1
        self.failures.append(why)
        print(why[:500], flush=True)


class Connection:
    """Sends requests, each on a new connection unless told to keep it."""

    def __init__(self, port: int, *, keeps: bool) -> None:
        self._port = port
        self._keeps = keeps
        self._connection: HTTPConnection | None = None
        self.reused = False
        """Whether a reply has come over the connection."""

    def opened(self) -> bool:
        """Whether there is a connection, opened now if need be, that the other side has not closed."""
        if self._connection is not None and self._connection.sock is not None:
            if not select.select([self._connection.sock], [], [], 0)[0]:
                return True
            self.close()
        self._connection, self.reused = HTTPConnection("127.0.0.1", self._port, timeout=20), False
        try:
            self._connection.connect()
        except OSError:
            self._connection = None
            return False
        return True

    def send(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """Return status and JSON of the reply."""
        assert self._connection is not None, "it was opened"
        fields = {"Content-Type": "application/json", **({} if self._keeps else {"Connection": "close"})}
        self._connection.request("POST", path, json.dumps(body), fields)
        reply = self._connection.getresponse()
        content = reply.read()
        self.reused = True
        return reply.status, json.loads(content)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a run came to."""

    answered: int
    lost: int
    cut_off: int
    refused: int
    """Connections that nobody took. While a server is away that is no wonder."""
    slowest_end: float
    """Seconds from TERM to the end of the process."""
    statuses: dict[int, int]
    """Exit statuses of the ended servers: how many of each."""
    failures: list[str]


def run(terms: int, hups: int, folder: Path) -> Findings:
    """Send so many TERM and HUP to servers under load."""
    quiet = {"QUIZAPP_RATE_LIMIT": "0", "QUIZAPP_LOG_FORMAT": "off"}
    server = Server(folder / "state", environment=quiet)
    server.start()
    load = Load(port=server.port)
    readers = load.begin()
    ends, statuses = [0.0], Counter[int]()
    try:
        for number in range(hups):
            until_answered(load, 50)
            renew(server)
            print(f"HUP {number + 1}: {dict(load.counts)}", flush=True)
        for number in range(terms):
            until_answered(load, 50)
            ends.append(server.stop())
            assert server.process is not None, "it was started"
            statuses[server.process.returncode] += 1
            print(f"TERM {number + 1}: {ends[-1]:.2f} s {dict(load.counts)}", flush=True)
            server.start()
        until_answered(load, 50)
    finally:
        load.over.set()
        for reader in readers:
            reader.join()
        server.stop()
    return Findings(
        answered=load.counts["answered"],
        lost=load.counts["lost"],
        cut_off=load.counts["cut off"],
        refused=load.counts["not sent"],
        slowest_end=max(ends),
        statuses=dict(statuses),
        failures=load.failures,
    )


def until_answered(load: Load, number: int) -> None:
    """Wait until so many more requests are answered: a test of a server that idles would say nothing."""
    wanted = load.counts["answered"] + number
    deadline = time.monotonic() + 60
    while load.counts["answered"] < wanted:
        if time.monotonic() > deadline:
            raise SystemExit(f"no load: {dict(load.counts)} {load.failures[-5:]}")
        time.sleep(0.01)


def renew(server: Server) -> None:
    """Send HUP and wait until no worker process is left that was there before."""
    assert server.process is not None, "it was started"
    before = workers(server.process.pid)
    server.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 60
    while before & workers(server.process.pid):
        if time.monotonic() > deadline:
            raise SystemExit("the worker processes were not renewed")
        time.sleep(0.05)


def workers(process: int) -> set[int]:
    """Return the worker processes of a server."""
    return {int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()}


def main() -> int:
    """Run, print the counts, and return 1 when a request was lost or an end took too long."""
    end_on_term()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--term", type=int, default=20)
    parser.add_argument("--hup", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(arguments.term, arguments.hup, Path(folder))
    print(f"{found.answered} answered, {found.lost} lost, {found.cut_off} cut off and sent again")
    print(f"{found.refused} connections refused, slowest end {found.slowest_end:.2f} s")
    print(f"exit statuses: {found.statuses}", *Counter(found.failures).most_common(10), sep="\n")
    return 0 if not found.lost and found.slowest_end <= GRACE and set(found.statuses) <= {0} else 1


if __name__ == "__main__":
    sys.exit(main())
