"""What is told of real failures, from the drivers that have them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from steps import make_step

from quizapp.attempts.causes import cause_of
from quizapp.attempts.schema import SCHEMA_VERSION
from quizapp.attempts.sql_store import SqlStore
from quizapp.errors import StoreError


def failure_of(store: SqlStore) -> str:
    with pytest.raises(StoreError) as failure:
        store.record(make_step("an attempt"))
    store.close()
    return str(failure.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a database that has tables."""
    path = tmp_path / "quizapp.db"
    store = SqlStore(f"sqlite:///{path}")
    store.ping()
    store.close()
    return path


@pytest.fixture
def store(file: Path) -> SqlStore:
    return SqlStore(f"sqlite:///{file}")


def test_a_database_that_another_program_holds(store: SqlStore, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert failure_of(store) == "database is locked (SQLITE_BUSY)"


def test_a_file_that_is_no_database(store: SqlStore, file: Path) -> None:
    file.write_bytes(b"no database, but longer than its header would be. " * 100)
    assert failure_of(store) == "file is not a database (SQLITE_NOTADB)"


def test_tables_of_another_version(store: SqlStore, file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("UPDATE alembic_version SET version_num = '0000'")
        other.commit()
    assert failure_of(store) == (
        f"the database has tables of version 0000, not {SCHEMA_VERSION}; see `quizapp db upgrade`"
    )


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = SqlStore(f"sqlite:///{tmp_path}/file/quizapp.db")
    assert failure_of(store) == f"{tmp_path}/file/quizapp.db.lock: Not a directory"


def test_an_error_that_may_quote_a_row_is_told_by_its_kind() -> None:
    assert cause_of(sqlite3.IntegrityError("the response of a reader")) == "IntegrityError"
    assert cause_of(ValueError("the response of a reader")) == "ValueError"
