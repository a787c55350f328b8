"""Plain text as blocks. Nothing marks a heading here: a short line without a full stop is taken for one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from quizapp.authoring.source_text.blocks import (
    BULLET,
    QUESTION_OR_ANSWER,
    Block,
    BlockKind,
    SourceText,
    one_line,
)
from quizapp.content.readability import sentences

_WRAPPED_AT = range(50, 101)
"""The lengths that the longest line of a wrapped text may have; others have one line a paragraph."""

_MARKER = re.compile(
    rf"(?:{BULLET}"
    r"|\(?(?P<number>\d{1,2})[.)]|\(?[a-z]\))\s+(?=\S)"
)
_STOPS = ".!?:;,…。！？؟।"  # noqa: RUF001 - the stops of other scripts among them
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
    cells: tuple[str, ...] = ()
    """Of a row of a table, whose columns tabs part."""


def read_plain(text: str) -> SourceText:
    """Read plain text."""
    lines = _lines(text)
    kinds = _kinds(lines)
    depths = _depths(lines, kinds)
    return SourceText(
        tuple(
            Block(kind=kind, text=line.text, depth=depth, numbered=line.number is not None, cells=line.cells)
            for line, kind, depth in zip(lines, kinds, depths, strict=True)
        )
    )


def _lines(text: str) -> list[_Line]:
    """The lines without blank ones and rules, wrapped ones joined."""
    given = text.split("\n")
    rows = [tuple(map(one_line, re.split(r"\t+|\s+\|\s+", line.strip()))) for line in given]
    is_row = [len(row) > 1 and not _MARKER.match(line.strip()) for row, line in zip(rows, given, strict=True)]
    raw = [line.expandtabs(4).rstrip() for line in given]
    width, is_wrapped = _wrapping(raw)
    lines: list[_Line] = []
    group = 0
    for place, line in enumerate(raw):
        before = lines[-1] if lines and lines[-1].group == group else None
        if not line.strip():
            group += 1
        elif is_row[place] and any(is_row[max(0, place - 1) : place] + is_row[place + 1 : place + 2]):
            text = ". ".join(cell.rstrip(".") for cell in rows[place])
            lines.append(_Line(text=text, group=group, indent=0, ends_at=0, cells=rows[place]))
        elif _RULE.fullmatch(line.strip()):
            if before is not None:
                lines[-1] = replace(before, underlined=True)
        elif before is not None and _goes_on(before, line, width, is_wrapped=is_wrapped):
            lines[-1] = replace(before, text=f"{before.text} {one_line(line)}", ends_at=len(line))
        else:
            lines.append(_line(line, group))
    return lines


def _line(raw: str, group: int) -> _Line:
    text = raw.lstrip()
    marker = _MARKER.match(text)
    return _Line(
        text=one_line(text[marker.end() :] if marker else text),
        group=group,
        indent=len(raw) - len(text),
        ends_at=len(raw),
        entry=marker is not None,
        number=int(marker["number"]) if marker and marker["number"] else None,
    )


def _wrapping(raw: Sequence[str]) -> tuple[int, bool]:
    """The length of the longest line, and whether lines end where the next word had no room.

    A line that begins with a small letter after a full one shows it.
    """
    width = max((len(line) for line in raw), default=0)
    return width, width in _WRAPPED_AT and any(
        line.lstrip()[0].islower() and _had_no_room(len(before), line, width)
        for before, line in pairwise(raw)
        if before.strip() and line.strip()
    )


def _had_no_room(length: int, raw: str, width: int) -> bool:
    return length + 1 + len(raw.split(maxsplit=1)[0]) > width


def _goes_on(before: _Line, raw: str, width: int, *, is_wrapped: bool) -> bool:
    """Whether a line only goes on with the one before."""
    text = raw.lstrip()
    is_closed = before.underlined or before.cells or before.text.endswith(":")
    if is_closed or _MARKER.match(text) or QUESTION_OR_ANSWER.match(text):
        return False
    if text[0].islower() and width in _WRAPPED_AT:
        return 2 * before.ends_at > width
    return is_wrapped and _had_no_room(before.ends_at, raw, width)


def _kinds(lines: Sequence[_Line]) -> list[BlockKind]:
    """What each line is, by its looks and then by its neighbours."""
    kinds = [_kind(line, is_first=index == 0) for index, line in enumerate(lines)]
    for index in _lost_bullets(lines):
        kinds[index] = BlockKind.ENTRY
    for index in _numbered_headings(lines, kinds):
        kinds[index] = BlockKind.HEADING
    return kinds


def _kind(line: _Line, *, is_first: bool) -> BlockKind:
    if line.cells:
        return BlockKind.PARAGRAPH
    if line.underlined or (not line.entry and (_is_title if is_first else _is_heading)(line.text)):
        return BlockKind.HEADING
    return BlockKind.ENTRY if line.entry else BlockKind.PARAGRAPH


def _is_heading(text: str) -> bool:
    """Whether a line looks like a heading: short, a capital first, and no full stop; or one question."""
    begins_small = next(filter(str.isalnum, text), "a").islower()
    is_question = text.endswith("?") and len(list(sentences(text))) == 1
    return not begins_small and (_is_bare(text) or (is_question and _is_short(text)))


def _is_bare(text: str) -> bool:
    """Whether a line is a few words without a stop."""
    end = text.rstrip("\"'”’)]*")[-1:]  # noqa: RUF001 - curly quotes do end sentences
    has_letter = any(letter.isalpha() for letter in text)
    return has_letter and end not in _STOPS and _is_short(text)


def _is_short(text: str) -> bool:
    is_short = len(text) <= _LONGEST_HEADING and len(text.split()) <= _MOST_HEADING_WORDS
    return is_short and QUESTION_OR_ANSWER.match(text) is None


def _is_title(text: str) -> bool:
    """Whether the first line of a text is its title, which may be longer than other headings."""
    is_long_title = (text[-1] not in _STOPS or text[-1] in "!?") and len(text) <= 2 * _LONGEST_HEADING
    return _is_heading(text) or (is_long_title and QUESTION_OR_ANSWER.match(text) is None)


def _lost_bullets(lines: Sequence[_Line]) -> Iterator[int]:
    """Yield the lines that are a list without bullets: two or more of a few words, after a colon."""
    start = 0
    bare = [(not (line.entry or line.cells) and _is_bare(line.text), line.group) for line in lines]
    for (is_bare, _), run in groupby(bare):
        length = len(list(run))
        if is_bare and length > 1 and start > 0 and lines[start - 1].text.endswith(":"):
            yield from range(start, start + length)
        start += length


def _numbered_headings(lines: Sequence[_Line], kinds: Sequence[BlockKind]) -> Iterator[int]:
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
        followed = all(list(kinds[index + 1 : index + 2]) == [BlockKind.PARAGRAPH] for index in row)
        if len(row) > 1 and followed and all(_is_heading(lines[index].text) for index in row):
            yield from row


def _depths(lines: Sequence[_Line], kinds: Sequence[BlockKind]) -> list[int]:
    """How deep each entry lies, by its indentation; 0 for all else."""
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
