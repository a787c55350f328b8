"""What a plain (unquoted) scalar stands for: the YAML 1.2 core schema, and where other tools differ.

resolve("3")      # 3
resolve("no")     # "no": text, as an editor sees it
other_reading("no")  # "a yes/no value": what a YAML 1.1 tool makes of it
"""

from __future__ import annotations

import math
import re
from typing import TypeAlias

Scalar: TypeAlias = None | bool | int | float | str

MAX_NUMBER = 17
"""Characters of a number. Longer ones do not survive JSON; they are ids or hashes that want quotes."""

_WORDS: dict[str, None | bool] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER = re.compile(
    r"""(?P<int> [-+]?[0-9]+ )
      | (?P<octal> 0o[0-7]+ )
      | (?P<hexadecimal> 0x[0-9a-fA-F]+ )
      | (?P<float> [-+]? (?: \.[0-9]+ | [0-9]+ (?:\.[0-9]*)? ) (?: [eE][-+]?[0-9]+ )? )
      | (?P<endless> [-+]? \.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN) )""",
    re.VERBOSE,
)
_ELSEWHERE = re.compile(
    r"""(?P<truth> y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF )
      | (?P<date> [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} (?: [Tt ].* )? )
      | (?P<time> [-+]?[0-9][0-9_]*(?: :[0-5]?[0-9] )+ (?: \.[0-9_]* )? )
      | (?P<number> 0[0-7]+ | [-+]?0b[01_]+ | [-+]?[0-9][0-9_]*_[0-9_]*(?: \.[0-9_]* )? )""",
    re.VERBOSE,
)
_READS_AS = {
    "truth": "a yes/no value",
    "date": "a date",
    "time": "a number of seconds",
    "number": "another number",
}


class UnusableNumber(ValueError):
    """A number that is too long, or not finite."""


def resolve(text: str) -> Scalar:
    """Return the value of a plain scalar; UnusableNumber when it is a number nobody can use."""
    if text in _WORDS:
        return _WORDS[text]
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    if len(text) > MAX_NUMBER or match["endless"]:
        raise UnusableNumber
    if match["float"]:
        number = float(text)
        if math.isinf(number):
            raise UnusableNumber
        return number
    return int(text, 10 if match["int"] else 0)


def other_reading(text: str) -> str | None:
    """Say what YAML 1.1 tools read where this program reads text, or another number; None if they agree."""
    match = _ELSEWHERE.fullmatch(text)
    return _READS_AS[match.lastgroup] if match and match.lastgroup else None
