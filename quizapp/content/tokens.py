"""The words of a text as the rules on items compare them: without case, endings and the common ones."""

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

from quizapp.content.readability import words

_COMMON = (
    "a about after again all also am an and any are as at back be been before being but by can could did "
    "do does doing done down during each few for from get gets give go goes had has have having he her "
    "here hers him his how i if in into is it its just let like make makes me more most much my no nor "
    "not now of off on one only or other our out over own put same she should so some such take takes "
    "than that the their them then there these they this those to too try under until up use was way we "
    "well were what when where which while who why will with would you your "
)
STOP_WORDS = frozenset(_COMMON.split())
"""Words that say nothing about what an option or a stem is about."""


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text in order, in lower case and with straight apostrophes."""
    return tuple(words(text.lower().replace("’", "'")))  # noqa: RUF001 - as people type


@lru_cache(maxsize=8192)
def roots(text: str) -> frozenset[str]:
    """The telling words of a text: without the common ones, and without endings."""
    return frozenset(root(token) for token in tokens(text) if token not in STOP_WORDS)


_ENDING = re.compile(r"(?<=...)(?:'s|ie[sd]|es|(?<!s)s|ed|ings?|ly)$")
_DOUBLED = re.compile(r"([bdgmnprt])\1$")


@lru_cache(maxsize=8192)
def root(word: str) -> str:
    """Cut the ending off a lower-case word, so that climb, climbs, climbed and climbing are one.

    This is crude: it may cut too much, and it knows no irregular form.
    """
    stem = _ENDING.sub("", word)
    if word.endswith(("ed", "ing")) and not word.endswith("ied"):
        stem = _DOUBLED.sub(r"\1", stem)
    return stem[:-1] if len(stem) > 3 and stem[-1] in "eiy" else stem


def jaccard(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """The share of all words that both sets have, 0..1; nothing at all is unlike everything."""
    shared = len(one & other)
    together = len(one) + len(other) - shared
    return shared / together if together else 0.0
