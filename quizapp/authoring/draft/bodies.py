r"""The source's paragraphs and lists as Markdown that means the same: every mark in a sentence is escaped.

body_of([Para("Rest *and* wait."), Para("- a"), Para("- b")])   # "Rest \*and\* wait.\n\n- a\n- b"
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeVar

from quizapp.authoring.draft.outline import NumberedSentence, Para

_Text = TypeVar("_Text", Para, NumberedSentence)

_MARKS = re.compile(r"[\\*_\[\]]")
_LIST_START = re.compile(r"^([-+]|\d{1,9}[.)])(?=\s|$)")


def escaped(text: str) -> str:
    """Markdown that shows a line of text as it is."""
    marked = _MARKS.sub(r"\\\g<0>", text)
    return _LIST_START.sub(lambda start: f"{start[1][:-1]}\\{start[1][-1]}", marked)


def body_of(paras: Iterable[Para], *, outermost: int = 1) -> str:
    """Paragraphs and lists as Markdown.

    Entries that lie less deep than `outermost` are paragraphs: an answer in a list of questions and answers.
    """
    blocks: list[str] = []
    base = 0
    """The depth of the first entry of the list that is being written; 0 between lists."""
    for para in paras:
        text = escaped(para.text)
        if not (para.is_entry and para.depth >= outermost):
            blocks.append(text)
            base = 0
        elif base:
            blocks[-1] += f"\n{'  ' * max(0, para.depth - base)}- {text}"
        else:
            blocks.append(f"- {text}")
            base = para.depth
    return "\n\n".join(blocks)


def fitting(paras: Iterable[Para], most: int) -> Iterator[list[Para]]:
    """Yield paragraphs in portions whose bodies have at most `most` characters.

    A paragraph that is longer is cut between its sentences, of which each is short enough.
    """
    pieces = (
        replace(para, lines=tuple(lines))
        for para in paras
        for lines in _packed(para.lines, most - _FRAME, frame=1)
    )
    return _packed(pieces, most, frame=_FRAME)


_FRAME = 60
"""Characters at most around a paragraph: blank lines, a bullet, its indentation."""


def _packed(texts: Iterable[_Text], most: int, *, frame: int) -> Iterator[list[_Text]]:
    """Yield texts in rows of at most `most` characters; each takes `frame` more than its own."""
    row: list[_Text] = []
    size = 0
    for each in texts:
        length = len(escaped(each.text)) + frame
        if row and size + length > most:
            yield row
            row, size = [], 0
        row.append(each)
        size += length
    if row:
        yield row


def without_loose_ends(paras: Sequence[Para], lost: AbstractSet[str]) -> list[Para]:
    """Paragraphs without the sentences that are `lost`, and without announcements of nothing.

    Such a sentence ends in a colon, and in this body no list comes after it.
    """
    kept: list[Para] = []
    for para in reversed(paras):
        lines = tuple(line for line in para.lines if line.id not in lost)
        following = kept[-1] if kept else None
        has_list = following is not None and following.is_entry and following.depth > para.depth
        while lines and lines[-1].text.rstrip("*_ ").endswith(":") and not has_list:
            lines = lines[:-1]
        if lines:
            kept.append(replace(para, lines=lines))
    return kept[::-1]


def grouped(paras: Iterable[Para]) -> list[list[Para]]:
    """Paragraphs one by one, and each entry of a list with those below it."""
    return _groups(paras, lambda first, para: first.is_entry and para.is_entry and para.depth > first.depth)


def with_lists(paras: Iterable[Para]) -> list[list[Para]]:
    """Paragraphs each with the list that comes after it."""
    return _groups(paras, lambda _, para: para.is_entry)


def _groups(paras: Iterable[Para], belongs: Callable[[Para, Para], bool]) -> list[list[Para]]:
    """Paragraphs in groups: each that belongs to the first of the group before comes to it."""
    groups: list[list[Para]] = []
    for para in paras:
        if groups and belongs(groups[-1][0], para):
            groups[-1].append(para)
        else:
            groups.append([para])
    return groups
