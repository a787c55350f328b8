"""The changes between two versions of an article, by the ids of its things.

    changes(before, after)
    -> (Change(part="red-flags", id="hot-foot", did=Did.ADDED, name="A hot foot"),)

It compares what readers may see: the data that `projection.article_data` makes, which needs no version of
this program to be read again. Two versions without a change are equal.
"""

import enum
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from quizapp.content.canonical import Json, fingerprint
from quizapp.content.projection import PARTS
from quizapp.text import clipped

ITEMS = "items"
"""The part of a change to an item of a quiz."""
WHOLE = "article"
"""The part of a change to what an article says outside its lists: title, summary, urgent notice, review..."""

_LISTS = {**PARTS, ITEMS: ITEMS}
_NAMES = ("title", "name", "question", "text", "reason", "stem", "lead_in")
"""The members that things are called by; the first that a thing has is its name."""
_LEADING = frozenset({"level", "levels", "emergency", "urgent_notice", "cues", "scope"})
"""The members that say how urgent something is, or lead readers to what is."""
_LONGEST_NAME = 160


class Did(enum.StrEnum):
    """The ways in which a thing can change; lists are reordered."""

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
    """The changes, those of the article as a whole first, then those of its lists in their order."""
    return tuple(_changes(before, after))


def touches_urgent(change: Change) -> bool:
    """Whether a change is about what is urgent: a red flag, any level, or words that lead readers to help."""
    return change.part in {"red-flags", "promotions"} or not _LEADING.isdisjoint(change.members)


def urgent_differs(before: Json, after: Json) -> bool:
    """Whether two versions differ in what is urgent, whatever was between them: it may be lost."""
    return any(map(touches_urgent, changes(before, after)))


def urgent_fingerprint(article: Json) -> str:
    """The hash of what `touches_urgent` watches over: while it stays, so does all that is urgent."""
    levels = {
        part: [(thing["id"], thing["level"]) for thing in article[part] if "level" in thing]
        for part in PARTS.values()
    }
    lists = [list(_things(article, part).items()) for part in ("red_flags", "promotions")]
    return fingerprint([levels, lists, [article.get(member) for member in sorted(_LEADING)]])


def _changes(before: Json, after: Json) -> Iterator[Change]:
    if members := _different(before, after, {"revision", *_LISTS.values()}):
        yield Change(part=WHOLE, id=after["id"], did=Did.EDITED, name=after["title"], members=members)
    for part, name in _LISTS.items():
        old, new = _things(before, name), _things(after, name)
        for thing_id in dict.fromkeys((*new, *old)):
            yield from _of_one(part, thing_id, old.get(thing_id), new.get(thing_id))
        if [each for each in old if each in new] != [each for each in new if each in old]:
            yield Change(part=part, id=None, did=Did.REORDERED, name="")


def _things(article: Json, name: str) -> Mapping[str, Json]:
    """The things of a list by id, each without a review that is the article's own."""
    return {
        thing["id"]: {
            member: value
            for member, value in thing.items()
            if member != "review" or value != article.get("review")
        }
        for thing in article.get(name, ())
    }


def _of_one(part: str, thing_id: str, old: Json | None, new: Json | None) -> Iterator[Change]:
    if old is None or new is None:
        did = Did.REMOVED if new is None else Did.ADDED
        yield Change(part=part, id=thing_id, did=did, name=_name(old or new or {}))
    elif members := _different(old, new):
        was, now = (old.get("level"), new.get("level")) if "level" in members else (None, None)
        yield Change(
            part=part, id=thing_id, did=Did.EDITED, name=_name(new), members=members, was=was, now=now
        )


def _different(old: Json, new: Json, apart: Collection[str] = ()) -> tuple[str, ...]:
    names = dict.fromkeys((*new, *old))
    return tuple(name for name in names if name not in apart and old.get(name) != new.get(name))


def _name(thing: Json) -> str:
    name = next((thing[name] for name in _NAMES if name in thing), thing["id"])
    return clipped(" ".join(str(name).split()), _LONGEST_NAME)
