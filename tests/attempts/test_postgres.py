"""What a PostgreSQL server can do to the store."""

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from postgres_server import PostgresServer
from sqlalchemy import event, make_url
from steps import make_edition, make_step
from waiting import PATIENT

from quizapp.attempts import maintenance
from quizapp.attempts.postgres import Postgres
from quizapp.attempts.sql_store import PATIENCE, SqlStore, database_at
from quizapp.errors import StoreError


@pytest.fixture
def store(postgres_url: str) -> Iterator[SqlStore]:
    made = SqlStore(postgres_url, patience=PATIENT)
    yield made
    made.close()


def test_nothing_secret_is_in_the_place_of_a_database() -> None:
    url = "postgresql://someone:secret@db.example:5433/quiz?sslmode=require&sslpassword=secret"
    assert database_at(url).place == "postgresql+psycopg://db.example:5433/quiz"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2"])
def test_every_url_of_postgresql_is_one_for_psycopg_3(scheme: str) -> None:
    database = database_at(f"{scheme}://someone:secret@db.example/quiz?sslmode=require")
    assert isinstance(database, Postgres)
    assert database._engine.url == make_url(
        "postgresql+psycopg://someone:secret@db.example/quiz?sslmode=require"
    )


def test_every_wait_of_a_transaction_ends_before_the_patience_of_the_store_and_none_stays(
    store: SqlStore,
) -> None:
    """A pooler in transaction mode gives the session to others, who must find it as it was."""
    for number in range(10):
        store.record(make_step(number=number))
    database = store._database
    connection = database._connection
    assert connection is not None
    limits = {"statement_timeout": "3s", "lock_timeout": "2s"}
    with database.transaction(connection):
        assert {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in limits} == limits
    assert all(float(seconds.removesuffix("s")) < PATIENCE for seconds in limits.values())
    assert [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in limits] == ["0", "0"]
    assert connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar() == 0
    connection.rollback()


def test_a_server_that_was_restarted_while_nobody_asked_costs_no_response(
    store: SqlStore, postgres: PostgresServer
) -> None:
    store.record(make_step())
    postgres.stop()
    postgres.start()
    assert store.record(make_step(number=1)) == make_step(number=1)
    assert not store._outage.is_recent


def test_a_locked_table_is_an_error_and_heals(store: SqlStore, postgres_url: str) -> None:
    store.record(make_step())
    with psycopg.connect(postgres_url) as stranger:
        stranger.execute("LOCK TABLE steps IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(StoreError) as caught:
            store.record(make_step("meanwhile"))
    assert str(caught.value.__cause__) == "LockNotAvailable: canceling statement due to lock timeout"
    assert store.record(make_step("after")) == make_step("after")


def test_the_site_needs_few_rights_once_the_tables_are_made(postgres_url: str) -> None:
    maintenance.upgrade(postgres_url)
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
        maintenance.purge(postgres_url.replace("postgres@", "site@"), before="2099-01-01T00:00Z")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("REVOKE INSERT, UPDATE ON editions FROM site")
    for call in (as_site.ping, lambda: as_site.record(make_step(number=1))):
        with pytest.raises(StoreError, match="site lacks INSERT on editions, UPDATE on editions: `quiz"):
            call()
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
    stores = [SqlStore(postgres_url, patience=PATIENT) for _ in range(4)]  # the last waits for all others
    steps = [make_step(f"attempt-{number}") for number in range(4)]
    with ThreadPoolExecutor(4) as threads:
        kept = list(threads.map(lambda store, step: store.record(step), stores, steps))
    assert kept == steps
    assert list(stores[0].steps("an-article")) == steps
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


def test_the_number_of_connections_is_bounded(store: SqlStore) -> None:
    engine, open_at_once = store._database._engine, [0]
    event.listen(engine, "connect", lambda *_: open_at_once.append(open_at_once[-1] + 1))
    event.listen(engine, "close", lambda *_: open_at_once.append(open_at_once[-1] - 1))
    store.record(make_step())
    with ThreadPoolExecutor(6) as threads:  # more would wait for one another, each for 3 s at the most
        found = list(threads.map(lambda _: list(store.steps("an-article")), range(24)))
    assert found == [[make_step()]] * 24
    assert 1 < max(open_at_once) <= 4
