"""The public face of an article: the plain data that replies are made of, without anything of the key.

The order of the keys is that of the interface, and the same every time.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from quizapp.content.canonical import fingerprint
from quizapp.content.model import Kind, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.content.canonical import Json
    from quizapp.content.model import Article, Cite, Claim, Gap, Item, Quiz, Review, Source

_SIGN = ("name", "level", "within", "action", "note")
_OWN_MEMBERS: Mapping[str, tuple[str, ...]] = {
    "causes": ("title", "body"),
    "signs": _SIGN,
    "red_flags": _SIGN,
    "self_care": ("text",),
    "faqs": ("question", "answer"),
    "takeaways": ("text",),
    "circumstances": ("name",),
    "promotions": ("any_sign", "circumstances", "level", "reason"),
    "topics": ("group", "title", "body"),
}
"""What a claim of each list has beside what all claims have."""

_FIRST_PARTS = ("causes", "signs", "red_flags", "self_care", "faqs", "takeaways", "gaps", "sources")
_LATER_PARTS = ("circumstances", "promotions", "topics")
PARTS: Mapping[str, str] = {name.replace("_", "-"): name for name in (*_FIRST_PARTS, *_LATER_PARTS)}
"""The parts of an article that have an address of their own: slug -> name of the list in the file."""


def article_data(article: Article) -> Json:
    """Return the whole article as GET /api/v1/articles/{article} gives it."""
    return {
        "id": article.id,
        "lang": article.lang,
        "title": article.title,
        "summary": article.summary,
        "revision": article.revision,
        "review": review_data(article.review),
        "competencies": competencies_data(article),
        **{name: part_items(article, name) for name in _FIRST_PARTS},
        "licence": article.licence,
        "urgent_notice": article.urgent_notice,
        "levels": [
            {
                "id": words.level.slug,
                "lang": words.lang or article.lang,
                "name": words.name,
                "means": words.means,
            }
            for words in article.levels
        ],
        **{name: part_items(article, name) for name in _LATER_PARTS},
        "languages": list(article.languages or [article.lang]),
        **translation_data(article),
    }


def competencies_data(article: Article) -> list[Json]:
    """Return the words of the competencies."""
    return [
        {
            "id": words.competency.value,
            "lang": words.lang or article.lang,
            "title": words.title,
            "body": words.body,
        }
        for words in article.competencies
    ]


def translation_data(article: Article) -> Json:
    """Return what a reader must know of a translation: nothing of an original."""
    if article.translated is None:
        return {}
    return {
        "translation": _present(
            original=article.translated.original,
            review=review_data(article.translated.review),
            title_lang=article.title_lang,
            urgent_notice_lang=article.notice_lang,
        )
    }


def article_revision(article: Article) -> str:
    """Return the hash of what readers may see of an article, but for the languages that it is there in."""
    data = article_data(article)
    return fingerprint({key: value for key, value in data.items() if key not in {"revision", "languages"}})


def part_data(article: Article, part: str) -> Json:
    """Return one part as GET /api/v1/articles/{article}/{part} gives it; KeyError for no part's slug."""
    return {
        "article": article.id,
        "lang": article.lang,
        "revision": article.revision,
        "items": part_items(article, PARTS[part]),
    }


def summary_data(article: Article) -> Json:
    """Return what a list of articles says of one."""
    return {
        "id": article.id,
        "title": article.title,
        "summary": article.summary,
        "lang": article.lang,
        "revision": article.revision,
    }


def part_items(article: Article, name: str) -> list[Json]:
    """Return the things in one of the article's lists, by the list's name in the file."""
    if name == "gaps":
        return [_gap(gap, article) for gap in article.gaps]
    if name == "sources":
        return [_source(source, article) for source in article.sources]
    members = _OWN_MEMBERS[name]
    return [_claim(claim, members, article.lang) for claim in getattr(article, name)]


def quiz_data(quiz: Quiz) -> Json:
    """Return what readers may see of a quiz before they respond; its revision is the hash of this."""
    return {
        "title": quiz.title,
        "intro": quiz.intro,
        "rule": asdict(quiz.rule),
        "items": [_item_data(item) for item in quiz.items],
    }


def _item_data(item: Item) -> Json:
    options = [{"id": option.id, "text": option.text} for option in item.options]
    if item.kind is not Kind.SCENARIO:
        options.sort(key=lambda option: option["id"])
    entries = [{"id": entry.id, "text": entry.text} for entry in item.entries]
    data: Json = {
        "id": item.id,
        "kind": item.kind.value,
        "stem": item.stem,
        "lead_in": item.lead_in,
        "options": options,
    }
    if entries:
        data["entries"] = sorted(entries, key=lambda entry: entry["id"])
    return data


def review_data(review: Review) -> Json:
    """Return status, by, date and next_review, as far as they are there."""
    return _present(status=review.status, by=review.by, date=review.date, next_review=review.next_review)


def cite_data(cite: Cite) -> Json:
    """Return source and passage."""
    return {"source": cite.source, "passage": cite.passage}


def _present(**members: object) -> Json:
    """Leave out what is None."""
    return {name: value for name, value in members.items() if value is not None}


def _claim(claim: Claim, members: tuple[str, ...], lang: str) -> Json:
    own = {name: _plain(getattr(claim, name)) for name in members}
    return _present(
        id=claim.id,
        lang=claim.lang or lang,
        **own,
        origin=claim.origin.value,
        cites=[cite_data(cite) for cite in claim.cites],
        review=review_data(claim.review),
        fills=claim.fills,
    )


def _plain(value: object) -> object:
    if isinstance(value, Level):
        return value.slug
    return list(value) if isinstance(value, tuple) else value


def _gap(gap: Gap, article: Article) -> Json:
    own = _present(
        id=gap.id,
        lang=gap.lang or article.lang,
        lead_in=gap.lead_in,
        what=gap.what,
        place=cite_data(gap.place),
        note=gap.note,
    )
    return {**own, "filled_by": [claim.id for _, _, claim in article.claims() if claim.fills == gap.id]}


def _source(source: Source, article: Article) -> Json:
    own = _present(
        id=source.id,
        lang=article.translated.original if article.translated else article.lang,
        title=source.title,
        kind=source.kind,
        publisher=source.publisher,
        url=source.url,
        retrieved=source.retrieved,
        seen=source.seen,
    )
    return {
        **own,
        "passages": [
            _present(id=passage.id, says=passage.says, fingerprint=passage.fingerprint, waived=passage.waived)
            for passage in source.passages
        ],
    }
