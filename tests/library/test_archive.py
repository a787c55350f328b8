"""The versions of articles on disk: found by every process, built again as they were, or not there at all."""

import json
import multiprocessing
import resource
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from quizapp.content import build
from quizapp.content.canonical import canonical, fingerprint
from quizapp.content.changes import WHOLE, Change, Did
from quizapp.content.model import Article, quiz_of
from quizapp.library.archive import MAX_KEPT, Archive, Version, unrecorded, wording
from quizapp.library.model import Kept, Library

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
def archive(folder: Path) -> Archive:
    return Archive(folder, Clock())


@pytest.fixture
def article(library: Library) -> Article:
    return library.articles[ID]


def holding(*articles: Article) -> Library:
    return Library({article.id: article for article in articles}, {})


@pytest.fixture
def kept(library: Library) -> Kept:
    return Kept.of(library.articles[ID], library.canonical[ID])


def library_of(kept: Kept) -> Library:
    return Library({kept.article.id: kept.article}, {kept.article.id: kept.canonical})


def edited(article: Article, title: str) -> Article:
    """Return the article under another title, as another revision."""
    return replace(article, title=title, revision=title.casefold())


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def story(versions: Sequence[Version]) -> list[tuple[int, str | None, str | None]]:
    return [(version.number, version.previous, version.revision) for version in versions]


def no_quizzes(_: Article) -> dict[str, bytes]:
    return {}


def test_an_article_is_recorded_when_it_is_first_seen(
    archive: Archive, folder: Path, article: Article
) -> None:
    found = archive.follow(holding(article))
    assert found == {ID: tuple(replace(each, seen=at(0)) for each in unrecorded(article, no_quizzes))}
    assert files(folder) == [f"{ID}/000001.json"]


def test_what_stays_the_same_is_recorded_once(archive: Archive, folder: Path, article: Article) -> None:
    first = archive.follow(holding(article))
    assert archive.follow(holding(article))[ID] is first[ID]
    assert Archive(folder, Clock()).follow(holding(article)) == first
    assert files(folder) == [f"{ID}/000001.json"]


def test_an_edit_is_recorded_with_what_changed(archive: Archive, article: Article) -> None:
    (first,) = archive.follow(holding(article))[ID]
    _, version = archive.follow(holding(edited(article, "New")))[ID]
    change = Change(part=WHOLE, id=ID, did=Did.EDITED, name="New", members=("title",))
    new = replace(first, number=2, seen=at(1), revision="new", title="New", changes=(change,))
    assert version == replace(new, previous=article.revision, before=first.digest, digest=version.digest)
    assert json.loads(version.body)["title"] == "New"


def test_an_edit_that_is_taken_back_is_a_version_of_its_own(archive: Archive, article: Article) -> None:
    for each in (article, edited(article, "New"), article):
        found = archive.follow(holding(each))
    assert story(found[ID]) == [
        (1, None, article.revision),
        (2, article.revision, "new"),
        (3, "new", article.revision),
    ]


def test_a_withdrawn_article_leaves_a_note_and_nothing_that_it_said(
    archive: Archive, folder: Path, article: Article
) -> None:
    (first,) = archive.follow(holding(article))[ID]
    found = archive.follow(holding())
    note = replace(first, number=2, seen=at(1), revision=None, digest=None)
    assert found == {ID: (replace(note, previous=article.revision, before=first.digest),)}
    assert files(folder) == [f"{ID}/000002.json"]
    assert Archive(folder, Clock()).follow(holding()) == found


def test_an_article_that_is_withdrawn_while_nobody_looks_is_found_out(folder: Path, article: Article) -> None:
    Archive(folder, Clock()).follow(holding(article))
    assert story(Archive(folder, Clock()).follow(holding())[ID]) == [(2, article.revision, None)]


def test_what_is_seen_at_one_moment_has_one_order_in_every_process(folder: Path, article: Article) -> None:
    names = [f"article-{number}" for number in range(12)]
    library = holding(*(replace(article, id=name) for name in reversed(names)))
    assert [*Archive(folder, lambda: START).follow(library)] == sorted(names)
    assert [*Archive(folder, lambda: START).follow(holding())] == sorted(names)


def test_an_article_that_is_there_again_is_new(archive: Archive, article: Article) -> None:
    for each in (holding(article), holding(), holding(article)):
        found = archive.follow(each)
    assert story(found[ID]) == [(2, article.revision, None), (3, None, article.revision)]


def test_a_broken_article_is_not_withdrawn(folder: Path, article: Article) -> None:
    first = Archive(folder, Clock()).follow(holding(article))
    assert Archive(folder, Clock()).follow(holding(), broken={ID}) == first


def test_so_many_versions_are_kept(archive: Archive, folder: Path, article: Article) -> None:
    for number in range(MAX_KEPT + 5):
        found = archive.follow(holding(edited(article, f"T{number}")))
    numbers = range(6, MAX_KEPT + 6)
    assert [version.number for version in found[ID]] == list(numbers)
    assert files(folder) == [f"{ID}/{number:06}.json" for number in numbers]
    assert Archive(folder, Clock()).follow(holding(edited(article, f"T{MAX_KEPT + 4}"))) == found


def test_time_never_runs_backwards(folder: Path, article: Article) -> None:
    late = Clock()
    late.now += timedelta(minutes=20)
    Archive(folder, late).follow(holding(article))
    versions = Archive(folder, Clock()).follow(holding(edited(article, "New")))[ID]
    assert [version.seen for version in versions] == [at(20), at(20)]


HARMS: dict[str, Callable[[bytes], bytes]] = {
    "torn": lambda text: text[: len(text) // 2],
    "altered": lambda text: text.replace(b"Back pain", b"Neck pain"),
    "empty": lambda _: b"",
    "another shape": lambda _: b"[]\n",
    "deep": lambda _: b"[" * 100_000,
    "another head": lambda text: text.replace(b'{"', b'{"_', 1),
    "zeros": lambda text: bytes(len(text)),
    "not UTF-8": lambda text: text.replace(b"Back", b"\xff", 1),
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_file_that_is_not_whole_is_as_good_as_none(
    folder: Path, kept: Kept, harm: Callable[[bytes], bytes]
) -> None:
    Archive(folder, Clock()).follow(library_of(kept))
    for path in (folder / ID).iterdir():
        path.write_bytes(harm(path.read_bytes()))
    archive = Archive(folder, Clock())
    assert archive.last_good(ID) is None
    assert story(archive.follow(library_of(kept))[ID]) == [(2, None, kept.revision)]


def test_what_another_process_wrote_counts(folder: Path, article: Article) -> None:
    one, other = Archive(folder, Clock()), Archive(folder, Clock())
    assert one.follow(holding(article)) == other.follow(holding(article))
    new = holding(edited(article, "New"))
    assert one.follow(new) == other.follow(new)
    assert other.follow(holding()) == one.follow(holding())
    assert files(folder) == [f"{ID}/000003.json"]


def follow(folder: Path, article: Article) -> None:
    Archive(folder, Clock()).follow(holding(article))


def test_processes_that_see_an_edit_at_the_same_moment_record_it_once(folder: Path, article: Article) -> None:
    start = multiprocessing.get_context("spawn")
    new = edited(article, "New")
    workers = [start.Process(target=follow, args=(folder, new)) for _ in range(4)]
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
    archive = Archive(tmp_path / "history", Clock())
    archive.follow(holding(article))
    found = archive.follow(holding(edited(article, "New")))
    assert story(found[ID]) == [(1, None, article.revision), (2, article.revision, "new")]
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        f"version {number} of {ID} is not recorded" for number in (1, 2)
    ]


def changed(kept: Kept, edit: Callable[[Any, Any], object]) -> Kept:
    """Return the article after an edit of the data of its files."""
    data, quiz = json.loads(kept.canonical)
    edit(data, quiz)
    return Kept.of(build.article(data, quiz), canonical([data, quiz]))


def test_the_newest_version_comes_back_with_all_its_files(folder: Path, kept: Kept) -> None:
    data, _ = json.loads(kept.canonical)
    without_quiz = Kept.of(build.article(data, None), canonical([data, None]))
    archive = Archive(folder, Clock())
    for each in (kept, changed(kept, lambda data, _: data.update(title="New")), without_quiz):
        archive.follow(library_of(each))
        assert Archive(folder, Clock()).last_good(ID) == each


def quizzes(article: Article) -> dict[str, bytes]:
    """Return what is said of a quiz, but for the names of its members."""
    there = (article, *article.translations.values())
    return {each.lang: f'"{each.quiz.revision}"'.encode() for each in there if each.quiz}


def test_an_edit_of_the_quiz_is_a_version_of_the_quiz_by_its_items(folder: Path, kept: Kept) -> None:
    def edit(_: Any, quiz: Any) -> None:
        quiz["pairs"][0]["stories"][0]["story"] += " Really."
        quiz["pairs"][1]["stories"][1]["withdrawn"] = "It misleads."

    new, archive = changed(kept, edit), Archive(folder, Clock(), quizzes)
    _, first = archive.follow(library_of(kept))[ID]
    *_, version = archive.follow(library_of(new))[ID]
    assert (first.key, first.revision) == (("en", "quiz"), quiz_of(kept.article).revision)
    assert (version.key, version.revision) == (("en", "quiz"), quiz_of(new.article).revision)
    assert version.previous == first.revision
    one, _, _, other, *_ = [item.id for item in quiz_of(new.article).items]
    assert [(each.part, each.id, each.members) for each in version.changes] == [
        ("items", one, ("stem",)),
        ("items", other, ("withdrawn",)),
    ]
    assert not version.urgent
    assert Archive(folder, Clock(), quizzes).follow(library_of(new)) == archive.follow(library_of(new))
    assert archive.last_good(ID) == new


def spoken(article: Article, title: str) -> Article:
    spanish = replace(article, lang="es", title=title, revision=title)
    return replace(article, translations={"es": spanish}, languages=("en", "es"))


def test_each_language_has_versions_of_its_own(archive: Archive, article: Article) -> None:
    for each in (article, spoken(article, "Uno"), spoken(article, "Dos"), article):
        found = archive.follow(holding(each))[ID]
    told = [(each.lang, each.urgent, [change.members for change in each.changes]) for each in found]
    assert told == [
        ("en", False, []),
        ("en", False, [("languages",)]),
        ("en", False, [("languages",)]),
        ("es", True, []),
    ]


def test_what_changed_something_urgent_is_kept_longer(folder: Path, article: Article) -> None:
    archive = Archive(folder, Clock())
    urgent = replace(article, urgent_notice="Get help.", revision="urgent")
    for each in (article, urgent, *(edited(urgent, f"T{number}") for number in range(MAX_KEPT + 5))):
        found = archive.follow(holding(each))
    revisions = [version.revision for version in found[ID]]
    assert revisions == ["urgent", *(f"t{number}" for number in range(5, MAX_KEPT + 5))]
    assert [version.urgent for version in found[ID]] == [True] + [False] * MAX_KEPT


def test_an_earlier_wording_is_built_again_without_its_quiz(folder: Path, kept: Kept) -> None:
    archive = Archive(folder, Clock())
    archive.follow(library_of(kept))
    archive.follow(library_of(changed(kept, lambda data, _: data.update(title="New"))))
    old, new = Archive(folder, Clock()).follow(Library({}, {}), broken={ID})[ID]
    assert wording(old) == replace(
        kept.article, quiz=None, fingerprint=build.article(json.loads(kept.canonical)[0], None).fingerprint
    )
    assert getattr(wording(new), "title", None) == "New"
    texts = [path.read_bytes().split(b"\n")[2] for path in sorted((folder / ID).glob("0*"))]
    assert [json.loads(text)[1] is None for text in texts] == [True, True]


def test_a_version_whose_file_has_gone_has_no_wording(folder: Path, kept: Kept) -> None:
    (version,) = Archive(folder, Clock()).follow(library_of(kept))[ID]
    assert version.file is not None
    version.file.unlink()
    assert wording(version) is None


def test_there_is_no_last_good_version_of_what_was_never_there_or_was_withdrawn(
    folder: Path, kept: Kept
) -> None:
    archive = Archive(folder, Clock())
    assert archive.last_good(ID) is None
    archive.follow(library_of(kept))
    archive.follow(Library({}, {}))
    assert archive.last_good(ID) is None


def archive_file(told: Any, *parts: bytes) -> bytes:
    def as_json(data: object) -> bytes:
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()

    whole = {**told, "sha256": sha256(as_json(told) + b"".join(parts)).hexdigest()}
    return b"\n".join((as_json(whole), *parts))


def test_a_record_of_version_0_1_goes_on(folder: Path, article: Article) -> None:
    """It wrote of the original alone, with no text."""
    first = Archive(folder, Clock()).follow(holding(article))
    path = folder / ID / "000001.json"
    told, body, _ = path.read_bytes().split(b"\n")
    data = json.loads(told)
    del data["sha256"], data["lang"], data["part"], data["before"]
    path.write_bytes(archive_file(data, body))
    assert Archive(folder, Clock()).follow(holding(article)) == first


@pytest.mark.parametrize(
    "edit",
    [
        lambda data, _: data.pop("title"),
        lambda _, quiz: quiz.pop("title"),
        lambda data, _: data.update(id="x"),
    ],
    ids=["its article", "its quiz", "another article"],
)
def test_a_text_of_another_shape_is_no_last_good_version(
    folder: Path, kept: Kept, edit: Callable[[Any, Any], object], caplog: pytest.LogCaptureFixture
) -> None:
    """As another version of this program may have written it."""
    data, quiz = json.loads(kept.canonical)
    edit(data, quiz)
    told = {"fingerprint": fingerprint([data, quiz]), "program": "1"}
    (folder / ID).mkdir(parents=True)
    (folder / ID / "last.json").write_bytes(archive_file(told, canonical([data, quiz])))
    assert Archive(folder, Clock()).last_good(ID) is None
    assert caplog.messages == [f"{folder}/{ID}/last.json holds no article of today's shape and is ignored"]


def test_a_disk_that_is_full_leaves_the_version_before_and_no_draft(folder: Path, kept: Kept) -> None:
    archive = Archive(folder, Clock())
    archive.follow(library_of(kept))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        archive.follow(library_of(changed(kept, lambda _, quiz: quiz.update(title="New"))))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert Archive(folder, Clock()).last_good(ID) == kept
    assert files(folder) == [f"{ID}/000001.json", f"{ID}/last.json"]
