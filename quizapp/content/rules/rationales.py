"""Rationales: they are what a reader learns from, so each says why, in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.content.problem import Severity
from quizapp.content.rules import items
from quizapp.content.rules.rule import Check, Rule
from quizapp.content.rules.words import roots, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.content.model import Article, Item
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
    """Find rationales that have the same words as another one of the bank.

    Of equal ones the one that has most words in common with its own item is taken for the original.
    """
    equal: dict[tuple[str, ...], list[Where]] = {}
    for where, text in _rationales(article):
        equal.setdefault(tokens(text), []).append(where)
    bank = [item for _, item in items.every(article)]
    for places in (places for places in equal.values() if len(places) > 1):
        original = max(places, key=lambda where: _fit(bank[int(where[1])], where))
        name = bank[int(original[1])].id
        for where in places:
            if where != original:
                message = f'this rationale is that of "{name}", word for word'
                yield RATIONALE_COPIED.in_quiz(where, message, "say what this option misses or costs")


def _fit(item: Item, where: Where) -> int:
    """Return how many words a rationale shares with what is asked and with its own option."""
    _, _, name, place, _ = where
    own = item.options[int(place)] if name == "options" else item.entries[int(place)]
    key = (option.text for option in item.options if option.id in item.key)
    return len(roots(own.rationale) & roots(" ".join([item.stem, own.text, *key])))


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
