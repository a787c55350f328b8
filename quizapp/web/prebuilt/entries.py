"""The entries of articles: what lists and searches need of each, small enough for a thousand of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import accumulate

from quizapp.content.canonical import Json, compact
from quizapp.content.changes import WHOLE
from quizapp.content.model import Article, language_for
from quizapp.content.projection import ARTICLE, PARTS, article_data, members_of
from quizapp.content.shape import Shape, many, text
from quizapp.rules.supply import has_verdict
from quizapp.web.prebuilt.article_view import check_minutes, reading_minutes
from quizapp.web.prebuilt.links import Links, context_of

_TEXTS = frozenset(
    {"title", "summary", "body", "name", "hint", "action", "text", "question", "answer", "reason"}
)
"""The members of an article that a search looks into."""

AROUND = 7
"""Words on either side of one that was found."""
HIT = Shape(
    "Hit",
    "Where a search word first appears in an article.",
    part=text("A part, or `article`."),
    id=text("The id of the entry in that list.", maybe=True),
    snippet=text("The words around it."),
)
SUMMARY = Shape(
    "Summary",
    "An article in a list.",
    **{name: ARTICLE.members[name] for name in ("id", "title", "summary", "lang", "revision")},
    languages=ARTICLE.members["languages"],
    quiz=text(
        "The revision of its quiz.",
        of=lambda article, _: article.quiz.revision if article.quiz else None,
        maybe=True,
    ),
    url=text(
        "The page for readers.",
        of=lambda article, context: context.links.article(article.id),
        format="uri-reference",
    ),
    hits=many(HIT, "For a search: where its words are.", of=lambda *_: None, optional=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """One article, ready for lists and for choosing fields."""

    id: str
    lang: str
    title: str
    title_lang: str | None
    summary: str
    reviewed_by: str | None
    """Who reviewed it; None while nobody has."""
    translated: str | None
    """The state of the review of a translation; None for an original."""
    minutes: int
    quiz_minutes: int | None
    """What its check takes; None where it has no quiz."""
    has_check: bool
    """Whether the check can reach a verdict."""
    line: str
    """What a list says of it, as JSON."""
    members: Mapping[str, tuple[int, int]]
    """Where each member stands in the article's JSON, name and value: begin and end."""
    by_language: Mapping[str, IndexEntry] = field(default_factory=dict)
    """The same for each translation, by language."""
    text: Callable[[], str] = field(compare=False, repr=False)
    """Gives the article's different words, each after a space, in small letters."""

    def in_language(self, lang: str | None) -> IndexEntry:
        """The entry of the article in a language, or this one where it is not there in that."""
        return self.by_language.get(language_for(lang or "", self.lang, self.by_language), self)

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language that the article is there in, the original's first."""
        return (self.lang, *self.by_language)

    def data(self) -> Json:
        """The entry as JSON, without its words."""
        own = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "text"}
        return {**own, "by_language": {lang: each.data() for lang, each in self.by_language.items()}}


def entry_of(article: Article, links: Links) -> IndexEntry:
    """Make the entry of an article."""
    data = article_data(article)
    words = _joined(sorted({*words_in(" ".join(text for _, _, text in _texts(data)))}))
    review = article.review
    return IndexEntry(
        id=article.id,
        lang=article.lang,
        title=article.title,
        title_lang=article.title_lang,
        summary=article.summary,
        reviewed_by=review.by if review.status == "reviewed" else None,
        translated=article.translated.review.status if article.translated else None,
        minutes=reading_minutes(article),
        quiz_minutes=check_minutes(article) if article.quiz else None,
        has_check=article.quiz is not None and has_verdict(article),
        line=compact(SUMMARY.data(article, context_of(article, links))).decode(),
        members=_places(members_of(article)),
        by_language={lang: entry_of(each, links) for lang, each in article.translations.items()},
        text=lambda: words,
    )


def entry_from(data: Json, text_of: Callable[[str], str]) -> IndexEntry:
    """Make an entry of its data again; `text_of` gives the words of a language."""
    others = {lang: entry_from(each, text_of) for lang, each in data["by_language"].items()}
    return IndexEntry(**{**data, "by_language": others}, text=lambda: text_of(data["lang"]))


def words_in(text: str) -> list[str]:
    """The words of a text as a search compares them: without accents, and one form of each letter."""
    if not text.isascii():
        text = _NOT_ASCII.sub(_without_marks, unicodedata.normalize("NFKD", text.casefold()))
    return re.findall(r"\w+", text.lower())


_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def _without_marks(letters: re.Match[str]) -> str:
    return "".join(letter for letter in letters[0] if not unicodedata.combining(letter))


def hits(article: Json, wanted: Sequence[str]) -> list[Json]:
    """Where each word of a search is first in an article, with the words around it."""
    found: dict[tuple[str, str | None], Json] = {}
    # A search may have a hundred words, so each text is taken apart once, and looked through as one.
    texts = [(part, thing, said, _joined(words_in(said))) for part, thing, said in _texts(article)]
    for word in dict.fromkeys(wanted):
        for part, thing, said, own in texts:
            if f" {word}" not in own:
                continue
            words = said.split()
            places = (at for at, each in enumerate(words) for part in words_in(each) if part.startswith(word))
            if (at := next(places, None)) is not None:
                snippet = " ".join(words[max(at - AROUND, 0) : at + AROUND + 1])
                found.setdefault((part, thing), {"part": part, "id": thing, "snippet": snippet})
                break
    return list(found.values())


def _joined(words: Iterable[str]) -> str:
    """The different words of a text, each after a space."""
    return "".join(f" {each}" for each in dict.fromkeys(words))


def _texts(article: Json) -> Iterator[tuple[str, str | None, str]]:
    """Yield the texts that a search looks into, each with its part and the id of the thing that it is in."""
    slugs = {name: part for part, name in PARTS.items()}
    for name, value in article.items():
        if name in _TEXTS:
            yield WHOLE, None, value
        for thing in value if isinstance(value, list) else ():
            for key in _TEXTS & thing.keys() if isinstance(thing, dict) else ():
                if thing[key] is not None:
                    yield slugs.get(name, WHOLE), thing["id"] if name in slugs else None, thing[key]


def _places(members: Mapping[str, bytes]) -> dict[str, tuple[int, int]]:
    """Where the JSON of an article has each member, without the comma after it."""
    ends = accumulate((len(member) + 1 for member in members.values()), initial=1)
    return {
        name: (start, start + len(member))
        for (name, member), start in zip(members.items(), ends, strict=False)
    }
