"""What the site says of the versions of its articles: their list, each of them, what changed, feed, sitemap.

Everything is made from `folder.history` at load time. Only a page of changes that depends on a query string
is put together in a request, from lines that are JSON already.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup

from quizapp.content.changes import urgent_differs
from quizapp.web.ready.catalogue import API, PAGE_SIZE, cursor_of, next_link
from quizapp.web.ready.page_table import INDEX, article_path, quiz_path
from quizapp.web.ready.prebuilt import IMMUTABLE, canonical, prebuild
from quizapp.web.ready.rendering import render
from quizapp.web.ready.words import ORIGINAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from quizapp.content.canonical import Json
    from quizapp.content.changes import Change
    from quizapp.content.folder.history import Version
    from quizapp.content.model import Article
    from quizapp.web.headers import Headers
    from quizapp.web.ready.prebuilt import Prebuilt
    from quizapp.web.ready.replies import Links

CHANGES = f"{API}/changes"
FEED = "/changes.atom"
SITEMAP = "/sitemap.xml"
LONGEST_FEED = 50
"""Entries of the feed; who wants all asks for `CHANGES`."""
ATOM = "application/atom+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One version that was recorded, as something that happened."""

    key: str
    """Sorts events by the time at which they were seen; each has its own."""
    what: str
    """added, edited or withdrawn."""
    title: str
    seen: str
    page: str
    uri: str
    """What feeds know it by."""
    texts: Sequence[str]
    """What changed, in plain words."""
    line: bytes
    """The same as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """All that is said of the versions of one article."""

    versions: Sequence[Version]
    replies: Mapping[str, Prebuilt] = field(default_factory=dict)
    """By path; none of an article that was withdrawn."""
    events: Sequence[Event] = ()

    @property
    def withdrawn(self) -> str | None:
        """When the article was withdrawn, if it was."""
        last = self.versions[-1]
        return last.seen if last.revision is None else None


def revisions_path(article_id: str) -> str:
    """Return the path of the list of an article's revisions."""
    return f"{API}/articles/{article_id}/revisions"


def past_of(article_id: str, versions: Sequence[Version], links: Links, headers: Headers) -> Past:
    """Return what is said of the versions of an article, oldest first."""
    articles = [json.loads(version.body) if version.body else None for version in versions]
    events = [
        _event(article_id, version, article, links)
        for version, article in zip(versions, articles, strict=True)
        if version.seen is not None and (version.number == 1 or version.changes or _comes_or_goes(version))
    ]
    there = versions[-1].revision is not None
    replies = _replies(article_id, versions, articles, links, headers) if there else {}
    return Past(versions=versions, replies=replies, events=events)


def _comes_or_goes(version: Version) -> bool:
    return version.revision is None or version.previous is None


def _replies(
    article_id: str,
    versions: Sequence[Version],
    articles: Sequence[Json | None],
    links: Links,
    headers: Headers,
) -> dict[str, Prebuilt]:
    start = revisions_path(article_id)
    newest = ("Link", f'<{links.api(f"{API}/articles/{article_id}")}>; rel="latest-version"')
    replies = {
        f"{start}/{version.revision}": prebuild(version.body, (newest, *headers), keeping=IMMUTABLE)
        for version in versions
        if version.revision is not None
    }
    data = {"article": article_id, "revisions": list(_listed(article_id, versions, articles, links))}
    return {start: prebuild(canonical(data), headers), **replies}


def _listed(
    article_id: str, versions: Sequence[Version], articles: Sequence[Json | None], links: Links
) -> Iterator[Json]:
    """Yield each revision once, the newest first, as it was first seen."""
    newest_first = list(zip(versions, articles, strict=True))[::-1]
    first = {version.revision: version.number for version, _ in newest_first}
    now = articles[-1]
    assert now is not None, "an article that was withdrawn has no list"
    for version, article in newest_first:
        if article is None or first[version.revision] != version.number:
            continue
        yield {
            "revision": version.revision,
            "seen": version.seen,
            "current": version.revision == versions[-1].revision,
            "review": article["review"],
            "urgent_changed_since": urgent_differs(article, now),
            "url": links.api(f"{revisions_path(article_id)}/{version.revision}"),
        }


def _event(article_id: str, version: Version, article: Json | None, links: Links) -> Event:
    assert version.seen is not None, "what was not seen is no event"
    what = "withdrawn" if article is None else "added" if version.previous is None else "edited"
    lang = article["lang"] if article else ORIGINAL
    items = [
        _item(change, text)
        for change, text in zip(version.changes, in_words(version.changes, what, lang), strict=False)
    ]
    texts = [item["text"] for item in items] or in_words((), what, lang)
    data = {
        "article": article_id,
        "what": what,
        "title": version.title,
        "seen": version.seen,
        "revision": version.revision,
        "previous": version.previous,
        "review": article["review"] if article else None,
        "page": links.article(article_id),
        "text": in_words((), what, lang)[0],
        "items": items,
    }
    return Event(
        key=f"{version.seen} {article_id} {version.number:06}",
        what=what,
        title=version.title,
        seen=version.seen,
        page=links.article(article_id),
        uri=_uri(f"{links.article(article_id)}#{version.number}-{version.seen}"),
        texts=texts,
        line=canonical(data),
    )


def _uri(name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"


def _item(change: Change, text: str) -> Json:
    return {
        "part": change.part,
        "id": change.id,
        "what": change.did.value,
        "name": change.name,
        "members": list(change.members),
        "level": {"was": change.was, "now": change.now} if change.was or change.now else None,
        "text": text,
    }


def in_words(changes: Sequence[Change], what: str, lang: str = ORIGINAL) -> list[str]:
    """Return each change as a sentence; without any, what happened to the article as a whole."""
    lines = render("changes.txt", lang=lang, changes=changes, what=what).splitlines()
    return [Markup(line).unescape() for line in lines]  # noqa: S704 # it becomes text, not HTML


def history_replies(
    events: Sequence[Event],
    articles: Iterable[Article],
    past: Mapping[str, Past],
    links: Links,
    headers: Headers,
) -> dict[str, Prebuilt]:
    """Return what is said of all articles: the first changes, the feed, and the sitemap of a public site."""
    feed = render(
        "changes.xml",
        events=events[: -LONGEST_FEED - 1 : -1],
        site=links.api("/"),
        address=links.api(FEED),
        uri=_uri(links.api(FEED)),
    )
    replies = {
        CHANGES: changes_reply(events, links, headers),
        FEED: prebuild(feed.encode(), headers, content_type=ATOM),
    }
    if links.base:
        replies[SITEMAP] = prebuild(sitemap(articles, past, links.base), headers, content_type=XML)
    return replies


def changes_reply(  # noqa: PLR0913 - the last three say which part of them
    events: Sequence[Event],
    links: Links,
    headers: Headers,
    *,
    after: str = "",
    limit: int = PAGE_SIZE,
    compress: bool = True,
) -> Prebuilt:
    """Return what happened after an event, oldest first; `cursor` is for the next time that one asks."""
    found = [event for event in events if event.key > after]
    page = found[:limit]
    cursor = cursor_of(page[-1].key if page else after)
    more = None
    if len(found) > len(page):
        more = links.api(f"{CHANGES}?{urlencode({'limit': limit, 'after': cursor})}")
    told = (canonical(more), canonical(cursor or None))
    body = b'{"changes":[%b],"next":%b,"cursor":%b}' % (b",".join(event.line for event in page), *told)
    return prebuild(body, (*next_link(more), *headers), compress=compress)


def sitemap(articles: Iterable[Article], past: Mapping[str, Past], base: str) -> bytes:
    """Return the sitemap of a site at this address."""
    pages: list[tuple[str, str | None]] = [(INDEX, None)]
    for article in articles:
        pages.append((article_path(article.id), past[article.id].versions[-1].seen))
        if article.quiz is not None:
            pages.append((quiz_path(article.id), None))
    return render("sitemap.xml", pages=[(f"{base}{path}", seen) for path, seen in pages]).encode()
