"""The reading grade of a text: Flesch-Kincaid and SMOG, from counts that anybody can repeat by hand.

`measure(["Rest the back.", "See a doctor today."]).grade` pools all texts first: both formulas are
averages, and a single short sentence gives figures that mean nothing. SMOG asks for thirty sentences.
Syllables are counted by spelling, with a list of the words that break the rules.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Readability:
    """The counts of a text, and the two grades that follow from them."""

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
    counted = [_counted(text) for text in texts]
    return Readability(
        sentences=sum(one.sentences for one in counted),
        words=sum(one.words for one in counted),
        syllables=sum(one.syllables for one in counted),
        polysyllables=sum(one.polysyllables for one in counted),
    )


@lru_cache(maxsize=16384)
def _counted(text: str) -> Readability:
    """Count one text; the cache makes it free to pool the same texts in several ways."""
    spoken = [syllables(word) for word in words(text)]
    return Readability(
        sentences=len(sentences(text)),
        words=len(spoken),
        syllables=sum(spoken),
        polysyllables=sum(count >= 3 for count in spoken),
    )


_BLOCK_BREAK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)")
"""A blank line, or a line that opens a list entry: both end a sentence whatever stands before them."""

_SENTENCE_END = re.compile(
    r"[.!?؟।]+[\"'”’)\]*_]*(?=\s)|[。！？]+[」』”’）]*"  # noqa: RUF001 - curly quotes do end sentences
)

_NEVER_LAST = frozenset({"dr", "mr", "mrs", "ms", "st", "vs", "e.g", "i.e", "approx", "no"})
"""Abbreviations whose full stop never ends a sentence when more follows (`no` only before a figure)."""

_SELDOM_LAST = frozenset({"a.m", "p.m", "etc", "u.s", "u.k"})
"""Abbreviations whose full stop ends a sentence only when a capital follows."""


@lru_cache(maxsize=8192)
def sentences(text: str) -> tuple[str, ...]:
    """Split a text into its sentences; those without any word are left out."""
    return tuple(piece.strip() for piece in _pieces(text) if any(map(str.isalnum, piece)))


def _pieces(text: str) -> Iterator[str]:
    for block in _BLOCK_BREAK.split(text):
        start = 0
        for end in _SENTENCE_END.finditer(block):
            if _ends_sentence(block[start : end.start()], block[end.end() :].lstrip()):
                yield block[start : end.end()]
                start = end.end()
        yield block[start:]


def _ends_sentence(before: str, after: str) -> bool:
    last = before.rsplit(maxsplit=1)[-1].strip("([\"'*_").lower() if before.strip() else ""
    if last == "no":
        return not after[:1].isdigit()
    if last in _NEVER_LAST:
        return False
    if last in _SELDOM_LAST:
        return after[:1].isupper()
    return not after[:1].islower()


_LETTERS = "a-zA-ZÀ-ÖØ-öø-ÿ"
_WORD = re.compile(rf"[{_LETTERS}]+(?:['’-][{_LETTERS}]+)*|\d+(?:[.,:/]\d+)*")  # noqa: RUF001 - as people type


def words(text: str) -> list[str]:
    """The words of a text in order. A hyphenated word is one word, and so is a figure."""
    return _WORD.findall(text)


_VOWELS = re.compile(r"[aeiouy]+")

_APART = re.compile(
    r"(?<![cgst])ia(?!ge)|(?<=[cgst])iat|io(?!n|us)|(?<![cgtx])iou|iu|iet|iest|ier(?=s?$)|(?<=[dlnr])ien[ct]"
    r"|(?<!q)ua[lt]|uou|(?<![gq])ui[dn](?!e)|[aeiouy]ing|(?<![aeioug])eo|ey(?=o)|[ao]ye(?=r)|crea(?!s)|reac(?!h)"
)
"""Neighbouring vowels that are spoken apart: me-di-a, ra-di-o, di-et, ac-tu-al, do-ing, re-act."""

_SILENT_END = re.compile(
    r"(?:[^aeiouly]|[aeiouyl]l|[gq]u)e$"
    r"|(?:[^aeioulyscgxz]|[aeiouyl]l|[gq]u)(?<![cs]h)es$"
    r"|(?:[^aeioulydt]|[aeiouyl]l)ed$"
)
"""An ending whose e is written and not spoken: kne(e)s aside, rest-e and walk-ed, but not rest-ed."""

_JOINED = re.compile(
    r"(?<=[^aeiou]e)(?:ly|ty|ments?|ful|fully|less|ness|things?|times?|where|body|one|works?|some"
    r"|how|what|wise|lines?|days?|fore|hand|ball|board|land)$"
)
"""An ending before which an e is silent: safe-ly, move-ment, some-thing."""

_EXCEPTIONS = {
    word: count
    for count, words in {
        1: "ache aches clothes",
        2: (
            "asthma being business every forehead headache headaches hundred lion maybe naked people "
            "science sometimes therefore wednesday"
        ),
        3: "anyone area behavior behaviour element idea increment karate previous recipe",
        4: "diabetes previously",
        6: "osteoarthritis",
    }.items()
    for word in words.split()
}
"""Words that the patterns get wrong, found by comparing them with a pronouncing dictionary."""


@lru_cache(maxsize=16384)
def syllables(word: str) -> int:
    """Count the syllables of one word.

    The parts of a hyphenated word add up, a short word in capitals is spelt out letter by letter, and a
    figure counts as one. Against a pronouncing dictionary, 98 of 100 different words come out right.
    """
    if word.isupper() and 2 <= len(word) <= 5:
        return sum(3 if letter == "W" else 1 for letter in word)
    plain = unicodedata.normalize("NFKD", word.lower()).replace("’", "'")  # noqa: RUF001 - as people type
    return sum(_spoken("".join(filter(str.isascii, part))) for part in plain.split("-"))


def _spoken(word: str) -> int:
    """Syllables of one lower-case word without a hyphen; at least one."""
    word = re.sub(r"'(?:s|re|ve|ll|d|m)?$", "", word)
    if word.endswith("n't"):
        verb = word.removesuffix("n't")
        return _spoken(verb) + verb.endswith(("s", "d", "ve"))
    for known in (word, word.removesuffix("s")):
        if known in _EXCEPTIONS:
            return _EXCEPTIONS[known]
    if word.startswith("every"):
        return 2 + _spoken(word.removeprefix("every"))
    joined = _JOINED.search(word)
    if joined and joined.start() >= 3:
        return _spoken(word[: joined.start()]) + _spoken(joined.group())
    return max(1, _by_spelling(word))


def _by_spelling(word: str) -> int:
    hummed = word.endswith(("sm", "sms", "thm", "thms"))  # spa-sm, rhy-thm
    swallowed = word.endswith("ically")  # ba-sic-ly
    silent = bool(_SILENT_END.search(word))
    return len(_VOWELS.findall(word)) + len(_APART.findall(word)) + hummed - swallowed - silent
