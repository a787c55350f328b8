"""An article and its quiz as one JSON document, keys included. It carries everything, so nothing is lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from quizapp.content.projection import article_data, cite_data

if TYPE_CHECKING:
    from quizapp.content.model import Article, Item, Quiz


def export(article: Article) -> bytes:
    """Return the document as UTF-8, indented for people."""
    document = {"article": article_data(article), "quiz": article.quiz and _quiz(article.quiz)}
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _quiz(quiz: Quiz) -> dict[str, Any]:
    return {
        "revision": quiz.revision,
        "rule": quiz.rule.id,
        "title": quiz.title,
        "intro": quiz.intro,
        "items": [_item(item) for item in quiz.items],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind,
        "competency": item.competency,
        "level": None if item.level is None else item.level.slug,
        "cell": item.cell,
        "signs": list(item.signs),
        "circumstances": list(item.circumstances),
        "red_flags": list(item.red_flags),
        "look_alike_of": item.look_alike_of,
        "family": item.family,
        "withdrawn": item.withdrawn,
        "tags": dict(item.tags),
        "stem": item.stem,
        "lead_in": item.lead_in,
        "options": [
            {
                "id": option.id,
                "text": option.text,
                "level": None if option.level is None else option.level.slug,
                "rationale": option.rationale,
            }
            for option in item.options
        ],
        "entries": [
            {
                "id": entry.id,
                "sign": entry.sign,
                "text": entry.text,
                "level": entry.level.slug,
                "rationale": entry.rationale,
            }
            for entry in item.entries
        ],
        "key": sorted(item.key),
        "review": {"status": item.review.status, "by": item.review.by, "date": item.review.date},
        "cites": [cite_data(cite) for cite in item.cites],
    }
