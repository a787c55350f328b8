"""What the pages of a quiz show of an outcome and a report: chosen and right in words, worst first.

Nothing here is for the page of an item before its response: that page gets a `PublicItem` and no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.content.grounding import decided_by
from quizapp.content.model import Kind, Promotion, pair_id
from quizapp.quiz.bank import tag_of
from quizapp.quiz.grading import Mistake, grade
from quizapp.quiz.report import SURE
from quizapp.web.ready.article_view import cited_sources, words_of_levels

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from quizapp.attempts.delivery import Outcome, Turn
    from quizapp.attempts.model import TakenStep
    from quizapp.content.model import Article, CompetencyWords, Entry, Item, LevelWords, Option, Sign, Source
    from quizapp.quiz.grading import Grade
    from quizapp.quiz.report import CompetencyReport, FlagReport, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One option after the response, with its reason."""

    text: str
    rationale: str
    chosen: bool
    correct: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One entry of a sort item after the response."""

    sign: Sign
    rationale: str
    chosen: str
    """The words of the level that the reader put it under."""
    right: str
    correct: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSign:
    """A sign with the words of its level."""

    sign: Sign
    words: LevelWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """A promotion that sets the level of an item above that of every sign in it."""

    promotion: Promotion
    words: LevelWords


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeView:
    """What a reader is told about one response."""

    grade: Grade
    right: Sequence[str]
    reasons: Sequence[Reason]
    """What was chosen first, then what is right, then the others."""
    placed: Sequence[Placed]
    """Sort items only, in place of `reasons`."""
    signs: Sequence[NamedSign]
    """What the stem shows, the most urgent first."""
    raised: Raised | None
    sources: Sequence[Source]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One response of an attempt, in words."""

    number: int
    """Counts from 1."""
    item: Item
    chosen: Sequence[str]
    right: Sequence[str]
    grade: Grade
    sure: bool
    withdrawn: bool
    """Whether the item was withdrawn since; the answer then counts for nothing, and its key for no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToReread:
    """A sign to read about again, and whether the reader was sure of a wrong response about it."""

    sign: Sign
    words: LevelWords
    sure: bool
    raised: Raised | None
    """Where a response that was not right was about the sign together with more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagEntry:
    """What the responses show about one red flag."""

    report: FlagReport
    status: str
    """As in the report, or "untested" where no item asked about it."""
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """What the report page shows beside the report itself."""

    competencies: Sequence[tuple[CompetencyWords, CompetencyReport]]
    flags: Sequence[FlagEntry]
    worst: ToReread | None
    reread: Sequence[ToReread]
    """The others: what the reader was sure about first, then the worst miss first."""
    reasons: Sequence[tuple[str, str]]
    """Why the verdict is open: a code, and the words of what has no unseen items left (or "")."""
    under: Sequence[Answer]
    """Responses below the key, hazards first."""
    over: Sequence[Answer]
    answers: Sequence[Answer]


def view_outcome(outcome: Outcome, article: Article) -> OutcomeView:
    """Put an outcome in words."""
    item, response = outcome.item, outcome.response
    levels = words_of_levels(article)
    signs = sorted(
        (article.signs_by_id[sign_id] for sign_id in item.signs), key=lambda sign: sign.level, reverse=True
    )
    number = {source.id: place for place, source in enumerate(article.sources)}
    return OutcomeView(
        grade=outcome.grade,
        right=_in_words(item, item.key),
        reasons=[] if item.kind is Kind.SORT else _reasons(item, response),
        placed=[_placed(item, entry, response, article) for entry in item.entries],
        signs=[NamedSign(sign=sign, words=levels[sign.level]) for sign in signs],
        raised=_raised(item, article),
        sources=[article.sources[number[source]] for source in cited_sources(item.cites, number)],
    )


def view_report(turn: Turn) -> ReportView:
    """Put a report in words; the turn must have one."""
    report, article = turn.report, turn.article
    assert report is not None, "an attempt that goes on has no report"
    answers = _answers(turn, report.withdrawn)
    competency_words = {words.competency: words for words in article.competencies}
    counted = [answer for answer in answers if not answer.withdrawn]
    missed = [answer.item for answer in counted if not answer.grade.correct]
    reread = _reread(report, article, missed)
    return ReportView(
        competencies=[(competency_words[part.competency], part) for part in report.competencies],
        flags=[_flag(flag, missed) for flag in report.red_flags],
        worst=reread[0] if reread else None,
        reread=sorted(reread[1:], key=lambda entry: not entry.sure),
        reasons=[_reason(code, article) for code in report.undecided_because],
        under=sorted(
            _with_mistake(counted, Mistake.UNDER_TRIAGE), key=lambda answer: not answer.grade.hazard
        ),
        over=_with_mistake(counted, Mistake.OVER_TRIAGE),
        answers=answers,
    )


def _reasons(item: Item, response: Collection[str]) -> Sequence[Reason]:
    reasons = [
        Reason(
            text=option.text,
            rationale=option.rationale,
            chosen=option.id in response,
            correct=option.id in item.key,
        )
        for option in item.options
    ]
    return sorted(reasons, key=lambda reason: (not reason.chosen, not reason.correct))


def _placed(item: Item, entry: Entry, response: Collection[str], article: Article) -> Placed:
    def under(parts: Collection[str]) -> Option:
        return next(option for option in item.options if pair_id(entry, option) in parts)

    chosen, right = under(response), under(item.key)
    return Placed(
        sign=article.signs_by_id[entry.sign],
        rationale=entry.rationale,
        chosen=chosen.text,
        right=right.text,
        correct=chosen is right,
    )


def _in_words(item: Item, response: Collection[str]) -> Sequence[str]:
    """Return what a response says, a line for each part of it."""
    if item.kind is not Kind.SORT:
        return [option.text for option in item.options if option.id in response]
    return [
        f"{entry.text}: {option.text}"
        for entry in item.entries
        for option in item.options
        if pair_id(entry, option) in response
    ]


def _answers(turn: Turn, withdrawn: Collection[str]) -> Sequence[Answer]:
    assert turn.article.quiz is not None, "an attempt belongs to a quiz"
    by_tag = {tag_of(item.id): item for item in turn.article.quiz.items}
    return [
        _answer(number, by_tag[step.tag], step, withdrawn)
        for number, step in enumerate(turn.attempt.steps, start=1)
    ]


def _answer(number: int, item: Item, step: TakenStep, withdrawn: Collection[str]) -> Answer:
    return Answer(
        number=number,
        item=item,
        chosen=_in_words(item, step.response),
        right=_in_words(item, item.key),
        grade=grade(item, step.response),
        sure=step.certainty == SURE,
        withdrawn=item.id in withdrawn,
    )


def _with_mistake(answers: Sequence[Answer], mistake: Mistake) -> Sequence[Answer]:
    return [answer for answer in answers if answer.grade.mistake is mistake]


def _flag(report: FlagReport, missed: Sequence[Item]) -> FlagEntry:
    return FlagEntry(
        report=report,
        status=report.status if report.answered else "untested",
        wrong=sum(report.sign.id in item.red_flags for item in missed),
    )


def _reread(report: Report, article: Article, missed: Sequence[Item]) -> Sequence[ToReread]:
    """Return the signs to read about again, the worst miss first."""
    levels = words_of_levels(article)
    sure = {sign for item in missed if item.id in report.sure_but_wrong for sign in item.signs}
    raised = {sign: _raised(item, article) for item in missed for sign in item.signs}
    return [
        ToReread(sign=sign, words=levels[sign.level], sure=sign.id in sure, raised=raised.get(sign.id))
        for sign in report.to_reread
    ]


def _raised(item: Item, article: Article) -> Raised | None:
    decider = decided_by(article, item.signs, item.circumstances)
    if not isinstance(decider, Promotion):
        return None
    return Raised(promotion=decider, words=words_of_levels(article)[decider.level])


def _reason(code: str, article: Article) -> tuple[str, str]:
    """Split a reason of the report into its code and the words of what it names."""
    code, _, name = code.partition(":")
    names: Mapping[str, str] = {
        **{words.level.slug: words.name for words in article.levels},
        **{flag.id: flag.name for flag in article.red_flags},
    }
    return code, names.get(name, "")
