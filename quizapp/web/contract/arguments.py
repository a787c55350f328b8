"""The query arguments of a request: checked by a schema, each at most once, none that is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from quizapp.errors import BadArgument
from quizapp.web.bodies import LANGUAGE, Strict, faults
from quizapp.web.ready.catalogue import LARGEST_PAGE, PAGE_SIZE
from quizapp.web.ready.rendering import THEMES

if TYPE_CHECKING:
    from flask import Request
    from marshmallow import Schema


class BadQuery(BadArgument):
    """A query argument is wrong: (name, message) pairs."""


class Digits(fields.Integer):
    """A number in plain digits."""

    default_error_messages = {"invalid": "Write a whole number in plain digits."}  # noqa: RUF012 # as marshmallow has it

    def _deserialize(self, value: object, *_: object, **__: object) -> int:
        # A limit of the length first: Python refuses to read numbers of some thousand digits.
        if not (isinstance(value, str) and len(value) < 10 and value.isascii() and value.isdigit()):
            raise self.make_error("invalid", input=value)
        return int(value)


_LANG = fields.String(
    validate=Regexp(LANGUAGE, error="Write a language tag such as en or en-GB."),
    metadata={"description": "A language tag such as en or en-GB."},
)


class NoArguments(Strict):
    """No arguments."""


class InLanguage(Strict):
    """The language that is wanted."""

    lang = _LANG


class EmbedArguments(Strict):
    """How an embed is shown, and which wording of it."""

    theme = fields.String(
        load_default=THEMES[0], validate=OneOf(THEMES, error="The theme is one of: {choices}.")
    )
    lang = _LANG
    rev = fields.String(validate=Length(max=64), metadata={"description": "Revision of the article."})


class QuizEmbedArguments(EmbedArguments):
    """How an embedded quiz is shown; in a tab of its own its address holds an attempt as well."""

    attempt = fields.String()
    previous = fields.String()


class CodeArguments(Strict):
    """What an owner chooses of an embed."""

    part = fields.String(load_default="", validate=Length(max=130))
    lang = _LANG
    theme = fields.String(
        load_default=THEMES[0], validate=OneOf(THEMES, error="The theme is one of: {choices}.")
    )
    pin = fields.String(load_default="", validate=OneOf(["1", ""]))


class ArticleArguments(Strict):
    """What is wanted of an article."""

    lang = _LANG
    members = fields.String(
        data_key="fields",
        validate=Length(min=1, max=400),
        metadata={"description": "Members that are wanted, with commas between; all when left out."},
    )


class ListArguments(Strict):
    """Which articles are wanted."""

    q = fields.String(
        validate=Length(max=200),
        metadata={"description": "Words that the article has; a word may be cut short at its end."},
    )
    lang = _LANG
    limit = Digits(
        load_default=PAGE_SIZE,
        validate=Range(min=1, max=LARGEST_PAGE),
        metadata={"description": "Articles in one reply."},
    )
    after = fields.String(
        validate=Length(min=1, max=100),
        metadata={"description": "From `next` of the reply before."},
    )


class ChangesArguments(Strict):
    """Which changes are wanted."""

    after = fields.String(
        validate=Length(min=1, max=200),
        metadata={"description": "`cursor` of the reply before: what happened since."},
    )
    limit = Digits(
        load_default=PAGE_SIZE,
        validate=Range(min=1, max=LARGEST_PAGE),
        metadata={"description": "Changes in one reply."},
    )


def read_arguments(request: Request, schema: Schema) -> dict[str, Any]:
    """Return the checked query arguments; BadQuery names those that are wrong."""
    lists = request.args.to_dict(flat=False)
    twice = [name for name, values in lists.items() if len(values) > 1]
    if twice:
        raise BadQuery([(name, f'"{name}" is given twice') for name in twice])
    try:
        loaded: dict[str, Any] = schema.load(request.args.to_dict())
    except ValidationError as error:
        wrong = faults(error.messages_dict, schema, "query argument")
        raise BadQuery([(pointer[1:], message) for pointer, message in wrong]) from None
    return loaded
