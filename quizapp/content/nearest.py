"""A guess at what was meant: the closest of the words that exist, or none when nothing is close.

nearest("urgancy", ["urgency", "action"])              # "urgency"
nearest("hot-joint", ["hot-swollen-joint", "limping"])  # "hot-swollen-joint"
nearest("colour", ["title", "body"])                    # None
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LONGEST = 60
_SHORTEST_PREFIX = 3


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the one candidate that `word` most likely stands for.

    In order of trust: the same but for case, spaces, hyphens and plurals; few typing slips; the start of
    one candidate; the words of one candidate in part or in another order. A tie is no guess.
    """
    if not 0 < len(word) <= _LONGEST:
        return None
    plain = _plain(word)
    known = [(candidate, _plain(candidate)) for candidate in candidates]
    tests: tuple[Callable[[str, str], bool], ...] = (_same, _same_stem)
    for test in tests:
        if found := _only(candidate for candidate, other in known if test(plain, other)):
            return found
    return (
        _by_slips(plain, known)
        or _only(candidate for candidate, other in known if _starts(plain, other))
        or _only(candidate for candidate, other in known if _same_words(plain, other))
    )


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "-", word.strip().lower())


def _same(word: str, other: str) -> bool:
    return word.replace("-", "") == other.replace("-", "")


def _same_stem(word: str, other: str) -> bool:
    return _stem(word) == _stem(other)


def _stem(word: str) -> str:
    for ending, stem in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending) + stem
    return word


def _starts(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    return len(short) >= _SHORTEST_PREFIX and long.startswith(short)


def _same_words(word: str, other: str) -> bool:
    words, others = set(word.split("-")), set(other.split("-"))
    return len(words) > 1 and len(others) > 1 and (words <= others or others <= words)


def _by_slips(word: str, known: list[tuple[str, str]]) -> str | None:
    """Return the candidate with the fewest slips, if it is the only one and they are few for its length."""
    limit = _slips_allowed(word)
    best: list[str] = []
    for candidate, other in known:
        if abs(len(word) - len(other)) > limit or _numbers(word) != _numbers(other):
            continue
        slips = _slips(word, other)
        if slips < limit:
            best, limit = [], slips
        if slips == limit and limit:
            best.append(candidate)
    return _only(best)


def _slips_allowed(word: str) -> int:
    return 0 if len(word) < 3 else 1 if len(word) < 5 else 2 if len(word) < 9 else 3


def _numbers(word: str) -> list[str]:
    """Return the digits of a word: "f4" is no misspelling of "f5"."""
    return re.findall(r"[0-9]+", word)


def _slips(word: str, other: str) -> int:
    """Count letters left out, put in, replaced, or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _only(found: Iterable[str]) -> str | None:
    """Return the one thing found; None when there is none, or more than one."""
    different = set(found)
    return different.pop() if len(different) == 1 else None
