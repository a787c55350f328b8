"""The log on standard error: one line for each request that was answered, and whatever else is logged.

A request's line has an id, its route and never its path, so that no token gets into it; it has no address, no
user agent, no referrer and no query. The reply carries the id too. It is made here, or taken from a proxy of
ours, so that its log and ours can be read side by side. Every line is JSON for programs, or text for people.
"""

import json
import logging
import os
import re
import secrets
import select
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, has_request_context, request
from werkzeug.exceptions import HTTPException

REQUEST_ID = "X-Request-Id"
"""The header that carries the id, in requests of our proxies and in every reply."""

_LOG = logging.getLogger(__name__)
_STANDARD_ERROR = 2
_ID = "quizapp.request_id"
_ROUTE = "quizapp.route"
"""Where Flask leaves the route of a request in its environment."""
_GIVEN_ID = re.compile("[A-Za-z0-9-]{8,64}")
"""What a proxy may call a request: no token has this form."""
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})
_CONVERTER = re.compile(r"<\w+(\([^)]*\))?:")
_PATHS = 20_000
"""Paths of prebuilt replies whose route is kept in mind."""


def form_of(chosen: str | None) -> str:
    """The form that was chosen, or else text on a terminal and JSON elsewhere."""
    return chosen or ("text" if sys.stderr.isatty() else "json")


def configuration(form: str) -> dict[str, Any]:
    """For `logging.config.dictConfig`: how everything but requests is logged."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": JsonLine if form == "json" else TextLine}},
        "handlers": {"standard error": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": "WARNING", "handlers": ["standard error"]},
        "loggers": {"_granian": {}, "quizapp": {"level": "INFO"}},
    }


class JsonLine(logging.Formatter):
    """A line of JSON for whatever was logged; a traceback is a member of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "time": _moment(record.created),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", record.name.rpartition(".")[2]),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := _current_id():
            line["request"] = request_id
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class TextLine(logging.Formatter):
    """A line for people for whatever was logged, with the request that it belongs to."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name that logging knows
        """The line."""
        request_id = _current_id()
        return super().formatMessage(record) + (f" [{request_id}]" if request_id else "")


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
    id: str


def tell_json(seen: Seen) -> None:
    """Write the line of a request as JSON."""
    # By hand, because it is written for every request.
    method, route, status, seconds, size, request_id = seen
    _write(
        f'{{"time":"{_moment(time.time())}","level":"info","event":"request","method":"{method}",'
        f'"route":{json.dumps(route)},"status":{status},"ms":{seconds * 1000:.2f},"bytes":{size},'
        f'"request":"{request_id}"}}\n'
    )


def tell_text(seen: Seen) -> None:
    """Write the line of a request for people."""
    _write(
        f"{_moment(time.time())} {seen.method} {seen.route or '(no route)'} {seen.status} "
        f"{seen.seconds * 1000:.2f} ms {seen.size} B [{seen.id}]\n"
    )


OBSERVERS = {"json": tell_json, "text": tell_text}
"""By log format; "off" has none."""


def _write(line: str) -> None:
    # Past all buffers and locks: what is shorter than a pipe's page is written whole. Where nobody takes the
    # log, or there is no room for it, readers still get their replies: the event loop must never wait for it.
    global _dropped  # noqa: PLW0603 - for all threads
    try:
        if not select.select((), (_STANDARD_ERROR,), (), 0)[1]:
            _dropped += 1
            return
        os.write(_STANDARD_ERROR, line.encode())
    except (OSError, ValueError):  # it was closed
        return
    if _dropped:
        dropped, _dropped = _dropped, 0
        _LOG.warning("nobody took the log: lines of requests that are left out: %d", dropped)


_dropped = 0


def _moment(moment: float) -> str:
    """A time of day as in 2026-11-23T14:35:12.345Z."""
    return f"{_second(int(moment))}.{int(moment % 1 * 1000):03}Z"


@lru_cache(maxsize=1)  # worked out once a second instead of once a request
def _second(moment: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment))


class RequestLog:
    """Names requests, and tells the observers of each; any thread may call it."""

    def __init__(
        self, app: Flask, observers: Sequence[Callable[[Seen], None]], *, behind_proxy: bool = False
    ) -> None:
        self._observers = observers
        self._behind_proxy = behind_proxy

        @lru_cache(_PATHS)
        def route_of(path: str) -> str | None:
            try:
                rule, _ = app.url_map.bind("").match(path, method="GET", return_rule=True)
            except HTTPException:
                return None
            return template_of(rule.rule)

        self.route_of = route_of
        """The route of a path that Flask was not asked for."""
        # Random once and counted on from there: two processes never give the same id.
        self._prefix = secrets.token_hex(6)
        self._numbers = count(1)
        # Before anything that might answer in place of a view.
        app.before_request_funcs.setdefault(None, []).insert(0, _leave_route)

    def id_of(self, given: str | None) -> str:
        """The id of a new request; `given` is that of its header, which only a proxy may choose."""
        if given is not None and self._behind_proxy and _GIVEN_ID.fullmatch(given):
            return given
        return f"{self._prefix}-{next(self._numbers):x}"

    def tell(self, seen: Seen) -> None:
        """Tell of a request that was answered, a method that is not usual as OTHER."""
        method = seen.method if seen.method in _METHODS else "OTHER"
        seen = seen._replace(method=method, size=0 if method == "HEAD" else seen.size)
        for observe in self._observers:
            observe(seen)

    def around(self, wsgi_app: WSGIApplication) -> WSGIApplication:
        """The application with this log around all of it."""

        def logged(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            began = time.perf_counter()
            status: str = "500"
            headers: list[tuple[str, str]] = []
            request_id = self.id_of(environ.get("HTTP_X_REQUEST_ID"))
            environ[_ID] = request_id

            def start(line: str, fields: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:  # noqa: ANN401 - as in PEP 3333
                nonlocal status, headers
                status, headers = line, [*fields, (REQUEST_ID, request_id)]
                return start_response(line, headers, *error)

            try:
                return wsgi_app(environ, start)
            finally:
                seconds = time.perf_counter() - began
                route = environ[_ROUTE] if _ROUTE in environ else self.route_of(environ["PATH_INFO"])
                size = next((int(value) for name, value in headers if name == "Content-Length"), 0)
                self.tell(Seen(environ["REQUEST_METHOD"], route, status[:3], seconds, size, request_id))

        return logged


def _current_id() -> str | None:
    return request.environ.get(_ID) if has_request_context() else None


def _leave_route() -> None:
    request.environ[_ROUTE] = template_of(request.url_rule.rule) if request.url_rule else None


def template_of(rule: str) -> str:
    """A rule of the application without its converters: `<path:piece>` as `<piece>`."""
    return _CONVERTER.sub("<", rule)
