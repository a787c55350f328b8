from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from quizapp.web.headers import Place, header_table, place_of

EVERYWHERE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
API = {**EVERYWHERE, **OPEN, "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
ARTICLE = "/api/v1/articles/blisters-from-new-shoes"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/api/v1/articles", Place.API),
        ("/api/nothing", Place.API),
        ("/readyz", Place.API),
        ("/livez", Place.API),
        ("/oembed", Place.API),
        ("/embed/an-article/quiz", Place.EMBED),
        ("/embed.js", Place.ASSET),
        ("/static/page.css", Place.ASSET),
        ("/embed-code/an-article", Place.EMBED_CODE),
        ("/", Place.PAGE),
        ("/articles/an-article", Place.PAGE),
        ("/apish", Place.PAGE),
    ],
)
def test_a_path_has_one_place_whether_or_not_it_exists(path: str, place: Place) -> None:
    assert place_of(path) is place


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/articles", 200),
        ("HEAD", ARTICLE, 200),
        ("GET", f"{ARTICLE}?lang=en", 200),
        ("GET", f"{ARTICLE}/", 308),
        ("GET", f"{ARTICLE}?fields=xx", 400),
        ("GET", "/api/v1/articles?nonsense=1", 400),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/responses", 405),
        ("DELETE", ARTICLE, 405),
        ("POST", "/api/v1/responses", 415),
        ("POST", "/api/v1/responses", 413),
        ("GET", "/api/crash", 500),
        ("GET", "/livez", 200),
        ("GET", "/readyz", 200),
    ],
)
def test_every_reply_of_the_api_has_its_headers(app: Flask, method: str, path: str, status: int) -> None:
    @app.get("/api/crash")
    def crash() -> str:
        raise ZeroDivisionError

    body: dict[str, Any] = (
        {"data": b"x" * 20_000, "content_type": "application/json"} if status == 413 else {}
    )
    reply = app.test_client().open(path, method=method, **body)
    assert reply.status_code == status
    assert {name: reply.headers.get(name) for name in API} == API


def test_a_page_may_not_be_framed_and_loads_nothing_from_elsewhere(client: FlaskClient) -> None:
    reply = client.get("/nothing", headers={"Accept": "text/html"})
    assert reply.status_code == 404
    expected = {**EVERYWHERE, "Content-Security-Policy": f"{PAGE_POLICY}; frame-ancestors 'none'"}
    assert {name: reply.headers.get(name) for name in expected} == expected
    assert "Access-Control-Allow-Origin" not in reply.headers


def test_an_embed_may_be_framed_by_whom_the_operator_names() -> None:
    headers = dict(header_table("https://a.example https://b.example")[Place.EMBED])
    assert headers["Content-Security-Policy"] == (
        f"{PAGE_POLICY}; frame-ancestors https://a.example https://b.example; "
        "trusted-types quizapp; require-trusted-types-for 'script'"
    )
    assert "X-Frame-Options" not in headers
    assert {**headers, **EVERYWHERE, **OPEN} == headers


@pytest.mark.parametrize(
    "path", ["/api/v1/responses", "/api/v1/articles", "/api/v1/nothing", "/embed/x/quiz"]
)
def test_a_preflight_is_answered_for_any_path_that_other_sites_may_call(
    client: FlaskClient, path: str
) -> None:
    asked = {
        "Origin": "https://host.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    reply = client.options(path, headers=asked)
    given = {name: value for name, value in reply.headers if name.startswith("Access-Control-Allow")}
    assert (reply.status_code, reply.data) == (204, b"")
    assert given == {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
        "Access-Control-Allow-Headers": "Authorization, Content-Type, If-None-Match, *",
    }
    assert reply.headers["Access-Control-Max-Age"] == "86400"
    exposed = reply.headers["Access-Control-Expose-Headers"].split(", ")
    assert exposed == ["Allow", "Content-Language", "ETag", "Link", "Retry-After", "X-Request-Id"]


def test_options_that_are_no_preflight_of_the_api_are_answered_as_usual(client: FlaskClient) -> None:
    reply = client.options("/api/v1/responses")
    assert (reply.status_code, set(reply.allow)) == (200, {"POST", "OPTIONS"})
    page = client.options("/nothing", headers={"Access-Control-Request-Method": "GET"})
    assert page.status_code == 404


@pytest.mark.parametrize("origin", ["https://host.example", "null", "https://evil.example\\x"])
def test_no_header_follows_the_origin(client: FlaskClient, origin: str) -> None:
    plain = client.get(f"{ARTICLE}?lang=en")
    asked = client.get(f"{ARTICLE}?lang=en", headers={"Origin": origin, "Cookie": "session=1"})
    assert plain.headers.pop("X-Request-Id") != asked.headers.pop("X-Request-Id")
    assert list(asked.headers) == list(plain.headers)
    assert "Access-Control-Allow-Credentials" not in asked.headers


def test_nothing_ever_sets_a_cookie_or_names_the_server(client: FlaskClient) -> None:
    replies = [
        client.get("/api/v1/articles"),
        client.post(f"{ARTICLE}/attempts", json={}),
        client.post("/api/v1/responses", json={}),
        client.get("/nothing"),
        client.get("/readyz"),
    ]
    for reply in replies:
        assert not {"Set-Cookie", "Server", "X-Powered-By"} & set(reply.headers.keys())


def test_what_does_not_say_how_long_it_keeps_is_not_stored(client: FlaskClient) -> None:
    kept = client.get("/api/v1/articles").headers["Cache-Control"]
    assert kept == "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
    for reply in (
        client.post(f"{ARTICLE}/attempts", json={}),
        client.post("/api/v1/finish", json={"attempt": "x"}),
        client.get("/api/v1/nothing"),
        client.get("/readyz"),
    ):
        assert reply.headers["Cache-Control"] == "no-store"


def test_a_reply_of_a_view_that_says_how_long_it_keeps_stays_as_it_is(app: Flask) -> None:
    @app.get("/own")
    def own() -> tuple[str, dict[str, str]]:
        return "", {"Cache-Control": "max-age=5"}

    @app.get("/refused")
    def refused() -> str:
        abort(403)

    client = app.test_client()
    assert client.get("/own").headers["Cache-Control"] == "max-age=5"
    assert client.get("/refused").headers["Cache-Control"] == "no-store"
