"""The replies about content: those that are made at load time, and the two that depend on a query string.

A list of articles and an article with chosen fields are put together from bytes that are already JSON, so
that no request serializes content.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from quizapp.content.canonical import Json, compact
from quizapp.content.model import Article, Claim, Gap, Source, once
from quizapp.content.projection import (
    ARTICLE,
    LEVEL_SLUGS,
    PART,
    PARTS,
    REVIEW,
    THINGS,
    TRANSLATED,
    article_data,
    article_json,
    level_word,
)
from quizapp.content.shape import Shape, many, named_texts, one, text, texts, word
from quizapp.quiz.bank import ItemBank
from quizapp.web.headers import Headers
from quizapp.web.prebuilt.entries import SUMMARY, IndexEntry, hits, words_in
from quizapp.web.prebuilt.i18n import ORIGINAL, as_written, words_of
from quizapp.web.prebuilt.links import Links, claim_url, context_of
from quizapp.web.prebuilt.quiz_shapes import QUIZ, SOURCE_IN_SHORT
from quizapp.web.prebuilt.reply import HTML, Prebuilt, prebuild

API = "/api/v1"
PAGE_SIZE, LARGEST_PAGE = 50, 200
"""Articles in one reply, when not asked otherwise and at the most."""

RAISE = Shape(
    "Raise",
    "What raises a sign's level: all of these circumstances together with the sign.",
    id=text(),
    circumstances=texts(
        of=lambda promotion, context: [
            each.name
            for name in promotion.circumstances
            for each in context.article.circumstances
            if each.id == name
        ]
    ),
    level=level_word(),
    reason=text(),
)
_AROUND = Shape(
    "Around",
    "What makes a thing safe to be shown without its article, where it does not say so itself.",
    level=word(LEVEL_SLUGS, of=lambda *_: None, maybe=True),
    urgent_notice=text(of=lambda _, context: context.article.urgent_notice),
    translation=TRANSLATED,
    raised_by=many(
        RAISE,
        of=lambda thing, context: [each for each in context.article.promotions if thing.id in each.any_sign],
    ),
    page=text(
        "Its address on the article's page; a source's `url` is its own.",
        of=claim_url,
        format="uri-reference",
    ),
    review=one(REVIEW, of=lambda _, context: context.article.review),
    sources=many(SOURCE_IN_SHORT, of=lambda thing, context: _cited(thing, context.article)),
)


def _with(part: Mapping[str, Any], own: Mapping[str, Any], around: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a thing alone: what it says itself counts, in the place where it says it."""
    return {**part, **own, **around, **own}


@once
def _sources(article: Article) -> Mapping[str, Source]:
    return {source.id: source for source in article.sources}


def _cited(thing: Claim | Gap | Source, article: Article) -> list[Source]:
    """The sources that a thing rests on, each once, in the order of its cites."""
    cites = getattr(thing, "cites", ()) or ((thing.place,) if isinstance(thing, Gap) else ())
    return [_sources(article)[source] for source in dict.fromkeys(cite.source for cite in cites)]


ALONE: Mapping[str, Shape] = {
    part: Shape(f"{thing.name}Alone", thing.about, **_with(PART, thing.members, _AROUND.members))
    for part, thing in zip(PARTS, THINGS.values(), strict=True)
}
"""The things of each part with what makes them safe to be shown without their article, by its slug."""
_OF_ARTICLE = Shape("OfArticle", "Where a part is from.", **PART)
SOME_OF_ARTICLE = ARTICLE.some("SomeOfArticle", "The members of an article that you named in `fields`.")
ARTICLES = Shape(
    "ArticleList",
    "One page of a list of articles.",
    articles=many(SUMMARY),
    next=text("The next page; null on the last.", format="uri-reference", maybe=True),
)


INDEX = Shape(
    "Index",
    "The addresses to start from.",
    articles=text("The list of articles; each has its quiz and its lists below its own address."),
    changes=text("What was added, edited, removed or withdrawn."),
    openapi=text("The description of every call."),
    docs=text("The same for people."),
)


WORDS = Shape(
    "Words",
    "The words for codes in replies, in one language; words in braces stand for values.",
    lang=text(),
    origin=named_texts("Where a claim comes from."),
    within=named_texts("How soon an appointment is needed."),
    group=named_texts("Of topics."),
    part=named_texts("Of an article.", of=lambda words, _: words.fragment["part"]),
    review=named_texts("Markdown. `by` and `date` are those of the review."),
    seen=named_texts("How much of a source was read."),
    licence=named_texts(),
    outcome=named_texts("What to say about an outcome.", of=lambda words, _: words.feedback["outcome"]),
    flag=named_texts("The status of a red flag.", of=lambda words, _: words.report["flag"]),
    sure=text("Beside a certainty of 3.", of=lambda words, _: words.item["sure"]),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a list of articles is asked for."""

    q: str = ""
    lang: str = ""
    limit: int = PAGE_SIZE
    after: str = ""
    """Id of the last article of the page before."""


def list_reply(
    entries: Iterable[IndexEntry], links: Links, headers: Headers, lang: str = ""
) -> Mapping[str, Prebuilt]:
    """The first page of all articles, and the words for codes, under their paths."""
    body, more = listing(entries, Search(lang=lang), links)
    words = words_of(lang or ORIGINAL)
    said = compact(WORDS.data(SimpleNamespace(**as_written(words), lang=words.lang)))
    return {
        f"{API}/articles": prebuild(body, (*next_link(more), *headers)),
        f"{API}/words": prebuild(said, headers),
    }


def next_link(address: str | None) -> Headers:
    """The header that names the next page, if there is one (RFC 8288)."""
    return () if address is None else (("Link", f'<{address}>; rel="next"'),)


def article_replies(
    article: Article, bank: ItemBank | None, pieces: Mapping[str, str], links: Links, headers: Headers
) -> Mapping[str, Prebuilt]:
    """Every reply about one article that needs no query string, by path.

    `pieces` are those of `fragments`, by name.
    """
    start, replies = f"{API}/articles/{article.id}", dict[str, Prebuilt]()
    for path, data in content_data(article, bank, links):
        fragment = None
        if html := pieces.get(path.removeprefix(f"{start}/")):
            fragment = replies[f"{path}.html"] = prebuild(html.encode(), headers, content_type=HTML)
        body = article_json(article) if path == start else compact(data)
        replies[path] = prebuild(body, headers, other=fragment)
    return replies


def content_data(article: Article, bank: ItemBank | None, links: Links) -> Iterator[tuple[str, Json]]:
    """Yield what the API gives of an article: itself, its lists, their entries and its quiz, by path."""
    start, context = f"{API}/articles/{article.id}", context_of(article, links)
    whole, of_article = article_data(article), _OF_ARTICLE.data(article, context)
    yield start, whole
    for part, name in PARTS.items():
        yield f"{start}/{part}", {**of_article, "items": whole[name]}
        for thing, own in zip(getattr(article, name), whole[name], strict=True):
            yield f"{start}/{part}/{thing.id}", _with(of_article, own, _AROUND.data(thing, context))
    if bank is not None:
        yield f"{start}/quiz", QUIZ.data(bank, context)


def quiz_replies(article: Article) -> Mapping[str, bytes]:
    """What is said of an article's quiz, by language."""
    if article.quiz is None:
        return {}
    bank = ItemBank(article, article.quiz)
    texts = [bank.in_language(lang) for lang in (article.lang, *article.translations)]
    return {each.article.lang: compact(QUIZ.data(each, context_of(each.article, Links()))) for each in texts}


def speaks(lang: str, wanted: str) -> bool:
    """Whether a text in `lang` will do: the one wanted, or one is a variety of the other (en, en-GB)."""
    one, other = sorted((f"{lang.lower()}-", f"{wanted.lower()}-"), key=len)
    return other.startswith(one)


def listing(
    entries: Iterable[IndexEntry],
    search: Search,
    links: Links,
    body_of: Callable[[IndexEntry], bytes] = lambda _: b"{}",
) -> tuple[bytes, str | None]:
    """One page of the articles that a search finds, as JSON, and the address of the next page.

    Each article is in the language if it is there in that. `body_of` gives an article for its hits.
    """
    wanted, more = words_in(search.q), None
    found = [
        entry
        for entry in (original.in_language(search.lang) for original in entries)
        if entry.id > search.after and _has(entry, wanted)
    ]
    page = found[: search.limit]
    if len(found) > len(page):
        asked = {**asdict(search), "after": cursor_of(page[-1].id)}
        query = urlencode({name: value for name, value in asked.items() if value})
        more = links.api(f"{API}/articles?{query}")
    lines = b",".join(_line(entry, wanted, body_of) for entry in page)
    return ARTICLES.joined(articles=b"[%b]" % lines, next=compact(more)), more


def _line(entry: IndexEntry, wanted: Sequence[str], body_of: Callable[[IndexEntry], bytes]) -> bytes:
    line = entry.line.encode()
    found = compact(hits(json.loads(body_of(entry)), wanted)) if wanted else b""
    return b'%b,"hits":%b}' % (line[:-1], found) if found else line


def _has(entry: IndexEntry, wanted: Sequence[str]) -> bool:
    words = entry.text() if wanted else ""
    return all(f" {word}" in words for word in wanted)


def cursor_of(article_id: str) -> str:
    """The opaque name of a place in a list: after this article."""
    return urlsafe_b64encode(article_id.encode()).decode().rstrip("=")


def after_cursor(cursor: str) -> str:
    """The article id of a cursor; ValueError if we did not make it."""
    article_id = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    if cursor_of(article_id) != cursor:
        raise ValueError(cursor)
    return article_id


def chosen_fields(body: bytes, entry: IndexEntry, names: Collection[str]) -> bytes:
    """An article's JSON with these members only, in the order that they have there."""
    places = [place for name, place in entry.members.items() if name in names]
    return b"{%b}" % b",".join(body[start:end] for start, end in places)
