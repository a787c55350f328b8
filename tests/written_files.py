"""Files made at random for the judges of shape: good ones, and ones with a single mistake.

for file in written(Part.QUIZ, seed=1, count=100):
    file.text     # YAML, as JSON writes it
    file.mistake  # None, or what was done to the data: ("renamed", ("pairs", 0, "ask"))

The data follow the fields of the loader's own schemas; what can go wrong is written down here a second time.
"""

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from marshmallow import fields

from quizapp.content import schema
from quizapp.content.faults import MAX_ID, Count, Form, Length
from quizapp.content.fields import Day, Flag, Group, Keys, Kinds, Listing, Text, Whole, Word
from quizapp.problem import Part, Where

COMPLETE = Path(__file__).parent / "samples" / "complete"
Field = fields.Field[Any]
Mistake = tuple[str, Where]

TEXTS = [
    "Rest the knee for two days.",
    "no",
    "12:30",
    "2026-11-23",
    "1e3",
    "~",
    "null",
    "A colon: and a # that begins no comment",
    "- not an entry",
    "Zoë's knee — 膝の痛み, a 🦵",
    "two lines\nof text",
    "quotes \" and ' and \\",
    "trailing space ",
    "[a, b]",
    "*not an alias",
    "%, @ and `",
]
GOOD = {
    "names no passage": ["article/s1-2", "nhs-gout/f8"],
    "is no language tag": ["en", "pt-BR", "zh-Hant-TW"],
    "is no fingerprint": ["1a2b3c4d5e6f", "000000000000", "123456789012"],
    "is no web address": ["https://example.org/a?b=c#d", "http://example.co.uk"],
    "is no date such as": ["2026-01-19", "2023-06", "2010"],
    "is no address": ["mailto:editors@example.org", "https://example.org/mistakes"],
    "is no id": ["hot-swollen-joint", "s1", "7", "no", "x" * MAX_ID],
    "is no day": ["2026-11-23", "2024-02-29", "2000-02-29", "1999-12-31", "0001-01-01"],
}
BAD = {
    "names no passage": ["article", "article/", "/s1", "article/s1/s2", "Article/s1", "article/s_1", "a b/c"],
    "is no language tag": ["English", "e", "en_GB", "en-", "EN"],
    "is no fingerprint": ["1a2b3c4d5e6", "1A2B3C4D5E6F", "1a2b3c4d5e6f7", "1a2b3c4d5e6g"],
    "is no date such as": ["19.1.2026", "June 2023", "23", "2023-6"],
    "is no address": ["editors@example.org", "mailto:editors", "tel:999"],
    "is no web address": [
        "example.org",
        "ftp://example.org",
        "https://",
        "https://localhost",
        "https://a .b",
    ],
    "is no id": ["Sore Heel", "sore_heel", "-heel", "heel-", "sore--heel", "hèel", "heel.", "x" * 61],
    "is no day": [
        *("2026-02-30", "2025-02-29", "1900-02-29", "2026-13-01"),
        *("23.11.2026", "20261123", "2026-11-23T10:00", "0000-01-01"),
    ],
}
EXTRA = ["colour", "comment", "level ", "Id", "x"]


@dataclass(frozen=True, slots=True)
class Written:
    """One file, as data and as YAML, and the mistake in it."""

    data: Any
    text: str
    mistake: Mistake | None


def written(part: str, *, seed: int, count: int) -> Iterator[Written]:
    """Yield so many files; every third is good."""
    for number in range(count):
        random = Random(f"{part} {seed} {number}")
        data = made(schema.SCHEMAS[part], random)
        mistake = spoil(data, schema.SCHEMAS[part], random) if number % 3 else None
        yield Written(data, json.dumps(data, ensure_ascii=False, indent=2), mistake)


def made(keys: Keys, random: Random) -> dict[str, Any]:
    """Return good data for a group of keys; of those that are optional, some."""
    data = {
        name: value_for(field, random)
        for name, field in keys.fields.items()
        if field.required or random.random() < 0.4
    }
    if data.get("status") == "reviewed":
        data |= {"by": "Dr. A. Name", "date": "2026-11-23"}
    return data


def value_for(field: Field, random: Random) -> Any:
    """Return a good value for a field."""
    if isinstance(field, Listing):
        return listing(field, random)
    if isinstance(field, Group | Kinds):
        return made(random.choice(field.groups), random)
    choices: Sequence[Any] = [True, False]
    if isinstance(field, Word):
        choices = list(field.words)
    elif isinstance(field, Text):
        form = form_of(field)
        choices = GOOD[form] if form else [*TEXTS, *TEXTS, "x" * longest(field)]
    elif isinstance(field, Whole):
        choices = [field.only]
    return random.choice(choices)


def listing(field: Listing, random: Random) -> list[Any]:
    """Return a good list: its order, and the options that are right, included."""
    count = count_of(field)
    length = count.max if count.max == count.min else random.randint(count.min, count.min + 1)
    values = [value_for(field.inner, random) for _ in range(length)]
    if isinstance(field.check, schema.InOrder):
        for value, word in zip(values, field.check.words, strict=False):
            value["id"] = word
    elif field.check is not None:
        right = random.sample(
            range(length), 1 if field.check is schema._one_correct else random.randint(1, length - 1)
        )
        for index, value in enumerate(values):
            value["correct"] = index in right
    return values


def count_of(field: Field) -> Count:
    """Return how many entries a list may have."""
    return next(check for check in field.validators if isinstance(check, Count))


def form_of(field: Field) -> str | None:
    """Return the words by which the form of a text is known here, if it has one."""
    told = [check.words for check in field.validators if isinstance(check, Form)]
    told += ["is no day"] if isinstance(field, Day) else []
    return next((words for words in GOOD if told and told[0].startswith(words)), None)


def longest(field: Field) -> int:
    """Return how many characters fit."""
    return next(check.max for check in field.validators if isinstance(check, Length))


@dataclass(frozen=True, slots=True)
class Spot:
    """A value in the data: the field it belongs to, and what holds it."""

    where: Where
    field: Field
    holder: Any

    @property
    def key(self) -> Any:
        """Its key in a group, or its place in a list."""
        return self.where[-1]

    @property
    def value(self) -> Any:
        """The value."""
        return self.holder[self.key]


def spots(data: dict[str, Any], keys: Keys, where: Where = ()) -> Iterator[Spot]:
    """Yield every value, however deep."""
    for name in data:
        yield from _spots(Spot((*where, name), keys.fields[name], data))


def _spots(spot: Spot) -> Iterator[Spot]:
    yield spot
    field, value = spot.field, spot.value
    if isinstance(field, Listing):
        for index in range(len(value)):
            yield from _spots(Spot((*spot.where, index), field.inner, value))
    elif isinstance(field, Group):
        yield from spots(value, field.keys, spot.where)
    elif isinstance(field, Kinds):
        yield from spots(value, field.schemas[value["kind"]], spot.where)


def spoil(data: dict[str, Any], keys: Keys, random: Random) -> Mistake:
    """Make one mistake in good data."""
    every = list(spots(data, keys))
    possible = [(name, change, [spot for spot in every if fits(spot)]) for name, fits, change in MISTAKES]
    name, change, there = random.choice([each for each in possible if each[2]])
    spot = random.choice(there)
    change(spot, random)
    return name, spot.where


Change = Callable[[Spot, Random], None]


def _put(other: Callable[[Spot, Random], object]) -> Change:
    """Return the mistake of putting something else in the place of a value."""

    def change(spot: Spot, random: Random) -> None:
        spot.holder[spot.key] = other(spot, random)

    return change


def _is(*kinds: type[Field]) -> Callable[[Spot], bool]:
    return lambda spot: isinstance(spot.field, kinds)


def _is_named(spot: Spot) -> bool:
    return isinstance(spot.key, str)


def _has_form(words: str) -> Callable[[Spot], bool]:
    return lambda spot: form_of(spot.field) == words


def _wrong_type(spot: Spot, random: Random) -> object:
    right: dict[type[Field], type] = {Text: str, Whole: int, Flag: bool, Listing: list}
    fitting = next((own for kind, own in right.items() if isinstance(spot.field, kind)), dict)
    wrong: list[object] = [7, 1.5, True, "text", "7", "true", ["text"], {"key": "text"}]
    return random.choice([value for value in wrong if type(value) is not fitting])


def _misspelt(spot: Spot, random: Random) -> str:
    word = str(spot.value)
    at = random.randrange(len(word))
    return random.choice(
        [word[:at] + word[at + 1 :] or "x", word.upper(), f"{word}s", "maybe", word[:at] + "q" + word[at:]]
    )


def _drop(spot: Spot, _: Random) -> None:
    del spot.holder[spot.key]


def _rename(spot: Spot, _: Random) -> None:
    entries = {(f"{key}s" if key == spot.key else key): value for key, value in spot.holder.items()}
    spot.holder.clear()
    spot.holder.update(entries)


def _add(spot: Spot, random: Random) -> None:
    spot.holder[random.choice([extra for extra in EXTRA if extra not in spot.holder])] = "text"


def _is_checked(spot: Spot) -> bool:
    return isinstance(spot.field, Listing) and spot.field.check is not None


def _disorder(spot: Spot, random: Random) -> None:
    assert isinstance(spot.field, Listing)
    values = spot.value
    if isinstance(spot.field.check, schema.InOrder):
        one, other = random.sample(range(len(values)), 2)
        values[one], values[other] = values[other], values[one]
        return
    right = True if spot.field.check is schema._one_correct else random.choice([True, False])
    for value in values:
        value["correct"] = right


def _is_limited(spot: Spot) -> bool:
    return isinstance(spot.field, Listing) and bool(spot.value) and count_of(spot.field) != Count(0, None)


def _miscount(spot: Spot, random: Random) -> None:
    count, values = count_of(spot.field), spot.value
    if random.random() < 0.5 or count.max is None:
        del values[max(count.min - 1, 0) :]
    else:
        values.extend(copy.deepcopy(values[0]) for _ in range(count.max - len(values) + 1))


def _is_review(spot: Spot) -> bool:
    return isinstance(spot.field, Group) and isinstance(spot.field.keys, schema.ReviewKeys)


def _forget_reviewer(spot: Spot, random: Random) -> None:
    spot.value.update(status="reviewed", by="A. Name", date="2026-11-23")
    del spot.value[random.choice(["by", "date"])]


def _change_kind(spot: Spot, random: Random) -> None:
    kinds = [kind for kind in schema.PRACTICE_KINDS if kind != spot.value["kind"]]
    spot.value["kind"] = random.choice(kinds)


MISTAKES: list[tuple[str, Callable[[Spot], bool], Change]] = [
    ("missing", lambda spot: _is_named(spot) and spot.field.required, _drop),
    ("renamed", _is_named, _rename),
    ("extra", _is_named, _add),
    ("null", _is(fields.Field), _put(lambda *_: None)),
    ("wrong type", _is(fields.Field), _put(_wrong_type)),
    ("empty", _is(Text), _put(lambda _, random: random.choice(["", " ", "\n"]))),
    ("too long", _is(Text), _put(lambda spot, _: "x" * (longest(spot.field) + 1))),
    ("no such word", _is(Word), _put(_misspelt)),
    ("another format", _is(Whole), _put(lambda *_: 99)),
    ("disorder", _is_checked, _disorder),
    ("miscounted", _is_limited, _miscount),
    ("unnamed review", _is_review, _forget_reviewer),
    ("other kind", _is(Kinds), _change_kind),
    *(
        (form, _has_form(form), _put(lambda spot, random: random.choice(BAD[form_of(spot.field) or ""])))
        for form in BAD
    ),
]
"""Each mistake by its name: the values at which it can be made, and what makes it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A change of a good quiz of which the tools do not all think alike, and why that is as it should be."""

    old: str
    new: str
    why: str
    minds: tuple[str, ...]
    """Who finds anything wrong: the loader, check-jsonschema, the language server."""


_TITLE = "title: What would you do about this blister?"
_FORMAT = "format: 2"
_UNDERSCORE = "ruamel.yaml takes 1_000 for a number, YAML 1.2 does not; the loader warns of it (needs-quotes)"
_EQUALS = "ruamel.yaml keeps a meaning of = that YAML 1.2 has dropped"
_WHOLE = "to JSON Schema 8.0 is a whole number; to an editor it is a slip"
_NO_DATA = "JSON Schema sees data, in which anchors, tags and escapes have gone"
_SPACE = "the loader leaves out space around a text, which JSON Schema counts; only quoted text has any"
_UNITS = "the language server counts UTF-16 units, of which such a character has two"
_LOADER, _CHECKER, _SERVER = ("loader", "check-jsonschema", "language server")

DIFFERENCES = [
    Difference(_TITLE, "title: 1_000", _UNDERSCORE, (_CHECKER,)),
    Difference(_TITLE, "title: 0b11", _UNDERSCORE, (_CHECKER,)),
    Difference(_FORMAT, "format: 2.0", _WHOLE, (_LOADER,)),
    Difference(_FORMAT, "format: 2e0", _WHOLE, (_LOADER,)),
    Difference(_TITLE, "title: !!str x", _NO_DATA, (_LOADER,)),
    Difference(_TITLE, "title: &a x", _NO_DATA, (_LOADER, _SERVER)),
    Difference(_TITLE, 'title: "a\\u2028b"', _NO_DATA, (_LOADER,)),
    Difference(_TITLE, "title: =", _EQUALS, (_CHECKER,)),
    Difference("key: carry-on", 'key: " carry-on"', _SPACE, (_CHECKER, _SERVER)),
    Difference(_TITLE, f'title: "{"x" * 200} "', _SPACE, (_CHECKER, _SERVER)),
    Difference(_TITLE, f'title: "{"x" * 199}🦵"', _UNITS, (_SERVER,)),
]
"""All that is known. Whatever else the tools do not agree about is a mistake of ours."""


def changed_quiz(difference: Difference) -> str:
    """Return the small quiz with the change."""
    text = (COMPLETE / "blisters-from-new-shoes" / Part.QUIZ).read_text(encoding="utf-8")
    assert difference.old in text
    return text.replace(difference.old, difference.new, 1)
