"""The kinds of value in an article's files, each with its errors in the words of an editor.

They are marshmallow fields, so that the JSON Schema for editors can be made from them; each takes a
description first. What is wrong is raised as a Fault, never as a bare string.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from quizapp.content.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ID_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
MAX_ID = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong with one value, or with one key of a mapping."""

    code: str
    message: str
    hint: str | None = None
    on_key: bool = False
    meant: str | None = None
    """For an unknown key: the allowed one that it most likely stands for."""


UNKNOWN = "unknown key"
"""What marshmallow stores for an unknown key; `Keys` adds the Fault that says more."""


def refusal(fault: Fault) -> ValidationError:
    """Return the exception that carries a fault through marshmallow."""
    return ValidationError([fault])


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the hint that names the nearest known word, if one is near."""
    near = nearest(word, known)
    return f'did you mean "{near}"?' if near else None


def kind_of(value: object) -> str:
    """Name the kind of a value as an editor would."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "a group of keys"


def wrong_type(wanted: str, value: object, hint: str | None = None) -> ValidationError:
    """Return the refusal of a value of another kind than `wanted`."""
    return refusal(
        Fault(code="wrong-type", message=f"{wanted} is wanted here, not {kind_of(value)}", hint=hint)
    )


class _Described(fields.Field[Any]):
    """A field that knows what it is for and is required unless it says `optional`."""

    def __init__(self, description: str, *, optional: bool = False, **settings: Any) -> None:  # noqa: ANN401 - marshmallow's own
        metadata = {"description": description, **settings.pop("metadata", {})}
        super().__init__(required=not optional, metadata=metadata, **settings)

    def make_error(self, key: str, **_: object) -> ValidationError:
        if key == "required":
            hint = f"{self.name}: {self.metadata['description']}"
            return refusal(Fault(code="missing-key", message=f'the key "{self.name}" is missing', hint=hint))
        assert key == "null", key
        name = f'"{self.name}"' if self.name else "this entry"
        hint = "write a value, or leave the key out"
        return refusal(Fault(code="no-value", message=f"{name} has no value", hint=hint))


class Text(_Described, fields.String):
    """Text with something in it; space around it does not count."""

    def __init__(self, description: str, *, most: int, **settings: Any) -> None:  # noqa: ANN401 - marshmallow's own
        validators = [_Length(max=most), *settings.pop("validate", [])]
        super().__init__(description, validate=validators, **settings)

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: object) -> str:  # noqa: ARG002 - as marshmallow calls it
        if not isinstance(value, str):
            plain = isinstance(value, bool | int | float)
            raise wrong_type("text", value, "put it between quotes" if plain else None)
        text = value.strip()
        if not text:
            hint = "write some, or leave the key out"
            raise refusal(
                Fault(code="empty-text", message="there is no text between these quotes", hint=hint)
            )
        return text


class _Length(validate.Length):
    def __call__(self, value: Any) -> Any:  # noqa: ANN401 - as in marshmallow
        if self.max is not None and len(value) > self.max:
            message = f"this text has {len(value):,} characters; at most {self.max:,} fit here"
            raise refusal(Fault(code="too-long", message=message))
        return value


class _Pattern(validate.Regexp):
    """A regular expression over the whole text, with a code and words of its own."""

    def __init__(self, pattern: str, code: str, words: str) -> None:
        super().__init__(rf"^(?:{pattern})\Z")
        self.code = code
        self.words = words

    def __call__(self, value: Any) -> Any:  # noqa: ANN401 - as in marshmallow
        if self.regex.match(value) is None:
            raise refusal(
                Fault(code=self.code, message=f'"{_short(value)}" {self.words}', hint=self.mend(value))
            )
        return value

    def mend(self, value: str) -> str | None:  # noqa: ARG002 - for subclasses
        """Return a hint on how to write it."""
        return None


class _IdPattern(_Pattern):
    def mend(self, value: str) -> str | None:
        slug = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")
        return f'write "{slug}"' if slug else None


class Id(Text):
    """A name that other places use: small letters, digits, single hyphens."""

    def __init__(self, description: str, **settings: Any) -> None:  # noqa: ANN401 - marshmallow's own
        words = "is no id: use small letters, digits and single hyphens"
        pattern = _IdPattern(ID_PATTERN, "bad-id", words)
        super().__init__(description, most=MAX_ID, validate=[pattern], **settings)


class Patterned(Text):
    """Text of one form, such as a cite or a fingerprint."""

    def __init__(self, description: str, *, pattern: str, words: str, **settings: Any) -> None:  # noqa: ANN401 - marshmallow's own
        check = _Pattern(pattern, "bad-form", words)
        super().__init__(description, most=settings.pop("most", 2 * MAX_ID + 1), validate=[check], **settings)


class IsoDate(Text):
    """A day, as text: "2026-11-23"."""

    def __init__(self, description: str, **settings: Any) -> None:  # noqa: ANN401 - marshmallow's own
        super().__init__(
            description, most=MAX_ID, validate=[_is_day], metadata={"format": "date"}, **settings
        )


def _is_day(text: str) -> None:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        message = f'"{_short(text)}" is no day of the calendar'
        raise refusal(Fault(code="bad-date", message=message, hint='write year, month and day: "2026-11-23"'))


class Word(Text):
    """One of a few words."""

    def __init__(self, description: str, words: Sequence[str], **settings: Any) -> None:  # noqa: ANN401 - marshmallow's own
        super().__init__(description, most=10_000, validate=[_OneOf(words)], **settings)


class _OneOf(validate.OneOf):
    def __call__(self, value: Any) -> Any:  # noqa: ANN401 - as in marshmallow
        if value not in self.choices:
            words = [str(choice) for choice in self.choices]
            allowed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
            message = f'"{_short(str(value))}" is not allowed here; write {allowed}'
            raise refusal(Fault(code="not-allowed", message=message, hint=did_you_mean(str(value), words)))
        return value


class _Range(validate.Range):
    def __call__(self, value: Any) -> Any:  # noqa: ANN401 - as in marshmallow
        low = self.min is None or (value >= self.min if self.min_inclusive else value > self.min)
        high = self.max is None or (value <= self.max if self.max_inclusive else value < self.max)
        if not (low and high):
            least = f"{'at least' if self.min_inclusive else 'more than'} {self.min}"
            most = (
                ""
                if self.max is None
                else f" and {'at most' if self.max_inclusive else 'less than'} {self.max}"
            )
            raise refusal(Fault(code="out-of-range", message=f"{value} does not fit; it is {least}{most}"))
        return value


class Whole(_Described, fields.Integer):
    """A whole number."""

    def __init__(
        self, description: str, *, least: int = 0, most: int = 1_000, only: int | None = None, **settings: Any
    ) -> None:  # noqa: ANN401 - marshmallow's own
        check = _Range(min=least, max=most) if only is None else _OneOf([only])
        super().__init__(description, validate=[check], **settings)

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: object) -> int:  # noqa: ARG002 - as marshmallow calls it
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise wrong_type("a whole number", value, _without_quotes(value))


class Share(_Described, fields.Float):
    """A number between 0 and 1, both left out."""

    def __init__(self, description: str, **settings: Any) -> None:  # noqa: ANN401 - marshmallow's own
        between = _Range(min=0, max=1, min_inclusive=False, max_inclusive=False)
        super().__init__(description, validate=[between], **settings)

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: object) -> float:  # noqa: ARG002 - as marshmallow calls it
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        raise wrong_type("a number", value, _without_quotes(value))


def _without_quotes(value: object) -> str | None:
    return "write it without quotes" if isinstance(value, str) and re.fullmatch(r"[0-9.]+", value) else None


class Flag(_Described, fields.Boolean):
    """True or false."""

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: object) -> bool:  # noqa: ARG002 - as marshmallow calls it
        if isinstance(value, bool):
            return value
        raise wrong_type("true or false", value, "write true or false, without quotes")


class Listing(_Described, fields.List):
    """A list of values of one kind."""

    def __init__(
        self,
        description: str,
        inner: fields.Field[Any],
        *,
        least: int = 0,
        most: int | None = None,
        **settings: Any,
    ) -> None:  # noqa: ANN401 - marshmallow's own
        super().__init__(
            description, cls_or_instance=inner, validate=[_Count(min=least, max=most)], **settings
        )

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: Any) -> list[Any]:  # noqa: ANN401 - as marshmallow calls it
        if not isinstance(value, list):
            raise wrong_type("a list", value, 'begin each entry with "- ", or write [one, two]')
        return cast("list[Any]", super()._deserialize(value, attr, cast("Any", data), **kwargs))


class _Count(validate.Length):
    def __call__(self, value: Any) -> Any:  # noqa: ANN401 - as in marshmallow
        count = len(value)
        if count < (self.min or 0) or (self.max is not None and count > self.max):
            least = "exactly" if self.min == self.max else "at least"
            wanted = (
                f"{least} {self.min}"
                if count < (self.min or 0) or self.min == self.max
                else f"at most {self.max}"
            )
            raise refusal(
                Fault(code="wrong-count", message=f"this list has {count} entries; it has {wanted}")
            )
        return value


class Tags(_Described, fields.Dict):
    """Short words by names of the editor's choice."""

    def __init__(self, description: str, **settings: Any) -> None:  # noqa: ANN401 - marshmallow's own
        super().__init__(description, keys=Id("A name."), values=Text("A word.", most=100), **settings)

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: object) -> dict[str, str]:  # noqa: ARG002 - as marshmallow calls it
        if not isinstance(value, dict):
            raise wrong_type("a group of keys", value, "write name: word")
        key_field, value_field = cast("Id", self.key_field), cast("Text", self.value_field)
        words: dict[str, str] = {}
        faults: dict[str, list[Fault]] = {}
        for key, word in value.items():
            try:
                words[key_field.deserialize(key)] = value_field.deserialize(word)
            except ValidationError as error:
                faults[key] = cast("list[Fault]", error.messages)
        if faults:
            raise ValidationError(cast("dict[str, Any]", faults))
        return words


class Group(_Described, fields.Nested):
    """The keys of one thing."""

    def __init__(self, description: str, schema: type[Keys], **settings: Any) -> None:  # noqa: ANN401 - marshmallow's own
        super().__init__(description, nested=schema, **settings)

    def _deserialize(self, value: object, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as marshmallow calls it
        if not isinstance(value, dict):
            raise wrong_type("a group of keys", value, "write its keys as `key: value`, one on each line")
        return super()._deserialize(value, attr, data, **kwargs)


class Kinds(_Described):
    """One of several groups of keys; the word under `kind` says which, so that only that one is checked."""

    tag = "kind"

    def __init__(self, description: str, schemas: Mapping[str, type[Keys]], **settings: Any) -> None:  # noqa: ANN401 - marshmallow's own
        super().__init__(description, **settings)
        self.schemas = {kind: schema() for kind, schema in schemas.items()}

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: object) -> Any:  # noqa: ANN401, ARG002 - as marshmallow calls it
        if not isinstance(value, dict):
            raise wrong_type("a group of keys", value, f"begin with {self.tag}: {' | '.join(self.schemas)}")
        if self.tag not in value:
            raise ValidationError(cast("dict[str, Any]", self._no_kind(value)))
        kind = value[self.tag]
        if isinstance(kind, str) and kind.strip() in self.schemas:
            return self.schemas[kind.strip()].load(value)
        try:
            Word("The kind.", list(self.schemas)).deserialize(kind)
        except ValidationError as error:
            raise ValidationError({self.tag: error.messages}) from None
        raise AssertionError(kind)

    def _no_kind(self, value: Mapping[str, object]) -> dict[str, list[Fault]]:
        for key in value:
            if nearest(key, [self.tag]):
                return {key: [unknown_key(key, [self.tag])]}
        hint = f"write {self.tag}: {' | '.join(self.schemas)}"
        return {self.tag: [Fault(code="missing-key", message=f'the key "{self.tag}" is missing', hint=hint)]}


def unknown_key(key: str, allowed: Sequence[str]) -> Fault:
    """Return the fault of a key that is none of the allowed ones."""
    meant = nearest(key, allowed)
    hint = f'did you mean "{meant}"?' if meant else f"allowed here: {', '.join(allowed)}"
    return Fault(
        code="unknown-key", message=f'unknown key "{_short(key)}"', hint=hint, on_key=True, meant=meant
    )


class Keys(Schema):
    """Base of all groups of keys: says which key an unknown one most likely stands for."""

    class Meta:
        """A key that is not declared is an error."""

        unknown = RAISE

    error_messages = {"unknown": UNKNOWN}  # noqa: RUF012 - marshmallow's own way

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _explain_unknown(self, data: object, original: Mapping[str, object], **_: object) -> None:  # noqa: ARG002 - as marshmallow calls it
        unknown = [key for key in original if key not in self.fields]
        if unknown:
            free = [name for name in self.fields if name not in original]
            raise ValidationError({key: [self._unknown(key, free)] for key in unknown})

    def _unknown(self, key: str, free: Sequence[str]) -> Fault:
        fault = unknown_key(key, free)
        return fault if fault.meant else unknown_key(key, list(self.fields))


def _short(text: str) -> str:
    return text if len(text) <= MAX_ID else f"{text[: MAX_ID - 3]}..."
