"""The faults of one value, in the words of an editor, and the checks that find them.

The checks are marshmallow validators. Their `limits` say the same in JSON Schema.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass, field

from marshmallow import ValidationError

from quizapp.content.canonical import Json
from quizapp.content.nearest import as_typed, did_you_mean, foreign_letter, nearest
from quizapp.text import clipped
from quizapp.yaml.scalars import CURLY, CURLY_OPENING

ID_PATTERN = "[a-z0-9]+(-[a-z0-9]+)*"
MAX_ID = 60
_KINDS: Mapping[type, str] = {
    bool: "true or false",
    int: "a number",
    float: "a number with a point",
    str: "text",
    list: "a list",
    dict: "a group of keys",
}
"""The kinds of value, as an editor would name them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with one value, or with one key of a group."""

    code: str
    message: str
    hint: str | None = None
    meant: str | None = None
    """For an unknown key: the allowed one that it most likely stands for."""


def refusal(code: str, message: str, hint: str | None = None) -> ValidationError:
    """The exception that carries a fault through marshmallow."""
    return ValidationError([Fault(code, message, hint)])


def wrong_type(wanted: str, value: object, hint: str | None = None) -> ValidationError:
    """The refusal of a value of another kind than the one that is wanted."""
    message = f"{wanted} is wanted here, not {_KINDS[type(value)]}"
    return refusal("wrong-type", message, uncurled(value, "{}") or hint)


def unknown_key(key: str, value: object, *, allowed: Sequence[str], free: Sequence[str]) -> Fault:
    """The fault of a key that is none of the allowed ones; `free` are those not in use yet."""
    hint = foreign_letter(key) or did_you_mean(key, free) or f"allowed here: {', '.join(allowed)}"
    if value is None and " " in key:
        hint = "a text with a comma in it needs quotes between { and }"
    message = f'unknown key "{clipped(key)}"'
    return Fault("unknown-key", message, hint, meant=nearest(as_typed(key), free))


def uncurled(value: object, form: str = '"{}"') -> str | None:
    """The hint for a value between the quotes of a word processor, which YAML takes for letters."""
    if not isinstance(value, str) or value[:1] not in CURLY_OPENING:
        return None
    return f"{value[0]} is no quote in YAML; write {form.format(clipped(value[1:].rstrip(CURLY)))}"


@dataclass(frozen=True, slots=True)
class Length:
    """A text of at most `max` characters."""

    max: int

    def __call__(self, text: str) -> None:
        """Raise the fault of a longer text."""
        if len(text) > self.max:
            message = f"this text has {len(text):,} characters; at most {self.max:,} fit here"
            raise refusal("too-long", message)

    @property
    def limits(self) -> Json:
        """The same in JSON Schema."""
        return {"maxLength": self.max}


@dataclass(frozen=True, slots=True)
class Count:
    """A list of `min` to `max` entries; no `max` is no limit."""

    min: int
    max: int | None
    hint: str | None = None

    def __call__(self, entries: Sized) -> None:
        """Raise the fault of a list with fewer or more."""
        count = len(entries)
        if self.min <= count and (self.max is None or count <= self.max):
            return
        if self.min == self.max:
            wanted = f"exactly {self.min}"
        else:
            wanted = f"at least {self.min}" if count < self.min else f"at most {self.max}"
        entries_word = "entry" if count == 1 else "entries"
        raise refusal("wrong-count", f"this list has {count} {entries_word}; it takes {wanted}", self.hint)

    @property
    def limits(self) -> Json:
        """The same in JSON Schema."""
        limits = {"minItems": self.min or None, "maxItems": self.max}
        return {name: limit for name, limit in limits.items() if limit is not None}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words or numbers."""

    choices: tuple[str | int, ...]
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """The hints for values that belong to another place."""

    def __call__(self, value: str | int) -> None:
        """Raise the fault of any other word."""
        if value in self.choices:
            return
        words = [str(choice) for choice in self.choices]
        allowed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
        message = f'"{clipped(str(value))}" is not allowed here; write {allowed}'
        hint = (
            self.elsewhere.get(str(value))
            or uncurled(value, "{}")
            or foreign_letter(str(value))
            or did_you_mean(str(value), words)
        )
        raise refusal("not-allowed", message, hint)


@dataclass(frozen=True, slots=True)
class Form:
    """A text of one form: a regular expression over the whole of it, and how to say it in words."""

    pattern: str
    words: str
    code: str = "bad-form"
    listed: bool = False
    """Whether such texts stand in lists, where a comma may be missing between two."""
    repair: Callable[[str], str] = str
    """Makes of a text the one that is most likely meant; the hint shows it if it has the form."""
    regex: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "regex", re.compile(self.pattern))

    def __call__(self, text: str) -> None:
        """Raise the fault of a text of another form."""
        if self.regex.fullmatch(text) is None:
            raise refusal(self.code, f'"{clipped(text)}" {self.words}', self.hint(text))

    @property
    def limits(self) -> Json:
        """The same in JSON Schema; space around a text does not count."""
        return {"pattern": rf"^\s*(?:{self.pattern})\s*$", "patternErrorMessage": f"This {self.words}."}

    def hint(self, text: str) -> str | None:
        """How to write the text that is most likely meant."""
        if hint := uncurled(text) or foreign_letter(text):
            return hint
        if self.listed and " " in text and all(map(self.regex.fullmatch, text.split())):
            return f"put a comma between them: {clipped(', '.join(text.split()))}"
        meant = self.repair(text)
        return f'write "{meant}"' if self.regex.fullmatch(meant) else None


def is_day(text: str) -> None:
    """Raise the fault of a text that is no day written as "2026-11-23"."""
    try:
        written = dt.date.fromisoformat(text).isoformat()
    except ValueError:
        written = None
    if written != text:
        message = f'"{clipped(text)}" is no day of the calendar'
        hint = uncurled(text) or (f'write "{meant}"' if (meant := _day_meant(text)) else _DAY)
        raise refusal("bad-date", message, hint)


_LONG_MONTH, _SHORT_MONTH = "0[13578]|1[02]", "0[469]|11"
DAY_PATTERN = Form(
    rf"(?!0000)[0-9]{{4}}-(?:(?:{_LONG_MONTH})-(?:0[1-9]|[12][0-9]|3[01])"
    rf"|(?:{_SHORT_MONTH})-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"|(?!0000)(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29",
    'is no day of the calendar: write year, month and day, as in "2026-11-23"',
).limits
"""The JSON Schema of every day of the calendar."""

_DAY = 'write year, month and day: "2026-11-23"'
_YEAR, _MONTH, _ONE_DAY = "(?P<year>[0-9]{4})", "(?P<month>[0-9]{1,2})", "(?P<day>[0-9]{1,2})"
_YEAR_FIRST = re.compile(rf"\D*{_YEAR}[-/.]{_MONTH}[-/.]{_ONE_DAY}\D*", re.ASCII)
_DAY_FIRST = re.compile(rf"{_ONE_DAY}\.{_MONTH}\.{_YEAR}", re.ASCII)


def _day_meant(text: str) -> str | None:
    """The day that a text gives in another form; none for 1/2/2026, which is two days."""
    match = _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if match is None or len(text) > MAX_ID:
        return None
    try:
        return dt.date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return None
