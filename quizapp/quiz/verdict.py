"""The verdict: does a reader know when to modify training and when to seek care? Rule `sprt-flags/1`.

Two questions are asked of the responses, and both must be answered well.

1. *Each competency*: a sequential probability ratio test (Wald 1947) between a reader who responds rightly
   with chance p0 and one with chance p1. A right response adds log(p1/p0), a wrong one log((1-p1)/(1-p0));
   the test ends at log((1-beta)/alpha) or log(beta/(1-alpha)), and what is decided stays decided.
2. *Each red flag*: confirmed when right minus wrong responses reach `net`, missed at the `misses`-th wrong
   one. No test over all items can see one missing flag; only evidence for each flag can.

`understands` needs both competencies and every red flag. A lower bound or a missed flag gives `not-yet`.
Anything else is `not-enough-evidence`. The function is pure: the same responses give the same verdict.
Its error rates are measured by `quizapp simulate`; it is a self-check and is not standard-set.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING

from quizapp.content.model import Competency, Level

if TYPE_CHECKING:
    from quizapp.content.model import VerdictRule

RULE_ID = "sprt-flags/1"

CARRY_ON, MODIFY, BOOK, FIRST_FLAG = 0, 1, 2, 3
"""Strata, the groups of items that selection draws from: three levels, then one stratum a red flag."""


class Verdict(enum.StrEnum):
    """What the responses show."""

    UNDERSTANDS = "understands"
    NOT_YET = "not-yet"
    NOT_ENOUGH_EVIDENCE = "not-enough-evidence"


class FlagStatus(enum.StrEnum):
    """What the responses show about one red flag."""

    CONFIRMED = "confirmed"
    MISSED = "missed"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The constants of the sequential test, derived from a rule: steps and bounds in natural logs."""

    right: float
    wrong: float
    upper: float
    lower: float


@lru_cache(maxsize=64)
def bounds(rule: VerdictRule) -> Bounds:
    """Derive the test's constants from the rule's parameters."""
    return Bounds(
        right=log(rule.p1 / rule.p0),
        wrong=log((1 - rule.p1) / (1 - rule.p0)),
        upper=log((1 - rule.beta) / rule.alpha),
        lower=log(rule.beta / (1 - rule.alpha)),
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """Right and wrong responses for one competency, and its verdict once the test has ended."""

    right: int = 0
    wrong: int = 0
    decided: Verdict | None = None

    @property
    def asked(self) -> int:
        """Items of this competency that have a response."""
        return self.right + self.wrong

    def after(self, *, right: bool, rule: VerdictRule) -> Tally:
        """Add one response; a competency that is decided stays decided."""
        rights, wrongs = self.right + right, self.wrong + (not right)
        decided = self.decided
        if decided is None:
            constants = bounds(rule)
            ratio = rights * constants.right + wrongs * constants.wrong
            if ratio >= constants.upper:
                decided = Verdict.UNDERSTANDS
            elif ratio <= constants.lower:
                decided = Verdict.NOT_YET
        return Tally(rights, wrongs, decided)


@dataclass(frozen=True, slots=True)
class FlagTally:
    """Right and wrong responses to the items of one red flag, and its status, which stays once settled."""

    right: int = 0
    wrong: int = 0
    status: FlagStatus = FlagStatus.UNSETTLED

    @property
    def asked(self) -> int:
        """Items of this red flag that have a response."""
        return self.right + self.wrong

    def after(self, *, right: bool, rule: VerdictRule) -> FlagTally:
        """Add one response."""
        rights, wrongs = self.right + right, self.wrong + (not right)
        status = self.status
        if status is FlagStatus.UNSETTLED:
            if wrongs >= rule.misses:
                status = FlagStatus.MISSED
            elif rights - wrongs >= rule.net:
                status = FlagStatus.CONFIRMED
        return FlagTally(rights, wrongs, status)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the verdict and the selection need to know of the responses so far.

    It is small and hashable, so that a simulation can remember what follows from it.
    """

    training: Tally
    care: Tally
    flags: tuple[FlagTally, ...]
    carry_on_asked: int = 0

    @property
    def asked(self) -> tuple[int, ...]:
        """Items asked by stratum."""
        flags = tuple(flag.asked for flag in self.flags)
        modify = self.training.asked - self.carry_on_asked
        return (self.carry_on_asked, modify, self.care.asked - sum(flags), *flags)

    @property
    def flags_settled(self) -> bool:
        """Whether every red flag is confirmed or missed."""
        return all(flag.status is not FlagStatus.UNSETTLED for flag in self.flags)

    @property
    def settled(self) -> bool:
        """Whether nothing is left to find out."""
        return self.training.decided is not None and self.care.decided is not None and self.flags_settled


def no_evidence(red_flags: int) -> Evidence:
    """Return the evidence before the first response, for a bank with so many red flags."""
    return Evidence(Tally(), Tally(), (FlagTally(),) * red_flags)


def after(evidence: Evidence, stratum: int, *, right: bool, rule: VerdictRule) -> Evidence:
    """Return the evidence after one more response to an item of this stratum."""
    if stratum <= MODIFY:
        return replace(
            evidence,
            training=evidence.training.after(right=right, rule=rule),
            carry_on_asked=evidence.carry_on_asked + (stratum == CARRY_ON),
        )
    flags = evidence.flags
    if stratum >= FIRST_FLAG:
        at = stratum - FIRST_FLAG
        flags = (*flags[:at], flags[at].after(right=right, rule=rule), *flags[at + 1 :])
    return replace(evidence, care=evidence.care.after(right=right, rule=rule), flags=flags)


def verdict(evidence: Evidence) -> Verdict:
    """Return the verdict on this evidence, whether or not the attempt is over."""
    competencies = (evidence.training.decided, evidence.care.decided)
    flags = {flag.status for flag in evidence.flags}
    if Verdict.NOT_YET in competencies or FlagStatus.MISSED in flags:
        return Verdict.NOT_YET
    if set(competencies) == {Verdict.UNDERSTANDS} and flags <= {FlagStatus.CONFIRMED}:
        return Verdict.UNDERSTANDS
    return Verdict.NOT_ENOUGH_EVIDENCE


def tally_of(evidence: Evidence, competency: Competency) -> Tally:
    """Return the tally of one competency."""
    return evidence.training if competency is Competency.MODIFY_TRAINING else evidence.care


def stratum_of(level: Level, flag: int | None) -> int | None:
    """Return the stratum of an item keyed at `level`; `flag` is the index of the red flag that it shows.

    None for an urgent item without a red flag: nothing that the verdict weighs would rest on it.
    """
    if level < Level.URGENT:
        return int(level)
    return None if flag is None else FIRST_FLAG + flag
