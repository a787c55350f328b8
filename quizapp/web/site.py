"""The site: the snapshot that is served now, and the services that hold no state.

A request takes the snapshot once, when it first asks for the site, and works with nothing else: a reload
swaps one reference.
"""

from __future__ import annotations

import copy
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from flask import current_app, request

from quizapp.attempts.delivery import Delivery
from quizapp.attempts.editions import Editions
from quizapp.attempts.probe import Probe
from quizapp.attempts.tokens import Tokens
from quizapp.web.headers import header_table
from quizapp.web.ready.replies import Links

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Request

    from quizapp.attempts.store import Store
    from quizapp.quiz.bank import ItemBank
    from quizapp.settings import Settings

from quizapp.web.snapshot import Snapshot, take_snapshot


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
        graded: Callable[[bool], None] = lambda _recorded: None,
    ) -> None:
        self.settings = settings
        self.links = Links(settings.public_url or "")
        self.headers = header_table(settings.frame_ancestors)
        self.store = store
        self.probe = Probe(store)
        self.snapshot = snapshot or take_snapshot(settings)
        self.delivery = Delivery(
            banks=self,
            store=store,
            editions=Editions(store),
            tokens=Tokens(keys),
            clock=clock,
            entropy=entropy,
            graded=graded,
        )

    def as_it_is(self) -> Site:
        """Return a site that stays with the snapshot of now: one request never sees two."""
        still = copy.copy(self)
        still.delivery = self.delivery.on(still)
        return still

    def bank(self, article_id: str) -> ItemBank:
        """Return the item bank that an article has now."""
        return self.snapshot.bank(article_id)

    def editions(self, article_id: str) -> Sequence[ItemBank]:
        """Return the bank that an article has now and those that it had before, newest first."""
        snapshot = self.snapshot
        return (snapshot.bank(article_id), *snapshot.earlier.get(article_id, ()))


def own_base(request: Request) -> str:
    """Return scheme and host under which readers reach the site: those of the settings, or of the request."""
    return current_site().links.base or request.host_url.rstrip("/")


def current_site() -> Site:
    """Return the site of the application that answers the request, as it was when this was first asked."""
    site = request.environ.get(_SITE)
    if site is None:
        site = request.environ[_SITE] = cast("Site", current_app.extensions["quizapp"]).as_it_is()
    return cast("Site", site)


_SITE = "quizapp.site"
