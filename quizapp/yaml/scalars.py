"""The values of plain (unquoted) scalars: the YAML 1.2 core schema, and where other tools differ.

`resolve("3")` is 3 and `resolve("no")` is "no", as an editor sees it; `other_reading("no")` says that a
YAML 1.1 tool makes "a yes/no value" of it.
"""

import math
import re
from collections.abc import Mapping

Scalar = bool | int | float | str | None

MAX_NUMBER = 15
"""Characters of a number. Longer ones do not survive JSON; they are ids or hashes that want quotes."""

CORE_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""The plain scalars that stand for null, true and false."""
OLD_WORDS = frozenset(
    ["y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"]
)
"""The plain scalars that stand for true and false in YAML 1.1, and for themselves here."""

CURLY_OPENING = ("“", "”", "„", "‘", "’", "‚")  # noqa: RUF001 - word processors make them
CURLY = "".join(CURLY_OPENING)
"""Quotes that word processors make of straight ones; to YAML they are letters."""

_NUMBER = re.compile(
    r"""(?P<int> [-+]?[0-9]+ )
      | (?P<octal> 0o[0-7]+ )
      | (?P<hexadecimal> 0x[0-9a-fA-F]+ )
      | (?P<float> [-+]? (?: \.[0-9]+ | [0-9]+ (?:\.[0-9]*)? ) (?: [eE][-+]?[0-9]+ )? )
      | (?P<endless> [-+]? \.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN) )""",
    re.VERBOSE,
)
_ELSEWHERE = re.compile(
    r"""(?P<date> [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} (?: [Tt ].* )? )
      | (?P<time> [-+]?[0-9][0-9_]*(?: :[0-5]?[0-9] )+ (?: \.[0-9_]* )? )
      | (?P<number> 0[0-7]+ | [-+]?0b[01_]+ | [-+]?[0-9][0-9_]*_[0-9_]*(?: \.[0-9_]* )? )""",
    re.VERBOSE,
)
_LONGEST_ELSEWHERE = 40
"""Characters of a date with its time, and to spare."""
_READS_AS = {"date": "a date", "time": "a number of seconds", "number": "another number"}


def resolve(text: str) -> Scalar:
    """The value of a plain scalar; not a number (NaN) for one that is too long, or has no end."""
    if text in CORE_WORDS:
        return CORE_WORDS[text]
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    if len(text) > MAX_NUMBER or match["endless"]:
        return math.nan
    if match["float"]:
        number = float(text)
        return number if math.isfinite(number) else math.nan
    return int(text, 10 if match["int"] else 0)


def other_reading(text: str) -> str | None:
    """Say what YAML 1.1 tools read where this program reads text, or another number; None if they agree."""
    if text in OLD_WORDS:
        return "a yes/no value"
    if len(text) > _LONGEST_ELSEWHERE:
        return None
    match = _ELSEWHERE.fullmatch(text)
    return _READS_AS[match.lastgroup] if match and match.lastgroup else None
