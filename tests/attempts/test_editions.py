"""Editions in the store: written with attempts, found again by other processes, and never trusted."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from steps import make_edition, make_step

from quizapp.attempts import editions as under_test
from quizapp.attempts.editions import Editions
from quizapp.attempts.model import Edition
from quizapp.attempts.sql_store import SqlStore
from quizapp.content.canonical import canonical, fingerprint
from quizapp.errors import StoreError
from quizapp.library.model import Library
from quizapp.quiz.bank import ItemBank

ID = "back-pain-after-gardening"
HOUR = "2026-11-23T14:00Z"
LATER = "2026-11-23T15:00Z"


@dataclass
class CountingStore(SqlStore):
    """A store that counts what is asked of it, and fails when it is told to."""

    calls: list[str] = field(default_factory=list)
    away: bool = False

    def __post_init__(self) -> None:
        super().__init__("sqlite://")

    def keep(self, edition: Edition) -> None:
        self._called(f"keep {edition.hour}")
        super().keep(edition)

    def find(self, article: str, fits: Callable[[str], bool]) -> Edition | None:
        self._called("find")
        return super().find(article, fits)

    def _called(self, call: str) -> None:
        self.calls.append(call)
        if self.away:
            raise StoreError(call)


@pytest.fixture
def store() -> CountingStore:
    return CountingStore()


@pytest.fixture
def bank(library: Library) -> ItemBank:
    article = library.articles[ID]
    assert article.quiz is not None
    return ItemBank(article, article.quiz, library.canonical[ID])


def everything(_fingerprint: str) -> bool:
    return True


def test_another_process_finds_the_edition_whole(store: CountingStore, bank: ItemBank) -> None:
    Editions(store).note(bank, HOUR)
    found = Editions(store).find(ID, bank.article.fingerprint.__eq__)
    assert found is not None
    assert (found.article, found.quiz, found.canonical) == (bank.article, bank.quiz, bank.canonical)
    assert Editions(store).find(ID, "another".__eq__) is None
    assert Editions(store).find("another", everything) is None


def test_an_edition_is_written_once_an_hour(store: CountingStore, bank: ItemBank) -> None:
    editions = Editions(store)
    for hour in (HOUR, HOUR, LATER, LATER, HOUR):
        editions.note(bank, hour)
    assert store.calls == [f"keep {HOUR}", f"keep {LATER}"]


def test_what_could_not_be_written_is_written_with_the_next_attempt(
    store: CountingStore, bank: ItemBank
) -> None:
    editions = Editions(store)
    store.away = True
    editions.note(bank, HOUR)
    store.away = False
    assert editions.find(ID, everything) is None
    editions.note(bank, HOUR)
    assert editions.find(ID, everything) is not None


def test_an_edition_is_written_again_into_a_database_that_came_in_place_of_another(
    bank: ItemBank, tmp_path: Path
) -> None:
    file = tmp_path / "quizapp.db"
    store = SqlStore(f"sqlite:///{file}")
    editions = Editions(store)
    editions.note(bank, HOUR)
    file.unlink()
    store.record(make_step("an attempt"))
    assert store.find(ID, everything) is None
    editions.note(bank, HOUR)
    assert store.find(ID, everything) is not None
    store.close()


def test_a_store_that_is_away_says_so_but_for_what_was_found_before(
    store: CountingStore, bank: ItemBank
) -> None:
    editions = Editions(store)
    editions.note(bank, HOUR)
    found = editions.find(ID, everything)
    store.away = True
    assert editions.find(ID, everything) is found
    with pytest.raises(StoreError):
        editions.find("another", everything)


def test_readers_who_come_at_once_get_the_same_bank(store: CountingStore, bank: ItemBank) -> None:
    Editions(store).note(bank, HOUR)
    editions = Editions(store)
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: editions.find(ID, everything), range(32)))
    assert len(found) == 1
    assert None not in found


def test_a_process_holds_a_bounded_number_of_editions(
    store: CountingStore, bank: ItemBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_test, "MAX_REBUILT", 2)
    article, quiz = json.loads(bank.canonical)
    editions = Editions(store)
    fingerprints = []
    for number in range(4):
        files = [{**article, "title": f"Title {number}"}, quiz]
        fingerprints.append(fingerprint(files))
        store.keep(make_edition(fingerprints[-1], article=ID, content=canonical(files)))
        assert editions.find(ID, fingerprints[-1].__eq__) is not None
    store.calls.clear()
    for known in (*fingerprints[2:], fingerprints[0]):
        assert editions.find(ID, known.__eq__) is not None
    assert store.calls == ["find"]


def altered(bank: ItemBank) -> dict[str, Edition]:
    """Return editions of the store that are not what was once kept there."""
    article, quiz = json.loads(bank.canonical)
    whole = make_edition(bank.article.fingerprint, article=ID, content=bank.canonical)

    def with_a_hash_of_its_own(*files: object) -> Edition:
        return replace(whole, fingerprint=fingerprint(files), content=canonical(files))

    first, *others = quiz["pairs"]
    with_one_key = {**first, "stories": [{**story, "key": "book"} for story in first["stories"]]}
    return {
        "torn": replace(whole, content=bank.canonical[:-100]),
        "no JSON": replace(whole, content=b"\xff\x00"),
        "no article": with_a_hash_of_its_own(1, 2),
        "deep": replace(whole, content=b"[" * 200_000),
        "of another hash": replace(whole, fingerprint="0123456789abcdef"),
        "of another article": with_a_hash_of_its_own({**article, "id": "another"}, quiz),
        "of another shape": with_a_hash_of_its_own({**article, "more": 1}, quiz),
        "without a quiz": with_a_hash_of_its_own(article, None),
        "against the rules": with_a_hash_of_its_own(article, {**quiz, "pairs": [with_one_key, *others]}),
    }


def test_nothing_in_the_store_is_trusted(
    store: CountingStore, bank: ItemBank, caplog: pytest.LogCaptureFixture
) -> None:
    for edition in altered(bank).values():
        editions = Editions(store)
        store.keep(edition)
        assert [editions.find(ID, edition.fingerprint.__eq__) for _ in range(2)] == [None, None]
        store.close()
    told = f"an edition of {ID} in the store cannot be used and is ignored"
    assert caplog.messages == [told] * len(altered(bank))
