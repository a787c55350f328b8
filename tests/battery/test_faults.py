"""A short cut of the driver, and proof that it sees errors, false words and a store that stays broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from battery import faults
from battery.running import broken_build

DELIVERY = "attempts/delivery.py"


def test_readers_are_served_and_told_the_truth_whatever_happens_to_the_storage() -> None:
    chosen = [("locked", "full"), ("deleted",), ("garbage", "read-only")]
    result = faults.run_sqlite(lambda _: chosen)
    print(result.text())
    assert [trial.wrong for trial in result.trials] == [[], [], []]
    assert result.fine
    assert result.seen.reports > 0
    assert {each.recorded for each in result.seen.answered} == {True, False}


FAILS = "in_doubt=time.monotonic() - began > SLOW"
BUILDS = {
    "answers with errors": (
        {DELIVERY: [("except StoreError:", "except KeyError:")]},
        "503",
    ),
    "has a probe that lies": (
        {"web/views/health.py": [('"ok" if site.probe.works() else "failing"', '"ok"')]},
        "/readyz says ok and the replies do not",
    ),
    "never records again": (
        {"attempts/group_commit.py": [(f"self._end_group({FAILS})", "self._closing = True")]},
        "recording did not resume",
    ),
}
"""Builds by what they do, with what is found out about them."""


@pytest.mark.parametrize(("edits", "found"), BUILDS.values(), ids=BUILDS.keys())
def test_a_build_with_a_fault_of_ours_is_found_out(
    tmp_path: Path, edits: dict[str, list[tuple[str, str]]], found: str
) -> None:
    result = faults.run_sqlite(lambda _: [("garbage",)], build=broken_build(tmp_path, edits))
    assert any(found in text for text in result.trials[0].wrong), result.trials[0].text()


def test_a_build_that_calls_everything_recorded_is_found_out(tmp_path: Path) -> None:
    edits = {DELIVERY: [("return step, False", "return step, True")]}
    result = faults.run_sqlite(lambda _: [("no permission",)], build=broken_build(tmp_path, edits))
    assert result.false
