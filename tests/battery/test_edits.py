"""A short cut of the driver, and proof that it finds what it looks for."""

from __future__ import annotations

import pytest
from battery import edits
from battery.edits import BROKEN_BUILDS, broken_build


def test_readers_are_served_whole_articles_while_editors_save_and_break_them() -> None:
    """No matter how soon: that depends on what else the machine does."""
    board = edits.run(edits=16, requests=400, within=30, seed=3, articles=4)
    assert board.failures() == []
    assert (
        min(board.counted[what] for what in ("good edits", "broken edits", "attempts", "304", "packed")) > 0
    )


@pytest.mark.parametrize(
    "name",
    ["the tables of pages and of articles are swapped one after the other", "a broken article is dropped"],
)
def test_a_build_with_a_fault_is_found(name: str) -> None:
    """Two of them; `edits.py --bite` tries every one."""
    assert edits.is_found(BROKEN_BUILDS[name])


@pytest.mark.parametrize("name", BROKEN_BUILDS)
def test_every_fault_can_still_be_put_in(name: str) -> None:
    with broken_build(BROKEN_BUILDS[name]) as build:
        assert (build / "quizapp" / BROKEN_BUILDS[name].file).is_file()
