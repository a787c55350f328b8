"""The shapes of the quiz and of the replies to its attempts, each member once, as the interface has them.

An item is made of `PublicItem` alone; keys, levels, signs and rationales are named only in an outcome or a
report, which exist only after a response.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from quizapp.attempts.delivery import Reply
from quizapp.attempts.model import Mode
from quizapp.content.canonical import Json
from quizapp.content.model import (
    Article,
    Cite,
    Competency,
    Item,
    Kind,
    Passage,
    Sign,
    Source,
    entry_and_option,
)
from quizapp.content.projection import COMPETENCY_WORDS, THINGS, TRANSLATED, level_word
from quizapp.content.shape import Shape, count, flag, many, one, raw, share, text, texts, within, word
from quizapp.quiz.grading import Mistake
from quizapp.quiz.length import check_length
from quizapp.quiz.report import FlagReport
from quizapp.quiz.selection import PRACTICE_ITEMS
from quizapp.quiz.verdict import FlagStatus, Verdict
from quizapp.web.prebuilt.i18n import words_of
from quizapp.web.prebuilt.links import Links, claim_url, context_of
from quizapp.web.prebuilt.quiz_view import outcome_words, report_words

QUIZ = Shape(
    "Quiz",
    "A quiz before anybody takes it.",
    article=text(of="article.id"),
    lang=text(of="article.lang"),
    revision=text(of="quiz.revision"),
    title=text(of="quiz.title"),
    intro=text(of="quiz.intro"),
    competencies=many(COMPETENCY_WORDS, of="article.competencies"),
    red_flags=count("How many red flags the quiz tests.", of=lambda bank, _: len(bank.article.tested_flags)),
    items=count(
        "Items that can be asked.",
        of=lambda bank, _: sum(item.withdrawn is None for item in bank.quiz.items),
    ),
    min_items=count("The fewest items that can end in the verdict `understands`.", of="limits.min_items"),
    max_items=count("The most items that a check asks.", of="limits.max_items"),
    minutes=count(
        "Minutes that a check takes a good reader, from the number of words in this bank.",
        of=lambda bank, _: round(check_length(bank.article).minutes),
    ),
    practice_items=count(of=lambda *_: PRACTICE_ITEMS),
    practice_only=flag(
        "Whether it offers practice only, because it has too few stories for a verdict.",
        of=lambda bank, _: not bank.has_check,
    ),
    rule=text("The name and version of the rule of the verdict.", of="quiz.rule"),
    translation=TRANSLATED,
)
OPTION = Shape("Option", "An option to choose, or an entry to sort.", id=text(), text=text())
ITEM = Shape(
    "Item",
    "A question as a reader sees it before responding.",
    id=text(),
    kind=word(Kind),
    stem=text(),
    lead_in=text(),
    options=many(OPTION),
    select=word(("one", "many")),
    lang=text("Set if its words aren't in the language of the attempt.", optional=True),
    entries=many(
        OPTION,
        "Only in a sort item: what to put under the options.",
        of=lambda item, _: item.entries or None,
        optional=True,
    ),
)
PROGRESS = Shape(
    "Progress",
    "How far an attempt is.",
    answered=count(),
    at_most=count("The most items that a check asks."),
    about=count("The items still needed, as an estimate that never rises."),
    decided=flag("Whether the verdict can no longer change. Get it from /finish, or go on."),
)

NAMED_SIGN = Shape(
    "Named",
    "A sign, and its address on the article's page.",
    id=text(),
    name=text(),
    url=text(of=claim_url, format="uri-reference"),
)
LEVELLED_SIGN = Shape(
    "LevelledSign",
    "A sign, and what to do about it.",
    **NAMED_SIGN.members,
    level=level_word(),
    level_name=THINGS["signs"].members["level_name"],
    action=THINGS["signs"].members["action"],
)
SAID = Shape(
    "Said",
    "What to say first, for readers, in the language of the reply.",
    headline=text(),
    lead=text("What the headline rests on.", optional=True),
    warning=text("Never leave it out.", optional=True),
)
SOURCE_IN_SHORT = Shape(
    "SourceInShort",
    "Where a claim comes from.",
    id=text(),
    title=text(),
    url=text(format="uri", maybe=True),
    publisher=text(maybe=True),
    seen=THINGS["sources"].members["seen"],
)
CITED_SOURCE = Shape(
    "CitedSource",
    "A source of an item, and what the passage says in our words.",
    **{name: within("source", member) for name, member in SOURCE_IN_SHORT.members.items()},
    passage=text(of="passage.id"),
    says=text(of="passage.says"),
)
RATIONALE = Shape(
    "Rationale", "Why an option is right or wrong.", option=text(), text=text(), chosen=flag(), correct=flag()
)
OUTCOME = Shape(
    "Outcome",
    "What a reader is told about one response.",
    item=text(of="item.id"),
    correct=flag(of="grade.correct"),
    score=share(
        "1 for a right response. In a multiple item, the share of right options chosen less that of wrong"
        " ones; in a sort item, the share of entries in their place.",
        of="grade.score",
    ),
    error=word(Mistake, of="grade.mistake", maybe=True),
    careful=flag("One level above the key of a scenario, which counts for nothing.", of="grade.careful"),
    hazard=flag("Urgent, but answered carry-on or modify.", of="grade.hazard"),
    key=texts(
        "The right option ids; for a sort item, one <entry id>-<option id> for each entry.",
        of=lambda outcome, _: _key(outcome.item),
    ),
    rationales=many(RATIONALE, of=lambda outcome, _: _rationales(outcome.item, outcome.response)),
    words=raw(SAID, of=lambda outcome, context: outcome_words(outcome, context.article)),
    signs=many(LEVELLED_SIGN, of=lambda outcome, context: _signs(outcome.item, context.article)),
    sources=many(
        CITED_SOURCE,
        of=lambda outcome, context: [_cited(cite, context.article) for cite in outcome.item.cites],
    ),
)

COMPETENCY_RESULT = Shape(
    "CompetencyResult",
    "What the responses show about one competency.",
    id=word(Competency, of="competency"),
    title=text(
        of=lambda result, context: next(
            words.title for words in context.article.competencies if words.id is result.competency
        )
    ),
    verdict=word(Verdict),
    answered=count(),
    correct=count(),
)
FLAG_RESULT = Shape(
    "FlagResult",
    "What the responses show about one red flag.",
    **{name: within("sign", member) for name, member in NAMED_SIGN.members.items()},
    status=word(FlagStatus),
    status_name=text(of=lambda flag, context: _status_name(flag, context.article)),
)
REPORT = Shape(
    "Report",
    "The report of an attempt.",
    article=text(of="article.id"),
    lang=text(of="article.lang"),
    words=raw(SAID, of=lambda turn, _: report_words(turn)),
    verdict=word(Verdict, of="report.verdict"),
    rule=text(of="article.quiz.rule"),
    revision=text(of="article.quiz.revision"),
    mode=word(Mode, of="attempt.mode"),
    answered=count(of="report.answered"),
    correct=count(of="report.correct"),
    competencies=many(COMPETENCY_RESULT, of="report.competencies"),
    red_flags=many(FLAG_RESULT, "Those that the check tests.", of="report.red_flags"),
    not_tested=many(NAMED_SIGN, "The article's other red flags.", of="report.not_tested"),
    under_triage=count(of="report.under_triage"),
    over_triage=count("Responses above the key, careful ones included.", of="report.over_triage"),
    careful=count("Responses one level above the key, which count for nothing.", of="report.careful"),
    hazards=count("Urgent items answered carry-on or modify.", of="report.hazards"),
    to_reread=many(LEVELLED_SIGN, of="report.to_reread"),
    sure_but_wrong=texts("Items answered wrong with certainty 3.", of="report.sure_but_wrong"),
    undecided_because=texts(
        "Why there is no verdict, as codes: practice, careful, too-many-mistakes, too-long, too-few-responses"
        " (the reader may go on), or no-unseen-items:NAME, where NAME is the level or the red flag that has"
        " no unseen item left. Empty if there is a verdict.",
        of="report.undecided_because",
    ),
    withdrawn=texts(
        "Items of this attempt that were withdrawn since, which count for nothing.", of="report.withdrawn"
    ),
    notice=text("The article's urgent notice: show it with every report.", of="article.urgent_notice"),
)

BEGUN = Shape(
    "Begun",
    "The first turn of an attempt.",
    attempt=text("The token to go on with.", of="token"),
    article=text(of="article.id"),
    mode=word(Mode, of="attempt.mode"),
    lang=text(of="article.lang"),
    item=one(ITEM, maybe=True),
    progress=one(PROGRESS),
)
TURN = Shape(
    "Turn",
    "Where an attempt stands.",
    **BEGUN.members,
    report=one(REPORT, of=lambda turn, _: turn if turn.report else None, maybe=True),
)
_OF_TURN = {name: within("turn", member) for name, member in TURN.members.items()}
REPLY = Shape(
    "Reply",
    "The reply to a response.",
    **{name: _OF_TURN.pop(name) for name in ("attempt", "article", "mode", "lang")},
    outcome=one(OUTCOME),
    **_OF_TURN,
    recorded=flag("True only once the response is stored durably."),
)


def reply_data(reply: Reply, links: Links) -> Json:
    """The reply to a response."""
    return REPLY.data(reply, context_of(reply.turn.article, links))


class Rationale(NamedTuple):
    """Why one option, or one entry under a level, is right or wrong."""

    option: str
    text: str
    chosen: bool
    correct: bool


class Cited(NamedTuple):
    """The source and the passage of a cite."""

    source: Source
    passage: Passage


def _status_name(flag: FlagReport, article: Article) -> str:
    return words_of(article.lang).plain(f"report.flag.{flag.status if flag.answered else 'untested'}")


def _key(item: Item) -> list[str]:
    """The key in the order of the options, or of the entries."""
    if item.kind is not Kind.SORT:
        return [option.id for option in item.options if option.id in item.key]
    return sorted(item.key)


def _rationales(item: Item, response: Collection[str]) -> list[Rationale]:
    """The reason of every option; of a sort item, why each entry belongs where the key puts it."""
    texts = {option.id: option.rationale for option in item.options}
    if item.kind is Kind.SORT:
        entries = {entry.id: entry.rationale for entry in item.entries}
        texts = {part: entries[entry_and_option(part)[0]] for part in _key(item)}
    return [
        Rationale(option, text, option in response, option in item.key)
        for option, text in texts.items()
        if text is not None
    ]


def _signs(item: Item, article: Article) -> list[Sign]:
    ids = (*item.signs, *(entry.sign for entry in item.entries))
    return [article.signs_by_id[sign_id] for sign_id in dict.fromkeys(ids)]


def _cited(cite: Cite, article: Article) -> Cited:
    source = next(source for source in article.sources if source.id == cite.source)
    passage = next(passage for passage in source.passages if passage.id == cite.passage)
    return Cited(source, passage)
