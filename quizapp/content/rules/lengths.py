"""Lengths: a key that says more than its distractors, in one item and over the whole bank."""

from __future__ import annotations

from math import exp, lgamma, log, log1p
from typing import TYPE_CHECKING

from quizapp.content.problem import Severity
from quizapp.content.rules import items
from quizapp.content.rules.rule import Check, Rule
from quizapp.content.rules.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.content.model import Article, Item
    from quizapp.content.problem import Finding

KEY_LONGEST = Rule(
    code="key-longest",
    severity=Severity.WARNING,
    wants="""
        The key has at most 1.25 times as many words as its distractors have on average. Authors tend to
        say more where they are right, and readers know it.
    """,
    passes="""
        quiz:
          items:
            - id: hot-red-heel
              options: [{level: urgent, text: See a doctor today}]
    """,
    fails="""
        quiz:
          items:
            - id: hot-red-heel
              options:
                - level: urgent
                  text: Go to a clinic right away because the redness spreads and feels hot
    """,
)


def key_longest(article: Article) -> Iterator[Finding]:
    """Find keys that stand out by their length: the longest option, and well above the mean."""
    for index, item in items.with_options(article):
        if (lengths := _lengths(item)) is None:
            continue
        key, distractors = lengths
        mean = sum(distractors) / len(distractors)
        if key > max(distractors) and key > 1.25 * mean:
            option = next(option for option in item.options if option.id in item.key)
            yield KEY_LONGEST.in_quiz(
                items.option_text(index, item, option),
                f"the key has {key} words, the distractors {mean:.1f} on average",
                "shorten the key, or say as much in a distractor",
            )


def _lengths(item: Item) -> tuple[int, list[int]] | None:
    """Return how many words the key and each distractor have."""
    if (split := items.key_and_distractors(item)) is None:
        return None
    key, distractors = split
    return len(tokens(key.text)), [len(tokens(option.text)) for option in distractors]


KEYS_LONGEST_IN_BANK = Rule(
    code="keys-longest-in-bank",
    severity=Severity.ERROR,
    wants="""
        Over the whole bank the key is the longest option in at most 40 of 100 items, or no more often than
        chance explains (binomial p of .01 or more). Else "take the longest" is a way to be right.
    """,
    passes="""
        quiz:
          items:
            - id: sock-fold
              options: [{level: modify, text: Smooth the sock and pad the spot}]
    """,
    fails="""
        quiz:
          items:
            - id: sock-fold
              options: [{level: modify, text: Smooth the sock and then put a soft pad on the spot}]
            - id: tight-lace
              options: [{level: modify, text: Tie the laces a good deal looser from now on}]
            - id: wet-sock
              options: [{level: modify, text: Change into a pair of dry socks at half time}]
            - id: stiff-collar
              options: [{level: modify, text: Wear the boots for an hour a day to soften them}]
            - id: long-walk
              options: [{level: modify, text: Walk half as far for one week and then add more}]
            - id: first-run
              options: [{level: carry-on, text: Go on with the training and let the skin dry out}]
    """,
)


def keys_longest_in_bank(article: Article) -> Iterator[Finding]:
    """Find a bank whose keys are the longest option more often than chance allows."""
    lengths = [pair for _, item in items.with_options(article) if (pair := _lengths(item)) is not None]
    if not lengths:
        return
    longest = sum(key > max(distractors) for key, distractors in lengths)
    chance = sum(1 / (1 + len(distractors)) for _, distractors in lengths) / len(lengths)
    if longest / len(lengths) > 0.4 and _at_least(longest, len(lengths), chance) < 0.01:
        yield KEYS_LONGEST_IN_BANK.in_quiz(
            ("items",), f"the key is the longest option in {longest} of {len(lengths)} items"
        )


def _at_least(hits: int, trials: int, chance: float) -> float:
    """Return the probability of so many hits or more when each trial hits by chance (0 < chance < 1)."""
    hit, miss = log(chance), log1p(-chance)
    ways = (lgamma(trials + 1) - lgamma(k + 1) - lgamma(trials - k + 1) for k in range(hits, trials + 1))
    return sum(exp(way + k * hit + (trials - k) * miss) for k, way in enumerate(ways, hits))


CHECKS: tuple[tuple[Rule, Check], ...] = (
    (KEY_LONGEST, key_longest),
    (KEYS_LONGEST_IN_BANK, keys_longest_in_bank),
)
