"""The builder: values of an article from data that the schema has found clean.

    built = article(article_data, quiz_data)

The data are what `schema.checked` returns: plain dicts and lists, with no hole in them. What files leave
out is computed here: words and actions of steps, origins, ids of options, texts and levels of entries,
keys, red flags of items, reviews that are inherited, and the hashes. A reference to something that does not
exist is left as it is; the editorial rules report it.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from string import ascii_lowercase
from typing import Any, TypeVar

from quizapp.content import model, translation
from quizapp.content.canonical import canonical, fingerprint, fingerprint_of
from quizapp.content.projection import article_revision, quiz_data
from quizapp.content.publishers import PUBLISHERS
from quizapp.content.standard_words import EMERGENCY, action_of, competency_words, level_words, question

Plain = Mapping[str, Any]
AnyClaim = TypeVar("AnyClaim", bound=model.Claim)


def files(data: Plain, quiz: Plain | None, translations: Mapping[str, Plain] | None = None) -> list[Any]:
    """The clean data of all files of an article as one value, of which `canonical` makes the text.

    `translations` are by language. Without any, the value is as it was before there were translations.
    """
    return [data, quiz, translations] if translations else [data, quiz]


Revisions = Iterable[tuple[str, str, str | None]]
"""Language, revision, and revision of the quiz if there is one, of an original and each translation."""


def from_canonical(text: bytes, known: Revisions = ()) -> model.Article:
    """Build an article from what `canonical(files(...))` made of the clean data of its files.

    `known` are its revisions, where this program has found them before.
    """
    data, quiz, *translations = json.loads(text)
    return article(data, quiz, dict(*translations), text=text, known=known)


def text_without_quiz(text: bytes) -> bytes:
    """What `canonical(files(...))` makes of an article alone, from what it made of all its files."""
    whole = text.decode()
    return f"[{whole[1 : json.JSONDecoder().raw_decode(whole, 1)[1]]},null]".encode()


def with_translations_of(earlier: bytes, text: bytes, langs: Collection[str]) -> bytes:
    """The text of an article with the translations into some languages of an earlier version."""
    data, quiz, *now = json.loads(text)
    _, _, *then = json.loads(earlier)
    taken = {lang: words for lang, words in dict(*then).items() if lang in langs}
    return canonical(files(data, quiz, {**taken, **dict(*now)}))


def article(
    data: Plain,
    quiz: Plain | None,
    translations: Mapping[str, Plain] | None = None,
    *,
    text: bytes | None = None,
    known: Revisions = (),
) -> model.Article:
    """Build an article from the clean data of its files; `quiz` is None when it has none.

    `text` is what `canonical(files(...))` makes of them, where that is known; `known` as in `from_canonical`.
    """
    draft, revisions = _article(data), {lang: each for lang, *each in known}
    unknown = (None, None)
    revision, of_quiz = revisions.get(draft.lang, unknown)
    spoken: dict[str, model.Article] = {}
    original = replace(
        draft,
        revision=revision or article_revision(draft),
        fingerprint=fingerprint_of(text or canonical(files(data, quiz, translations))),
        quiz=None if quiz is None else _quiz(quiz, draft, revision=of_quiz),
        languages=(draft.lang, *sorted(translations)) if translations else (),
        translations=spoken,
    )
    # They are put in at last, so that what they had worked out of the original stays with it.
    for lang, words in sorted((translations or {}).items()):
        spoken[lang] = _translated(original, data, quiz, words, revisions.get(lang, unknown))
    return original


def _translated(
    original: model.Article, data: Plain, quiz: Plain | None, file: Plain, known: Sequence[str | None]
) -> model.Article:
    """An article in the language of a translation, as far as that goes; `data` are those of the original."""
    revision, of_quiz = known
    told = translation.fresh(original, file)
    draft = replace(
        _article(translation.told_article(original, data, told, file)),
        fingerprint=original.fingerprint,
        languages=original.languages,
        translated=model.Translated(original=original.lang, review=model.Review(**file["review"])),
    )
    words = quiz and translation.told_quiz(original, draft, quiz, told, file)
    asked = None if words is None else _quiz(words, draft, original, revision=of_quiz)
    return replace(draft, revision=revision or article_revision(draft), quiz=asked)


def _article(data: Plain) -> model.Article:
    review = _review(data, model.Review(status="unreviewed"))
    own = {source["id"] for source in data["sources"] if any("fingerprint" in p for p in source["passages"])}
    fills = {claim: gap["id"] for gap in data.get("gaps", ()) for claim in gap.get("filled_by", ())}
    words = _level_words(data)
    folded = data.get("folded", ())

    def claims(name: str, kind: type[AnyClaim]) -> tuple[AnyClaim, ...]:
        return tuple(kind(**_claim(entry, review, own, fills)) for entry in data.get(name, ()))

    def signs(name: str, level: model.Level) -> tuple[model.Sign, ...]:
        claims = (_claim(entry, review, own, fills) for entry in data.get(name, ()))
        return tuple(_sign(claim, level, folded, data["lang"], words) for claim in claims)

    as_given: dict[str, Any] = {name: text for name, text in data.items() if isinstance(text, str)}
    return model.Article(
        **as_given,
        cues=data.get("cues", {}),
        review=review,
        levels=tuple(words[level.slug] for level in model.Level),
        emergency=words[EMERGENCY],
        competencies=_competencies(data),
        causes=claims("causes", model.Cause),
        signs=signs("signs", model.Level.BOOK),
        red_flags=signs("red_flags", model.Level.URGENT),
        circumstances=claims("circumstances", model.Circumstance),
        promotions=claims("promotions", model.Promotion),
        self_care=claims("self_care", model.SelfCare),
        topics=tuple(replace(topic, folded=topic.id in folded) for topic in claims("topics", model.Topic)),
        faqs=claims("faqs", model.Faq),
        takeaways=claims("takeaways", model.Takeaway),
        gaps=tuple(
            model.Gap(**{**gap, "place": _cite(gap["place"]), "filled_by": tuple(gap.get("filled_by", ()))})
            for gap in data.get("gaps", ())
        ),
        sources=tuple(_source(source) for source in data["sources"]),
        folded=tuple(folded),
        left_out=tuple(data.get("left_out", ())),
        replaced_by={gone: entry["by"] for entry in data.get("replaced", ()) for gone in entry["ids"]},
        revision="",
        fingerprint="",
    )


def _level_words(data: Plain) -> Mapping[str, model.LevelWords]:
    """The words for each level by its slug, and those for help now."""
    own = {words["id"]: model.LevelWords(**words) for words in data.get("levels", ())}
    names = (*(level.slug for level in model.Level), EMERGENCY)
    return {name: own.get(name) or level_words(data["lang"], name) for name in names}


def _competencies(data: Plain) -> tuple[model.CompetencyWords, ...]:
    own = {
        words["id"]: model.CompetencyWords(**{**words, "id": model.Competency(words["id"])})
        for words in data.get("competencies", ())
    }
    return tuple(own.get(each) or competency_words(data["lang"], each) for each in model.Competency)


def _claim(
    data: Plain, review: model.Review, own: Collection[str], fills: Mapping[str, str]
) -> dict[str, Any]:
    """The arguments of a claim; what they are called in the file is what they are called there."""
    cites = _cites(data["cites"])
    origin = model.Origin.STATED if any(cite.source in own for cite in cites) else model.Origin.ADDED
    arguments: dict[str, Any] = {
        "fills": fills.get(data["id"]),
        **data,
        **{name: tuple(value) for name, value in data.items() if isinstance(value, list)},
        "origin": model.Origin(data.get("origin", origin)),
        "cites": cites,
        "review": _review(data, review),
        "allow": _allow(data),
    }
    if "level" in data:
        arguments["level"] = model.Level.of(data["level"])
    return arguments


def _sign(
    claim: Plain,
    level: model.Level,
    folded: Collection[str],
    lang: str,
    steps: Mapping[str, model.LevelWords],
) -> model.Sign:
    """Build a sign; a red flag without `within` is for today, and what it does not say its step says."""
    level = claim.get("level", level)
    within = claim.get("within", "today" if level is model.Level.URGENT else None)
    words = steps[EMERGENCY if within == EMERGENCY else level.slug]
    return model.Sign(
        **{
            "action": action_of(lang, words, within),
            "standard_action": "action" not in claim,
            "level_name": words.name,
            **claim,
            "level": level,
            "within": within,
            "folded": claim["id"] in folded,
        }
    )


def _review(data: Plain, inherited: model.Review) -> model.Review:
    return model.Review(**data["review"]) if "review" in data else inherited


def _allow(data: Plain) -> tuple[model.Allowance, ...]:
    return tuple(model.Allowance(**allowance) for allowance in data.get("allow", ()))


TO_DO_CITE = "to-do/source"
"""What stands under `cites:` of a practice item whose editor has still to say what it rests on."""


def _cites(texts: Iterable[str]) -> tuple[model.Cite, ...]:
    return tuple(_cite(text) for text in texts if text != TO_DO_CITE)


def _cite(text: str) -> model.Cite:
    source, _, passage = text.partition("/")
    return model.Cite(source, passage)


def _source(data: Plain) -> model.Source:
    known = PUBLISHERS.get(data.get("publisher", ""))
    standard = {"kind": known.kind, "licence": known.licence} if known else {"kind": "other"}
    passages = tuple(model.Passage(**passage) for passage in data["passages"])
    return model.Source(**{"seen": "not-recorded", **standard, **data, "passages": passages})


def _quiz(
    data: Plain, about: model.Article, original: model.Article | None = None, *, revision: str | None
) -> model.Quiz:
    """Build a quiz; in a translation, an entry with a language of its own is about the original."""
    review = _review(data, about.review)

    def what(entry: Plain) -> model.Article:
        return original if original is not None and "lang" in entry else about

    draft = model.Quiz(
        title=data["title"],
        intro=data["intro"],
        lang=data.get("lang"),
        rule=data.get("rule", model.VERDICT_RULES[0]),
        items=(
            *(item for pair in data.get("pairs", ()) for item in _pair(pair, what(pair), review)),
            *(_practice_item(item, what(item), review) for item in data.get("practice", ())),
        ),
        review=review,
        revision=revision or "",
    )
    return draft if revision else replace(draft, revision=fingerprint(quiz_data(draft)))


def _pair(data: Plain, about: model.Article, review: model.Review) -> Iterator[model.Item]:
    person = model.Person(data["person"]["name"], model.Pronoun(data["person"]["pronoun"]))
    for half, story in zip("ab", data["stories"], strict=True):
        level, signs = model.Level.of(story["key"]), tuple(story["signs"])
        circumstances = tuple(story.get("circumstances", ()))
        options = _scale(data["options"], level, story["reason"])
        yield model.Item(
            id=f"{data['id']}-{half}",
            lang=data.get("lang"),
            kind=model.Kind.SCENARIO,
            pair=data["id"],
            person=person,
            stem=story["story"],
            lead_in=data.get("ask") or question(about.lang, person.name) or "",
            options=options,
            key=_key(options),
            level=level,
            signs=signs,
            circumstances=circumstances,
            red_flags=tuple(flag.id for flag in about.red_flags if flag.id in signs),
            cites=_cites_of(story, about, (*signs, *circumstances)),
            reason=story["reason"],
            harm=story.get("harm"),
            tags={"place": data["place"]} if "place" in data else {},
            review=_review(data, review),
            allow=_allow(story),
            withdrawn=story.get("withdrawn"),
        )


def _scale(
    texts: Iterable[str], right: model.Level | None = None, reason: str | None = None
) -> tuple[model.Option, ...]:
    """The levels in their order as options; the id of each is its place on the scale, from 1."""
    return tuple(
        model.Option(
            id=str(level + 1),
            text=text,
            rationale=reason if level is right else None,
            level=level,
            correct=level is right,
        )
        for level, text in zip(model.Level, texts, strict=True)
    )


def _cites_of(data: Plain, about: model.Article, names: Iterable[str]) -> tuple[model.Cite, ...]:
    """The cites of an item: its own, or those of its signs and circumstances that exist, each once."""
    if "cites" in data:
        return _cites(data["cites"])
    known = {**about.signs_by_id, **{fact.id: fact for fact in about.circumstances}}
    claims = (known[name] for name in names if name in known)
    return tuple(dict.fromkeys(cite for claim in claims for cite in claim.cites))


def _practice_item(data: Plain, about: model.Article, review: model.Review) -> model.Item:
    entries, options = _entries(data, about), _choices(data, about)
    return model.Item(
        id=data["id"],
        lang=data.get("lang"),
        kind=model.Kind(data["kind"]),
        stem=data.get("story", ""),
        lead_in=data["ask"],
        options=options,
        entries=entries,
        key=_key(options, entries),
        cites=_cites_of(data, about, (entry.sign for entry in entries)),
        review=_review(data, review),
        allow=_allow(data),
        withdrawn=data.get("withdrawn"),
    )


def _choices(data: Plain, about: model.Article) -> tuple[model.Option, ...]:
    if "options" not in data:
        return _scale(words.name for words in about.levels)
    letters = _letters(option.get("original", option["text"]) for option in data["options"])
    return tuple(
        model.Option(
            id=letter,
            text=option["text"],
            rationale=option["reason"],
            correct=option.get("correct", False),
        )
        for letter, option in zip(letters, data["options"], strict=True)
    )


def _entries(data: Plain, about: model.Article) -> tuple[model.Entry, ...]:
    """Build the entries; one whose sign does not exist is made up, for the rules to find it."""
    entries = data.get("entries", ())
    signs = [about.signs_by_id.get(entry["sign"]) for entry in entries]
    letters = _letters(entry["sign"] for entry in entries)
    return tuple(
        model.Entry(
            id=f"e{letter}",
            sign=entry["sign"],
            text=sign.name if sign else entry["sign"],
            level=sign.level if sign else model.Level.URGENT,
            rationale=entry["reason"],
        )
        for letter, entry, sign in zip(letters, entries, signs, strict=True)
    )


def _letters(texts: Iterable[str]) -> list[str]:
    """Give each text a letter by the order of its hash, which says nothing of the author's habits."""
    hashes = [hashlib.sha256(text.encode()).digest() for text in texts]
    order = sorted(range(len(hashes)), key=hashes.__getitem__)
    letter_of = dict(zip(order, ascii_lowercase, strict=False))
    return [letter_of[index] for index in range(len(hashes))]


def _key(options: tuple[model.Option, ...], entries: tuple[model.Entry, ...] = ()) -> frozenset[str]:
    if not entries:
        return frozenset(option.id for option in options if option.correct)
    return frozenset(
        model.placement_id(entry, option)
        for entry in entries
        for option in options
        if option.level == entry.level
    )
