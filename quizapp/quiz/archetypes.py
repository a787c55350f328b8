"""Simulated readers: those whom the verdict should let through, and those whom it should not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

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


def _reader(
    name: str,
    passes: Bar = ANY,
    *,
    right: float = 0.95,
    errors: Callable[[float, Level], Answers] = mixed,
    but: Mapping[Level, Answers] = {},
    **others: Any,  # noqa: ANN401 - as of an archetype
) -> Archetype:
    """Make a reader who is right in this share of items, but for those of some keys or of one red flag."""
    answers = {key: errors(right, key) for key in Level} | dict(but)
    return Archetype(name=name, answers=tuple(answers.values()), passes=passes, **others)


CARRY_ON, MODIFY, BOOK, URGENT = Level
GUESS = evenly(*Level)
UP = (evenly(MODIFY), evenly(BOOK), evenly(URGENT), evenly(URGENT))

ARCHETYPES = (
    _reader("expert 99%", Bar(0.99, 1), right=0.99),
    _reader("solid 95%", Bar(0.95, 1)),
    _reader("solid 95%, counted errors", Bar(0.95, 1), errors=counted),
    _reader("solid 95%, second attempt", Bar(0.85, 1), attempts=2),
    _reader("cautious at carry-on", Bar(0.85, 1), right=0.97, but={CARRY_ON: one_up(0.5, CARRY_ON)}),
    _reader("cautious at modify", Bar(0.85, 1), right=0.97, but={MODIFY: one_up(0.5, MODIFY)}),
    _reader("cautious at book", Bar(0.85, 1), right=0.97, but={BOOK: one_up(0.5, BOOK)}),
    _reader("very cautious at book", right=0.97, but={BOOK: one_up(0.9, BOOK)}),
    Archetype(name="always one step up", answers=UP, passes=NEVER),
    _reader("urgent taken for book, 15%", but={URGENT: downward(0.85, URGENT)}),
    _reader("hazard-prone, 15%", but={URGENT: (0.0, 0.15, 0.0, 0.85)}),
    _reader("one flag misread", Bar(0, 0.02), one_flag=mixed(0.10, URGENT)),
    _reader("one flag guessed", Bar(0, 0.10), one_flag=GUESS),
    _reader("book misread", Bar(0, 0.02), but={BOOK: downward(0.10, BOOK)}),
    _reader("book guessed low", Bar(0, 0.06), but={BOOK: downward(0.25, BOOK)}),
    _reader("book guessed", Bar(0, 0.06), but={BOOK: GUESS}),
    _reader("modify misread", Bar(0, 0.02), but={MODIFY: downward(0.10, MODIFY)}),
    _reader("care only", Bar(0, 0.015), but={CARRY_ON: GUESS, MODIFY: GUESS}),
    _reader("training only", Bar(0, 0.001), but={BOOK: GUESS, URGENT: GUESS}),
    _reader("coin of carry-on and modify", but=dict.fromkeys((CARRY_ON, MODIFY), evenly(CARRY_ON, MODIFY))),
    _reader("coin of modify and book", Bar(0, 0.18), but=dict.fromkeys((MODIFY, BOOK), evenly(MODIFY, BOOK))),
    _reader("borderline 80%", right=0.80),
    _reader("partial 70%", Bar(0, 0.10), right=0.70),
    _reader("partial 70%, counted errors", Bar(0, 0.05), right=0.70, errors=counted),
    _reader("partial 60%", Bar(0, 0.015), right=0.60),
    _reader("partial 60%, counted errors", Bar(0, 0.01), right=0.60, errors=counted),
    _reader("partial 60%, by attempt 2", right=0.60, attempts=2, until_passed=True),
    *(_reader(f"always {level.slug}", NEVER, but=dict.fromkeys(Level, evenly(level))) for level in Level),
    _reader("always some care", Bar(0, 0.001), but=dict.fromkeys(Level, evenly(BOOK, URGENT))),
    _reader("random", Bar(0, 0.001), but=dict.fromkeys(Level, GUESS)),
    Archetype(name="by position, unread", passes=Bar(0, 0.001)),
)
