"""The public face of an article: the shapes of what replies say of it, without anything of the key.

Two voices are in it. What readers read: title, body, name, hint, action, text, question, answer. What
editors know: origin, cites, fills, review, editors_note, gaps, sources and left_out. The order of the members
is that of the interface, and the same every time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from quizapp.content.canonical import Json, compact, fingerprint
from quizapp.content.model import TOPIC_GROUPS, Article, Competency, Item, Level, Origin, Quiz, once
from quizapp.content.publishers import LICENCES, SEEN, SOURCE_KINDS
from quizapp.content.shape import (
    Getter,
    Member,
    Shape,
    flag,
    many,
    markdown,
    named_texts,
    one,
    text,
    texts,
    word,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The article around the value that a shape shows."""

    article: Article


LEVEL_SLUGS = tuple(level.slug for level in Level)


def level_word(of: str | Getter = "level.slug") -> Member:
    """A member that is a level."""
    return word(LEVEL_SLUGS, of=of)


def _lang(value: Any, context: Any) -> str:  # noqa: ANN401 - anything that has words
    return str(value.lang or context.article.lang)


_LANG = text("The language of its words.", of=_lang)
CITE = Shape("Cite", "One passage of one source.", source=text(), passage=text())
REVIEW = Shape(
    "Review",
    "Whether a named person has checked a text.",
    status=word(
        ("unreviewed", "reviewed"),
        "reviewed, with a name and a date, or unreviewed: no named person has checked the text.",
    ),
    by=text(optional=True),
    date=text(format="date", optional=True),
    next_review=text(format="date", optional=True),
)
TRANSLATION = Shape(
    "Translation",
    "What a translation says of itself. A `..._lang` is there only for text still in the original language.",
    original=text("The language of the original.", of="translated.original"),
    review=one(REVIEW, of="translated.review"),
    title_lang=text(optional=True),
    scope_lang=text(optional=True),
    urgent_notice_lang=text(of="notice_lang", optional=True),
    cues_lang=text(optional=True),
)


TRANSLATED = one(
    TRANSLATION,
    of=lambda _, context: context.article if context.article.translated else None,
    optional=True,
)
"""What an original lacks."""


def _claim(name: str, about: str, /, **own: Member) -> Shape:
    return Shape(
        name,
        about,
        id=text(),
        lang=_LANG,
        **own,
        origin=word(Origin),
        cites=many(CITE),
        review=one(REVIEW),
        fills=text("The gap in the source that this fills.", optional=True),
        editors_note=text(
            "For editors only, such as where sources differ; never show it to readers.",
            of="note",
            optional=True,
        ),
    )


_SIGN = _claim(
    "Sign",
    "Something that a reader may notice, and what to do; a red flag is one whose level is urgent.",
    name=text(),
    hint=text("When it still counts; never a reason to wait.", optional=True),
    level=level_word(),
    within=word(
        ("now", "today", "soon", "routine"),
        "For level urgent: now or today. For level book: soon (one to three days) or routine.",
        optional=True,
    ),
    level_name=text("What its step is called, for readers."),
    action=text("What to do about it; complete even without `within`."),
    tested=flag("Whether a check must confirm it."),
    folded=flag("Whether a page may fold it away, because it isn't about the article's subject."),
)
_STEP = _claim(
    "SelfCare",
    "A step that a reader can take alone.",
    text=text(),
    avoid=flag("Whether it's something to avoid."),
)
_PASSAGE = Shape(
    "Passage",
    "One sentence of a source, in our words.",
    id=text(),
    says=text(),
    fingerprint=text(optional=True),
    waived=text(optional=True),
)

THINGS: Mapping[str, Shape] = {
    "causes": _claim("Cause", "One reason for the trouble.", title=text(), body=markdown()),
    "signs": _SIGN,
    "red_flags": _SIGN,
    "self_care": _STEP,
    "faqs": _claim("Faq", "A question that readers ask.", question=text(), answer=markdown()),
    "takeaways": _claim("Takeaway", "A line to remember.", text=text()),
    "gaps": Shape(
        "Gap",
        "Something missing from the source.",
        id=text(),
        lang=_LANG,
        lead_in=text(),
        what=text("What is missing after these words: a list or a section."),
        place=one(CITE),
        editors_note=text(of="note", optional=True),
        filled_by=texts(
            "The ids of claims that fill the gap; what fills it says where it comes from.",
            of=lambda gap, context: [
                claim.id for _, _, claim in context.article.claims() if claim.fills == gap.id
            ],
        ),
    ),
    "sources": Shape(
        "Source",
        "A text that claims rest on.",
        id=text(),
        lang=text(
            "The language of its words.",
            of=lambda _, context: (
                context.article.translated.original if context.article.translated else context.article.lang
            ),
        ),
        title=text(),
        kind=word(SOURCE_KINDS),
        publisher=text(optional=True),
        url=text(format="uri", optional=True),
        date=text("When it was written or last reviewed.", optional=True),
        licence=word(LICENCES),
        retrieved=text(format="date", optional=True),
        seen=word(SEEN, "How much of it was read: whole, part, abstract, copy, quoted or not-recorded."),
        passages=many(_PASSAGE),
    ),
    "circumstances": _claim("Circumstance", "A fact about a reader that can raise a level.", name=text()),
    "promotions": _claim(
        "Promotion",
        "A combination that raises the level.",
        any_sign=texts(),
        circumstances=texts(),
        level=level_word(),
        reason=text(),
    ),
    "topics": _claim(
        "Topic",
        "Whatever else the article says.",
        group=word(TOPIC_GROUPS),
        title=text(),
        body=markdown(),
        folded=flag("Whether a page may fold it away."),
    ),
}
"""The lists of an article, by their names in the file, and what each holds."""
_FIRST_PARTS = ("causes", "signs", "red_flags", "self_care", "faqs", "takeaways", "gaps", "sources")
PARTS: Mapping[str, str] = {name.replace("_", "-"): name for name in THINGS}
"""The parts of an article that have an address of their own: slug -> name of the list in the file."""


def _entries_of(name: str) -> Getter:
    return lambda article, _: article.entries(name)


LEVEL_WORDS = Shape(
    "LevelWords", "The words for a level.", id=level_word("id"), lang=_LANG, name=text(), means=text()
)
EMERGENCY_WORDS = Shape(
    "EmergencyWords",
    "The words for an emergency, which can't wait until later today.",
    id=word(("now",)),
    lang=_LANG,
    name=text(),
    means=text(),
)
COMPETENCY_WORDS = Shape(
    "CompetencyWords",
    "The words for a competency.",
    id=word(Competency),
    lang=_LANG,
    title=text(),
    body=markdown(),
)
ARTICLE = Shape(
    "Article",
    "A whole article.",
    id=text(),
    lang=text(),
    title=text(),
    summary=markdown(),
    revision=text(),
    updated=text("The day of the last change that matters to readers.", format="date", optional=True),
    contact=text("Where to report mistakes, if not at the site's own address.", optional=True),
    review=one(REVIEW),
    competencies=many(COMPETENCY_WORDS),
    **{name: many(THINGS[name], of=_entries_of(name)) for name in _FIRST_PARTS},
    licence=text(),
    scope=text("Whom the article is for, and what others need instead.", optional=True),
    urgent_notice=text("One line that points to the urgent signs; show it wherever you don't show those."),
    cues=named_texts("A few words for each step: now, today, book, modify and carry-on."),
    levels=many(LEVEL_WORDS),
    emergency=one(EMERGENCY_WORDS),
    **{name: many(shape) for name, shape in THINGS.items() if name not in _FIRST_PARTS},
    left_out=texts("What editors knew and left out, each with the reason."),
    replaced_by=named_texts("Ids that are gone, each with the id of the entry that replaces it."),
    languages=texts(of=lambda article, _: article.languages or [article.lang]),
    translation=TRANSLATED,
)
PART: Mapping[str, Member] = {
    "article": text(of=lambda _, context: context.article.id),
    "lang": text(of=lambda _, context: context.article.lang),
    "revision": text(of=lambda _, context: context.article.revision),
}
"""What every part of an article says of where it is from."""
LISTS: Mapping[str, Shape] = {
    part: Shape(
        f"{THINGS[name].name}List",
        "One list of an article, and its revision.",
        **PART,
        items=many(THINGS[name], of=_entries_of(name)),
    )
    for part, name in PARTS.items()
}
"""The parts as they are given alone, by slug."""


@once
def article_data(article: Article) -> Json:
    """The whole article as GET /api/v1/articles/{article} gives it."""
    return ARTICLE.data(article, Context(article=article))


@once
def members_of(article: Article) -> Mapping[str, bytes]:
    """The members of the same as JSON, each with its name: `"id":"sore-heel"`."""
    return {name: compact({name: value})[1:-1] for name, value in article_data(article).items()}


def article_json(article: Article) -> bytes:
    """The same as JSON."""
    return b"{%b}" % b",".join(members_of(article).values())


def article_revision(article: Article) -> str:
    """The hash of what readers may see of an article, but for the languages that it is there in.

    A new member changes the revision of every article, which readers are told of as an edit. Leave out one
    that says nothing new.
    """
    data = article_data(article)
    return fingerprint({key: value for key, value in data.items() if key not in {"revision", "languages"}})


def quiz_data(quiz: Quiz) -> Json:
    """The part of a quiz that readers may see before they respond; its hash is the revision."""
    return {
        "title": quiz.title,
        "intro": quiz.intro,
        "rule": quiz.rule,
        "items": [_item_data(item) for item in quiz.items],
    }


def _item_data(item: Item) -> Json:
    return {
        "id": item.id,
        "kind": item.kind.value,
        "stem": item.stem,
        "lead_in": item.lead_in,
        "options": _by_id(item.options),
        **({"entries": _by_id(item.entries)} if item.entries else {}),
    }


def _by_id(things: Iterable[Any]) -> list[Json]:
    """What a reader chooses from, in an order that does not tell that of the file."""
    return [{"id": thing.id, "text": thing.text} for thing in sorted(things, key=attrgetter("id"))]
