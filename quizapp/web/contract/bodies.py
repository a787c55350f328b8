"""The bodies of requests: bytes from anywhere in, checked members out.

A body refuses, in this order: another media type (415), more than 16 KiB (413), anything but one JSON
object within narrow limits (400), and members that don't fit the schema (422). JSON is read more strictly
than Python does by itself: no member twice, no NaN, no endless integer, no half of a surrogate pair.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn

from marshmallow import RAISE, Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf, Range, Regexp
from werkzeug.exceptions import RequestEntityTooLarge

from quizapp.attempts.model import MAX_CERTAINTY, Mode
from quizapp.content import faults as schema_faults
from quizapp.content.nearest import did_you_mean
from quizapp.errors import BadArgument, QuizappError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from flask import Request

MAX_BODY = 16 * 1024
MAX_DEPTH = 8
MAX_DIGITS = 18
MAX_RESPONSE = 50
MAX_FAULTS = 8
"""Of everything that is wrong, this many are named."""
BODY = "quizapp.body"
"""Where the members of a body are left in the environment of its request, whether or not they fit."""
_SHOWN = 100
"""Of what was sent, this many letters are told again."""

LANGUAGE_WANTED = "Write a language tag such as en or en-GB."
LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$"
ID = f"^{schema_faults.ID_PATTERN}$"
MAX_ID = schema_faults.MAX_ID


class UnreadableBody(QuizappError):
    """The body is not one JSON object."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the body is not a JSON object that can be read: {why}")


class WrongMediaType(QuizappError):
    """The body does not say that it is JSON."""

    def __init__(self, given: str) -> None:
        super().__init__(f"send a body of type application/json, not {json.dumps(given[:_SHOWN])}")


class FullMatch(Regexp):
    """A text that fits a pattern from its start to its end: `$` alone lets a line break come after it."""

    def __call__(self, value: Any) -> Any:  # noqa: ANN401 - text, as marshmallow has it
        """The text; ValidationError if it does not fit."""
        if self.regex.fullmatch(value) is None:
            raise ValidationError(self._format_error(value))
        return value


class Strict(Schema):
    """Knows its members and refuses others."""

    class Meta:
        """What marshmallow wants to know; apispec documents it only where it is written."""

        unknown = RAISE


class Body:
    """What a call takes as its body, by a name in generated clients, with an example."""

    def __init__(self, name: str, example: Mapping[str, object], /, **members: fields.Field[Any]) -> None:
        self.example = example
        self.schema = Strict.from_dict(members, name=name)()

    def read(self, request: Request) -> dict[str, Any]:
        """The checked members of a request's body."""
        if request.mimetype != "application/json":
            raise WrongMediaType(request.mimetype)
        # One more than is allowed: a body that does not say its length is cut there without a word.
        request.max_content_length = MAX_BODY + 1
        body = request.get_data(cache=False)
        if len(body) > MAX_BODY:
            raise RequestEntityTooLarge
        request.environ[BODY] = data = parse(body)
        try:
            loaded: dict[str, Any] = self.schema.load(data)
        except ValidationError as error:
            raise BadArgument(faults(error.messages_dict, self.schema, "member")) from None
        return loaded


ATTEMPT = Body(
    "AttemptRequest",
    {"mode": "check"},
    mode=fields.String(
        load_default=Mode.CHECK.value,
        validate=OneOf([mode.value for mode in Mode]),
        metadata={"description": "A check ends in a verdict; practice gives feedback only."},
    ),
    lang=fields.String(
        load_default=None,
        validate=FullMatch(LANGUAGE, error=LANGUAGE_WANTED),
        metadata={"description": "One of the quiz's languages; by default that of the article."},
    ),
    previous=fields.String(
        load_default=None,
        allow_none=True,
        metadata={"description": "The token of an earlier attempt, whose items come last and count as seen."},
    ),
)
RESPONSE = Body(
    "ResponseRequest",
    {"attempt": "TOKEN", "item": "an-item", "response": ["a"], "certainty": 2},
    attempt=fields.String(required=True, metadata={"description": "The token of the last reply."}),
    item=fields.String(
        required=True, validate=[Length(max=MAX_ID), FullMatch(ID, error="Send the id of the current item.")]
    ),
    response=fields.List(
        fields.String(validate=Length(min=1, max=MAX_ID)),
        required=True,
        validate=Length(max=MAX_RESPONSE),
        metadata={"description": "Option ids; for a sort item, <entry id>-<option id> for each entry."},
    ),
    certainty=fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        validate=Range(min=1, max=MAX_CERTAINTY),
        metadata={"description": "1 guessing, 2 fairly sure, 3 sure."},
    ),
)
RESUME = Body("ResumeRequest", {"attempt": "TOKEN"}, attempt=fields.String(required=True))
FINISH = Body("FinishRequest", {"attempt": "TOKEN"}, attempt=fields.String(required=True))


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in a body; UnreadableBody says why there is none."""
    try:
        data = json.loads(
            body.decode(),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_number,
        )
        _check(data, 1)
    except RecursionError:
        raise UnreadableBody(f"it's nested more than {MAX_DEPTH} deep") from None
    except UnicodeError:
        raise UnreadableBody("it isn't valid UTF-8") from None
    except ValueError as error:
        raise UnreadableBody(str(error)) from None
    if not isinstance(data, dict):
        raise UnreadableBody("the outermost value isn't an object")
    return data


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the member {json.dumps(twice)} comes twice")
    return members


def _constant(word: str) -> NoReturn:
    raise ValueError(f"{word} isn't a JSON number")


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"a number has more than {MAX_DIGITS} digits")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise ValueError("a number is too large")
    return number


def _check(value: object, depth: int) -> None:
    """Raise ValueError where something is nested too deep, or a string cannot be written as UTF-8."""
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, (dict, list)):
        if depth > MAX_DEPTH:
            raise ValueError(f"it's nested more than {MAX_DEPTH} deep")
        parts = [*value.keys(), *value.values()] if isinstance(value, dict) else value
        for part in parts:
            _check(part, depth + 1)


def faults(messages: Mapping[Any, Any], schema: Schema, noun: str) -> list[tuple[str, str]]:
    """Marshmallow's messages as (pointer, message), sorted, with a guess for an unknown name."""
    told: list[tuple[str, str]] = []
    known = [field.data_key or name for name, field in schema.fields.items()]
    for name, below in sorted(messages.items())[:MAX_FAULTS]:
        pointer = f"/{str(name).replace('~', '~0').replace('/', '~1')}"
        told += _flat(below, pointer) if name in known else [(pointer, unknown(name, known, noun))]
    return told[:MAX_FAULTS]


def _flat(messages: object, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, dict):
        for index, below in messages.items():
            yield from _flat(below, f"{pointer}/{index}")
    else:
        assert isinstance(messages, list), "marshmallow tells in lists what is wrong at one place"
        yield pointer, " ".join(messages)


def unknown(name: str, known: Collection[str], noun: str) -> str:
    """Say that a name is unknown, with a guess, or else with those that are known."""
    hint = did_you_mean(name, known) or f"known: {', '.join(known) or 'none'}"
    return f'there is no {noun} "{name}"; {hint}'
