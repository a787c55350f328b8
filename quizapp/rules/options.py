"""The rules of options: each says something else, and none gives the key away.

The stories of a pair share their options and have different keys, so `key_longest` looks at practice items.
"""

import re
from collections.abc import Iterator
from itertools import combinations

from quizapp.content.model import Article
from quizapp.content.tokens import tokens
from quizapp.problem import Finding
from quizapp.rules import items
from quizapp.rules.rule import error, in_quiz, warning


@error
def options_equal(article: Article) -> Iterator[Finding]:
    """No two options of an item say the same."""
    for place, item in items.with_options(article):
        for one, other in combinations(item.options, 2):
            if tokens(one.text) == tokens(other.text):
                where = items.option_at(place, item, other)
                yield in_quiz(where, f'this option says the same as "{one.text}"', "let each option differ")


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


@error
def option_names_options(article: Article) -> Iterator[Finding]:
    """An option never speaks of the others, as "all of the above" or "both A and B" do. Such an option tests
    logic, and options may be shown in another order.
    """
    for place, item in items.with_options(article):
        for option in item.options:
            if _NAMES_OPTIONS.search(option.text):
                where = items.option_at(place, item, option)
                yield in_quiz(where, "this option speaks of the other options", "write out what to do")


@warning
def key_longest(article: Article) -> Iterator[Finding]:
    """The right option isn't much longer than the wrong ones: it has at most 1.25 times their average number
    of words. Authors say more where they are right, and readers know that.
    """
    for place, item in items.choices(article):
        right = [option for option in item.options if option.id in item.key]
        wrong = [len(tokens(option.text)) for option in item.options if option.id not in item.key]
        if len(right) != 1:
            continue
        key, mean = len(tokens(right[0].text)), sum(wrong) / len(wrong)
        if key > max(wrong) and key > 1.25 * mean:
            where = items.option_at(place, item, right[0])
            message = f"the right option has {key} words, the wrong ones {mean:.1f} on average"
            yield in_quiz(where, message, "shorten it, or say as much in a wrong one")
