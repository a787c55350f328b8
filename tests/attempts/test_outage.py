from __future__ import annotations

import logging

import pytest

from quizapp.attempts.outage import EVERY, Outage


def test_a_failure_is_told_when_it_begins_once_a_minute_and_when_it_is_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = [100.0]
    outage = Outage(clock=lambda: now[0])
    outage.over()
    for _ in range(130):
        outage.failed("the disk is full")
        now[0] += 1
    outage.over()
    outage.over()
    assert [(record.levelno, record.message) for record in caplog.records] == [
        (logging.ERROR, "nothing is recorded: the disk is full"),
        (logging.ERROR, f"nothing is recorded since {EVERY:.0f} s: the disk is full"),
        (logging.ERROR, f"nothing is recorded since {2 * EVERY:.0f} s: the disk is full"),
        (logging.WARNING, "recorded again after 130.0 s; requests that failed: 130"),
    ]


def test_the_next_failure_is_told_anew(caplog: pytest.LogCaptureFixture) -> None:
    outage = Outage(clock=lambda: 100.0)
    for why in ("the disk is full", "the disk is away"):
        outage.failed(why)
        outage.over()
    assert caplog.messages == [
        "nothing is recorded: the disk is full",
        "recorded again after 0.0 s; requests that failed: 1",
        "nothing is recorded: the disk is away",
        "recorded again after 0.0 s; requests that failed: 1",
    ]
