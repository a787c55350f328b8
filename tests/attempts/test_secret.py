from __future__ import annotations

import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from quizapp.attempts.secret import _make, secret_keys
from quizapp.errors import SettingsError
from quizapp.settings import Settings


def make_settings(state: Path, keys: tuple[str, ...] = ()) -> Settings:
    return Settings(content=Path("content"), state=state, secret_keys=keys)


def key_of(state: Path) -> str:
    return secret_keys(make_settings(state))[0]


def test_the_keys_of_the_settings_are_used_and_none_is_made(tmp_path: Path) -> None:
    assert secret_keys(make_settings(tmp_path, ("new" * 8, "old" * 8))) == ("new" * 8, "old" * 8)
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    state = tmp_path / "deep" / "state"
    key = key_of(state)
    assert len(key) == 43
    assert key_of(state) == key
    assert [path.name for path in state.iterdir()] == ["secret"]
    assert stat.S_IMODE((state / "secret").stat().st_mode) == 0o600


def test_two_states_have_two_keys(tmp_path: Path) -> None:
    assert key_of(tmp_path / "one") != key_of(tmp_path / "two")


def test_a_worker_that_comes_second_leaves_the_key_as_it_is(tmp_path: Path) -> None:
    first = key_of(tmp_path)
    _make(tmp_path / "secret")
    assert key_of(tmp_path) == first
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_workers_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    with ProcessPoolExecutor(8, mp_context=get_context("fork")) as workers:
        for number in range(20):
            state = tmp_path / str(number)
            assert len(set(workers.map(key_of, [state] * 8))) == 1
            assert [path.name for path in state.iterdir()] == ["secret"]


@pytest.mark.parametrize("body", [b"", b"short\n", b"\xff" * 40])
def test_a_file_without_a_whole_key_is_named_and_not_replaced(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "secret").write_bytes(body)
    with pytest.raises(SettingsError, match=r"QUIZAPP_STATE: .*secret"):
        key_of(tmp_path)
    assert (tmp_path / "secret").read_bytes() == body


def test_a_state_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError, match="QUIZAPP_STATE: the secret in"):
        key_of(tmp_path / "file")
