"""Rationales: they are what a reader learns from, so each says why, in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.content.problem import Severity
from quizapp.content.rules import items
from quizapp.content.rules.rule import Check, Rule
from quizapp.content.rules.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.content.model import Article
    from quizapp.content.problem import Finding, Where

RATIONALE_TOO_SHORT = Rule(
    code="rationale-too-short",
    severity=Severity.ERROR,
    wants="""
        A rationale has eight words or more: room for why an option is right, or for what it would miss or
        cost. "Wrong" teaches nothing.
    """,
    passes="""
        quiz:
          items:
            - id: sock-fold
              options:
                - level: urgent
                  rationale: Pink skin that is whole needs no doctor; smooth the sock and pad the toe.
    """,
    fails="""
        quiz:
          items:
            - id: sock-fold
              options: [{level: urgent, rationale: No. Smooth the sock.}]
    """,
)


def rationale_too_short(article: Article) -> Iterator[Finding]:
    """Find rationales of fewer than eight words."""
    for where, text in _rationales(article):
        if (length := len(tokens(text))) < 8:
            yield RATIONALE_TOO_SHORT.in_quiz(where, f"the rationale has {length} words; eight is the least")


RATIONALE_COPIED = Rule(
    code="rationale-copied",
    severity=Severity.ERROR,
    wants="Every rationale is written for its own option; a copied one cannot say what this one misses.",
    passes="""
        quiz:
          items:
            - id: sock-fold
              options:
                - level: urgent
                  rationale: Pink skin that is whole needs no doctor; smooth the sock and pad the toe.
    """,
    fails="""
        quiz:
          items:
            - id: sock-fold
              options:
                - {level: book, rationale: Nothing here needs a doctor; smooth the sock and pad it.}
                - {level: urgent, rationale: Nothing here needs a doctor; smooth the sock and pad it.}
    """,
)


def rationale_copied(article: Article) -> Iterator[Finding]:
    """Find rationales that have the same words as an earlier one of the bank."""
    first: dict[tuple[str, ...], Where] = {}
    for where, text in _rationales(article):
        if first.setdefault(tokens(text), where) != where:
            yield RATIONALE_COPIED.in_quiz(where, f'another option has this rationale already: "{text}"')


def _rationales(article: Article) -> Iterator[tuple[Where, str]]:
    for index, item in items.active(article):
        for place, option in enumerate(item.options):
            if option.rationale:
                yield ("items", index, "options", place, "rationale"), option.rationale
        for place, entry in enumerate(item.entries):
            yield ("items", index, "entries", place, "rationale"), entry.rationale


CHECKS: tuple[tuple[Rule, Check], ...] = (
    (RATIONALE_TOO_SHORT, rationale_too_short),
    (RATIONALE_COPIED, rationale_copied),
)
