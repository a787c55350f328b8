"""What can happen to a database file, and that nothing is ever said to be recorded that is not."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, fields
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event
from steps import make_edition, make_step

from quizapp.attempts.by_url import database_at
from quizapp.attempts.model import Step
from quizapp.attempts.sql_store import PATIENCE, SqlStore, open_store
from quizapp.attempts.store import Store
from quizapp.errors import SettingsError, StoreError

CALLS: dict[str, Callable[[Store], object]] = {
    "record": lambda store: store.record(make_step("new")),
    "steps": lambda store: list(store.steps("an-article")),
    "keep": lambda store: store.keep(make_edition()),
    "find": lambda store: store.find("an-article", lambda _: True),
    "ping": lambda store: store.ping(),
}
"""Every method that can fail."""

EVERYTHING, WRITING = set(CALLS), {"record", "keep", "ping"}

NOBODY = 65534

PAGE = 4096


@dataclass(frozen=True)
class Place:
    """A database file, with one recorded step in it."""

    file: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "state" / "steps.db")


@pytest.fixture
def store(place: Place) -> Iterator[SqlStore]:
    made = SqlStore(place.url)
    made.record(make_step())
    yield made
    made.close()


WRITING = {"record", "keep", "ping"}
READING = {"steps", "find"}
EVERYTHING = WRITING | READING


def failing(store: Store) -> set[str]:
    """Return the methods that raise StoreError now; they are called at the same time."""

    def fails(name: str) -> bool:
        try:
            CALLS[name](store)
        except StoreError:
            return True
        return False

    with ThreadPoolExecutor() as threads:
        return {name for name, failed in zip(CALLS, threads.map(fails, CALLS), strict=True) if failed}


def record_at_once(store: Store, number_of_steps: int) -> None:
    with ThreadPoolExecutor(32) as threads:
        list(threads.map(lambda number: store.record(make_step(number=number)), range(number_of_steps)))


def rows_in(file: Path) -> list[tuple[str, int]]:
    """Return the keys in a database file, read without any code of ours."""
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT nonce, number FROM steps ORDER BY nonce, number").fetchall()


def backup_of(file: Path) -> bytes:
    copy = file.with_name("backup.db")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("VACUUM INTO ?", [str(copy)])
    content = copy.read_bytes()
    copy.unlink()
    return content


def replace_with(file: Path, content: bytes) -> None:
    made = file.with_name("made")
    made.write_bytes(content)
    made.rename(file)


@contextmanager
def at_every_commit(function: Callable[[], object]) -> Iterator[None]:
    """Call a function in the middle of every transaction, when all but the commit is done."""

    def listener(_: Connection) -> None:
        function()

    event.listen(Engine, "commit", listener)
    try:
        yield
    finally:
        event.remove(Engine, "commit", listener)


@contextmanager
def process(program: str, place: Place) -> Iterator[subprocess.Popen[str]]:
    """Run a program of tests/store_processes.py; closing its input ends it."""
    child = subprocess.Popen(
        [sys.executable, "-m", "store_processes", program, place.url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with child:
        try:
            yield child
        finally:
            assert child.stdin is not None
            child.stdin.close()


def lines_of(child: subprocess.Popen[str]) -> Iterator[list[str]]:
    assert child.stdout is not None
    return (line.split() for line in child.stdout)


def tell(child: subprocess.Popen[str], word: str = "go on") -> None:
    assert child.stdin is not None
    child.stdin.write(f"{word}\n")
    child.stdin.flush()


def test_every_method_that_can_fail_is_in_the_list_of_calls() -> None:
    methods = {name for name in vars(Store) if not name.startswith("_")}
    assert methods - {"close", "openings"} == set(CALLS)


# Opening


def test_nothing_is_made_before_the_first_call(place: Place) -> None:
    threads = threading.active_count()
    made = SqlStore(place.url)
    assert list(made.steps("an-article")) == []
    made.close()
    assert not place.file.parent.exists()
    assert threading.active_count() == threads


def test_opening_makes_the_folder_and_the_tables_and_leaves_no_thread(place: Place) -> None:
    threads = threading.active_count()
    made = open_store(place.url)
    assert rows_in(place.file) == []
    assert threading.active_count() == threads
    made.close()


def test_opening_a_database_that_cannot_be_used_is_an_error(place: Place) -> None:
    place.file.parent.write_text("a file where the folder should be")
    with pytest.raises(StoreError):
        open_store(place.url)


def test_a_relative_path_stays_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = SqlStore("sqlite:///steps.db")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")
    made.record(make_step())
    made.close()
    assert rows_in(tmp_path / "steps.db") == [("an-attempt", 0)]


@pytest.mark.parametrize("url", ["", "steps.db", "mysql://localhost/steps", "oracle+none://x"])
def test_a_url_of_no_database_of_ours_is_a_wrong_setting(url: str) -> None:
    with pytest.raises(SettingsError, match="QUIZAPP_DATABASE_URL"):
        SqlStore(url)


def test_a_file_with_a_wal_is_taken_over_without(tmp_path: Path) -> None:
    file = tmp_path / "steps.db"
    store = open_store(f"sqlite:///{file}")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        assert other.execute("PRAGMA journal_mode=wal").fetchone() == ("wal",)
    store.record(make_step())
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() != ("wal",)
    store.close()
    assert rows_in(file) == [("an-attempt", 0)]
    assert sorted(path.name for path in tmp_path.iterdir() if path.stat().st_size) == ["steps.db"]


def test_the_connection_that_writes_has_the_settings_that_make_it_safe(store: SqlStore) -> None:
    connection = store._writer().database._connection
    assert connection is not None
    names = ["synchronous", "foreign_keys", "trusted_schema", "secure_delete", "mmap_size", "busy_timeout"]
    values = {
        name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in [*names, "journal_mode"]
    }
    assert values == {
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "secure_delete": 1,
        "mmap_size": 0,
        "busy_timeout": 1000,
        "journal_mode": "truncate",
    }
    connection.rollback()


# What is in the file


def test_the_table_holds_a_step_and_nothing_else(store: SqlStore, place: Place) -> None:
    store.close()
    with closing(sqlite3.connect(place.file)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(steps)")]
        [(_, _, _, _, no_rowid, strict)] = connection.execute("PRAGMA table_list(steps)").fetchall()
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE sql <> ''")}
    assert columns == [field.name for field in fields(Step)]
    assert (no_rowid, strict, tables) == (1, 1, {"steps", "editions", "alembic_version"})


def test_tables_of_another_version_are_left_alone(store: SqlStore, place: Place) -> None:
    store.close()
    with closing(sqlite3.connect(place.file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert failing(store) == WRITING
    with pytest.raises(StoreError) as caught:
        store.ping()
    assert str(caught.value.__cause__) == (
        "the database has tables of version 9999, not 0002; see `quizapp db upgrade`"
    )


# Durability and groups


def test_what_was_acknowledged_survives_the_end_of_the_process(place: Place) -> None:
    acknowledged = []
    with process("record_until_killed", place) as child:
        for nonce, number in lines_of(child):
            acknowledged.append((nonce, int(number)))
            if len(acknowledged) == 200:
                child.kill()
    assert len(acknowledged) >= 200
    survivor = SqlStore(place.url)
    kept = [(step.nonce, step.number) for step in survivor.steps("an-article")]
    assert set(acknowledged) <= set(kept)
    # One step a thread may be there that nobody was told of.
    assert len(kept) - len(acknowledged) <= 4
    survivor.record(make_step())
    survivor.close()


def test_many_callers_share_few_commits(store: SqlStore) -> None:
    commits = count()
    with at_every_commit(lambda: next(commits)):
        record_at_once(store, 400)
    assert len(list(store.steps("an-article"))) == 400
    assert next(commits) < 400 / 4


def test_a_group_is_kept_whole_or_not_at_all(place: Place) -> None:
    steps = database_at(place.url)
    with steps.turn(), pytest.raises(sqlite3.IntegrityError, match="hour_is_whole"):
        steps.keep([make_step("a"), make_step("b", hour="14:35"), make_step("c")])
    assert rows_in(place.file) == []


def test_two_processes_lose_nothing_and_agree_on_who_was_first(place: Place) -> None:
    with process("hammer", place) as one, process("hammer", place) as other:
        assert (next(lines_of(one)), next(lines_of(other))) == (["ready"], ["ready"])
        tell(one, "up")
        tell(other, "down")
        said = [*lines_of(one), *lines_of(other)]
    reader = SqlStore(place.url)
    kept = {(step.nonce, step.number): step.item for step in reader.steps("an-article")}
    assert len(said) == 800
    assert {(nonce, int(number), item) for nonce, number, item in said} == {
        (*key, item) for key, item in kept.items()
    }
    assert len(kept) == 400
    assert len(set(kept.values())) == 2, "the two were at work at the same time"
    reader.close()


def test_a_process_may_fork_before_it_uses_the_store(place: Place) -> None:
    with process("fork", place) as program:
        assert list(lines_of(program)) == []
    assert rows_in(place.file) == [(who, number) for who in ("child", "parent") for number in range(50)]


def test_a_child_forked_while_the_store_was_in_use_is_told_so(place: Place) -> None:
    with process("fork_too_late", place) as program:
        said = [" ".join(line) for line in lines_of(program)]
    assert said == ["the process was forked while the store was in use; it must be closed before"] * 3
    assert rows_in(place.file) == [("parent", 0), ("parent", 1)]


# Faults: StoreError as long as they last, and healed without a new store


def test_garbage_in_place_of_the_file(store: SqlStore, place: Place) -> None:
    good = backup_of(place.file)
    replace_with(place.file, b"this is no database " * 1000)
    assert failing(store) == EVERYTHING
    replace_with(place.file, good)
    assert failing(store) == set()
    assert rows_in(place.file) == [("an-attempt", 0), ("new", 0)]


def test_garbage_from_the_start(place: Place) -> None:
    place.file.parent.mkdir()
    place.file.write_bytes(b"this is no database " * 1000)
    made = SqlStore(place.url)
    assert failing(made) == EVERYTHING
    place.file.unlink()
    assert failing(made) == set()
    made.close()


def test_a_damaged_page_is_found_before_anything_is_written(store: SqlStore, place: Place) -> None:
    record_at_once(store, 100)
    store.close()
    good = backup_of(place.file)
    page = len(good) // 2 // PAGE * PAGE
    damaged = good[:page] + b"\xff" * PAGE + good[page + PAGE :]
    replace_with(place.file, damaged)
    assert failing(store) >= WRITING
    assert place.file.read_bytes() == damaged
    replace_with(place.file, good)
    assert failing(store) == set()


def test_a_deleted_file_is_made_anew_and_the_log_says_what_that_means(
    store: SqlStore, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    place.file.unlink()
    store.record(make_step("after"))
    store.record(make_step("after", 1))
    assert rows_in(place.file) == [("after", 0), ("after", 1)]
    (message,) = caplog.messages
    assert message == "the database was deleted or replaced; what it held may not be in the new one"


def test_a_deleted_folder_is_made_anew(store: SqlStore, place: Place) -> None:
    place.file.parent.rename(place.file.parent.with_name("moved-away"))
    store.record(make_step("after"))
    assert rows_in(place.file) == [("after", 0)]


def test_a_replaced_file_is_the_one_that_is_written(store: SqlStore, place: Place) -> None:
    backup = backup_of(place.file)
    store.record(make_step("in the old file"))
    old = place.file.with_name("old.db")
    place.file.rename(old)
    replace_with(place.file, backup)
    store.record(make_step("after"))
    store.close()
    assert rows_in(place.file) == [("after", 0), ("an-attempt", 0)]
    assert rows_in(old) == [("an-attempt", 0), ("in the old file", 0)]


def test_every_process_follows_to_a_file_that_replaced_the_old_one(store: SqlStore, place: Place) -> None:
    backup = backup_of(place.file)
    record_at_once(store, 200)
    with process("record_twice", place) as child:
        assert next(lines_of(child)) == ["recorded"]
        replace_with(place.file, backup)
        store.record(make_step("after"))
        tell(child)
        assert next(lines_of(child)) == ["recorded"]
        store.record(make_step("after", 1))
        tell(child)
    store.close()
    with closing(sqlite3.connect(place.file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert rows_in(place.file) == [
        ("after", 0),
        ("after", 1),
        ("an-attempt", 0),
        ("of-another-process", 1),
    ]


def test_a_file_deleted_during_the_commit_is_not_taken_for_recorded(store: SqlStore, place: Place) -> None:
    commits = count()
    with at_every_commit(lambda: place.file.unlink() if next(commits) == 0 else None):
        store.record(make_step("after"))
    assert rows_in(place.file) == [("after", 0)]


def test_a_file_deleted_with_every_commit_is_an_error(store: SqlStore, place: Place) -> None:
    commits = count()
    # Every other commit is that of new tables.
    with at_every_commit(lambda: place.file.unlink() if next(commits) % 2 == 0 else None):
        with pytest.raises(StoreError) as caught:
            store.record(make_step("new"))
        assert str(caught.value.__cause__) == "the database file is being replaced again and again"
    assert failing(store) == set()


def test_a_file_that_was_emptied_in_place(store: SqlStore, place: Place) -> None:
    os.truncate(place.file, 0)
    acknowledged = set()
    for number in range(5):
        with suppress(StoreError):
            store.record(make_step("after", number))
            acknowledged.add(("after", number))
    assert len(acknowledged) >= 4
    assert acknowledged <= set(rows_in(place.file))
    assert failing(store) == set()


def test_a_lock_held_by_a_strange_program(store: SqlStore, place: Place) -> None:
    with process("hold_database", place) as child:
        assert next(lines_of(child)) == ["locked"]
        began = time.monotonic()
        assert failing(store) == EVERYTHING
        assert time.monotonic() - began < PATIENCE
    store.ping()  # one caller finds out before others may wait again
    assert failing(store) == set()


def test_a_turn_held_by_a_process_of_ours_that_hangs(store: SqlStore, place: Place) -> None:
    store.ping()
    impatient = SqlStore(place.url, patience=0.5)
    with process("hold_turn", place) as child:
        assert next(lines_of(child)) == ["locked"]
        assert failing(impatient) == WRITING
        began = time.monotonic()
        with pytest.raises(StoreError, match="stuck"):
            impatient.record(make_step("new"))
        assert time.monotonic() - began < 0.4
    wait_until_healed(impatient)
    assert failing(impatient) == set()
    impatient.close()


def wait_until_healed(store: Store) -> None:
    deadline = time.monotonic() + 5
    while failing(store) and time.monotonic() < deadline:
        time.sleep(0.01)


def test_a_full_disk(place: Place) -> None:
    with process("fill_disk", place) as child:
        said = [outcome for [outcome] in lines_of(child)]
    assert said == ["done"] * 2 + ["OperationalError"] * 2 + ["done"] * 2
    assert rows_in(place.file) == [("an-attempt", 0), ("an-attempt", 2)]


def test_a_folder_that_may_only_be_read() -> None:
    # Not in tmp_path, whose parents only its owner may enter: root has to become somebody else for this.
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder) / "steps.db")
        store = SqlStore(place.url)
        store.record(make_step())
        store.close()
        with read_only(Path(folder)):
            assert failing(store) == WRITING
        assert failing(store) == set()
        store.close()


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    user = os.geteuid()
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o755)
        for path in folder.iterdir():
            path.chmod(0o644)
