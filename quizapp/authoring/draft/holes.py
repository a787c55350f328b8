"""Holes: places where a source announces something that is not there, because copying it lost the list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from quizapp.authoring.cues import Cues, Role
from quizapp.authoring.draft.outline import NumberedSentence, Para, Section
from quizapp.authoring.source_text.blocks import BlockKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """Words after which something is missing."""

    line: NumberedSentence
    what: str
    """ "list" or "section"."""
    is_unsure: bool = False
    """Whether the words read as whole, so that nothing may be missing after all."""


_TERM = re.compile(r"[A-Z][^.:!?]{1,60}: \S")
"""A paragraph that begins so is one of a list without bullets: "Poor posture: ..."."""


def holes(section: Section, after: Section | None, cues: Cues) -> Iterator[Hole]:
    """Yield the holes of a section; `after` is the section that follows it."""
    if section.is_hole and section.line:
        yield Hole(line=section.line, what="section")
    content = section.content
    for para, following in zip_longest(content, content[1:]):
        if para.announces and not _is_kept(para, following, section, after, cues):
            yield Hole(line=para.lines[-1], what="list")
        elif _is_unsure(para, following, section, cues):
            yield Hole(line=para.lines[-1], what="list", is_unsure=True)


def _is_kept(para: Para, following: Para | None, section: Section, after: Section | None, cues: Cues) -> bool:
    """Whether what a paragraph announces is there: a list, paragraphs with terms, or sections below."""
    if following is None:
        is_above_causes = section.role is Role.CAUSES and after is not None and after.role is Role.CAUSE
        return is_above_causes or (after is not None and after.depth > section.depth > 0)
    if following.cells:
        return True
    if following.is_entry:
        return following.depth > para.depth
    is_term = bool(following.lead or _TERM.match(following.text)) and not cues["label"].match(following.text)
    return is_term or following.kind is BlockKind.HEADING


def _is_unsure(para: Para, following: Para | None, section: Section, cues: Cues) -> bool:
    """Whether one sentence speaks of several things, names none, and the text turns to something else."""
    turns = cues["label"].match(following.text) if following else section.role is Role.CARE
    return bool(
        turns
        and para.kind is BlockKind.PARAGRAPH
        and len(para.lines) == 1
        and cues["announces"].match(para.text)
    )
