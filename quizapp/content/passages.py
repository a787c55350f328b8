"""Passages: the sentences of a source, and the fingerprints by which they are known without their text.

    fingerprint("A mild ache, or a 'niggle'.") == fingerprint("a MILD ache or a niggle")

The text of a source is seldom ours to keep. A fingerprint says whether a sentence is still the same: it
stands for the words and figures in their order, and not for case, quotes, dashes or spaces. Where a sentence
ends says `readability.sentences`, for all of the package.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_BETWEEN_WORDS = re.compile(r"[\W_]+")

DIGITS = 12
"""Hex digits of a fingerprint: two sentences of one article share one by chance once in 10^10 articles."""


def normalised(sentence: str) -> str:
    """Return the words and figures of a sentence in their order, in one case, with one space between.

    An apostrophe is such a space, curly or straight, so that both give the same.
    """
    folded = unicodedata.normalize("NFKC", sentence).casefold()
    return _BETWEEN_WORDS.sub(" ", folded).strip()


@lru_cache(maxsize=8192)
def fingerprint(sentence: str) -> str:
    """Return the first 12 hex digits of the SHA-256 of the normalised sentence."""
    return hashlib.sha256(normalised(sentence).encode()).hexdigest()[:DIGITS]
