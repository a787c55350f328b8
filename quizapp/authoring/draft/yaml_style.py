"""Plain data as YAML in the style of the article files: short texts on one line, long ones folded.

Only what the format knows is written: text, whole numbers, true or false, lists and groups of keys. What is
read back is what was written.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from quizapp.yaml.writing import double_quoted, is_plain

WIDTH = 110
_FINGERPRINT = re.compile(r"[0-9a-f]{12}")
"""Some of these look like numbers, so that all of them have quotes."""
_SHORT = re.compile(r"[a-z0-9][a-z0-9/-]*")
"""Words such as cites, which stand in a list on one line."""


def as_yaml(data: Mapping[str, Any], head: str) -> str:
    """A document with `head` as a comment at its top."""
    lines = _comment(head)
    is_after_part = True
    for key, value in data.items():
        is_part = isinstance(value, list | dict)
        lines += [""] if lines and (is_part or is_after_part) else []
        lines += _entry(key, value, 0)
        is_after_part = is_part
    return "\n".join(lines) + "\n"


def as_comment(lines: Iterable[str]) -> str:
    """Lines of text as comments at the end of a document."""
    return "\n" + "".join(f"{line}\n" for text in lines for line in _comment(text))


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH - 2)]


def _entry(key: str, value: Any, indent: int) -> Iterator[str]:  # noqa: ANN401 - any value of the format
    """Yield the lines of one key with its value."""
    start = f"{' ' * indent}{key}:"
    if isinstance(value, dict):
        yield start
        for inner, inner_value in value.items():
            yield from _entry(inner, inner_value, indent + 2)
    elif isinstance(value, list):
        yield from _list(start, value, indent)
    else:
        first, *rest = _scalar(value, indent + 2, WIDTH - len(start) - 1)
        yield f"{start} {first}"
        yield from rest


def _list(start: str, values: Sequence[Any], indent: int) -> Iterator[str]:
    if all(isinstance(value, str) and _SHORT.fullmatch(value) and is_plain(value) for value in values):
        line = f"{start} [{', '.join(values)}]"
        if len(line) <= WIDTH:
            yield line
            return
    yield start
    for number, value in enumerate(values):
        if isinstance(value, dict):
            if number and indent == 0:
                yield ""
            yield from _group(value, indent + 2)
        else:
            first, *rest = _scalar(value, indent + 4, WIDTH - indent - 4)
            yield f"{' ' * (indent + 2)}- {first}"
            yield from rest


def _group(value: Mapping[str, Any], indent: int) -> Iterator[str]:
    """Yield the lines of a list entry that is a group of keys."""
    lines = [line for key, inner in value.items() for line in _entry(key, inner, indent + 2)]
    yield f"{' ' * indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def _scalar(value: str | int, indent: int, room: int) -> list[str]:
    """The lines of a value: the first goes on a line that has `room`, the rest are whole lines."""
    if isinstance(value, int):
        return [str(value).lower() if isinstance(value, bool) else str(value)]
    margin = " " * indent
    if "\n" in value:
        return ["|-", *(f"{margin}{line}" if line else "" for line in value.split("\n"))]
    line = value if is_plain(value) and not _FINGERPRINT.fullmatch(value) else double_quoted(value)
    if len(line) <= room:
        return [line]
    folded = textwrap.wrap(value, WIDTH - indent, break_long_words=False, break_on_hyphens=False)
    return [">-", *(f"{margin}{part}" for part in folded)]
