"""The outline of a source: its sections with their roles, and its sentences with the ids of their passages.

Ids follow the place: `t0` is the title, `s2-3` the third sentence of the third section (they count from 0),
`s2b-1` the first of the second cause under it, `s6` a heading with nothing below, and `s6-0` a heading that
itself speaks of an emergency.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import count, groupby, pairwise, takewhile
from string import ascii_lowercase

from quizapp.authoring.cues import Cues, Role, cues_of
from quizapp.authoring.source_text.blocks import Block, BlockKind, SourceText
from quizapp.authoring.source_text.formats import is_question
from quizapp.content.passages import sentences

_SHORT_WORDS = 40
"""A section on causes with more words of its own is not just the heading above the causes."""
_LONG_RUN = 4
"""Headings in a row with nothing below them that are taken for a list."""


@dataclass(frozen=True, slots=True)
class NumberedSentence:
    """One sentence of the source, with the id of its passage."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Para(Block):
    """A block in sentences: a paragraph or list entry, in a section with questions also a heading."""

    lines: tuple[NumberedSentence, ...]
    chaff: str | None = None
    """What it is, where it is no content."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", " ".join(line.text for line in self.lines))

    @property
    def is_entry(self) -> bool:
        """Whether it is an entry of a list."""
        return self.kind is BlockKind.ENTRY

    @property
    def is_listed(self) -> bool:
        """Whether it is one of several: an entry of a list, or a row of a table."""
        return self.is_entry or bool(self.cells)

    @property
    def announces(self) -> bool:
        """Whether it ends in a colon, so that something must follow."""
        return self.text.rstrip("*_ ").endswith(":")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands below it."""

    role: Role
    heading: str
    """Empty for what comes before the first heading."""
    depth: int
    line: NumberedSentence | None
    """The heading as a passage: a question, one with nothing below, or one that speaks of an emergency."""
    paras: tuple[Para, ...]
    is_hole: bool = False
    """Whether something should stand below the heading, and nothing does."""
    is_above: bool = False
    """Whether the next section lies below it."""
    is_below: bool = False
    """Whether it is urgent only because it stands below a heading that is."""

    @property
    def lines(self) -> Iterator[NumberedSentence]:
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

    title: NumberedSentence | None
    sections: tuple[Section, ...]
    cues: Cues

    @property
    def lines(self) -> Iterator[NumberedSentence]:
        """Every sentence in order."""
        if self.title:
            yield self.title
        for section in self.sections:
            yield from section.lines


@dataclass(slots=True)
class _OpenSection:
    """A section while its role is being found."""

    heading: Block | None
    cues: Cues
    blocks: list[Block] = field(default_factory=list)
    role: Role = Role.OTHER
    is_below: bool = False
    is_around: bool = False

    @property
    def text(self) -> str:
        return self.heading.text if self.heading else ""

    @property
    def depth(self) -> int:
        return self.heading.depth if self.heading else 0

    @property
    def content(self) -> list[Block]:
        return [block for block in self.blocks if self.cues.chaff(block.text) is None]


def outlined(source: SourceText) -> Outline:
    """Find the sections of a source and number its sentences."""
    cues = cues_of(source.lang or "")
    title = _title(source.blocks, cues)
    parts = _gathered(_cut([block for block in source.blocks if block is not title], cues))
    _find_urgent(parts)
    _give_roles(parts)
    _find_causes(parts, cues.role(title.text) if title else Role.OTHER)
    _find_tails(parts)
    named = NumberedSentence("t0", title.text) if title else None
    return Outline(named, tuple(_sections(parts)), cues)


def _title(blocks: Sequence[Block], cues: Cues) -> Block | None:
    """The first heading of the highest rank, or else a heading that comes before anything else."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING and not cues.chaff(block.text)]
    top = next((heading for heading in headings if heading.depth == 1), None)
    first = next((block for block in blocks if not cues.chaff(block.text)), None)
    return top or (first if first in headings else None)


def _cut(blocks: Sequence[Block], cues: Cues) -> list[_OpenSection]:
    """Cut before every heading, but for questions in a section of questions and for what is no content."""
    parts = [_OpenSection(None, cues)]
    for block in blocks:
        role = cues.role(block.text)
        is_cut = block.kind is BlockKind.HEADING and (role is Role.TAIL or not cues.chaff(block.text))
        if block.around and not parts[-1].is_around:
            parts.append(_OpenSection(None, cues, role=Role.TAIL, is_around=True))
        is_asked = block.asks or is_question(block.text) or block.depth > parts[-1].depth > 0
        if is_cut and not (parts[-1].role is Role.FAQ and is_asked):
            parts.append(_OpenSection(block, cues, role=role))
        else:
            parts[-1].blocks.append(block)
    return parts if parts[0].blocks else parts[1:]


def _find_urgent(parts: Sequence[_OpenSection]) -> None:
    """Mark the sections below an urgent heading as urgent, unless their own headings say what they are.

    In plain text nothing says what lies below what: there it is a row of lists with an urgent heading first.
    """
    for index, (before, part) in enumerate(pairwise(parts), 1):
        holder = next((each for each in reversed(parts[:index]) if each.depth < part.depth), None)
        if not part.depth:
            is_list = bool(part.content) and all(block.kind is BlockKind.ENTRY for block in part.content)
            holder = before if is_list and (before.is_below or not before.content) else None
        is_plain = part.role is Role.OTHER and not is_question(part.text)
        if is_plain and holder is not None and holder.role is Role.URGENT:
            part.role, part.is_below = Role.URGENT, True


def _give_roles(parts: Sequence[_OpenSection]) -> None:
    """Mark the questions: headings of no other role with their answers below."""
    for part in parts:
        asks = is_question(part.text) or (part.heading is not None and part.heading.asks)
        if part.role is Role.OTHER and part.blocks and asks:
            part.role = Role.QUESTION


def _find_causes(parts: Sequence[_OpenSection], title_role: Role) -> None:
    """Mark the sections that are one cause each: those under a heading on causes."""
    holders = [index for index, part in enumerate(parts) if part.role is Role.CAUSES]
    for index in holders:
        for part in _deeper(parts, index) or _beside(parts, index):
            part.role = Role.CAUSE
    if not holders and title_role is Role.CAUSES:
        for part in parts:
            if part.role is Role.OTHER and part.blocks and part.heading and part.heading.numbered:
                part.role = Role.CAUSE


def _deeper(parts: Sequence[_OpenSection], index: int) -> list[_OpenSection]:
    """The sections with text that lie below another one."""
    below = takewhile(lambda part: part.depth > parts[index].depth > 0, parts[index + 1 :])
    return [part for part in below if part.role in {Role.OTHER, Role.CAUSES} and part.content]


def _beside(parts: Sequence[_OpenSection], index: int) -> list[_OpenSection]:
    """The sections after a short one of the same rank, as far as their headings may be causes."""
    holder = parts[index]
    words = sum(len(block.text.split()) for block in holder.content)
    if words > _SHORT_WORDS or any(block.kind is BlockKind.ENTRY for block in holder.content):
        return []

    def may_be_cause(part: _OpenSection) -> bool:
        fits = part.role is Role.OTHER and part.depth == holder.depth and bool(part.content)
        return fits and not part.cues["asks"].match(part.text)

    return list(takewhile(may_be_cause, parts[index + 1 :]))


def _find_tails(parts: Sequence[_OpenSection]) -> None:
    """Mark what is no content: sections with nothing else, and what is empty after such a section."""
    in_tail = False
    for part in parts:
        is_chaff = bool(part.blocks) and not part.content
        in_tail = part.role is Role.TAIL or is_chaff or (in_tail and not part.blocks)
        if in_tail:
            part.role = Role.TAIL


def _gathered(parts: Sequence[_OpenSection]) -> list[_OpenSection]:
    """Make entries of headings with nothing below: many in a row are a list that lost its bullets."""
    gathered: list[_OpenSection] = []
    for is_bare, run in groupby(parts, _is_bare):
        first, *others = run
        in_tail = not gathered or gathered[-1].role is Role.TAIL
        if is_bare and not in_tail and len(others) + 1 >= _LONG_RUN:
            headings = [part.heading for part in others if part.heading]
            first.blocks += [replace(heading, kind=BlockKind.ENTRY, depth=1) for heading in headings]
            others = []
        gathered += [first, *others]
    return gathered


def _is_bare(part: _OpenSection) -> bool:
    return part.role is Role.OTHER and not (part.blocks or part.depth)


def _sections(parts: Sequence[_OpenSection]) -> Iterator[Section]:
    """Yield the sections, numbered, with their sentences numbered."""
    number, causes = -1, count()
    for index, part in enumerate(parts):
        if part.role is Role.CAUSE and number >= 0:
            letter = next(causes)
        else:
            number, causes, letter = number + 1, count(), -1
        name = f"s{number}" + (_letters(letter) if letter >= 0 else "")
        is_above = any(
            after.depth > part.depth > 0 or (part.role is Role.CAUSES and after.role is Role.CAUSE)
            for after in parts[index + 1 : index + 2]
        )
        yield _section(name, part, is_above=is_above)


def _letters(index: int) -> str:
    """A, b, ..., z, aa, ab, ..."""
    high, low = divmod(index, len(ascii_lowercase))
    return (_letters(high - 1) if high else "") + ascii_lowercase[low]


def _section(name: str, part: _OpenSection, *, is_above: bool) -> Section:
    places = count(1)
    is_hole = part.heading is not None and not (part.blocks or part.role is Role.TAIL or is_above)
    line = None
    if part.role is Role.QUESTION or is_question(part.text):
        line = NumberedSentence(f"{name}-{next(places)}", part.text)
    elif is_hole:
        line = NumberedSentence(name, part.text)
    elif part.cues.speaks(part.text):
        line = NumberedSentence(f"{name}-0", part.text)
    paras = []
    for block in part.blocks:
        texts = [block.text] if block.kind is BlockKind.HEADING else sentences(block.text)
        lines = tuple(NumberedSentence(f"{name}-{next(places)}", text) for text in texts)
        reason = part.cues.chaff(block.text)
        if part.role is Role.TAIL and not part.cues.speaks(block.text):
            reason = reason or (f'the part "{part.text}"' if part.text else "the end of the page")
        same = {each.name: getattr(block, each.name) for each in fields(Block)}
        paras.append(Para(**same, lines=lines, chaff=reason))
    return Section(
        role=part.role,
        heading=part.text,
        depth=part.depth,
        line=line,
        paras=tuple(paras),
        is_hole=is_hole,
        is_above=is_above,
        is_below=part.is_below,
    )
