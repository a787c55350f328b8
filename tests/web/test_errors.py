from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask, Response, abort
from werkzeug.exceptions import TooManyRequests

from quizapp import errors as own_errors
from quizapp.errors import (
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
from quizapp.web.bodies import UnreadableBody, WrongMediaType
from quizapp.web.contract.arguments import BadQuery
from quizapp.web.contract.problem_types import PROBLEM_TYPES, type_of

PROBLEM = "application/problem+json"
SORRY = "Something went wrong on our side. It has been logged."


def reply_to(app: Flask, error: Exception, path: str = "/api/crash", **headers: str) -> Any:
    """Return the reply of an application whose view raises this error."""

    @app.get(path)
    def crash() -> str:
        raise error

    return app.test_client().get(path, headers=headers)


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (
            UnknownThing("sign", "knee", "ankle"),
            {"status": 404, "detail": 'there is no sign "knee"; did you mean "ankle"?'},
        ),
        (
            BadQuery([("lang", "no language"), ("q", "too long")]),
            {
                "status": 400,
                "detail": "lang: no language; q: too long",
                "errors": [
                    {"parameter": "lang", "message": "no language"},
                    {"parameter": "q", "message": "too long"},
                ],
            },
        ),
        (
            BadArgument([("/response/0", "no string")]),
            {
                "status": 422,
                "detail": "response/0: no string",
                "errors": [{"pointer": "/response/0", "message": "no string"}],
            },
        ),
        (
            ItemNotAsked("one", None),
            {
                "status": 422,
                "detail": '"one" is not the item that was asked; this attempt is over',
                "errors": [
                    {
                        "pointer": "/item",
                        "message": '"one" is not the item that was asked; this attempt is over',
                    }
                ],
            },
        ),
        (
            BadToken(),
            {
                "status": 400,
                "detail": "the attempt token is not one of ours, or it was altered",
            },
        ),
        (
            RevisionGone("an-article"),
            {
                "status": 410,
                "detail": 'the version of "an-article" that this attempt began with is gone; begin anew',
            },
        ),
        (
            RevisionAway("an-article"),
            {
                "status": 503,
                "detail": (
                    'the version of "an-article" that this attempt began with cannot be looked up now;'
                    " send the same again in a moment"
                ),
            },
        ),
        (
            ItemWithdrawn("one"),
            {
                "status": 422,
                "detail": '"one" is withdrawn and counts for nothing; resume the attempt for another',
                "errors": [
                    {
                        "pointer": "/item",
                        "message": (
                            '"one" is withdrawn and counts for nothing; resume the attempt for another'
                        ),
                    }
                ],
            },
        ),
        (
            UnreadableBody("it is empty"),
            {
                "status": 400,
                "detail": "the body is not a JSON object that can be read: it is empty",
            },
        ),
        (
            WrongMediaType("text/plain"),
            {
                "status": 415,
                "detail": 'send a body of type application/json, not "text/plain"',
            },
        ),
        (
            StoreError("the disk is full"),
            {"status": 503, "detail": "the disk is full"},
        ),
        (NoContent("/srv/secret", "why"), {"status": 500, "detail": SORRY}),
        (
            ZeroDivisionError("a secret"),
            {"status": 500, "detail": SORRY},
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_error_is_a_problem_document(app: Flask, error: Exception, problem: dict[str, Any]) -> None:
    reply = reply_to(app, error)
    assert (reply.status_code, reply.content_type) == (problem["status"], PROBLEM)
    title = HTTPStatus(problem["status"]).phrase
    kind = type_of(error) if isinstance(error, QuizappError) else None
    address = kind.path if kind else "about:blank"
    assert reply.json == {"type": address, "title": title, **problem}


def test_every_error_of_the_core_has_a_status_or_cannot_come_from_a_request() -> None:
    at_start = {"SettingsError", "NoContent", "UnusableSource", "EditRefused", "QuizappError"}
    of_the_core = {
        name
        for name, value in vars(own_errors).items()
        if isinstance(value, type) and issubclass(value, QuizappError)
    }
    assert of_the_core - {error.__name__ for error in PROBLEM_TYPES} == at_start


def test_the_log_names_the_route_and_nothing_that_was_sent(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/api/crash/<word>")
    def crash(word: str) -> str:
        raise ZeroDivisionError(len(word))

    with caplog.at_level(logging.ERROR):
        app.test_client().get("/api/crash/knee%0aforged")
    assert [record.getMessage() for record in caplog.records] == ["GET /api/crash/<word>"]


def test_what_went_wrong_inside_is_logged_and_not_told(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        reply = reply_to(app, ZeroDivisionError("a secret"))
    assert b"secret" not in reply.data
    assert [record.getMessage() for record in caplog.records] == ["GET /api/crash"]
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
    assert "there is no page &#34;&lt;b&gt;&#34;" in reply.text
    assert "<b>" not in reply.text


def test_who_says_nothing_of_what_is_taken_gets_a_page_outside_the_api(app: Flask) -> None:
    assert reply_to(app, BadToken(), "/crash").content_type == "text/html; charset=utf-8"


@pytest.mark.parametrize("accept", ["application/json", "application/problem+json", "image/png", "nonsense"])
def test_who_does_not_take_html_gets_a_problem_document(app: Flask, accept: str) -> None:
    assert reply_to(app, BadToken(), "/crash", Accept=accept).content_type == PROBLEM


def test_the_api_gives_a_problem_document_to_everybody(app: Flask) -> None:
    assert reply_to(app, BadToken(), Accept="text/html").content_type == PROBLEM


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
