"""What a reply says when something is wrong: one table from errors to statuses, one problem document.

Calls of the API, and whoever does not take HTML, get `application/problem+json` (RFC 9457); readers of
pages get a page. No reply ever tells what happened inside: that goes to the log.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException

from quizapp.attempts.delivery import StepConflict
from quizapp.errors import (
    BadArgument,
    BadToken,
    ItemNotAsked,
    ItemWithdrawn,
    QuizappError,
    RevisionAway,
    RevisionGone,
    StoreError,
    UnknownThing,
    Withdrawn,
)
from quizapp.web.arguments import BadQuery
from quizapp.web.bodies import UnreadableBody, WrongMediaType
from quizapp.web.headers import Place, place_of
from quizapp.web.rendering import error_page
from quizapp.web.replies import json_response, reply_data
from quizapp.web.site import current_site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

PROBLEM = "application/problem+json"

STATUS: Mapping[type[QuizappError], HTTPStatus] = {
    UnreadableBody: HTTPStatus.BAD_REQUEST,
    BadQuery: HTTPStatus.BAD_REQUEST,
    BadToken: HTTPStatus.BAD_REQUEST,
    UnknownThing: HTTPStatus.NOT_FOUND,
    StepConflict: HTTPStatus.CONFLICT,
    RevisionGone: HTTPStatus.GONE,
    Withdrawn: HTTPStatus.GONE,
    WrongMediaType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    BadArgument: HTTPStatus.UNPROCESSABLE_ENTITY,
    ItemNotAsked: HTTPStatus.UNPROCESSABLE_ENTITY,
    ItemWithdrawn: HTTPStatus.UNPROCESSABLE_ENTITY,
    RevisionAway: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The status of each error, or of its nearest base; what is not here is a fault of ours."""


def register(app: Flask) -> None:
    """Answer every error of the application."""
    app.register_error_handler(QuizappError, _own)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _own(error: QuizappError) -> Response:
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), None)
    if status is None or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log(error)
    if status is None:
        return _say(HTTPStatus.INTERNAL_SERVER_ERROR, _SORRY)
    return _say(status, str(error), _members(error))


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


def _say(status: HTTPStatus, detail: str, members: Mapping[str, Any] | None = None) -> Response:
    if _wants_page():
        page = error_page(status, detail, framed=place_of(request.path) is Place.EMBED)
        return Response(page, status=status, content_type="text/html; charset=utf-8")
    said = _IN_ENGLISH.get(detail, detail)
    problem = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": said}
    return json_response({**problem, **(members or {})}, status, PROBLEM)


def _wants_page() -> bool:
    """Whether a person reads the reply: outside the API, and with HTML among what is taken."""
    if place_of(request.path) is Place.API:
        return False
    return "Accept" not in request.headers or request.accept_mimetypes.accept_html
