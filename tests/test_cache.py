"""The cache: what was made once is found again, whatever has become of its file."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from quizapp.cache import KEPT, Cache, Head, Product, Records

HEAD = {"title": "Sore heel", "languages": ["en", "es"]}
RECORDS = {"en /one": b"plain \0 text", "en /two": b"", "es /one": "Ñandú".encode() * 50}


class Maker:
    """Makes the same thing each time, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> tuple[Head, Records]:
        self.times += 1
        return HEAD, RECORDS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def make() -> Maker:
    return Maker()


def contents(product: Product) -> tuple[Head, Records]:
    return product.head, {name: product.get(name) or b"" for name in product.names()}


def made(folder: Path | None, make: Maker, name: str = "sore-heel", key: str = "key") -> Product:
    return Cache(folder).product("replies", name, key, make)


@pytest.mark.parametrize("name", ["sore-heel", "../../etc", "a file.yaml", "", "\udcff", "x" * 300])
def test_what_was_made_is_found_by_every_process(folder: Path, make: Maker, name: str) -> None:
    assert [contents(made(folder, make, name)) for _ in range(3)] == [(HEAD, RECORDS)] * 3
    assert (make.times, len(list((folder / "replies").glob("*/*")))) == (1, 1)
    assert made(folder, make, name).get("en /three") is None


def test_another_key_is_another_thing(folder: Path, make: Maker) -> None:
    for key in ("one", "two", "one"):
        made(folder, make, key=key)
    assert make.times == 2


def test_whatever_byte_is_damaged_it_is_made_anew_and_never_believed(folder: Path, make: Maker) -> None:
    """Found whole before the damage, as by a server that runs, and after it, as by one that starts."""
    made(folder, make)
    (file,) = (folder / "replies").glob("*/*")
    whole = file.read_bytes()
    for place in range(len(whole)):
        running = made(folder, make)
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        before = make.times
        assert (running.head, [running.get(name) for name in RECORDS]) == (HEAD, list(RECORDS.values()))
        assert (running.get("nothing"), contents(made(folder, make))) == (None, (HEAD, RECORDS))
        assert (place, make.times) == (place, before + 1)
        assert file.read_bytes() == whole


@pytest.mark.parametrize("size", [0, 10, 60, 300])
def test_a_file_that_was_cut_off_or_deleted_is_made_anew(folder: Path, make: Maker, size: int) -> None:
    running = made(folder, make)
    (file,) = (folder / "replies").glob("*/*")
    os.truncate(file, size)
    assert contents(running) == contents(made(folder, make)) == (HEAD, RECORDS)
    file.unlink()
    assert contents(running) == (HEAD, RECORDS)
    assert make.times == 3


def test_without_a_folder_or_where_nothing_can_be_written_all_is_held(tmp_path: Path, make: Maker) -> None:
    (tmp_path / "file").write_text("in the way")
    products = [made(None, make), made(tmp_path / "file", make)]
    assert [contents(product) for product in products] == [(HEAD, RECORDS)] * 2
    assert (make.times, products[1].get("nothing")) == (2, None)


def test_what_was_just_made_stays_though_the_clock_was_set_back(folder: Path, make: Maker) -> None:
    for number in range(KEPT + 3):
        for _ in range(2):
            assert contents(made(folder, make, key=str(number))) == (HEAD, RECORDS)
        for file in (folder / "replies").glob("*/*"):
            later = file.stat().st_mtime + 3600
            os.utime(file, (later, later))
    assert (make.times, len(list((folder / "replies").glob("*/*")))) == (KEPT + 3, KEPT)


def test_of_one_name_only_the_newest_stay_and_of_others_those_that_are_named(
    folder: Path, make: Maker
) -> None:
    for number in range(KEPT + 3):
        made(folder, make, key=str(number))
        made(folder, make, "gone", str(number))
    assert len(list((folder / "replies").glob("*/*"))) == 2 * KEPT
    made(folder, make, key=str(KEPT + 2))
    assert make.times == 2 * (KEPT + 3)
    Cache(folder).retain("replies", ["sore-heel"])
    assert {file.name for file in (folder / "replies").iterdir()} == {"sore-heel"}


def test_what_is_gone_is_made_anew_for_all_who_ask_at_the_same_moment(folder: Path) -> None:
    together = Barrier(1)

    def make() -> tuple[Head, Records]:
        together.wait(60)
        return HEAD, RECORDS

    product = Cache(folder).product("replies", "sore-heel", "key", make)
    next((folder / "replies").glob("*/*")).unlink()
    together = Barrier(4)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(product.get, ["en /one"] * 4)) == [RECORDS["en /one"]] * 4


def test_what_cannot_be_let_go_holds_up_nobody(
    folder: Path, make: Maker, caplog: pytest.LogCaptureFixture
) -> None:
    made(folder, make, "gone")
    in_the_way = folder / "replies" / "away"
    in_the_way.symlink_to(folder)
    Cache(folder).retain("replies", [])
    assert list((folder / "replies").iterdir()) == [in_the_way]
    (message,) = caplog.messages
    assert message.startswith(f"{in_the_way} cannot be let go: ")
