"""A short cut of the driver, and proof that it sees what is lost and what is counted twice."""

from __future__ import annotations

from pathlib import Path

from battery import kills
from battery.running import COUNTS_TWICE, broken_build


def test_no_kill_loses_a_step_or_counts_it_twice() -> None:
    tally, starts = kills.run(2, acknowledgements=30)
    print(tally.text(), kills.summary(starts))
    assert tally.fine
    assert len(tally.acknowledged) >= 60
    assert tally.replayed > 0


def test_a_build_that_says_recorded_before_the_commit_is_found_out(tmp_path: Path) -> None:
    tally, _ = kills.run(2, acknowledgements=30, build=broken_build(tmp_path, kills.TOO_EARLY))
    assert tally.lost


def test_a_build_that_records_a_response_twice_is_found_out(tmp_path: Path) -> None:
    tally, _ = kills.run(1, acknowledgements=30, build=broken_build(tmp_path, COUNTS_TWICE))
    assert tally.doubled
