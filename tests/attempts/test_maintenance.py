"""Migrations and retention, on a file and on a server."""

import fcntl
import resource
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from postgres_server import PostgresServer
from sqlalchemy import Connection, text
from steps import make_edition, make_step, open_store

from quizapp.attempts import database, maintenance
from quizapp.attempts.sql_store import SqlStore
from quizapp.attempts.tables import EDITIONS, METADATA, SCHEMA_VERSION, VERSION
from quizapp.errors import StoreError

BEFORE = "2026-11-01T00:00Z"

OBJECTS = {
    "sqlite": "SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2",
    "postgresql": """
        SELECT c.relname, c.relkind::text, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
               a.attnotnull, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
        WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
        UNION ALL
        SELECT conrelid::regclass::text, 'constraint', 0, conname, pg_get_constraintdef(oid), null, null, null
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        ORDER BY 1, 2, 3, 4
    """,
}
"""All that there is in a database, as its own catalogue tells it."""


@pytest.fixture(params=["file", "postgres"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """Two empty databases of a kind."""
    if request.param == "file":
        return [f"sqlite:///{tmp_path}/{name}/steps.db" for name in ("one", "other")]
    server: PostgresServer = request.getfixturevalue("postgres")
    return [server.new_database() for _ in range(2)]


@pytest.fixture
def url(urls: list[str]) -> str:
    return urls[0]


def objects(connection: Connection) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(OBJECTS[connection.dialect.name]))]


@contextmanager
def transaction(url: str) -> Iterator[Connection]:
    with maintenance.upkeep(url) as opened, opened.alone() as connection, opened.transaction(connection):
        yield connection


def set_version(url: str, version: str) -> None:
    with transaction(url) as connection:
        connection.execute(VERSION.update().values(version_num=version))


def keys(url: str) -> list[tuple[str, int]]:
    store = SqlStore(url)
    found = [(step.nonce, step.number) for step in store.steps("an-article")]
    store.close()
    return found


def record(url: str, hours: dict[str, list[str]]) -> None:
    store = SqlStore(url)
    for nonce, hours_of_attempt in hours.items():
        for number, hour in enumerate(hours_of_attempt):
            store.record(make_step(nonce, number, hour=hour))
    store.close()


# Migrations


def test_all_migrations_make_the_tables_that_a_new_store_makes(urls: list[str]) -> None:
    migrated, direct = urls
    with transaction(migrated) as connection:
        maintenance.migrate(connection)
    with transaction(direct) as connection:
        database.make_missing_tables(connection)
    with transaction(migrated) as one, transaction(direct) as other:
        assert objects(one) == objects(other)
        assert len(objects(one)) >= 2
        assert compare_metadata(MigrationContext.configure(one), METADATA) == []
    assert [maintenance.current(url) for url in urls] == [SCHEMA_VERSION] * 2


def test_upgrade_makes_the_tables_once(url: str) -> None:
    assert maintenance.current(url) is None
    assert [maintenance.upgrade(url), maintenance.upgrade(url), maintenance.current(url)] == [
        SCHEMA_VERSION
    ] * 3


def test_upgrade_adds_what_an_earlier_version_did_not_have(url: str) -> None:
    record(url, {"an-attempt": [BEFORE]})
    with transaction(url) as connection:
        EDITIONS.drop(connection)
    set_version(url, "0001")
    store = SqlStore(url)
    assert store.find("an-article", lambda _: True) is None
    with pytest.raises(StoreError):
        store.keep(make_edition())
    assert (maintenance.upgrade(url), maintenance.current(url)) == ("0001", SCHEMA_VERSION)
    store.keep(make_edition())
    assert store.find("an-article", lambda _: True) == make_edition()
    store.close()
    assert keys(url) == [("an-attempt", 0)]


def test_tables_of_an_unknown_version_are_refused_by_all_and_left_alone(url: str) -> None:
    record(url, {"an-attempt": [BEFORE]})
    set_version(url, "9999")
    with pytest.raises(StoreError, match="9999"):
        maintenance.upgrade(url)
    with pytest.raises(StoreError, match="this needs a newer program"):
        maintenance.purge(url, before="2099-01-01T00:00Z")
    with pytest.raises(StoreError) as caught:
        open_store(url)
    assert "this needs a newer program" in str(caught.value.__cause__)
    assert maintenance.current(url) == "9999"
    set_version(url, SCHEMA_VERSION)
    assert keys(url) == [("an-attempt", 0)]


@pytest.mark.parametrize("work", [maintenance.upgrade, lambda url: maintenance.purge(url, before=BEFORE)])
def test_upkeep_of_a_file_waits_for_its_turn(tmp_path: Path, work: Callable[[str], object]) -> None:
    file = tmp_path / "steps.db"
    record(f"sqlite:///{file}", {"old": ["2026-10-01T10:00Z"]})
    with ThreadPoolExecutor(1) as threads:
        with file.with_name("steps.db.lock").open("ab") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            at_work = threads.submit(work, f"sqlite:///{file}")
            with pytest.raises(TimeoutError):
                at_work.result(0.3)
        at_work.result(60)


def test_purge_where_there_is_no_database_does_not_pass_for_a_purge(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no database at sqlite:///.*/state/steps\.db$"):
        maintenance.purge(f"sqlite:///{tmp_path}/state/steps.db", before=BEFORE)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_cannot_be_used_is_a_store_error(tmp_path: Path) -> None:
    file = tmp_path / "steps.db"
    file.write_bytes(b"this is no database " * 1000)
    for call in (maintenance.current, maintenance.upgrade, lambda url: maintenance.purge(url, before=BEFORE)):
        with pytest.raises(StoreError):
            call(f"sqlite:///{file}")


# Retention


def test_purge_removes_attempts_whole_and_only_when_their_last_hour_is_older(url: str) -> None:
    record(
        url,
        {
            "old": ["2026-10-01T10:00Z", "2026-10-31T23:00Z"],
            "begun-long-ago": ["2026-10-01T10:00Z", "2026-11-01T00:00Z"],
            "new": ["2026-11-02T10:00Z"],
        },
    )
    assert maintenance.purge(url, before=BEFORE) == (1, "")
    assert keys(url) == [("begun-long-ago", 0), ("begun-long-ago", 1), ("new", 0)]
    assert maintenance.purge(url, before=BEFORE) == (0, "")


def test_purge_goes_on_in_turns_until_all_is_removed(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maintenance, "_ATTEMPTS_A_TURN", 4)
    record(url, {f"attempt-{number}": ["2026-10-01T10:00Z"] for number in range(10)})
    told: list[tuple[int, int]] = []
    done = maintenance.purge(url, before=BEFORE, tick=lambda *numbers: told.append(numbers))
    assert done == (10, "")
    assert told == [(4, 10), (8, 10), (10, 10)]
    assert keys(url) == []


def test_purge_removes_the_editions_that_no_attempt_was_about_since(url: str) -> None:
    store = SqlStore(url)
    store.record(make_step())
    editions = [make_edition("old", hour="2026-10-31T23:00Z"), make_edition("in-use", hour=BEFORE)]
    for edition in editions:
        store.keep(edition)
    assert maintenance.purge(url, before=BEFORE) == (0, "")
    found = [store.find("an-article", edition.fingerprint.__eq__) for edition in editions]
    assert found == [None, editions[1]]
    store.close()


def marked(folder: Path) -> set[str]:
    found = set()
    for path in filter(Path.is_file, folder.rglob("*")):
        with suppress(FileNotFoundError):  # a server makes and renames files of its own at any time
            found |= {path.name} if b"a-marked-nonce" in path.read_bytes() else set()
    return found


def test_no_byte_of_what_was_purged_is_left_in_the_files(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/steps.db"
    store = SqlStore(url)
    for number in range(300):
        store.record(make_step(f"a-marked-nonce-{number}", hour="2026-10-01T10:00Z"))
    store.record(make_step("kept"))
    before = (tmp_path / "steps.db").stat().st_size
    assert marked(tmp_path) >= {"steps.db"}
    # The store is open, as that of a running site is.
    assert maintenance.purge(url, before=BEFORE) == (300, "")
    assert marked(tmp_path) == set()
    assert (tmp_path / "steps.db").stat().st_size < before
    store.record(make_step("after"))
    assert [step.nonce for step in store.steps("an-article")] == ["after", "kept"]
    store.close()
    assert marked(tmp_path) == set()


def test_no_byte_is_left_in_the_tables_of_a_server(postgres: PostgresServer, postgres_url: str) -> None:
    tables = postgres.folder / "data" / "base"
    record(postgres_url, {f"a-marked-nonce-{number}": ["2026-10-01T10:00Z"] for number in range(300)})
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        assert marked(tables)
        assert maintenance.purge(postgres_url, before=BEFORE) == (300, "")
        connection.execute("CHECKPOINT")
    assert marked(tables) == set()


def test_a_purge_under_a_reader_says_what_it_has_not_done(tmp_path: Path) -> None:
    file = tmp_path / "steps.db"
    url = f"sqlite:///{file}"
    record(url, {"old": ["2026-10-01T10:00Z"], "new": [BEFORE]})
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:

        def read(_removed: int, _old: int) -> None:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM steps").fetchone()

        removed, left = maintenance.purge(url, before=BEFORE, tick=read)
        assert (removed, left.partition(";")[0]) == (1, "database is locked (SQLITE_BUSY)")
        with pytest.raises(StoreError, match=r"nothing more can be removed: database is locked"):
            maintenance.purge(url, before="2099-01-01T00:00Z")
    assert maintenance.purge(url, before="2099-01-01T00:00Z") == (1, "")


def test_a_purge_on_a_full_disk_says_how_much_room_it_takes(tmp_path: Path) -> None:
    file = tmp_path / "steps.db"
    record(f"sqlite:///{file}", {f"attempt-{number}": ["2026-10-01T10:00Z"] for number in range(300)})
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        with pytest.raises(StoreError, match=r" MB are free in .*, and a purge takes up to 0\.\d MB$"):
            maintenance.purge(f"sqlite:///{file}", before=BEFORE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert len(keys(f"sqlite:///{file}")) == 300


# From one database to another


def test_ten_thousand_steps_move_from_a_file_to_a_server(tmp_path: Path, postgres_url: str) -> None:
    attempts, length = 1_000, 10
    url = f"sqlite:///{tmp_path}/steps.db"
    with maintenance.upkeep(url) as database, database.turn():
        for number in range(length):
            database.keep([make_step(f"attempt-{each}", number) for each in range(attempts)])
        database.keep([make_edition()])
    maintenance.upgrade(postgres_url)
    store = SqlStore(postgres_url)
    mine = store.record(make_step("attempt-7", 3, item="another-item"))
    told: list[tuple[int, int]] = []
    found = maintenance.copy(url, postgres_url, tick=lambda *numbers: told.append(numbers))
    assert found == (attempts * length, 1)
    assert told == [(number * 500 * length, attempts * length) for number in (1, 2)]
    assert store.find("an-article", lambda _: True) == make_edition()
    assert [store.record(make_step("attempt-7", number, item="a-late-one")) for number in (3, 4)] == [
        mine,
        make_step("attempt-7", 4),
    ]
    store.close()
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT count(*) FROM steps").fetchone() == (attempts * length,)


def test_a_copy_can_be_made_again_and_of_nothing_it_is_refused(tmp_path: Path) -> None:
    one, other = (f"sqlite:///{tmp_path}/{name}.db" for name in ("one", "other"))
    with pytest.raises(StoreError, match="there is no database at"):
        maintenance.copy(one, other)
    record(one, {"an-attempt": [BEFORE, BEFORE]})
    assert [maintenance.copy(one, other) for _ in range(2)] == [(2, 0)] * 2
    assert keys(other) == [("an-attempt", 0), ("an-attempt", 1)]
