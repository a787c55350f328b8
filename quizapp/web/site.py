"""The site: one immutable snapshot of all that is served, and the services that hold no state.

A request takes the snapshot once, at its entry, and works with nothing else: a reload swaps one reference.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from flask import current_app

from quizapp.attempts.delivery import Delivery
from quizapp.attempts.tokens import Tokens
from quizapp.content import library as content_library
from quizapp.content.json_schema import KINDS, json_schema
from quizapp.content.nearest import nearest
from quizapp.errors import NoContent, UnknownThing
from quizapp.quiz.bank import ItemBank
from quizapp.web.catalogue import API, content_table, entries_of
from quizapp.web.headers import Place, header_table
from quizapp.web.openapi import document
from quizapp.web.prebuilt import canonical, prebuild
from quizapp.web.replies import Links

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from quizapp.attempts.store import Store
    from quizapp.content.library import Library, Loaded
    from quizapp.content.model import Article
    from quizapp.content.problem import Problem
    from quizapp.settings import Settings
    from quizapp.web.catalogue import Entry
    from quizapp.web.prebuilt import Prebuilt

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
    replies: Mapping[str, Mapping[str, Prebuilt]] = field(default_factory=dict)
    """The part of `table` that is about each article, for the next snapshot to take over."""
    earlier: Mapping[str, Sequence[ItemBank]] = field(default_factory=dict)
    """For each article the banks that attempts may have begun with before this one, newest first."""

    def article(self, article_id: str) -> Article:
        """Return an article; UnknownThing, with a guess, when there is none."""
        try:
            return self.library.articles[article_id]
        except KeyError:
            near = nearest(article_id, self.library.articles)
            raise UnknownThing("article", article_id, near) from None

    def bank(self, article_id: str) -> ItemBank:
        """Return the item bank of an article; UnknownThing when it has none."""
        article = self.article(article_id)
        try:
            return self.banks[article.id]
        except KeyError:
            raise UnknownThing("quiz for the article", article_id) from None


class Site:
    """Holds the snapshot, and the delivery that works on it."""

    def __init__(  # noqa: PLR0913 - all that it works with is handed in
        self,
        settings: Settings,
        *,
        store: Store,
        keys: Sequence[str],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        entropy: Callable[[], str] = lambda: secrets.token_urlsafe(12),
        snapshot: Snapshot | None = None,
    ) -> None:
        self.settings = settings
        self.links = Links(settings.public_url or "")
        self.headers = header_table(settings.frame_ancestors)
        self.store = store
        self.snapshot = snapshot or take_snapshot(settings)
        self.delivery = Delivery(banks=self, store=store, tokens=Tokens(keys), clock=clock, entropy=entropy)

    def bank(self, article_id: str) -> ItemBank:
        """Return the item bank that an article has now."""
        return self.snapshot.bank(article_id)

    def editions(self, article_id: str) -> Sequence[ItemBank]:
        """Return the bank that an article has now and those that it had before, newest first."""
        snapshot = self.snapshot
        return (snapshot.bank(article_id), *snapshot.earlier.get(article_id, ()))


def take_snapshot(settings: Settings) -> Snapshot:
    """Load the content folder; NoContent when not one article can be served."""
    loaded = content_library.load(settings.content)
    if not loaded.library.articles:
        raise NoContent(settings.content, "run `quizapp check` to see why")
    return make_snapshot(loaded, settings)


def make_snapshot(loaded: Loaded, settings: Settings, before: Snapshot | None = None) -> Snapshot:
    """Make every reply that can be made before it is asked for.

    What is about an article that `before` has too is taken over from there.
    """
    articles, links = loaded.library.articles, Links(settings.public_url or "")
    headers = header_table(settings.frame_ancestors)[Place.API]
    banks, entries, replies = {}, {}, {}
    for name, article in articles.items():
        if before is not None and before.library.articles.get(name) is article:
            bank, entries[name], replies[name] = before.banks.get(name), before.entries[name], before.replies[name]
        else:
            bank = None if article.quiz is None else ItemBank(article, article.quiz)
            entries[name], replies[name] = entry_of(article, links), article_replies(article, bank, headers)
        if bank is not None:
            banks[name] = bank
    table = dict([list_reply(entries.values(), links, headers)])
    for part in replies.values():
        table.update(part)
    table.update(_documents(articles, links, headers))
    ...


def current_site() -> Site:
    """Return the site of the application that answers the request."""
    return cast("Site", current_app.extensions["quizapp"])
