"""The query arguments of requests, checked by schemas: each at most once, and none that is unknown."""

import re
from typing import Any

from flask import request
from marshmallow import ValidationError, fields
from marshmallow.validate import Length, OneOf, Range

from quizapp.content.nearest import nearest
from quizapp.errors import BadArgument
from quizapp.settings import BRAND, FONT
from quizapp.web.contract.bodies import LANGUAGE, LANGUAGE_WANTED, FullMatch, Strict, faults
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


_FOREIGN = re.compile(
    r"utm_\w*|[a-z]{1,4}clid|mc_[a-z]{2,4}|_\w*|ref|src|source|igshid|v|ver|version|t|ts|time|cb|cache|r|rand|random|"
    r"share|from|amp"
)
"""What marketing and caches hang on to addresses."""


class Arguments:
    """The query arguments that an address takes.

    With `passed`, people and programs pass the address on: what they hang on to it is left alone.
    """

    def __init__(self, *, passed: bool = False, **known: fields.Field[Any]) -> None:
        self._passed = passed
        self.schema = Strict.from_dict(known)()

    def read(self) -> dict[str, Any]:
        """The checked arguments of the request; BadQuery names those that are wrong."""
        lists = {name: values for name, values in request.args.lists() if not self._is_foreign(name)}
        twice = [name for name, values in lists.items() if len(values) > 1]
        if twice:
            raise BadQuery([(name, f'"{name}" is given twice') for name in twice])
        try:
            loaded: dict[str, Any] = self.schema.load({name: values[0] for name, values in lists.items()})
        except ValidationError as error:
            wrong = faults(error.messages_dict, self.schema, "query argument")
            raise BadQuery([(pointer[1:], message) for pointer, message in wrong]) from None
        return loaded

    def _is_foreign(self, name: str) -> bool:
        """Whether an argument that was hung on to an address is none of ours, nor a slip for one."""
        if not self._passed or name in self.schema.fields:
            return False
        return _FOREIGN.fullmatch(name) is not None or nearest(name, self.schema.fields) is None


def _limit(noun: str) -> Digits:
    about = {"description": f"{noun} in one reply."}
    return Digits(load_default=PAGE_SIZE, validate=Range(min=1, max=LARGEST_PAGE), metadata=about)


_LANG = fields.String(
    validate=FullMatch(LANGUAGE, error=LANGUAGE_WANTED),
    metadata={"description": "A language tag such as en or en-GB."},
)
_THEME = fields.String(
    load_default=THEMES[0], validate=OneOf(THEMES, error="The theme is one of: {choices}.")
)
EMBED_OPTIONS = {"theme": "|".join(THEMES), "brand": BRAND, "font": FONT}
"""What an embed keeps from step to step, with what each may be."""

_LOOK = {
    "brand": fields.String(
        validate=FullMatch(f"({BRAND})?", error="Write a colour as six digits such as 0b5563.")
    ),
    "font": fields.String(
        validate=FullMatch(f"({FONT})?", error="Write names of typefaces such as Georgia, serif.")
    ),
}
_EMBED = {**_LOOK, "theme": _THEME, "lang": _LANG, "rev": fields.String(validate=Length(max=64))}
_STEP = ("attempt", "previous", "step", "notice", "given", "certainty")
"""Where the attempt in an embedded quiz stands."""

NONE = Arguments()
PASSED_ON = Arguments(passed=True)
IN_LANGUAGE = Arguments(lang=_LANG)
LOOK = Arguments(passed=True, **_LOOK)
EMBED = Arguments(passed=True, **_EMBED)
QUIZ_EMBED = Arguments(passed=True, **_EMBED, **{name: fields.String() for name in _STEP})
EMBED_CODE = Arguments(
    passed=True,
    brand=fields.String(validate=FullMatch(f"(#?{BRAND})?", error="Write six digits such as #0b5563.")),
    font=_LOOK["font"],
    part=fields.String(load_default="", validate=Length(max=130)),
    lang=_LANG,
    theme=_THEME,
    pin=fields.String(load_default="", validate=OneOf(["1", ""])),
)
ARTICLE = Arguments(
    lang=_LANG,
    members=fields.String(
        data_key="fields",
        validate=Length(min=1, max=400),
        metadata={"description": "The members to give, separated by commas; by default, all of them."},
    ),
)
LIST = Arguments(
    q=fields.String(
        validate=Length(max=200),
        metadata={"description": "Words that the article must have; the end of a word may be missing."},
    ),
    lang=_LANG,
    limit=_limit("Articles"),
    after=fields.String(
        validate=Length(min=1, max=100),
        metadata={"description": "Where to go on: take it from the `next` of the page before."},
    ),
)
CHANGES = Arguments(
    after=fields.String(
        validate=FullMatch("[A-Za-z0-9_.~-]{1,200}", error="Take it from `cursor` of the reply before."),
        metadata={"description": "The `cursor` of your last reply, for what happened since; 0 for all."},
    ),
    limit=_limit("Changes"),
)
