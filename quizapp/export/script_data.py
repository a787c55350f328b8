"""An item bank as data for the script that takes the check without a server (`web/static/check.js`).

It holds keys. The constants of the verdict stand in it too, so that the script has none of its own and the
rule has one home, `quiz.verdict`. Of withdrawn items it has nothing but their pairs: an attempt goes on only
with the data that it began with.
"""

import hashlib
from typing import Any

from quizapp.content.canonical import compact
from quizapp.content.grounding import decided_by
from quizapp.content.model import Article, Item, Level, Promotion
from quizapp.quiz import verdict
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.report import SURE
from quizapp.quiz.selection import PRACTICE_ITEMS

_REVISION = 8
"""Hex digits of the hash over all of it."""


def script_data(bank: ItemBank) -> dict[str, Any]:
    """Rule, red flags, levels and items; `revision` stands for all of it."""
    article, limits = bank.article, bank.limits
    assert article.quiz is not None, "a bank is made of a quiz"
    data: dict[str, Any] = {
        "rule": {
            "name": article.quiz.rule,
            "training": verdict.TRAINING_RIGHTS,
            "each": verdict.RIGHTS_OF_EACH,
            "book": verdict.BOOK_RIGHTS,
            "confirmed": verdict.CONFIRMED,
            "missed": verdict.MISSED,
            "careful": verdict.MOST_CAREFUL,
            "pooled": limits.pooled,
            "most": limits.max_items,
            "practice": PRACTICE_ITEMS,
            "sure": SURE,
        },
        "flags": [flag.id for flag in article.tested_flags],
        "untested": [flag.id for flag in article.red_flags if not flag.tested],
        "levels": [{"slug": level.slug} for level in Level],
        "items": [_item(bank, item) for item in bank.quiz.items if item.withdrawn is None],
        "withdrawn": [
            {"id": item.id, "pair": item.pair} for item in bank.quiz.items if item.withdrawn is not None
        ],
    }
    return {"revision": hashlib.sha256(compact(data)).hexdigest()[:_REVISION], **data}


def _item(bank: ItemBank, item: Item) -> dict[str, Any]:
    signs = bank.article.signs_by_id
    return {
        "id": item.id,
        "kind": item.kind,
        "level": None if item.level is None else int(item.level),
        "stratum": bank.stratum(item),
        "pair": item.pair,
        "flag": next(iter(item.red_flags), None),
        "signs": sorted(item.signs, key=lambda sign: -signs[sign].level),
        "raised": _raised(bank.article, item),
        "stem": item.stem,
        "lead_in": item.lead_in,
        "options": [
            {
                "id": option.id,
                "text": option.text,
                "level": None if option.level is None else int(option.level),
                "why": option.rationale,
            }
            for option in item.options
        ],
        "entries": [
            {
                "id": entry.id,
                "sign": entry.sign,
                "text": entry.text,
                "level": int(entry.level),
                "why": entry.rationale,
            }
            for entry in item.entries
        ],
        "key": sorted(item.key),
        "reason": item.reason,
        "harm": item.harm,
        "person": item.person and item.person.name,
        "place": item.tags.get("place"),
        "lang": item.lang,
    }


def _raised(article: Article, item: Item) -> str | None:
    """The reason of the promotion that decides the level, if one does."""
    decider = decided_by(article, item.signs, item.circumstances) if item.level is not None else None
    return decider.reason if isinstance(decider, Promotion) else None
