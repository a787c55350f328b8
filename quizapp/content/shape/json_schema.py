"""The JSON Schema of an article's files, for editors that complete and check while one types.

    json_schema("quiz.yaml")["required"]   # ["format", "article", "title", ...]

It is made from the marshmallow schemas that the loader checks by (`content.shape.schema`), so the two judge
the shape of a file alike. What one file says of another, or of a whole bank, only `quizapp check` knows.
"""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from quizapp.content.canonical import Json
from quizapp.content.shape import schema
from quizapp.content.shape.faults import Count, Form, Length, OneOf, Range, is_day
from quizapp.content.shape.fields import Flag, Group, Kinds, Listing, Share, Tags, Text, Whole, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from marshmallow import Schema, fields

    from quizapp.content.shape.fields import Keys

KINDS: Mapping[str, str] = {part.removesuffix(".yaml"): part for part in schema.SCHEMAS}
"""The files that have a schema, by the names that the command and the address give them."""

_DAY = (
    "(?!0000)[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    "|(?!0000)(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29"
)
"""Every day of the calendar: `format: date` is not checked by all tools, and by some only in part."""


def json_schema(part: str) -> Json:
    """Return the JSON Schema (2020-12) of one of an article's files."""
    top = schema.SCHEMAS[part]
    groups = {_name(keys): _group(keys) for keys in _below(top)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"quizapp {part}, format {schema.FORMAT}",
        **_group(top),
        "$defs": dict(sorted(groups.items())),
    }


def _below(keys: Keys) -> Iterator[Keys]:
    """Yield the groups of keys inside another, however deep; the same group may come more than once."""
    for field in keys.fields.values():
        inner = field.inner if isinstance(field, Listing) else field
        groups: list[Any] = []
        if isinstance(inner, Group):
            groups = [inner.schema]
        elif isinstance(inner, Kinds):
            groups = list(inner.schemas.values())
        for group in groups:
            yield group
            yield from _below(group)


def _name(keys: Schema) -> str:
    return type(keys).__name__.removesuffix("Keys")


def _reference(keys: Schema) -> Json:
    return {"$ref": f"#/$defs/{_name(keys)}"}


def _group(keys: Keys) -> Json:
    required = [name for name, field in keys.fields.items() if field.required]
    return {
        "description": type(keys).__doc__,
        "type": "object",
        "properties": {name: _described(field) for name, field in keys.fields.items()},
        "required": required,
        "additionalProperties": False,
        **(_REVIEWED if isinstance(keys, schema.ReviewKeys) else {}),
    }


def _described(field: fields.Field[Any]) -> Json:
    return {"description": field.metadata["description"], **_value(field)}


@singledispatch
def _value(field: fields.Field[Any]) -> Json:
    """Return the schema of the values of a field."""
    raise TypeError(f"no JSON Schema for the values of {field!r}")


@_value.register
def _of_text(field: Text) -> Json:
    value: Json = {"type": "string", "pattern": r"\S", "patternErrorMessage": "There is no text here."}
    for check in field.validators:
        value |= _TEXT_CHECKS[type(check)](check) if check is not is_day else _DAY_PATTERN
    return value


@_value.register
def _of_word(field: Word) -> Json:
    return {"type": "string", "enum": list(field.words), "enumDescriptions": list(field.words.values())}


@_value.register
def _of_whole(field: Whole) -> Json:
    return {"type": "integer", **_limits(field)}


@_value.register
def _of_share(field: Share) -> Json:
    return {"type": "number", **_limits(field)}


def _limits(field: Whole | Share) -> Json:
    (check,) = field.validators
    if isinstance(check, OneOf):
        return {"enum": list(check.choices)}
    assert isinstance(check, Range), check
    ends = ("minimum", "maximum") if check.ends else ("exclusiveMinimum", "exclusiveMaximum")
    return dict(zip(ends, (check.min, check.max), strict=True))


@_value.register
def _of_flag(_: Flag) -> Json:
    return {"type": "boolean"}


@_value.register
def _of_listing(field: Listing) -> Json:
    (count,) = field.validators
    assert isinstance(count, Count), count
    value: Json = {"type": "array", "items": _described(field.inner)}
    if count.min:
        value["minItems"] = count.min
    if count.max is not None:
        value["maxItems"] = count.max
    if isinstance(field.check, schema.InOrder):
        value["allOf"] = [_in_order(field.check)]
    elif field.check is not None:
        value["allOf"] = _CORRECT[field.check]
    return value


@_value.register
def _of_tags(field: Tags) -> Json:
    return {
        "type": "object",
        "propertyNames": _value(field.name_of_tag),
        "additionalProperties": _described(field.word_of_tag),
    }


@_value.register
def _of_group(field: Group) -> Json:
    return _reference(field.schema)


@_value.register
def _of_kinds(field: Kinds) -> Json:
    """Choose the group by its tag, so that an editor is told about one kind only."""
    return {
        "type": "object",
        "properties": {field.tag: _described(field.word)},
        "required": [field.tag],
        "allOf": [
            {"if": _has(field.tag, kind), "then": _reference(keys)} for kind, keys in field.schemas.items()
        ],
    }


def _has(key: str, value: object) -> Json:
    return {"properties": {key: {"const": value}}, "required": [key]}


def _in_order(check: schema.InOrder) -> Json:
    order = f"The order is {', '.join(check.words)}."
    return {
        "prefixItems": [
            {"properties": {check.key: {"const": word, "errorMessage": order}}} for word in check.words
        ]
    }


def _of_form(form: Form) -> Json:
    # the loader leaves out space around a text before it looks at the form
    return {"pattern": rf"^\s*(?:{form.pattern})\s*$", "patternErrorMessage": f"This {form.words}."}


_TEXT_CHECKS: Mapping[type, Callable[[Any], Json]] = {
    Length: lambda length: {"maxLength": length.max},
    Form: _of_form,
}
_DAY_PATTERN = _of_form(
    Form(_DAY, 'is no day of the calendar: write year, month and day, as in "2026-11-23"')
)

_REVIEWED = {"if": _has("status", "reviewed"), "then": {"required": ["by", "date"]}}

_RIGHT = _has("correct", True)  # noqa: FBT003 - the value is JSON's true
_CORRECT: Mapping[Callable[[list[Any]], None], list[Json]] = {
    schema.one_correct: [
        {
            "contains": _RIGHT,
            "maxContains": 1,
            "errorMessage": "In an item of kind choice exactly one option has `correct: true`.",
        }
    ],
    schema.some_correct: [
        {"contains": shape, "errorMessage": f"At least one option is {word}."}
        for shape, word in ((_RIGHT, "right, with `correct: true`"), ({"not": _RIGHT}, "wrong, without it"))
    ],
}
"""What the checks of whole lists ask for."""
