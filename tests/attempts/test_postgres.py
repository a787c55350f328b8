"""What a PostgreSQL server can do to the store."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from postgres_server import PostgresServer
from sqlalchemy import make_url
from steps import make_edition, make_step

from quizapp.attempts import upkeep
from quizapp.attempts.by_url import database_at
from quizapp.attempts.postgres import Postgres
from quizapp.attempts.sql_store import PATIENCE, SqlStore, open_store
from quizapp.errors import StoreError


@pytest.fixture
def store(postgres_url: str) -> Iterator[SqlStore]:
    made = SqlStore(postgres_url)
    yield made
    made.close()


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Lock the table for everyone, as a stranger's program would."""
    with psycopg.connect(url) as connection:
        connection.execute("LOCK TABLE steps IN ACCESS EXCLUSIVE MODE")
        yield


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2"])
def test_every_url_of_postgresql_is_one_for_psycopg_3(scheme: str) -> None:
    database = database_at(f"{scheme}://someone:secret@db.example/quiz?sslmode=require")
    assert isinstance(database, Postgres)
    assert database._engine.url == make_url(
        "postgresql+psycopg://someone:secret@db.example/quiz?sslmode=require"
    )


def test_every_wait_of_a_connection_ends_before_the_patience_of_the_store(store: SqlStore) -> None:
    store.ping()
    connection = store._writer().database._connection
    assert connection is not None
    for name, seconds in {"statement_timeout": "3s", "lock_timeout": "2s"}.items():
        assert connection.exec_driver_sql(f"SHOW {name}").scalar() == seconds
        assert float(seconds.removesuffix("s")) < PATIENCE
    connection.rollback()


def test_a_locked_table_is_an_error_in_time_and_heals(store: SqlStore, postgres_url: str) -> None:
    store.record(make_step())
    with locked(postgres_url):
        began = time.monotonic()
        with pytest.raises(StoreError) as caught:
            store.record(make_step("meanwhile"))
        assert time.monotonic() - began < PATIENCE
    assert str(caught.value.__cause__) == "LockNotAvailable: canceling statement due to lock timeout"
    assert store.record(make_step("after")) == make_step("after")


def test_a_locked_table_ends_a_purge_with_an_error(store: SqlStore, postgres_url: str) -> None:
    store.record(make_step())
    with locked(postgres_url), pytest.raises(StoreError, match="LockNotAvailable"):
        upkeep.purge(postgres_url, before="2099-01-01T00:00Z")
    assert list(store.steps("an-article")) == [make_step()]


def test_the_site_needs_few_rights_once_the_tables_are_made(postgres_url: str) -> None:
    upkeep.upgrade(postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS site")
        connection.execute("CREATE ROLE site LOGIN")
        connection.execute("GRANT SELECT, INSERT ON steps TO site")
        connection.execute("GRANT SELECT, INSERT, UPDATE ON editions TO site")
        connection.execute("GRANT SELECT, UPDATE ON alembic_version TO site")
    as_site = SqlStore(postgres_url.replace("postgres@", "site@"))
    as_site.ping()
    rival = as_site.record(make_step())
    assert as_site.record(make_step(item="another-item")) == rival
    assert list(as_site.steps("an-article")) == [rival]
    for hour in ("2026-11-23T14:00Z", "2026-11-23T15:00Z"):
        as_site.keep(make_edition(hour=hour))
    assert as_site.find("an-article", lambda _: True) == make_edition(hour="2026-11-23T15:00Z")
    with pytest.raises(StoreError, match="InsufficientPrivilege: permission denied for table steps"):
        upkeep.purge(postgres_url.replace("postgres@", "site@"), before="2099-01-01T00:00Z")
    as_site.close()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP OWNED BY site")
        connection.execute("DROP ROLE site")


def test_nothing_in_the_chain_of_an_error_tells_a_row(store: SqlStore) -> None:
    store.ping()
    with pytest.raises(StoreError) as caught:
        store.record(make_step("a-nonce-of-mine", hour="14:35"))
    cause = caught.value.__cause__
    assert (str(cause), cause and cause.__cause__, cause and cause.__suppress_context__) == (
        "CheckViolation: hour_is_whole",
        None,
        True,
    )
    with pytest.raises(StoreError) as caught:
        store.record(make_step("a-nonce-of-mine", certainty=2**40))
    assert str(caught.value.__cause__) == "NumericValueOutOfRange"


def test_replicas_that_begin_at_once_make_the_tables_once(postgres_url: str) -> None:
    stores = [SqlStore(postgres_url) for _ in range(8)]
    steps = [make_step(f"attempt-{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        kept = list(threads.map(lambda store, step: store.record(step), stores, steps))
    assert kept == steps
    assert list(stores[0].steps("an-article")) == steps
    for store in stores:
        store.close()


def test_replicas_agree_on_which_response_was_first(postgres_url: str) -> None:
    stores = [open_store(postgres_url) for _ in range(2)]
    calls = [
        (store, make_step(f"attempt-{number}", item=f"of-{index}"))
        for number in range(100)
        for index, store in enumerate(stores)
    ]
    with ThreadPoolExecutor(16) as threads:
        returned = list(threads.map(lambda call: call[0].record(call[1]), calls))
    kept = {step.nonce: step for step in stores[0].steps("an-article")}
    assert len(kept) == 100
    assert returned == [kept[step.nonce] for _, step in calls]
    for store in stores:
        store.close()


def test_what_was_acknowledged_survives_a_crash_of_the_server_and_the_store_goes_on(
    store: SqlStore, postgres: PostgresServer
) -> None:
    postgres.stop()
    postgres.start("fsync=on")
    acknowledged = [store.record(make_step(f"before-{number}")) for number in range(20)]
    postgres.stop(signal.SIGQUIT)
    try:
        for call in (store.ping, lambda: store.record(make_step("away")), lambda: list(store.steps("x"))):
            with pytest.raises(StoreError):
                call()
    finally:
        postgres.start()
    began = time.monotonic()
    after = store.record(make_step("then"))
    assert time.monotonic() - began < 2
    assert sorted(step.nonce for step in store.steps("an-article")) == sorted(
        step.nonce for step in [*acknowledged, after]
    )


def test_the_number_of_connections_is_bounded(store: SqlStore, postgres_url: str) -> None:
    store.record(make_step())
    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(lambda _: list(store.steps("an-article")), range(64)))
    assert found == [[make_step()]] * 64
    with psycopg.connect(postgres_url) as connection:
        [(number,)] = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()"
        ).fetchall()
    assert number <= 4


def test_closing_leaves_no_connection(postgres_url: str) -> None:
    open_store(postgres_url).close()
    with psycopg.connect(postgres_url) as connection:
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        deadline = time.monotonic() + 5
        while (row := connection.execute(others).fetchone()) != (1,) and time.monotonic() < deadline:
            time.sleep(0.01)
    assert row == (1,)
