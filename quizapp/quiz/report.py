"""The report of an attempt: the verdict and everything it rests on, as values.

It never holds a percentage. What a reader missed comes first, the worst miss at the top: a response further
below the key is worse, and among equals the more urgent key is worse; overcautious responses come last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.content.model import Competency, Kind, Level
from quizapp.quiz.grading import Mistake, chosen_level, grade, placed
from quizapp.quiz.selection import turns
from quizapp.quiz.verdict import (
    BOOK,
    CARRY_ON,
    FIRST_FLAG,
    MODIFY,
    FlagStatus,
    Verdict,
    after,
    no_evidence,
    tally_of,
    verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from quizapp.content.model import Item, Sign
    from quizapp.quiz.bank import ItemBank
    from quizapp.quiz.grading import Response
    from quizapp.quiz.verdict import Evidence

SURE = 3
"""The certainty word that says "I am sure"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One item of an attempt with its response."""

    item: Item
    response: Response
    certainty: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyReport:
    """What the responses show about one competency."""

    competency: Competency
    verdict: Verdict
    answered: int
    correct: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagReport:
    """What the responses show about one red flag."""

    sign: Sign
    status: FlagStatus
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole report.

    `undecided_because` has the reasons of a `not-enough-evidence`, in words; `withdrawn` the answered items
    that were withdrawn since: they are in no other member and count for nothing.
    """

    verdict: Verdict
    competencies: tuple[CompetencyReport, ...]
    red_flags: tuple[FlagReport, ...]
    answered: int
    correct: int
    under_triage: int
    over_triage: int
    hazards: int
    to_reread: tuple[Sign, ...]
    sure_but_wrong: tuple[str, ...]
    undecided_because: tuple[str, ...]
    withdrawn: tuple[str, ...]


def evidence_of(bank: ItemBank, answered: Iterable[Answered]) -> Evidence:
    """Return the evidence of the scenarios that count."""
    evidence = no_evidence(len(bank.flag_index))
    for step in answered:
        stratum = bank.stratum(step.item)
        if stratum is not None and step.item.withdrawn is None:
            correct = grade(step.item, step.response).correct
            evidence = after(evidence, stratum, right=correct, rule=bank.rule)
    return evidence


def report(bank: ItemBank, answered: Sequence[Answered], *, supply: Sequence[int] | None) -> Report:
    """Report on an attempt. `supply` is how many unseen items each stratum still has; None in practice."""
    evidence = evidence_of(bank, answered)
    result = Verdict.NOT_ENOUGH_EVIDENCE if supply is None else verdict(evidence)
    standing = [step for step in answered if step.item.withdrawn is None]
    grades = [(step, grade(step.item, step.response)) for step in standing]
    wrong = [(step, mark) for step, mark in grades if not mark.correct]
    reasons = () if result is not Verdict.NOT_ENOUGH_EVIDENCE else _reasons(bank, evidence, supply)
    return Report(
        verdict=result,
        competencies=tuple(_competency(evidence, competency) for competency in Competency),
        red_flags=tuple(
            FlagReport(sign=sign, status=flag.status, answered=flag.asked)
            for sign, flag in zip(bank.article.red_flags, evidence.flags, strict=True)
        ),
        answered=len(grades),
        correct=len(grades) - len(wrong),
        under_triage=sum(mark.mistake is Mistake.UNDER_TRIAGE for _, mark in wrong),
        over_triage=sum(mark.mistake is Mistake.OVER_TRIAGE for _, mark in wrong),
        hazards=sum(mark.hazard for _, mark in wrong),
        to_reread=_to_reread(bank, [step for step, _ in wrong]),
        sure_but_wrong=tuple(step.item.id for step, _ in wrong if step.certainty == SURE),
        undecided_because=reasons,
        withdrawn=tuple(step.item.id for step in answered if step.item.withdrawn is not None),
    )


def _competency(evidence: Evidence, competency: Competency) -> CompetencyReport:
    tally = tally_of(evidence, competency)
    return CompetencyReport(
        competency=competency,
        verdict=tally.verdict,
        answered=tally.asked,
        correct=tally.right,
    )


def _reasons(bank: ItemBank, evidence: Evidence, supply: Sequence[int] | None) -> tuple[str, ...]:
    if supply is None:
        return ("practice",)
    if turns(evidence, supply):
        return ("too-few-responses",)
    words = {level.level: level.level.slug for level in bank.article.levels}
    levels = {CARRY_ON: words[Level.CARRY_ON], MODIFY: words[Level.MODIFY], BOOK: words[Level.BOOK]}
    names = [*levels.values(), *(flag.id for flag in bank.article.red_flags)]
    return tuple(f"no-unseen-items:{names[stratum]}" for stratum in _dry(evidence, supply))


def _dry(evidence: Evidence, supply: Sequence[int]) -> list[int]:
    """Return the strata that have nothing left although something about them is undecided."""
    needed: list[int] = []
    if evidence.training.passed is None:
        needed += [CARRY_ON, MODIFY]
    if evidence.care.passed is None:
        needed.append(BOOK)
    needed += [FIRST_FLAG + index for index, flag in enumerate(evidence.flags) if flag.recognised is None]
    return [stratum for stratum in needed if not supply[stratum]]


def _to_reread(bank: ItemBank, wrong: Sequence[Answered]) -> tuple[Sign, ...]:
    """Return the signs that were misjudged, the worst miss first, each once."""
    misses = sorted((miss for step in wrong for miss in _misses(bank, step)), key=lambda miss: miss[0])
    return tuple({sign.id: sign for _, sign in misses}.values())


def _misses(bank: ItemBank, step: Answered) -> Iterator[tuple[tuple[int, int], Sign]]:
    """Yield what a wrong response misjudged, each with how bad that is.

    A scenario is about the most urgent of its signs, a sort item about each entry that was put elsewhere.
    How bad: how far below the key first, then how urgent the key is; for other kinds nobody can say.
    """
    item, signs = step.item, bank.article.signs_by_id
    if item.kind is Kind.SORT:
        for entry, chosen in placed(item, step.response):
            if chosen is not entry.level:
                yield (chosen - entry.level, -entry.level), signs[entry.sign]
    elif item.signs:
        sign = max((signs[sign_id] for sign_id in item.signs), key=lambda sign: sign.level)
        chosen_one, key = chosen_level(item, step.response), item.level
        yield (0, 0) if chosen_one is None or key is None else (chosen_one - key, -key), sign
