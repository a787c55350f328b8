"""Which kind of database a URL means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from quizapp.attempts.database import SqliteFile, SqliteMemory
from quizapp.attempts.postgres import Postgres
from quizapp.errors import SettingsError

if TYPE_CHECKING:
    from sqlalchemy import URL

    from quizapp.attempts.database import Database

_NAME = "--database or QUIZAPP_DATABASE_URL"


def database_at(url: str) -> Database:
    """Return the database of an SQLAlchemy URL, still untouched; SettingsError if there can be none."""
    try:
        parsed = make_url(url)
    except ArgumentError as failure:
        raise SettingsError(_NAME, "is no URL of a database") from failure
    match parsed.get_backend_name(), parsed.database:
        case "sqlite", (None | "" | ":memory:"):
            return SqliteMemory(parsed)
        case "sqlite", str(file):
            return SqliteFile(parsed, Path(file).absolute())
        case (("postgresql" | "postgres"), _):
            return _postgres_at(parsed)
        case kind, _:
            raise SettingsError(_NAME, f"must begin with sqlite or postgresql, not {kind}")


def _postgres_at(url: URL) -> Postgres:
    try:
        return Postgres(url)
    except ModuleNotFoundError as missing:
        raise SettingsError(_NAME, "PostgreSQL needs psycopg: pip install 'quizapp[postgres]'") from missing
