"""A short run of the driver, and proof that it sees a second response that counts."""

from battery import duplicates


def test_of_responses_sent_at_once_one_is_recorded_and_all_learn_which() -> None:
    findings = duplicates.run(20)
    print(findings.text())
    assert findings.wrong == []
    assert (findings.equal, findings.different, findings.rows) == (20, 20, 40)
    assert findings.statuses == {200: 20 * 8 + 20, 409: 20}


def test_a_build_whose_last_response_counts_is_found_out() -> None:
    findings = duplicates.run(8, fault="lets the last response win")
    assert any(text.startswith("different responses got [200, 200]") for text in findings.wrong)


def test_a_build_that_records_a_response_twice_is_found_out() -> None:
    findings = duplicates.run(8, fault="counts twice")
    assert findings.wrong
    assert findings.rows > 16
