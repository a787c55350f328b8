"""The kinds of value in an article's files: marshmallow fields that also make the JSON Schema for editors.

Each takes a description first and is required unless it says `optional`. What is wrong is raised as a Fault,
never as a bare string.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, fields

from quizapp.content.canonical import Json
from quizapp.content.faults import (
    DAY_PATTERN,
    ID_PATTERN,
    MAX_ID,
    Count,
    Fault,
    Form,
    Length,
    OneOf,
    is_day,
    refusal,
    unknown_key,
    wrong_type,
)
from quizapp.content.nearest import nearest
from quizapp.text import clipped, slug

ANY_COUNT = Count(0, None)
AT_LEAST_ONE = Count(1, None)

MANY = 50
"""Entries of one list, and unknown keys of one group, that are told; nobody mends more in one go."""


class _Plain(fields.Field[Any], ABC):
    """A field that speaks of missing and empty values as an editor would."""

    groups: Sequence[Keys] = ()
    """The groups of keys that the values, or those in a list, may be."""

    def __init__(
        self, description: str, *, optional: bool = False, validate: Iterable[Callable[[Any], None]] = ()
    ) -> None:
        super().__init__(
            required=not optional, validate=list(validate), metadata={"description": description}
        )

    def quick(self, value: Any) -> Any:  # noqa: ANN401 - as `deserialize`
        """What `deserialize` makes of a value, for a third of the work; of faults it need not tell all."""
        made = self.deserialize(value) if value is None else self._deserialize(value, None, None)
        for check in self.validators:
            check(made)
        return made

    def make_error(self, key: str, **_: object) -> ValidationError:
        """The fault of a key that is missing ("required") or has no value ("null")."""
        if key == "required":
            hint = f"{self.name}: {self.metadata['description']}"
            return refusal("missing-key", f'the key "{self.name}" is missing', hint)
        hint = 'write a value, or leave the key out; a text that begins with "#" needs quotes'
        return refusal("no-value", "there is no value here", hint)

    def described(self) -> Json:
        """The JSON Schema of the values, with the description."""
        return {"description": self.metadata["description"], **self._json()}

    @abstractmethod
    def _json(self) -> Json:
        """The JSON Schema of the values alone."""


class Text(_Plain):
    """Text with something in it; space around it does not count."""

    def __init__(
        self,
        description: str,
        *,
        most: int,
        checks: Sequence[Callable[[str], None]] = (),
        optional: bool = False,
    ) -> None:
        super().__init__(description, optional=optional, validate=[Length(most), *checks])

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        if not isinstance(value, str):
            plain = isinstance(value, bool | int | float)
            raise wrong_type("text", value, "put it between quotes" if plain else None)
        text = unicodedata.normalize("NFC", value).strip()
        if not text:
            raise refusal("empty-text", "there is no text here", "write some, or leave the key out")
        return text

    def _json(self) -> Json:
        value: Json = {"type": "string", "pattern": r"\S", "patternErrorMessage": "There is no text here."}
        for check in self.validators:
            value |= getattr(check, "limits", {})
        return value


class Formed(Text):
    """Text of one form, such as a cite or a fingerprint."""

    def __init__(
        self, description: str, form: Form, *, most: int = 2 * MAX_ID + 1, optional: bool = False
    ) -> None:
        super().__init__(description, most=most, checks=[form], optional=optional)


_ID = Form(ID_PATTERN, "is no id: use small letters, digits and single hyphens", "bad-id", repair=slug)
Id = partial(Formed, form=_ID, most=MAX_ID)
"""A name that other places use: small letters, digits, single hyphens."""


class Day(Text):
    """A day, as text: "2026-11-23"."""

    def __init__(self, description: str, *, optional: bool = False) -> None:
        super().__init__(description, most=MAX_ID, checks=[is_day], optional=optional)

    def _json(self) -> Json:
        return super()._json() | DAY_PATTERN


class Word(Text):
    """One of a few words; `words` says of each what it means, `elsewhere` of others where they belong."""

    def __init__(
        self,
        description: str,
        words: Mapping[str, str],
        *,
        optional: bool = False,
        elsewhere: Mapping[str, str] | None = None,
    ) -> None:
        checks = [OneOf(tuple(words), elsewhere or {})]
        super().__init__(description, most=MAX_ID, checks=checks, optional=optional)
        self.words = words

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        if not isinstance(value, str):
            raise wrong_type(f"one of {', '.join(self.words)}", value)
        return super()._deserialize(value)

    def _json(self) -> Json:
        return {"type": "string", "enum": list(self.words), "enumDescriptions": list(self.words.values())}


class Whole(_Plain):
    """A whole number: the `only` one that fits."""

    def __init__(self, description: str, *, only: int) -> None:
        super().__init__(description, validate=[OneOf((only,))])
        self.only = only

    def _deserialize(self, value: object, *_: object, **__: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise wrong_type("a whole number", value, f"write {self.only}")

    def _json(self) -> Json:
        return {"type": "integer", "enum": [self.only]}


class Flag(_Plain):
    """True or false."""

    def _deserialize(self, value: object, *_: object, **__: object) -> bool:
        if isinstance(value, bool):
            return value
        raise wrong_type("true or false", value, "write true or false, without quotes")

    def _json(self) -> Json:
        return {"type": "boolean"}


class Listing(_Plain):
    """A list of values of one kind.

    `check` sees the whole of it, once each entry and the count fit; `limits` say the same in JSON Schema.
    """

    def __init__(  # noqa: PLR0913 - what a list can ask for
        self,
        description: str,
        inner: _Plain,
        count: Count = ANY_COUNT,
        *,
        check: Callable[[list[Any]], None] | None = None,
        limits: Sequence[Json] = (),
        optional: bool = False,
    ) -> None:
        super().__init__(description, optional=optional, validate=[count])
        self.inner, self.count, self.check, self.limits = inner, count, check, limits
        self.groups = inner.groups

    def _deserialize(self, value: object, *_: object, **__: object) -> list[Any]:
        if not isinstance(value, list):
            raise wrong_type("a list", value, _as_list(value))
        entries = []
        faults = {}
        for index, entry in enumerate(value):
            try:
                entries.append(self.inner.deserialize(entry))
            except ValidationError as error:
                faults[index] = error.messages
                if len(faults) == MANY:
                    break
        if faults:
            raise ValidationError(faults)
        return entries

    def _validate(self, value: list[Any]) -> None:
        super()._validate(value)
        if self.check is not None:
            self.check(value)

    def quick(self, value: Any) -> Any:  # noqa: ANN401 - as above
        """The same of a list."""
        if not isinstance(value, list):
            return self.deserialize(value)
        made = [self.inner.quick(entry) for entry in value]
        self._validate(made)
        return made

    def _json(self) -> Json:
        limits = {"allOf": list(self.limits)} if self.limits else {}
        return {"type": "array", "items": self.inner.described(), **self.count.limits, **limits}


def _as_list(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"[\w/-]+(, *[\w/-]+)*", value):
        return f"write [{clipped(value)}]"
    return 'begin each entry with "- ", or write [one, two]'


class Group(_Plain):
    """The keys of one thing."""

    def __init__(self, description: str, keys: type[Keys], *, optional: bool = False) -> None:
        super().__init__(description, optional=optional)
        self.keys = keys()
        self.groups = (self.keys,)

    def _deserialize(self, value: object, *_: object, **__: object) -> object:
        if not isinstance(value, dict):
            wanted = [name for name, field in self.keys.fields.items() if field.required]
            hint = f"write its keys one on each line: {': ..., '.join(wanted or self.keys.fields)}: ..."
            raise wrong_type("a group of keys", value, hint)
        return self.keys.load(value)

    def quick(self, value: Any) -> Any:  # noqa: ANN401 - as above
        """The same of a group."""
        return self.keys.quick(value) if isinstance(value, dict) else self.deserialize(value)

    def _json(self) -> Json:
        return _reference(self.keys)


class Kinds(_Plain):
    """One of several groups of keys; the word under `kind` says which, so that only that one is checked."""

    tag = "kind"

    def __init__(self, description: str, groups: Mapping[str, type[Keys]]) -> None:
        super().__init__(description)
        self.schemas = {kind: keys() for kind, keys in groups.items()}
        self.groups = tuple(self.schemas.values())
        self.word = Word("The kind.", {kind: keys.__doc__ or "" for kind, keys in groups.items()})

    def _deserialize(self, value: object, *_: object, **__: object) -> object:
        if not isinstance(value, dict):
            raise wrong_type("a group of keys", value, self._how())
        if self.tag not in value:
            raise ValidationError(self._without_kind(value))
        kind = value[self.tag]
        try:
            self.word.deserialize(kind)
        except ValidationError as error:
            raise ValidationError({self.tag: error.messages}) from None
        return self.schemas[kind.strip()].load(value)

    def _how(self) -> str:
        return f"write {self.tag}: and one of {', '.join(self.schemas)}"

    def _without_kind(self, value: Mapping[str, object]) -> dict[str, Any]:
        misspelt = [key for key in value if nearest(key, [self.tag])]
        if misspelt:
            return {
                key: [unknown_key(key, value[key], allowed=[self.tag], free=[self.tag])] for key in misspelt
            }
        return {self.tag: [Fault("missing-key", f'the key "{self.tag}" is missing', self._how())]}

    def _json(self) -> Json:
        branches = [
            {"if": has(self.tag, kind), "then": _reference(keys)} for kind, keys in self.schemas.items()
        ]
        properties = {self.tag: self.word.described()}
        return {"type": "object", "properties": properties, "required": [self.tag], "allOf": branches}


def has(key: str, value: object) -> Json:
    """The JSON Schema of a group in which a key has this value."""
    return {"properties": {key: {"const": value}}, "required": [key]}


def _reference(keys: Keys) -> Json:
    return {"$ref": f"#/$defs/{keys.called()}"}


class Keys(Schema):
    """Base of all groups of keys: says which key an unknown one most likely stands for."""

    limits: ClassVar[Json] = {}
    """What JSON Schema says of the group beyond its keys."""
    fields: dict[str, Any]

    class Meta:
        """A key that is not declared is an error."""

        unknown = RAISE

    def handle_error(self, error: ValidationError, data: Mapping[str, object], **_: object) -> None:
        """Put the fault of each unknown key in the place of marshmallow's words for it."""
        messages = error.messages_dict
        allowed = list(self.fields)
        free = [name for name in allowed if name not in data]
        unknown = [key for key in messages if key not in self.fields]
        for key in unknown[:MANY]:
            messages[key] = [unknown_key(key, data[key], allowed=allowed, free=free)]
        for key in unknown[MANY:]:
            del messages[key]

    def __init__(self) -> None:
        super().__init__()
        self._required = {key for key, field in self.fields.items() if field.required}

    def quick(self, data: dict[str, Any]) -> Any:  # noqa: ANN401 - as above
        """What `load` makes of data, in the same way."""
        if self.limits or not self._required <= data.keys() <= self.fields.keys():
            return self.load(data)
        return {key: field.quick(data[key]) for key, field in self.fields.items() if key in data}

    @classmethod
    def called(cls) -> str:
        """What JSON Schema calls the group."""
        return cls.__name__.removesuffix("Keys")

    def schema(self) -> Json:
        """The JSON Schema of the group; groups inside it are named."""
        return {
            "description": type(self).__doc__,
            "type": "object",
            "properties": {key: field.described() for key, field in self.fields.items()},
            "required": [key for key, field in self.fields.items() if field.required],
            "additionalProperties": False,
            **self.limits,
        }

    def below(self) -> Iterator[Keys]:
        """Yield the groups inside this one, however deep; the same one may come more than once."""
        for field in self.fields.values():
            for group in field.groups:
                yield group
                yield from group.below()


def keys(name: str, about: str, /, **members: fields.Field[Any]) -> type[Keys]:
    """Make a group of keys: what JSON Schema calls it, what it is, and what each key holds."""
    return type(f"{name}Keys", (Keys,), {"__doc__": about, **members})
