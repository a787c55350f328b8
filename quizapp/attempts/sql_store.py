"""The store on SQL: a SQLite file, SQLite in memory, or by URL a PostgreSQL server.

    store = open_store("sqlite:////var/lib/quizapp/quizapp.db")
    kept = store.record(step)

Import this where a store is made and not before: SQLAlchemy is slow to load.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from quizapp.attempts.by_url import database_at
from quizapp.attempts.causes import cause_of
from quizapp.attempts.group_commit import GroupCommit
from quizapp.attempts.model import Edition, Step
from quizapp.attempts.outage import Outage
from quizapp.attempts.schema import ATTEMPTS, EDITION, FINGERPRINTS, STEPS_OF_ATTEMPTS, step_of
from quizapp.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import RowMapping, Select

    from quizapp.attempts.database import Database, Request

PATIENCE = 5.0
"""Seconds that a caller waits at the most."""

_ATTEMPTS_A_SCAN = 5_000
"""Attempts looked through in one reading. Nobody can commit meanwhile: it must be over soon."""

_ATTEMPTS_A_PAGE = 500
"""Attempts whose steps are read in one go, for the same reason."""


class _Writer(NamedTuple):
    """What one process has of a store."""

    database: Database
    group: GroupCommit[Request, Request]


class SqlStore:
    """Keeps the promises of attempts.store.Store on the database of an SQLAlchemy URL.

    Nothing is touched and no thread runs before the first call; after close() the next call begins anew.
    SettingsError if the URL can never be used. A process may fork before the first call or after close();
    in a child that was forked in between every call raises StoreError, because SQLite would take the parent's
    locks for its own there and lose what is recorded.
    """

    def __init__(self, url: str, *, patience: float = PATIENCE) -> None:
        self._url = url
        self._patience = patience
        self._outage = Outage()
        # By process: a forked child must not use, and not even close, what the parent has open.
        self._writers: dict[int, _Writer] = {}
        self._writer()

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
            rows = self._read(STEPS_OF_ATTEMPTS, nonces=page)
            yield from map(step_of, sorted(rows, key=lambda row: (place[row["nonce"]], row["number"])))

    def keep(self, edition: Edition) -> None:
        """Keep an edition; if it is there already, only its hour."""
        self._submit(edition)

    def find(self, article: str, fits: Callable[[str], bool]) -> Edition | None:
        """Return an edition of an article whose fingerprint fits, if one is kept."""
        kept = [row["fingerprint"] for row in self._read(FINGERPRINTS, article=article)]
        fitting = next(filter(fits, kept), None)
        # Between the two readings a purge may have removed it.
        rows = self._read(EDITION, article=article, fingerprint=fitting) if fitting else ()
        return Edition(**rows[0]) if rows else None

    def ping(self) -> None:
        """Do nothing if a step could be recorded now; StoreError otherwise."""
        self._submit(None)

    def close(self) -> None:
        """Record what waits, then let go of the thread, files and connections."""
        writer = self._writers.pop(os.getpid(), None)
        # A thread that hangs still uses its connection; that ends with the process.
        if writer is not None and writer.group.close():
            writer.database.dispose()

    @property
    def openings(self) -> int:
        """How often this process has opened the database to write."""
        return self._writer().database.openings

    def _submit(self, request: Request) -> Request:
        try:
            kept = self._writer().group.submit(request)
        except StoreError as failure:
            self._outage.failed(str(failure))
            raise
        self._outage.over()
        return kept

    def _attempts(self, article: str) -> list[str]:
        """Return the nonces of an article's attempts, oldest first."""
        found: list[tuple[str, str]] = []
        after = ""
        while rows := self._read(ATTEMPTS, after=after, limit=_ATTEMPTS_A_SCAN):
            found += [(row["hour"], row["nonce"]) for row in rows if row["article"] == article]
            after = rows[-1]["nonce"]
        return [nonce for _, nonce in sorted(found)]

    def _read(self, statement: Select[Any], **parameters: object) -> Sequence[RowMapping]:
        try:
            return self._writer().database.read(statement, parameters)
        except (SQLAlchemyError, OSError) as failure:
            raise StoreError(f"the store could not be read: {cause_of(failure)}") from failure

    def _writer(self) -> _Writer:
        here = os.getpid()
        writer = self._writers.get(here)
        if writer is None:
            if any(parent.group.begun for parent in self._writers.values()):
                raise StoreError(
                    "the process was forked while the store was in use; it must be closed before"
                )
            database = database_at(self._url)
            group = GroupCommit(database.keep, patience=self._patience, turn=database.turn)
            # Two threads may come here at once; setdefault gives both the same.
            writer = self._writers.setdefault(here, _Writer(database, group))
        return writer


def open_store(url: str) -> SqlStore:
    """Return the store of a URL with its folder and tables made; StoreError if it cannot be used now.

    `SqlStore(url)` alone puts that off to the first call, for a site that must start in any case.
    """
    store = SqlStore(url)
    try:
        store.ping()
    finally:
        store.close()
    return store
