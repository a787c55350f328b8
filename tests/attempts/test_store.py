"""The promises of SqlStore, kept on every kind of database."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from steps import make_edition, make_step
from waiting import PATIENT

from quizapp.attempts import sql_store
from quizapp.attempts.model import Mode, Step
from quizapp.attempts.sql_store import SqlStore
from quizapp.errors import StoreError

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
LEVELS = st.none() | st.integers(0, 3)
HOURS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)).map(  # noqa: DTZ001 - only their text is used
    lambda time: time.strftime("%Y-%m-%dT%H:00Z")
)
STEPS = st.builds(
    Step,
    nonce=WORDS,
    number=st.integers(0, 2**31 - 1),
    hour=HOURS,
    article=WORDS,
    mode=st.sampled_from(Mode),
    item=WORDS,
    item_revision=WORDS,
    response=st.lists(WORDS, max_size=5).map(tuple),
    certainty=LEVELS,
    key_level=LEVELS,
    chosen_level=LEVELS,
    score=st.floats(0, 1),
)


@pytest.fixture(params=["memory", "file", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    urls: dict[str, Callable[[], str]] = {
        "memory": lambda: "sqlite://",
        "file": lambda: f"sqlite:///{tmp_path}/steps.db",
        "postgres": lambda: str(request.getfixturevalue("postgres_url")),
    }
    made = SqlStore(urls[request.param](), patience=PATIENT)
    yield made
    made.close()


def keys(store: SqlStore, article: str = "an-article") -> list[tuple[str, int]]:
    return [(step.nonce, step.number) for step in store.steps(article)]


def record_at_once(store: SqlStore, steps: list[Step]) -> list[Step]:
    with ThreadPoolExecutor(64) as threads:
        return list(threads.map(store.record, steps))


def test_a_step_comes_back_as_it_was_recorded(store: SqlStore) -> None:
    numbers = count()

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(step=STEPS)
    def comes_back(step: Step) -> None:
        step = replace(step, nonce=f"{next(numbers)} {step.nonce}", article=f"{next(numbers)} {step.article}")
        assert store.record(step) == step
        assert list(store.steps(step.article)) == [step]

    comes_back()


def test_the_first_step_of_a_number_is_kept_and_returned_for_every_later_one(store: SqlStore) -> None:
    first = make_step(response=("a",), score=1.0)
    assert store.record(first) == first
    assert store.record(first) == first
    assert store.record(replace(first, response=("b",), score=0.0, item="another-item")) == first
    assert list(store.steps(first.article)) == [first]


def test_different_steps_at_the_same_time_all_return_the_one_that_is_kept(store: SqlStore) -> None:
    rivals = [make_step(f"attempt-{key}", item=f"item-{rival}") for key in range(50) for rival in range(8)]
    returned = record_at_once(store, rivals)
    kept = {step.nonce: step for step in store.steps("an-article")}
    assert len(kept) == 50
    assert returned == [kept[step.nonce] for step in rivals]


def test_a_group_may_hold_both_new_and_known_steps(store: SqlStore) -> None:
    known = [store.record(make_step("known", number)) for number in range(5)]
    rivals = [replace(step, item="another-item") for step in known]
    new = [make_step("new", number) for number in range(5)]
    assert record_at_once(store, rivals + new) == known + new


def test_an_edition_comes_back_as_it_was_kept(store: SqlStore) -> None:
    content = bytes(range(256)) * 2_000
    editions = [make_edition(), make_edition("another"), make_edition(article="another", content=content)]
    for edition in editions:
        store.keep(edition)
    found = [store.find(edition.article, edition.fingerprint.__eq__) for edition in editions]
    assert found == editions
    assert store.find("an-article", lambda fingerprint: fingerprint.startswith("an")) == editions[1]


def test_an_edition_that_nobody_kept_is_none(store: SqlStore) -> None:
    assert store.find("an-article", lambda _: True) is None
    store.keep(make_edition())
    assert store.find("another", lambda _: True) is None
    assert store.find("an-article", lambda _: False) is None


def test_an_edition_is_kept_once_with_the_last_hour_of_its_use(store: SqlStore) -> None:
    hours = ["2026-11-23T14:00Z", "2026-11-23T16:00Z", "2026-11-23T15:00Z"]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(store.keep, [make_edition(hour=hour, content=b"first") for hour in hours * 8]))
    store.keep(make_edition(hour="2026-11-23T10:00Z", content=b"of the same name"))
    assert store.find("an-article", lambda _: True) == make_edition(hour=hours[1], content=b"first")


def test_steps_come_oldest_attempt_first_and_in_order_within_it(store: SqlStore) -> None:
    hours = {"first": "2026-11-22T23:00Z", "second": "2026-11-23T00:00Z", "third": "2026-11-23T10:00Z"}
    for number in (1, 0, 2):
        for nonce in ("third", "first", "second"):
            store.record(make_step(nonce, number, hour=hours[nonce]))
    # An attempt is as old as its first hour.
    store.record(make_step("first", 3, hour="2026-11-24T10:00Z"))
    wanted = [("first", number) for number in range(4)]
    wanted += [(nonce, number) for nonce in ("second", "third") for number in range(3)]
    assert keys(store) == wanted


def test_many_attempts_are_read_page_by_page(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_store, "_ATTEMPTS_A_SCAN", 7)
    monkeypatch.setattr(sql_store, "_ATTEMPTS_A_PAGE", 3)
    wanted = [(f"attempt-{key:02}", number) for key in range(40) for number in range(2)]
    record_at_once(store, [make_step(nonce, number) for nonce, number in wanted])
    record_at_once(store, [make_step(f"attempt-{key:02}-of-another", article="that") for key in range(40)])
    assert keys(store) == wanted


def test_reading_may_go_on_while_steps_are_recorded(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_store, "_ATTEMPTS_A_PAGE", 1)
    for key in range(3):
        store.record(make_step(f"attempt-{key}"))
    reading = store.steps("an-article")
    assert next(reading) == make_step("attempt-0")
    store.record(make_step("attempt-3"))
    assert list(reading) == [make_step("attempt-1"), make_step("attempt-2")]


@pytest.mark.parametrize(
    "hour",
    ["2026-11-23T14:35Z", "2026-11-23T14:00:00Z", "2026-11-23T14:00+01:00", "2026-11-23"],
)
def test_a_time_finer_than_the_hour_is_never_kept(store: SqlStore, hour: str) -> None:
    with pytest.raises(StoreError):
        store.record(make_step(hour=hour))
    assert keys(store) == []


@pytest.mark.parametrize(
    "change",
    [{"nonce": "\ud800"}, {"score": float("nan")}, {"certainty": 2**63}, {"item": None}, {"score": "high"}],
    ids=["text that is no Unicode", "no number", "too large a number", "nothing", "text for a number"],
)
def test_a_step_that_no_table_can_hold_is_refused_and_the_next_one_is_kept(
    store: SqlStore, change: dict[str, Any]
) -> None:
    store.record(make_step("before"))
    with pytest.raises(StoreError) as caught:
        store.record(make_step(**change))
    assert caught.value.__cause__ is not None
    store.record(make_step("later"))
    assert keys(store) == [("before", 0), ("later", 0)]


def test_an_error_does_not_tell_what_the_reader_responded(store: SqlStore) -> None:
    with pytest.raises(StoreError) as caught:
        store.record(make_step("a-nonce-of-mine", hour="14:35", response=("my-response",)))
    told = f"{caught.value} {caught.value.__cause__}"
    assert "hour_is_whole" in told
    assert "a-nonce-of-mine" not in told
    assert "my-response" not in told


def test_ping_leaves_nothing_behind(store: SqlStore) -> None:
    store.ping()
    assert keys(store) == []
    store.record(make_step())
    store.ping()
    assert keys(store) == [("an-attempt", 0)]


def test_a_closed_store_begins_anew(store: SqlStore) -> None:
    store.record(make_step("before"))
    store.close()
    assert store.record(make_step("after")) == make_step("after")
    assert ("after", 0) in keys(store)
