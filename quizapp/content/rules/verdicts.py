"""Whether the parameters of the verdict can give an honest one, after as many items as a reader answers."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from quizapp.content.model import VERDICT_RULES
from quizapp.content.problem import Severity
from quizapp.content.rules.rule import Check, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.content.model import Article, VerdictRule
    from quizapp.content.problem import Finding

MOST_RISK = 0.2
"""A test that is wrong more often than this in either direction is no test."""

FEWEST_RIGHT = 2
"""One right response to a red flag can be luck: one in four guesses is."""

MOST_ITEMS = 40
"""Items of an attempt that asks about eight red flags; four take 24."""
MOST_EXTENDED = 50
MOST_RED_FLAGS = 8

VERDICT_UNSOUND = Rule(
    code="verdict-unsound",
    severity=Severity.ERROR,
    wants="""
        The parameters under `rule` give a verdict that can be trusted and reached: a known rule, p0 below
        p1, small risks, at least two right responses for a red flag, and room for them all.
    """,
    passes="""
        quiz:
          rule: {p0: 0.5, p1: 0.9}
    """,
    fails="""
        quiz:
          rule: {p0: 0.95, p1: 0.9}
    """,
)


def verdict_unsound(article: Article) -> Iterator[Finding]:
    """Find parameters of the verdict that contradict each other or what the verdict is for."""
    if article.quiz is None:
        return
    for key, message in _faults(article.quiz.rule, len(article.red_flags)):
        yield VERDICT_UNSOUND.in_quiz(("rule", key), message)


def _faults(rule: VerdictRule, red_flags: int) -> Iterator[tuple[str, str]]:
    if rule.id not in VERDICT_RULES:
        yield "id", f'there is no rule "{rule.id}"; there is {", ".join(VERDICT_RULES)}'
    for name, risk in (("alpha", rule.alpha), ("beta", rule.beta)):
        if risk > MOST_RISK:
            yield name, f"a risk of {risk:g} is too high; at most {MOST_RISK:g}"
    if rule.net < FEWEST_RIGHT:
        yield "net", f"{rule.net} right response can be luck; at least {FEWEST_RIGHT} confirm a red flag"
    if rule.max_items > rule.extended_items:
        yield "extended_items", f"the longer attempt has to hold at least the {rule.max_items} of max_items"
    if rule.p0 >= rule.p1:
        yield "p0", f"p0 has to be below p1, which is {rule.p1:g}"
    elif (least := _fewest(rule, red_flags)) > rule.max_items:
        yield (
            "max_items",
            f"nobody can pass in {rule.max_items} items; it takes {least}",
        )


def _fewest(rule: VerdictRule, red_flags: int) -> int:
    """Return after how many items, all right, both competencies and every red flag are decided."""
    run = ceil(rule.bounds.upper / rule.bounds.right)
    return run + max(run, rule.net * red_flags)


ATTEMPT_TOO_LONG = Rule(
    code="attempt-too-long",
    severity=Severity.WARNING,
    wants=f"""
        One attempt asks {MOST_ITEMS} items at most, {MOST_EXTENDED} when a reader goes on, and is about
        {MOST_RED_FLAGS} red flags at most. Readers do not finish longer ones; make two articles of it.
    """,
    passes="""
        quiz:
          rule: {max_items: 40, extended_items: 50}
    """,
    fails="""
        quiz:
          rule: {max_items: 41, extended_items: 50}
    """,
)


def attempt_too_long(article: Article) -> Iterator[Finding]:
    """Find attempts that ask more than a reader answers."""
    if article.quiz is None:
        return
    rule = article.quiz.rule
    for key, items, most in (
        ("max_items", rule.max_items, MOST_ITEMS),
        ("extended_items", rule.extended_items, MOST_EXTENDED),
        ("practice_items", rule.practice_items, MOST_ITEMS),
    ):
        if items > most:
            yield ATTEMPT_TOO_LONG.in_quiz(("rule", key), f"{items} items are too many; {most} are the most")
    if len(article.red_flags) > MOST_RED_FLAGS:
        yield ATTEMPT_TOO_LONG.in_article(
            ("red_flags", MOST_RED_FLAGS),
            f"{len(article.red_flags)} red flags are too many for one attempt; {MOST_RED_FLAGS} are the most",
        )


CHECKS: tuple[tuple[Rule, Check], ...] = (
    (VERDICT_UNSOUND, verdict_unsound),
    (ATTEMPT_TOO_LONG, attempt_too_long),
)
