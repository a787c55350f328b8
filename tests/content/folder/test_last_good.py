"""Last good versions on disk: whole and as they were, or not at all."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.content import build
from quizapp.content.canonical import canonical, fingerprint
from quizapp.content.folder.last_good import Kept, LastGood
from quizapp.content.library import Library

ID = "back-pain-after-gardening"


@pytest.fixture
def kept(library: Library) -> Kept:
    return Kept(library.articles[ID], library.canonical[ID])


@pytest.fixture
def file(tmp_path: Path, kept: Kept) -> Path:
    """The file of an article that was kept."""
    LastGood(tmp_path / "last-good").keep(kept)
    return tmp_path / "last-good" / f"{ID}.json"


def shelf(file: Path) -> LastGood:
    return LastGood(file.parent)


def test_an_article_comes_back_as_it_was(file: Path, kept: Kept) -> None:
    assert shelf(file).recall(ID) == kept
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_an_article_without_a_quiz_comes_back_too(tmp_path: Path, kept: Kept) -> None:
    data, _ = json.loads(kept.canonical)
    alone = Kept(build.article(data, None), canonical([data, None]))
    LastGood(tmp_path).keep(alone)
    assert LastGood(tmp_path).recall(ID) == alone


def test_the_file_is_plain_json_with_both_files_of_the_article(file: Path, kept: Kept) -> None:
    assert json.loads(file.read_bytes()) == {
        "fingerprint": kept.article.fingerprint,
        "files": json.loads(kept.canonical),
    }


def test_an_article_that_was_never_kept_is_none(tmp_path: Path) -> None:
    assert LastGood(tmp_path / "nowhere").recall(ID) is None


def test_the_newest_version_is_kept(file: Path, kept: Kept) -> None:
    data, quiz = json.loads(kept.canonical)
    data["title"] = "Another title"
    newer = Kept(build.article(data, quiz), canonical([data, quiz]))
    shelf(file).keep(newer)
    assert shelf(file).recall(ID) == newer


def test_a_version_that_is_kept_already_is_not_written_again(file: Path, kept: Kept) -> None:
    before = file.stat()
    shelf(file).keep(kept)
    assert file.stat() == before


def of_another_version(body: bytes) -> bytes:
    """Return a whole file of a program whose articles have no title."""
    files = json.loads(body)["files"]
    del files[0]["title"]
    return json.dumps({"files": files, "fingerprint": fingerprint(files)}).encode()


def with_a_quiz_of_another_version(body: bytes) -> bytes:
    files = json.loads(body)["files"]
    del files[1]["title"]
    return json.dumps({"files": files, "fingerprint": fingerprint(files)}).encode()


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda body: body[: len(body) // 2],
    "empty": lambda _: b"",
    "zeros, as a lost disk leaves them": lambda body: bytes(len(body)),
    "one letter changed": lambda body: body.replace(b"garden", b"Garden", 1),
    "no JSON object": lambda _: b"[1, 2]",
    "another object": lambda _: b'{"files": 1, "fingerprint": 2}',
    "three files": lambda _: b'{"files": [1, 2, 3], "fingerprint": "x"}',
    "a very deep list": lambda _: b"[" * 100_000,
    "not UTF-8": lambda body: body.replace(b"a", b"\xff", 1),
    "half a character": lambda _: b'{"files": ["\\ud800", 1], "fingerprint": "x"}',
    "written by another version": of_another_version,
    "its quiz written by another version": with_a_quiz_of_another_version,
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_file_that_is_not_whole_is_as_good_as_none(
    file: Path, spoil: Callable[[bytes], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    file.write_bytes(spoil(file.read_bytes()))
    assert shelf(file).recall(ID) is None
    assert caplog.messages == [f"{file} holds no whole article and is ignored"]


def test_a_file_under_the_name_of_another_article_is_ignored(file: Path) -> None:
    file.rename(file.with_name("another.json"))
    assert shelf(file).recall("another") is None


def test_a_spoilt_file_is_mended_when_the_article_is_good(file: Path, kept: Kept) -> None:
    file.write_bytes(b"")
    shelf(file).keep(kept)
    assert shelf(file).recall(ID) == kept


def test_what_was_deleted_is_forgotten(file: Path, kept: Kept) -> None:
    shelf(file).keep(Kept(replace(kept.article, id="another"), kept.canonical))
    shelf(file).forget_all_but({ID})
    assert [path.name for path in file.parent.iterdir()] == [f"{ID}.json"]
    LastGood(file.parent / "nowhere").forget_all_but(())


def test_a_folder_that_cannot_be_used_is_logged_and_nothing_more(
    tmp_path: Path, kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "last-good").write_text("a file in its way")
    unusable = LastGood(tmp_path / "last-good")
    unusable.keep(kept)
    assert unusable.recall(ID) is None
    assert [message.partition(":")[0] for message in caplog.messages] == [
        f"{ID} is not kept as the last good version",
        f"the last good version of {ID} cannot be read",
    ]


def test_what_cannot_be_forgotten_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "gone.json").mkdir()
    LastGood(tmp_path).forget_all_but(())
    assert [message.partition(":")[0] for message in caplog.messages] == [
        "gone was deleted, and its last good version cannot be"
    ]


def test_a_disk_that_is_full_leaves_the_version_before_and_no_draft(file: Path, kept: Kept) -> None:
    data, quiz = json.loads(kept.canonical)
    data["title"] = "Another title"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        shelf(file).keep(Kept(build.article(data, quiz), canonical([data, quiz])))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert shelf(file).recall(ID) == kept
    assert [path.name for path in file.parent.iterdir()] == [file.name]
