"""Every content reply of a library, made at load time, and the two that depend on a query string.

A list of articles and an article with chosen fields are put together from bytes that are already JSON, so
that no request serializes content.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from quizapp.content.model import language_for
from quizapp.content.projection import (
    PARTS,
    article_data,
    part_data,
    review_data,
    summary_data,
    translation_data,
)
from quizapp.web.ready.fragments import fragments
from quizapp.web.ready.prebuilt import HTML, canonical, negotiated, prebuild
from quizapp.web.ready.replies import quiz_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from quizapp.content.canonical import Json
    from quizapp.content.model import Article
    from quizapp.quiz.bank import ItemBank
    from quizapp.web.headers import Headers
    from quizapp.web.ready.prebuilt import Prebuilt
    from quizapp.web.ready.replies import Links

API = "/api/v1"
PAGE_SIZE, LARGEST_PAGE = 50, 200
"""Articles in one reply, when not asked otherwise and at the most."""

_TEXTS = frozenset(
    {"title", "summary", "body", "name", "action", "note", "text", "question", "answer", "reason", "lead_in"}
)
"""The members of an article that a search looks into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article, ready for lists and for choosing fields."""

    id: str
    lang: str
    line: bytes
    """What a list says of it, as JSON."""
    words: str
    """Its different words, each after a space, in small letters."""
    members: Mapping[str, slice]
    """Where each member stands in the article's JSON, name and value."""
    spoken: Mapping[str, Entry] = field(default_factory=dict)
    """The same for each translation, by language."""

    def in_language(self, lang: str) -> Entry:
        """Return the entry of the article in a language, or this one where it is not there in that."""
        return self.spoken.get(language_for(lang, self.lang, self.spoken), self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a list of articles is asked for."""

    q: str = ""
    lang: str = ""
    limit: int = PAGE_SIZE
    after: str = ""
    """Id of the last article of the page before."""


def entry_of(article: Article, links: Links) -> Entry:
    """Return the entry of an article."""
    data = article_data(article)
    words = sorted({word for text in _texts(data) for word in _words(text)})
    return Entry(
        id=article.id,
        lang=article.lang,
        line=canonical({**summary_data(article), "url": links.in_language_of(article).article(article.id)}),
        words="".join(f" {word}" for word in words),
        members=_members(data),
        spoken={lang: entry_of(each, links) for lang, each in article.translations.items()},
    )


def _texts(data: object, name: str = "") -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, key)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value, name)
    elif isinstance(data, str) and name in _TEXTS:
        yield data


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _members(data: Json) -> dict[str, slice]:
    """Return where `canonical(data)` has each member, without the comma after it."""
    places: dict[str, slice] = {}
    start = 1
    for name, value in data.items():
        end = start + len(canonical({name: value})) - 2
        places[name] = slice(start, end)
        start = end + 1
    return places


def list_reply(
    entries: Iterable[Entry], links: Links, headers: Headers, lang: str = ""
) -> Mapping[str, Prebuilt]:
    """Return the first page of all articles, under its path."""
    body, more = listing(entries, Search(lang=lang), links)
    return {f"{API}/articles": prebuild(body, (*next_link(more), *headers))}


def next_link(address: str | None) -> Headers:
    """Return the header that names the next page, if there is one (RFC 8288)."""
    return () if address is None else (("Link", f'<{address}>; rel="next"'),)


def article_replies(
    article: Article, bank: ItemBank | None, links: Links, headers: Headers
) -> Mapping[str, Prebuilt]:
    """Return every reply about one article that needs no query string, by path."""
    replies = {path: prebuild(canonical(data), headers) for path, data in _content(article, bank, links)}
    for name, html in fragments(article, links.article(article.id)):
        path = f"{API}/articles/{article.id}/{name}"
        fragment = prebuild(html.encode(), headers, content_type=HTML)
        replies |= {path: negotiated(replies[path], fragment), f"{path}.html": fragment}
    return replies


def _content(article: Article, bank: ItemBank | None, links: Links) -> Iterator[tuple[str, Json]]:
    start = f"{API}/articles/{article.id}"
    yield start, article_data(article)
    sources = {source["id"]: source for source in part_data(article, "sources")["items"]}
    for part in PARTS:
        data = part_data(article, part)
        yield f"{start}/{part}", data
        for item in data["items"]:
            yield f"{start}/{part}/{item['id']}", _alone(article, item, sources, links)
    if bank is not None:
        yield f"{start}/quiz", quiz_data(bank)


def _alone(article: Article, item: Json, sources: Mapping[str, Json], links: Links) -> Json:
    """Return one thing with what makes it safe to be shown without its article."""
    cites = item.get("cites") or ([item["place"]] if "place" in item else [])
    named = dict.fromkeys(cite["source"] for cite in cites)
    whole = {
        "article": article.id,
        "lang": article.lang,
        "revision": article.revision,
        **item,
        "level": item.get("level"),
        "urgent_notice": article.urgent_notice,
        **translation_data(article),
        "raised_by": _raised_by(article, item["id"]),
        "page": links.claim(article.id, item["id"]),
    }
    whole.setdefault("review", review_data(article.review))
    whole["sources"] = [
        {name: sources[source].get(name) for name in ("id", "title", "url", "publisher", "seen")}
        for source in named
    ]
    return whole


def _raised_by(article: Article, sign_id: str) -> list[Json]:
    """Return what makes a sign count for more: its level alone would be too low for some readers."""
    names = {circumstance.id: circumstance.name for circumstance in article.circumstances}
    return [
        {
            "id": promotion.id,
            "circumstances": [names[name] for name in promotion.circumstances],
            "level": promotion.level.slug,
            "reason": promotion.reason,
        }
        for promotion in article.promotions
        if sign_id in promotion.any_sign
    ]


def speaks(lang: str, wanted: str) -> bool:
    """Whether a text in `lang` will do: the one wanted, or one is a variety of the other (en, en-GB)."""
    one, other = sorted((f"{lang.lower()}-", f"{wanted.lower()}-"), key=len)
    return other.startswith(one)


def listing(entries: Iterable[Entry], search: Search, links: Links) -> tuple[bytes, str | None]:
    """Return one page of the articles that a search finds, as JSON, and the address of the next page.

    Each article is in the language if it is there in that.
    """
    wanted = [f" {word}" for word in _words(search.q)]
    found = [
        entry
        for entry in (original.in_language(search.lang) for original in entries)
        if entry.id > search.after and all(word in entry.words for word in wanted)
    ]
    page = found[: search.limit]
    more = _next_page(search, page[-1].id, links) if len(found) > len(page) else None
    lines = b",".join(entry.line for entry in page)
    return b'{"articles":[%b],"next":%b}' % (lines, canonical(more)), more


def _next_page(search: Search, last: str, links: Links) -> str:
    asked = {"q": search.q, "lang": search.lang, "limit": search.limit, "after": cursor_of(last)}
    return links.api(f"{API}/articles?{urlencode({name: value for name, value in asked.items() if value})}")


def cursor_of(article_id: str) -> str:
    """Return the opaque name of a place in a list: after this article."""
    return urlsafe_b64encode(article_id.encode()).decode().rstrip("=")


def after_cursor(cursor: str) -> str:
    """Return the article id of a cursor; ValueError if we did not make it."""
    article_id = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    if cursor_of(article_id) != cursor:
        raise ValueError(cursor)
    return article_id


def chosen_fields(body: bytes, entry: Entry, names: Sequence[str]) -> bytes:
    """Return an article's JSON with these members only, in the order that they have there."""
    wanted = set(names)
    return b"{%b}" % b",".join(body[place] for name, place in entry.members.items() if name in wanted)
