"""One line of a file as a terminal shows it, with marks under the word that a problem is about.

    excerpt('    urgancy: soon  # "soon" is a day', 5)
    # ('    urgancy: soon  # "soon" is a day', '    ^^^^^^^')

A column counts characters and a terminal counts cells: a tab or a Chinese character takes several, an accent
that stands on the letter before it none. Characters that nobody sees, that would turn the order of the line
or steer the terminal, are shown by their numbers.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from itertools import accumulate

WIDTH = 100
"""Cells of a long line that are shown."""
LEAD = 40
"""Cells that are shown before the place, where a long line is cut on its left."""
NEAR = 4 * WIDTH
"""Characters before and after the place that are looked at: a line may have a quarter of a million."""
TAB = " " * 4
CUT = "…"

_JOINERS = "\u200c\u200d"
"""Unseen, but part of the words of some languages, and of some emoji."""
_QUOTED = r""""(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?"""
_WORD = r"(?=\S)(?:(?!\s+#|:(?:\s|$)|\s*$).)+"
_WORD_IN_FLOW = r"(?=\S)(?:(?!\s+#|:(?:\s|$)|\s*$|[\[\]{},]).)+"
_TOKEN = re.compile(rf"{_QUOTED}|[|>][-+0-9]*(?=\s|$)|-(?=\s|$)|{_WORD}")
_TOKEN_IN_FLOW = re.compile(rf"{_QUOTED}|{_WORD_IN_FLOW}")


def excerpt(line: str, column: int) -> tuple[str, str]:
    """A line as it can be shown, and the marks to go below it for the word at `column` (from 1)."""
    start = min(column - 1, len(line))
    offset = max(start - NEAR, 0)
    near, start = line[offset : start + NEAR], start - offset
    ends = [0, *accumulate(_cells(character) for character in near)]
    first, last = 0, len(near)
    if ends[-1] > WIDTH:
        first = bisect_left(ends, ends[start] - LEAD)
        last = bisect_right(ends, ends[first] + WIDTH) - 1
    left, right = CUT if first else "", CUT if last < len(near) else ""
    end = max(min(_end(near, start), last), start)
    indent = " " * (len(left) + ends[start] - ends[first])
    return f"{left}{shown(near[first:last])}{right}", indent + "^" * max(ends[end] - ends[start], 1)


def shown(text: str) -> str:
    """A text with what cannot be seen made visible."""
    return "".join(map(_shown, text))


def token_end(line: str, column: int) -> int:
    """The column after the word, quoted text or bracket at `column`; both count from 1."""
    offset = max(column - 1 - NEAR, 0)
    return offset + _end(line[offset : column - 1 + NEAR], column - 1 - offset) + 1


def _end(line: str, start: int) -> int:
    if line[start : start + 1] in {"[", "{"}:
        return _after_bracket(line, start)
    before = re.sub(_QUOTED, "", line[:start])
    is_flow = sum((character in "[{") - (character in "]}") for character in before) > 0
    token = (_TOKEN_IN_FLOW if is_flow else _TOKEN).match(line, start)
    return token.end() if token else start + 1


def _after_bracket(line: str, start: int) -> int:
    depth = 0
    for index in range(start, len(line)):
        depth += (line[index] in "[{") - (line[index] in "]}")
        if not depth:
            return index + 1
    return start + 1


def _shown(character: str) -> str:
    if character == "\t":
        return TAB
    if character.isprintable() or character in _JOINERS or character == "\u3000":
        return character
    return f"<U+{ord(character):04X}>"


def _cells(character: str) -> int:
    text = _shown(character)
    if text != character:
        return len(text)
    if (
        character in _JOINERS
        or unicodedata.category(character) in {"Mn", "Me"}
        or "\u1160" <= character <= "\u11ff"
    ):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
