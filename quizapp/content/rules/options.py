"""Options as such: each says something else, in few words, and none speaks of the others."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from quizapp.content.problem import Severity
from quizapp.content.rules import items
from quizapp.content.rules.rule import Check, Rule
from quizapp.content.rules.words import jaccard, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.content.model import Article
    from quizapp.content.problem import Finding

OPTIONS_EQUAL = Rule(
    code="options-equal",
    severity=Severity.ERROR,
    wants="No two options of an item say the same.",
    passes="""
        quiz:
          items:
            - id: sock-fold
              options:
                - {level: book, text: Ask for a visit this week}
                - {level: urgent, text: Go to a clinic right away}
    """,
    fails="""
        quiz:
          items:
            - id: sock-fold
              options:
                - {level: book, text: Go to a clinic right away}
                - {level: urgent, text: go to a clinic right away.}
    """,
)


def options_equal(article: Article) -> Iterator[Finding]:
    """Find options that have the same words as an earlier one."""
    for index, item in items.with_options(article):
        for one, other in combinations(item.options, 2):
            if tokens(one.text) == tokens(other.text):
                yield OPTIONS_EQUAL.in_quiz(
                    items.option_text(index, item, other), f'this option says the same as "{one.text}"'
                )


OPTIONS_ALIKE = Rule(
    code="options-alike",
    severity=Severity.WARNING,
    wants="Options differ in more than a word, so that a reader weighs actions and not spellings.",
    passes="""
        quiz:
          items:
            - id: sock-fold
              options:
                - {level: book, text: Ask for a visit at the clinic this week}
                - {level: urgent, text: Go to a doctor right away}
    """,
    fails="""
        quiz:
          items:
            - id: sock-fold
              options:
                - {level: book, text: Go and see a doctor at the big clinic in your town soon}
                - {level: urgent, text: Go and see a doctor at the big clinic in your town now}
    """,
)


def options_alike(article: Article) -> Iterator[Finding]:
    """Find options that share more than four words in five with an earlier one."""
    for index, item in items.with_options(article):
        for one, other in combinations(item.options, 2):
            alike = jaccard(frozenset(tokens(one.text)), frozenset(tokens(other.text)))
            if alike > 0.8 and tokens(one.text) != tokens(other.text):
                yield OPTIONS_ALIKE.in_quiz(
                    items.option_text(index, item, other), f'this option is nearly the same as "{one.text}"'
                )


OPTION_NAMES_OPTIONS = Rule(
    code="option-names-options",
    severity=Severity.ERROR,
    wants="""
        No option speaks of the others ("all of the above", "none of these", "both A and B"): such an
        option tests logic, and options can be shown in another order.
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
              options: [{level: urgent, text: All of the above}]
    """,
)

_EACH = "(?:all|any|both|neither|none|either)"
_LETTERS = r"(?-i:[A-D](?:, [A-D])*,? (?:and|or|nor) [A-D])"
_NAMES_OPTIONS = re.compile(
    rf"\b{_EACH}(?: of)?(?: the)?(?: other)? above\b"
    rf"|^{_EACH}(?: of)?(?: the)?(?: other)? (?:options|answers|choices)\b"
    rf"|^{_EACH}(?: of (?:these|those|them))?[.!]?$"
    rf"|^(?:both |either |neither )?{_LETTERS}[.!]?$"
    rf"|\b(?:both|either|neither|options?|answers?|choices?) {_LETTERS}\b",
    re.IGNORECASE,
)
"""Letters count where they stand alone: "hepatitis A or B" and "vitamins C and D" are no options."""


def option_names_options(article: Article) -> Iterator[Finding]:
    """Find options that speak of other options."""
    for index, item in items.with_options(article):
        for option in item.options:
            if _NAMES_OPTIONS.search(option.text):
                yield OPTION_NAMES_OPTIONS.in_quiz(
                    items.option_text(index, item, option), "this option speaks of the other options"
                )


OPTION_TOO_LONG = Rule(
    code="option-too-long",
    severity=Severity.WARNING,
    wants="An option has at most twenty words. Reasons belong in the rationale.",
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
              options:
                - level: urgent
                  text: >-
                    Go to a clinic right away, take the shoes and the socks along, and ask the doctor who is
                    there to look at both feet
    """,
)


def option_too_long(article: Article) -> Iterator[Finding]:
    """Find options of more than twenty words."""
    for index, item in items.with_options(article):
        for option in item.options:
            if (length := len(tokens(option.text))) > 20:
                yield OPTION_TOO_LONG.in_quiz(
                    items.option_text(index, item, option),
                    f"{length} words; twenty are the most",
                )


CHECKS: tuple[tuple[Rule, Check], ...] = (
    (OPTIONS_EQUAL, options_equal),
    (OPTIONS_ALIKE, options_alike),
    (OPTION_NAMES_OPTIONS, option_names_options),
    (OPTION_TOO_LONG, option_too_long),
)
