"""What can happen to the PostgreSQL server of a running site, each with its repair, for faults.py."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
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


@contextmanager
def away(base: Base) -> Iterator[None]:
    """End the server as if the power had failed."""
    base.server.stop(signal.SIGQUIT)
    yield
    base.server.start("fsync=on")


@contextmanager
def hung(base: Base) -> Iterator[None]:
    """Let the server take connections and say nothing."""
    _send(base, signal.SIGSTOP)
    yield
    _send(base, signal.SIGCONT)


def _send(base: Base, what: signal.Signals) -> None:
    lines = (base.server.folder / "data" / "postmaster.pid").read_text().splitlines()
    postmaster = int(lines[0])
    os.kill(postmaster, what)  # before its children are listed: then it makes no more of them
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for process in map(int, children):
        with suppress(ProcessLookupError):  # one of the children may end just now
            os.kill(process, what)


@contextmanager
def locked(base: Base) -> Iterator[None]:
    """Let somebody lock the table."""
    holder = base.connect()
    holder.autocommit = False
    holder.execute("LOCK TABLE steps IN ACCESS EXCLUSIVE MODE")
    yield
    holder.close()


@contextmanager
def read_only(base: Base) -> Iterator[None]:
    """Let the database take no writes, as a standby takes none."""
    _alter(base, "SET default_transaction_read_only = on")
    yield
    _alter(base, "RESET default_transaction_read_only")


def _alter(base: Base, how: str) -> None:
    with base.connect() as connection:
        connection.execute("SET default_transaction_read_only = off")
        connection.execute(f"ALTER DATABASE {connection.info.dbname} {how}".encode())
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name <> %s",
            [_OURS],
        )


def postgres_faults(base: Base) -> Mapping[str, Fault]:
    """Return every fault, in an order in which any two but the last can happen one after the other."""
    faults = {"locked": locked, "read-only": read_only, "hung": hung, "away": away}
    return {name: partial(fault, base) for name, fault in faults.items()}
