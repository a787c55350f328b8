"""The kinds of value in an article's files, as marshmallow fields.

They are fields so that the JSON Schema for editors can be made from them; each takes a description first
and is required unless it says `optional`. What is wrong is raised as a Fault, never as a bare string.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypedDict

from marshmallow import RAISE, Schema, ValidationError, fields

from quizapp.content.nearest import nearest
from quizapp.content.problem import shortened
from quizapp.content.shape.faults import (
    ID_PATTERN,
    MAX_ID,
    Count,
    Fault,
    Form,
    Length,
    OneOf,
    Range,
    is_day,
    refusal,
    refusals,
    unknown_key,
    wrong_type,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ANY_COUNT = Count(0, None)
AT_LEAST_ONE = Count(1, None)

MANY = 50
"""Entries of one list, and unknown keys of one group, that are told; nobody mends more in one go."""


class _About(TypedDict):
    required: bool
    metadata: dict[str, str]


def _about(description: str, *, optional: bool) -> _About:
    return {"required": not optional, "metadata": {"description": description}}


class _Plain(fields.Field[Any]):
    """A field that speaks of missing and empty values as an editor would."""

    def make_error(self, key: str, **_: object) -> ValidationError:
        """Return the fault of a key that is missing ("required") or has no value ("null")."""
        if key == "required":
            hint = f"{self.name}: {self.metadata['description']}"
            return refusal(Fault(code="missing-key", message=f'the key "{self.name}" is missing', hint=hint))
        assert key == "null", key
        hint = "write a value, or leave the key out"
        return refusal(Fault(code="no-value", message="there is no value here", hint=hint))


class Text(_Plain, fields.String):
    """Text with something in it; space around it does not count."""

    def __init__(
        self,
        description: str,
        *,
        most: int,
        checks: Sequence[Callable[[str], None]] = (),
        optional: bool = False,
    ) -> None:
        super().__init__(validate=[Length(most), *checks], **_about(description, optional=optional))

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        if not isinstance(value, str):
            plain = isinstance(value, bool | int | float)
            raise wrong_type("text", value, "put it between quotes" if plain else None)
        text = value.strip()
        if not text:
            hint = "write some, or leave the key out"
            raise refusal(Fault(code="empty-text", message="there is no text here", hint=hint))
        return text


class Id(Text):
    """A name that other places use: small letters, digits, single hyphens."""

    def __init__(self, description: str, *, optional: bool = False) -> None:
        words = "is no id: use small letters, digits and single hyphens"
        super().__init__(
            description, most=MAX_ID, checks=[Form(ID_PATTERN, words, "bad-id")], optional=optional
        )


class Formed(Text):
    """Text of one form, such as a cite or a fingerprint."""

    def __init__(
        self, description: str, form: Form, *, most: int = 2 * MAX_ID + 1, optional: bool = False
    ) -> None:
        super().__init__(description, most=most, checks=[form], optional=optional)


class Day(Text):
    """A day, as text: "2026-11-23"."""

    def __init__(self, description: str, *, optional: bool = False) -> None:
        super().__init__(description, most=MAX_ID, checks=[is_day], optional=optional)


class Word(Text):
    """One of a few words; `words` says of each what it means."""

    def __init__(self, description: str, words: Mapping[str, str], *, optional: bool = False) -> None:
        super().__init__(description, most=MAX_ID, checks=[OneOf(tuple(words))], optional=optional)
        self.words = words


class Whole(_Plain, fields.Integer):
    """A whole number from `least` to `most`, or the `only` one."""

    def __init__(
        self, description: str, *, least: int = 0, most: int = 1_000, only: int | None = None
    ) -> None:
        check = Range(least, most) if only is None else OneOf((only,))
        super().__init__(validate=[check], **_about(description, optional=False))

    def _deserialize(self, value: object, *_: object, **__: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise wrong_type("a whole number", value, _without_quotes(value))


class Share(_Plain, fields.Float):
    """A number between 0 and 1, both left out."""

    def __init__(self, description: str) -> None:
        super().__init__(validate=[Range(0, 1, ends=False)], **_about(description, optional=False))

    def _deserialize(self, value: object, *_: object, **__: object) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        raise wrong_type("a number", value, _without_quotes(value))


def _without_quotes(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    if re.fullmatch("[0-9]+,[0-9]+", value):
        return f"write {value.replace(',', '.')}"
    if re.fullmatch(r"[0-9]{1,2} ?%", value):
        return f"write {int(value.rstrip(' %')) / 100}"
    return "write it without quotes" if re.fullmatch("[0-9.]+", value) else None


class Flag(_Plain, fields.Boolean):
    """True or false."""

    def __init__(self, description: str, *, optional: bool = False) -> None:
        super().__init__(**_about(description, optional=optional))

    def _deserialize(self, value: object, *_: object, **__: object) -> bool:
        if isinstance(value, bool):
            return value
        raise wrong_type("true or false", value, "write true or false, without quotes")


class Listing(_Plain, fields.List[Any]):
    """A list of values of one kind; `check` sees the whole of it, once each entry and the count fit."""

    def __init__(
        self,
        description: str,
        inner: fields.Field[Any],
        count: Count = ANY_COUNT,
        *,
        check: Callable[[list[Any]], None] | None = None,
        optional: bool = False,
    ) -> None:
        super().__init__(inner, validate=[count], **_about(description, optional=optional))
        self.check = check

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


def _as_list(value: object) -> str:
    """Return how to write a list; of what looks like one or several ids, which list it would be."""
    if isinstance(value, str) and re.fullmatch(r"[\w/-]+(, *[\w/-]+)*", value):
        return f"write [{shortened(value)}]"
    return 'begin each entry with "- ", or write [one, two]'


class Tags(_Plain, fields.Dict):
    """Short words under names of the editor's choice."""

    def __init__(self, description: str, *, optional: bool = False) -> None:
        self.name_of_tag = Id("A name.")
        self.word_of_tag = Text("A word.", most=100)
        super().__init__(
            keys=self.name_of_tag, values=self.word_of_tag, **_about(description, optional=optional)
        )

    def _deserialize(self, value: object, *_: object, **__: object) -> dict[Any, Any]:
        if not isinstance(value, dict):
            raise wrong_type("a group of keys", value, "write name: word")
        tags = {}
        faults = {}
        for name, word in value.items():
            try:
                tags[self.name_of_tag.deserialize(name)] = self.word_of_tag.deserialize(word)
            except ValidationError as error:
                faults[name] = error.messages
                if len(faults) == MANY:
                    break
        if faults:
            raise ValidationError(faults)
        return tags


class Group(_Plain, fields.Nested):
    """The keys of one thing."""

    def __init__(self, description: str, keys: type[Keys], *, optional: bool = False) -> None:
        super().__init__(keys, **_about(description, optional=optional))

    def _deserialize(self, value: object, *_: object, **__: object) -> object:
        if not isinstance(value, dict):
            raise wrong_type("a group of keys", value, "write its keys as `key: value`, one on each line")
        return super()._deserialize(value, None, None)


class Kinds(_Plain):
    """One of several groups of keys; the word under `kind` says which, so that only that one is checked."""

    tag = "kind"

    def __init__(self, description: str, groups: Mapping[str, type[Keys]]) -> None:
        super().__init__(**_about(description, optional=False))
        self.schemas = {kind: keys() for kind, keys in groups.items()}
        self.word = Word("The kind.", {kind: keys.__doc__ or "" for kind, keys in groups.items()})

    def _deserialize(self, value: object, *_: object, **__: object) -> object:
        if not isinstance(value, dict):
            raise wrong_type("a group of keys", value, self._how())
        if self.tag not in value:
            raise refusals(self._without_kind(value))
        kind = value[self.tag]
        try:
            self.word.deserialize(kind)
        except ValidationError as error:
            raise ValidationError({self.tag: error.messages}) from None
        return self.schemas[kind.strip()].load(value)

    def _how(self) -> str:
        return f"write {self.tag}: and one of {', '.join(self.schemas)}"

    def _without_kind(self, value: Mapping[str, object]) -> dict[str, Sequence[Fault]]:
        misspelt = [key for key in value if nearest(key, [self.tag])]
        if misspelt:
            return {
                key: [unknown_key(key, value[key], allowed=[self.tag], free=[self.tag])] for key in misspelt
            }
        message = f'the key "{self.tag}" is missing'
        return {self.tag: [Fault(code="missing-key", message=message, hint=self._how())]}


class Keys(Schema):
    """Base of all groups of keys: says which key an unknown one most likely stands for."""

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
