"""What a reply says when something is wrong: one problem document, of a kind from `problem_types`.

Calls of the API, and whoever does not take HTML, get `application/problem+json` (RFC 9457); readers of
pages get a page. No reply ever tells what happened inside: that goes to the log.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException

from quizapp.attempts.delivery import StepConflict
from quizapp.errors import BadArgument, ItemNotAsked, ItemWithdrawn, QuizappError
from quizapp.web.contract.arguments import BadQuery
from quizapp.web.contract.problem_types import type_of
from quizapp.web.headers import Place, place_of
from quizapp.web.ready.rendering import error_page
from quizapp.web.ready.replies import json_response, reply_data
from quizapp.web.site import current_site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

PROBLEM = "application/problem+json"


def register(app: Flask) -> None:
    """Answer every error of the application."""
    app.register_error_handler(QuizappError, answer)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def answer(error: QuizappError) -> Response:
    """Answer an error of our own, with a page or a problem document."""
    kind = type_of(error)
    if kind is None or kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log(error)
    if kind is None:
        return _say(HTTPStatus.INTERNAL_SERVER_ERROR, _SORRY)
    return _say(kind.status, str(error), _members(error), type_path=kind.path)


def _members(error: QuizappError) -> dict[str, Any]:
    """Return what the problem document has beside title, status and detail."""
    if isinstance(error, BadQuery):
        return {"errors": [{"parameter": name, "message": text} for name, text in error.errors]}
    if isinstance(error, BadArgument):
        return {"errors": [{"pointer": place, "message": text} for place, text in error.errors]}
    if isinstance(error, ItemNotAsked | ItemWithdrawn):
        return {"errors": [{"pointer": "/item", "message": str(error)}]}
    if isinstance(error, StepConflict):
        return reply_data(error.reply, current_site().links)
    return {}


def _http(error: HTTPException) -> Response:
    assert error.code is not None, "Flask itself answers with those that are whole responses"
    missing = error.code == HTTPStatus.NOT_FOUND
    response = _say(HTTPStatus(error.code), _NOTHING_HERE if missing else error.description or "")
    kept = [(name, value) for name, value in error.get_headers() if name.lower() != "content-type"]
    response.headers.extend(kept)
    return response


def _unexpected(error: Exception) -> Response:
    _log(error)
    return _say(HTTPStatus.INTERNAL_SERVER_ERROR, _SORRY)


def _log(error: Exception) -> None:
    """Log an error under its route, which holds nothing that a reader sent."""
    current_app.logger.error("%s %s", request.method, request.url_rule, exc_info=error)


_NOTHING_HERE = "nothing-here"
_SORRY = "sorry"
_IN_ENGLISH = {
    _NOTHING_HERE: "There is nothing at this address.",
    _SORRY: "Something went wrong on our side. It has been logged.",
}
"""What the API says of those errors for which the pages have words in every language."""


def _say(
    status: HTTPStatus, detail: str, members: Mapping[str, Any] | None = None, *, type_path: str | None = None
) -> Response:
    if _wants_page():
        framed = place_of(request.path) is Place.EMBED
        page = error_page(status, detail, lang=request.args.get("lang"), framed=framed)
        return Response(page, status=status, content_type="text/html; charset=utf-8")
    said = _IN_ENGLISH.get(detail, detail)
    kind = "about:blank" if type_path is None else current_site().links.api(type_path)
    problem = {"type": kind, "title": status.phrase, "status": status.value, "detail": said}
    return json_response({**problem, **(members or {})}, status, PROBLEM)


def _wants_page() -> bool:
    """Whether a person reads the reply: outside the API, and with HTML among what is taken."""
    if place_of(request.path) is Place.API:
        return False
    return "Accept" not in request.headers or request.accept_mimetypes.accept_html
