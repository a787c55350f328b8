"""What may be on a simulated disk after a loss of power."""

from pathlib import Path
from random import Random

import pytest
from battery.power_loss import Call, Disk


@pytest.fixture
def disk() -> Disk:
    """A disk with one file of four bytes, and what was done since it was on the disk."""
    made = Disk(Path("/state"), {"steps": b"1234"})
    made.do(Call(1, "pwrite64", "/state/steps", 2, b"cdef"))
    made.do(Call(2, "openat", "/state/other", creates=True))
    made.do(Call(3, "pwrite64", "/state/other", 1, b"!"))
    return made


def test_what_no_sync_came_after_is_gone_in_the_worst_case(disk: Disk) -> None:
    assert disk.worst() == {"steps": b"1234"}
    disk.do(Call(4, "sync", "/state/steps"))
    disk.do(Call(5, "ftruncate", "/state/steps", 1))
    assert disk.worst() == {"steps": b"12cdef"}
    disk.do(Call(6, "sync", "/state/steps"))
    assert disk.worst() == {"steps": b"1"}


def test_a_new_file_has_its_name_when_the_folder_is_synced_too(disk: Disk) -> None:
    disk.do(Call(4, "sync", "/state/other"))
    assert disk.worst() == {"steps": b"1234"}
    disk.do(Call(5, "sync", "/state"))
    assert disk.worst() == {"steps": b"1234", "other": b"\0!"}
    disk.do(Call(6, "unlink", "/state/other"))
    assert disk.worst() == {"steps": b"1234", "other": b"\0!"}
    disk.do(Call(7, "sync", "/state"))
    assert disk.worst() == {"steps": b"1234"}


def test_by_chance_any_part_of_it_is_there(disk: Disk) -> None:
    random = Random(1)
    seen = {tuple(sorted(disk.by_chance(random).items())) for _ in range(200)}
    assert seen == {
        (("steps", b"1234"),),
        (("steps", b"12cdef"),),
        *((("other", other), ("steps", steps)) for other in (b"", b"\0!") for steps in (b"1234", b"12cdef")),
    }
