"""The store of steps and editions: a SQLite file, SQLite in memory, or by URL a PostgreSQL server.

    store = SqlStore("sqlite:////var/lib/quizapp/quizapp.db")
    kept = store.record(step)

Import this where a store is made and not before: SQLAlchemy is slow to load.
"""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from quizapp.attempts import tables
from quizapp.attempts.database import Database, Request, SqliteFile, SqliteMemory
from quizapp.attempts.group_commit import GroupCommit
from quizapp.attempts.model import Edition, Step
from quizapp.attempts.outage import Outage
from quizapp.attempts.postgres import Postgres
from quizapp.errors import SettingsError, StoreError

PATIENCE = 5.0
"""Seconds that a caller waits at the most."""
ANSWER_KEEPS = 1.0
"""Seconds for which `works` says the same again: each question to the store is a write to its disk."""

_ATTEMPTS_A_SCAN = 5_000
"""Attempts looked through in one reading. Nobody can commit meanwhile: it must be over soon."""
_ATTEMPTS_A_PAGE = 500
"""Attempts whose steps are read in one go, for the same reason."""
_NAME = "--database or QUIZAPP_DATABASE_URL"


def database_at(url: str) -> Database:
    """The database of an SQLAlchemy URL, still untouched; SettingsError if there can be none."""
    try:
        parsed = make_url(url)
    except ArgumentError as failure:
        raise SettingsError(_NAME, "isn't the URL of a database") from failure
    match parsed.drivername.partition("+"), parsed.database:
        case ("sqlite", _, ("" | "pysqlite")), (None | "" | ":memory:"):
            return SqliteMemory(parsed)
        case ("sqlite", _, ("" | "pysqlite")), str():
            # Not as `make_url` has the path: its versions differ in whether they decode it.
            return SqliteFile(parsed, Path(unquote(url.partition(":///")[2].partition("?")[0])).absolute())
        case (("postgresql" | "postgres"), _, _), _:  # of which there is one driver here, whatever it says
            try:
                return Postgres(parsed)
            except ModuleNotFoundError as missing:
                why = "PostgreSQL needs psycopg: pip install 'quizapp[postgres]'"
                raise SettingsError(_NAME, why) from missing
        case _:
            raise SettingsError(_NAME, f"must begin with sqlite: or postgresql:, not {parsed.drivername}:")


class SqlStore:
    """Keeps steps, append-only, and the editions of articles that they are about.

    Durability: `record` returns only when the step that it returns is on disk, `keep` when the edition is.
    Idempotence: one step per (nonce, number); the first one wins, whatever runs at the same time. One edition
    per (article, fingerprint); of its hours the latest one stays.
    Threads: every method may be called from any thread. Nothing is touched and no thread runs before the
    first call; after close() the next call begins anew.
    Processes: one may fork before the first call or after close(). In a child that was forked in between
    every call raises StoreError: SQLite would take the parent's locks for its own and lose what is recorded.
    Retention: a store removes nothing; `attempts.maintenance` removes whole attempts when an operator asks.
    Time: hours are UTC strings that the caller makes.
    Errors: SettingsError if the URL can never be used. Every method raises StoreError, and nothing else, when
    it cannot do its work; a later call tries anew. The log is told when that begins, and when it is over.
    """

    def __init__(
        self, url: str, *, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._url = url
        self._patience = patience
        self._clock = clock
        self._outage = Outage()
        self._asking = threading.Lock()
        self._answer: bool | None = None
        self._answered = 0.0
        self._begin()

    def _begin(self) -> None:
        self._owner: int | None = None
        self._database = database_at(self._url)
        self._group = GroupCommit[Request, Request](
            self._database.keep, patience=self._patience, turn=self._database.turn
        )

    def record(self, step: Step) -> Step:
        """Keep a step unless (nonce, number) is taken, and return the one that is kept."""
        kept = self._submit(step)
        assert isinstance(kept, Step), "a step for a step"
        return kept

    def steps(self, article: str) -> Iterator[Step]:
        """Yield every step of an article, oldest attempt first, in order within an attempt.

        Attempts of the same hour come in an order that tells nothing. Of what is recorded meanwhile some may
        be left out.
        """
        nonces = self._attempts(article)
        for start in range(0, len(nonces), _ATTEMPTS_A_PAGE):
            page = nonces[start : start + _ATTEMPTS_A_PAGE]
            place = {nonce: index for index, nonce in enumerate(page)}
            rows = self._opened().read(tables.STEPS_OF_ATTEMPTS, {"nonces": page})
            yield from map(tables.step_of, sorted(rows, key=lambda row: (place[row["nonce"]], row["number"])))

    def keep(self, edition: Edition) -> None:
        """Keep an edition; if it is there already, only its hour."""
        self._submit(edition)

    def find(self, article: str, fits: Callable[[str], bool]) -> Edition | None:
        """An edition of an article whose fingerprint fits, if one is kept."""
        database = self._opened()
        kept = [row["fingerprint"] for row in database.read(tables.FINGERPRINTS, {"article": article})]
        fitting = next(filter(fits, kept), None)
        # Between the two readings a purge may have removed it.
        rows = database.read(tables.EDITION, {"article": article, "fingerprint": fitting}) if fitting else ()
        return Edition(**rows[0]) if rows else None

    def ping(self) -> None:
        """Do nothing if a step could be recorded now; StoreError otherwise."""
        self._submit(None)

    def works(self) -> bool:
        """Whether a step could be recorded, now or when it was last asked, within a second."""
        # Nobody waits for an answer of a store that hangs while there is an earlier one.
        if self._asking.acquire(blocking=self._answer is None):
            try:
                if self._answer is None or self._clock() - self._answered >= ANSWER_KEEPS:
                    answer = False
                    with contextlib.suppress(StoreError):
                        self.ping()
                        answer = True
                    self._answer, self._answered = answer, self._clock()
            finally:
                self._asking.release()
        return bool(self._answer) and not self._outage.is_recent

    def close(self) -> None:
        """Record what waits, then let go of the thread, files and connections."""
        if self._owner not in {None, os.getpid()}:  # a child must not even close what the parent has open
            return
        database, group = self._database, self._group
        self._begin()
        # A thread that hangs still uses its connection; that ends with the process.
        if group.close():
            database.dispose()

    @property
    def place(self) -> str:
        """Where the database is, for the log."""
        return self._database.place

    @property
    def openings(self) -> int:
        """How often the database was opened to write, so that what it held before may be gone."""
        return self._database.openings

    def _submit(self, request: Request) -> Request:
        probe = request is None
        try:
            self._opened()
            kept = self._group.submit(request)
        except StoreError as failure:
            self._outage.failed(str(failure), probe=probe)
            raise
        self._outage.over(probe=probe)
        return kept

    def _opened(self) -> Database:
        """The database, which is this process's own from now on."""
        here = os.getpid()
        if self._owner not in {None, here}:
            raise StoreError("the process was forked while the store was in use; close it before forking")
        self._owner = here
        return self._database

    def _attempts(self, article: str) -> list[str]:
        """The nonces of an article's attempts, oldest first."""
        found: list[tuple[str, str]] = []
        after = ""
        while rows := self._opened().read(tables.ATTEMPTS, {"after": after, "limit": _ATTEMPTS_A_SCAN}):
            found += [(row["hour"], row["nonce"]) for row in rows if row["article"] == article]
            after = rows[-1]["nonce"]
        return [nonce for _, nonce in sorted(found)]
