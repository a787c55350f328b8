"""The site: the snapshot that is served now, and the services that hold no state.

A request takes the snapshot once and works with nothing else: a reload swaps one reference.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from flask import Response, current_app, request

from quizapp.attempts.delivery import Delivery
from quizapp.attempts.editions import Editions
from quizapp.attempts.tokens import Tokens
from quizapp.settings import Settings
from quizapp.web.headers import Place
from quizapp.web.prebuilt.catalogue import next_link
from quizapp.web.prebuilt.reply import CACHED, OF_ONE_HOST, prebuild, ready_response
from quizapp.web.prebuilt.terms import Terms
from quizapp.web.snapshot import Snapshot, take_snapshot

if TYPE_CHECKING:
    from quizapp.attempts.sql_store import SqlStore  # slow to load


class Site:
    """Holds the snapshot, and the delivery that works on it."""

    def __init__(  # noqa: PLR0913 - all that it works with is handed in
        self,
        settings: Settings,
        *,
        store: SqlStore,
        keys: Sequence[str],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        entropy: Callable[[], str] = lambda: secrets.token_urlsafe(12),
        snapshot: Snapshot | None = None,
        graded: Callable[[bool, float], None] = lambda _recorded, _seconds: None,
    ) -> None:
        terms = Terms(settings)
        self.settings, self.links, self.headers = settings, terms.links, terms.headers
        self.store = store
        self.clock = clock
        self.snapshot = snapshot or take_snapshot(settings)
        self.tokens = Tokens(keys)
        self._delivery = Delivery(
            banks=self.snapshot,
            store=store,
            editions=Editions(store),
            tokens=self.tokens,
            clock=clock,
            entropy=entropy,
            lifetime=settings.attempt_lifetime,
            graded=graded,
        )

    @property
    def delivery(self) -> Delivery:
        """The delivery of the quizzes that are served now."""
        return replace(self._delivery, banks=self.snapshot)


def current_site() -> Site:
    """The site of the application that answers the request."""
    return cast("Site", current_app.extensions["quizapp"])


def current_snapshot() -> Snapshot:
    """What was served when this request first asked: no request sees two snapshots."""
    snapshot = request.environ.get(_SNAPSHOT)
    if snapshot is None:
        snapshot = request.environ[_SNAPSHOT] = current_site().snapshot
    return cast("Snapshot", snapshot)


def current_delivery() -> Delivery:
    """The delivery of the quizzes in the snapshot of this request."""
    return replace(current_site().delivery, banks=current_snapshot())


def prebuilt_response(lang: str | None = None) -> Response:
    """The reply that was made for the address of this request, in a language."""
    return ready_response(current_snapshot().reply(request.path, lang))


def fresh(body: bytes, more: str | None = None) -> Response:
    """Answer with JSON that depends on the query string; to compress it is left to the proxy.

    `more` is the address of the next page.
    """
    headers = (*next_link(more), *current_site().headers[Place.API])
    return ready_response(prebuild(body, headers, compress=False))


def of_this_host(body: bytes, content_type: str) -> Response:
    """Answer with what names the address of the site.

    Where that is the one of the request, no shared cache may keep it: anybody can ask under another host.
    """
    headers = current_site().headers[Place.API]
    keeping = CACHED if current_site().links.base else OF_ONE_HOST
    return ready_response(prebuild(body, headers, content_type=content_type, compress=False, keeping=keeping))


def own_base() -> str:
    """Scheme and host under which readers reach the site: those of the settings, or of the request."""
    # Not `request.host_url`: Werkzeug decodes the name, and some names that begin with xn-- stand for none.
    return current_site().links.base or f"{request.scheme}://{request.host}".lower()


_SNAPSHOT = "quizapp.snapshot"
