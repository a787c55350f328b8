"""The claims of a draft as they gather: mappings as article.yaml holds them, each citing its passages."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
    urgent_notice: str = ""
    unsure_gaps: list[str] = field(default_factory=list)
    """Gaps after a sentence that reads as whole."""
    ids: set[str] = field(default_factory=set)

    def add(self, name: str, words: str, lines: Iterable[Line], **texts: str) -> None:
        """Add a claim to the list `name`, with an id made from `words`."""
        cited = list(dict.fromkeys(line.id for line in lines))
        self.used.update(cited)
        cites = [f"{SOURCE}/{passage}" for passage in cited]
        claim = {"id": self.new_id(words, name), **texts, "origin": "stated", "cites": cites}
        self.lists.setdefault(name, []).append(claim)

    def new_id(self, words: str, name: str) -> str:
        """Return an id that no other thing of the article has."""
        slug = slugged(words) or name.replace("_", "-")
        taken = self.ids | {SOURCE}
        fresh = next(
            candidate
            for number in range(1, len(taken) + 2)
            if (candidate := slug if number == 1 else f"{slug}-{number}") not in taken
        )
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
