"""How short a check can be. Only the rule and the number of red flags decide it, never a key."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from quizapp.quiz.selection import turns
from quizapp.quiz.verdict import FIRST_FLAG, after, no_evidence

if TYPE_CHECKING:
    from quizapp.content.model import VerdictRule
    from quizapp.quiz.verdict import Evidence


@lru_cache(maxsize=64)
def fewest_items(rule: VerdictRule, red_flags: int) -> int:
    """Return after how many responses a check can end at the earliest, if items never run out.

    Strata that are due together are alike to the rule, so following the first of them is enough, and so
    is one order of the red flags.
    """
    plenty = (rule.max_items,) * (FIRST_FLAG + red_flags)
    reached = {no_evidence(red_flags)}
    for asked in range(rule.max_items):
        ahead = set()
        for evidence in reached:
            choices = set(turns(evidence, plenty))
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
