"""What the quiz calls reply: values in, JSON data out, member by member as the interface says.

An item is made of `PublicItem` alone; keys, levels, signs and rationales are named only in an outcome or a
report, which exist only after a response.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import Response, request

from quizapp.content.model import Kind, entry_and_option
from quizapp.content.projection import competencies_data, translation_data
from quizapp.quiz.length import fewest_items
from quizapp.web.ready.prebuilt import JSON, answer, canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizapp.attempts.delivery import Outcome, Reply, Turn
    from quizapp.content.canonical import Json
    from quizapp.content.model import Article, Cite, Item, Sign
    from quizapp.quiz.bank import ItemBank, PublicItem
    from quizapp.quiz.report import Report
    from quizapp.web.ready.prebuilt import Prebuilt


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the addresses that replies name; `base` is scheme and host, or empty for paths alone."""

    base: str = ""
    lang: str = ""
    """The language of the pages, where it is not that of the original."""

    def in_language_of(self, article: Article) -> Links:
        """Return the links whose pages are in the language of an article, if it is a translation."""
        return replace(self, lang=article.lang if article.translated else "")

    def api(self, path: str) -> str:
        """Return the address of a path of the API."""
        return f"{self.base}{path}"

    def article(self, article_id: str) -> str:
        """Return the address of an article's page."""
        return f"{self.base}/articles/{article_id}{f'?lang={self.lang}' if self.lang else ''}"

    def claim(self, article_id: str, claim_id: str) -> str:
        """Return the address of one claim on its article's page."""
        return f"{self.article(article_id)}#{claim_id}"


def json_response(data: object, status: int = 200, content_type: str = JSON) -> Response:
    """Return data as a JSON response."""
    return Response(canonical(data), status=status, content_type=content_type)


def ready_response(reply: Prebuilt) -> Response:
    """Answer this request with a reply that was made before."""
    fields = (request.headers.get(name) for name in ("If-None-Match", "Accept-Encoding", "Accept"))
    # As for GET: for HEAD Werkzeug leaves out the body, and would count the length of one that is empty.
    status, headers, body = answer(reply, "GET", *fields)
    return Response(body, status, headers)


def quiz_data(bank: ItemBank) -> Json:
    """Return what a quiz is, before anybody takes it."""
    article, quiz = bank.article, bank.quiz
    return {
        "article": article.id,
        "lang": article.lang,
        "revision": quiz.revision,
        "title": quiz.title,
        "intro": quiz.intro,
        "competencies": competencies_data(article),
        "red_flags": len(article.red_flags),
        "items": sum(item.withdrawn is None for item in quiz.items),
        "min_items": fewest_items(quiz.rule, len(article.red_flags)),
        "max_items": quiz.rule.max_items,
        "extended_items": quiz.rule.extended_items,
        "practice_items": quiz.rule.practice_items,
        "rule": quiz.rule.id,
        **translation_data(article),
    }


def turn_data(turn: Turn, links: Links) -> Json:
    """Return where an attempt stands."""
    return {
        "attempt": turn.token,
        "lang": turn.article.lang,
        "item": item_data(turn.item) if turn.item else None,
        "progress": _progress(turn),
        "report": report_data(turn, turn.report, links) if turn.report else None,
    }


def begin_data(turn: Turn) -> Json:
    """Return the first turn of an attempt; a quiz without items has none."""
    return {
        "attempt": turn.token,
        "lang": turn.article.lang,
        "item": item_data(turn.item) if turn.item else None,
        "progress": _progress(turn),
    }


def reply_data(reply: Reply, links: Links) -> Json:
    """Return the reply to a response."""
    turn = turn_data(reply.turn, links)
    return {
        "attempt": turn["attempt"],
        "lang": turn["lang"],
        "outcome": outcome_data(reply.outcome, reply.turn.article, links),
        "item": turn["item"],
        "progress": turn["progress"],
        "report": turn["report"],
        "recorded": reply.recorded,
    }


def item_data(item: PublicItem) -> Json:
    """Return an item as a reader sees it before responding; `entries` only where there are any."""
    data: Json = {
        "id": item.id,
        "kind": item.kind.value,
        "stem": item.stem,
        "lead_in": item.lead_in,
        "options": [{"id": option.id, "text": option.text} for option in item.options],
        "select": item.select,
    }
    if item.lang:
        data["lang"] = item.lang
    if item.entries:
        data["entries"] = [{"id": entry.id, "text": entry.text} for entry in item.entries]
    return data


def outcome_data(outcome: Outcome, article: Article, links: Links) -> Json:
    """Return what a reader is told about one response."""
    links = links.in_language_of(article)
    item, grade = outcome.item, outcome.grade
    return {
        "item": item.id,
        "correct": grade.correct,
        "score": grade.score,
        "error": grade.mistake.value if grade.mistake else None,
        "key": _key(item),
        "rationales": _rationales(item, outcome.response),
        "signs": [
            {**_named(sign, article, links), "level": sign.level.slug} for sign in _signs(item, article)
        ],
        "sources": [_source(cite, article) for cite in item.cites],
    }


def _key(item: Item) -> list[str]:
    """Return the key in the order of the options, or of the entries."""
    if item.kind is not Kind.SORT:
        return [option.id for option in item.options if option.id in item.key]
    return sorted(item.key)


def _rationales(item: Item, response: Iterable[str]) -> list[Json]:
    """Return the reason of every option; of a sort item, why each entry belongs where the key puts it."""
    chosen = set(response)
    if item.kind is Kind.SORT:
        texts = {entry.id: entry.rationale for entry in item.entries}
        return [_rationale(part, texts[entry_and_option(part)[0]], chosen, item) for part in _key(item)]
    return [_rationale(option.id, option.rationale, chosen, item) for option in item.options]


def _rationale(option: str, text: str, chosen: set[str], item: Item) -> Json:
    return {"option": option, "text": text, "chosen": option in chosen, "correct": option in item.key}


def _signs(item: Item, article: Article) -> list[Sign]:
    known = article.signs_by_id
    ids = (*item.signs, *(entry.sign for entry in item.entries))
    return [known[sign_id] for sign_id in dict.fromkeys(ids)]


def _named(sign: Sign, article: Article, links: Links) -> Json:
    return {"id": sign.id, "name": sign.name, "url": links.claim(article.id, sign.id)}


def _source(cite: Cite, article: Article) -> Json:
    """Return the source of a cite, and what the cited passage says in our words."""
    source = next(source for source in article.sources if source.id == cite.source)
    passage = next(passage for passage in source.passages if passage.id == cite.passage)
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "seen": source.seen,
        "passage": passage.id,
        "says": passage.says,
    }


def report_data(turn: Turn, report: Report, links: Links) -> Json:
    """Return the report of an attempt."""
    article = turn.article
    assert article.quiz is not None, "an attempt belongs to a quiz"
    links = links.in_language_of(article)
    return {
        "verdict": report.verdict.value,
        "rule": article.quiz.rule.id,
        "revision": article.quiz.revision,
        "mode": turn.attempt.mode.value,
        "answered": report.answered,
        "correct": report.correct,
        "competencies": [
            {
                "id": part.competency.value,
                "verdict": part.verdict.value,
                "answered": part.answered,
                "correct": part.correct,
            }
            for part in report.competencies
        ],
        "red_flags": [
            {**_named(flag.sign, article, links), "status": flag.status.value} for flag in report.red_flags
        ],
        "under_triage": report.under_triage,
        "over_triage": report.over_triage,
        "hazards": report.hazards,
        "to_reread": [_named(sign, article, links) for sign in report.to_reread],
        "sure_but_wrong": list(report.sure_but_wrong),
        "undecided_because": list(report.undecided_because),
        "may_extend": turn.may_extend,
        "withdrawn": list(report.withdrawn),
        "notice": article.urgent_notice,
    }


def _progress(turn: Turn) -> Json:
    return {"answered": turn.answered, "at_most": turn.attempt.limit}
