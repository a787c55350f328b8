"""The versions of articles on disk: written once, found by every process, whole or not at all."""

from __future__ import annotations

import json
import multiprocessing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizapp.content.changes import WHOLE, Change, Did
from quizapp.content.folder.history import MAX_KEPT, History, Version, unrecorded
from quizapp.content.library import Library
from quizapp.content.model import Article

ID = "back-pain-after-gardening"
START = datetime(2026, 11, 23, 14, 35, 12, tzinfo=UTC)


class Clock:
    """Goes on by a minute each time that it is asked."""

    def __init__(self) -> None:
        self.now = START - timedelta(minutes=1)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def at(minutes: int) -> str:
    return f"2026-11-23T14:{35 + minutes}:12.000000Z"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "history"


@pytest.fixture
def history(folder: Path) -> History:
    return History(folder, Clock())


@pytest.fixture
def article(library: Library) -> Article:
    return library.articles[ID]


def holding(*articles: Article) -> Library:
    return Library({article.id: article for article in articles}, {})


def edited(article: Article, title: str) -> Article:
    """Return the article under another title, as another revision."""
    return replace(article, title=title, revision=title.casefold())


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def story(versions: list[Version] | tuple[Version, ...]) -> list[tuple[int, str | None, str | None]]:
    return [(version.number, version.previous, version.revision) for version in versions]


def test_an_article_is_recorded_when_it_is_first_seen(
    history: History, folder: Path, article: Article
) -> None:
    found = history.follow(holding(article))
    assert found == {ID: (replace(unrecorded(article), seen=at(0)),)}
    assert files(folder) == [f"{ID}/000001.json"]


def test_what_stays_the_same_is_recorded_once(history: History, folder: Path, article: Article) -> None:
    first = history.follow(holding(article))
    assert history.follow(holding(article))[ID] is first[ID]
    assert History(folder, Clock()).follow(holding(article)) == first
    assert files(folder) == [f"{ID}/000001.json"]


def test_an_edit_is_recorded_with_what_changed(history: History, article: Article) -> None:
    history.follow(holding(article))
    _, version = history.follow(holding(edited(article, "New")))[ID]
    change = Change(part=WHOLE, id=ID, did=Did.EDITED, name="New", members=("title",))
    assert replace(version, body=b"") == Version(
        number=2, seen=at(1), revision="new", previous=article.revision, title="New", changes=(change,)
    )
    assert json.loads(version.body)["title"] == "New"


def test_an_edit_that_is_taken_back_is_a_version_of_its_own(history: History, article: Article) -> None:
    for each in (article, edited(article, "New"), article):
        found = history.follow(holding(each))
    assert story(list(found[ID])) == [
        (1, None, article.revision),
        (2, article.revision, "new"),
        (3, "new", article.revision),
    ]


def test_a_withdrawn_article_leaves_a_note_and_nothing_that_it_said(
    history: History, folder: Path, article: Article
) -> None:
    history.follow(holding(article))
    found = history.follow(holding())
    note = Version(number=2, seen=at(1), revision=None, previous=article.revision, title=article.title)
    assert found == {ID: (note,)}
    assert files(folder) == [f"{ID}/000002.json"]
    assert History(folder, Clock()).follow(holding()) == found


def test_an_article_that_is_withdrawn_while_nobody_looks_is_found_out(folder: Path, article: Article) -> None:
    History(folder, Clock()).follow(holding(article))
    assert story(list(History(folder, Clock()).follow(holding())[ID])) == [(2, article.revision, None)]


def test_an_article_that_is_there_again_is_new(history: History, article: Article) -> None:
    for each in (holding(article), holding(), holding(article)):
        found = history.follow(each)
    assert story(list(found[ID])) == [(2, article.revision, None), (3, None, article.revision)]


def test_a_broken_article_is_not_withdrawn(folder: Path, article: Article) -> None:
    first = History(folder, Clock()).follow(holding(article))
    assert History(folder, Clock()).follow(holding(), broken={ID}) == first


def test_so_many_versions_are_kept(history: History, folder: Path, article: Article) -> None:
    for number in range(MAX_KEPT + 5):
        found = history.follow(holding(edited(article, f"T{number}")))
    numbers = range(6, MAX_KEPT + 6)
    assert [version.number for version in found[ID]] == list(numbers)
    assert files(folder) == [f"{ID}/{number:06}.json" for number in numbers]
    assert History(folder, Clock()).follow(holding(edited(article, f"T{MAX_KEPT + 4}"))) == found


def test_time_never_runs_backwards(folder: Path, article: Article) -> None:
    late = Clock()
    late.now += timedelta(minutes=20)
    History(folder, late).follow(holding(article))
    versions = History(folder, Clock()).follow(holding(edited(article, "New")))[ID]
    assert [version.seen for version in versions] == [at(20), at(20)]


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace(b"Back pain", b"Neck pain"),
        lambda _: b"",
        lambda _: b"[]\n",
        lambda _: b"[" * 100_000,
        lambda text: text.replace(b'"number":1', b'"number":7'),
    ],
    ids=["torn", "altered", "empty", "another shape", "deep", "another number"],
)
def test_a_file_that_is_not_whole_is_as_good_as_none(folder: Path, article: Article, harm: object) -> None:
    assert callable(harm)
    History(folder, Clock()).follow(holding(article))
    path = folder / ID / "000001.json"
    path.write_bytes(harm(path.read_bytes()))
    found = History(folder, Clock()).follow(holding(article))
    assert story(list(found[ID])) == [(2, None, article.revision)]


def test_what_another_process_wrote_counts(folder: Path, article: Article) -> None:
    one, other = History(folder, Clock()), History(folder, Clock())
    assert one.follow(holding(article)) == other.follow(holding(article))
    new = holding(edited(article, "New"))
    assert one.follow(new) == other.follow(new)
    assert other.follow(holding()) == one.follow(holding())
    assert files(folder) == [f"{ID}/000003.json"]


def follow_all(folder: Path, articles: list[Article]) -> None:
    history = History(folder, Clock())
    for article in articles:
        history.follow(holding(article))


def test_processes_that_see_an_edit_at_the_same_moment_record_it_once(folder: Path, article: Article) -> None:
    start = multiprocessing.get_context("spawn")
    new = edited(article, "New")
    for _ in range(2):
        workers = [start.Process(target=follow_all, args=(folder, [new])) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert [worker.exitcode for worker in workers] == [0] * 4
    assert files(folder) == [f"{ID}/000001.json"]


def test_a_folder_that_cannot_be_written_is_logged_and_nothing_is_lost_until_the_end(
    tmp_path: Path, article: Article, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "history").write_text("in the way", encoding="utf-8")
    history = History(tmp_path / "history", Clock())
    history.follow(holding(article))
    found = history.follow(holding(edited(article, "New")))
    assert story(list(found[ID])) == [(1, None, article.revision), (2, article.revision, "new")]
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        f"version {number} of {ID} is not recorded" for number in (1, 2)
    ]
