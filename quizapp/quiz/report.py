"""The report of an attempt: the verdict and everything it rests on, as values; and how far an attempt is.

It never holds a percentage. What a reader missed comes first, the worst miss at the top: a response further
below the key is worse, and among equals the more urgent key is worse; overcautious responses come last.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quizapp.content.model import Competency, Item, Kind, Level, Sign
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.grading import Grade, Mistake, Response, chosen_level, grade, placed
from quizapp.quiz.selection import PRACTICE_ITEMS
from quizapp.quiz.verdict import (
    FIRST_FLAG,
    MOST_CAREFUL,
    Evidence,
    FlagStatus,
    Verdict,
    after,
    decided,
    mark_of,
    no_evidence,
    verdict,
    weights,
)

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
    """The evidence about one competency."""

    competency: Competency
    verdict: Verdict
    answered: int
    correct: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagReport:
    """The evidence about one red flag."""

    sign: Sign
    status: FlagStatus
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole report.

    `undecided_because` has the reasons of a `not-enough-evidence`: `practice`, `careful`,
    `too-many-mistakes`, `too-long`, `too-few-responses` (the reader may go on), or `no-unseen-items:` with
    what has none left. `withdrawn` has the answered items that were withdrawn since; they are in no other
    member and count for nothing.
    """

    verdict: Verdict
    competencies: tuple[CompetencyReport, ...]
    red_flags: tuple[FlagReport, ...]
    """Those that the check tests."""
    not_tested: tuple[Sign, ...]
    """The article's other red flags."""
    answered: int
    correct: int
    under_triage: int
    over_triage: int
    """Careful responses included."""
    careful: int
    """Responses one level above the key, which count neither for the reader nor against."""
    hazards: int
    to_reread: tuple[Sign, ...]
    sure_but_wrong: tuple[str, ...]
    undecided_because: tuple[str, ...]
    withdrawn: tuple[str, ...]


def evidences(bank: ItemBank, answered: Iterable[Answered]) -> Iterator[Evidence]:
    """Yield the evidence before the first response and after each scenario that counts."""
    evidence = no_evidence(len(bank.flag_index))
    yield evidence
    for step in answered:
        stratum, chosen = bank.stratum(step.item), chosen_level(step.item, step.response)
        if stratum is None or chosen is None or step.item.withdrawn is not None:
            continue
        assert step.item.level is not None, "what has a stratum has a level"
        evidence = after(evidence, stratum, mark_of(step.item.level, chosen))
        yield evidence


def evidence_of(bank: ItemBank, answered: Iterable[Answered]) -> Evidence:
    """The evidence of the scenarios that count."""
    *_, evidence = evidences(bank, answered)
    return evidence


def report(bank: ItemBank, answered: Sequence[Answered], *, supply: Sequence[int] | None) -> Report:
    """Report on an attempt. `supply` is how many unseen items each stratum still has; None in practice."""
    evidence = evidence_of(bank, answered)
    result = Verdict.NOT_ENOUGH_EVIDENCE if supply is None else verdict(evidence)
    standing = [step for step in answered if step.item.withdrawn is None]
    grades = [(step, grade(step.item, step.response)) for step in standing]
    missed = [(step, mark) for step, mark in grades if not mark.correct]
    reasons = () if result is not Verdict.NOT_ENOUGH_EVIDENCE else _reasons(bank, evidence, supply)
    return Report(
        verdict=result,
        competencies=tuple(_competency(evidence, competency, grades) for competency in Competency),
        red_flags=_flags(bank, evidence, standing),
        not_tested=tuple(flag for flag in bank.article.red_flags if not flag.tested),
        answered=len(grades),
        correct=len(grades) - len(missed),
        under_triage=sum(mark.mistake is Mistake.UNDER_TRIAGE for _, mark in missed),
        over_triage=sum(mark.mistake is Mistake.OVER_TRIAGE for _, mark in missed),
        careful=sum(mark.careful for _, mark in missed),
        hazards=sum(mark.hazard for _, mark in missed),
        to_reread=_to_reread(bank, [step for step, _ in missed]),
        sure_but_wrong=tuple(
            step.item.id for step, mark in missed if step.certainty == SURE and not mark.careful
        ),
        undecided_because=reasons,
        withdrawn=tuple(step.item.id for step in answered if step.item.withdrawn is not None),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an attempt is."""

    answered: int
    at_most: int
    about: int
    """Items that are still needed, as far as one can tell. It never rises, so it stands still for a while
    after a mistake."""
    decided: bool
    """Whether the verdict can no longer change; the reader may see it now, or go on."""


def check_progress(bank: ItemBank, answered: Sequence[Answered], *, over: bool) -> Progress:
    """Say how far a check is; `over` when there is no next item."""
    history = list(evidences(bank, answered))
    withdrawn = sum(step.item.withdrawn is not None for step in answered)
    return Progress(
        answered=len(answered),
        at_most=history[-1].limits.max_items + withdrawn,
        about=0 if over else max(1, min(_still_needed(evidence) for evidence in history)),
        decided=over or decided(history[-1]),
    )


def practice_progress(answered: int, *, over: bool) -> Progress:
    """Say how far a practice run is; it has no verdict to decide."""
    left = 0 if over else PRACTICE_ITEMS - answered
    return Progress(answered=answered, at_most=PRACTICE_ITEMS, about=left, decided=False)


def _still_needed(evidence: Evidence) -> int:
    # Where a need is lost the verdict stands, and only what the other needs ask for is left.
    pooled = 0 if evidence.lost else evidence.pooled_needed
    left = evidence.limits.max_items - evidence.answered
    return min(max(evidence.rights_needed, pooled), left)


def _competency(
    evidence: Evidence, competency: Competency, grades: Sequence[tuple[Answered, Grade]]
) -> CompetencyReport:
    marks = [mark for step, mark in grades if step.item.competency is competency]
    training, *others = evidence.needs
    needs = others if competency is Competency.SEEK_CARE else [training]
    result = Verdict.NOT_ENOUGH_EVIDENCE if any(need.needed for need in needs) else Verdict.UNDERSTANDS
    return CompetencyReport(
        competency=competency,
        verdict=Verdict.NOT_YET if any(need.lost for need in needs) else result,
        answered=len(marks),
        correct=sum(mark.correct for mark in marks),
    )


def _flags(bank: ItemBank, evidence: Evidence, answered: Sequence[Answered]) -> tuple[FlagReport, ...]:
    asked = Counter(flag for step in answered for flag in step.item.red_flags[:1])
    return tuple(
        FlagReport(sign=sign, status=flag.status, answered=asked[sign.id])
        for sign, flag in zip(bank.article.tested_flags, evidence.flags, strict=True)
    )


def _reasons(bank: ItemBank, evidence: Evidence, supply: Sequence[int] | None) -> tuple[str, ...]:
    if supply is None:
        return ("practice",)
    if evidence.careful > MOST_CAREFUL:
        return ("careful",)
    if evidence.wrong >= len(evidence.limits.pooled):
        return ("too-many-mistakes",)
    if evidence.spent:
        return ("too-long",)
    due = weights(evidence)
    if any(weight and left for weight, left in zip(due, supply, strict=True)):
        return ("too-few-responses",)
    names = [level.slug for level in Level][:FIRST_FLAG] + [flag.id for flag in bank.article.tested_flags]
    return tuple(f"no-unseen-items:{name}" for name, weight in zip(names, due, strict=True) if weight)


def _to_reread(bank: ItemBank, wrong: Sequence[Answered]) -> tuple[Sign, ...]:
    """The signs that were misjudged, the worst miss first, each once."""
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
