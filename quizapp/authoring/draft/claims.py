"""The claims of a draft as they gather: mappings as article.yaml holds them, each citing its passages."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

from quizapp.authoring.cues import Cues
from quizapp.authoring.draft.outline import NumberedSentence
from quizapp.content.passages import normalised
from quizapp.rules.drafts import TO_DO_MARK
from quizapp.text import clipped, slug

SOURCE = "article"
"""The id of the source that is imported."""
SIGN_LISTS = ("red_flags", "signs")
"""The lists of what a reader may notice that needs help."""
ID_ROOM = 50
"""Characters of an id that leave room for a number after it."""
_SOON = {"now": "at_once", "today": "same_day"}
_HOW_SOON = (
    f"{TO_DO_MARK}does this need help now or today? Write `within: now` or `within: today`, and drop this"
)
_NAME = f"{TO_DO_MARK}name the sign; the source only says what to do: "
MAX_TITLE = 200
MAX_LINE = 400
MAX_PARAGRAPH = 1_500
MAX_BODY = 6_000


@dataclass(slots=True)
class Claims:
    """The lists of an article as they fill, and what has become of its passages."""

    cues: Cues
    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """The passages that a claim cites, or that are the place of a gap."""
    waived: dict[str, str] = field(default_factory=dict)
    """The reasons of passages that need no claim."""
    title: str = ""
    """The title of the source, for what stands under no heading."""
    summary: str = ""
    notices: list[str] = field(default_factory=list)
    """What the source says is urgent, in its own words and order."""
    lost: set[str] = field(default_factory=set)
    """Passages that announce something the source lost."""
    unsure_gaps: list[str] = field(default_factory=list)
    """Gaps after a sentence that reads as whole."""
    ids: set[str] = field(default_factory=lambda: {SOURCE})
    _signs: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Signs and red flags by their normalised names."""

    def add(self, kind: str, words: str, lines: Iterable[NumberedSentence], /, **members: str | bool) -> None:
        """Add a claim to the list `kind`, with an id made from `words`."""
        cited = list(dict.fromkeys(line.id for line in lines))
        self.used.update(cited)
        cites = [f"{SOURCE}/{passage}" for passage in cited]
        claim = {"id": self.new_id(words, kind), **members, "origin": "stated", "cites": cites}
        self.lists.setdefault(kind, []).append(claim)

    def add_sign(self, name: str, lines: Sequence[NumberedSentence], *, action: str, urgent: bool) -> None:
        """Add a sign, or the cites to a sign of this name that is there."""
        known = self._signs.get(normalised(name))
        if known is None:
            kind = "red_flags" if urgent else "signs"
            asked = f"{_NAME}{name}" if self.cues["acts"].match(name) else name
            texts = {"name": plain(asked, MAX_TITLE), "action": plain(action, MAX_PARAGRAPH)}
            step = self.how_soon([action, *(line.text for line in lines)]) if urgent else {"level": "book"}
            self.add(kind, name, lines, **step, **texts)
            self._signs[normalised(name)] = self.lists[kind][-1]
            return
        for line in lines:
            self.used.add(line.id)
            if (cite := f"{SOURCE}/{line.id}") not in known["cites"]:
                known["cites"].append(cite)

    def how_soon(self, texts: Sequence[str]) -> dict[str, str]:
        """What the texts about an urgent sign say of the time; a to-do where they do not."""
        told = [text for text in texts if self.cues.tells(text)]
        said = [soon for soon, cue in _SOON.items() if any(self.cues[cue].search(text) for text in told)]
        if not said and any(self.cues["an_emergency"].search(text) for text in told):
            return {"within": "now"}
        return {"within": said[0]} if len(said) == 1 else {"note": _HOW_SOON}

    def add_gap(self, line: NumberedSentence, what: str) -> str:
        """Add a gap after some words; return its id."""
        gap_id = self.new_id(f"{' '.join(line.text.split()[:6])} {what}", "gap")
        lead_in = clipped(line.text, MAX_PARAGRAPH)
        gap = {"id": gap_id, "lead_in": lead_in, "what": what, "place": f"{SOURCE}/{line.id}"}
        self.lists.setdefault("gaps", []).append(gap)
        self.used.add(line.id)
        return gap_id

    def waive(self, lines: Iterable[NumberedSentence], reason: str) -> None:
        """Waive passages; a reason that is there already stays."""
        for line in lines:
            self.waived.setdefault(line.id, reason)

    def new_id(self, words: str, name: str) -> str:
        """An id that no other thing of the article has."""
        fresh = numbered(slug(words, ID_ROOM) or name.replace("_", "-"), self.ids)
        self.ids.add(fresh)
        return fresh


def numbered(stem: str, taken: Container[str]) -> str:
    """An id that is not taken: the stem, or else the stem with a number from 2 on."""
    return next(each for each in chain([stem], (f"{stem}-{n}" for n in count(2))) if each not in taken)


def plain(text: str, most: int) -> str:
    """A text that fits and announces nothing after it."""
    return clipped(text.rstrip(" :"), most)


def capital(text: str) -> str:
    """A text with a capital first."""
    return text[:1].upper() + text[1:]


def in_small_letters(heading: str, cues: Cues) -> str:
    """A heading that was all in capitals as other headings are written."""
    if not heading.isupper() or len(heading.split()) == 1:
        return heading
    return capital(cues["spelt_out"].sub(lambda word: word[0].upper(), heading.lower()))
