"""The outline of a source: its sections with their roles, and its sentences with the ids of their passages.

Ids follow the place: `t0` is the title, `s2-3` the third sentence of the third section (they count from 0),
`s2b-1` the first of the second cause under it, and `s6` a heading with nothing below.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count, groupby
from string import ascii_lowercase
from typing import TYPE_CHECKING

from quizapp.content.importing.cues import ASKS, Role, chaff, role_of
from quizapp.content.passages import sentences
from quizapp.content.source_text.blocks import Block, BlockKind
from quizapp.content.source_text.reading import block_sentences, is_question

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizapp.content.source_text.blocks import SourceText

TITLE = "t0"
_SHORT_WORDS = 40
"""A section on causes with more words of its own is not just the heading above the causes."""
_LONG_RUN = 4
"""Headings in a row with nothing below them that are taken for a list."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the source, with the id of its passage."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Para:
    """One paragraph or list entry; in a section with questions also a heading."""

    kind: BlockKind
    lines: tuple[Line, ...]
    depth: int = 0
    lead: str = ""
    numbered: bool = False
    asks: bool = False
    chaff: str | None = None
    """What it is, where it is no content."""

    @property
    def text(self) -> str:
        """All its sentences."""
        return " ".join(line.text for line in self.lines)

    @property
    def is_entry(self) -> bool:
        """Whether it is an entry of a list."""
        return self.kind is BlockKind.ENTRY

    @property
    def announces(self) -> bool:
        """Whether it ends in a colon, so that something must follow."""
        return self.text.rstrip("*_ ").endswith(":")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands below it."""

    id: str
    role: Role
    heading: str
    """Empty for what comes before the first heading."""
    depth: int
    line: Line | None
    """The heading as a passage: a question, or a heading with nothing below."""
    paras: tuple[Para, ...]
    is_hole: bool = False
    """Whether something should stand below the heading, and nothing does."""

    @property
    def lines(self) -> Iterator[Line]:
        """All its passages."""
        if self.line:
            yield self.line
        for para in self.paras:
            yield from para.lines

    @property
    def content(self) -> tuple[Para, ...]:
        """Its paragraphs, but for those that are no content."""
        return tuple(para for para in self.paras if para.chaff is None)


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole source."""

    title: Line | None
    sections: tuple[Section, ...]


@dataclass(slots=True)
class _Part:
    """A section while its role is being found."""

    heading: Block | None
    blocks: list[Block] = field(default_factory=list)
    role: Role = Role.OTHER

    @property
    def text(self) -> str:
        return self.heading.text if self.heading else ""

    @property
    def depth(self) -> int:
        return self.heading.depth if self.heading else 0

    @property
    def content(self) -> list[Block]:
        return [block for block in self.blocks if chaff(block.text) is None]


def outlined(source: SourceText) -> Outline:
    """Find the sections of a source and number its sentences."""
    title = _title(source.blocks)
    parts = _gathered(_cut([block for block in source.blocks if block is not title]))
    _give_roles(parts)
    _find_causes(parts, title.text if title else "")
    _find_tails(parts)
    return Outline(Line(TITLE, title.text) if title else None, tuple(_sections(parts)))


def _title(blocks: Sequence[Block]) -> Block | None:
    """Return the first heading of the highest rank, or else a heading that comes before anything else."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING and not chaff(block.text)]
    top = next((heading for heading in headings if heading.depth == 1), None)
    first = next((block for block in blocks if not chaff(block.text)), None)
    return top or (first if first in headings else None)


def _cut(blocks: Sequence[Block]) -> list[_Part]:
    """Cut before every heading, but for questions in a section of questions and for what is no content."""
    parts = [_Part(None)]
    for block in blocks:
        role = role_of(block.text)
        is_cut = block.kind is BlockKind.HEADING and (role is Role.TAIL or not chaff(block.text))
        if is_cut and not (parts[-1].role is Role.FAQ and _is_asked(block, parts[-1])):
            parts.append(_Part(block, role=role))
        else:
            parts[-1].blocks.append(block)
    return parts if parts[0].blocks else parts[1:]


def _is_asked(heading: Block, part: _Part) -> bool:
    return heading.asks or is_question(heading.text) or heading.depth > part.depth > 0


def _give_roles(parts: Sequence[_Part]) -> None:
    """Mark the questions: headings of no other role with their answers below."""
    for part in parts:
        if part.role is Role.OTHER and part.blocks and (is_question(part.text) or _asks(part)):
            part.role = Role.QUESTION


def _asks(part: _Part) -> bool:
    return part.heading is not None and part.heading.asks


def _find_causes(parts: Sequence[_Part], title: str) -> None:
    """Mark the sections that are one cause each: those under a heading on causes."""
    holders = [index for index, part in enumerate(parts) if part.role is Role.CAUSES]
    for index in holders:
        if parts[index].role is Role.CAUSES:
            for part in _deeper(parts, index) or _beside(parts, index):
                part.role = Role.CAUSE
    if not holders and role_of(title) is Role.CAUSES:
        for part in parts:
            if part.role is Role.OTHER and part.blocks and part.heading and part.heading.numbered:
                part.role = Role.CAUSE


def _deeper(parts: Sequence[_Part], index: int) -> list[_Part]:
    """Return the sections with text that lie below another one."""
    found = []
    for part in parts[index + 1 :]:
        if not part.depth > parts[index].depth > 0:
            break
        if part.role in {Role.OTHER, Role.CAUSES} and part.content:
            found.append(part)
    return found


def _beside(parts: Sequence[_Part], index: int) -> list[_Part]:
    """Return the sections after a short one of the same rank, as far as their headings may be causes."""
    holder = parts[index]
    words = sum(len(block.text.split()) for block in holder.content)
    if words > _SHORT_WORDS or any(block.kind is BlockKind.ENTRY for block in holder.content):
        return []
    found = []
    for part in parts[index + 1 :]:
        fits = part.role is Role.OTHER and part.depth == holder.depth and part.content
        if not fits or ASKS.match(part.text):
            break
        found.append(part)
    return found


def _find_tails(parts: Sequence[_Part]) -> None:
    """Mark what is no content: sections with nothing else, and what is empty after such a section."""
    in_tail = False
    for part in parts:
        is_chaff = bool(part.blocks) and not part.content
        in_tail = (
            part.role is Role.TAIL or is_chaff or _is_mostly_chaff(part) or (in_tail and not part.blocks)
        )
        if in_tail:
            part.role = Role.TAIL


def _is_mostly_chaff(part: _Part) -> bool:
    """Whether a section under a heading that says nothing is an invitation with some words around it."""
    words = sum(len(block.text.split()) for block in part.blocks)
    is_candidate = part.role is Role.OTHER and part.heading is not None and words <= 2 * _SHORT_WORDS
    return is_candidate and len(part.content) < len(part.blocks) <= 2 * (len(part.blocks) - len(part.content))


def _gathered(parts: Sequence[_Part]) -> list[_Part]:
    """Make entries of headings with nothing below: many in a row are a list that lost its bullets."""
    gathered: list[_Part] = []
    for is_listed, run in groupby(parts, _may_be_listed):
        first, *others = run
        in_tail = not gathered or gathered[-1].role is Role.TAIL
        if not is_listed or in_tail or len(others) + 1 < _LONG_RUN:
            gathered += [first, *others]
            continue
        headings = [part.heading for part in others if part.heading]
        first.blocks += [replace(heading, kind=BlockKind.ENTRY, depth=1) for heading in headings]
        gathered.append(first)
    return gathered


def _may_be_listed(part: _Part) -> bool:
    """Whether a heading says nothing of its role, has nothing below, and is one sentence."""
    is_bare = part.heading is not None and part.role is Role.OTHER and not (part.blocks or part.depth)
    return is_bare and len(list(sentences(part.text))) == 1


def _sections(parts: Sequence[_Part]) -> Iterator[Section]:
    """Yield the sections, numbered, with their sentences numbered."""
    number, causes = -1, count()
    for index, part in enumerate(parts):
        if part.role is Role.CAUSE and number >= 0:
            letter = next(causes)
        else:
            number, causes, letter = number + 1, count(), -1
        name = f"s{number}" + (_letters(letter) if letter >= 0 else "")
        after = parts[index + 1] if index + 1 < len(parts) else None
        yield _section(name, part, is_above=after is not None and _is_above(part, after))


def _letters(index: int) -> str:
    """Return a, b, ..., z, aa, ab, ..."""
    high, low = divmod(index, len(ascii_lowercase))
    return (_letters(high - 1) if high else "") + ascii_lowercase[low]


def _is_above(part: _Part, after: _Part) -> bool:
    """Whether an empty section is only the heading above the next ones."""
    return after.depth > part.depth > 0 or (part.role is Role.CAUSES and after.role is Role.CAUSE)


def _section(name: str, part: _Part, *, is_above: bool) -> Section:
    places = count(1)
    is_hole = part.heading is not None and not (part.blocks or part.role is Role.TAIL or is_above)
    line = None
    if part.role is Role.QUESTION or is_question(part.text):
        line = Line(f"{name}-{next(places)}", part.text)
    elif is_hole:
        line = Line(name, part.text)
    paras = []
    for block in part.blocks:
        texts = [block.text] if block.kind is BlockKind.HEADING else block_sentences(block)
        lines = tuple(Line(f"{name}-{next(places)}", text) for text in texts)
        reason = chaff(block.text)
        if part.role is Role.TAIL:
            reason = reason or (f'the part "{part.text}"' if part.text else "the end of the page")
        paras.append(_para(block, lines, reason))
    return Section(
        id=name,
        role=part.role,
        heading=part.text,
        depth=part.depth,
        line=line,
        paras=tuple(para for para in paras if para.lines),
        is_hole=is_hole,
    )


def _para(block: Block, lines: tuple[Line, ...], reason: str | None) -> Para:
    return Para(
        kind=block.kind,
        lines=lines,
        depth=block.depth,
        lead=block.lead,
        numbered=block.numbered,
        asks=block.asks,
        chaff=reason,
    )
