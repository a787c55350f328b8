"""Replies to errors: a problem document, of a kind from `problem_types`, or a page.

Calls of the API, and clients that refuse HTML, get `application/problem+json` (RFC 9457); readers of pages
get a page. No reply says what happened inside: that goes to the log.
"""

import re
from contextlib import suppress
from http import HTTPStatus

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from quizapp.attempts.delivery import StepConflict
from quizapp.content.canonical import Json
from quizapp.errors import BadArgument, ItemNotAsked, ItemWithdrawn, QuizappError, UnknownThing
from quizapp.text import clipped, slug
from quizapp.web.contract.arguments import BadQuery
from quizapp.web.contract.bodies import BODY, MAX_FAULTS
from quizapp.web.contract.problem_types import PROBLEM_JSON, PROBLEM_TYPES, ProblemType, type_of
from quizapp.web.headers import Place, place_of
from quizapp.web.prebuilt.i18n import ORIGINAL, words_of
from quizapp.web.prebuilt.quiz_shapes import reply_data
from quizapp.web.prebuilt.rendering import error_page
from quizapp.web.prebuilt.reply import json_response
from quizapp.web.redirects import guess
from quizapp.web.site import current_site

_LONGEST_DETAIL, _LONGEST_MESSAGE, _LONGEST_NAME = 400, 200, 60
"""Characters of an error's own words, of those about one thing in it, and of the name of that thing: with
MAX_FAULTS things no reply is longer than 8 KB, whatever the request holds."""
RETRY_AFTER = 5
"""Seconds after which what failed for a moment is worth another try."""
REFUSED = "quizapp.refused"
"""Where a server leaves in the environment of a request what is wrong with it, an HTTPException."""


def register(app: Flask) -> None:
    """Answer every error of the application."""
    app.register_error_handler(Exception, answer)
    app.register_error_handler(HTTPException, _http)
    app.before_request(_refuse)


def _refuse() -> None:
    if refused := request.environ.get(REFUSED):
        raise refused


def answer(error: Exception) -> Response:
    """Answer an error with a page or a problem document: any that we do not know as a fault of ours."""
    kind = type_of(error)
    if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # Under its route, which holds nothing that a reader sent.
        current_app.logger.error("%s %s", request.method, request.url_rule, exc_info=error)
    response = _say(kind, kind.means if kind is PROBLEM_TYPES[500] else str(error), error)
    if kind.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _faults(error: Exception | None) -> list[Json]:
    """What the problem document names one by one."""
    match error:
        case BadQuery():
            place, faults = "parameter", error.errors
        case BadArgument():
            place, faults = "pointer", error.errors
        case ItemNotAsked() | ItemWithdrawn():
            place, faults = "pointer", (("/item", str(error)),)
        case _:
            return []
    return [
        {place: _short(name, _LONGEST_NAME), "message": _short(message, _LONGEST_MESSAGE)}
        for name, message in faults[:MAX_FAULTS]
    ]


def _http(error: HTTPException) -> Response:
    assert error.code is not None, "Flask itself answers with those that are whole responses"
    kind = PROBLEM_TYPES.get(error.code) or ProblemType(error.code, slug(HTTPStatus(error.code).phrase), "")
    near, detail = None, error.description or ""
    if error.code == HTTPStatus.NOT_FOUND:
        near, detail = guess(request.path), "There is nothing at this address."
    elif error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        detail = kind.means  # Werkzeug doesn't say how long a body may be
    response = _say(kind, detail, near=near)
    response.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return response


def _say(kind: ProblemType, detail: str, error: Exception | None = None, near: str | None = None) -> Response:
    """Say what is wrong: `detail` is in English, for developers; readers get our words, where we have any."""
    site, lang = current_site(), _language()
    detail, told = _short(detail, _LONGEST_DETAIL), _in_words(kind, lang)
    if _wants_page():
        framed = place_of(request.path) is Place.EMBED
        tells = kind.slug if told else "nothing-here" if kind.status == HTTPStatus.NOT_FOUND else detail
        if isinstance(error, UnknownThing) and error.near:
            # A whole part of the path after that of the route; the article's comes before all others.
            found = [*re.finditer(rf"(?<=.)/{re.escape(error.thing_id)}(?![^/.])", request.path)]
            for part in found[:1] if error.kind == "article" else found[-1:]:
                near = f"{request.path[: part.start()]}/{error.near}{request.path[part.end() :]}"
        page = error_page(kind.status, tells, site.settings.imprint, near=near, lang=lang, framed=framed)
        return Response(page, status=kind.status, content_type="text/html; charset=utf-8")
    translated = told is not None and lang != ORIGINAL
    says = told if told and translated else detail
    problem: Json = {
        "type": kind.path if kind in PROBLEM_TYPES.values() else "about:blank",
        "code": kind.slug,
        "title": HTTPStatus(kind.status).phrase,
        "status": kind.status,
        "detail": says + (f' Did you mean "{near}"?' if near and not translated else ""),
    }
    if faults := _faults(error):
        problem["errors"] = faults
    if isinstance(error, StepConflict):
        problem |= reply_data(error.reply, site.links)
    response = json_response(problem, kind.status, PROBLEM_JSON)
    response.headers["Content-Language"] = lang if translated else ORIGINAL
    return response


def _in_words(kind: ProblemType, lang: str) -> str | None:
    """What readers are told of a kind of problem, if it is one that they may meet."""
    with suppress(KeyError):
        return words_of(lang).plain(f"error.detail.{kind.slug}")
    return None


def _language() -> str:
    """The language of the request, if there are words in it: what it asks for, or that of its attempt."""
    body = request.environ.get(BODY, {})
    lang = request.args.get("lang") or body.get("lang")
    if not lang and (token := request.args.get("attempt") or body.get("attempt")):
        with suppress(QuizappError):
            lang = current_site().tokens.read(str(token)).lang
    return words_of(str(lang or ORIGINAL)).lang


def _short(text: str, most: int) -> str:
    """A text without what cannot be printed, cut to a length: errors repeat what anybody sent."""
    return clipped("".join(letter if letter.isprintable() else "\ufffd" for letter in text[: 2 * most]), most)


def _wants_page() -> bool:
    """Whether a person reads the reply: outside the API, and with HTML among what is taken."""
    if place_of(request.path) is Place.API:
        return False
    return "Accept" not in request.headers or request.accept_mimetypes.accept_html
