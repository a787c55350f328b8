"""Prebuilt replies to GET and HEAD, found before Flask is asked: a look-up instead of a dispatch.

Only exact paths without a query string, or with nothing but a language that is there, are found here;
whatever else comes goes on to Flask, whose route for the same path gives the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.web.hosts import is_addressed
from quizapp.web.prebuilt.reply import answer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from quizapp.web.prebuilt.reply import Prebuilt
    from quizapp.web.site import Site
    from quizapp.web.snapshot import Snapshot

_LANG = "lang="


def prebuilt_reply(snapshot: Snapshot, method: str, path: str, query: str) -> Prebuilt | None:
    """The reply that was made for just this request line, if any was."""
    if method not in {"GET", "HEAD"}:
        return None
    if not query:
        return snapshot.table.get(path)
    if not query.startswith(_LANG):
        return None
    return snapshot.by_language.get(query.removeprefix(_LANG), {}).get(path)


class FastPath:
    """WSGI middleware over the table of the site's snapshot."""

    def __init__(self, wsgi_app: WSGIApplication, site: Site) -> None:
        self._wsgi_app = wsgi_app
        self._site = site

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the table, or hand the request on."""
        method = environ["REQUEST_METHOD"]
        reply = prebuilt_reply(
            self._site.snapshot, method, environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        )
        if reply is None or not is_addressed(environ.get("HTTP_HOST"), environ["SERVER_PROTOCOL"]):
            return self._wsgi_app(environ, start_response)
        status, headers, body = answer(
            reply,
            method,
            environ.get("HTTP_IF_NONE_MATCH"),
            environ.get("HTTP_ACCEPT_ENCODING"),
            environ.get("HTTP_ACCEPT"),
        )
        start_response(status, headers)
        return (body,)
