"""The claims of a draft as they gather: mappings as article.yaml holds them, each citing its passages."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from quizapp.content.importing.warnings import capital
from quizapp.content.passages import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizapp.content.importing.outline import Line

SOURCE = "article"
"""The id of the source that is imported."""
_MAX_ID = 50
MAX_TITLE = 200
MAX_LINE = 400
MAX_PARAGRAPH = 1_500
MAX_BODY = 6_000


@dataclass(slots=True)
class Claims:
    """The lists of an article as they fill, and what has become of its passages."""

    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """The passages that a claim cites, or that are the place of a gap."""
    waived: dict[str, str] = field(default_factory=dict)
    """The reasons of passages that need no claim."""
    title: str = ""
    """The title of the source, for what stands under no heading."""
    summary: str = ""
    urgent_notice: str = ""
    lost: set[str] = field(default_factory=set)
    """Passages that announce something the source lost."""
    unsure_gaps: list[str] = field(default_factory=list)
    """Gaps after a sentence that reads as whole."""
    ids: set[str] = field(default_factory=lambda: {SOURCE})
    _signs: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Signs and red flags by their normalised names."""

    def add(self, kind: str, words: str, lines: Iterable[Line], /, **texts: str) -> None:
        """Add a claim to the list `kind`, with an id made from `words`."""
        cited = list(dict.fromkeys(line.id for line in lines))
        self.used.update(cited)
        cites = [f"{SOURCE}/{passage}" for passage in cited]
        claim = {"id": self.new_id(words, kind), **texts, "origin": "stated", "cites": cites}
        self.lists.setdefault(kind, []).append(claim)

    def add_sign(self, name: str, lines: Iterable[Line], *, action: str, urgent: bool) -> None:
        """Add a sign, or the cites to a sign of this name that is there."""
        known = self._signs.get(normalised(name))
        if known is None:
            kind, level = ("red_flags", "urgent") if urgent else ("signs", "book")
            texts = {"name": plain(name, MAX_TITLE), "level": level, "action": plain(action, MAX_PARAGRAPH)}
            self.add(kind, name, lines, **texts)
            self._signs[normalised(name)] = self.lists[kind][-1]
            return
        for line in lines:
            self.used.add(line.id)
            if (cite := f"{SOURCE}/{line.id}") not in known["cites"]:
                known["cites"].append(cite)

    def add_gap(self, line: Line, what: str) -> str:
        """Add a gap after some words; return its id."""
        gap_id = self.new_id(f"{' '.join(line.text.split()[:6])} {what}", "gap")
        lead_in = clipped(line.text, MAX_PARAGRAPH)
        gap = {"id": gap_id, "lead_in": lead_in, "what": what, "place": f"{SOURCE}/{line.id}"}
        self.lists.setdefault("gaps", []).append(gap)
        self.used.add(line.id)
        return gap_id

    def waive(self, lines: Iterable[Line], reason: str) -> None:
        """Waive passages; a reason that is there already stays."""
        for line in lines:
            self.waived.setdefault(line.id, reason)

    def new_id(self, words: str, name: str) -> str:
        """Return an id that no other thing of the article has."""
        slug = slugged(words) or name.replace("_", "-")
        numbered = (f"{slug}-{number}" for number in count(2))
        fresh = next(word for word in chain([slug], numbered) if word not in self.ids)
        self.ids.add(fresh)
        return fresh


def slugged(words: str) -> str:
    """Return words as an id of at most 50 characters, cut between words; empty where no letter is left."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain)))  # noqa: RUF001 - as people type
    return slug if len(slug) <= _MAX_ID else slug[: _MAX_ID + 1].rpartition("-")[0] or slug[:_MAX_ID]


def clipped(text: str, most: int) -> str:
    """Return a text that fits, cut between words where it does not."""
    return text if len(text) <= most else f"{text[: most - 4].rpartition(' ')[0] or text[: most - 4]} ..."


def plain(text: str, most: int) -> str:
    """Return a text that fits and announces nothing after it."""
    return clipped(text.rstrip(" :"), most)


_SPELT_OUT = re.compile(
    r"\b(?:gp|nhs|a&e|er|mri|ct|uk|us|usa|eu|faqs?|rsi|tv|pc|i|x(?=-ray))\b", re.IGNORECASE
)


def in_small_letters(heading: str) -> str:
    """Return a heading that was all in capitals as other headings are written."""
    if not heading.isupper() or len(heading.split()) == 1:
        return heading
    return capital(_SPELT_OUT.sub(lambda word: word[0].upper(), heading.lower()))
