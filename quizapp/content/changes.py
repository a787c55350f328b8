"""What changed between two versions of an article, by the ids of its things.

    changes(before, after)
    -> (Change(part="red-flags", id="hot-foot", did=Did.ADDED, name="A hot foot"),)

It compares what readers may see: the data that `projection.article_data` makes, which needs no version of
this program to be read again. Two versions without a change are equal.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.content.projection import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from quizapp.content.canonical import Json

WHOLE = "article"
"""The part of a change to what an article says outside its lists: title, summary, urgent notice, review..."""

_NAMES = ("title", "name", "question", "text", "reason", "lead_in")
"""The members that things are called by; each kind of thing has one of them."""


class Did(enum.StrEnum):
    """What happened to a thing; lists are reordered."""

    ADDED = "added"
    EDITED = "edited"
    REMOVED = "removed"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is different."""

    part: str
    """The slug of its list, or WHOLE."""
    id: str | None
    """None where a list is in another order."""
    did: Did
    name: str
    """What readers know it by; of an edited thing its new name."""
    members: tuple[str, ...] = ()
    """What is different of an edited thing."""
    was: str | None = None
    """The level that it had, where that is different."""
    now: str | None = None


def changes(before: Json, after: Json) -> tuple[Change, ...]:
    """Return what changed, the article as a whole first, then its lists in their order."""
    return (*_of_the_whole(before, after), *_of_the_lists(before, after))


def touches_urgent(change: Change) -> bool:
    """Whether a change is about what is urgent: a red flag, the urgent notice, or any level."""
    levels = {"level", "levels", "urgent_notice"}
    return change.part in {"red-flags", "promotions"} or not levels.isdisjoint(change.members)


def urgent_differs(before: Json, after: Json) -> bool:
    """Whether two versions differ in what is urgent, whatever was between them: it may be lost."""
    return any(map(touches_urgent, changes(before, after)))


def _of_the_whole(before: Json, after: Json) -> Iterator[Change]:
    apart = {"revision", *PARTS.values()}
    members = _different(before, after, apart)
    if members:
        yield Change(part=WHOLE, id=after["id"], did=Did.EDITED, name=after["title"], members=members)


def _of_the_lists(before: Json, after: Json) -> Iterator[Change]:
    for part, name in PARTS.items():
        old, new = _things(before, name), _things(after, name)
        for thing_id in (*new, *(gone for gone in old if gone not in new)):
            yield from _of_one(part, thing_id, old.get(thing_id), new.get(thing_id))
        if [each for each in old if each in new] != [each for each in new if each in old]:
            yield Change(part=part, id=None, did=Did.REORDERED, name="")


def _things(article: Json, name: str) -> Mapping[str, Json]:
    """Return the things of a list by id, each without a review that is the article's own."""
    return {
        thing["id"]: {
            member: value
            for member, value in thing.items()
            if member != "review" or value != article["review"]
        }
        for thing in article.get(name, ())
    }


def _of_one(part: str, thing_id: str, old: Json | None, new: Json | None) -> Iterator[Change]:
    if new is None:
        assert old is not None, "the id is from one of the two"
        yield Change(part=part, id=thing_id, did=Did.REMOVED, name=_name(old))
    elif old is None:
        yield Change(part=part, id=thing_id, did=Did.ADDED, name=_name(new))
    elif members := _different(old, new):
        was, now = (old.get("level"), new.get("level")) if "level" in members else (None, None)
        yield Change(
            part=part, id=thing_id, did=Did.EDITED, name=_name(new), members=members, was=was, now=now
        )


def _different(old: Json, new: Json, apart: set[str] | frozenset[str] = frozenset()) -> tuple[str, ...]:
    names: Sequence[str] = [*new, *(name for name in old if name not in new)]
    return tuple(name for name in names if name not in apart and old.get(name) != new.get(name))


def _name(thing: Json) -> str:
    name = next((thing[name] for name in _NAMES if name in thing), thing["id"])
    return " ".join(str(name).split())
