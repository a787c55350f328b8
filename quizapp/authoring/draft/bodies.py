r"""The source's paragraphs and lists as Markdown that means the same: every mark in a sentence is escaped.

body_of([Para("Rest *and* wait."), Para("- a"), Para("- b")])   # "Rest \*and\* wait.\n\n- a\n- b"
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from quizapp.authoring.draft.outline import NumberedSentence, Para

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
    """Yield paragraphs in portions whose bodies have at most `most` characters."""
    portion: list[Para] = []
    size = 0
    for para in paras:
        for piece in _pieces(para, most - _FRAME):
            length = len(escaped(piece.text)) + _FRAME
            if portion and size + length > most:
                yield portion
                portion, size = [], 0
            portion.append(piece)
            size += length
    if portion:
        yield portion


_FRAME = 60
"""Characters at most around a paragraph: blank lines, a bullet, its indentation."""


def _pieces(para: Para, most: int) -> Iterator[Para]:
    """Yield a paragraph in pieces that fit, cut between sentences, of which each is short enough."""
    lines: list[NumberedSentence] = []
    size = 0
    for line in para.lines:
        length = len(escaped(line.text)) + 1
        if lines and size + length > most:
            yield replace(para, lines=tuple(lines))
            lines, size = [], 0
        lines.append(line)
        size += length
    yield replace(para, lines=tuple(lines))


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
    groups: list[list[Para]] = []
    for para in paras:
        if groups and para.is_entry and groups[-1][0].is_entry and para.depth > groups[-1][0].depth:
            groups[-1].append(para)
        else:
            groups.append([para])
    return groups


def with_lists(paras: Iterable[Para]) -> list[list[Para]]:
    """Paragraphs each with the list that comes after it."""
    groups: list[list[Para]] = []
    for para in paras:
        if groups and para.is_entry:
            groups[-1].append(para)
        else:
            groups.append([para])
    return groups
