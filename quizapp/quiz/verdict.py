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
from typing import TYPE_CHECKING, NamedTuple

from quizapp.content.model import Competency, Level

if TYPE_CHECKING:
    from quizapp.content.model import VerdictRule

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


class Tally(NamedTuple):
    """Right and wrong responses for one competency; `passed` is set once its test has ended."""

    right: int = 0
    wrong: int = 0
    passed: bool | None = None

    @property
    def asked(self) -> int:
        """Items of this competency that have a response."""
        return self.right + self.wrong

    @property
    def verdict(self) -> Verdict:
        """What the test says so far."""
        if self.passed is None:
            return Verdict.NOT_ENOUGH_EVIDENCE
        return Verdict.UNDERSTANDS if self.passed else Verdict.NOT_YET

    def after(self, *, right: bool, rule: VerdictRule) -> Tally:
        """Add one response; a competency that is decided stays decided."""
        rights, wrongs, passed = self.right + right, self.wrong + (not right), self.passed
        if passed is None:
            bounds = rule.bounds
            ratio = rights * bounds.right + wrongs * bounds.wrong
            if ratio >= bounds.upper:
                passed = True
            elif ratio <= bounds.lower:
                passed = False
        return Tally(rights, wrongs, passed)


class FlagTally(NamedTuple):
    """Right and wrong responses to the items of one red flag; `recognised` is set once it is settled."""

    right: int = 0
    wrong: int = 0
    recognised: bool | None = None

    @property
    def asked(self) -> int:
        """Items of this red flag that have a response."""
        return self.right + self.wrong

    @property
    def status(self) -> FlagStatus:
        """What the responses show so far."""
        if self.recognised is None:
            return FlagStatus.UNSETTLED
        return FlagStatus.CONFIRMED if self.recognised else FlagStatus.MISSED

    def after(self, *, right: bool, rule: VerdictRule) -> FlagTally:
        """Add one response; a red flag that is settled stays settled."""
        rights, wrongs, recognised = self.right + right, self.wrong + (not right), self.recognised
        if recognised is None:
            if wrongs >= rule.misses:
                recognised = False
            elif rights - wrongs >= rule.net:
                recognised = True
        return FlagTally(rights, wrongs, recognised)


class Evidence(NamedTuple):
    """All that the verdict and the selection need to know of the responses so far.

    It is a small tuple that hashes fast, so that a simulation can remember what follows from it.
    """

    training: Tally
    care: Tally
    flags: tuple[FlagTally, ...]
    carry_on_asked: int = 0

    @property
    def book_asked(self) -> int:
        """Items keyed book that have a response."""
        return self.care.asked - sum(flag.right + flag.wrong for flag in self.flags)

    @property
    def asked(self) -> tuple[int, ...]:
        """Items asked by stratum."""
        flags = tuple(flag.asked for flag in self.flags)
        modify = self.training.asked - self.carry_on_asked
        return (self.carry_on_asked, modify, self.book_asked, *flags)

    @property
    def flags_settled(self) -> bool:
        """Whether every red flag is confirmed or missed."""
        return all(flag.recognised is not None for flag in self.flags)


def no_evidence(red_flags: int) -> Evidence:
    """Return the evidence before the first response, for a bank with so many red flags."""
    return Evidence(Tally(), Tally(), (FlagTally(),) * red_flags)


def after(evidence: Evidence, stratum: int, *, right: bool, rule: VerdictRule) -> Evidence:
    """Return the evidence after one more response to an item of this stratum."""
    training, care, flags, carry_on = (
        evidence.training,
        evidence.care,
        evidence.flags,
        evidence.carry_on_asked,
    )
    if stratum <= MODIFY:
        training = training.after(right=right, rule=rule)
        return Evidence(training, care, flags, carry_on + (stratum == CARRY_ON))
    if stratum >= FIRST_FLAG:
        at = stratum - FIRST_FLAG
        flags = (*flags[:at], flags[at].after(right=right, rule=rule), *flags[at + 1 :])
    return Evidence(training, care.after(right=right, rule=rule), flags, carry_on)


def verdict(evidence: Evidence) -> Verdict:
    """Return the verdict on this evidence, whether or not the attempt is over."""
    findings = (
        evidence.training.passed,
        evidence.care.passed,
        *(flag.recognised for flag in evidence.flags),
    )
    if False in findings:
        return Verdict.NOT_YET
    return Verdict.NOT_ENOUGH_EVIDENCE if None in findings else Verdict.UNDERSTANDS


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
