from __future__ import annotations

from dataclasses import replace

import pytest
from factories import RULE

from quizapp.quiz.length import fewest_items


@pytest.mark.parametrize(("red_flags", "fewest"), [(0, 4), (1, 4), (2, 6), (4, 10), (8, 18), (20, 24)])
def test_the_shortest_check_settles_two_competencies_and_every_red_flag(red_flags: int, fewest: int) -> None:
    """Two wrong responses end a competency, and each red flag needs two of its own items."""
    assert fewest_items(RULE, red_flags) == fewest


def test_a_rule_that_asks_for_more_evidence_makes_it_longer() -> None:
    assert fewest_items(replace(RULE, alpha=0.001, beta=0.001), 1) > fewest_items(RULE, 1)
