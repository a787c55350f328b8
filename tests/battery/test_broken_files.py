"""Every mistake is told at its place, quickly, with what was meant; good files are left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from battery.broken_files import CASES, Case, Score, outcomes, score


@pytest.fixture(scope="module")
def done() -> Score:
    return score()


def test_every_mistake_is_told_with_file_line_and_column(done: Score) -> None:
    assert done.cases >= 80
    assert done.wrong == []


def test_nine_of_ten_guesses_are_right(done: Score) -> None:
    print(f"{done.guessed:.1%} of {done.guessable} guesses are right")
    assert done.guessable >= 40
    assert done.guessed >= 0.9, done.not_guessed


def test_a_broken_file_takes_no_time_worth_mentioning(done: Score) -> None:
    """The bar is 0.1 s alone on a quiet machine (run the driver for it); here other tests run beside."""
    print(f"p95 {1000 * done.p95:.1f} ms")
    assert done.p95 < 2


def test_good_files_raise_no_alarm(done: Score) -> None:
    assert done.false_alarms == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "syntax"},
        {"new": "urgent_notise»:"},
        {"also": ("missing-key",)},
    ],
)
def test_the_battery_sees_another_code_another_place_and_another_problem(wrong: dict[str, object]) -> None:
    case: Case = replace(CASES[0], **wrong)  # type: ignore[arg-type]  # one table for fields of several types
    (outcome,) = outcomes((case,))
    assert not outcome.right


def test_the_battery_sees_a_guess_that_is_not_made() -> None:
    (outcome,) = outcomes((replace(CASES[0], guess="licence"),))
    assert outcome.right
    assert not outcome.guessed
