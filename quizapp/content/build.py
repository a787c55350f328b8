"""Build the values of an article from data that the schema has found clean.

    built = article(article_data, quiz_data)

The data are what `schema.checked` returns: plain dicts and lists, with no hole in them. What files leave
out is computed here: ids of options, texts and levels of entries, keys, red flags of items, reviews that
are inherited, and the hashes. A reference to something that does not exist is left as it is; the
editorial rules report it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from quizapp.content.canonical import canonical, fingerprint
from quizapp.content.languages.translation import translated
from quizapp.content.model import (
    Allowance,
    Article,
    Cause,
    Cell,
    Circumstance,
    Cite,
    Claim,
    Competency,
    CompetencyWords,
    Entry,
    Faq,
    Gap,
    Item,
    Kind,
    Level,
    LevelWords,
    Option,
    Origin,
    Passage,
    Promotion,
    Quiz,
    Review,
    SelfCare,
    Sign,
    Source,
    Takeaway,
    Topic,
    VerdictRule,
    pair_id,
)
from quizapp.content.projection import article_revision, quiz_data

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

Plain: TypeAlias = "Mapping[str, Any]"
AnyClaim = TypeVar("AnyClaim", bound=Claim)


def files(data: Plain, quiz: Plain | None, translations: Mapping[str, Plain] | None = None) -> list[Any]:
    """Return the clean data of all files of an article as one value, of which `canonical` makes the text.

    `translations` are by language. Without any, the value is as it was before there were translations.
    """
    return [data, quiz, translations] if translations else [data, quiz]


def from_canonical(text: bytes) -> Article:
    """Build an article from what `canonical(files(...))` made of the clean data of its files."""
    return article(*json.loads(text))


def with_translations_of(earlier: bytes, text: bytes, langs: Collection[str]) -> bytes:
    """Return the text of an article with the translations into some languages of an earlier version."""
    data, quiz, *now = json.loads(text)
    _, _, *then = json.loads(earlier)
    taken = {lang: words for lang, words in dict(*then).items() if lang in langs}
    return canonical(files(data, quiz, {**taken, **dict(*now)}))


def article(data: Plain, quiz: Plain | None, translations: Mapping[str, Plain] | None = None) -> Article:
    """Build an article from the clean data of its files; `quiz` is None when it has none."""
    draft = _article(data)
    original = replace(
        draft,
        revision=article_revision(draft),
        fingerprint=fingerprint(files(data, quiz, translations)),
        quiz=None if quiz is None else _quiz(quiz, draft),
    )
    if not translations:
        return original
    original = replace(original, languages=(original.lang, *sorted(translations)))
    return replace(
        original,
        translations={lang: translated(original, words) for lang, words in sorted(translations.items())},
    )


def _article(data: Plain) -> Article:
    review = _review(data["review"])

    def claims(name: str, kind: type[AnyClaim]) -> tuple[AnyClaim, ...]:
        return tuple(kind(**_claim(entry, review)) for entry in data.get(name, ()))

    return Article(
        id=data["id"],
        lang=data["lang"],
        title=data["title"],
        summary=data["summary"],
        licence=data["licence"],
        review=review,
        urgent_notice=data["urgent_notice"],
        levels=tuple(
            LevelWords(level=Level.of(words["id"]), name=words["name"], means=words["means"])
            for words in data["levels"]
        ),
        competencies=tuple(
            CompetencyWords(competency=Competency(words["id"]), title=words["title"], body=words["body"])
            for words in data["competencies"]
        ),
        causes=claims("causes", Cause),
        signs=claims("signs", Sign),
        red_flags=claims("red_flags", Sign),
        circumstances=claims("circumstances", Circumstance),
        promotions=claims("promotions", Promotion),
        self_care=claims("self_care", SelfCare),
        topics=claims("topics", Topic),
        faqs=claims("faqs", Faq),
        takeaways=claims("takeaways", Takeaway),
        gaps=tuple(Gap(**{**gap, "place": _cite(gap["place"])}) for gap in data.get("gaps", ())),
        sources=tuple(_source(source) for source in data["sources"]),
        revision="",
        fingerprint="",
    )


def _claim(data: Plain, review: Review) -> dict[str, Any]:
    """Return the arguments of a claim; what they are called in the file is what they are called there."""
    arguments: dict[str, Any] = {
        **data,
        "origin": Origin(data["origin"]),
        "cites": _cites(data["cites"]),
        "review": _review(data["review"]) if "review" in data else review,
        "allow": _allow(data),
    }
    if "level" in data:
        arguments["level"] = Level.of(data["level"])
    for name in ("any_sign", "circumstances"):
        if name in data:
            arguments[name] = tuple(data[name])
    return arguments


def _review(data: Plain) -> Review:
    return Review(**data)


def _allow(data: Plain) -> tuple[Allowance, ...]:
    return tuple(Allowance(**allowance) for allowance in data.get("allow", ()))


def _cites(texts: Iterable[str]) -> tuple[Cite, ...]:
    return tuple(_cite(text) for text in texts)


def _cite(text: str) -> Cite:
    source, _, passage = text.partition("/")
    return Cite(source, passage)


def _source(data: Plain) -> Source:
    passages = tuple(Passage(**passage) for passage in data["passages"])
    return Source(**{**data, "passages": passages})


def _quiz(data: Plain, about: Article) -> Quiz:
    review = _review(data["review"]) if "review" in data else about.review
    draft = Quiz(
        title=data["title"],
        intro=data["intro"],
        rule=VerdictRule(**data["rule"]),
        blueprint=tuple(
            Cell(id=cell["cell"], level=Level.of(cell["level"]), at_least=cell["at_least"])
            for cell in data["blueprint"]
        ),
        items=tuple(_item(item, about, review) for item in data["items"]),
        review=review,
        revision="",
    )
    return replace(draft, revision=fingerprint(quiz_data(draft)))


def _item(data: Plain, about: Article, review: Review) -> Item:
    kind = Kind(data["kind"])
    flags = {flag.id for flag in about.red_flags}
    entries = _entries(data, about)
    options = _options(data, kind, about)
    signs = tuple(data.get("signs", ()))
    return Item(
        id=data["id"],
        kind=kind,
        stem=data["stem"],
        lead_in=data["lead_in"],
        options=options,
        entries=entries,
        key=_key(options, entries),
        cites=_cites(data["cites"]),
        review=_review(data["review"]) if "review" in data else review,
        level=Level.of(data["key"]) if kind is Kind.SCENARIO else None,
        cell=data.get("cell"),
        signs=signs,
        circumstances=tuple(data.get("circumstances", ())),
        red_flags=tuple(sign for sign in signs if sign in flags),
        look_alike_of=data.get("look_alike_of"),
        family=data.get("family"),
        tags=dict(data.get("tags", {})),
        allow=_allow(data),
        withdrawn=data.get("withdrawn"),
    )


def _options(data: Plain, kind: Kind, about: Article) -> tuple[Option, ...]:
    if kind is Kind.SORT:
        return tuple(
            Option(id=letter, text=words.name, rationale="", level=words.level)
            for letter, words in zip(ascii_lowercase, about.levels, strict=False)
        )
    if kind is Kind.SCENARIO:
        return tuple(
            Option(
                id=letter,
                text=option["text"],
                rationale=option["rationale"],
                level=Level.of(option["level"]),
                correct=option["level"] == data["key"],
            )
            for letter, option in zip(ascii_lowercase, data["options"], strict=False)
        )
    letters = _letters(option["text"] for option in data["options"])
    return tuple(
        Option(
            id=letter,
            text=option["text"],
            rationale=option["rationale"],
            correct=option.get("correct", False),
        )
        for letter, option in zip(letters, data["options"], strict=True)
    )


def _entries(data: Plain, about: Article) -> tuple[Entry, ...]:
    entries = data.get("entries", ())
    letters = _letters(entry["sign"] for entry in entries)
    return tuple(
        _entry(f"e{letter}", entry, about.signs_by_id.get(entry["sign"]))
        for letter, entry in zip(letters, entries, strict=True)
    )


def _entry(entry_id: str, data: Plain, sign: Sign | None) -> Entry:
    """Build an entry; one whose sign does not exist is made up, for the rules to find it."""
    return Entry(
        id=entry_id,
        sign=data["sign"],
        text=sign.name if sign else data["sign"],
        level=sign.level if sign else Level.URGENT,
        rationale=data["rationale"],
    )


def _letters(texts: Iterable[str]) -> list[str]:
    """Give each text a letter by the order of its hash, which says nothing of the author's habits."""
    hashes = [hashlib.sha256(text.encode()).digest() for text in texts]
    order = sorted(range(len(hashes)), key=hashes.__getitem__)
    letter_of = dict(zip(order, ascii_lowercase, strict=False))
    return [letter_of[index] for index in range(len(hashes))]


def _key(options: tuple[Option, ...], entries: tuple[Entry, ...]) -> frozenset[str]:
    if not entries:
        return frozenset(option.id for option in options if option.correct)
    return frozenset(
        pair_id(entry, option) for entry in entries for option in options if option.level == entry.level
    )
