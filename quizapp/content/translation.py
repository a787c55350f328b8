"""The words of an article in another language, and what of them may be shown.

An article in another language is the same article with other words: `build` makes it of the original's data
with those words laid over them. Ids, levels, cites, keys and options stay those of the original, so that
nothing that grades or selects knows languages. Each entry is based on the words of its original, by their
fingerprint. Words that the original no longer has, or that don't fit it, are never shown: what lacks words
in the language has those of the original and says so in `lang`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from quizapp.content import canonical
from quizapp.content.model import CLAIM_LISTS, Article, Item, Kind, once
from quizapp.content.standard_words import question, standard_words
from quizapp.problem import Where

Plain = Mapping[str, Any]
Words = dict[str, Any]
"""The words of one thing as a translation has them: text by key, and for questions lists and groups."""

ONE = ("about", "scope", "urgent_notice", "cues", "quiz")
"""What there is one of in an article; all else is in lists, by id."""

_TITLE_BODY, _SIGN = ("title", "body"), ("name", "hint", "action")
MEMBERS: Mapping[str, tuple[str, ...]] = {
    "levels": ("name", "means"),
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
}
"""The keys of the things in each list of an article that hold words for readers; those of editors stay."""
_OF_ITS_STEP = ("action", "standard_action", "level_name")
"""What the step of a sign may say of it."""


@dataclass(frozen=True, slots=True)
class ThingId:
    """Names a thing with words: the name of its list (or of itself, where there is one) and its id."""

    list: str
    id: str = ""


def fingerprint(words: Plain) -> str:
    """The fingerprint of the words of a thing, 12 hex digits, which `based_on` holds."""
    return canonical.fingerprint(words)[:12]


@once
def words_of(article: Article) -> dict[ThingId, Words]:
    """Everything that a translation of an article has words for, in the order of the files."""
    found: dict[ThingId, Words] = {
        ThingId("about"): {"title": article.title, "summary": article.summary},
        ThingId("urgent_notice"): {"text": article.urgent_notice},
    }
    if article.scope:
        found[ThingId("scope")] = {"text": article.scope}
    if article.cues:
        found[ThingId("cues")] = dict(article.cues)
    for name, members in MEMBERS.items():
        own = [each for each in _things(article, name) if not getattr(each, "standard", False)]
        found |= {ThingId(name, each.id): _without_none(each, members) for each in own}
    if article.quiz is not None:
        found[ThingId("quiz")] = {"title": article.quiz.title, "intro": article.quiz.intro}
        pairs = article.quiz.pairs.items()
        found |= {ThingId("pairs", pair): _pair_words(halves, article.lang) for pair, halves in pairs}
        practice = (item for item in article.quiz.items if item.pair is None)
        found |= {ThingId("practice", item.id): _practice_words(item) for item in practice}
    return found


def _things(article: Article, name: str) -> Iterable[Any]:
    return (*article.levels, article.emergency) if name == "levels" else getattr(article, name)


def _without_none(thing: object, members: Sequence[str]) -> Words:
    """The words of a thing; the action of a step comes with the words of the step."""
    values = {member: getattr(thing, member) for member in members}
    if getattr(thing, "standard_action", False):
        del values["action"]
    return {key: text for key, text in values.items() if text is not None}


def _pair_words(halves: Sequence[Item], lang: str) -> Words:
    """The words of a pair; a question that the language has by itself is none of them."""
    first = halves[0]
    asked = first.person is not None and question(first.lang or lang, first.person.name) == first.lead_in
    return {
        **({} if asked else {"ask": first.lead_in}),
        "options": [option.text for option in first.options],
        "stories": [
            {"story": half.stem, "reason": half.reason, **({"harm": half.harm} if half.harm else {})}
            for half in halves
        ],
    }


def _practice_words(item: Item) -> Words:
    words: Words = {**({"story": item.stem} if item.stem else {}), "ask": item.lead_in}
    if item.kind is Kind.SORT:
        return {**words, "entries": [{"reason": entry.rationale} for entry in item.entries]}
    options = [{"text": option.text, "reason": option.rationale} for option in item.options]
    return {**words, "options": options}


@dataclass(frozen=True, slots=True)
class TranslatedWords:
    """An entry of a translation: where it stands, what it is based on, and its words."""

    where: Where
    based_on: str
    words: Words


def entries(data: Plain) -> Iterator[tuple[ThingId, TranslatedWords]]:
    """Yield every entry of a translation, with the place of its original."""
    for name in (*ONE, *MEMBERS, "pairs", "practice"):
        given = data.get(name, ())
        for index, entry in enumerate([given] if name in ONE and given else given):
            where = (name,) if name in ONE else (name, index)
            words = {key: value for key, value in entry.items() if key not in {"id", "based_on"}}
            yield ThingId(name, entry.get("id", "")), TranslatedWords(where, entry["based_on"], words)


def _shape(words: object, where: Where = ()) -> Iterator[tuple[Where, int]]:
    """Yield the number of words at each place: for a list its length, for a text 1."""
    if isinstance(words, str):
        yield where, 1
    elif isinstance(words, dict):
        for key, inner in words.items():
            yield from _shape(inner, (*where, key))
    elif isinstance(words, list):
        yield where, len(words)
        for index, inner in enumerate(words):
            if isinstance(inner, dict):
                yield from _shape(inner, (*where, index))


def shapes(words: Plain, original: Plain, lang: str) -> tuple[dict[Where, int], dict[Where, int]]:
    """The shape of some words in a language and the shape that fits.

    The name of a person may be another one, and where the language has a question by itself, a pair may have
    one or not.
    """
    given, wanted = {name: each for name, each in words.items() if name != "person"}, dict(original)
    if "stories" in original and "ask" not in original:
        if question(lang, "") is not None:
            given.pop("ask", None)
        else:
            wanted["ask"] = ""
    return dict(_shape(given)), dict(_shape(wanted))


@once
def stamps(article: Article) -> Mapping[ThingId, str]:
    """The fingerprints of those words, with which `based_on` is compared."""
    return {place: fingerprint(words) for place, words in words_of(article).items()}


def fresh(article: Article, data: Plain) -> dict[ThingId, Words]:
    """The words of a translation that may be shown: those based on the original as it is now."""
    originals = words_of(article)
    found = {}
    for place, entry in entries(data):
        if stamps(article).get(place) == entry.based_on:
            given, wanted = shapes(entry.words, originals[place], data["lang"])
            if given == wanted:
                found[place] = entry.words
    return found


def told_article(article: Article, data: Plain, told: Mapping[ThingId, Words], file: Plain) -> Words:
    """The data of an article with the words of a translation; what lacks some has `lang`, the original's."""
    whole = asdict(article.review)

    def claim(name: str, own: Plain) -> Words:
        review = own.get("review", whole)
        if words := told.get(ThingId(name, own["id"])):
            return {**own, **words, "review": _review(review, file)}
        sign = article.signs_by_id.get(own["id"]) if MEMBERS[name] is _SIGN else None
        of_its_step = {member: getattr(sign, member) for member in _OF_ITS_STEP} if sign else {}
        return {**own, **of_its_step, "lang": article.lang, "review": review}

    def words_for(name: str) -> list[Words]:
        return [
            {member: getattr(each, member) for member in ("id", "standard", *MEMBERS[name])}
            | told.get(ThingId(name, each.id), {"lang": each.lang or article.lang})
            for each in _things(article, name)
            if not (each.standard and standard_words(file["lang"])[1] is None)
        ]

    new = {
        **data,
        "lang": file["lang"],
        "review": _review(whole, file),
        **told.get(ThingId("about"), {"title_lang": article.lang}),
        **{name: [claim(name, own) for own in data.get(name, ())] for name in CLAIM_LISTS},
        "levels": words_for("levels"),
        "competencies": words_for("competencies"),
    }
    for name, lang in (("scope", "scope_lang"), ("urgent_notice", "notice_lang"), ("cues", "cues_lang")):
        if words := told.get(ThingId(name)):
            new[name] = words if name == "cues" else words["text"]
        elif name in data:
            new[lang] = article.lang
    return new


def told_quiz(
    article: Article, about: Article, quiz: Plain, told: Mapping[ThingId, Words], file: Plain
) -> Words:
    """The same for the data of its quiz; `about` is the article in the language of the translation."""
    assert article.quiz is not None, "the data are those of its quiz"
    whole = asdict(article.quiz.review)
    head = told.get(ThingId("quiz"), {"lang": article.lang})

    def entry(name: str, own: Plain) -> Words:
        review = own.get("review", whole)
        words = told.get(ThingId(name, own["id"]))
        if words is None or not _has_its_words(own, about):
            return {**own, "lang": article.lang, "review": review}
        # An option's letter comes from its original text.
        parts: Words = {
            part: [
                {**each, **new, "original": each.get("text")}
                for each, new in zip(own[part], words[part], strict=True)
            ]
            for part in ("stories", "entries", "options")
            if part in own and isinstance(own[part][0], dict)
        }
        if name == "pairs":
            parts["person"] = {**own["person"], **words.get("person", {})}
        return {**own, **words, **parts, "review": _review(review, file)}

    lists = {name: [entry(name, own) for own in quiz.get(name, ())] for name in ("pairs", "practice")}
    return {**quiz, **head, **lists, "review": _review(whole, file)}


def _review(original: Plain, file: Plain) -> Plain:
    """The review of translated words: they are reviewed when original and translation are."""
    return file["review"] if original["status"] == "reviewed" else original


def _has_its_words(item: Plain, about: Article) -> bool:
    """Whether the levels and signs that a sort item shows are in the language too: no item mixes two."""
    signs = [about.signs_by_id.get(entry["sign"]) for entry in item.get("entries", ())]
    return not signs or not any(each.lang for each in (*about.levels, *filter(None, signs)))
