from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.web.running.watching import Seen, Watched, template_of

ARTICLE = "/api/v1/articles/blisters-from-new-shoes"


@pytest.fixture
def seen(app: Flask) -> list[Seen]:
    """Everything that is asked of the application, with durations of zero."""
    told: list[Seen] = []
    app.wsgi_app = Watched(app.wsgi_app, app, [lambda one: told.append(one._replace(seconds=0))])  # type: ignore[method-assign]
    return told


@pytest.mark.parametrize(
    ("request_line", "route", "status"),
    [
        ("GET /", "/", "200"),
        (f"GET {ARTICLE}", "/api/v1/articles/<article_id>", "200"),
        (f"GET {ARTICLE}?fields=id", "/api/v1/articles/<article_id>", "200"),
        ("GET /api/v1/articles/none-such", "/api/v1/articles/<article_id>", "404"),
        ("GET /articles/blisters-from-new-shoes/quiz", "/articles/<article_id>/quiz", "200"),
        ("GET /articles/blisters-from-new-shoes/quiz?previous=x", "/articles/<article_id>/quiz", "200"),
        ("GET /nowhere/a-token", None, "404"),
        ("DELETE /livez", None, "405"),
        ("POST /api/v1/responses", "/api/v1/responses", "415"),
        ("GET /static/style.css", "/static/<name>", "200"),
        (f"GET {ARTICLE}/causes", "/api/v1/articles/<article_id>/<part>", "200"),
        ("GET /embed/blisters-from-new-shoes/causes", "/embed/<article_id>/<piece>", "200"),
    ],
)
def test_a_request_is_known_by_its_route(
    client: FlaskClient, seen: list[Seen], request_line: str, route: str | None, status: str
) -> None:
    method, path = request_line.split()
    with client.open(path, method=method) as reply:
        assert seen == [Seen(method, route, status, 0, len(reply.data))]


def test_every_route_is_short_and_tells_two_things_apart(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    routes = [template_of(rule) for rule in rules]
    assert [route for route in routes if not re.fullmatch(r"(/[\w.-]*(<\w+>)?[\w.-]*)+", route)] == []
    assert len(routes) == len(set(routes))


def test_a_preflight_has_the_route_of_what_it_asks_for(client: FlaskClient, seen: list[Seen]) -> None:
    client.options("/api/v1/responses", headers={"Access-Control-Request-Method": "POST"})
    assert seen == [Seen("OPTIONS", "/api/v1/responses", "204", 0, 0)]


def test_a_body_that_is_left_out_is_not_counted(client: FlaskClient, seen: list[Seen]) -> None:
    etag = client.head(ARTICLE).headers["ETag"]
    client.get(ARTICLE, headers={"If-None-Match": etag})
    assert [(one.status, one.size) for one in seen] == [("200", 0), ("304", 0)]


def test_a_method_that_nobody_knows_is_not_repeated(client: FlaskClient, seen: list[Seen]) -> None:
    client.open("/", method="MY-NAME-IS-ANN")
    assert [one.method for one in seen] == ["OTHER"]


def test_an_application_that_fails_altogether_is_seen_too(app: Flask, seen: list[Seen]) -> None:
    def fail(*_: object) -> list[bytes]:
        raise ZeroDivisionError

    assert isinstance(app.wsgi_app, Watched)
    app.wsgi_app._wsgi_app = fail
    with pytest.raises(ZeroDivisionError):
        app.test_client().get("/livez")
    assert seen == [Seen("GET", "/livez", "500", 0, 0)]
