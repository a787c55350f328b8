"""Plain text as blocks. Nothing marks a heading here: a short line without a full stop is taken for one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from quizapp.content.readability import sentences
from quizapp.content.source_text.blocks import QUESTION_OR_ANSWER, Block, BlockKind, SourceText, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WRAPPED_AT = 100
"""Texts whose longest line is longer than this have one line for each paragraph."""

_MARKER = re.compile(r"(?:[-*+•‣▪◦●○·–—]|\(?(?P<number>\d{1,2})[.)]|\(?[a-z]\))\s+(?=\S)")  # noqa: RUF001 - bullets
_RULE = re.compile(r"[-=~_*]{3,}")
_LONGEST_HEADING = 120
_MOST_HEADING_WORDS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One paragraph, heading or entry, its wrapped lines joined."""

    text: str
    group: int
    """Lines with no blank line between them have the same number."""
    indent: int
    ends_at: int
    """The column at which its last line ended."""
    entry: bool = False
    number: int | None = None
    underlined: bool = False


def read_plain(text: str) -> SourceText:
    """Read plain text."""
    lines = _lines(text)
    kinds = _kinds(lines)
    depths = _depths(lines, kinds)
    return SourceText(
        tuple(
            Block(kind=kind, text=line.text, depth=depth, numbered=line.number is not None)
            for line, kind, depth in zip(lines, kinds, depths, strict=True)
        )
    )


def _lines(text: str) -> list[_Line]:
    """Return the lines without blank ones and rules, wrapped ones joined."""
    raw = [line.expandtabs(4).rstrip() for line in text.split("\n")]
    width = max((len(line) for line in raw), default=0)
    lines: list[_Line] = []
    group = 0
    for line in raw:
        before = lines[-1] if lines and lines[-1].group == group else None
        if not line.strip():
            group += 1
        elif _RULE.fullmatch(line.strip()):
            if before is not None:
                lines[-1] = replace(before, underlined=True)
        elif before is not None and _goes_on(before, line, width):
            lines[-1] = replace(before, text=f"{before.text} {one_line(line)}", ends_at=len(line))
        else:
            lines.append(_line(line, group))
    return lines


def _line(raw: str, group: int) -> _Line:
    text = raw.lstrip()
    indent = len(raw) - len(text)
    marker = _MARKER.match(text)
    number = int(marker["number"]) if marker and marker["number"] else None
    return _Line(
        text=one_line(text[marker.end() :] if marker else text),
        group=group,
        indent=indent,
        ends_at=len(raw),
        entry=marker is not None,
        number=number,
    )


def _goes_on(before: _Line, raw: str, width: int) -> bool:
    """Whether a line only goes on with the one before, which had no room for its first word."""
    text = raw.lstrip()
    if width > WRAPPED_AT or before.underlined or _MARKER.match(text) or QUESTION_OR_ANSWER.match(text):
        return False
    first_word = text.split(maxsplit=1)[0]
    return text[0].islower() or before.ends_at + 1 + len(first_word) > width


def _kinds(lines: Sequence[_Line]) -> list[BlockKind]:
    """Return what each line is, by its looks and then by its neighbours."""
    looks = [
        line.underlined or (not line.entry and (_is_title if index == 0 else _is_heading)(line.text))
        for index, line in enumerate(lines)
    ]
    kinds = [
        BlockKind.HEADING if heading else BlockKind.ENTRY if line.entry else BlockKind.PARAGRAPH
        for line, heading in zip(lines, looks, strict=True)
    ]
    for index in _lost_bullets(lines, looks):
        kinds[index] = BlockKind.ENTRY
    for index in _numbered_headings(lines, kinds):
        kinds[index] = BlockKind.HEADING
    return kinds


def _is_heading(text: str) -> bool:
    """Whether a line looks like a heading: short, a capital first, and no full stop, or one question."""
    if len(text) > _LONGEST_HEADING or len(text.split()) > _MOST_HEADING_WORDS:
        return False
    if QUESTION_OR_ANSWER.match(text):
        return False
    letters = [letter for letter in text if letter.isalnum()]
    if not letters or letters[0].islower() or not any(letter.isalpha() for letter in letters):
        return False
    end = text.rstrip("\"'”’)]*")[-1:]  # noqa: RUF001 - curly quotes do end sentences
    return end not in ".!:;,…" and (end != "?" or len(list(sentences(text))) == 1)


def _is_title(text: str) -> bool:
    """Whether the first line of a text is its title, which may be longer than other headings."""
    return _is_heading(text) or (text[-1] not in ".:;,…" and len(text) <= 2 * _LONGEST_HEADING)


def _lost_bullets(lines: Sequence[_Line], looks: Sequence[bool]) -> Iterator[int]:
    """Yield the lines that look like headings but are a list: two in a row or more after a colon."""
    start = 0
    for (heading, _), run in groupby(zip(looks, lines, strict=True), lambda pair: (pair[0], pair[1].group)):
        length = len(list(run))
        announced = start > 0 and lines[start - 1].text.endswith(":")
        if heading and announced and length > 1:
            yield from range(start, start + length)
        start += length


def _numbered_headings(lines: Sequence[_Line], kinds: list[BlockKind]) -> Iterator[int]:
    """Yield numbered lines that are headings: each line of their row 1, 2, 3 ... has a paragraph after it."""
    rows: list[list[int]] = []
    expected = None
    for index, line in enumerate(lines):
        if line.number is None:
            continue
        if line.number != expected:
            rows.append([])
        rows[-1].append(index)
        expected = line.number + 1
    for row in rows:
        followed = all(kinds[index + 1 : index + 2] == [BlockKind.PARAGRAPH] for index in row)
        if len(row) > 1 and followed and all(_is_heading(lines[index].text) for index in row):
            yield from row


def _depths(lines: Sequence[_Line], kinds: Sequence[BlockKind]) -> list[int]:
    """Return how deep each entry lies, by its indentation; 0 for all else."""
    indents: list[int] = []
    depths = []
    for line, kind in zip(lines, kinds, strict=True):
        if kind is not BlockKind.ENTRY:
            indents = []
            depths.append(0)
            continue
        while indents and indents[-1] > line.indent:
            indents.pop()
        if not indents or indents[-1] < line.indent:
            indents.append(line.indent)
        depths.append(len(indents))
    return depths
