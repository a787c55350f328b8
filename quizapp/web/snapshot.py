"""The snapshot: all that is served at one moment, made once when content is loaded, and never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from quizapp.content import library as content_library
from quizapp.content.folder.history import unrecorded
from quizapp.content.library import Library
from quizapp.content.nearest import nearest
from quizapp.content.shape.json_schema import KINDS, json_schema
from quizapp.errors import NoContent, UnknownThing, Withdrawn
from quizapp.quiz.bank import ItemBank, withdrawn_as_in
from quizapp.web.contract.openapi import document
from quizapp.web.contract.problem_types import DOCS
from quizapp.web.contract.reference import reference_page
from quizapp.web.headers import Place, header_table
from quizapp.web.ready.assets import asset_replies
from quizapp.web.ready.catalogue import API, article_replies, entry_of, list_reply
from quizapp.web.ready.page_table import article_pages, embed_pages, index_reply, privacy_reply
from quizapp.web.ready.prebuilt import HTML, canonical, prebuild
from quizapp.web.ready.replies import Links
from quizapp.web.ready.versions import history_replies, past_of
from quizapp.web.spread import one_by_one

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizapp.content.folder.history import Version
    from quizapp.content.library import Loaded
    from quizapp.content.model import Article
    from quizapp.content.problem import Problem
    from quizapp.settings import Settings
    from quizapp.web.headers import Headers
    from quizapp.web.ready.catalogue import Entry
    from quizapp.web.ready.prebuilt import Prebuilt
    from quizapp.web.ready.versions import Event, Past
    from quizapp.web.spread import Spread

OPENAPI = f"{API}/openapi.json"


def schema_path(kind: str) -> str:
    """Return the path of the JSON Schema of one kind of file."""
    return f"{API}/schema/{kind}.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What is served at one moment."""

    library: Library
    banks: Mapping[str, ItemBank]
    problems: Sequence[Problem]
    entries: Mapping[str, Entry]
    """What lists of articles are made from, by id and in the order of the ids."""
    table: Mapping[str, Prebuilt]
    """Every reply that was made at load time, by path."""
    spoken: Mapping[str, Mapping[str, Prebuilt]] = field(default_factory=dict)
    """The same for those who ask for a language, by language: what is there in it."""
    replies: Mapping[str, Mapping[str, Mapping[str, Prebuilt]]] = field(default_factory=dict)
    """What is about each article, by language and path, for the next snapshot to take over."""
    past: Mapping[str, Past] = field(default_factory=dict)
    """What is said of the versions of each article, also of those that were withdrawn."""
    events: Sequence[Event] = ()
    """What happened to all articles, oldest first."""
    earlier: Mapping[str, Sequence[ItemBank]] = field(default_factory=dict)
    """For each article the banks that attempts may have begun with before this one, newest first."""

    def article(self, article_id: str) -> Article:
        """Return an article; Withdrawn, or UnknownThing with a guess, when there is none."""
        try:
            return self.library.articles[article_id]
        except KeyError:
            if article_id in self.past and (seen := self.past[article_id].withdrawn):
                raise Withdrawn(article_id, seen) from None
            near = nearest(article_id, self.library.articles)
            raise UnknownThing("article", article_id, near) from None

    def reply(self, path: str, lang: str | None) -> Prebuilt:
        """Return the reply at a path in a language, or that in the original's where there is none."""
        return self.spoken.get(lang or "", self.table).get(path) or self.table[path]

    def bank(self, article_id: str) -> ItemBank:
        """Return the item bank of an article; UnknownThing when it has none."""
        article = self.article(article_id)
        try:
            return self.banks[article.id]
        except KeyError:
            raise UnknownThing("quiz for the article", article_id) from None


NOTHING = Snapshot(library=Library({}, {}), banks={}, problems=(), entries={}, table={})
"""What is served before anything is."""
MAX_EARLIER = 5
"""Editions of an article that attempts go on with after edits: a check takes minutes, and few editors save
more often within that time. A large article with its items takes half a megabyte of memory."""


def take_snapshot(settings: Settings) -> Snapshot:
    """Load the content folder; NoContent when not one article can be served."""
    loaded = content_library.load(settings.content)
    if not loaded.library.articles:
        raise NoContent(settings.content, "run `quizapp check` to see why")
    return make_snapshot(loaded, settings)


def make_snapshot(
    loaded: Loaded,
    settings: Settings,
    before: Snapshot = NOTHING,
    versions: Mapping[str, Sequence[Version]] = MappingProxyType({}),
    spread: Spread = one_by_one,
) -> Snapshot:
    """Make every reply that can be made before it is asked for; `versions` are those that are on record.

    What belongs to an article that `before` has too, unchanged, is taken over from there. `spread` may do
    what is new on several cores.
    """
    articles, links = loaded.library.articles, Links(settings.public_url or "")
    headers = header_table(settings.frame_ancestors)
    same = {name for name, article in articles.items() if before.library.articles.get(name) is article}
    banks = {
        name: before.banks[name]
        if name in same
        else ItemBank(article, article.quiz, loaded.library.canonical.get(name, b""))
        for name, article in articles.items()
        if article.quiz is not None
    }
    entries = {
        name: before.entries[name] if name in same else entry_of(article, links)
        for name, article in sorted(articles.items())
    }
    fresh = [
        (name, each)
        for name, article in articles.items()
        if name not in same
        for each in (article, *article.translations.values())
    ]
    documents, *made = spread(
        [
            partial(_documents, articles, links, headers),
            *(partial(_replies, each, banks.get(name), links, headers) for name, each in fresh),
        ]
    )
    anew: dict[str, dict[str, Mapping[str, Prebuilt]]] = {name: {} for name, _ in fresh}
    for (name, each), about in zip(fresh, made, strict=True):
        anew[name][each.lang] = about
    replies = {name: before.replies[name] if name in same else anew[name] for name in articles}
    past = {
        name: _past(name, versions.get(name), articles.get(name), links, headers[Place.API], before)
        for name in sorted({*articles, *versions})
    }
    events = sorted((event for each in past.values() for event in each.events), key=lambda event: event.key)
    originals = [replies[name][article.lang] for name, article in articles.items()]
    languages = sorted({lang for each in replies.values() for lang in each})
    return Snapshot(
        library=loaded.library,
        banks=banks,
        problems=loaded.problems,
        entries=entries,
        table={
            **asset_replies(),
            **documents,
            **list_reply(entries.values(), links, headers[Place.API]),
            **index_reply(articles.values(), headers[Place.PAGE]),
            **privacy_reply(settings, headers[Place.PAGE]),
            **{path: reply for part in originals for path, reply in part.items()},
            **{path: reply for each in past.values() for path, reply in each.replies.items()},
            **history_replies(events, articles.values(), past, links, headers[Place.API]),
        },
        spoken={
            lang: {
                **list_reply(entries.values(), links, headers[Place.API], lang),
                **index_reply(articles.values(), headers[Place.PAGE], lang),
                **privacy_reply(settings, headers[Place.PAGE], lang),
                **{path: reply for part in replies.values() for path, reply in part.get(lang, {}).items()},
            }
            for lang in languages
        },
        replies=replies,
        past=past,
        events=events,
        earlier={name: earlier_editions(bank, before) for name, bank in banks.items()},
    )


def _replies(
    article: Article, bank: ItemBank | None, links: Links, places: Mapping[Place, Headers]
) -> Mapping[str, Prebuilt]:
    """Return all that is served about one article in one language, by path."""
    bank = None if bank is None else bank.in_language(article.lang)
    links = links.in_language_of(article)
    headers = {place: (*fields, ("Content-Language", article.lang)) for place, fields in places.items()}
    data = article_replies(article, bank, links, headers[Place.API])
    fragments = {
        path.removeprefix(f"{API}/articles/{article.id}/").removesuffix(".html"): reply.body.decode()
        for path, reply in data.items()
        if path.endswith(".html")
    }
    return {
        **data,
        **article_pages(article, links, headers[Place.PAGE]),
        **embed_pages(article, fragments, headers[Place.EMBED]),
    }


def _past(  # noqa: PLR0913, PLR0917 - all that it is made from
    name: str,
    versions: Sequence[Version] | None,
    article: Article | None,
    links: Links,
    headers: Headers,
    before: Snapshot,
) -> Past:
    """Return what is said of an article's versions; what `before` says of the same is taken over."""
    if versions is None:
        assert article is not None, "an article that is not there is on record"
        versions = (unrecorded(article),)
    known = before.past.get(name)
    if known is not None and known.versions == versions:
        return known
    return past_of(name, versions, links, headers)


def earlier_editions(bank: ItemBank, before: Snapshot) -> Sequence[ItemBank]:
    """Return the editions before this one, each once, the latest first."""
    name = bank.article.id
    was = [before.banks[name]] if name in before.banks else []
    if was == [bank]:
        return before.earlier[name]
    editions = {each.article.fingerprint: each for each in (*was, *before.earlier.get(name, ()))}
    editions.pop(bank.article.fingerprint, None)
    return tuple(withdrawn_as_in(bank, each) for each in list(editions.values())[:MAX_EARLIER])


def _documents(
    articles: Mapping[str, Article], links: Links, headers: Mapping[Place, Headers]
) -> Mapping[str, Prebuilt]:
    """Return the descriptions of the files and of the API, this one with a real article and as a page too."""
    data: dict[str, object] = {schema_path(kind): json_schema(part) for kind, part in KINDS.items()}
    if articles:
        data[OPENAPI] = document(links, example=next(iter(articles.values())))
    replies = {path: prebuild(canonical(each), headers[Place.API]) for path, each in data.items()}
    page = reference_page(replies[OPENAPI].body) if articles else ""
    if page:
        replies[DOCS] = prebuild(page.encode(), headers[Place.PAGE], content_type=HTML)
    return replies
