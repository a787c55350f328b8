"""Answers GET and HEAD of prebuilt replies before Flask is asked: a look-up instead of a dispatch.

Only exact paths without a query string, or with nothing but a language that is there, are answered here;
whatever else comes goes on to Flask, whose route for the same path gives the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.web.ready.prebuilt import answer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from quizapp.web.site import Site


_LANG = "lang="


class FastPath:
    """WSGI middleware over the table of the site's snapshot."""

    def __init__(self, wsgi_app: WSGIApplication, site: Site) -> None:
        self._wsgi_app = wsgi_app
        self._site = site

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the table, or hand the request on."""
        method = environ["REQUEST_METHOD"]
        if method in {"GET", "HEAD"}:
            snapshot, query = self._site.snapshot, environ.get("QUERY_STRING", "")
            table = snapshot.spoken.get(query.removeprefix(_LANG), {}) if query else snapshot.table
            reply = table.get(environ["PATH_INFO"])
            if reply is not None and (not query or query.startswith(_LANG)):
                status, headers, body = answer(
                    reply,
                    method,
                    environ.get("HTTP_IF_NONE_MATCH"),
                    environ.get("HTTP_ACCEPT_ENCODING"),
                    environ.get("HTTP_ACCEPT"),
                )
                start_response(status, headers)
                return (body,)
        return self._wsgi_app(environ, start_response)
