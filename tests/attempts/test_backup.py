"""Copies of a database, and sites that go on with them."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from pathlib import Path

import pytest
from postgres_server import PostgresServer, find_initdb
from steps import make_step

from quizapp.attempts import upkeep
from quizapp.attempts.sql_store import SqlStore, open_store
from quizapp.errors import StoreError


def numbers(store: SqlStore) -> list[int]:
    return [step.number for step in store.steps("an-article")]


def test_a_copy_has_all_that_was_recorded_and_a_site_goes_on_recording_in_it(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/quizapp.db")
    for number in range(3):
        store.record(make_step(number=number))
    copy = tmp_path / "copy.db"
    upkeep.backup(f"sqlite:///{tmp_path}/quizapp.db", copy)
    store.record(make_step(number=3))
    # Restored under the running site, as the README says.
    copy.rename(tmp_path / "quizapp.db")
    assert store.record(make_step(number=4)) == make_step(number=4)
    assert numbers(store) == [0, 1, 2, 4]
    store.close()
    assert numbers(open_store(f"sqlite:///{tmp_path}/quizapp.db")) == [0, 1, 2, 4]


def test_a_copy_that_is_made_while_others_record_is_whole(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/quizapp.db"
    store = SqlStore(url)
    store.record(make_step(number=0))
    over = threading.Event()
    acknowledged = [0]

    def record() -> None:
        while not over.is_set():
            with contextlib.suppress(StoreError):  # on a very busy machine one may come too late
                acknowledged.append(store.record(make_step(number=len(acknowledged))).number)

    writer = threading.Thread(target=record)
    writer.start()
    before = len(acknowledged)
    upkeep.backup(url, tmp_path / "copy.db")
    over.set()
    writer.join()
    store.close()
    copied = numbers(open_store(f"sqlite:///{tmp_path}/copy.db"))
    assert before <= len(copied) <= len(acknowledged)
    assert copied == list(range(len(copied)))
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


def test_a_copy_never_replaces_a_file_and_never_stays_half(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/quizapp.db"
    with pytest.raises(StoreError, match="no database"):
        upkeep.backup(url, tmp_path / "copy.db")
    open_store(url)
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(StoreError, match="is there already, and is not replaced"):
        upkeep.backup(url, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"
    with pytest.raises(StoreError, match="there is no folder"):
        upkeep.backup(url, tmp_path / "no such folder" / "copy.db")
    assert not list(tmp_path.rglob("*.part"))


def test_a_server_is_dumped_by_its_own_program_and_restored(postgres: PostgresServer, tmp_path: Path) -> None:
    initdb = find_initdb()
    assert initdb is not None
    url, other = postgres.new_database(), postgres.new_database()
    store = SqlStore(url)
    for number in range(3):
        store.record(make_step(number=number))
    store.close()
    with pytest.raises(StoreError, match="pg_dump"):
        upkeep.backup(url, tmp_path / "copy.db")
    dump = tmp_path / "quizapp.dump"
    subprocess.run([initdb.with_name("pg_dump"), "--format=custom", f"--file={dump}", url], check=True)
    subprocess.run([initdb.with_name("pg_restore"), f"--dbname={other}", dump], check=True)
    restored = SqlStore(other)
    assert restored.record(make_step(number=3)) == make_step(number=3)
    assert numbers(restored) == [0, 1, 2, 3]
    restored.close()
