"""The databases of the store: one connection that writes, and a new one for every reading.

Processes that share a SQLite file take turns by a lock on a file beside it, because waiting in SQLite's own
busy handler starves some of them. Nothing but SQLite may open the database file inside this process: closing
it would drop the locks that SQLite holds on it.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import logging
import os
import shutil
import sqlite3
import tempfile
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool, StaticPool

from quizapp.attempts import tables
from quizapp.attempts.model import Edition, Step
from quizapp.attempts.outage import cause_of
from quizapp.disk import PRIVATE as PRIVATE_FILE
from quizapp.errors import StoreError
from quizapp.settings import PRIVATE

_LOG = logging.getLogger(__name__)

_BUSY_SECONDS = 1.0
"""How long SQLite waits for another program's lock; processes of ours wait for their turn before that."""

_ROOM = 1 << 20
"""Bytes that have to be free on the disk of a file: a group of 500 steps may touch as many pages."""

_REOPENINGS = 3
"""How often one write follows a file that is being replaced before it gives up."""

JOURNAL = "truncate"
"""The same for every version of SQLite, and never WAL. Before 3.51.3 SQLite can corrupt a WAL that two
connections write (sqlite.org/wal.html). Later ones too play a WAL that a killed process left into whatever
file has the name by then, a restored copy for one, and do not see that somebody wrote over an open file."""

_PRAGMAS: tuple[str, ...] = (
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",
    "mmap_size=0",
)


Request = Step | Edition | None
"""What is to be made durable; None is a ping."""


class Database(ABC):
    """What all kinds of databases have in common. `keep` is for one thread, `read` for any.

    What a database fails with is a StoreError that tells no row, since errors go to logs.
    """

    MAKING = REMOVING = ""
    """Statements for `transaction`: nobody else makes tables then, or adds a step. SQLite needs none."""

    def __init__(self, url: sa.URL, **options: Any) -> None:  # noqa: ANN401 - as create_engine has them
        # Errors go to logs, where what a reader responded must not be.
        self._engine = sa.create_engine(url, hide_parameters=True, **{"poolclass": NullPool, **options})
        self._connection: sa.Connection | None = None
        self._identity: object = None
        self.openings = 0

    @property
    def place(self) -> str:
        """Where it is, without what is secret of its URL."""
        url = self._engine.url
        return str(sa.URL.create(url.drivername, host=url.host, port=url.port, database=url.database))

    def turn(self) -> AbstractContextManager[object]:
        """The time in which no other writer of ours is at work."""
        return contextlib.nullcontext()

    def keep(self, requests: Sequence[Request]) -> list[Request]:
        """Make steps and editions durable in one transaction and return what is kept; None is a ping.

        To be called in our `turn`.
        """
        with _telling_no_row():
            return self._keep(requests)

    def _keep(self, requests: Sequence[Request]) -> list[Request]:
        # In order, so that the groups of two processes never wait for each other. Of equal keys the first
        # stays first.
        steps = sorted((each for each in requests if isinstance(each, Step)), key=tables.key_of)
        editions = sorted(
            (each for each in requests if isinstance(each, Edition)),
            key=lambda edition: (edition.article, edition.fingerprint),
        )
        if not (steps or editions):
            self._find_room()
        try:
            kept = self._keep_where_it_lasts(steps, editions)
        except BaseException:
            # No second try on a connection that failed: after a failed sync nobody knows what is on the disk.
            self.let_go()
            raise
        return [kept[tables.key_of(each)] if isinstance(each, Step) else each for each in requests]

    def read(self, statement: sa.Select[Any], parameters: Mapping[str, object]) -> Sequence[sa.RowMapping]:
        """The rows of a statement; none if its table was never made, which this does not do."""
        if not self.is_there():
            return []
        with _telling_no_row(), self._reading_turn(), self._engine.connect() as connection:
            self._bound(connection)
            tables = [each.name for each in statement.get_final_froms() if isinstance(each, sa.Table)]
            if not all(map(sa.inspect(connection).has_table, tables)):
                return []
            return connection.execute(statement, parameters).mappings().all()

    @contextlib.contextmanager
    def alone(self) -> Iterator[sa.Connection]:
        """Give a connection of its own, however long it takes, while no other writer of ours is at work."""
        with _telling_no_row(), self.turn(), self._engine.connect() as connection:
            connection.execution_options(unhurried=True)
            self._admit(connection)
            yield connection

    @contextlib.contextmanager
    def transaction(self, connection: sa.Connection, lock: str = "") -> Iterator[None]:
        """Give a transaction that writes, under a lock of `MAKING` or `REMOVING`."""
        with connection.begin():
            self._begin(connection)
            if lock:
                connection.exec_driver_sql(lock)
            yield

    @abstractmethod
    def compact(self, connection: sa.Connection) -> None:
        """Give back the room of what was deleted, with the bytes in it."""

    def is_there(self) -> bool:
        """Whether there is something that can be connected to; connecting may make it."""
        return self._identify() is not None

    def room(self) -> str:
        """What there is to say of the room on its disk, at the end of a line."""
        return ""

    @abstractmethod
    def copy_to(self, connection: sa.Connection, file: Path) -> None:
        """Write a whole copy into a file that is not there yet; StoreError where other programs do that."""

    def let_go(self) -> None:
        """Close the connection that writes; the next write opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def dispose(self) -> None:
        """Let go of everything, and of memory with all that is in it."""
        self.let_go()
        self._engine.dispose()

    def _keep_where_it_lasts(
        self, steps: Sequence[Step], editions: Sequence[Edition]
    ) -> dict[tables.Key, Step]:
        for _ in range(_REOPENINGS):
            kept = self._transact(self._open(), steps, editions)
            # Asked after the commit: what went into a file that is gone from its place is not recorded.
            if self._is_in_place():
                return kept
        raise StoreError("the database file is being replaced again and again")

    def _open(self) -> sa.Connection:
        # Asked before the transaction too: a journal beside somebody else's file would be played into it.
        if self._connection is not None:
            if self._is_in_place():
                return self._connection
            _LOG.warning("the database was deleted or replaced; what it held may not be in the new one")
            self.let_go()
        before = self._identify()
        self.openings += 1
        self._connection = self._engine.connect()
        self._identity = before or self._identify()
        self._admit(self._connection)
        self._make_tables(self._connection)
        return self._connection

    def _is_in_place(self) -> bool:
        return self._identity is not None and self._identify() == self._identity

    def _make_tables(self, connection: sa.Connection) -> None:
        with self.transaction(connection, self.MAKING):
            found = make_missing_tables(connection)
            if found != tables.SCHEMA_VERSION:
                raise other_version(found)

    def _transact(
        self, connection: sa.Connection, steps: Sequence[Step], editions: Sequence[Edition]
    ) -> dict[tables.Key, Step]:
        with self.transaction(connection):
            for edition in editions:
                connection.execute(tables.KEEP_EDITION, asdict(edition))
            if not steps:
                self._probe(connection)
                return {}
            first = {tables.key_of(step): step for step in reversed(steps)}
            inserted = self._insert(connection, [tables.row_of(step) for step in steps])
            if inserted == len(first):
                return first
            rows = connection.execute(tables.STEPS_OF_ATTEMPTS, {"nonces": sorted({key[0] for key in first})})
            kept = {tables.key_of(step): step for step in map(tables.step_of, rows.mappings())}
            return {key: kept[key] for key in first}

    # What a kind of database does in its own way.

    def _reading_turn(self) -> AbstractContextManager[object]:
        """The time in which a connection may be used for reading."""
        return contextlib.nullcontext()

    def _identify(self) -> object:
        """What tells this database from another one at the same place; None if there is none."""
        return "the only one"

    def _admit(self, connection: sa.Connection) -> None:  # noqa: B027 - a server does that itself
        """Make a new connection fit to write; StoreError if the database cannot be trusted with it."""

    def _begin(self, connection: sa.Connection) -> None:
        """Begin a transaction that writes."""
        self._bound(connection)

    def _bound(self, connection: sa.Connection) -> None:  # noqa: B027 - a file's waits are bounded elsewhere
        """Give the waits of a transaction a limit."""

    def _find_room(self) -> None:  # noqa: B027 - a server knows its disk alone
        """Do nothing if there is room for what may come; StoreError otherwise."""

    def _probe(self, connection: sa.Connection) -> None:
        """Do what recording needs; StoreError where the tables are no longer of our version."""
        if not connection.execute(tables.PROBE).rowcount:
            raise other_version(connection.scalar(sa.select(tables.VERSION.c.version_num)) or "none")

    def _insert(self, connection: sa.Connection, rows: Sequence[Mapping[str, object]]) -> int:
        """Insert the rows of steps whose key is free, and return how many those were."""
        return connection.execute(tables.INSERT, rows).rowcount


def _set_pragmas(connection: sqlite3.Connection, _: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


class _Sqlite(Database):
    def __init__(self, url: sa.URL, **options: Any) -> None:  # noqa: ANN401 - as create_engine has them
        # No isolation level: the driver must not begin transactions behind our back.
        arguments = {"isolation_level": None, "timeout": _BUSY_SECONDS, "check_same_thread": False}
        super().__init__(url, connect_args=arguments, **options)
        sa.event.listen(self._engine, "connect", _set_pragmas)

    def _begin(self, connection: sa.Connection) -> None:
        # One that asks for the write lock only when it comes to writing can be refused without any waiting.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def _insert(self, connection: sa.Connection, rows: Sequence[Mapping[str, object]]) -> int:
        # By the driver, which knows the statement as it stands: SQLAlchemy's share took as long as SQLite's.
        with contextlib.closing(connection.connection.cursor()) as cursor:
            cursor.executemany(tables.INSERT.text, rows)
            return cursor.rowcount

    def compact(self, connection: sa.Connection) -> None:
        """Give back the room of what was deleted, with the bytes in it."""
        connection.exec_driver_sql("VACUUM")

    def copy_to(self, connection: sa.Connection, file: Path) -> None:
        """Write a whole copy into a file that is not there yet."""
        connection.exec_driver_sql("VACUUM INTO ?", (str(file),))


class SqliteMemory(_Sqlite):
    """One connection for everything, in turns. An error does not close it: its steps are nowhere else."""

    def __init__(self, url: sa.URL) -> None:
        super().__init__(url, poolclass=StaticPool)
        self._lock = threading.Lock()

    def turn(self) -> AbstractContextManager[object]:
        """The time in which nobody uses the connection."""
        return self._lock

    _reading_turn = turn


class SqliteFile(_Sqlite):
    """A file: it can be deleted, replaced, damaged, or wanted by several processes."""

    def __init__(self, url: sa.URL, file: Path) -> None:
        super().__init__(url.set(database=str(file)))
        self._file = file
        self._lock_file = file.with_name(f"{file.name}.lock")
        sa.event.listen(self._engine, "do_connect", self._make_private)

    def _make_private(self, *_: object) -> None:
        """Make a file for ourselves alone, before SQLite makes one that others may read."""
        # One that is there is never opened: see above.
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Give the time in which no other process of ours writes."""
        try:
            lock = self._open_lock_file()
        except FileNotFoundError:
            self._lock_file.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            lock = self._open_lock_file()
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                yield
            finally:
                # In so many words: closing it would not do if a child was forked meanwhile.
                fcntl.flock(lock, fcntl.LOCK_UN)
        finally:
            os.close(lock)

    def _open_lock_file(self) -> int:
        # Anew for every turn: the one that was there may have been deleted, and others wait at the new one.
        return os.open(self._lock_file, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)

    def _identify(self) -> tuple[int, int] | None:
        with contextlib.suppress(FileNotFoundError):
            status = self._file.stat()
            return status.st_dev, status.st_ino
        return None

    def _is_in_place(self) -> bool:
        # An emptied one is another, though in the same place.
        return super()._is_in_place() and self._file.stat().st_size > 0

    def room(self) -> str:
        """How much is free, and how much a purge takes: the old file, the new one and a journal."""
        free, size = shutil.disk_usage(self._file.parent).free, self._file.stat().st_size
        told = f"{free / 1e6:.1f} MB are free in {self._file.parent}"
        return f"; {told}, and a purge takes up to {2 * size / 1e6:.1f} MB"

    def _find_room(self) -> None:
        try:
            with tempfile.TemporaryFile(dir=self._file.parent) as room:
                os.posix_fallocate(room.fileno(), 0, _ROOM)
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
                raise
            raise StoreError(f"less than {_ROOM >> 20} MB is free in {self._file.parent}") from error

    def _admit(self, connection: sa.Connection) -> None:
        finding = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if finding != "ok":
            raise StoreError(f"the database is damaged: {finding}")
        mode = connection.exec_driver_sql(f"PRAGMA journal_mode={JOURNAL}").scalar_one()
        if mode != JOURNAL:
            raise StoreError(f"the database keeps to journal mode {mode}, it must be {JOURNAL}")
        connection.rollback()


def make_missing_tables(connection: sa.Connection) -> str:
    """Make the tables that are not there, and return the version of those that are."""
    tables.METADATA.create_all(connection)
    found = connection.scalar(sa.select(tables.VERSION.c.version_num))
    if found is None:
        connection.execute(sa.insert(tables.VERSION).values(version_num=tables.SCHEMA_VERSION))
    return found or tables.SCHEMA_VERSION


def other_version(found: str) -> StoreError:
    """The error for tables of a version that this program cannot work with."""
    hint = "this needs a newer program" if found > tables.SCHEMA_VERSION else "run `quizapp db upgrade`"
    return StoreError(f"the database's tables are at version {found}, not {tables.SCHEMA_VERSION}; {hint}")


@contextlib.contextmanager
def _telling_no_row() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as failure:
        # From None: what a server says of a row that failed must not come into a log with the traceback.
        raise StoreError(cause_of(failure)) from None
