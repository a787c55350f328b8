"""The verdict rule `needs-pooled/2`: whether a reader knows when to modify training and when to get help.

A response to a scenario is right, careful, wrong or a hazard (`Mark`). *Careful* is one level above the key.
It is neither right nor wrong, since sources themselves disagree about these borders; but the seventh careful
response ends the check, for such a reader asks for more help than needed. A *hazard* is an urgent item
answered carry-on or modify. It counts double for the red flag, because it can harm.

*Needs* state what `understands` claims, each with right responses of its own:

- each tested red flag is confirmed at two more right responses than points of mistakes, and missed at four
  points; what is confirmed stays confirmed;
- training needs 4, 7 or 10 right responses with none, one or two wrong, at least two for each of its levels;
- book needs 3, 5 or 7; the third wrong response loses training or book.

*One pooled bound* covers luck over all of them: with w wrong responses a reader needs as many counted (not
careful) responses as a reader who is wrong three times in ten rarely gets through with so few mistakes.

A lost need gives `not-yet`. Too many wrong or careful responses, or the longest check, give
`not-enough-evidence`. All needs and the pooled bound give `understands`. The functions are pure: the same
responses give the same verdict. `quizapp simulate` measures the error rates; nobody has set a standard.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cache
from itertools import count
from math import comb
from typing import NamedTuple

from quizapp.content.model import VERDICT_RULES, Level

(RULE,) = VERDICT_RULES

CARRY_ON, MODIFY, BOOK, FIRST_FLAG = 0, 1, 2, 3
"""Strata, the groups of items that selection draws from: three levels, then one stratum a red flag."""

TRAINING_RIGHTS = (4, 7, 10)
"""Right responses that training needs, by wrong ones; one more wrong response loses it."""
RIGHTS_OF_EACH = 2
"""How many of them carry-on and modify need each."""
BOOK_RIGHTS = (3, 5, 7)
"""Right responses that book needs, by wrong ones."""
CONFIRMED, MISSED = 2, 4
"""Right responses less points that confirm a red flag, and points that miss it."""
MOST_CAREFUL = 6
"""Careful responses that a check can hold; one more ends it."""
WRONG_SHARE = 0.30
"""The share of wrong responses that the pooled bound guards against."""
LEAST_MISTAKES = 3
"""Wrong responses that every check forgives."""


class Verdict(enum.StrEnum):
    """The conclusion from the responses."""

    UNDERSTANDS = "understands"
    NOT_YET = "not-yet"
    NOT_ENOUGH_EVIDENCE = "not-enough-evidence"


class FlagStatus(enum.StrEnum):
    """The conclusion about one red flag."""

    CONFIRMED = "confirmed"
    MISSED = "missed"
    UNSETTLED = "unsettled"


class Mark(enum.IntEnum):
    """The mark that the verdict gives a response to a scenario."""

    RIGHT = 0
    CAREFUL = 1
    WRONG = 2
    HAZARD = 3


def mark_of(key: Level, chosen: Level) -> Mark:
    """Mark a response at one level to an item keyed at another."""
    if chosen == key:
        return Mark.RIGHT
    if chosen == key + 1:
        return Mark.CAREFUL
    return Mark.HAZARD if key is Level.URGENT and chosen <= Level.MODIFY else Mark.WRONG


@dataclass(frozen=True, slots=True)
class Limits:
    """The constants of the rule for a number of red flags."""

    pooled: tuple[int, ...]
    """By the number of wrong responses, the counted responses needed; with more wrong ones the check ends."""
    min_items: int
    """The fewest responses after which the verdict can be `understands`."""
    max_items: int
    """The responses after which a check ends at the latest."""


@cache
def limits(red_flags: int) -> Limits:
    """Derive the constants for so many red flags.

    A check forgives as many mistakes as leave room for all that is needed after the three worst ones, but
    three at least. One more response than the pooled bound asks for makes up for a careful one.
    """
    # Two red flags bring too little evidence of their own, so there the bound has to be sharper.
    chance = 0.035 if red_flags > 2 else 0.025
    rights = TRAINING_RIGHTS[0] + BOOK_RIGHTS[0] + CONFIRMED * red_flags
    # Two mistakes in training ask for six more right responses, a hazard for two; each takes an item itself.
    room = rights + (TRAINING_RIGHTS[2] - TRAINING_RIGHTS[0]) + 2 + 3
    pooled: list[int] = []
    while len(pooled) <= LEAST_MISTAKES or pooled[-1] + 1 < room:
        pooled.append(_counted_needed(len(pooled), chance))
    return Limits(tuple(pooled), min_items=max(rights, pooled[0]), max_items=pooled[-1] + 1)


def _counted_needed(wrong: int, chance: float) -> int:
    """The smallest n for which P(Bin(n, WRONG_SHARE) <= wrong) is at most `chance`."""
    return next(n for n in count(wrong + 1) if _at_most(wrong, n) <= chance)


def _at_most(wrong: int, n: int) -> float:
    return sum(comb(n, k) * WRONG_SHARE**k * (1 - WRONG_SHARE) ** (n - k) for k in range(wrong + 1))


class Training(NamedTuple):
    """Right responses to items keyed carry-on and keyed modify, and wrong ones to either."""

    carry_on: int = 0
    modify: int = 0
    wrong: int = 0

    @property
    def lost(self) -> bool:
        """Whether there are too many wrong responses."""
        return self.wrong >= len(TRAINING_RIGHTS)

    @property
    def needed_of_each(self) -> tuple[int, int]:
        """Right responses still needed to carry-on and to modify items, whatever the rest."""
        if self.lost:
            return 0, 0
        return max(0, RIGHTS_OF_EACH - self.carry_on), max(0, RIGHTS_OF_EACH - self.modify)

    @property
    def needed(self) -> int:
        """Right responses still needed in all; none when it is lost."""
        if self.lost:
            return 0
        short = TRAINING_RIGHTS[self.wrong] - self.carry_on - self.modify
        return max(short, sum(self.needed_of_each))


class Booking(NamedTuple):
    """Right and wrong responses to items keyed book."""

    right: int = 0
    wrong: int = 0

    @property
    def lost(self) -> bool:
        """Whether there are too many wrong responses."""
        return self.wrong >= len(BOOK_RIGHTS)

    @property
    def needed(self) -> int:
        """Right responses still needed; none when it is lost."""
        return 0 if self.lost else max(0, BOOK_RIGHTS[self.wrong] - self.right)


class FlagTally(NamedTuple):
    """Right responses less points of one red flag, its points, and whether it is settled."""

    net: int = 0
    points: int = 0
    status: FlagStatus = FlagStatus.UNSETTLED

    @property
    def lost(self) -> bool:
        """Whether it is missed."""
        return self.status is FlagStatus.MISSED

    @property
    def needed(self) -> int:
        """Right responses still needed; none when it is settled."""
        return CONFIRMED - self.net if self.status is FlagStatus.UNSETTLED else 0

    def after(self, mark: Mark) -> FlagTally:
        """Add a response that is not careful; a red flag that is settled stays settled."""
        if self.status is not FlagStatus.UNSETTLED:
            return self
        cost = {Mark.RIGHT: 0, Mark.WRONG: 1, Mark.HAZARD: 2}[mark]
        net, points = self.net + (mark is Mark.RIGHT) - cost, self.points + cost
        if points >= MISSED:
            return FlagTally(net, points, FlagStatus.MISSED)
        return FlagTally(net, points, FlagStatus.CONFIRMED if net >= CONFIRMED else FlagStatus.UNSETTLED)


Need = Training | Booking | FlagTally
"""What `understands` claims, with the right responses that it still needs."""


class Evidence(NamedTuple):
    """All that verdict and selection need to know of the responses so far."""

    training: Training
    book: Booking
    flags: tuple[FlagTally, ...]
    counted: int = 0
    """Right and wrong responses."""
    wrong: int = 0
    """Responses, not points: a hazard is one."""
    careful: int = 0

    @property
    def answered(self) -> int:
        """Responses so far."""
        return self.counted + self.careful

    @property
    def limits(self) -> Limits:
        """The constants of the rule."""
        return limits(len(self.flags))

    @property
    def needs(self) -> tuple[Need, ...]:
        """Every need, met, open or lost."""
        return (self.training, self.book, *self.flags)

    @property
    def rights_needed(self) -> int:
        """Right responses that the needs still ask for."""
        return sum(need.needed for need in self.needs)

    @property
    def pooled_needed(self) -> int:
        """Counted responses that the pooled bound still asks for."""
        pooled = self.limits.pooled
        return max(0, pooled[min(self.wrong, len(pooled) - 1)] - self.counted)

    @property
    def lost(self) -> bool:
        """Whether a need is lost; it stays lost."""
        return any(need.lost for need in self.needs)

    @property
    def spent(self) -> bool:
        """Whether the check ends whatever is still needed: too careful, too many mistakes, or too long."""
        return (
            self.careful > MOST_CAREFUL
            or self.wrong >= len(self.limits.pooled)
            or self.answered >= self.limits.max_items
        )


def no_evidence(red_flags: int) -> Evidence:
    """The evidence before the first response, for a bank with so many red flags."""
    return Evidence(Training(), Booking(), (FlagTally(),) * red_flags)


def after(evidence: Evidence, stratum: int, mark: Mark) -> Evidence:
    """The evidence after one more response to an item of this stratum."""
    if mark is Mark.CAREFUL:
        return evidence._replace(careful=evidence.careful + 1)
    right = mark is Mark.RIGHT
    evidence = evidence._replace(counted=evidence.counted + 1, wrong=evidence.wrong + (not right))
    training, book, flags = evidence.training, evidence.book, evidence.flags
    if stratum >= FIRST_FLAG:
        at = stratum - FIRST_FLAG
        return evidence._replace(flags=(*flags[:at], flags[at].after(mark), *flags[at + 1 :]))
    if stratum == BOOK:
        return evidence._replace(book=Booking(book.right + right, book.wrong + (not right)))
    carry_on, modify = right and stratum == CARRY_ON, right and stratum == MODIFY
    return evidence._replace(
        training=Training(
            training.carry_on + carry_on, training.modify + modify, training.wrong + (not right)
        )
    )


def verdict(evidence: Evidence) -> Verdict:
    """The verdict on this evidence, whether or not the check is over.

    A check without red flags can't say that a reader knows when to get help.
    """
    if evidence.lost:
        return Verdict.NOT_YET
    met = bool(evidence.flags) and evidence.rights_needed == 0 and evidence.pooled_needed == 0
    within = evidence.careful <= MOST_CAREFUL and evidence.wrong < len(evidence.limits.pooled)
    return Verdict.UNDERSTANDS if met and within else Verdict.NOT_ENOUGH_EVIDENCE


def decided(evidence: Evidence) -> bool:
    """Whether no further response can change the verdict; a reader with a lost need may still go on."""
    return evidence.spent or verdict(evidence) is not Verdict.NOT_ENOUGH_EVIDENCE


def need_weights(evidence: Evidence) -> tuple[int, ...]:
    """For each stratum twice the right responses still needed from it.

    Each half of training has its own, and half of what both need together.
    """
    carry_on, modify = evidence.training.needed_of_each
    either = evidence.training.needed - carry_on - modify
    flags = (2 * flag.needed for flag in evidence.flags)
    return (2 * carry_on + either, 2 * modify + either, 2 * evidence.book.needed, *flags)


def pooled_weights(red_flags: int) -> tuple[int, ...]:
    """The weights when only the pooled bound is open: each level has the same, flags share theirs."""
    return (max(1, red_flags),) * FIRST_FLAG + (1,) * red_flags


def weights(evidence: Evidence) -> tuple[int, ...]:
    """For each stratum how likely the next item comes from it; all 0 when the check is over."""
    nothing = (0,) * (FIRST_FLAG + len(evidence.flags))
    if evidence.spent or verdict(evidence) is Verdict.UNDERSTANDS:
        return nothing
    needed = need_weights(evidence)
    return needed if evidence.lost or any(needed) else pooled_weights(len(evidence.flags))
