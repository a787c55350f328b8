"""A short run of the driver, and proof that it sees errors, false words and a store that stays broken."""

import pytest
from battery import faults


def test_readers_are_served_and_told_the_truth_whatever_happens_to_the_storage() -> None:
    chosen = [("locked", "full"), ("deleted",), ("garbage", "read-only")]
    result = faults.run_sqlite(lambda _: chosen)
    print(result.text())
    assert [trial.wrong for trial in result.trials] == [[], [], []]
    assert result.fine
    assert result.seen.reports > 0
    assert {each.recorded for each in result.seen.answered} == {True, False}


FOUND = {
    "has a probe that lies": "/readyz says ok and the replies do not",
    "never records again": "recording did not resume",
}
"""What is found out about builds with a fault."""


@pytest.mark.parametrize(("fault", "found"), FOUND.items(), ids=FOUND)
def test_a_build_with_a_fault_of_ours_is_found_out(fault: str, found: str) -> None:
    result = faults.run_sqlite(lambda _: [("garbage",)], fault=fault)
    assert any(found in text for text in result.trials[0].wrong), result.trials[0].text()


def test_a_build_that_calls_everything_recorded_is_found_out() -> None:
    result = faults.run_sqlite(lambda _: [("no permission",)], fault="calls everything recorded")
    assert result.false


def test_readers_are_served_and_told_the_truth_while_postgresql_is_away_or_says_nothing() -> None:
    result = faults.run_postgres(lambda _: [("away",), ("hung",)])
    assert [trial.wrong for trial in result.trials] == [[], []]
    assert result.fine
