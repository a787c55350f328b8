"""A short cut of the driver, and proof that it sees a second response that counts."""

from __future__ import annotations

from pathlib import Path

from battery import duplicates
from battery.running import COUNTS_TWICE, broken_build


def test_of_responses_sent_at_once_one_is_recorded_and_all_learn_which() -> None:
    findings = duplicates.run(40)
    print(findings.text())
    assert findings.wrong == []
    assert (findings.equal, findings.different, findings.rows) == (40, 40, 80)
    assert findings.statuses == {200: 40 * 8 + 40, 409: 40}


def test_a_build_whose_last_response_counts_is_found_out(tmp_path: Path) -> None:
    findings = duplicates.run(8, build=broken_build(tmp_path, duplicates.LAST_WINS))
    assert any(text.startswith("different responses got [200, 200]") for text in findings.wrong)


def test_a_build_that_records_a_response_twice_is_found_out(tmp_path: Path) -> None:
    findings = duplicates.run(8, build=broken_build(tmp_path, COUNTS_TWICE))
    assert findings.wrong
    assert findings.rows > 16
