"""What the drivers of the running site share: readers who retry, and what is in a database.

    with serving(state) as server:  # of battery.serving
        crowd = Crowd(server.port, Report())
        with crowd.at_work(8):
            crowd.wait_for(100)

Everything here goes over HTTP to a real `quizapp serve`; what became of it is read from the database file
without any code of ours.
"""

import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from battery.report import Report
from battery.serving import ARTICLE, KEY, NEXT_KEY, at_work, fetch
from waiting import until

from quizapp.attempts.tokens import Tokens

BEGIN = f"/api/v1/articles/{ARTICLE}/attempts"
RESPOND = "/api/v1/responses"
CONTENT = f"/api/v1/articles/{ARTICLE}"
DATABASE = "quizapp.db"
PAUSE, PAUSE_AFTER_NONE = 0.01, 0.2
"""Seconds until a reader asks again, and when there was no reply: sooner would take from the server what it
needs to start."""

Json = dict[str, Any]
Key = tuple[str, int]
"""What may be recorded once: the nonce of an attempt, and the number of a step in it."""
Kept = tuple[str, ...]
"""The response of a step, as the database has it."""


@dataclass(frozen=True)
class Asked:
    """One request of a reader; `key` is None when it begins an attempt."""

    path: str
    body: bytes
    key: Key | None
    response: Kept


class Reader:
    """Takes one check after another by chance. Between two replies it asks for the same thing every time."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.asked = Asked(BEGIN, b'{"mode": "check"}', None, ())

    def take(self, reply: Json) -> None:
        """Go on from a reply."""
        if reply["item"] is None:
            self.asked = Asked(BEGIN, b'{"mode": "check"}', None, ())
        else:
            self.asked = asked(reply, self._random.choice(reply["item"]["options"])["id"])


def asked(turn: Json, option: str) -> Asked:
    """Return the request that chooses an option for the item of a turn."""
    body = {"attempt": turn["attempt"], "item": turn["item"]["id"], "response": [option]}
    attempt = Tokens([KEY, NEXT_KEY]).read(turn["attempt"])
    return Asked(RESPOND, json.dumps(body).encode(), (attempt.nonce, len(attempt.steps)), (option,))


@dataclass(frozen=True)
class Answered:
    """One response of a reader, and what was said of it."""

    key: Key
    response: Kept
    sent: float
    """In seconds since 1970, as `received` is."""
    received: float
    recorded: bool


@dataclass(frozen=True)
class Found:
    """What is in a database file."""

    integrity: str
    rows: int
    steps: Mapping[Key, Kept]


class Crowd:
    """Readers who take checks and read pages, each time on a new connection, which goes to any worker.

    Each reply must be a success, have an outcome, and be the same when it is asked for again; only with
    `patient` may there be none. The share `replayed` of what is recorded is asked for again.
    """

    def __init__(
        self,
        port: int,
        report: Report,
        *,
        pages: Sequence[str] = (),
        patient: bool = False,
        replayed: float = 0,
    ) -> None:
        self.port = port
        self.report = report
        self.sent: dict[Key, Kept] = {}
        self.answered: list[Answered] = []
        self.acknowledged: dict[Key, float] = {}
        """When the first reply came that said of a step that it is recorded."""
        self._pages = pages
        self._patient = patient
        self._replayed = replayed

    def at_work(self, readers: int) -> AbstractContextManager[None]:
        """Let so many take checks, and one read pages, until the end."""
        takers = [partial(self._take, Random(number)) for number in range(readers)]
        return at_work([*takers, *([self._read] if self._pages else [])])

    def ask(self, path: str, body: bytes | None = None) -> bytes | None:
        """Return what a reply says, if it is a success."""
        try:
            status, said = fetch(self.port, path, body)
        except (OSError, HTTPException) as error:
            status, said = 0, repr(error).encode()
            time.sleep(PAUSE_AFTER_NONE)
        self.report.count(f"replies with status {status}" if status else "requests without a reply")
        if status in {200, 201}:
            return said
        if status or not self._patient:
            self.report.fail(f"status {status}", f"{path}: {said[:200].decode(errors='replace')}")
        return None

    def _take(self, random: Random, end: threading.Event) -> None:
        reader = Reader(random)
        again: tuple[Asked, bytes] | None = None
        while not end.wait(PAUSE):
            now, sent = reader.asked, time.time()
            if now.key is not None:
                self.sent[now.key] = now.response
            said = self.ask(now.path, now.body)
            if said is None:
                continue
            reply = json.loads(said)
            if now.key is not None:
                self.note(now.key, now.response, sent, reply)
                if reply["recorded"] and random.random() < self._replayed:
                    again = now, said
            if again is not None and random.random() < 0.5:  # at once, or later, or after a restart
                again = self._replay(*again)
            reader.take(reply)

    def note(self, key: Key, response: Kept, sent: float, reply: Json) -> None:
        """Note what was said of a response, and judge it."""
        received = time.time()
        self.answered.append(Answered(key, response, sent, received, reply["recorded"]))
        if reply["recorded"]:
            self.acknowledged.setdefault(key, received)
        if not isinstance(reply["outcome"]["correct"], bool):
            self.report.fail("no outcome", str(reply))
        if reply["item"] is None:
            self.report.count("reports", reply["report"]["verdict"] is not None)

    def _replay(self, before: Asked, said: bytes) -> tuple[Asked, bytes] | None:
        """Ask again, and return the same if there was no reply."""
        replayed = self.ask(before.path, before.body)
        if replayed is None:
            return before, said
        self.report.count("replayed")
        if replayed != said:
            self.report.fail("a replayed reply changed", replayed.decode())
        return None

    def _read(self, end: threading.Event) -> None:
        for page in cycle(self._pages):
            if end.wait(PAUSE):
                return
            began = time.monotonic()
            self.ask(page)
            self.report.seconds["pages"].append(time.monotonic() - began)

    def wait_for(self, acknowledgements: int) -> None:
        """Wait until so many more steps are recorded."""
        wanted = len(self.acknowledged) + acknowledgements
        until(lambda: len(self.acknowledged) >= wanted, 120)

    def unrecorded(self) -> list[Answered]:
        return [each for each in list(self.answered) if not each.recorded]

    def lost(self, steps: Mapping[Key, Kept], acknowledged: Iterable[Key]) -> list[Key]:
        """Return what was acknowledged and is not in a database as it was sent."""
        return [key for key in acknowledged if steps.get(key) != self.sent[key]]

    def check(self, found: Found, acknowledged: Iterable[Key]) -> None:
        """Hold a database against what was sent, and what was acknowledged before it was left."""
        wrong = {
            "lost": self.lost(found.steps, acknowledged),
            "counted twice": range(found.rows - len(found.steps)),
            "sent by nobody": [key for key, kept in found.steps.items() if self.sent.get(key) != kept],
            "damaged": [found.integrity] if found.integrity != "ok" else [],
        }
        for kind, cases in wrong.items():
            for case in cases:
                self.report.fail(kind, str(case))


def found_in(file: Path) -> Found:
    """Read a file with nothing but SQLite, which ends what was begun and not committed."""
    try:
        with closing(sqlite3.connect(file)) as connection:
            [integrity] = connection.execute("PRAGMA integrity_check(1)").fetchone()
            rows = connection.execute("SELECT nonce, number, response FROM steps").fetchall()
        steps = {(nonce, number): tuple(json.loads(response)) for nonce, number, response in rows}
    except (sqlite3.DatabaseError, TypeError, ValueError) as error:
        return Found(str(error), 0, {})  # no database, or one with rows that nobody wrote
    return Found(str(integrity), len(rows), steps)
