"""The signs of a section: those that its sentences name, and the entries of lists that warn.

Only two levels are ever given: urgent, where the source says that help is needed today, and book. That
something is harmless is for an editor to say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizapp.content.importing.bodies import grouped, with_lists
from quizapp.content.importing.cues import BOOK, LABEL, MEDICINE, URGENT, Role
from quizapp.content.importing.warnings import action_of, all_of, capitalised, warned, with_entries
from quizapp.content.rules.to_dos import TO_DO_MARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.content.importing.claims import Claims
    from quizapp.content.importing.outline import Line, Para, Section

_NAMES_SIGNS = re.compile(r"\b(?:if|when|signs?|symptoms?|flags?|worry|worried|following)\b", re.IGNORECASE)
"""In the words before a list: what is listed are signs, and not what a clinic does."""


def add_signs(claims: Claims, section: Section, *, urgent: bool) -> set[str]:
    """Add the signs of one level; return the first passages of the paragraphs that say nothing else."""
    boxed: set[str] = set()
    if section.role is Role.TAIL:
        return boxed
    for index, group in enumerate(with_lists(section.content)):
        lead, entries = _parted(group)
        words = _announcement(lead) if lead else section.heading if index == 0 else ""
        if entries and _warns(words, section, urgent=urgent):
            _add_entries(claims, words, lead, entries, urgent=urgent)
            boxed |= {para.lines[0].id for para in entries}
            boxed |= {lead.lines[0].id} if lead and len(lead.lines) == 1 else set()
        else:
            for para in group:
                boxed |= _add_sentences(claims, para, urgent=urgent)
    return boxed


def _announcement(lead: Para) -> str:
    """Return the words right before a list, unless they are a sentence of their own."""
    words = lead.lines[-1].text
    return "" if words.endswith((".", "!", "?")) else words


def _parted(group: Sequence[Para]) -> tuple[Para | None, Sequence[Para]]:
    """Return the paragraph before a list, and the list."""
    return (None, group) if group[0].is_entry else (group[0], group[1:])


def _warns(words: str, section: Section, *, urgent: bool) -> bool:
    """Whether the words before a list say that its entries are signs of the level in question."""
    is_emergency = bool(URGENT.search(words)) or (
        section.role is Role.URGENT and bool(_NAMES_SIGNS.search(words) or words == section.heading)
    )
    if urgent:
        return is_emergency
    is_help = section.role is Role.HELP and _NAMES_SIGNS.search(words)
    return not is_emergency and bool(is_help or (BOOK.search(words) and _NAMES_SIGNS.search(words)))


def _add_entries(
    claims: Claims, words: str, lead: Para | None, entries: Sequence[Para], *, urgent: bool
) -> None:
    announcing = lead.lines[-1:] if lead else ()
    tells = URGENT.search(words) or BOOK.search(words)
    action = action_of(words) if tells else f"{TO_DO_MARK}what to do about it, in one or two sentences"
    for group in grouped(entries):
        name = with_entries(group[0].text, [para.text for para in group[1:]])
        lines = [*announcing, *(line for para in group for line in para.lines)]
        claims.add_sign(capitalised(name), lines, action=action, urgent=urgent)
    if urgent and tells and not claims.urgent_notice:
        signs = all_of([para.text for para in entries])
        claims.urgent_notice = f"{LABEL.sub('', words).rstrip(' :')}: {signs}."


def _add_sentences(claims: Claims, para: Para, *, urgent: bool) -> set[str]:
    """Add the signs that the sentences of a paragraph name."""
    named: set[str] = set()
    for place, line in enumerate(para.lines):
        found = warned(line.text, URGENT if urgent else BOOK)
        if found is None or (not urgent and (MEDICINE.search(line.text) or warned(line.text, URGENT))):
            continue
        lines = _box(para.lines) if urgent and place == 0 else (line,)
        named |= {line.id for line in lines}
        for name in found.signs:
            claims.add_sign(name, lines, action=found.action, urgent=urgent)
        if urgent and not claims.urgent_notice:
            claims.urgent_notice = LABEL.sub("", " ".join(line.text for line in lines))
    return {para.lines[0].id} if all(line.id in named for line in para.lines) else set()


def _box(lines: Sequence[Line]) -> Sequence[Line]:
    """Return an urgent sentence with those after it, up to one that warns of something else."""
    ends = (
        place
        for place, line in enumerate(lines)
        if place and (URGENT.search(line.text) or BOOK.search(line.text))
    )
    return lines[: next(ends, len(lines))]
