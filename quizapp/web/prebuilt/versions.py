"""The replies about versions: the revisions of an article, each of them, changes, the feed, the sitemap.

They are made from `library.archive` at load time. Only a page of changes that depends on a query string is
put together in a request, from lines that are JSON already.

A cursor of the changes is the hash of all documents that its holder has, so it means the same on every
replica, whatever their clocks and their records. One that a server has never seen gets all there is.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, partial, reduce
from operator import attrgetter, xor
from types import SimpleNamespace
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup

from quizapp.cache import Cache, Head, Product, Records
from quizapp.content.canonical import Json, compact
from quizapp.content.changes import Change, Did, urgent_differs, urgent_fingerprint
from quizapp.content.projection import LEVEL_SLUGS, REVIEW
from quizapp.content.shape import Shape, flag, many, one, raw, text, texts, word
from quizapp.library.archive import ARTICLE, QUIZ, Key, Version
from quizapp.web.headers import Place
from quizapp.web.prebuilt.catalogue import API, PAGE_SIZE, next_link
from quizapp.web.prebuilt.entries import IndexEntry
from quizapp.web.prebuilt.links import Links, article_path
from quizapp.web.prebuilt.page_table import INDEX
from quizapp.web.prebuilt.rendering import render
from quizapp.web.prebuilt.reply import IMMUTABLE, Prebuilt, etag_of, prebuild
from quizapp.web.prebuilt.table import records_of
from quizapp.web.prebuilt.terms import Terms

CHANGES = f"{API}/changes"
FEED = "/changes.atom"
SITEMAP = "/sitemap.xml"
MIXED = "f" * 16
"""The cursor of nothing that any server ever had: of pages that were read from servers that differ."""
LONGEST_FEED = 50
"""Entries of the feed; who wants all asks for `CHANGES`."""
ATOM = "application/atom+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"


class KnownRevision(NamedTuple):
    """A revision of an article, and the article as it is now."""

    version: Version
    article: Json
    now: Json
    url: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """One version of an article or of its quiz in one language, as something that happened to it."""

    article: str
    version: Version
    line: bytes
    """What is said of it, as JSON."""
    again: int
    """How often the same had happened before: from one revision to the other, and back, and again."""

    @property
    def key(self) -> str:
        """Sorts events by the time at which they were seen; each has its own."""
        return f"{self.version.seen} {self.article} {self.version.number:06}"

    @property
    def place(self) -> str:
        """Names what it happened to, the same on every server."""
        return ".".join((self.article, *self.version.key))

    @cached_property
    def marks(self) -> tuple[int, int]:
        """What it takes out of the state of a server, and what it puts in; 0 is nothing."""
        return _mark(self.place, self.version.before), _mark(self.place, self.version.digest)

    @property
    def told(self) -> Json:
        """What is said of it."""
        told: Json = json.loads(self.line)
        return told

    @property
    def uri(self) -> str:
        """What feeds know it by: on every replica the same, whatever its number and its time there."""
        return _uri(f"{self.told['page']}#{self.version.previous}-{self.version.revision}-{self.again}")


REVISION = Shape(
    "Revision",
    "One known revision of an article.",
    revision=text(of="version.revision"),
    lang=text(of="version.lang"),
    seen=text(
        "When this server first saw it (RFC 3339, UTC); null if it keeps no record.",
        of="version.seen",
        format="date-time",
        maybe=True,
    ),
    current=flag(of=lambda known, _: known.version.revision == known.now["revision"]),
    review=raw(REVIEW, of=lambda known, _: known.article["review"]),
    urgent_changed_since=flag(
        "Whether a red flag, the urgent notice or a level is another by now: do not go on showing this"
        " revision.",
        of=lambda known, _: urgent_differs(known.article, known.now),
    ),
    url=text(format="uri-reference"),
)
REVISIONS = Shape(
    "RevisionList",
    "An article's revisions in all its languages, the newest first.",
    article=text(),
    revisions=many(REVISION),
)
CHANGED_LEVEL = Shape(
    "ChangedLevel",
    "The level before and after.",
    was=word(LEVEL_SLUGS, maybe=True),
    now=word(LEVEL_SLUGS, maybe=True),
)
CHANGED_THING = Shape(
    "ChangedThing",
    "One entry that differs.",
    part=text("A list of the article, `items` of a quiz, or `article` for anything else."),
    id=text("Null if a list is in another order.", maybe=True),
    what=word(Did, of="did"),
    name=text("Its name for readers."),
    members=texts("The members of an edited entry that differ."),
    level=one(CHANGED_LEVEL, of=lambda change, _: change if change.was or change.now else None, maybe=True),
    text=text("The change in plain words."),
)
ARTICLE_CHANGE = Shape(
    "ArticleChange",
    "One version of an article or its quiz in one language, or its withdrawal.",
    article=text(),
    lang=text(of="version.lang"),
    part=word((ARTICLE, QUIZ), of="version.part"),
    what=word(("added", "edited", "withdrawn")),
    urgent=flag(
        "Whether to stop showing the version before at once: a red flag, a level or the urgent notice"
        " changed, or the document was withdrawn.",
        of="version.urgent",
    ),
    urgent_revision=text(
        "A hash of everything urgent in the article; compare it if `whole` is true.", maybe=True
    ),
    title=text(of="version.title"),
    seen=text(
        "When this server first saw it (RFC 3339, UTC); null if it keeps no record.",
        of="version.seen",
        format="date-time",
        maybe=True,
    ),
    revision=text("Null if it was withdrawn.", of="version.revision", maybe=True),
    previous=text("The revision before; null for a new one.", of="version.previous", maybe=True),
    document=text("Its address in the API.", format="uri-reference"),
    etag=text(
        "The document's ETag, without compression, as of this version. If that address gives another one, its"
        " server is ahead or behind: ask for the changes again.",
        maybe=True,
    ),
    review=raw(REVIEW, maybe=True),
    page=text(format="uri-reference"),
    text=text(),
    items=many(CHANGED_THING),
)
CHANGE_LIST = Shape(
    "ChangeList",
    "What happened, oldest first, or everything there is.",
    whole=flag(
        "True if this server doesn't know the cursor. The list then has the last change of every document,"
        " sorted by article, language and part: forget any other document."
    ),
    changes=many(ARTICLE_CHANGE),
    next=text("The next page; null on the last.", format="uri-reference", maybe=True),
    cursor=text("Send it as `after` the next time you ask."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """All that is said of the versions of one article."""

    versions: Sequence[Version]
    product: Product = field(compare=False)
    """The replies by path; none of an article that was withdrawn."""
    events: Sequence[Event] = ()
    """What was seen to happen."""
    latest: Sequence[Event] = ()
    """The last thing that happened to each of its documents."""

    def newest(self, lang: str) -> Version | None:
        """The newest version of the article in a language."""
        return next((each for each in reversed(self.versions) if each.key == (lang, ARTICLE)), None)

    @property
    def withdrawn(self) -> str | None:
        """When the article was withdrawn, if it was."""
        return None if any(event.version.revision for event in self.latest) else self.versions[-1].seen


@dataclass(frozen=True, kw_only=True)
class History:
    """What happened to all articles, and where in it a cursor is."""

    events: Sequence[Event]
    """Oldest first."""
    latest: Sequence[Event]
    """The last thing that happened to every document, by their places."""
    cursors: Sequence[str]
    """That before each of the events, and that after all."""

    @cached_property
    def places(self) -> Mapping[str, int]:
        """How many events come before a cursor; of a state that came back, those before the last time."""
        return {cursor: index for index, cursor in enumerate(self.cursors)}


def history_of(past: Iterable[Past]) -> History:
    """What happened to all articles.

    The state of a server is made of marks that each come in and go out by the same operation. So the state
    before an event is the one after it without the one mark and with the other.
    """
    pasts = list(past)
    events = sorted((event for each in pasts for event in each.events), key=attrgetter("key"))
    latest = sorted((event for each in pasts for event in each.latest), key=attrgetter("place"))
    states = [reduce(xor, (event.marks[1] for event in latest), 0)]
    for event in reversed(events):
        states.append(states[-1] ^ event.marks[0] ^ event.marks[1])
    return History(events=events, latest=latest, cursors=[f"{state:016x}" for state in reversed(states)])


def _mark(place: str, digest: str | None) -> int:
    whole = hashlib.sha256(f"{place} {digest}".encode()).digest()
    return int.from_bytes(whole[:8]) if digest else 0


def revisions_path(article_id: str) -> str:
    """The path of the list of an article's revisions."""
    return f"{API}/articles/{article_id}/revisions"


def past_of(article_id: str, versions: Sequence[Version], terms: Terms, cache: Cache) -> Past:
    """What is said of the versions of an article, oldest first."""
    told = (repr(replace(version, file=None)) for version in versions)
    key = terms.key_of(article_id, *told)
    product = cache.product("past", article_id, key, partial(_product, article_id, versions, terms))
    events = [
        Event(article=article_id, version=version, line=each["line"].encode(), again=each["again"])
        for version, each in zip(versions, product.head["events"], strict=True)
    ]
    return Past(
        versions=versions,
        product=product,
        events=[event for event in events if event.version.seen],
        latest=list({event.place: event for event in events}.values()),
    )


def _product(article_id: str, versions: Sequence[Version], terms: Terms) -> tuple[Head, Records]:
    documents = [
        (version, body, json.loads(body or b"null")) for version in versions for body in (version.body,)
    ]
    events, steps = [], Counter[tuple[Key, str | None, str | None]]()
    for version, body, data in documents:
        line = compact(_told(article_id, version, data, etag_of(body) if body else None, terms.links))
        step = (version.key, version.previous, version.revision)
        events.append({"line": line.decode(), "again": steps[step]})
        steps[step] += 1
    return {"events": events}, records_of(_replies(article_id, documents, terms))


def _replies(
    article_id: str, documents: Sequence[tuple[Version, bytes, Json | None]], terms: Terms
) -> dict[str, Prebuilt]:
    """The list of an article's revisions, and each of them."""
    path, links, headers = revisions_path(article_id), terms.links, terms.headers[Place.API]
    newest = {version.key: data for version, _, data in documents}
    known: list[KnownRevision] = []
    replies: dict[str, Prebuilt] = {}
    for version, body, data in documents:
        own = f"{path}/{version.revision}"
        if data is None or version.part != ARTICLE or own in replies or not (now := newest[version.key]):
            continue
        known.append(KnownRevision(version, data, now, links.api(own)))
        latest = links.api(_document(article_id, version, now["languages"]))
        link = ("Link", f'<{latest}>; rel="latest-version"')
        replies[own] = prebuild(body, (link, *headers), keeping=IMMUTABLE)
    if known:
        listed = REVISIONS.data(SimpleNamespace(article=article_id, revisions=known[::-1]))
        replies[path] = prebuild(compact(listed), headers)
    return replies


def _document(article_id: str, version: Version, languages: Sequence[str] = ()) -> str:
    """The path of what a version is of; `languages` begin with one that needs no argument."""
    quiz = "/quiz" if version.part == QUIZ else ""
    query = "" if version.lang in languages[:1] else f"?lang={version.lang}"
    return f"{API}/articles/{article_id}{quiz}{query}"


def _told(article_id: str, version: Version, data: Json | None, etag: str | None, links: Links) -> Json:
    """What is said of a version, whose document is `data`."""
    what = "withdrawn" if version.revision is None else "added" if version.before is None else "edited"
    page = article_path(article_id, "/quiz" if version.part == QUIZ else "")
    article = data if version.part == ARTICLE else None
    texts = _in_words(version.changes, what, version.lang) if version.changes else []
    said = SimpleNamespace(
        article=article_id,
        version=version,
        what=what,
        etag=etag,
        review=article["review"] if article else None,
        urgent_revision=urgent_fingerprint(article) if article else None,
        page=links.api(f"{page}?lang={version.lang}" if data and "translation" in data else page),
        document=links.api(_document(article_id, version)),
        text=_in_words((), what, version.lang)[0],
        items=[
            SimpleNamespace(**asdict(change), text=says)
            for change, says in zip(version.changes, texts, strict=True)
        ],
    )
    return ARTICLE_CHANGE.data(said)


def _uri(name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"


def _in_words(changes: Sequence[Change], what: str, lang: str) -> list[str]:
    """Each change as a sentence; without any, what happened to the article as a whole."""
    lines = render("changes.txt", lang=lang, changes=changes, what=what).splitlines()
    return [Markup(line).unescape() for line in lines]  # noqa: S704 # it becomes text, not HTML


def history_replies(
    history: History, entries: Iterable[IndexEntry], past: Mapping[str, Past], terms: Terms
) -> dict[str, Prebuilt]:
    """What is said of all articles: the first changes, the feed, and the sitemap of a public site."""
    links, headers = terms.links, terms.headers[Place.API]
    feed = render(
        "changes.xml",
        events=history.events[: -LONGEST_FEED - 1 : -1],
        site=links.api("/"),
        address=links.api(FEED),
        uri=_uri(links.api(FEED)),
    )
    changes, more = changes_since(history, links)
    replies = {
        CHANGES: prebuild(changes, (*next_link(more), *headers)),
        FEED: prebuild(feed.encode(), headers, content_type=ATOM),
    }
    if links.base:
        replies[SITEMAP] = prebuild(sitemap(entries, past, links.base), headers, content_type=XML)
    return replies


def changes_since(
    history: History, links: Links, after: str | None = None, limit: int = PAGE_SIZE
) -> tuple[bytes, str | None]:
    """What happened after a cursor, oldest first, as JSON, and the address of the next page.

    Without a cursor it is all that is known.
    """
    whole = after is not None and after not in history.places
    if whole:
        page, cursor, there_is_more = _part_of_all(history, after or "", limit)
    else:
        start = history.places[after] if after else 0
        page = history.events[start : start + limit]
        cursor = history.cursors[start + len(page)]
        there_is_more = start + len(page) < len(history.events)
    more = links.api(f"{CHANGES}?{urlencode({'limit': limit, 'after': cursor})}") if there_is_more else None
    body = CHANGE_LIST.joined(
        whole=compact(whole),
        changes=b"[%b]" % b",".join(event.line for event in page),
        next=compact(more),
        cursor=compact(cursor),
    )
    return body, more


def _part_of_all(history: History, after: str, limit: int) -> tuple[Sequence[Event], str, bool]:
    """A page of the last changes of all documents, the cursor after it, and whether there is more.

    The cursor in between is the state that the pages began with, and the place. Where the state is another by
    now, as on another server, what was read is the state of none.
    """
    state, _, place = after.partition(".")
    begun, now = state if place else history.cursors[-1], history.cursors[-1]
    rest = [event for event in history.latest if event.place > place]
    page, state = rest[:limit], now if begun == now else MIXED
    return (page, f"{state}.{page[-1].place}", True) if len(rest) > limit else (page, state, False)


def sitemap(entries: Iterable[IndexEntry], past: Mapping[str, Past], base: str) -> bytes:
    """The sitemap of a site at this address: every page in every language, each with the others."""
    groups: list[tuple[str, Mapping[str, str]]] = [("", {"": f"{base}{INDEX}"})]
    for article in entries:
        versions = [each for each in past[article.id].versions if each.part == ARTICLE]
        pages = {article_path(article.id): max((each.seen or "" for each in versions), default="")}
        pages |= {article_path(article.id, "/quiz"): ""} if article.quiz_minutes is not None else {}
        for path, seen in pages.items():
            others = {lang: f"{base}{path}?lang={lang}" for lang in article.by_language}
            groups.append((seen, {article.lang: f"{base}{path}", **others}))
    return render("sitemap.xml", groups=groups).encode()
