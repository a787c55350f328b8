"""Restart PostgreSQL under two replicas of the site: `python tests/battery/pg_restart.py --restarts 20`.

Readers take checks over HTTP and change replica at every step. The database server is stopped, by turns in
good order and as if the power had failed, stays away for a while and comes back. Nothing that readers get may
be a fault, every response that was called recorded must be in the database as it was sent, and recording must
resume within two seconds of the server's return without anything else being restarted.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import psycopg

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))

from battery.serving import ARTICLE, KEY, Client, Server, end_on_term, respond_to
from postgres_server import PostgresServer

from quizapp.attempts.tokens import Tokens

READERS = 6
HEALED = 2.0
"""Seconds after which both replicas have to record again."""

Key = tuple[str, int]


@dataclass(kw_only=True)
class Load:
    """Readers at work on all replicas, and what they were told."""

    ports: list[int]
    statuses: Counter[int] = field(default_factory=Counter)
    unrecorded: int = 0
    acknowledged: dict[Key, list[str]] = field(default_factory=dict)
    changed: int = 0
    """Steps that were taken on another replica than the one before."""
    last: dict[int, float] = field(default_factory=dict)
    """By port: when a step was last recorded there."""
    over: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._read) for _ in range(READERS)]
        for thread in threads:
            thread.start()
        return threads

    def _read(self) -> None:
        tokens = Tokens([KEY])
        clients = {port: Client(port) for port in self.ports}
        turn: dict[str, Any] | None = None
        for port, client in cycle(clients.items()):
            if self.over.is_set():
                break
            if turn is None or turn["item"] is None:
                status, turn = client.post(f"/articles/{ARTICLE}/attempts", {})
                self.statuses[status] += 1
                continue
            sent = respond_to(turn)
            before = tokens.read(turn["attempt"])
            status, turn = client.post("/responses", sent)
            self.statuses[status] += 1
            if status != 200:
                turn = None
                continue
            self.changed += 1
            if turn["recorded"]:
                self.acknowledged[before.nonce, len(before.steps)] = sorted(sent["response"])
                self.last[port] = time.monotonic()
            else:
                self.unrecorded += 1
        for client in clients.values():
            client.close()


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a run came to."""

    statuses: dict[int, int]
    acknowledged: int
    unrecorded: int
    lost: int
    """Acknowledged steps that are not in the database as they were sent."""
    changed: int
    slowest: float
    """Seconds from the return of the database to recording on both replicas."""


def run(restarts: int, folder: Path, *, away: float = 1.0) -> Findings:
    """Restart the database so often under load."""
    postgres = PostgresServer()
    try:
        postgres.start("fsync=on")
        url = postgres.new_database()
        with _replicas(url, folder) as servers:
            load = Load(ports=[server.port for server in servers])
            readers = load.begin()
            try:
                waits = [_restart(postgres, load, number, away) for number in range(restarts)]
            finally:
                load.over.set()
                for reader in readers:
                    reader.join()
        kept = _kept(url)
    finally:
        postgres.remove()
    return Findings(
        statuses=dict(load.statuses),
        acknowledged=len(load.acknowledged),
        unrecorded=load.unrecorded,
        lost=sum(kept.get(key) != response for key, response in load.acknowledged.items()),
        changed=load.changed,
        slowest=max(waits),
    )


@contextmanager
def _replicas(url: str, folder: Path) -> Iterator[list[Server]]:
    settings = {
        "QUIZAPP_DATABASE_URL": url,
        "QUIZAPP_RATE_LIMIT": "0",
        "QUIZAPP_LOG_FORMAT": "off",
    }
    servers = [Server(folder / name, workers=1, environment=settings) for name in ("one", "other")]
    try:
        for server in servers:
            server.start()
        yield servers
    finally:
        for server in servers:
            if server.process is not None:
                server.stop()


def _restart(postgres: PostgresServer, load: Load, number: int, away: float) -> float:
    """Restart the database once both replicas record; return how long they took to do so again."""
    time.sleep(away)
    _until_recorded(load, time.monotonic())
    postgres.stop(signal.SIGQUIT if number % 2 else signal.SIGINT)
    time.sleep(away)
    postgres.start("fsync=on")
    back = time.monotonic()
    _until_recorded(load, back)
    took = time.monotonic() - back
    print(
        f"restart {number + 1}: recording after {took:.2f} s, {len(load.acknowledged)} recorded", flush=True
    )
    return took


def _until_recorded(load: Load, since: float) -> None:
    deadline = since + 60
    while any(load.last.get(port, 0) < since for port in load.ports):
        if time.monotonic() > deadline:
            raise SystemExit(f"nothing is recorded any more: {dict(load.statuses)}")
        time.sleep(0.005)


def _kept(url: str) -> dict[Key, list[str]]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT nonce, number, response FROM steps").fetchall()
    return {(nonce, number): json.loads(response) for nonce, number, response in rows}


def main() -> int:
    """Run, print the counts, and return 1 when a promise was broken."""
    end_on_term()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--restarts", type=int, default=20)
    with tempfile.TemporaryDirectory() as folder:
        found = run(parser.parse_args().restarts, Path(folder))
    print(f"{found.acknowledged} recorded, {found.lost} lost, {found.unrecorded} told they were unrecorded")
    print(f"statuses {found.statuses}; {found.changed} steps on another replica than the one before")
    print(f"slowest return to recording on both: {found.slowest:.2f} s")
    faults = sum(number for status, number in found.statuses.items() if status >= 300)
    return 0 if not faults and not found.lost and found.slowest <= HEALED else 1


if __name__ == "__main__":
    sys.exit(main())
