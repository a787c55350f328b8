"""What becomes of each section of a source: claims in its own sentences, each citing its passages.

What no claim takes up is waived with the reason, or stays for the editor: nothing is lost without a word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizapp.content.importing import cues
from quizapp.content.importing.bodies import body_of, escaped
from quizapp.content.importing.claims import (
    MAX_BODY,
    MAX_LINE,
    MAX_PARAGRAPH,
    MAX_TITLE,
    SOURCE,
    Claims,
    clipped,
)
from quizapp.content.importing.cues import Role
from quizapp.content.importing.faqs import asked
from quizapp.content.importing.holes import holes
from quizapp.content.importing.warnings import Warned, action_of, all_of, capitalised, warned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from quizapp.content.importing.outline import Line, Outline, Para, Section

_GROUPS = {Role.CARE: "recovery", Role.HELP: "professional-care", Role.URGENT: "professional-care"}
"""The group of the topics of a section; background otherwise, and caution where medicines are named."""
_LEAD_IN = "Only announces the list after it"


def claims_of(outline: Outline) -> Claims:
    """Return the claims of a source."""
    claims = Claims()
    for section, after in zip(outline.sections, (*outline.sections[1:], None), strict=True):
        lost = _add_gaps(claims, section, after)
        boxed = _add_warnings(claims, section)
        paras = [para for para in section.content if para not in boxed]
        _TAKERS.get(section.role, _add_topics)(claims, section, paras, lost)
        for para in section.paras:
            if para.chaff:
                claims.waived.update((line.id, f"Not content - {para.chaff}") for line in para.lines)
    return claims


def _add_gaps(claims: Claims, section: Section, after: Section | None) -> frozenset[str]:
    """Add the gaps of a section; return the ids of the sentences that announce nothing any more."""
    lost = set()
    for hole in holes(section, after):
        gap_id = claims.new_id(f"{' '.join(hole.line.text.split()[:6])} {hole.what}", "gap")
        lead_in = clipped(hole.line.text, MAX_PARAGRAPH)
        gap = {"id": gap_id, "lead_in": lead_in, "what": hole.what, "place": f"{SOURCE}/{hole.line.id}"}
        claims.lists.setdefault("gaps", []).append(gap)
        claims.used.add(hole.line.id)
        if hole.is_unsure:
            claims.unsure_gaps.append(gap_id)
        else:
            lost.add(hole.line.id)
    return frozenset(lost)
