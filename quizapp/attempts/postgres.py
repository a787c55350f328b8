"""PostgreSQL as the store uses it: through psycopg 3, with an end to every wait.

The driver is an extra of the package; SQLAlchemy loads it when an engine is made.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

from quizapp.attempts.database import Database
from quizapp.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import URL, Connection, RowMapping, Select

    from quizapp.attempts.database import Request

_CONNECT = {
    "connect_timeout": 2,
    "tcp_user_timeout": 3000,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 2,
}
"""Of libpq, in s but for tcp_user_timeout in ms. A server that is gone without a word must not hold us."""

_STATEMENT_MS = 3000
_LOCK_MS = 2000
"""Both below the patience of the store, so that a caller is told what happened."""

_POOL: dict[str, Any] = {
    "poolclass": QueuePool,
    "pool_size": 2,
    "max_overflow": 2,
    "pool_timeout": 3,
    "pool_pre_ping": True,
}
"""One connection writes. Readings are rare and wait for one another rather than for the server's limit."""

_MAKING_TABLES = 7_308_332_249
"""Any number that other programs on the same database do not lock too."""


class Postgres(Database):
    """A PostgreSQL server. ModuleNotFoundError if psycopg is not installed.

    What it raises never tells a row: the server's own messages do, and errors go to logs.
    """

    def __init__(self, url: URL) -> None:
        arguments = {name: value for name, value in _CONNECT.items() if name not in url.query}
        super().__init__(url.set(drivername="postgresql+psycopg"), connect_args=arguments, **_POOL)

    def keep(self, requests: Sequence[Request]) -> list[Request]:
        """Make steps and editions durable in one transaction and return what is kept; None is a ping."""
        with _telling_no_row():
            return super().keep(requests)

    def read(self, statement: Select[Any], parameters: Mapping[str, object]) -> Sequence[RowMapping]:
        """Return the rows of a statement; none if its table was never made."""
        with _telling_no_row():
            return super().read(statement, parameters)

    @contextlib.contextmanager
    def alone(self) -> Iterator[Connection]:
        """Give a connection of its own, however long it takes. Others may be at work in their own."""
        with _telling_no_row(), super().alone() as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.commit()
            yield connection

    @contextlib.contextmanager
    def making_tables(self, connection: Connection) -> Iterator[None]:
        """Give a transaction in which nobody else of ours makes or changes tables."""
        with super().making_tables(connection):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MAKING_TABLES})")
            yield

    @contextlib.contextmanager
    def removing(self, connection: Connection) -> Iterator[None]:
        """Give a transaction in which no step is added."""
        with super().removing(connection):
            connection.exec_driver_sql("LOCK TABLE steps IN EXCLUSIVE MODE")
            yield

    def compact(self, connection: Connection) -> None:
        """Write the tables anew. The server's write-ahead log and its backups are for its operator."""
        free = connection.execution_options(isolation_level="AUTOCOMMIT")
        free.exec_driver_sql("VACUUM FULL steps, editions")

    def copy_to(self, connection: Connection, file: Path) -> NoReturn:  # noqa: ARG002 - as of all databases
        """Leave it to the program that is made for it."""
        raise StoreError("a PostgreSQL database is backed up with pg_dump")

    def _set_up(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"SET statement_timeout = {_STATEMENT_MS}")
        connection.exec_driver_sql(f"SET lock_timeout = {_LOCK_MS}")
        connection.commit()


@contextlib.contextmanager
def _telling_no_row() -> Iterator[None]:
    """Turn errors of the server, which may name the row that failed, into a StoreError that does not."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(_told(error)) from None


_MAY_QUOTE_A_ROW = {"22", "23"}
"""Classes of SQLSTATE (PostgreSQL, appendix A): data that does not fit, and broken constraints."""


def _told(error: DBAPIError) -> str:
    said, state = getattr(error.orig, "diag", None), getattr(error.orig, "sqlstate", None)
    if isinstance(error, OperationalError):  # of connections, time-outs and the machine
        detail = getattr(said, "message_primary", None) or str(error.orig)
    elif state and state[:2] not in _MAY_QUOTE_A_ROW:
        detail = getattr(said, "message_primary", None)
    else:
        detail = getattr(said, "constraint_name", None)
    kind = type(error.orig).__name__
    return f"{kind}: {detail}" if detail else kind
