"""Translations: an article in another language is the same article with other words.

    spanish = translated(article, data)       # `data`: the clean data of es.yaml
    list(compared(article, data, "es.yaml"))  # what is missing, stale, unknown or unlike the original

Ids, levels, cites, keys and options stay those of the original, so that nothing that grades or selects knows
languages. Each entry of a translation is based on the words of its original, by their fingerprint. Words
that the original no longer has, or that do not fit it, are never shown: what lacks words in the language
has those of the original and says so in `lang`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from quizapp.content import canonical
from quizapp.content.model import Article, Competency, Item, Kind, Level, Quiz, Review, Translated
from quizapp.content.nearest import nearest
from quizapp.content.projection import article_revision, quiz_data
from quizapp.content.rules.translations import missing, stale, unknown, unlike

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from quizapp.content.model import Option
    from quizapp.content.problem import Finding, Where

Plain: TypeAlias = "Mapping[str, Any]"
Words: TypeAlias = "dict[str, Any]"
"""The words of one thing as a translation has them: text by key, and for items lists of such."""
Thing = TypeVar("Thing")

ONE = ("about", "urgent_notice", "quiz")
"""What there is one of in an article; all else is in lists, by id."""

_NAME_MEANS, _TITLE_BODY, _SIGN = ("name", "means"), ("title", "body"), ("name", "action", "note")
MEMBERS: Mapping[str, tuple[str, ...]] = {
    "levels": _NAME_MEANS,
    "competencies": _TITLE_BODY,
    "causes": _TITLE_BODY,
    "signs": _SIGN,
    "red_flags": _SIGN,
    "circumstances": ("name",),
    "promotions": ("reason",),
    "self_care": ("text",),
    "topics": _TITLE_BODY,
    "faqs": ("question", "answer"),
    "takeaways": ("text",),
    "gaps": ("lead_in", "note"),
}
"""The keys of the things in each list of an article that hold words for readers."""


@dataclass(frozen=True, slots=True)
class Place:
    """Names a thing with words: the name of its list (or of itself, where there is one) and its id."""

    list: str
    id: str = ""


def fingerprint(words: Plain) -> str:
    """Return the fingerprint of the words of a thing, 12 hex digits, which `based_on` holds."""
    return canonical.fingerprint(words)[:12]


def words_of(article: Article) -> dict[Place, Words]:
    """Return everything that a translation of an article has words for, in the order of the files."""
    found: dict[Place, Words] = {
        Place("about"): {"title": article.title, "summary": article.summary},
        Place("urgent_notice"): {"text": article.urgent_notice},
    }
    for name, members in MEMBERS.items():
        for thing in getattr(article, name):
            values = {member: getattr(thing, member) for member in members}
            found[Place(name, _id(thing))] = {key: text for key, text in values.items() if text is not None}
    if article.quiz is not None:
        found[Place("quiz")] = {"title": article.quiz.title, "intro": article.quiz.intro}
        found |= {Place("items", item.id): _item_words(item) for item in article.quiz.items}
    return found


def _id(thing: object) -> str:
    """Return the id of a thing; levels and competencies are named by what they are words for."""
    level, competency = getattr(thing, "level", None), getattr(thing, "competency", None)
    if isinstance(competency, Competency):
        return competency.value
    own = getattr(thing, "id", None)
    if own is None:
        assert isinstance(level, Level), thing
        return level.slug
    return str(own)


def _item_words(item: Item) -> Words:
    words: Words = {"stem": item.stem, "lead_in": item.lead_in}
    if item.kind is Kind.SORT:
        return {**words, "entries": [{"rationale": entry.rationale} for entry in item.entries]}
    options = [{"text": option.text, "rationale": option.rationale} for option in item.options]
    return {**words, "options": options}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a translation: where it stands, what it is based on, and its words."""

    where: Where
    based_on: str
    words: Words


def entries(data: Plain) -> Iterator[tuple[Place, Entry]]:
    """Yield every entry of a translation, with the place of its original."""
    for name in (*ONE, *MEMBERS, "items"):
        given = data.get(name, ())
        for index, entry in enumerate([given] if name in ONE and given else given):
            where = (name,) if name in ONE else (name, index)
            words = {key: value for key, value in entry.items() if key not in {"id", "based_on"}}
            yield Place(name, entry.get("id", "")), Entry(where, entry["based_on"], words)


def _shape(words: Plain) -> dict[str, int]:
    """Return which words there are: for a list how many, for a text 1."""
    return {key: len(value) if isinstance(value, list) else 1 for key, value in words.items()}


def fresh(article: Article, data: Plain) -> dict[Place, Words]:
    """Return the words of a translation that may be shown: those based on the original as it is now."""
    originals = words_of(article)
    return {
        place: entry.words
        for place, entry in entries(data)
        if place in originals
        and entry.based_on == fingerprint(originals[place])
        and _shape(entry.words) == _shape(originals[place])
    }


def compared(article: Article, data: Plain, file: str) -> Iterator[Finding]:
    """Yield a finding for every thing whose words cannot be shown in the language of a translation."""
    originals = words_of(article)
    given = dict(entries(data))
    for place, entry in given.items():
        if place not in originals:
            ids = [known.id for known in originals if known.list == place.list]
            yield unknown(file, entry.where, place.list, place.id, nearest(place.id, ids))
        elif _shape(entry.words) != _shape(originals[place]):
            yield unlike(file, entry.where, _shape(entry.words), _shape(originals[place]))
        elif entry.based_on != fingerprint(originals[place]):
            yield stale(file, entry.where)
    lacking: dict[str, list[str]] = {}
    for place in originals:
        if place not in given:
            lacking.setdefault(place.list, []).append(place.id)
    for name, ids in lacking.items():
        yield missing(file, (name,) if name in data else (), name, ids)


def translated(article: Article, data: Plain) -> Article:
    """Return an article in the language of a translation, as far as that goes."""
    words = fresh(article, data)
    review = Review(**data["review"])

    def spoken(place: Place, thing: Any) -> Any:  # noqa: ANN401 - each list has a type of its own
        if place not in words:
            return replace(thing, lang=article.lang)
        changed = {} if not hasattr(thing, "review") else {"review": _review(thing.review, review)}
        return replace(thing, **words[place], **changed)

    lists: Any = {
        name: tuple(spoken(Place(name, _id(thing)), thing) for thing in getattr(article, name))
        for name in MEMBERS
    }
    about, notice = words.get(Place("about"), {}), words.get(Place("urgent_notice"))
    draft = replace(
        article,
        lang=data["lang"],
        **about,
        title_lang=None if about else article.lang,
        urgent_notice=notice["text"] if notice else article.urgent_notice,
        notice_lang=None if notice else article.lang,
        review=_review(article.review, review),
        translated=Translated(original=article.lang, review=review),
        translations={},
        quiz=None,
        **lists,
    )
    quiz = None if article.quiz is None else _quiz(article.quiz, words, draft, article.lang, review)
    return replace(draft, revision=article_revision(draft), quiz=quiz)


def _review(original: Review, translation: Review) -> Review:
    """Return the review of translated words: they are reviewed when original and translation are."""
    return translation if original.status == "reviewed" else original


def _quiz(quiz: Quiz, words: Mapping[Place, Words], about: Article, lang: str, review: Review) -> Quiz:
    own = words.get(Place("quiz"))
    items = tuple(
        replace(_item(item, words[place], about), review=_review(item.review, review))
        if (place := Place("items", item.id)) in words and _has_its_words(item, about)
        else replace(item, lang=lang)
        for item in quiz.items
    )
    head = own or {"title": quiz.title, "intro": quiz.intro}
    draft = replace(
        quiz, **head, lang=None if own else lang, items=items, review=_review(quiz.review, review)
    )
    return replace(draft, revision=canonical.fingerprint(quiz_data(draft)))


def _has_its_words(item: Item, about: Article) -> bool:
    """Whether the levels and signs that a sort item shows are in the language too: no item mixes two."""
    if item.kind is not Kind.SORT:
        return True
    signs = about.signs_by_id
    return not any(level.lang for level in about.levels) and not any(
        entry.sign in signs and signs[entry.sign].lang for entry in item.entries
    )


def _item(item: Item, words: Words, about: Article) -> Item:
    if item.kind is Kind.SORT:
        names = {level.level: level.name for level in about.levels}
        signs = about.signs_by_id
        return replace(
            item,
            stem=words["stem"],
            lead_in=words["lead_in"],
            options=tuple(
                replace(option, text=names[option.level]) if option.level is not None else option
                for option in item.options
            ),
            entries=tuple(
                replace(entry, text=signs[entry.sign].name, rationale=own["rationale"])
                if entry.sign in signs
                else entry
                for entry, own in zip(item.entries, words["entries"], strict=True)
            ),
        )
    return replace(
        item,
        stem=words["stem"],
        lead_in=words["lead_in"],
        options=_options(item.options, words["options"]),
    )


def _options(options: Sequence[Option], words: Sequence[Plain]) -> tuple[Option, ...]:
    return tuple(replace(option, **own) for option, own in zip(options, words, strict=True))
