"""Simulated readers: those whom the verdict should let through, and those whom it should not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from quizapp.content.model import Level

Answers = tuple[float, ...]
"""The chances of choosing each level, carry-on to urgent."""

_NEXT = 2 / 3
"""The share of mixed errors that is on a level next to the key."""


class Bar(NamedTuple):
    """The shares of readers that a bank with four red flags should let through."""

    at_least: float
    at_most: float

    def holds(self, share: float) -> bool:
        """Whether a share is within the bar."""
        return self.at_least <= share <= self.at_most


ANY, NEVER = Bar(0, 1), Bar(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archetype:
    """A kind of reader, by the answers to items of each key."""

    name: str
    answers: tuple[Answers, ...] = ()
    """By the level of the key; none for a reader by position."""
    one_flag: Answers | None = None
    """For the items of the first red flag, where they differ from those of the others."""
    passes: Bar = ANY
    attempts: int = 1
    """Attempts that the reader takes, the later ones on unseen items; the last one counts."""
    until_passed: bool = False
    """Whether no attempt follows one that is `understands`."""

    @property
    def by_position(self) -> bool:
        """Whether the reader reads no stem, but knows rule and past keys, and takes the likeliest key."""
        return not self.answers

    def on(self, stratum: int) -> Answers:
        """The chances for the items of a stratum."""
        if self.one_flag is not None and stratum == Level.URGENT:
            return self.one_flag
        return self.answers[min(stratum, Level.URGENT)]


def mixed(right: float, key: Level) -> Answers:
    """Spread errors as readers seem to: two thirds on the next level up or down, the rest further off."""
    beside = [level for level in Level if abs(level - key) == 1]
    beyond = [level for level in Level if abs(level - key) > 1]
    near, far = (1 - right) * _NEXT / len(beside), (1 - right) * (1 - _NEXT) / len(beyond)
    return _answers({key: right, **dict.fromkeys(beside, near), **dict.fromkeys(beyond, far)})


def counted(right: float, key: Level) -> Answers:
    """Spread errors so that none of them is a careful one."""
    spread = mixed(right, key)
    errors = {level: spread[level] for level in Level if level not in {key, key + 1}}
    scale = (1 - right) / sum(errors.values())
    return _answers({key: right, **{level: chance * scale for level, chance in errors.items()}})


def downward(right: float, key: Level) -> Answers:
    """Put all errors on the level below."""
    return _answers({key: right, Level(key - 1): 1 - right})


def one_up(share: float, key: Level) -> Answers:
    """Answer this share of items one level too high, and 97 % of the rest rightly."""
    rest = mixed(0.97, key)
    return tuple((1 - share) * rest[level] + share * (level == key + 1) for level in Level)


def evenly(*levels: Level) -> Answers:
    """Toss a coin between these levels."""
    return _answers(dict.fromkeys(levels, 1 / len(levels)))


def _answers(chances: Mapping[Level, float]) -> Answers:
    return tuple(chances.get(level, 0.0) for level in Level)


def _all(
    name: str, right: float, errors: Callable[[float, Level], Answers] = mixed, passes: Bar = ANY
) -> Archetype:
    return Archetype(name=name, answers=tuple(errors(right, key) for key in Level), passes=passes)


def _but(
    name: str,
    others: Mapping[Level, Answers],
    *,
    passes: Bar = ANY,
    one_flag: Answers | None = None,
    right: float = 0.95,
) -> Archetype:
    """Make a reader who is solid but for the items of these keys, or of one red flag."""
    answers = {key: mixed(right, key) for key in Level} | dict(others)
    return Archetype(
        name=name, answers=tuple(answers[key] for key in Level), one_flag=one_flag, passes=passes
    )


def _always(name: str, *levels: Level, passes: Bar = NEVER) -> Archetype:
    return Archetype(name=name, answers=(evenly(*levels),) * len(Level), passes=passes)


def _cautious(name: str, key: Level, share: float, passes: Bar = ANY) -> Archetype:
    return _but(name, {key: one_up(share, key)}, right=0.97, passes=passes)


CARRY_ON, MODIFY, BOOK, URGENT = Level
GUESS = evenly(*Level)
UP = (evenly(MODIFY), evenly(BOOK), evenly(URGENT), evenly(URGENT))

ARCHETYPES = (
    _all("expert 99%", 0.99, passes=Bar(0.99, 1)),
    _all("solid 95%", 0.95, passes=Bar(0.95, 1)),
    _all("solid 95%, counted errors", 0.95, counted, passes=Bar(0.95, 1)),
    replace(_all("solid 95%, second attempt", 0.95, passes=Bar(0.85, 1)), attempts=2),
    _cautious("cautious at carry-on", CARRY_ON, 0.5, Bar(0.85, 1)),
    _cautious("cautious at modify", MODIFY, 0.5, Bar(0.85, 1)),
    _cautious("cautious at book", BOOK, 0.5, Bar(0.85, 1)),
    _cautious("very cautious at book", BOOK, 0.9),
    Archetype(name="always one step up", answers=UP, passes=NEVER),
    _but("urgent taken for book, 15%", {URGENT: downward(0.85, URGENT)}),
    _but("hazard-prone, 15%", {URGENT: (0.0, 0.15, 0.0, 0.85)}),
    _but("one flag misread", {}, one_flag=mixed(0.10, URGENT), passes=Bar(0, 0.02)),
    _but("one flag guessed", {}, one_flag=GUESS, passes=Bar(0, 0.10)),
    _but("book misread", {BOOK: downward(0.10, BOOK)}, passes=Bar(0, 0.02)),
    _but("book guessed low", {BOOK: downward(0.25, BOOK)}, passes=Bar(0, 0.06)),
    _but("book guessed", {BOOK: GUESS}, passes=Bar(0, 0.06)),
    _but("modify misread", {MODIFY: downward(0.10, MODIFY)}, passes=Bar(0, 0.02)),
    _but("care only", {CARRY_ON: GUESS, MODIFY: GUESS}, passes=Bar(0, 0.015)),
    _but("training only", {BOOK: GUESS, URGENT: GUESS}, passes=Bar(0, 0.001)),
    _but("coin of carry-on and modify", dict.fromkeys((CARRY_ON, MODIFY), evenly(CARRY_ON, MODIFY))),
    _but("coin of modify and book", dict.fromkeys((MODIFY, BOOK), evenly(MODIFY, BOOK)), passes=Bar(0, 0.18)),
    _all("borderline 80%", 0.80),
    _all("partial 70%", 0.70, passes=Bar(0, 0.10)),
    _all("partial 70%, counted errors", 0.70, counted, passes=Bar(0, 0.05)),
    _all("partial 60%", 0.60, passes=Bar(0, 0.015)),
    _all("partial 60%, counted errors", 0.60, counted, passes=Bar(0, 0.01)),
    replace(_all("partial 60%, by attempt 2", 0.60), attempts=2, until_passed=True),
    *(_always(f"always {level.slug}", level) for level in Level),
    _always("always some care", BOOK, URGENT, passes=Bar(0, 0.001)),
    _always("random", *Level, passes=Bar(0, 0.001)),
    Archetype(name="by position, unread", passes=Bar(0, 0.001)),
)
