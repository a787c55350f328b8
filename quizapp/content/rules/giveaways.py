"""Giveaways: what shows a reader the key who does not know it.

A rule about words looks at all right options against all wrong ones; a rule about *the* key looks only at
items that have a single one.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from quizapp.content.problem import Severity
from quizapp.content.rules import items
from quizapp.content.rules.rule import Check, Rule
from quizapp.content.rules.words import root, roots, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.content.model import Article, Item, Option
    from quizapp.content.problem import Finding

ABSOLUTE_IN_DISTRACTOR = Rule(
    code="absolute-in-distractor",
    severity=Severity.WARNING,
    wants="""
        Where the key does not say always, never, only or all, no distractor does: readers know that
        absolute statements are mostly wrong.
    """,
    passes="""
        quiz:
          items:
            - id: sock-fold
              options: [{level: urgent, text: Go to a clinic right away}]
    """,
    fails="""
        quiz:
          items:
            - id: sock-fold
              options: [{level: urgent, text: Always go to a clinic}]
    """,
)

_ABSOLUTE = re.compile(
    r"\b(?:always|never|only|(?<!at )all(?! (?:day|night|week|weekend|month|season|year)\b))\b", re.IGNORECASE
)
"""Words that allow no exception; "all day" and "at all" are other matters."""


def absolute_in_distractor(article: Article) -> Iterator[Finding]:
    """Find distractors with an absolute word where no right option has one."""
    for index, item in items.with_options(article):
        if any(_ABSOLUTE.search(option.text) for option in item.options if option.id in item.key):
            continue
        for option in item.options:
            if found := _ABSOLUTE.search(option.text):
                yield ABSOLUTE_IN_DISTRACTOR.in_quiz(
                    items.option_text(index, item, option),
                    f'only distractors say "{found[0].lower()}", which gives them away',
                )


VAGUE_WORD_IN_KEY = Rule(
    code="vague-word-in-key",
    severity=Severity.WARNING,
    wants="""
        Where no distractor says usually, often, may and the like, the key does not either: readers know
        that careful statements are mostly right.
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
              options: [{level: modify, text: Usually pad the spot}]
    """,
)

_VAGUE = re.compile(r"\b(?:usually|often|may|might|sometimes|generally|perhaps|probably)\b", re.IGNORECASE)


def vague_word_in_key(article: Article) -> Iterator[Finding]:
    """Find right options with a vague word where no distractor has one."""
    for index, item in items.with_options(article):
        if any(_VAGUE.search(option.text) for option in item.options if option.id not in item.key):
            continue
        for option in item.options:
            if found := _VAGUE.search(option.text):
                yield VAGUE_WORD_IN_KEY.in_quiz(
                    items.option_text(index, item, option),
                    f'only the key says "{found[0].lower()}", which gives it away',
                )


KEY_REPEATS_STEM = Rule(
    code="key-repeats-stem",
    severity=Severity.WARNING,
    wants="""
        No rare word of the stem comes back in the key alone: a reader who knows nothing can match words.
        A word is rare when at most one stem in ten has it.
    """,
    passes="""
        quiz:
          items:
            - id: hot-red-heel
              stem: Ana's heel was sore on Monday. Now it is hot, and the redness spreads.
              options: [{level: urgent, text: See a doctor today}]
    """,
    fails="""
        quiz:
          items:
            - id: hot-red-heel
              stem: Ana's heel was sore after the zebra walk. Now it is hot, and the redness spreads.
              options: [{level: urgent, text: See a zebra doctor today}]
    """,
)


def key_repeats_stem(article: Article) -> Iterator[Finding]:
    """Find keys that share a rare word with the stem which no distractor has."""
    bank = [(index, item, roots(item.stem)) for index, item in items.with_options(article)]
    stems_with = Counter(word for _, _, stem in bank for word in stem)
    most = max(1, len(bank) // 10)
    for index, item, stem in bank:
        if (split := items.key_and_distractors(item)) is None:
            continue
        key, distractors = split
        only_key = roots(key.text).difference(*(roots(option.text) for option in distractors))
        for word in tokens(key.text):
            if root(word) in only_key & stem and stems_with[root(word)] <= most:
                yield KEY_REPEATS_STEM.in_quiz(
                    items.option_text(index, item, key),
                    f'of all options only the key repeats "{word}" from the stem',
                )


KEY_LIKE_THE_OTHERS = Rule(
    code="key-like-the-others",
    severity=Severity.WARNING,
    wants="""
        The key is not the option that shares the most words with the others. Distractors are often made
        by changing the key, and readers who look for the common core find it.
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
                - {level: carry-on, text: Train with clean tape}
                - {level: modify, text: Rest with a plaster}
                - {level: book, text: Book a visit next month}
                - {level: urgent, text: Book a visit with clean tape and a plaster}
    """,
)


def key_like_the_others(article: Article) -> Iterator[Finding]:
    """Find keys that are the hub of the options: most words in common, with two distractors or more."""
    for index, item in items.with_options(article):
        if (split := items.key_and_distractors(item)) is None:
            continue
        key, distractors = split
        with_key = [len(roots(key.text) & roots(other.text)) for other in distractors]
        most = max(_in_common(option, item) for option in distractors)
        if sum(with_key) >= max(3, most + 1) and sum(map(bool, with_key)) >= 2:
            yield KEY_LIKE_THE_OTHERS.in_quiz(
                items.option_text(index, item, key),
                f"the key shares {sum(with_key)} words with the other options, more than any of them",
            )


def _in_common(option: Option, item: Item) -> int:
    return sum(len(roots(option.text) & roots(other.text)) for other in item.options if other is not option)


KEY_PUNCTUATED_APART = Rule(
    code="key-punctuated-apart",
    severity=Severity.WARNING,
    wants="The key ends as the distractors do: with a full stop like all of them, or without one.",
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
              options: [{level: urgent, text: See a doctor today.}]
    """,
)


def key_punctuated_apart(article: Article) -> Iterator[Finding]:
    """Find keys that alone have, or alone lack, a mark at their end."""
    for index, item in items.with_options(article):
        if (split := items.key_and_distractors(item)) is None:
            continue
        key, distractors = split
        ends = {option.text.endswith((".", "!")) for option in distractors}
        if len(distractors) >= 2 and ends == {not key.text.endswith((".", "!"))}:
            yield KEY_PUNCTUATED_APART.in_quiz(
                items.option_text(index, item, key), "the key ends in another way than all the distractors"
            )


GRAMMAR_GIVES_KEY = Rule(
    code="grammar-gives-key",
    severity=Severity.WARNING,
    wants="""
        A lead-in that ends in "a" or "an" fits every option, or else the grammar tells which is right.
    """,
    passes="""
        quiz:
          items:
            - {id: hot-red-heel, lead_in: What should Ana do?}
    """,
    fails="""
        quiz:
          items:
            - id: hot-red-heel
              lead_in: Ana should have an?
              options:
                - {level: carry-on, text: run}
                - {level: modify, text: plaster}
                - {level: book, text: visit}
                - {level: urgent, text: exam today}
    """,
)


def grammar_gives_key(article: Article) -> Iterator[Finding]:
    """Find lead-ins whose last word, "a" or "an", fits the key and no distractor."""
    for index, item in items.with_options(article):
        last = (tokens(item.lead_in) or ("",))[-1]
        if last not in ("a", "an") or (split := items.key_and_distractors(item)) is None:
            continue
        key, distractors = split
        if _fits(last, key) and not any(_fits(last, option) for option in distractors):
            yield GRAMMAR_GIVES_KEY.in_quiz(
                ("items", index, "lead_in"), f'after "{last}" only the key is good grammar'
            )


def _fits(article_word: str, option: Option) -> bool:
    return (article_word == "an") is option.text.lower().startswith(("a", "e", "i", "o", "u"))


CHECKS: tuple[tuple[Rule, Check], ...] = (
    (ABSOLUTE_IN_DISTRACTOR, absolute_in_distractor),
    (VAGUE_WORD_IN_KEY, vague_word_in_key),
    (KEY_REPEATS_STEM, key_repeats_stem),
    (KEY_LIKE_THE_OTHERS, key_like_the_others),
    (KEY_PUNCTUATED_APART, key_punctuated_apart),
    (GRAMMAR_GIVES_KEY, grammar_gives_key),
)
