"""Reading files of a folder that is not trusted."""

import os
import socket
from pathlib import Path

import pytest

from quizapp.library.files import Refusal, article_folders, is_folder, read_file, strays, unread
from quizapp.yaml.decoding import MAX_BYTES


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: 1\n" * 1_000)
    assert read_file(tmp_path / "a.yaml", tmp_path) == b"a: 1\n" * 1_000


def test_of_a_file_that_is_too_big_no_more_is_read_than_shows_it(tmp_path: Path) -> None:
    with (tmp_path / "big.yaml").open("wb") as file:
        file.truncate(1 << 40)
    assert read_file(tmp_path / "big.yaml", tmp_path) == bytes(MAX_BYTES + 1)


def test_a_pipe_does_not_make_us_wait(tmp_path: Path) -> None:
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)
    hint = "a folder, pipe or device stands in its place"
    assert read_file(path, tmp_path) == Refusal(path, "not-a-file", "this is not a file", hint)


def test_a_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("s.yaml")
        refused = read_file(Path("s.yaml"), Path())
    assert isinstance(refused, Refusal)
    assert refused.code == "unreadable"


@pytest.mark.parametrize(
    "target", ["/etc/hosts", "/dev/zero", "../outside.yaml", "../content-2/a.yaml", "/", ".."]
)
def test_a_link_that_leads_out_is_not_followed(tmp_path: Path, target: str) -> None:
    root = tmp_path / "content"
    root.mkdir()
    (tmp_path / "content-2").mkdir()
    for outside in ("outside.yaml", "content-2/a.yaml"):
        (tmp_path / outside).write_text("a: 1")
    (root / "a.yaml").symlink_to(target)
    refused = read_file(root / "a.yaml", root)
    message, hint = "a link leads out of the content folder", "put the file itself here"
    assert refused == Refusal(root / "a.yaml", "outside-folder", message, hint)


def test_the_root_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.yaml").write_text("a: 1")
    (tmp_path / "content").symlink_to(tmp_path / "real")
    assert read_file(tmp_path / "content" / "a.yaml", tmp_path / "content") == b"a: 1"


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    gone, message = tmp_path / "gone.yaml", "this cannot be read: no such file or directory"
    assert read_file(gone, tmp_path) == Refusal(gone, "unreadable", message)


def test_a_name_that_no_system_takes_is_no_folder() -> None:
    assert is_folder(Path("x" * 5_000)) is False


def test_articles_are_found_by_name_and_the_hidden_are_left(tmp_path: Path) -> None:
    for name in ("b", "a", ".git", "empty", "c"):
        (tmp_path / name).mkdir()
    for name in ("b", "a", ".git"):
        (tmp_path / name / "article.yaml").write_text("id: x")
    (tmp_path / "c" / "quiz.yaml").write_text("id: x")
    (tmp_path / "README.md").write_text("x")
    assert article_folders(tmp_path) == (
        [tmp_path / "a", tmp_path / "b"],
        [Refusal(tmp_path / "c", "no-article", "this folder has no article.yaml")],
    )


def test_a_file_with_a_slip_in_its_name_gets_a_guess(tmp_path: Path) -> None:
    for name in ("article.yaml", "quiz.yml", "de.yaml", "pt-BR.yaml", "notes.txt", "other-words.yaml"):
        (tmp_path / name).write_text("a: 1")
    assert [(stray.path.name, stray.hint) for stray in strays(tmp_path)] == [
        (
            "other-words.yaml",
            "the files of an article are article.yaml, sources.yaml, quiz.yaml, and es.yaml for Spanish",
        ),
        ("quiz.yml", 'did you mean "quiz.yaml"?'),
    ]
    assert unread(tmp_path / "empty" / "artikle.yaml").hint == 'did you mean "article.yaml"?'
