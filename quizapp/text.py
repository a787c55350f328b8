"""Small tools for text that people read: cut to a length, counted in words, made into an id."""

import re
import unicodedata

MAX_QUOTED = 60
"""Characters of an editor's text that a message repeats."""


def clipped(text: str, most: int = MAX_QUOTED) -> str:
    """Cut a text to a length, between words where it has some, and mark the cut with dots."""
    if len(text) <= most:
        return text
    return f"{_cut(text, most - 3, ' ').rstrip()}..."


def slug(text: str, most: int = 60) -> str:
    """Return a text as an id: small ASCII letters, digits and hyphens; empty where it has no such letter."""
    joined = re.sub("['\u2019]", "", text)
    plain = unicodedata.normalize("NFKD", joined).encode("ascii", "ignore").decode().lower()
    whole = "-".join(re.findall("[a-z0-9]+", plain))
    return whole if len(whole) <= most else _cut(whole, most, "-")


def _cut(text: str, most: int, between: str) -> str:
    return text[: most + 1].rpartition(between)[0] or text[:most]


def many(number: int, word: str, words: str | None = None) -> str:
    """Return a number with its word: "1 passage", "2 passages"; `words` is an irregular plural."""
    return f"{number} {word if number == 1 else words or f'{word}s'}"
