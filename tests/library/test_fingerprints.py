"""Traces of a content folder: whatever an editor or a tool does to a file shows."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.library.fingerprints import trace, traces


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("sore-heel", "sore-knee"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "article.yaml").write_text("title: Sore\n")
    return tmp_path


def rename_into_place(path: Path) -> None:
    draft = path.with_name("draft")
    draft.write_bytes(path.read_bytes())
    os.utime(draft, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    draft.replace(path)


def write_and_set_the_clock_back(path: Path) -> None:
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    path.write_text("title: Tore\n")
    os.utime(path, ns=times)


def put_a_folder_in_its_place(path: Path) -> None:
    path.unlink()
    path.mkdir()


def put_a_dead_link_in_its_place(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere.yaml")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a longer text": lambda path: path.write_text("title: Sorer\n"),
    "a text of the same length": lambda path: path.write_text("title: Tore\n"),
    "the same text in another file of the same age": rename_into_place,
    "a text of the same length and age": write_and_set_the_clock_back,
    "a file that is gone": lambda path: path.unlink(),
    "a file beside it": lambda path: path.with_name("quiz.yaml").write_text(""),
    "a folder in its place": put_a_folder_in_its_place,
    "a link that leads nowhere": put_a_dead_link_in_its_place,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_shows_in_the_trace_of_its_entry_alone(root: Path, change: Callable[[Path], object]) -> None:
    before = traces(root)
    change(root / "sore-heel" / "article.yaml")
    after = traces(root)
    assert {name for name in before if after[name] != before[name]} == {"sore-heel"}


def test_without_a_change_nothing_shows(root: Path) -> None:
    assert traces(root) == traces(root)
    assert traces(root)["sore-heel"] == trace(root / "sore-heel")


def test_hidden_entries_and_files_that_nothing_reads_leave_no_trace(root: Path) -> None:
    before = traces(root)
    (root / ".git").mkdir()
    (root / ".git" / "index.yaml").write_text("")
    (root / "sore-heel" / ".article.yaml.swp").write_text("")
    (root / "sore-heel" / "article.yaml~").write_text("")
    assert traces(root) == before


def test_a_file_in_the_place_of_a_folder_has_a_trace(root: Path) -> None:
    (root / "stray.yaml").write_text("a: 1\n")
    ((name, size, *_),) = traces(root)["stray.yaml"]
    assert (name, size) == ("stray.yaml", 5)


def test_a_dead_link_is_there_and_has_nothing_in_it(root: Path) -> None:
    (root / "link").symlink_to("nowhere")
    assert traces(root)["link"] == ()


def test_of_what_is_not_there_there_is_no_trace(root: Path) -> None:
    assert trace(root / "nowhere") is None
    with pytest.raises(FileNotFoundError):
        traces(root / "nowhere")
