"""Watches requests from outside of everything: what was asked by route, how it ended, how long it took.

What is seen holds nothing that a reader sent but a method that we know. Requests that the fast path answers
are seen too, and cost little more for it.
"""

from __future__ import annotations

import re
import time
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import request
from werkzeug.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask

_ROUTE = "quizapp.route"
"""Where Flask leaves the route of a request in its environment."""

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})

_CONVERTER = re.compile(r"<\w+(\([^)]*\))?:")

_PATHS = 20_000
"""Paths of prebuilt replies whose route is kept in mind."""


class Seen(NamedTuple):
    """One request that was answered."""

    method: str
    """OTHER for what is not usual."""
    route: str | None
    """As in /articles/<article_id>; None where none fits."""
    status: str
    """Three digits."""
    seconds: float
    """Until the reply was ready to be sent."""
    size: int
    """Bytes of the body that was announced."""


class Watched:
    """WSGI middleware, around all other, that tells of every request once it is answered."""

    def __init__(
        self, wsgi_app: WSGIApplication, app: Flask, tellers: Sequence[Callable[[Seen], None]]
    ) -> None:
        self._wsgi_app = wsgi_app
        self._tellers = tellers
        self._route_of = lru_cache(_PATHS)(_router(app))
        # Before anything that might answer in place of a view.
        app.before_request_funcs.setdefault(None, []).insert(0, _leave_route)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand the request on and tell of it."""
        began = time.perf_counter()
        status: str = "500"
        headers: list[tuple[str, str]] = []

        def start(line: str, fields: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:  # noqa: ANN401 - as in PEP 3333
            nonlocal status, headers
            status, headers = line, fields
            return start_response(line, fields, *error)

        try:
            return self._wsgi_app(environ, start)
        finally:
            seconds = time.perf_counter() - began
            method = environ["REQUEST_METHOD"]
            # What the fast path answers never comes to where Flask finds a route.
            route = environ[_ROUTE] if _ROUTE in environ else self._route_of(environ["PATH_INFO"])
            seen = Seen(
                method if method in _METHODS else "OTHER",
                route,
                status[:3],
                seconds,
                0 if method == "HEAD" else _length(headers),
            )
            for tell in self._tellers:
                tell(seen)


def _leave_route() -> None:
    request.environ[_ROUTE] = template_of(request.url_rule.rule) if request.url_rule else None


@cache
def template_of(rule: str) -> str:
    """Return a rule of the application without its converters: `<path:piece>` as `<piece>`."""
    return _CONVERTER.sub("<", rule)


def _router(app: Flask) -> Callable[[str], str | None]:
    """Return the function that finds the route of a path."""

    def route_of(path: str) -> str | None:
        try:
            rule, _ = app.url_map.bind("").match(path, method="GET", return_rule=True)
        except HTTPException:
            return None
        return template_of(rule.rule)

    return route_of


def _length(headers: list[tuple[str, str]]) -> int:
    for name, value in headers:
        if name == "Content-Length":
            return int(value)
    return 0
