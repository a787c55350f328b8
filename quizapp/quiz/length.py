"""How short a check can be. Only the rule and the number of red flags decide it, never a key."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from quizapp.quiz.selection import turns
from quizapp.quiz.verdict import BOOK, FIRST_FLAG, after, no_evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.content.model import VerdictRule
    from quizapp.quiz.verdict import Evidence


@lru_cache(maxsize=64)
def fewest_items(rule: VerdictRule, red_flags: int) -> int:
    """Return after how many responses a check can end at the earliest, if items never run out.

    What ends one competency has no part in what ends the other, so each is looked at alone.
    """
    care = FIRST_FLAG + red_flags - BOOK
    training_alone = (rule.max_items,) * BOOK + (0,) * care
    care_alone = (0,) * BOOK + (rule.max_items,) * care
    fewest = (_fewest(rule, no_evidence(red_flags), alone) for alone in (training_alone, care_alone))
    return min(rule.max_items, sum(fewest))


def _fewest(rule: VerdictRule, start: Evidence, available: Sequence[int]) -> int:
    """Return how many responses it takes until no turn is left.

    Strata that are due together are alike to the rule, so following the first of them is enough, and so
    is one order of the red flags.
    """
    reached = {start}
    for asked in range(rule.max_items):
        ahead = set()
        for evidence in reached:
            choices = set(turns(evidence, available))
            if not choices:
                return asked
            ahead |= {
                _in_order(after(evidence, turn[0], right=right, rule=rule))
                for turn in choices
                for right in (True, False)
            }
        reached = ahead
    return rule.max_items


def _in_order(evidence: Evidence) -> Evidence:
    return evidence._replace(flags=tuple(sorted(evidence.flags, key=lambda flag: (flag.right, flag.wrong))))
