import logging

import pytest
from waiting import Clock

from quizapp.attempts.outage import EVERY, RECENT, STEADY, Outage, cause_of


@pytest.fixture
def outage(clock: Clock, caplog: pytest.LogCaptureFixture) -> Outage:
    caplog.set_level(logging.INFO, "quizapp")
    return Outage(clock=clock)


def test_a_failure_is_told_when_it_begins_once_a_minute_and_when_it_is_over(
    outage: Outage, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    outage.over()
    for _ in range(130):
        outage.failed("the disk is full")
        clock.now += 1
    clock.now += STEADY
    outage.over()
    outage.over()
    assert [(record.levelno, record.message) for record in caplog.records] == [
        (logging.ERROR, "recording fails: the disk is full"),
        (logging.ERROR, f"recording has failed for {EVERY:.0f} s, unrecorded: 61: the disk is full"),
        (logging.ERROR, f"recording has failed for {2 * EVERY:.0f} s, unrecorded: 121: the disk is full"),
        (logging.INFO, "recording works again after 129.0 s, unrecorded: 130"),
    ]


def test_what_a_probe_has_found_is_over_when_a_probe_says_so(
    outage: Outage, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    outage.failed("the disk is nearly full", probe=True)
    clock.now += STEADY
    outage.over()
    assert caplog.messages == ["recording fails: the disk is nearly full"]
    outage.over(probe=True)
    assert caplog.messages[1:] == ["recording works again after 0.0 s, unrecorded: 0"]


def test_a_failure_is_news_for_a_second(outage: Outage, clock: Clock) -> None:
    seen = [outage.is_recent]
    outage.failed("the disk is full")
    seen.append(outage.is_recent)
    clock.now += RECENT
    assert [*seen, outage.is_recent] == [False, True, False]


def test_an_error_that_may_quote_a_row_is_told_by_its_kind() -> None:
    assert cause_of(ValueError("the response of a reader")) == "ValueError"
