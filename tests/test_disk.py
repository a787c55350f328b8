from pathlib import Path

import pytest

from quizapp.disk import whole_file, write_once, write_whole


def test_a_file_is_replaced_whole_and_has_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "article.yaml"
    write_whole(path, b"old")
    write_whole(path, b"new", mode=0o640)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_there_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_once(path, b"first")
    with pytest.raises(FileExistsError):
        write_once(path, b"second")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"first", 0o600)
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_left_of_a_file_that_could_not_be_filled(tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    path.write_bytes(b"precious")

    def fill() -> None:
        with whole_file(path) as draft:
            draft.write_bytes(b"half")
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        fill()
    assert path.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [path]
