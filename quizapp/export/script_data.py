"""An item bank as data for the script that takes the check without a server (`web/static/check.js`).

It holds keys. The constants of the verdict stand in it too, so that the script has none of its own and the
rule has one home, `quiz.verdict`. Of withdrawn items it has nothing but their pairs: an attempt goes on only
with the data that it began with.
"""

import hashlib
from typing import Any

from quizapp.content.canonical import compact
from quizapp.content.model import Article, Item, Level, Promotion
from quizapp.content.shape import Shape, count, many, text, texts
from quizapp.quiz import verdict
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.report import SURE
from quizapp.quiz.selection import PRACTICE_ITEMS

_REVISION = 8
"""Hex digits of the hash over all of it."""


def script_data(bank: ItemBank) -> dict[str, Any]:
    """Rule, red flags, levels and items; `revision` stands for all of it."""
    article, limits = bank.article, bank.limits
    data: dict[str, Any] = {
        "rule": {
            "name": bank.quiz.rule,
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
        "items": [_ITEM.data(item, bank) for item in bank.quiz.items if item.withdrawn is None],
        "withdrawn": [
            {"id": item.id, "pair": item.pair} for item in bank.quiz.items if item.withdrawn is not None
        ],
    }
    return {"revision": hashlib.sha256(compact(data)).hexdigest()[:_REVISION], **data}


def _raised(article: Article, item: Item) -> str | None:
    """The reason of the promotion that decides the level, if one does."""
    decider = article.decided_by(item.signs, item.circumstances) if item.level is not None else None
    return decider.reason if isinstance(decider, Promotion) else None


_LEVEL = count(of=lambda thing, _: None if thing.level is None else int(thing.level))
_WHY = text(of="rationale")
_OPTION = Shape("Option", "One choice.", id=text(), text=text(), level=_LEVEL, why=_WHY)
_ENTRY = Shape("Entry", "One line to sort.", id=text(), sign=text(), text=text(), level=_LEVEL, why=_WHY)
_ITEM = Shape(
    "Item",
    "An item with its key; the context is its bank.",
    id=text(),
    kind=text(),
    level=_LEVEL,
    stratum=count(of=lambda item, bank: bank.stratum(item)),
    pair=text(),
    flag=text(of=lambda item, _: next(iter(item.red_flags), None)),
    signs=texts(
        of=lambda item, bank: sorted(item.signs, key=lambda sign: -bank.article.signs_by_id[sign].level)
    ),
    raised=text(of=lambda item, bank: _raised(bank.article, item)),
    stem=text(),
    lead_in=text(),
    options=many(_OPTION),
    entries=many(_ENTRY),
    key=texts(of=lambda item, _: sorted(item.key)),
    reason=text(),
    harm=text(),
    person=text(of=lambda item, _: item.person and item.person.name),
    place=text(of=lambda item, _: item.tags.get("place")),
    lang=text(),
)
