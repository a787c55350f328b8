"""The query arguments of requests, checked by schemas: each at most once, and none that is unknown."""

import re
from typing import Any

from flask import Request
from marshmallow import Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf, Range

from quizapp.content.nearest import nearest
from quizapp.errors import BadArgument
from quizapp.settings import BRAND, FONT
from quizapp.web.contract.bodies import LANGUAGE, LANGUAGE_WANTED, Strict, Whole, faults
from quizapp.web.prebuilt.catalogue import LARGEST_PAGE, PAGE_SIZE
from quizapp.web.prebuilt.rendering import THEMES


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


def _limit(noun: str) -> Digits:
    about = {"description": f"{noun} in one reply."}
    return Digits(load_default=PAGE_SIZE, validate=Range(min=1, max=LARGEST_PAGE), metadata=about)


_LANG = fields.String(
    validate=Whole(LANGUAGE, error=LANGUAGE_WANTED),
    metadata={"description": "A language tag such as en or en-GB."},
)
_THEME = fields.String(
    load_default=THEMES[0], validate=OneOf(THEMES, error="The theme is one of: {choices}.")
)
EMBED_OPTIONS = {"theme": "|".join(THEMES), "brand": BRAND, "font": FONT}
"""What an embed keeps from step to step, with what each may be."""


class NoArguments(Strict):
    """No arguments."""


class Passed(Strict):
    """No arguments, of an address that people and programs pass on: what they add to it is left alone."""


class InLanguage(Strict):
    """The language to answer in."""

    lang = _LANG


class LookArguments(Passed):
    """The colour and the typeface of a publisher."""

    brand = fields.String(validate=Whole(f"({BRAND})?", error="Write a colour as six digits such as 0b5563."))
    font = fields.String(
        validate=Whole(f"({FONT})?", error="Write names of typefaces such as Georgia, serif.")
    )


class EmbedArguments(LookArguments):
    """Look, theme, language and revision of an embed."""

    theme = _THEME
    lang = _LANG
    rev = fields.String(validate=Length(max=64))


class QuizEmbedArguments(EmbedArguments):
    """How an embedded quiz is shown, and where the attempt in it stands."""

    attempt = fields.String()
    previous = fields.String()
    step = fields.String()
    notice = fields.String()
    given = fields.String()
    certainty = fields.String()


class CodeArguments(LookArguments):
    """The choices of a site owner about an embed."""

    brand = fields.String(validate=Whole(f"(#?{BRAND})?", error="Write six digits such as #0b5563."))
    part = fields.String(load_default="", validate=Length(max=130))
    lang = _LANG
    theme = _THEME
    pin = fields.String(load_default="", validate=OneOf(["1", ""]))


class ArticleArguments(InLanguage):
    """The language and the members of an article."""

    members = fields.String(
        data_key="fields",
        validate=Length(min=1, max=400),
        metadata={"description": "The members to give, separated by commas; by default, all of them."},
    )


class ListArguments(Strict):
    """What to look for among the articles."""

    q = fields.String(
        validate=Length(max=200),
        metadata={"description": "Words that the article must have; the end of a word may be missing."},
    )
    lang = _LANG
    limit = _limit("Articles")
    after = fields.String(
        validate=Length(min=1, max=100),
        metadata={"description": "Where to go on: take it from the `next` of the page before."},
    )


class ChangesArguments(Strict):
    """Where to go on among the changes."""

    after = fields.String(
        validate=Whole("[A-Za-z0-9_.~-]{1,200}", error="Take it from `cursor` of the reply before."),
        metadata={"description": "The `cursor` of your last reply, for what happened since; 0 for all."},
    )
    limit = _limit("Changes")


def read_arguments(request: Request, schema: Schema) -> dict[str, Any]:
    """The checked query arguments; BadQuery names those that are wrong."""
    lists = {name: values for name, values in request.args.lists() if not _is_foreign(name, schema)}
    twice = [name for name, values in lists.items() if len(values) > 1]
    if twice:
        raise BadQuery([(name, f'"{name}" is given twice') for name in twice])
    try:
        loaded: dict[str, Any] = schema.load({name: values[0] for name, values in lists.items()})
    except ValidationError as error:
        wrong = faults(error.messages_dict, schema, "query argument")
        raise BadQuery([(pointer[1:], message) for pointer, message in wrong]) from None
    return loaded


_FOREIGN = re.compile(
    r"utm_\w*|[a-z]{1,4}clid|mc_[a-z]{2,4}|_\w*|ref|src|source|igshid|v|ver|version|t|ts|time|cb|cache|r|rand|random|"
    r"share|from|amp"
)
"""What marketing and caches hang on to addresses."""


def _is_foreign(name: str, schema: Schema) -> bool:
    """Whether an argument that was hung on to an address is none of ours, nor a slip for one."""
    if not isinstance(schema, Passed) or name in schema.fields:
        return False
    return _FOREIGN.fullmatch(name) is not None or nearest(name, schema.fields) is None
