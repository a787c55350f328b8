"""What can happen to the PostgreSQL server of a running site, each with its repair, for faults.py."""

import json
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from battery.running import Found
from battery.storage_faults import Fault
from postgres_server import PostgresServer

_OURS = "battery"
"""How our own connections call themselves."""


@dataclass
class Base:
    """A database on a server of ours."""

    server: PostgresServer
    url: str

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url, application_name=_OURS, autocommit=True)

    def found(self) -> Found:
        with self.connect() as connection:
            rows = connection.execute("SELECT nonce, number, response FROM steps").fetchall()
        steps = {(nonce, number): tuple(json.loads(response)) for nonce, number, response in rows}
        return Found("ok", len(rows), steps)


@dataclass
class Away:
    """The server has ended as if the power had failed."""

    base: Base

    def apply(self) -> None:
        self.base.server.stop(signal.SIGQUIT)

    def repair(self) -> None:
        self.base.server.start("fsync=on")


@dataclass
class Hung:
    """The server takes connections and says nothing."""

    base: Base

    def apply(self) -> None:
        self._send(signal.SIGSTOP)

    def repair(self) -> None:
        self._send(signal.SIGCONT)

    def _send(self, what: signal.Signals) -> None:
        lines = (self.base.server.folder / "data" / "postmaster.pid").read_text().splitlines()
        postmaster = int(lines[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for process in [postmaster, *map(int, children)]:
            with suppress(ProcessLookupError):  # one of the children may end just now
                os.kill(process, what)


@dataclass
class Locked:
    """Somebody has locked the table."""

    base: Base
    holder: psycopg.Connection[Any] | None = None

    def apply(self) -> None:
        self.holder = self.base.connect()
        self.holder.autocommit = False
        self.holder.execute("LOCK TABLE steps IN ACCESS EXCLUSIVE MODE")

    def repair(self) -> None:
        assert self.holder is not None, "it was applied"
        self.holder.close()


@dataclass
class ReadOnly:
    """The database takes no writes, as a standby takes none."""

    base: Base

    def apply(self) -> None:
        self._alter("SET default_transaction_read_only = on")

    def repair(self) -> None:
        self._alter("RESET default_transaction_read_only")

    def _alter(self, how: str) -> None:
        with self.base.connect() as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute(f"ALTER DATABASE {connection.info.dbname} {how}".encode())
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name <> %s",
                [_OURS],
            )


def postgres_faults(base: Base) -> Mapping[str, Fault]:
    """Return every fault, in an order in which any two but the last can happen one after the other."""
    return {
        "locked": Locked(base),
        "read-only": ReadOnly(base),
        "hung": Hung(base),
        "away": Away(base),
    }
