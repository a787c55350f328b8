"""What the drivers of the running site share: readers who retry, and what is in a database.

    with Server(state) as server:  # of battery.serving
        server.start()
        reader = Reader(Random(1))
        status, body = Client(server.port).post(*reader.request())

Everything here goes over HTTP to a real `quizapp serve`; what became of it is read from the database file
without any code of ours.
"""

import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from typing import Any

from battery.serving import ARTICLE, KEY

from quizapp.attempts.tokens import Tokens

BEGIN = f"/api/v1/articles/{ARTICLE}/attempts"
RESPOND = "/api/v1/responses"
CONTENT = f"/api/v1/articles/{ARTICLE}"
DATABASE = "quizapp.db"

Json = dict[str, Any]
Key = tuple[str, int]
"""What may be recorded once: the nonce of an attempt, and the number of a step in it."""
Kept = tuple[str, ...]
"""The response of a step, as the database has it."""


class Client:
    """Sends bytes over one kept connection, and over a new one after an error."""

    def __init__(self, port: int, *, address: str = "127.0.0.1", timeout: float = 30) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout, source_address=(address, 0))

    def get(self, path: str) -> tuple[int, bytes]:
        """Return status and body; OSError or HTTPException when there was none."""
        return self.ask("GET", path)

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        return self.ask("POST", path, body)

    def ask(
        self, method: str, path: str, body: bytes | None = None, fields: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        try:
            self.send(path, body, method=method, fields=fields)
            return self.receive()
        except (OSError, HTTPException):
            self.close()
            raise

    def send(
        self,
        path: str,
        body: bytes | None,
        *,
        method: str = "POST",
        fields: Mapping[str, str] | None = None,
    ) -> None:
        kind = {} if body is None else {"Content-Type": "application/json"}
        self._connection.request(method, path, body, {**kind, **(fields or {})})

    def receive(self) -> tuple[int, bytes]:
        reply = self._connection.getresponse()
        return reply.status, reply.read()

    def close(self) -> None:
        self._connection.close()


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
        self._turn: Json | None = None
        self.asked = self._next()

    def take(self, reply: Json) -> None:
        """Go on from a reply."""
        self._turn = reply if reply["item"] is not None else None
        self.asked = self._next()

    def _next(self) -> Asked:
        if self._turn is None:
            return Asked(BEGIN, b'{"mode": "check"}', None, ())
        return asked(self._turn, self._random.choice(self._turn["item"]["options"])["id"])


def asked(turn: Json, option: str) -> Asked:
    """Return the request that chooses an option for the item of a turn."""
    body = {"attempt": turn["attempt"], "item": turn["item"]["id"], "response": [option]}
    return Asked(RESPOND, json.dumps(body).encode(), key_of(turn), (option,))


def key_of(turn: Json) -> Key:
    """Return what the response to the item of a turn is recorded under."""
    attempt = Tokens([KEY]).read(turn["attempt"])
    return attempt.nonce, len(attempt.steps)


@dataclass(frozen=True)
class Found:
    """What is in a database file."""

    integrity: str
    rows: int
    steps: Mapping[Key, Kept]


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


def copied(file: Path, folder: Path) -> Path:
    """Copy a database that nobody writes, with what belongs to it."""
    for end in ("", "-journal"):
        source = file.with_name(f"{file.name}{end}")
        if source.exists():
            shutil.copyfile(source, folder / source.name)
    return folder / file.name
