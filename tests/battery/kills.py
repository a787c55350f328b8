"""Kill the server under load, again and again: `python -m tests.battery kills --kills 300`.

Eight readers take checks over HTTP and send every request until it is answered. After each SIGKILL of the
whole process group the database must be whole and hold every step that was said to be recorded, once and as
it was sent; then the server starts again on it. Exits with 1 when anything was lost, counted twice or
answered otherwise than before.
"""

import json
import tempfile
import threading
import time
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from pathlib import Path
from random import Random

from battery.running import (
    DATABASE,
    Asked,
    Client,
    Found,
    Kept,
    Key,
    Reader,
    copied,
    found_in,
)
from battery.serving import Server, at_work

CLIENTS = 8
REPLAYED = 0.25
"""Share of the acknowledged requests that are sent once more."""
PAUSE = 0.2
"""Seconds until a reader tries again: sooner would take from the server what it needs to start."""


@dataclass
class Tally:
    """What readers and databases said. Threads change it one at a time, under `lock`."""

    sent: dict[Key, Kept] = field(default_factory=dict)
    acknowledged: dict[Key, float] = field(default_factory=dict)
    """When the reply came, on the clock of the machine."""
    unrecorded: int = 0
    replayed: int = 0
    retried: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    changed: list[str] = field(default_factory=list)
    lost: set[Key] = field(default_factory=set)
    doubled: int = 0
    strange: set[Key] = field(default_factory=set)
    damaged: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, found: Found, acknowledged: set[Key]) -> None:
        """Compare a database with what was sent, and with what was acknowledged before it was left."""
        self.lost |= {key for key in acknowledged if found.steps.get(key) != self.sent[key]}
        self.doubled = max(self.doubled, found.rows - len(found.steps))
        self.strange |= {key for key, kept in found.steps.items() if self.sent.get(key) != kept}
        if found.integrity != "ok":
            self.damaged.append(found.integrity)

    @property
    def fine(self) -> bool:
        bad = self.lost or self.doubled or self.strange or self.damaged or self.changed
        return not bad and self.statuses.keys() <= {200, 201}

    def text(self) -> str:
        return (
            f"{len(self.acknowledged)} acknowledgements ({self.unrecorded} replies said recorded: false), "
            f"{self.retried} requests sent again after no reply, statuses {dict(self.statuses)}\n"
            f"{len(self.lost)} lost, {self.doubled} counted twice, {len(self.strange)} that nobody sent, "
            f"{len(self.changed)} of {self.replayed} replayed replies changed, {len(self.damaged)} damaged"
        )


def reading(port: int, tally: Tally, seed: object, clients: int = CLIENTS) -> AbstractContextManager[None]:
    """Let readers take checks until the end."""
    return at_work([partial(_read, port, tally, Random(f"{seed} {number}")) for number in range(clients)])


def _read(port: int, tally: Tally, random: Random, end: threading.Event) -> None:
    client, reader = Client(port), Reader(random)
    again: tuple[Asked, bytes] | None = None
    while not end.is_set():
        now = reader.asked
        if now.key is not None:
            with tally.lock:
                tally.sent[now.key] = now.response
        answered = _until_answered(client, now, tally, end)
        if answered is None:
            break
        status, body = answered
        reply = json.loads(body)
        with tally.lock:
            tally.statuses[status] += 1
            if reply.get("recorded") and now.key is not None:
                tally.acknowledged.setdefault(now.key, time.time())
            elif now.key is not None:
                tally.unrecorded += 1
        if reply.get("recorded") and random.random() < REPLAYED:
            again = now, body
        if again is not None and random.random() < 0.5:  # at once, or some steps later, or after a restart
            _replay(client, *again, tally, end)
            again = None
        if status < 300:
            reader.take(reply)
    client.close()


def _replay(client: Client, before: Asked, body: bytes, tally: Tally, end: threading.Event) -> None:
    answered = _until_answered(client, before, tally, end)
    if answered is None:
        return
    with tally.lock:
        tally.replayed += 1
        if answered != (200, body):
            tally.changed.append(answered[1].decode())


def _until_answered(
    client: Client, now: Asked, tally: Tally, end: threading.Event
) -> tuple[int, bytes] | None:
    while not end.is_set():
        try:
            return client.post(now.path, now.body)
        except (OSError, HTTPException):
            with tally.lock:
                tally.retried += 1
            end.wait(PAUSE)
    return None


def run(
    kills: int, *, acknowledgements: int, seed: int = 1, fault: str | None = None
) -> tuple[Tally, list[float]]:
    """Kill the server so often, after so many acknowledgements each; return the seconds of the starts."""
    tally, random, starts = Tally(), Random(seed), []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with Server(folder / "state", fault=fault) as server, reading(server.port, tally, seed):
            for number in range(kills):
                starts.append(server.start())
                wait_for(tally, len(tally.acknowledged) + acknowledgements)
                time.sleep(random.uniform(0.05, 0.4))
                server.kill()
                # What was said before now; the readers take in what is on its way, too.
                with tally.lock:
                    said = set(tally.acknowledged)
                (folder / "copy").mkdir(exist_ok=True)
                for old in (folder / "copy").iterdir():
                    old.unlink()
                tally.check(found_in(copied(server.state / DATABASE, folder / "copy")), said)
                if (number + 1) % 20 == 0:
                    print(f"{number + 1} kills: {tally.text()}\n{summary(starts)}", flush=True)
    return tally, starts


def wait_for(tally: Tally, acknowledgements: int) -> None:
    deadline = time.monotonic() + 120
    while len(tally.acknowledged) < acknowledgements:
        if time.monotonic() > deadline:
            raise SystemExit(f"the readers get no acknowledgements: {tally.text()}")
        time.sleep(0.005)


def summary(starts: list[float]) -> str:
    ordered = sorted(starts)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    median, worst = ordered[len(ordered) // 2], ordered[-1]
    return f"ready after {median:.2f} s (median), {p95:.2f} s (p95), {worst:.2f} s (worst)"


def main(*, kills: int = 300, acknowledgements: int = 70, seed: int = 1) -> bool:
    """Kill so often, each time after so many acknowledgements; return whether nothing was lost."""
    tally, starts = run(kills, acknowledgements=acknowledgements, seed=seed)
    print(tally.text(), summary(starts), sep="\n")
    return tally.fine
