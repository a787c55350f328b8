"""What can happen to a database file, and that nothing is ever said to be recorded that is not."""

import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import fields
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event
from steps import make_edition, make_step, open_store
from waiting import PATIENT, until

from quizapp.attempts.model import Step
from quizapp.attempts.sql_store import ANSWER_KEEPS, SqlStore, database_at
from quizapp.errors import SettingsError, StoreError
from quizapp.settings import Settings

CALLS: dict[str, Callable[[SqlStore], object]] = {
    "record": lambda store: store.record(make_step("new")),
    "steps": lambda store: list(store.steps("an-article")),
    "keep": lambda store: store.keep(make_edition()),
    "find": lambda store: store.find("an-article", lambda _: True),
    "ping": lambda store: store.ping(),
}
"""Every method that can fail."""

NOBODY = 65534
PAGE = 4096


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "steps.db"


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.fixture
def store(file: Path) -> Iterator[SqlStore]:
    """A store over a file with one recorded step in it."""
    made = SqlStore(url_of(file), patience=PATIENT)
    made.record(make_step())
    yield made
    made.close()


WRITING = {"record", "keep", "ping"}
READING = {"steps", "find"}
EVERYTHING = WRITING | READING


def failing(store: SqlStore) -> set[str]:
    """Return the methods that raise StoreError now; they are called at the same time."""

    def fails(name: str) -> bool:
        try:
            CALLS[name](store)
        except StoreError:
            return True
        return False

    with ThreadPoolExecutor() as threads:
        return {name for name, failed in zip(CALLS, threads.map(fails, CALLS), strict=True) if failed}


def healed(store: SqlStore) -> bool:
    """Return whether all works again; one caller finds out before others may wait."""
    store.ping()
    return failing(store) == set()


def refusal_by(store: SqlStore) -> str:
    """Return why the store does not record a step now."""
    with pytest.raises(StoreError) as caught:
        store.record(make_step("new"))
    return str(caught.value)


def rows_in(file: Path) -> list[tuple[str, int]]:
    """Return the keys in a database file, read without any code of ours."""
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT nonce, number FROM steps ORDER BY nonce, number").fetchall()


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
def process(program: str, file: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a program of tests/store_processes.py; closing its input ends it."""
    child = subprocess.Popen(
        [sys.executable, "-m", "store_processes", program, url_of(file)],
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


# Opening


def test_nothing_is_made_before_the_first_call(file: Path) -> None:
    threads = set(threading.enumerate())
    made = SqlStore(url_of(file))
    assert list(made.steps("an-article")) == []
    made.close()
    assert not file.parent.exists()
    assert set(threading.enumerate()) <= threads


@pytest.mark.parametrize("mask", [0o000, 0o022])
def test_all_its_files_are_for_their_owner_alone(file: Path, mask: int) -> None:
    file.parent.mkdir(mode=0o777)
    file.parent.chmod(0o777)
    before = os.umask(mask)
    try:
        store = open_store(url_of(file))
        store.record(make_step("new"))
        store.close()
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in file.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert {"steps.db", "steps.db.lock"} <= set(modes)


@pytest.mark.parametrize("folder", ["a b", "a%20b", "100%", "ä", "a#b", "a?b"])
def test_a_state_folder_may_have_any_name(tmp_path: Path, folder: str) -> None:
    state = tmp_path / folder
    made = SqlStore(Settings(content=tmp_path, state=state).database)
    made.record(make_step())
    made.close()
    assert [path.name for path in tmp_path.iterdir()] == [folder]
    assert rows_in(state / "quizapp.db") == [("an-attempt", 0)]


@pytest.mark.parametrize(
    "url", ["", "steps.db", "mysql://localhost/steps", "oracle+none://x", "sqlite+aiosqlite:///x"]
)
def test_a_url_of_no_database_of_ours_is_a_wrong_setting(url: str) -> None:
    with pytest.raises(SettingsError, match="QUIZAPP_DATABASE_URL"):
        SqlStore(url)


def test_a_file_with_a_wal_is_taken_over_without(store: SqlStore, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        assert other.execute("PRAGMA journal_mode=wal").fetchone() == ("wal",)
    store.close()
    store.record(make_step(number=1))
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() != ("wal",)
    store.close()
    assert rows_in(file) == [("an-attempt", 0), ("an-attempt", 1)]
    assert [path.name for path in file.parent.iterdir() if path.stat().st_size] == ["steps.db"]


def test_the_connection_that_writes_has_the_settings_that_make_it_safe(store: SqlStore) -> None:
    connection = store._database._connection
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


def test_the_table_holds_a_step_and_nothing_else(store: SqlStore, file: Path) -> None:
    store.close()
    with closing(sqlite3.connect(file)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(steps)")]
        [(_, _, _, _, no_rowid, strict)] = connection.execute("PRAGMA table_list(steps)").fetchall()
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE sql <> ''")}
    assert columns == [field.name for field in fields(Step)]
    assert (no_rowid, strict, tables) == (1, 1, {"steps", "editions", "alembic_version"})


# Durability and groups


def test_callers_who_wait_at_the_same_time_share_a_commit(store: SqlStore, file: Path) -> None:
    commits = count()
    with at_every_commit(lambda: next(commits)), ThreadPoolExecutor(40) as threads:
        with database_at(url_of(file)).turn():
            recorded = [threads.submit(store.record, make_step("new", number)) for number in range(40)]
            until(lambda: len(store._group._waiting) == 40)
        assert [each.result().number for each in recorded] == list(range(40))
    assert next(commits) == 1
    assert len(rows_in(file)) == 41


def test_a_group_is_kept_whole_or_not_at_all(file: Path) -> None:
    steps = database_at(url_of(file))
    with steps.turn(), pytest.raises(StoreError, match="hour_is_whole"):
        steps.keep([make_step("a"), make_step("b", hour="14:35"), make_step("c")])
    assert rows_in(file) == []


def test_two_processes_lose_nothing_and_agree_on_who_was_first(file: Path) -> None:
    with process("hammer", file) as one, process("hammer", file) as other:
        assert (next(lines_of(one)), next(lines_of(other))) == (["ready"], ["ready"])
        tell(one, "up")
        tell(other, "down")
        said = [next(lines_of(one)), next(lines_of(other))]
        tell(one)
        tell(other)
        said += [*lines_of(one), *lines_of(other)]
    reader = SqlStore(url_of(file))
    kept = {(step.nonce, step.number): step.item for step in reader.steps("an-article")}
    assert len(said) == 800
    assert {(nonce, int(number), item) for nonce, number, item in said} == {
        (*key, item) for key, item in kept.items()
    }
    assert len(kept) == 400
    assert len(set(kept.values())) == 2, "neither was first with all"
    reader.close()


def test_a_process_may_fork_before_it_uses_the_store(file: Path) -> None:
    with process("fork", file) as program:
        assert list(lines_of(program)) == []
    assert rows_in(file) == [(who, number) for who in ("child", "parent") for number in range(50)]


def test_a_child_forked_while_the_store_was_in_use_is_told_so(file: Path) -> None:
    with process("fork_too_late", file) as program:
        said = [" ".join(line) for line in lines_of(program)]
    assert said == ["the process was forked while the store was in use; close it before forking"] * 3
    assert rows_in(file) == [("parent", 0), ("parent", 1)]


# Faults: StoreError as long as they last, and healed without a new store


def test_garbage_in_place_of_the_file(store: SqlStore, file: Path) -> None:
    good = file.read_bytes()
    replace_with(file, b"this is no database " * 1000)
    assert failing(store) == EVERYTHING
    until(lambda: refusal_by(store) == "file is not a database (SQLITE_NOTADB)")
    replace_with(file, good)
    assert healed(store)
    assert rows_in(file) == [("an-attempt", 0), ("new", 0)]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = SqlStore(f"sqlite:///{tmp_path}/file/quizapp.db", patience=PATIENT)
    told = f"{tmp_path}/file/quizapp.db.lock: Not a directory"
    assert [refusal_by(store) for _ in range(2)] == [told] * 2
    store.close()


def test_a_damaged_page_is_found_before_anything_is_written(store: SqlStore, file: Path) -> None:
    for number in range(100):
        store.record(make_step(number=number))
    store.close()
    good = file.read_bytes()
    page = len(good) // 2 // PAGE * PAGE
    damaged = good[:page] + b"\xff" * PAGE + good[page + PAGE :]
    replace_with(file, damaged)
    assert failing(store) >= WRITING
    assert file.read_bytes() == damaged
    replace_with(file, good)
    assert healed(store)


def test_a_deleted_file_is_made_anew_and_the_log_says_what_that_means(
    store: SqlStore, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.unlink()
    store.record(make_step("after"))
    store.record(make_step("after", 1))
    assert rows_in(file) == [("after", 0), ("after", 1)]
    (message,) = caplog.messages
    assert message == "the database was deleted or replaced; what it held may not be in the new one"


def test_a_replaced_file_is_the_one_that_is_written(store: SqlStore, file: Path) -> None:
    backup = file.read_bytes()
    store.record(make_step("in the old file"))
    old = file.with_name("old.db")
    file.rename(old)
    replace_with(file, backup)
    store.record(make_step("after"))
    store.close()
    assert rows_in(file) == [("after", 0), ("an-attempt", 0)]
    assert rows_in(old) == [("an-attempt", 0), ("in the old file", 0)]


def test_a_file_deleted_during_the_commit_is_not_taken_for_recorded(store: SqlStore, file: Path) -> None:
    commits = count()
    with at_every_commit(lambda: file.unlink() if next(commits) == 0 else None):
        store.record(make_step("after"))
    assert rows_in(file) == [("after", 0)]


def test_a_file_deleted_with_every_commit_is_an_error(store: SqlStore, file: Path) -> None:
    commits = count()
    # Every other commit is that of new tables.
    with at_every_commit(lambda: file.unlink() if next(commits) % 2 == 0 else None):
        with pytest.raises(StoreError) as caught:
            store.record(make_step("new"))
        assert str(caught.value.__cause__) == "the database file is being replaced again and again"
    assert healed(store)


def test_a_file_that_was_emptied_in_place(store: SqlStore, file: Path) -> None:
    os.truncate(file, 0)
    acknowledged = set()
    for number in range(5):
        with suppress(StoreError):
            store.record(make_step("after", number))
            acknowledged.add(("after", number))
    assert len(acknowledged) >= 4
    assert acknowledged <= set(rows_in(file))
    assert healed(store)


def test_a_lock_held_by_a_strange_program(store: SqlStore, file: Path) -> None:
    with process("hold_database", file) as child:
        assert next(lines_of(child)) == ["locked"]
        began = time.monotonic()
        assert failing(store) == EVERYTHING
        assert time.monotonic() - began < PATIENT, "SQLite gives up, and not only those who ask"
    assert healed(store)


def test_a_turn_held_by_a_process_of_ours_that_hangs(store: SqlStore, file: Path) -> None:
    store.ping()
    impatient = SqlStore(url_of(file), patience=0.5)
    with process("hold_turn", file) as child:
        assert next(lines_of(child)) == ["locked"]
        assert failing(impatient) == WRITING
        # A thread that woke late has not been at work for as long as its callers have waited.
        until(lambda: "stuck" in refusal_by(impatient))
    until(lambda: failing(impatient) == set())
    impatient.close()


def test_a_full_disk(file: Path) -> None:
    with process("fill_disk", file) as child:
        said = [outcome for [outcome] in lines_of(child)]
    assert said == ["done", "done", "StoreError", "StoreError", "done", "done"]
    assert rows_in(file) == [("an-attempt", 0), ("an-attempt", 2)]


def test_a_disk_with_little_room_is_told_before_a_response_is_lost(
    store: SqlStore, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store.record(make_step())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 24_000, before[1]))
    try:
        with pytest.raises(StoreError) as caught:
            store.ping()
        openings = store.openings
        assert store.record(make_step(number=1)) == make_step(number=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert str(caught.value) == f"less than 1 MB is free in {file.parent}"
    assert caplog.messages == [f"recording fails: {caught.value}"]
    assert store.openings == openings
    store.ping()


def test_tables_that_are_upgraded_under_a_store_are_told_and_written_no_more(
    store: SqlStore, file: Path
) -> None:
    store.record(make_step())
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    for call in (store.ping, lambda: store.record(make_step(number=1))):
        with pytest.raises(StoreError, match="9999, not 0002; this needs a newer program"):
            call()
    assert rows_in(file) == [("an-attempt", 0)]


def test_a_folder_that_may_only_be_read() -> None:
    # Not in tmp_path, whose parents only its owner may enter: root has to become somebody else for this.
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(url_of(Path(folder) / "steps.db"))
        with read_only(Path(folder)):
            assert failing(store) == WRITING
        assert healed(store)
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


# What frequent checks are told


class Watched(SqlStore):
    """A store that counts how often it was asked, and can fail or hang."""

    def __init__(self) -> None:
        self.now = 100.0
        super().__init__("sqlite://", clock=lambda: self.now)
        self.asked = 0
        self.fails = False
        self.begun = threading.Event()
        self.may_end = threading.Event()
        self.may_end.set()

    def ping(self) -> None:
        self.asked += 1
        self.begun.set()
        self.may_end.wait()
        if self.fails:
            raise StoreError("out of order")


def test_the_store_is_asked_once_a_second_however_many_look() -> None:
    store = Watched()
    assert [store.works() for _ in range(50)] == [True] * 50
    assert store.asked == 1
    store.now += ANSWER_KEEPS
    assert [store.works() for _ in range(50)] == [True] * 50
    assert store.asked == 2


def test_nobody_waits_for_a_store_that_hangs_while_there_is_an_earlier_answer() -> None:
    store = Watched()
    assert store.works()
    store.now += ANSWER_KEEPS
    store.begun.clear()
    store.may_end.clear()
    store.fails = True
    with ThreadPoolExecutor(1) as threads:
        asking = threads.submit(store.works)
        store.begun.wait()
        assert store.works()
        store.may_end.set()
        assert not asking.result()
    assert not store.works()
