"""PostgreSQL for the store, through psycopg 3, with a limit on every wait.

The driver is an extra of the package; SQLAlchemy loads it when an engine is made.
"""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from quizapp.attempts.database import Database, Request
from quizapp.attempts.tables import GRANTS
from quizapp.errors import StoreError

_CONNECT = {
    "connect_timeout": 2,
    "tcp_user_timeout": 3000,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 2,
    "prepare_threshold": None,
}
"""Of libpq, in s but for tcp_user_timeout in ms: a server that is gone without a word must not hold us. And
of psycopg: a pooler may give each transaction another session, which knows no statement prepared before."""

_STATEMENT_MS = 3000
_LOCK_MS = 2000
"""Both below the patience of the store, so that a caller is told what happened."""
_AT_ONCE = 1.0
"""Seconds within which a connection that went stale is found out."""

_POOL: dict[str, Any] = {
    "poolclass": QueuePool,
    "pool_size": 2,
    "max_overflow": 2,
    "pool_timeout": 3,
    "pool_pre_ping": True,
}
"""One connection writes. Readings are rare and wait for one another rather than for the server's limit."""


class Postgres(Database):
    """A PostgreSQL server. ModuleNotFoundError if psycopg is not installed."""

    MAKING = "SELECT pg_advisory_xact_lock(7308332249)"  # any number that no other program locks
    REMOVING = "LOCK TABLE steps IN EXCLUSIVE MODE"

    def __init__(self, url: URL) -> None:
        arguments = {name: value for name, value in _CONNECT.items() if name not in url.query}
        super().__init__(url.set(drivername="postgresql+psycopg"), connect_args=arguments, **_POOL)

    def _keep(self, requests: Sequence[Request]) -> list[Request]:
        idle, began = self._connection, time.monotonic()
        try:
            return super()._keep(requests)
        except DBAPIError as error:
            in_time = time.monotonic() - began < _AT_ONCE
            if idle is None or not error.connection_invalidated or not in_time:
                raise
            # The server was restarted. Whatever became of the first try, the same again is kept once.
            return super()._keep(requests)

    def compact(self, connection: Connection) -> None:
        """Write the tables anew. The server's write-ahead log and its backups are for its operator."""
        free = connection.execution_options(isolation_level="AUTOCOMMIT")
        free.exec_driver_sql(f"SET lock_timeout = {_LOCK_MS}")
        free.exec_driver_sql("VACUUM FULL steps, editions")
        free.exec_driver_sql("RESET lock_timeout")

    def copy_to(self, connection: Connection, file: Path) -> None:  # noqa: ARG002 - as of all databases
        """Write what pg_restore reads, by the program that is made for it."""
        url = self._engine.url
        told = url.set(drivername="postgresql", password="").render_as_string(hide_password=False)
        command = ["pg_dump", "--format=custom", f"--file={file}", f"--dbname={told.replace(':@', '@', 1)}"]
        secret = {"PGPASSWORD": str(url.password)} if url.password else {}
        try:
            subprocess.run(  # noqa: S603 - no shell
                command, env={**os.environ, **secret}, check=True, capture_output=True, text=True
            )
        except FileNotFoundError as missing:
            raise StoreError(
                "a PostgreSQL database is copied by pg_dump, which is not on the PATH"
            ) from missing
        except subprocess.CalledProcessError as failure:
            raise StoreError(f"pg_dump failed: {failure.stderr.strip()}") from failure

    def _make_tables(self, connection: Connection) -> None:
        super()._make_tables(connection)
        with self.transaction(connection):
            _check_grants(connection)

    def _probe(self, connection: Connection) -> None:
        _check_grants(connection)
        super()._probe(connection)

    def _bound(self, connection: Connection) -> None:
        # For this transaction alone: a pooler gives its session to others.
        limit = 0 if connection.get_execution_options().get("unhurried") else _STATEMENT_MS
        connection.exec_driver_sql(
            f"SET LOCAL statement_timeout = {limit}; SET LOCAL lock_timeout = {_LOCK_MS}"
        )


_NEEDS = ", ".join(f"('{table}', '{right}')" for table, rights in GRANTS.items() for right in rights)
_MISSING = f"""
    SELECT current_user, string_agg(needed || ' on ' || name, ', ')
    FROM (VALUES {_NEEDS}) AS needs (name, needed)
    WHERE NOT has_table_privilege(name, needed)
"""  # noqa: S608 - of our own table


def _check_grants(connection: Connection) -> None:
    """Do nothing if our role may do what recording needs; StoreError otherwise."""
    role, missing = connection.exec_driver_sql(_MISSING).one()
    if missing:
        raise StoreError(f"the role {role} lacks {missing}: `quizapp db grants {role}` prints what it needs")
