"""Copies of a database, and sites that go on with them."""

import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import COMPLETE, NOW
from postgres_server import PostgresServer
from steps import make_step, open_store

from quizapp.attempts.backup import back_up, copy_database
from quizapp.attempts.sql_store import SqlStore
from quizapp.attempts.tokens import secret_keys
from quizapp.errors import StoreError
from quizapp.library.follower import first_loaded, follow
from quizapp.settings import Settings


def numbers(store: SqlStore) -> list[int]:
    return [step.number for step in store.steps("an-article")]


def test_a_copy_has_all_that_was_recorded_and_a_site_goes_on_recording_in_it(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/quizapp.db")
    for number in range(3):
        store.record(make_step(number=number))
    copy = tmp_path / "copy.db"
    copy_database(f"sqlite:///{tmp_path}/quizapp.db", copy)
    store.record(make_step(number=3))
    # Restored under the running site, as the README says.
    copy.rename(tmp_path / "quizapp.db")
    assert store.record(make_step(number=4)) == make_step(number=4)
    assert numbers(store) == [0, 1, 2, 4]
    store.close()
    assert numbers(open_store(f"sqlite:///{tmp_path}/quizapp.db")) == [0, 1, 2, 4]


def test_a_copy_never_replaces_a_file_and_never_stays_half(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/quizapp.db"
    with pytest.raises(StoreError, match="no database"):
        copy_database(url, tmp_path / "copy.db")
    open_store(url)
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(StoreError, match="already exists and won't be replaced"):
        copy_database(url, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"
    with pytest.raises(StoreError, match="there is no folder"):
        copy_database(url, tmp_path / "no such folder" / "copy.db")
    assert not list(tmp_path.rglob("*.part"))


def restored(file: Path, state: Path) -> Settings:
    """Unpack a backup as the guide says, and return the settings of the site there."""
    state.mkdir()
    subprocess.run(["tar", "-xzpf", str(file), "-C", str(state)], check=True)
    return Settings(content=state / "no content yet", state=state)


def test_a_site_goes_on_from_a_backup_with_all_that_it_had(tmp_path: Path) -> None:
    """The drill: database, secret, and the history with its wordings and notices of withdrawal."""
    content = tmp_path / "content"
    shutil.copytree(COMPLETE, content)
    settings = Settings(content=content, state=tmp_path / "state")
    loaded = first_loaded(follow(settings), settings)
    keys = secret_keys(settings)
    open_store(settings.database).record(make_step())
    (tmp_path / "backups").mkdir()
    file = back_up(settings, tmp_path / "backups", keep=14, now=NOW)
    assert (file.name, file.stat().st_mode & 0o777) == ("quizapp-2026-11-23T143512Z.tar.gz", 0o600)
    shutil.rmtree(settings.state)
    other = restored(file, tmp_path / "restored")
    assert first_loaded(follow(other), other).library == loaded.library
    assert first_loaded(follow(other), other).versions.keys() == loaded.versions.keys()
    assert secret_keys(other) == keys
    assert numbers(open_store(other.database)) == [0]


def test_of_many_backups_the_newest_stay(settings: Settings, tmp_path: Path) -> None:
    open_store(settings.database)
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "something-else.tar.gz").touch()
    for day in range(5):
        back_up(settings, folder, keep=2, now=NOW + timedelta(days=day))
    assert sorted(path.name for path in folder.iterdir()) == [
        "quizapp-2026-11-26T143512Z.tar.gz",
        "quizapp-2026-11-27T143512Z.tar.gz",
        "something-else.tar.gz",
    ]


def test_a_backup_that_fails_leaves_nothing_and_removes_nothing(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "quizapp-2026-11-01T000000Z.tar.gz").touch()
    with pytest.raises(StoreError, match="there is no database to back up"):
        back_up(settings, folder, keep=1, now=NOW)
    assert [path.name for path in folder.iterdir()] == ["quizapp-2026-11-01T000000Z.tar.gz"]


def test_a_server_is_in_a_backup_as_its_own_program_dumps_it(
    postgres: PostgresServer, settings: Settings, tmp_path: Path
) -> None:
    url, other = postgres.new_database(), postgres.new_database()
    store = SqlStore(url)
    for number in range(3):
        store.record(make_step(number=number))
    store.close()
    file = back_up(replace(settings, database_url=url), tmp_path, keep=1, now=NOW)
    dump = restored(file, tmp_path / "restored").state / "quizapp.dump"
    subprocess.run(["pg_restore", f"--dbname={other}", dump], check=True)
    going_on = SqlStore(other)
    assert going_on.record(make_step(number=3)) == make_step(number=3)
    assert numbers(going_on) == [0, 1, 2, 3]
    going_on.close()
