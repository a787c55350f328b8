"""What an operator does to a database: bring its tables up to date, remove what is old, make a copy.

    upgrade(url)
    purge(url, before="2026-10-24T14:00Z")
    backup(url, Path("copy.db"))

On a SQLite file all hold the lock of the store, so that a running site waits, or goes on
unrecorded, meanwhile. Not for a process whose own store is in use.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from quizapp.attempts import migrations
from quizapp.attempts.by_url import database_at
from quizapp.attempts.causes import cause_of
from quizapp.attempts.database import make_missing_tables, other_version
from quizapp.attempts.schema import (
    DELETE_ATTEMPTS,
    DELETE_EDITIONS,
    NUMBER_OF_OLD_ATTEMPTS,
    OLD_ATTEMPTS,
    SCHEMA_VERSION,
    VERSION,
)
from quizapp.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from quizapp.attempts.database import Database

_ATTEMPTS_A_TURN = 500
"""Attempts removed in one transaction."""


def current(url: str) -> str | None:
    """Return the version of the tables of a database; None, and nothing is made, when it has none."""
    with _upkeep(url) as database:
        rows = database.read(select(VERSION.c.version_num), {})
        return rows[0]["version_num"] if rows else None


def upgrade(url: str) -> str:
    """Give a database the tables of this program, and return the version that it had or was made with.

    StoreError if it cannot be used, or if its tables are of a version that this program does not know.
    """
    with _upkeep(url) as database, database.alone() as connection, database.making_tables(connection):
        found = version_of(connection)
        if found in {None, SCHEMA_VERSION}:
            return make_missing_tables(connection)
        migrate(connection)
        return str(found)


def migrate(connection: Connection) -> None:
    """Run every migration that the tables have not seen, in the transaction of the caller."""
    from alembic import command  # noqa: PLC0415 - slow to load, and only needed here
    from alembic.config import Config  # noqa: PLC0415 - as above
    from alembic.util import CommandError  # noqa: PLC0415 - as above

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        command.upgrade(config, "head")
    except CommandError as failure:
        raise StoreError(f"the tables cannot be brought to version {SCHEMA_VERSION}: {failure}") from failure


def version_of(connection: Connection) -> str | None:
    """Return the version of the tables that a connection sees; None when there are none."""
    if not inspect(connection).has_table(VERSION.name):
        return None
    return connection.scalar(select(VERSION.c.version_num))


def purge(url: str, *, before: str, tick: Callable[[int, int], None] = lambda _removed, _old: None) -> int:
    """Remove every attempt whose last hour is before `before` (2026-11-23T14:00Z), with its bytes.

    Editions that no attempt was about since go too. Returns how many attempts there were. `tick` is told
    how many are removed, and how many there are to remove. StoreError if it cannot be done; a part of the
    attempts may be removed then. Where there is no database it cannot be done either: who looks in the wrong
    place shall not believe that nothing is kept any more.
    """
    found = current(url)
    if found is None:
        raise StoreError(f"there is no database to purge: {make_url(url)}")
    if found != SCHEMA_VERSION:
        raise other_version(found)
    with _upkeep(url) as database, database.alone() as connection:
        with database.removing(connection):
            old = connection.scalar(NUMBER_OF_OLD_ATTEMPTS, {"before": before}) or 0
        removed = 0
        while number := _remove_some(database, connection, before):
            removed += number
            tick(removed, old)
        with database.removing(connection):
            connection.execute(DELETE_EDITIONS, {"before": before})
        # Always: an earlier purge may have ended before it came to this.
        database.compact(connection)
        return removed


def backup(url: str, file: Path) -> None:
    """Write a whole copy of a SQLite database to a file, which appears when all of it is on the disk.

    StoreError if there is none, if it is damaged, if it is not SQLite, or if `file` is there or cannot be.
    """
    if file.exists():
        raise StoreError(f"{file} is there already, and is not replaced")
    if not file.parent.is_dir():
        raise StoreError(f"there is no folder {file.parent}")
    draft = file.with_name(f".{file.name}.part")
    draft.unlink(missing_ok=True)
    try:
        with _upkeep(url) as database:
            if not database.is_there():
                raise StoreError(f"there is no database to back up: {make_url(url)}")
            draft.touch(mode=0o600)  # what is in it is not for everybody on the machine
            with database.alone() as connection:
                database.copy_to(connection, draft)
        with draft.open("rb") as copy:
            os.fsync(copy.fileno())
        draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)


def _remove_some(database: Database, connection: Connection, before: str) -> int:
    with database.removing(connection):
        nonces = connection.scalars(OLD_ATTEMPTS, {"before": before, "limit": _ATTEMPTS_A_TURN}).all()
        if nonces:
            connection.execute(DELETE_ATTEMPTS, {"nonces": nonces})
        return len(nonces)


@contextlib.contextmanager
def _upkeep(url: str) -> Iterator[Database]:
    database = database_at(url)
    try:
        yield database
    except (SQLAlchemyError, OSError) as failure:
        raise StoreError(f"the database cannot be used: {cause_of(failure)}") from failure
    finally:
        database.dispose()
