from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any
from wsgiref.validate import validator

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from quizapp.web.fast_path import FastPath
from quizapp.web.prebuilt.reply import Prebuilt
from quizapp.web.site import Site

ARTICLE = "/api/v1/articles/blisters-from-new-shoes"
PATHS = [
    "/api/v1/articles",
    "/api/v1/openapi.json",
    ARTICLE,
    f"{ARTICLE}/quiz",
    f"{ARTICLE}/red-flags",
    f"{ARTICLE}/sources",
    f"{ARTICLE}/promotions",
    f"{ARTICLE}/signs/small-blister",
    f"{ARTICLE}/red-flags.html",
    f"{ARTICLE}/faqs/pain-relief.html",
]
ODD_PATHS = [
    "/api/v1/articles/",
    f"{ARTICLE}/",
    f"{ARTICLE}//quiz",
    "//api/v1/articles",
    "/api/v1/./articles",
    "/api/v1/../v1/articles",
    "/api/v1/articles%20",
    "/api/v1/%61rticles",
    "/api/v1/articles%2Fblisters-from-new-shoes",
    f"{ARTICLE}%00",
    f"{ARTICLE}%ff",
    f"{ARTICLE}%C3%A9",
    "/API/v1/articles",
    "/api/v1/articles/Blisters-From-New-Shoes",
    f"{ARTICLE}/red_flags",
    f"{ARTICLE}/signs/hot",
    f"{ARTICLE}/attempts",
    "/api/v1/articles;x=1",
    "",
    "/",
]
QUERIES = [
    "?",
    "?lang=en",
    "?lang=en&lang=en",
    "?lang",
    "?=",
    "?x=1",
    "?lang=de",
    "?%6Cang=en",
    "?a=%ff",
    "?&&",
]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get", "TRACE"]
ENCODINGS = ["", "gzip", "gzip;q=0", "gzip;q=0.5, identity", "*", "*;q=0", "br", "x-gzip", "gzip;q=x"]
OTHER_FIELDS: list[dict[str, str]] = [
    {"Range": "bytes=0-9"},
    {"If_Modified_Since": "Thu, 01 Jan 2099 00:00:00 GMT"},
    {"If_Match": '"a"'},
    {"Accept": "text/html"},
    {"Accept": "text/html;q=0.3, application/json;q=0.4"},
    {"Origin": "null"},
    {"Cookie": "a=b"},
]

Wsgi = Callable[..., Any]


def ask(app: Wsgi, path: str, method: str = "GET", **fields: str) -> tuple[str, list[tuple[str, str]], bytes]:
    """Send one request and return status, headers and body as they leave the application."""
    target, _, query = path.partition("?")
    environ = EnvironBuilder(
        path=target,
        query_string=query,
        method=method,
        headers=[(name.replace("_", "-"), value) for name, value in fields.items()],
    ).get_environ()
    body, status, headers = run_wsgi_app(app, environ, buffered=True)
    return status, list(headers), b"".join(body)


@pytest.fixture
def slow(app: Flask) -> Wsgi:
    """The application without the fast path."""
    return partial(Flask.wsgi_app, app)


@pytest.fixture
def fast(slow: Wsgi, site: Site) -> FastPath:
    return FastPath(slow, site)


def requests(site: Site) -> list[tuple[str, str, dict[str, str]]]:
    """Every path with every method; every prebuilt path with every pair of conditions and encodings."""
    table = site.snapshot.table
    paths = [*PATHS, *ODD_PATHS]
    found: list[tuple[str, str, dict[str, str]]] = [
        *((path, method, {}) for path, method in product(paths, METHODS)),
        *((path + query, method, {}) for path, query, method in product(paths, QUERIES, METHODS[:3])),
    ]
    for path, method, encoding in product(PATHS, ["GET", "HEAD"], ENCODINGS):
        conditions = [{"If_None_Match": seen} for seen in tags(table[path])]
        found += [
            (path, method, {"Accept_Encoding": encoding, **more}) for more in (*conditions, *OTHER_FIELDS)
        ]
    return found


def tags(reply: Prebuilt) -> list[str]:
    """Fields of If-None-Match that name the reply, almost name it, or name something else."""
    plain, packed = reply.etag, reply.etag_gzip
    named = [plain, packed, f"W/{plain}", "*", f'"a", {plain}', f'{packed}, W/"b"']
    return [*named, '"a"', "garbage", '"', "", f"{plain}{plain}", f"'{plain[1:-1]}'"]


def test_every_reply_is_the_same_with_and_without_the_fast_path(
    fast: FastPath, slow: Wsgi, site: Site
) -> None:
    corpus = requests(site)
    different = [
        asked
        for asked in corpus
        if ask(fast, asked[0], asked[1], **asked[2]) != ask(slow, asked[0], asked[1], **asked[2])
    ]
    assert different == []
    assert len(corpus) > 3000


def test_every_prebuilt_path_has_a_route_that_says_the_same(fast: FastPath, slow: Wsgi, site: Site) -> None:
    for path, reply in site.snapshot.table.items():
        for encoding, accept in product(("", "gzip"), ("*/*", "text/html")):
            fields = {"Accept_Encoding": encoding, "Accept": accept}
            assert ask(fast, path, **fields) == ask(slow, path, **fields)
        assert ask(slow, path)[2] == reply.body


def test_the_difference_test_bites(slow: Wsgi, site: Site) -> None:
    def careless(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Forgets the query string and the method."""
        reply = site.snapshot.table.get(environ["PATH_INFO"])
        if reply is None:
            return slow(environ, start_response)
        start_response("200 OK", [("Content-Type", reply.content_type), ("ETag", reply.etag)])
        return [reply.body]

    different = [
        asked
        for asked in requests(site)[:600]
        if ask(careless, asked[0], asked[1]) != ask(slow, asked[0], asked[1])
    ]
    assert len(different) > 50


def test_prebuilt_paths_never_reach_flask(fast: FastPath, site: Site) -> None:
    def nobody(*_: object) -> Any:
        raise AssertionError("the request was handed on")

    alone = FastPath(nobody, site)
    for path in PATHS:
        assert ask(alone, path) == ask(fast, path)
    assert ask(alone, f"{ARTICLE}?lang=en") == ask(fast, f"{ARTICLE}?lang=en")
    for asked in (f"{ARTICLE}?lang=xx", f"{ARTICLE}?fields=title", f"{ARTICLE}/"):
        with pytest.raises(AssertionError, match="handed on"):
            ask(alone, asked)
    with pytest.raises(AssertionError, match="handed on"):
        ask(alone, ARTICLE, "POST")


@pytest.mark.parametrize("path", [ARTICLE, f"{ARTICLE}?lang=en", "/api/v1/nothing"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_application_keeps_to_the_wsgi_standard(fast: FastPath, path: str, method: str) -> None:
    strict = validator(fast)
    status, _, body = ask(strict, path, method)
    assert status in {"200 OK", "404 NOT FOUND"}
    assert bool(body) is (method == "GET")
