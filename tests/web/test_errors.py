import logging
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask, Response, abort
from werkzeug.exceptions import TooManyRequests

from quizapp import errors as own_errors
from quizapp.errors import (
    AttemptExpired,
    BadArgument,
    BadToken,
    ItemNotAsked,
    ItemWithdrawn,
    NoContent,
    QuizappError,
    RevisionAway,
    RevisionGone,
    StoreError,
    UnknownThing,
)
from quizapp.web.contract.arguments import BadQuery
from quizapp.web.contract.bodies import UnreadableBody, WrongMediaType
from quizapp.web.contract.problem_types import PROBLEM_TYPES, type_of

PROBLEM = "application/problem+json"
SORRY = "Something went wrong on our side. It has been logged."


def reply_to(app: Flask, error: Exception, path: str = "/api/crash", **headers: str) -> Any:
    """Return the reply of an application whose view raises this error."""

    @app.get(path)
    def crash() -> str:
        raise error

    return app.test_client().get(path, headers=headers)


WITHDRAWN = '"one" was withdrawn and does not count; resume the attempt for another'
NOT_ASKED = '"one" is not the item that was asked; this attempt is over'
BEGUN = 'the version of "an-article" that this attempt began with'
AWAY = f"{BEGUN} cannot be looked up right now; send the same request again in a moment"
EMPTY = "the body is not a JSON object that can be read: it is empty"
FAULTS = {
    BadQuery: [{"parameter": "lang", "message": "no language"}, {"parameter": "q", "message": "too long"}],
    BadArgument: [{"pointer": "/response/0", "message": "no string"}],
    ItemNotAsked: [{"pointer": "/item", "message": NOT_ASKED}],
    ItemWithdrawn: [{"pointer": "/item", "message": WITHDRAWN}],
}
"""What is told one by one of some errors."""


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (UnknownThing("sign", "knee", "ankle"), 404, 'there is no sign "knee"; did you mean "ankle"?'),
        (BadQuery([("lang", "no language"), ("q", "too long")]), 400, "lang: no language; q: too long"),
        (BadArgument([("/response/0", "no string")]), 422, "response/0: no string"),
        (ItemNotAsked("one", None), 422, NOT_ASKED),
        (ItemWithdrawn("one"), 422, WITHDRAWN),
        (BadToken(), 400, "the attempt token is not one of ours, or it was altered"),
        (RevisionGone("an-article"), 410, f"{BEGUN} is gone; start again"),
        (RevisionAway("an-article"), 503, AWAY),
        (UnreadableBody("it is empty"), 400, EMPTY),
        (WrongMediaType("text/plain"), 415, 'send a body of type application/json, not "text/plain"'),
        (AttemptExpired(), 410, "this attempt began too long ago to go on; start again"),
        (StoreError("the disk is full"), 503, "the disk is full"),
        (NoContent("/srv/secret", "why"), 500, SORRY),
        (ZeroDivisionError("a secret"), 500, SORRY),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_error_is_a_problem_document(app: Flask, error: Exception, status: int, detail: str) -> None:
    reply = reply_to(app, error)
    kind, faults = type_of(error), FAULTS.get(type(error))
    assert (reply.status_code, reply.content_type) == (status, PROBLEM)
    assert reply.json == {
        "type": f"/docs#problem_{kind.slug}",
        "code": kind.slug,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **({"errors": faults} if faults else {}),
    }
    assert reply.headers.get("Retry-After") == ("5" if status == 503 else None)
    assert reply.headers["Content-Language"] == "en"


def test_every_error_of_the_core_has_a_status_or_cannot_come_from_a_request() -> None:
    at_start = {"SettingsError", "NoContent", "UnusableSource", "EditRefused", "QuizappError"}
    of_the_core = {
        name
        for name, value in vars(own_errors).items()
        if isinstance(value, type) and issubclass(value, QuizappError)
    }
    with_kinds = {error.__name__ for error in PROBLEM_TYPES if isinstance(error, type)}
    assert of_the_core - with_kinds == at_start


def test_what_went_wrong_inside_is_logged_under_its_route_and_not_told(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/api/crash/<word>")
    def crash(word: str) -> str:
        raise ZeroDivisionError(f"a secret of {len(word)} letters")

    with caplog.at_level(logging.ERROR):
        reply = app.test_client().get("/api/crash/knee%0aforged")
    assert b"secret" not in reply.data
    assert [record.getMessage() for record in caplog.records] == ["GET /api/crash/<word>"]
    assert "ZeroDivisionError: a secret" in caplog.text


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("testing", [True, False])
def test_no_mode_shows_a_traceback(app: Flask, *, debug: bool, testing: bool) -> None:
    app.config.update(DEBUG=debug, TESTING=testing)
    reply = reply_to(app, ZeroDivisionError("a secret"))
    assert (reply.status_code, b"Traceback" in reply.data) == (500, False)


@pytest.mark.parametrize("accept", ["text/html", "text/html,application/xhtml+xml,*/*;q=0.8", "*/*"])
def test_who_reads_pages_gets_a_page(app: Flask, accept: str) -> None:
    reply = reply_to(app, UnknownThing("page", "<b>"), "/crash", Accept=accept)
    assert (reply.status_code, reply.content_type) == (404, "text/html; charset=utf-8")
    assert "Check the address, or go to all articles." in reply.text
    assert "<b>" not in reply.text


@pytest.mark.parametrize(
    ("kind", "path", "near"),
    [
        ("page", "/crash/cra", "/crash/crane"),
        ("page", "/crash/cra/cra-1", "/crash/crane/cra-1"),
        ("page", "/crash/a-cra/cra.md", "/crash/a-cra/crane.md"),
        ("page", "/crash/cra/cra", "/crash/cra/crane"),
        ("article", "/crash/cra/cra", "/crash/crane/cra"),
    ],
)
@pytest.mark.parametrize("query", ["", "?lang=es"])
def test_a_page_links_to_what_is_near_in_the_readers_language(
    app: Flask, kind: str, path: str, near: str, query: str
) -> None:
    @app.get(path)
    def crash() -> str:
        raise UnknownThing(kind, "cra", "crane")

    assert f'<a href="{near}{query}">{near}</a>' in app.test_client().get(path + query).text


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        ("/crash", None, "text/html; charset=utf-8"),
        *(("/crash", accept, PROBLEM) for accept in ("application/json", PROBLEM, "image/png", "nonsense")),
        ("/api/crash", "text/html", PROBLEM),
    ],
)
def test_who_does_not_take_html_and_every_call_gets_a_problem_document(
    app: Flask, path: str, accept: str | None, kind: str
) -> None:
    headers = {} if accept is None else {"Accept": accept}
    assert reply_to(app, BadToken(), path, **headers).content_type == kind


def test_too_long_a_body_is_told_how_long_it_may_be(app: Flask) -> None:
    sent = app.test_client().post("/api/v1/finish", data=b" " * 20_000, content_type="application/json")
    assert (sent.status_code, sent.get_json()["detail"]) == (413, "The body is longer than 16 KiB.")


def test_a_refused_method_says_which_are_allowed(app: Flask) -> None:
    reply = app.test_client().delete("/api/v1/articles")
    assert (reply.status_code, reply.content_type) == (405, PROBLEM)
    assert set(reply.allow) == {"GET", "HEAD", "OPTIONS"}


def test_other_headers_of_an_http_error_are_kept(app: Flask) -> None:
    reply = reply_to(app, TooManyRequests(retry_after=7))
    assert (reply.status_code, reply.content_type, reply.headers["Retry-After"]) == (429, PROBLEM, "7")


def test_a_response_that_a_view_aborts_with_stays_as_it_is(app: Flask) -> None:
    @app.get("/api/own")
    def own() -> str:
        abort(Response("mine", 418))

    reply = app.test_client().get("/api/own")
    assert (reply.status_code, reply.text) == (418, "mine")


def test_head_of_an_error_has_no_body(app: Flask) -> None:
    reply = app.test_client().head("/api/v1/nothing")
    assert (reply.status_code, reply.content_type, reply.data) == (404, PROBLEM, b"")
