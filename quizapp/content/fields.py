"""The kinds of value in an article's files: each reads a value, and makes the JSON Schema for editors.

    found = Faults()
    Text("The title.", most=200).read(7, ("title",), found)
    found        # [(("title",), Fault("wrong-type", ...))]

Each takes a description first and is wanted unless it says `optional`. Nothing is raised: whatever is wrong
with a file is found in one go.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from quizapp.content.canonical import Json
from quizapp.content.faults import (
    DAY,
    ID_PATTERN,
    MAX_ID,
    Fault,
    Form,
    not_allowed,
    unknown_key,
    wrong_type,
)
from quizapp.content.nearest import nearest
from quizapp.problem import Where
from quizapp.text import clipped, slug

MANY = 50
"""Entries of one list, and unknown keys of one group, that are told; nobody mends more in one go."""


class Faults(list[tuple[Where, Fault]]):
    """What is wrong with a file, with the place of each fault."""

    def add(self, where: Where, fault: Fault) -> Any:  # noqa: ANN401 - stands for the value that is not there
        """Note a fault, and give None for the value that has it."""
        self.append((where, fault))


class Kind(ABC):
    """A kind of value."""

    groups: Sequence[Keys] = ()
    """The groups of keys that the values, or those in a list, may be."""

    def __init__(self, about: str, *, optional: bool = False) -> None:
        self.about = about
        self.optional = optional

    def read(self, value: object, where: Where, found: Faults) -> Any:  # noqa: ANN401 - whatever a file may hold
        """The value as the builder wants it; it means nothing where a fault of it was added to `found`."""
        if value is not None:
            return self._read(value, where, found)
        hint = 'write a value, or leave the key out; a text that begins with "#" needs quotes'
        return found.add(where, Fault("no-value", "there is no value here", hint))

    @abstractmethod
    def _read(self, value: object, where: Where, found: Faults) -> object: ...

    def described(self) -> Json:
        """The JSON Schema of the values, with the description."""
        return {"description": self.about, **self._json()}

    @abstractmethod
    def _json(self) -> Json: ...


class Text(Kind):
    """Text with something in it, perhaps of one form; space around it does not count."""

    def __init__(self, about: str, *, most: int, form: Form | None = None, optional: bool = False) -> None:
        super().__init__(about, optional=optional)
        self.most = most
        self.form = form

    def _read(self, value: object, where: Where, found: Faults) -> object:
        if not isinstance(value, str):
            plain = isinstance(value, bool | int | float)
            return found.add(where, wrong_type("text", value, "put it between quotes" if plain else None))
        text = unicodedata.normalize("NFC", value).strip()
        if not text:
            hint = "write some, or leave the key out"
            return found.add(where, Fault("empty-text", "there is no text here", hint))
        if len(text) > self.most:
            message = f"this text has {len(text):,} characters; at most {self.most:,} fit here"
            found.add(where, Fault("too-long", message))
        if fault := self._fault(text):
            found.add(where, fault)
        return text

    def _fault(self, text: str) -> Fault | None:
        return self.form.fault(text) if self.form else None

    def _json(self) -> Json:
        value: Json = {"type": "string", "pattern": r"\S", "patternErrorMessage": "There is no text here."}
        return {**value, "maxLength": self.most, **(self.form.limits if self.form else {})}


_ID = Form(ID_PATTERN, "is no id: use small letters, digits and single hyphens", "bad-id", repair=slug)
identifier = partial(Text, most=MAX_ID, form=_ID)
"""A name that other places use: small letters, digits, single hyphens."""
day = partial(Text, most=MAX_ID, form=DAY)
"""A day, as text: "2026-11-23"."""


class Word(Text):
    """One of a few words; `words` says of each what it means."""

    def __init__(self, about: str, words: Mapping[str, str], *, optional: bool = False) -> None:
        super().__init__(about, most=MAX_ID, optional=optional)
        self.words = words

    def _read(self, value: object, where: Where, found: Faults) -> object:
        if not isinstance(value, str):
            return found.add(where, wrong_type(f"one of {', '.join(self.words)}", value))
        return super()._read(value, where, found)

    def _fault(self, text: str) -> Fault | None:
        return None if text in self.words else not_allowed(text, list(self.words))

    def _json(self) -> Json:
        return {"type": "string", "enum": list(self.words), "enumDescriptions": list(self.words.values())}


class Whole(Kind):
    """A whole number: the `only` one that fits."""

    def __init__(self, about: str, *, only: int) -> None:
        super().__init__(about)
        self.only = only

    def _read(self, value: object, where: Where, found: Faults) -> object:
        if not isinstance(value, int) or isinstance(value, bool):
            return found.add(where, wrong_type("a whole number", value, f"write {self.only}"))
        return value if value == self.only else found.add(where, not_allowed(str(value), [str(self.only)]))

    def _json(self) -> Json:
        return {"type": "integer", "enum": [self.only]}


class Flag(Kind):
    """True or false."""

    def _read(self, value: object, where: Where, found: Faults) -> object:
        if isinstance(value, bool):
            return value
        return found.add(where, wrong_type("true or false", value, "write true or false, without quotes"))

    def _json(self) -> Json:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Count:
    """A number of entries; no `max` is no limit."""

    min: int = 0
    max: int | None = None
    hint: str | None = None

    def fault(self, count: int) -> Fault | None:
        """The fault of a list with fewer entries or more."""
        if self.min <= count and (self.max is None or count <= self.max):
            return None
        wanted = f"at least {self.min}" if count < self.min else f"at most {self.max}"
        if self.min == self.max:
            wanted = f"exactly {self.min}"
        entries = "entry" if count == 1 else "entries"
        return Fault("wrong-count", f"this list has {count} {entries}; it takes {wanted}", self.hint)

    @property
    def limits(self) -> Json:
        """The same in JSON Schema."""
        most = {} if self.max is None else {"maxItems": self.max}
        return ({"minItems": self.min} if self.min else {}) | most


AT_LEAST_ONE = Count(1)


@dataclass(frozen=True, slots=True)
class Together:
    """What the entries of a list must be together, once each fits and their number does."""

    fault: Callable[[list[Any]], tuple[Where, Fault] | None]
    """The first fault, with its place in the list."""
    limits: Sequence[Json]
    """The same in JSON Schema."""


class Listing(Kind):
    """A list of values of one kind."""

    def __init__(
        self,
        about: str,
        inner: Kind,
        count: Count = Count(),
        *,
        together: Together | None = None,
        optional: bool = False,
    ) -> None:
        super().__init__(about, optional=optional)
        self.inner, self.count, self.together = inner, count, together
        self.groups = inner.groups

    def _read(self, value: object, where: Where, found: Faults) -> object:
        if not isinstance(value, list):
            return found.add(where, wrong_type("a list", value, _as_list(value)))
        entries, good, bad = [], len(found), 0
        for index, entry in enumerate(value):
            before = len(found)
            entries.append(self.inner.read(entry, (*where, index), found))
            bad += len(found) > before
            if bad == MANY:
                break
        if len(found) > good:
            return None
        if fault := self.count.fault(len(entries)):
            return found.add(where, fault)
        if self.together and (placed := self.together.fault(entries)):
            found.add((*where, *placed[0]), placed[1])
        return entries

    def _json(self) -> Json:
        limits = {"allOf": list(self.together.limits)} if self.together else {}
        return {"type": "array", "items": self.inner.described(), **self.count.limits, **limits}


def _as_list(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"[\w/-]+(, *[\w/-]+)*", value):
        return f"write [{clipped(value)}]"
    return 'begin each entry with "- ", or write [one, two]'


class Group(Kind):
    """The keys of one thing."""

    def __init__(self, about: str, keys: Keys, *, optional: bool = False) -> None:
        super().__init__(about, optional=optional)
        self.keys = keys
        self.groups = (keys,)

    def _read(self, value: object, where: Where, found: Faults) -> object:
        if isinstance(value, dict):
            return self.keys.read(value, where, found)
        wanted = [name for name, kind in self.keys.members.items() if not kind.optional]
        hint = f"write its keys one on each line: {': ..., '.join(wanted or self.keys.members)}: ..."
        return found.add(where, wrong_type("a group of keys", value, hint))

    def _json(self) -> Json:
        return self.keys.reference


class Kinds(Kind):
    """One of several groups of keys; the word under `kind` says which, so that only that one is checked."""

    tag = "kind"

    def __init__(self, about: str, by_kind: Mapping[str, Keys]) -> None:
        super().__init__(about)
        self.by_kind = by_kind
        self.groups = tuple(by_kind.values())
        self.word = Word("The kind.", {kind: keys.about for kind, keys in by_kind.items()})

    def _read(self, value: object, where: Where, found: Faults) -> object:
        how = f"write {self.tag}: and one of {', '.join(self.by_kind)}"
        if not isinstance(value, dict):
            return found.add(where, wrong_type("a group of keys", value, how))
        if self.tag in value:
            before = len(found)
            kind = self.word.read(value[self.tag], (*where, self.tag), found)
            return self.by_kind[kind].read(value, where, found) if len(found) == before else None
        misspelt = [key for key in value if nearest(key, [self.tag])]
        for key in misspelt:
            fault = unknown_key(key, value[key], allowed=[self.tag], free=[self.tag])
            found.add((*where, key), fault)
        if not misspelt:
            found.add((*where, self.tag), _missing(self.tag, how))
        return None

    def _json(self) -> Json:
        branches = [
            {"if": has(self.tag, kind), "then": keys.reference} for kind, keys in self.by_kind.items()
        ]
        properties = {self.tag: self.word.described()}
        return {"type": "object", "properties": properties, "required": [self.tag], "allOf": branches}


def has(key: str, value: object) -> Json:
    """The JSON Schema of a group in which a key has this value."""
    return {"properties": {key: {"const": value}}, "required": [key]}


def _missing(key: str, hint: str) -> Fault:
    return Fault("missing-key", f'the key "{key}" is missing', hint)


class Keys:
    """A group of keys: what each holds, and by which name JSON Schema knows the group."""

    limits: ClassVar[Json] = {}
    """What JSON Schema says of the group beyond its keys."""

    def __init__(self, name: str, about: str, /, **members: Kind) -> None:
        self.name = name
        self.about = about
        self.members: Mapping[str, Kind] = members

    def read(self, data: Mapping[str, object], where: Where, found: Faults) -> dict[str, Any]:
        """The values of the keys; a misspelt key is told once, and not again as a missing one."""
        before = len(found)
        free = [name for name in self.members if name not in data]
        strange = [key for key in data if key not in self.members][:MANY]
        unknown = [unknown_key(key, data[key], allowed=self.members, free=free) for key in strange]
        for key, fault in zip(strange, unknown, strict=True):
            found.add((*where, key), fault)
        meant = {fault.meant for fault in unknown}
        clean = {}
        for name, kind in self.members.items():
            if name in data:
                clean[name] = kind.read(data[name], (*where, name), found)
            elif not kind.optional and name not in meant:
                found.add((*where, name), _missing(name, f"{name}: {kind.about}"))
        if len(found) == before:
            self.check(clean, where, found)
        return clean

    def check(self, clean: Mapping[str, Any], where: Where, found: Faults) -> None:
        """Look at the values together, once nothing is wrong with any of them."""

    @property
    def reference(self) -> Json:
        """The JSON Schema that names this group."""
        return {"$ref": f"#/$defs/{self.name}"}

    def schema(self) -> Json:
        """The JSON Schema of the group; groups inside it are named."""
        return {
            "description": self.about,
            "type": "object",
            "properties": {key: kind.described() for key, kind in self.members.items()},
            "required": [key for key, kind in self.members.items() if not kind.optional],
            "additionalProperties": False,
            **self.limits,
        }

    def below(self) -> Iterator[Keys]:
        """Yield the groups inside this one, however deep; the same one may come more than once."""
        for kind in self.members.values():
            for group in kind.groups:
                yield group
                yield from group.below()
