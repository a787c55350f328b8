"""What can be wrong with one value, in the words of an editor, and the checks that say so.

The checks are marshmallow validators. They keep their limits under the names (`choices`, `min`, `max`,
`equal`, `regex`) under which the makers of JSON Schema look for them.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from marshmallow import ValidationError

from quizapp.content.nearest import nearest
from quizapp.content.problem import shortened
from quizapp.content.rules.rule import did_you_mean
from quizapp.content.yaml.scalars import CURLY, CURLY_OPENING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Sized

ID_PATTERN = "[a-z0-9]+(-[a-z0-9]+)*"
MAX_ID = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong with one value, or with one key of a group."""

    code: str
    message: str
    hint: str | None = None
    meant: str | None = None
    """For an unknown key: the allowed one that it most likely stands for."""


def refusal(fault: Fault) -> ValidationError:
    """Return the exception that carries a fault through marshmallow."""
    return ValidationError([fault])


def refusals(faults: Mapping[str, Sequence[Fault]] | Mapping[int, object]) -> ValidationError:
    """Return the exception that carries the faults of several keys or entries."""
    return ValidationError(dict(faults))


def wrong_type(wanted: str, value: object, hint: str | None = None) -> ValidationError:
    """Return the refusal of a value of another kind than the one that is wanted."""
    message = f"{wanted} is wanted here, not {kind_of(value)}"
    hint = uncurled(value, "{}") or hint
    return refusal(Fault(code="wrong-type", message=message, hint=hint))


def kind_of(value: object) -> str:
    """Name the kind of a value as an editor would."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "a group of keys"


def unknown_key(key: str, value: object, *, allowed: Sequence[str], free: Sequence[str]) -> Fault:
    """Return the fault of a key that is none of the allowed ones; `free` are those not in use yet."""
    hint = did_you_mean(key, free) or f"allowed here: {', '.join(allowed)}"
    if value is None and " " in key:
        hint = "a text with a comma in it needs quotes between { and }"
    message = f'unknown key "{shortened(key)}"'
    return Fault(code="unknown-key", message=message, hint=hint, meant=nearest(key, free))


def uncurled(value: object, form: str = '"{}"') -> str | None:
    """Return the hint for a value between the quotes of a word processor, which YAML takes for letters."""
    if not isinstance(value, str) or value[:1] not in CURLY_OPENING:
        return None
    return f"{value[0]} is no quote in YAML; write {form.format(shortened(value[1:].rstrip(CURLY)))}"


@dataclass(frozen=True, slots=True)
class Length:
    """A text of at most `max` characters."""

    max: int
    min: int = 1
    equal: None = None

    def __call__(self, text: str) -> None:
        """Raise the fault of a longer text."""
        if len(text) > self.max:
            message = f"this text has {len(text):,} characters; at most {self.max:,} fit here"
            raise refusal(Fault(code="too-long", message=message))


@dataclass(frozen=True, slots=True)
class Count:
    """A list of `min` to `max` entries; no `max` is no limit."""

    min: int
    max: int | None
    equal: None = None
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
        message = f"this list has {count} {entries_word}; {wanted} belong here"
        raise refusal(Fault(code="wrong-count", message=message, hint=self.hint))


@dataclass(frozen=True, slots=True)
class Range:
    """A number from `min` to `max`, or between them where the ends are left out."""

    min: float
    max: float
    ends: bool = True

    @property
    def min_inclusive(self) -> bool:
        """Whether `min` itself fits."""
        return self.ends

    @property
    def max_inclusive(self) -> bool:
        """Whether `max` itself fits."""
        return self.ends

    def __call__(self, number: float) -> None:
        """Raise the fault of a number that does not fit."""
        if self.min < number < self.max or (self.ends and number in (self.min, self.max)):
            return
        wanted = f"from {self.min} to {self.max}" if self.ends else f"between {self.min} and {self.max}"
        raise refusal(Fault(code="out-of-range", message=f"{number} does not fit; write a number {wanted}"))


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words or numbers."""

    choices: tuple[str | int, ...]

    def __call__(self, value: str | int) -> None:
        """Raise the fault of any other word."""
        if value in self.choices:
            return
        words = [str(choice) for choice in self.choices]
        allowed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
        message = f'"{shortened(str(value))}" is not allowed here; write {allowed}'
        hint = uncurled(value, "{}") or did_you_mean(str(value), words)
        raise refusal(Fault(code="not-allowed", message=message, hint=hint))


@dataclass(frozen=True, slots=True)
class Form:
    """A text of one form: a regular expression over the whole of it, and how to say it in words."""

    pattern: str
    words: str
    code: str = "bad-form"
    listed: bool = False
    """Whether such texts stand in lists, where a comma may be missing between two."""
    regex: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "regex", re.compile(f"^{self.pattern}$"))

    def __call__(self, text: str) -> None:
        """Raise the fault of a text of another form."""
        if self.regex.fullmatch(text) is None:
            raise refusal(
                Fault(code=self.code, message=f'"{shortened(text)}" {self.words}', hint=self.hint(text))
            )

    def hint(self, text: str) -> str | None:
        """Return how to write an id; other forms show it in their words."""
        if hint := uncurled(text):
            return hint
        if self.listed and " " in text and all(map(self.regex.fullmatch, text.split())):
            return f"put a comma between them: {shortened(', '.join(text.split()))}"
        if self.code != "bad-id":
            return None
        slug = id_from(text)
        return f'write "{slug}"' if slug else None


def id_from(text: str) -> str:
    """Return the id that an editor most likely means by a text; empty when it has no letter for one."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:MAX_ID]


def is_day(text: str) -> None:
    """Raise the fault of a text that is no day written as "2026-11-23"."""
    try:
        written = dt.date.fromisoformat(text).isoformat()
    except ValueError:
        written = None
    if written != text:
        message = f'"{shortened(text)}" is no day of the calendar'
        hint = uncurled(text) or (f'write "{meant}"' if (meant := _day_meant(text)) else _DAY)
        raise refusal(Fault(code="bad-date", message=message, hint=hint))


_DAY = 'write year, month and day: "2026-11-23"'
_YEAR_FIRST = re.compile(r"\D*([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})\D*", re.ASCII)
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", re.ASCII)


def _day_meant(text: str) -> str | None:
    """Return the day that a text gives in another form; none for 1/2/2026, which is two days."""
    if len(text) > MAX_ID:
        return None
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
