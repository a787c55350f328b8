"""Maintenance of a database: upgrade its tables, remove old attempts, copy all to another.

    upgrade(url)
    purge(url, before="2026-10-24T14:00Z")
    copy("sqlite:////srv/quizapp.db", "postgresql://db.example/quizapp")

On a SQLite file all hold the lock of the store, so that a running site waits, or goes on
unrecorded, meanwhile. Not for a process whose own store is in use.
"""

import contextlib
import operator
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, func, inspect, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from quizapp.attempts import migrations, tables
from quizapp.attempts.database import Database, make_missing_tables, other_version
from quizapp.attempts.model import Edition, Step
from quizapp.attempts.outage import cause_of
from quizapp.attempts.sql_store import database_at
from quizapp.errors import StoreError

_ATTEMPTS_A_TURN = 500
"""Attempts removed in one transaction."""


class Purged(NamedTuple):
    """What a purge came to."""

    attempts: int
    """How many were removed, overwritten where they stood."""
    left: str
    """Why the file could not be written anew; empty if it was."""


def current(url: str) -> str | None:
    """The version of the tables of a database; None, and nothing is made, when it has none."""
    with upkeep(url) as database:
        rows = database.read(select(tables.VERSION.c.version_num), {})
        return rows[0]["version_num"] if rows else None


def upgrade(url: str) -> str:
    """Give a database the tables of this program, and return the version that it had or was made with.

    StoreError if it cannot be used, or if its tables are of a version that this program does not know.
    """
    with (
        upkeep(url) as database,
        database.alone() as connection,
        database.transaction(connection, database.MAKING),
    ):
        there = inspect(connection).has_table(tables.VERSION.name)
        found = connection.scalar(select(tables.VERSION.c.version_num)) if there else None
        if found in {None, tables.SCHEMA_VERSION}:
            return make_missing_tables(connection)
        if found > tables.SCHEMA_VERSION:
            raise other_version(found)
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
        raise StoreError(
            f"the tables cannot be brought to version {tables.SCHEMA_VERSION}: {failure}"
        ) from failure


def purge(url: str, *, before: str, tick: Callable[[int, int], None] = lambda _removed, _old: None) -> Purged:
    """Remove every attempt whose last hour is before `before` (2026-11-23T14:00Z), with its bytes.

    Editions that no attempt was about since go too. Returns how many attempts there were. `tick` is told
    how many are removed, and how many there are to remove. StoreError if it cannot be done; a part of the
    attempts may be removed then. Where there is no database it cannot be done either: who looks in the wrong
    place shall not believe that nothing is kept any more.
    """
    _refuse_version(url)
    with upkeep(url) as database, database.alone() as connection:
        try:
            removed = _remove(database, connection, before, tick)
        except SQLAlchemyError as failure:
            raise StoreError(f"nothing more can be removed: {cause_of(failure)}{database.room()}") from None
        try:
            with database.transaction(connection, database.REMOVING):
                connection.execute(tables.DELETE_EDITIONS, {"before": before})
            # Always: an earlier purge may have ended before it came to this.
            database.compact(connection)
        except SQLAlchemyError as failure:
            return Purged(removed, f"{cause_of(failure)}{database.room()}")
        return Purged(removed, "")


def copy(
    source: str, target: str, *, tick: Callable[[int, int], None] = lambda _copied, _all: None
) -> tuple[int, int]:
    """Add the steps and editions of one database to another; return how many steps, and how many differ.

    What is there stays, so that it may be done again, and while a site records in either. `tick` is told how
    many steps were copied, and how many there are. StoreError if a database cannot be used.
    """
    _refuse_version(source)
    with upkeep(source) as old, upkeep(target) as new:
        number = old.read(select(func.count().label("steps")).select_from(tables.STEPS), {})[0]["steps"]
        for row in old.read(select(tables.EDITIONS.c.article, tables.EDITIONS.c.fingerprint), {}):
            _add(new, [Edition(**each) for each in old.read(tables.EDITION, dict(row))])
        copied, differing, after = 0, 0, ""
        while rows := old.read(tables.ATTEMPTS, {"after": after, "limit": _ATTEMPTS_A_TURN}):
            nonces, after = [row["nonce"] for row in rows], rows[-1]["nonce"]
            steps = [tables.step_of(row) for row in old.read(tables.STEPS_OF_ATTEMPTS, {"nonces": nonces})]
            copied += len(steps)
            differing += sum(map(operator.ne, steps, _add(new, steps)))
            tick(copied, number)
        return copied, differing


def _add(database: Database, requests: Sequence[Step | Edition]) -> Sequence[object]:
    with database.turn():
        return database.keep(requests)


def _refuse_version(url: str) -> None:
    """Do nothing if a database has tables of our version; StoreError otherwise."""
    found = current(url)
    if found is None:
        raise StoreError(f"there is no database at {make_url(url)}")
    if found != tables.SCHEMA_VERSION:
        raise other_version(found)


def _remove(database: Database, connection: Connection, before: str, tick: Callable[[int, int], None]) -> int:
    with database.transaction(connection, database.REMOVING):
        old = connection.scalar(tables.NUMBER_OF_OLD_ATTEMPTS, {"before": before}) or 0
    removed, number = 0, _ATTEMPTS_A_TURN
    while number == _ATTEMPTS_A_TURN:
        with database.transaction(connection, database.REMOVING):
            nonces = connection.scalars(
                tables.OLD_ATTEMPTS, {"before": before, "limit": _ATTEMPTS_A_TURN}
            ).all()
            if nonces:
                connection.execute(tables.DELETE_ATTEMPTS, {"nonces": nonces})
        number = len(nonces)
        removed += number
        tick(removed, old)
    return removed


@contextlib.contextmanager
def upkeep(url: str) -> Iterator[Database]:
    """Give a database for a while."""
    database = database_at(url)
    try:
        yield database
    finally:
        database.dispose()
