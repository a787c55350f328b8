"""The shapes of replies: each member said once, for its data and for its description.

    OPTION = Shape("Option", "What can be chosen.", id=text(), text=text("In words."))
    OPTION.data(option, context)          # {"id": "a", "text": "Rest"}
    OPTION.schema()                       # its JSON Schema

A member has the value of the attribute of its name. `of` names another attribute ("turn.token"), or makes the
value from what the shape shows and the context, which every shape hands on to those inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import KW_ONLY, dataclass, replace
from functools import partial
from operator import attrgetter
from typing import Any

from quizapp.content.canonical import Json

Getter = Callable[[Any, Any], Any]
"""Makes a member from the value and the context of its shape."""
REFERENCES = "#/components/schemas/"
"""Where OpenAPI keeps the schemas that others name."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a shape."""

    kind: Json
    """The JSON Schema of its values."""
    about: str = ""
    _: KW_ONLY
    of: str | Getter | None = None
    """The path of an attribute, or what makes the value; None for the attribute of the member's own name."""
    plain: Getter | None = None
    """Makes a value plain data, where it is not."""
    optional: bool = False
    """Whether it is left out where there is no value."""
    maybe: bool = False
    """Whether it is null where there is no value."""
    format: str | None = None
    """The format of a text, by its name in JSON Schema."""
    inner: Shape | None = None
    """The shape of the values, or of those in a list."""

    def schema(self) -> Json:
        """The JSON Schema of the member."""
        kind = {**self.kind, "format": self.format} if self.format else self.kind
        if self.maybe and "$ref" in kind:
            kind = {"anyOf": [kind, {"type": "null"}]}
        elif self.maybe:
            kind = {**kind, "type": [kind["type"], "null"]}
            kind |= {"enum": [*kind["enum"], None]} if "enum" in kind else {}
        return {**kind, "description": self.about} if self.about else kind


class Shape:
    """The members of one kind of object, in their order."""

    def __init__(self, name: str, about: str, /, **members: Member) -> None:
        self.name = name
        self.about = about
        getters = {key: _getter(each.of or key) for key, each in members.items()}
        self.members = {key: replace(each, of=getters[key]) for key, each in members.items()}
        self._steps = [
            (key, attrgetter(of) if isinstance(of, str) else None, getters[key], each.plain, each.optional)
            for key, each in members.items()
            for of in (each.of or key,)
        ]

    @property
    def reference(self) -> Json:
        """The JSON Schema that names this one."""
        return {"$ref": f"{REFERENCES}{self.name}"}

    def data(self, value: object, context: object = None) -> Json:
        """The data that the shape shows of a value."""
        made: Json = {}
        for name, get, of, plain, optional in self._steps:
            found = get(value) if get else of(value, context)
            if found is not None:
                made[name] = found if plain is None else plain(found, context)
            elif not optional:
                made[name] = None
        return made

    def joined(self, **members: bytes) -> bytes:
        """The data of the shape as JSON, from members that are JSON already."""
        return b"{%b}" % b",".join(b'"%b":%b' % (name.encode(), members[name]) for name in self.members)

    def schema(self) -> Json:
        """The JSON Schema of the shape; the shapes inside it are named."""
        required = [name for name, member in self.members.items() if not member.optional]
        return {
            "type": "object",
            "description": self.about,
            "properties": {name: member.schema() for name, member in self.members.items()},
            **({"required": required} if required else {}),
        }

    def some(self, name: str, about: str) -> Shape:
        """The shape of what has any of these members."""
        members = {key: replace(member, optional=True, about="") for key, member in self.members.items()}
        return Shape(name, about, **members)

    def all(self) -> Iterator[Shape]:
        """Yield this shape and those inside it, however deep; one may come more than once."""
        yield self
        for member in self.members.values():
            if member.inner is not None:
                yield from member.inner.all()


def _getter(of: str | Getter) -> Getter:
    if not isinstance(of, str):
        return of
    get = attrgetter(of)
    return lambda value, _: get(value)


_COUNT: Json = {"type": "integer", "minimum": 0}

text = partial(Member, {"type": "string"})
markdown = partial(Member, {"type": "string", "contentMediaType": "text/markdown"})
texts = partial(Member, {"type": "array", "items": {"type": "string"}}, plain=lambda values, _: list(values))
named_texts = partial(
    Member,
    {"type": "object", "additionalProperties": {"type": "string"}},
    plain=lambda values, _: dict(values),
)
flag = partial(Member, {"type": "boolean"})
count = partial(Member, _COUNT)
number = partial(Member, {"type": "number"})
share = partial(Member, {"type": "number", "minimum": 0, "maximum": 1})


def word(words: Iterable[str], about: str = "", **how: Any) -> Member:  # noqa: ANN401 - as of a member
    """A member that is one of some words, such as those of an enumeration."""
    kind = {"type": "string", "enum": [str(each) for each in words]}
    return Member(kind, about, plain=lambda value, _: str(value), **how)


def counts(names: Iterable[str], about: str = "", **how: Any) -> Member:  # noqa: ANN401 - as of a member
    """A member that has a count for each of some names."""
    return Member({"type": "object", "properties": dict.fromkeys(names, _COUNT)}, about, **how)


def one(shape: Shape, about: str = "", **how: Any) -> Member:  # noqa: ANN401 - as of a member
    """A member of another shape."""
    return Member(shape.reference, about, plain=shape.data, inner=shape, **how)


def raw(shape: Shape, about: str = "", **how: Any) -> Member:  # noqa: ANN401 - as of a member
    """A member of another shape whose values are plain data already."""
    return Member(shape.reference, about, inner=shape, **how)


def many(shape: Shape, about: str = "", **how: Any) -> Member:  # noqa: ANN401 - as of a member
    """A member that is a list of objects of another shape."""

    def plain(values: Iterable[object], context: object) -> list[Json]:
        return [shape.data(value, context) for value in values]

    return Member({"type": "array", "items": shape.reference}, about, plain=plain, inner=shape, **how)


def within(path: str, member: Member) -> Member:
    """The member of a shape that shows the attribute at this path, as a member of one above it."""
    get, of = attrgetter(path), member.of
    assert callable(of), "a member that is in a shape knows its value"
    return replace(member, of=lambda value, context: of(get(value), context))
