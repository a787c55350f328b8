from random import Random

import pytest
from plain_rule import plain_verdict, plain_weights
from scipy.stats import binom

from quizapp.content.model import Level
from quizapp.quiz.verdict import (
    BOOK,
    CARRY_ON,
    FIRST_FLAG,
    MODIFY,
    Evidence,
    FlagStatus,
    FlagTally,
    Limits,
    Mark,
    Verdict,
    after,
    decided,
    limits,
    mark_of,
    no_evidence,
    verdict,
    weights,
)

R, C, W, H = Mark.RIGHT, Mark.CAREFUL, Mark.WRONG, Mark.HAZARD
FLAGS = 4
Responses = list[tuple[int, Mark]]
ALL_RIGHT: Responses = [
    *[(CARRY_ON, R), (MODIFY, R)] * 2,
    *[(BOOK, R)] * 3,
    *[(FIRST_FLAG + flag, R) for flag in range(FLAGS)] * 2,
]


def evidence_after(responses: Responses, *, flags: int = FLAGS) -> Evidence:
    evidence = no_evidence(flags)
    for stratum, mark in responses:
        evidence = after(evidence, stratum, mark)
    return evidence


@pytest.mark.parametrize(
    ("red_flags", "expected"),
    [
        (2, Limits((11, 17, 22, 27), min_items=11, max_items=28)),
        (3, Limits((10, 16, 21, 25), min_items=13, max_items=26)),
        (4, Limits((10, 16, 21, 25), min_items=15, max_items=26)),
        (6, Limits((10, 16, 21, 25, 30), min_items=19, max_items=31)),
        (8, Limits((10, 16, 21, 25, 30, 34), min_items=23, max_items=35)),
    ],
)
def test_the_constants_follow_from_the_number_of_red_flags(red_flags: int, expected: Limits) -> None:
    assert limits(red_flags) == expected


@pytest.mark.parametrize("red_flags", range(2, 9))
def test_the_pooled_bound_is_that_of_a_reader_who_is_wrong_three_times_in_ten(red_flags: int) -> None:
    chance = 0.025 if red_flags == 2 else 0.035
    for wrong, needed in enumerate(limits(red_flags).pooled):
        assert binom.cdf(wrong, needed, 0.3) <= chance < binom.cdf(wrong, needed - 1, 0.3)


def test_a_mark_is_right_careful_wrong_or_a_hazard() -> None:
    assert [[mark_of(key, chosen) for chosen in Level] for key in Level] == [
        [R, C, W, W],
        [W, R, C, W],
        [W, W, R, C],
        [H, H, W, R],
    ]


@pytest.mark.parametrize(
    ("marks", "tally"),
    [
        ([R], FlagTally(1, 0)),
        ([R, R], FlagTally(2, 0, FlagStatus.CONFIRMED)),
        ([R, R, H, H, W], FlagTally(2, 0, FlagStatus.CONFIRMED)),
        ([W, R, R], FlagTally(1, 1)),
        ([W, R, R, R], FlagTally(2, 1, FlagStatus.CONFIRMED)),
        ([H, R, R, R], FlagTally(1, 2)),
        ([H, R, R, R, R], FlagTally(2, 2, FlagStatus.CONFIRMED)),
        ([W, W, W], FlagTally(-3, 3)),
        ([W, W, W, W], FlagTally(-4, 4, FlagStatus.MISSED)),
        ([H, R, H], FlagTally(-3, 4, FlagStatus.MISSED)),
        ([H, W, H, R, R, R], FlagTally(-5, 5, FlagStatus.MISSED)),
    ],
)
def test_a_red_flag_is_confirmed_or_missed_for_good(marks: list[Mark], tally: FlagTally) -> None:
    assert evidence_after([(FIRST_FLAG, mark) for mark in marks]).flags[0] == tally


@pytest.mark.parametrize(
    "lost",
    [
        [(CARRY_ON, W), (MODIFY, W), (CARRY_ON, W)],
        [(BOOK, W)] * 3,
        [(FIRST_FLAG + 2, H)] * 2,
        [(FIRST_FLAG, W)] * 4,
    ],
)
def test_a_lost_need_outweighs_everything_else(lost: Responses) -> None:
    assert verdict(evidence_after([*ALL_RIGHT[:7], *lost])) is Verdict.NOT_YET
    assert decided(evidence_after(lost))


def test_understands_needs_every_need() -> None:
    assert verdict(evidence_after(ALL_RIGHT)) is Verdict.UNDERSTANDS
    for left_out in range(len(ALL_RIGHT)):
        most = ALL_RIGHT[:left_out] + ALL_RIGHT[left_out + 1 :]
        assert verdict(evidence_after(most)) is Verdict.NOT_ENOUGH_EVIDENCE


def test_without_a_tested_red_flag_nobody_is_said_to_understand() -> None:
    all_right = [(stratum, Mark.RIGHT) for stratum in (0, 1, 2) for _ in range(10)]
    assert verdict(evidence_after(all_right, flags=0)) is Verdict.NOT_ENOUGH_EVIDENCE


def test_mistakes_ask_for_more_evidence_in_all() -> None:
    # Every need is met after 19 counted responses; two mistakes ask for 21.
    one_more_each: Responses = [(FIRST_FLAG, W), (FIRST_FLAG, R), (FIRST_FLAG + 1, W), (FIRST_FLAG + 1, R)]
    evidence = evidence_after([*one_more_each, *ALL_RIGHT])
    assert (evidence.rights_needed, evidence.pooled_needed) == (0, 2)
    assert verdict(evidence) is Verdict.NOT_ENOUGH_EVIDENCE
    assert weights(evidence) == (4, 4, 4, 1, 1, 1, 1)
    enough = after(after(evidence, MODIFY, R), FIRST_FLAG, R)
    assert verdict(enough) is Verdict.UNDERSTANDS


def test_six_careful_responses_take_nothing_away() -> None:
    assert verdict(evidence_after([*[(BOOK, C)] * 6, *ALL_RIGHT])) is Verdict.UNDERSTANDS


@pytest.mark.parametrize(
    "responses",
    [
        [*[(BOOK, C)] * 6, *ALL_RIGHT[1:], (MODIFY, C)],
        [(CARRY_ON, W), (BOOK, W), (FIRST_FLAG, W), (FIRST_FLAG + 1, H)],
    ],
    ids=["careful", "mistakes"],
)
def test_the_seventh_careful_response_and_the_fourth_mistake_end_a_check(responses: Responses) -> None:
    ended = evidence_after(responses)
    assert (verdict(ended), decided(ended), sum(weights(ended))) == (Verdict.NOT_ENOUGH_EVIDENCE, True, 0)


def test_plain_counting_gives_the_same_verdict_and_weights_on_any_responses() -> None:
    random = Random(20261129)
    found: dict[Verdict, int] = dict.fromkeys(Verdict, 0)
    for number in range(1_000):
        skill = random.choice([0.5, 0.9, 0.98])
        responses: list[tuple[int, str]] = []
        evidence = no_evidence(2)
        while not evidence.spent and verdict(evidence) is not Verdict.UNDERSTANDS and len(responses) < 25:
            if number < 200 and not decided(evidence):  # to count weights takes long
                plain = plain_weights(responses, 2)
                share = sum(weights(evidence)) / sum(plain)
                assert [weight * share for weight in plain] == pytest.approx(list(weights(evidence)))
            stratum = random.randrange(FIRST_FLAG + 2)
            mark = R if random.random() < skill else random.choice([W, H] if stratum >= 3 else [C, W])
            responses.append((stratum, mark.name.lower()))
            evidence = after(evidence, stratum, mark)
        found[verdict(evidence)] += 1
        assert plain_verdict(responses, 2) == verdict(evidence)
    assert min(found.values()) > 50
