"""What the pages of a quiz show of an outcome and a report: chosen and right in words, worst first.

Only `repeated_in` is for the page of an item before its response: that page gets a `PublicItem` and no more.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from quizapp.attempts.delivery import Outcome, Turn
from quizapp.attempts.model import Mode, TakenStep
from quizapp.content import readability
from quizapp.content.model import (
    Article,
    Entry,
    Item,
    Kind,
    Level,
    Option,
    Promotion,
    Sign,
    Source,
    placement_id,
)
from quizapp.quiz.bank import tag_of
from quizapp.quiz.grading import Grade, Mistake, chosen_level, grade, placed
from quizapp.quiz.report import SURE, Report
from quizapp.quiz.verdict import FlagStatus, Verdict
from quizapp.web.prebuilt.i18n import said, words_of

MOST_TO_REREAD = 3
"""Signs that a report names as worth reading again: nobody reads about more at once."""


class Placed(NamedTuple):
    """One entry of a sort item after the response, with the levels chosen and right."""

    sign: Sign
    rationale: str
    chosen: Option
    right: Option


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeView:
    """What a reader is told about one response."""

    headline: str
    """One of the outcomes in the words: "right", "over-triage", "hazard" ..."""
    name: str
    """Whom the story is about."""
    options: Sequence[Option]
    """What was chosen first, then what is right, then the others."""
    placed: Sequence[Placed]
    """Of sort items, in place of options."""
    signs: Sequence[Sign]
    """What the stem shows, the most urgent first."""
    raised: Promotion | None
    """What sets the level of the item above that of every sign in it."""
    sources: Sequence[Source]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One response of an attempt, in words."""

    item: Item
    response: tuple[str, ...]
    chosen: Sequence[str]
    right: Sequence[str]
    grade: Grade
    sure: bool
    withdrawn: bool
    """Whether the item was withdrawn since; the answer then counts for nothing, and its key for no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRow:
    """A row of the chart: the stories that one step fits, by the step that was chosen."""

    level: Level
    total: int
    right: int
    wrong: Sequence[tuple[Level, int, str]]
    """Another step that was chosen, how often, and whether it is "low" or "high"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """What the report page shows beside the report itself."""

    state: str
    """Which of the reports it is: a name in the words."""
    values: Mapping[str, object]
    """What is to be put into the headline and the lead of that state."""
    read_first: Sign | None
    """The sign to read about next."""
    rows: Sequence[ChartRow]
    """The chart, the most urgent step first."""
    reread: Sequence[tuple[Sign, bool]]
    """The worst miss first, and whether the reader was sure of a wrong response about it."""
    answers: Sequence[Answer]


def repeated_in(name: str, text: str) -> bool:
    """Whether the text of an option says most of the name of its step: "Get help today" does."""
    told = {word.casefold() for word in readability.words(text)}
    own = [word.casefold() for word in readability.words(name)]
    return 2 * sum(word in told for word in own) > len(own)


def view_outcome(outcome: Outcome, article: Article) -> OutcomeView:
    """Put an outcome in words."""
    item, response = outcome.item, outcome.response
    decider = article.decided_by(item.signs, item.circumstances)
    signs = [article.signs_by_id[sign_id] for sign_id in item.signs]
    cited = {cite.source for cite in item.cites}
    return OutcomeView(
        headline=_headline(outcome, signs),
        name=_person(item, article),
        options=sorted(item.options, key=lambda each: (each.id not in response, each.id not in item.key)),
        placed=[_placed(item, entry, response, article) for entry in item.entries],
        signs=sorted(signs, key=lambda sign: sign.level, reverse=True),
        raised=decider if isinstance(decider, Promotion) else None,
        sources=[source for source in article.sources if source.id in cited],
    )


def _headline(outcome: Outcome, signs: Sequence[Sign]) -> str:
    """Name what to say first. Whatever is less than urgent, where urgent fits, is the one thing in red."""
    mark = outcome.grade
    if mark.correct:
        return "right"
    if mark.mistake is Mistake.UNDER_TRIAGE and outcome.item.level is Level.URGENT:
        return "hazard_now" if any(sign.within == "now" for sign in signs) else "hazard"
    if outcome.item.kind is Kind.SORT and any(
        chosen < entry.level is Level.URGENT for entry, chosen in placed(outcome.item, outcome.response)
    ):
        return "hazard_sort"
    return mark.mistake.value if mark.mistake and outcome.item.kind is Kind.SCENARIO else "other"


def _person(item: Item, article: Article) -> str:
    return item.person.name if item.person else words_of(article.lang).plain("feedback.somebody")


def _placed(item: Item, entry: Entry, response: Collection[str], article: Article) -> Placed:
    def under(parts: Collection[str]) -> Option:
        return next(option for option in item.options if placement_id(entry, option) in parts)

    return Placed(article.signs_by_id[entry.sign], entry.rationale, under(response), under(item.key))


def view_report(turn: Turn) -> ReportView:
    """Put a report in words; the turn must have one."""
    report, article = turn.report, turn.article
    assert report is not None, "an attempt that goes on has no report"
    assert article.quiz is not None, "an attempt belongs to a quiz"
    by_tag = {tag_of(item.id): item for item in article.quiz.items}
    answers = [_answer(by_tag[step.tag], step, report.withdrawn) for step in turn.attempt.steps]
    counted = [answer for answer in answers if not answer.withdrawn]
    missed = [flag.sign for flag in report.red_flags if flag.status is FlagStatus.MISSED]
    wrong = [answer.item for answer in counted if not answer.grade.correct]
    sure = {sign for item in wrong if item.id in report.sure_but_wrong for sign in item.signs}
    state = _state(turn, report, len(missed))
    first = missed if state == "one-sign" else [] if state == "careful" else report.to_reread
    return ReportView(
        state=state,
        values=_values(report, article, state, missed),
        read_first=next(iter(first), None),
        rows=_rows(counted),
        reread=[(sign, sign.id in sure) for sign in report.to_reread[:MOST_TO_REREAD]],
        answers=answers,
    )


def _state(turn: Turn, report: Report, missed: int) -> str:
    if turn.attempt.mode is Mode.PRACTICE:
        return "practice"
    if report.verdict is Verdict.UNDERSTANDS:
        return "understands"
    if report.verdict is Verdict.NOT_YET:
        return "competency" if not missed else "one-sign" if missed == 1 else "signs"
    why = report.undecided_because[0].partition(":")[0]
    return {"careful": "careful", "too-few-responses": "open", "no-unseen-items": "used-up"}.get(
        why, "unsettled"
    )


def _values(report: Report, article: Article, state: str, missed: Sequence[Sign]) -> Mapping[str, object]:
    if state in {"one-sign", "signs"}:
        return {"n": len(missed), "sign": said(missed[0].name, missed[0].lang)}
    if state == "competency":
        weak = next(part for part in report.competencies if part.verdict is Verdict.NOT_YET)
        what = words_of(article.lang).plain(f"report.competency.{weak.competency}")
        return {"n": weak.answered, "wrong": weak.answered - weak.correct, "what": what}
    if state == "careful":
        return {"n": report.careful}
    why = report.undecided_because[0] if report.undecided_because else ""
    names = {words.level.slug: words.name for words in article.levels}
    names |= {flag.id: flag.name for flag in article.red_flags}
    name = names.get(why.partition(":")[2], "")  # of the step or sign that has no unseen stories left
    return {"n": report.answered, "right": report.correct, "name": name}


def outcome_words(outcome: Outcome, article: Article) -> Mapping[str, str]:
    """What to say first of an outcome, in the language of the article."""
    headline = _headline(outcome, [article.signs_by_id[sign_id] for sign_id in outcome.item.signs])
    name = _person(outcome.item, article)
    return {"headline": words_of(article.lang).plain(f"feedback.outcome.{headline}", name=name)}


def report_words(turn: Turn) -> Mapping[str, str]:
    """What the page of a report says first: its headline, what that rests on, and a warning after hazards."""
    view, report, words = view_report(turn), turn.report, words_of(turn.article.lang)
    told = {
        "headline": words.plain(f"report.state.{view.state}.headline", **view.values),
        "lead": words.plain(f"report.lead.{view.state}", **view.values),
    }
    if report and report.hazards:
        told["warning"] = words.plain("report.hazards", n=report.hazards)
    return told


def _answer(item: Item, step: TakenStep, withdrawn: Collection[str]) -> Answer:
    return Answer(
        item=item,
        response=step.response,
        chosen=_in_words(item, step.response),
        right=_in_words(item, item.key),
        grade=grade(item, step.response),
        sure=step.certainty == SURE,
        withdrawn=item.id in withdrawn,
    )


def _in_words(item: Item, response: Collection[str]) -> Sequence[str]:
    """What a response says, a line for each part of it."""
    if item.kind is not Kind.SORT:
        return [option.text for option in item.options if option.id in response]
    return [
        f"{entry.text}: {option.text}"
        for entry in item.entries
        for option in item.options
        if placement_id(entry, option) in response
    ]


def _rows(answers: Sequence[Answer]) -> Sequence[ChartRow]:
    chosen: dict[Level, Counter[Level]] = {}
    for answer in answers:
        item, taken = answer.item, chosen_level(answer.item, answer.response)
        if item.kind is Kind.SCENARIO and item.level is not None and taken is not None:
            chosen.setdefault(item.level, Counter())[taken] += 1
    return [
        ChartRow(
            level=level,
            total=taken.total(),
            right=taken[level],
            wrong=[
                (each, taken[each], "low" if each < level else "high")
                for each in sorted(taken)
                if each is not level
            ],
        )
        for level, taken in sorted(chosen.items(), reverse=True)
    ]
