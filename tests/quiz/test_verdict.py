from __future__ import annotations

import math
from random import Random

import pytest
from factories import RULE

from quizapp.content.model import Bounds, Level
from quizapp.quiz.verdict import (
    BOOK,
    CARRY_ON,
    FIRST_FLAG,
    MODIFY,
    Evidence,
    FlagStatus,
    FlagTally,
    Tally,
    Verdict,
    after,
    no_evidence,
    stratum_of,
    verdict,
)


def evidence_after(responses: list[tuple[int, bool]], *, flags: int = 2) -> Evidence:
    evidence = no_evidence(flags)
    for stratum, right in responses:
        evidence = after(evidence, stratum, right=right, rule=RULE)
    return evidence


def test_the_constants_are_those_of_wald() -> None:
    assert RULE.bounds == Bounds(
        right=round(math.log(1.8), 12),
        wrong=round(math.log(0.2), 12),
        upper=round(math.log(19), 12),
        lower=round(-math.log(19), 12),
    )


@pytest.mark.parametrize(
    ("right", "wrong", "passed"),
    [
        (5, 0, None),
        (6, 0, True),
        (8, 1, True),
        (7, 1, None),
        (0, 1, None),
        (0, 2, False),
    ],
)
def test_a_competency_is_decided_at_its_bounds(right: int, wrong: int, passed: bool | None) -> None:
    tally = Tally()
    for _ in range(wrong):
        tally = tally.after(right=False, rule=RULE)
    for _ in range(right):
        tally = tally.after(right=True, rule=RULE)
    assert tally == Tally(right, wrong, passed)


def test_a_decided_competency_stays_decided() -> None:
    tally = Tally()
    for right in [True] * 6 + [False] * 9:
        tally = tally.after(right=right, rule=RULE)
    assert tally == Tally(6, 9, passed=True)


@pytest.mark.parametrize(
    ("responses", "status"),
    [
        ("R", FlagStatus.UNSETTLED),
        ("RR", FlagStatus.CONFIRMED),
        ("WRR", FlagStatus.UNSETTLED),
        ("WRRR", FlagStatus.CONFIRMED),
        ("RWRR", FlagStatus.CONFIRMED),
        ("WW", FlagStatus.MISSED),
        ("RWW", FlagStatus.MISSED),
        ("WRWR", FlagStatus.MISSED),
        ("RRWW", FlagStatus.CONFIRMED),
    ],
)
def test_a_red_flag_settles_at_net_two_or_at_the_second_miss(responses: str, status: FlagStatus) -> None:
    flag = FlagTally()
    for response in responses:
        flag = flag.after(right=response == "R", rule=RULE)
    assert flag.status is status


def test_understands_needs_both_competencies_and_every_red_flag() -> None:
    training = [(CARRY_ON, True), (MODIFY, True)] * 3
    care = [(FIRST_FLAG, True), (BOOK, True), (FIRST_FLAG, True), (FIRST_FLAG + 1, True), (BOOK, True)]
    last = [(FIRST_FLAG + 1, True)]
    assert verdict(evidence_after(training + care)) is Verdict.NOT_ENOUGH_EVIDENCE
    assert verdict(evidence_after(care + last)) is Verdict.NOT_ENOUGH_EVIDENCE
    assert verdict(evidence_after(training + care + last)) is Verdict.UNDERSTANDS


def test_one_missed_red_flag_outweighs_everything_else() -> None:
    right = [(CARRY_ON, True), (MODIFY, True), (BOOK, True), (FIRST_FLAG, True)] * 6
    missed = [(FIRST_FLAG + 1, False)] * 2
    assert verdict(evidence_after(right + missed)) is Verdict.NOT_YET


def test_nothing_answered_is_not_enough_evidence() -> None:
    assert verdict(no_evidence(4)) is Verdict.NOT_ENOUGH_EVIDENCE


def test_evidence_counts_what_was_asked_by_stratum() -> None:
    evidence = evidence_after([(MODIFY, True), (BOOK, False), (FIRST_FLAG + 1, True), (MODIFY, False)])
    assert evidence.asked == (0, 2, 1, 0, 1)


def test_an_urgent_item_without_a_red_flag_has_no_stratum() -> None:
    assert stratum_of(Level.URGENT, None) is None
    assert stratum_of(Level.URGENT, 2) == FIRST_FLAG + 2
    assert stratum_of(Level.BOOK, None) == BOOK


def test_no_vector_passes_a_reader_whose_red_flag_is_missed_or_unsettled() -> None:
    random = Random(20261123)
    passed = 0
    for _ in range(100_000):
        skill = random.choice([0.5, 0.9, 0.98])
        vector = [
            (random.randrange(FIRST_FLAG + 2), random.random() < skill)
            for _ in range(random.randrange(10, 40))
        ]
        if verdict(evidence_after(vector)) is Verdict.UNDERSTANDS:
            passed += 1
            assert [settled(vector, flag) for flag in range(2)] == ["confirmed", "confirmed"]
    assert passed > 10_000


def settled(vector: list[tuple[int, bool]], flag: int) -> str:
    """Say what a vector shows about a red flag, worked out by plain counting."""
    marks = [right for stratum, right in vector if stratum == FIRST_FLAG + flag]
    for taken in range(1, len(marks) + 1):
        wrong = marks[:taken].count(False)
        if wrong == 2:
            return "missed"
        if taken - 2 * wrong == 2:
            return "confirmed"
    return "unsettled"
