"""The sentences of a source, and the fingerprints by which they are known without their text.

    fingerprint("A mild ache, or a 'niggle'.") == fingerprint("a MILD ache or a niggle")

The text of a source is seldom ours to keep. A fingerprint says whether a sentence is still the same: it
stands for the words and figures in their order, and not for case, quotes, dashes or spaces.
"""

import hashlib
import re
import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from quizapp.content import readability
from quizapp.content.model import Article

DIGITS = 12
"""Hex digits of a fingerprint: two sentences of one article share one by chance once in 10^10 articles."""
MAX_SENTENCE = 1_000
"""Characters of a sentence; what runs on without end is cut between words."""
FEW_WORDS = 5
"""Shorter sentences, such as "Not always.", are nobody's own."""

_BETWEEN_WORDS = re.compile(r"[\W_]+")
_PIECE_END = re.compile(r"[;:]")


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, as `readability` finds them, none of them endless."""
    for sentence in readability.sentences(text):
        yield from textwrap.wrap(sentence, MAX_SENTENCE) if len(sentence) > MAX_SENTENCE else [sentence]


def normalised(sentence: str) -> str:
    """The words and figures of a sentence in their order, in one case, with one space between.

    An apostrophe is such a space, curly or straight, so that both give the same.
    """
    folded = unicodedata.normalize("NFKC", sentence).casefold()
    return _BETWEEN_WORDS.sub(" ", folded).strip()


@lru_cache(maxsize=8192)
def fingerprint(sentence: str) -> str:
    """The first 12 hex digits of the SHA-256 of the normalised sentence."""
    return hashlib.sha256(normalised(sentence).encode()).hexdigest()[:DIGITS]


@dataclass(frozen=True, slots=True)
class SourceWording:
    """The very words of an article's sources, as far as they are known."""

    fingerprints: frozenset[str]
    quoted: str
    """The normalised sentences that stand in a draft as the gists of their passages, in their order."""

    def copied(self, text: str) -> str | None:
        """The first sentence of a text that a source has word for word, or None.

        A text that is put together of nothing but pieces of a draft's quoted sentences is one as a whole.
        """
        for sentence in sentences(text):
            if len(sentence.split()) >= FEW_WORDS and fingerprint(sentence) in self.fingerprints:
                return sentence
        if not self.quoted:
            return None
        pieces = [normalised(piece) for sentence in sentences(text) for piece in _PIECE_END.split(sentence)]
        return text if all(f" {piece} " in self.quoted for piece in pieces if piece) else None


def wording_of(article: Article, *, others: bool = False) -> SourceWording:
    """The wording of the sources of an article, as far as it is known; with `others`, not of its own ones."""
    sources = [source for source in article.sources if not (others and source.own)]
    passages = [passage for source in sources for passage in source.passages if passage.fingerprint]
    quoted = [
        normalised(passage.says) for passage in passages if fingerprint(passage.says) == passage.fingerprint
    ]
    known = frozenset(passage.fingerprint for passage in passages if passage.fingerprint)
    return SourceWording(known, f" {' '.join(quoted)} " if quoted else "")
