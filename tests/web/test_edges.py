"""The edges of the site: addresses and hosts that are nearly right, and the largest input to every error."""

import json
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from calls import API, begin
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

from quizapp.web.site import Site

ID = "blisters-from-new-shoes"
ARTICLE = f"{API}/articles/{ID}"
LARGEST = 8 * 1024
ODD_HOSTS = ["", " ", "a b", "a/b", "a@b", "a?b", "a,b", "a\\b", "a%00b", "a\tb", "<a>", "ä.example", "[::1"]
ODD_HOSTS += ["[x]", "a:b", "a:123456", "a..b", ".", f"{'x' * 64}.example", "x." * 200]
HOSTS = ["xn--a", "LOCALHOST:80", "[::1]:8000", "127.0.0.1", "a_b.example", "quiz.example."]
WITH_HOST = ["/sitemap.xml", "/robots.txt", f"/embed-code/{ID}", f"/oembed?url=http://h/articles/{ID}"]
"""What names the host of the request where the site has no public address."""


def paths(site: Site) -> list[str]:
    """Every path that is answered by GET, but for files of the program, which have no other spelling."""
    return [path for path in site.snapshot.table if not path.startswith("/static/") and path != "/"]


def raw(client: FlaskClient, path: str, method: str = "GET", **more: Any) -> TestResponse:
    """Send a path as it stands: the client takes what comes after two slashes for a host."""
    path, _, query = path.partition("?")
    return client.open("/", method=method, query_string=query, environ_overrides={"PATH_INFO": path}, **more)


@pytest.mark.parametrize("host", ODD_HOSTS)
def test_a_host_that_cannot_be_is_refused_everywhere(client: FlaskClient, host: str) -> None:
    for path in ("/", ARTICLE, "/nothing", *WITH_HOST):
        assert client.get(path, headers={"Host": host}).status_code == 400, (host, path)


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_can_be_is_served_everywhere(app: Flask, host: str) -> None:
    for path in ("/", ARTICLE, "/sitemap.xml", "/robots.txt", f"/embed-code/{ID}", "/oembed"):
        query = f"url=http://{host}/articles/{ID}" if path == "/oembed" else ""
        # without the client, which decodes the host to look for its cookies
        environ = EnvironBuilder(path, query_string=query, headers=[("Host", host)]).get_environ()
        assert run_wsgi_app(app, environ)[1][:3] in {"200", "404" if query else "200"}, (host, path)


def test_a_request_without_a_host_is_refused_but_in_the_old_protocol(client: FlaskClient) -> None:
    told = [
        client.get(path, environ_overrides={"SERVER_PROTOCOL": protocol, "HTTP_HOST": None}).status_code
        for path, protocol in product(("/", "/livez", "/nothing"), ("HTTP/1.1", "HTTP/1.0"))
    ]
    assert told == [400, 200, 400, 200, 400, 404]


@pytest.mark.parametrize("path", WITH_HOST)
def test_what_names_the_host_of_the_request_is_kept_by_nobody_else(client: FlaskClient, path: str) -> None:
    reply = client.get(path.replace("//h/", "//localhost/"))
    caching = reply.headers["Cache-Control"]
    assert caching == "no-store" or (caching.startswith("private") and "Host" in reply.headers["Vary"])


@pytest.mark.parametrize(
    "path",
    ["/sitemap.xml", "/sitemap.xml?ref=x", "/robots.txt", f"/oembed?url=https://quiz.example/articles/{ID}"],
)
def test_with_a_public_address_the_host_of_the_request_is_in_no_reply(public: FlaskClient, path: str) -> None:
    reply = public.get(path, headers={"Host": "evil.example"})
    assert (reply.status_code, reply.headers["Cache-Control"][:6]) == (200, "public")
    assert "quiz.example" in reply.text
    assert "evil.example" not in reply.text


def test_slashes_capitals_and_underscores_lead_to_the_one_address_of_a_thing(
    client: FlaskClient, site: Site
) -> None:
    spellings = 0
    for path in paths(site):
        spelt = {f"{path}/", f"/{path}", f"{path}//", path.replace("/", "//"), path.replace("/", "///", 1)}
        if not re.search(r"/revisions/|\.", path):
            spelt |= {path.upper(), path.replace("-", "_"), f"{path.title()}/"} - {path}
        for other in spelt:
            reply = raw(client, f"{other}?lang=en&q=%C3%A9")
            assert (reply.status_code, reply.headers.get("Location")) == (308, f"{path}?lang=en&q=%C3%A9"), (
                other
            )
            spellings += 1
    assert spellings > 500


@pytest.mark.parametrize(
    "path",
    [
        f"/articles/{ID}/quiz/",
        f"//articles/{ID}/quiz",
        f"{ARTICLE}/attempts/",
        f"{API}/Responses",
        f"{API}//resume",
        f"/embed/{ID.upper()}/quiz",
    ],
)
def test_a_post_is_led_on_as_a_post(client: FlaskClient, path: str) -> None:
    reply = raw(client, path, "POST", json={})
    assert reply.status_code == 308
    assert client.post(reply.headers["Location"], json={}).status_code not in {308, 404, 405}


@pytest.mark.parametrize(
    ("path", "there"),
    [("/articles", "/"), ("/articles/", "/"), ("/api", API), ("/api/", API), (f"{API}/", API), ("//", "/")],
)
def test_places_between_lead_on(client: FlaskClient, path: str, there: str) -> None:
    reply = raw(client, path)
    assert (reply.status_code, reply.headers.get("Location")) == (308, there)


@pytest.mark.parametrize(
    "path",
    [
        "///evil.example",
        "//evil.example/%2e%2e",
        "/\\evil.example/",
        "//nothing//",
        "/nothing/",
        "/Nothing",
        f"/articles/{ID}/nothing/",
        "/articles/no_such/",
        "/%2f/evil.example/",
        f"/{'a/' * 3000}",
        "/articles/a%0d%0aX:%20y/",
        f"/articles/{ID}/?{'a' * 5000}",
    ],
)
def test_no_redirect_leads_out_of_the_site_or_is_too_long(client: FlaskClient, path: str) -> None:
    reply = raw(client, path)
    address = reply.headers.get("Location", "/")
    assert reply.status_code in {308, 404}
    assert re.match(r"/(?![/\\])", address)
    assert len(address) <= 4096


@pytest.mark.parametrize(
    ("path", "near"),
    [
        (f"{ARTICLE}/redflags", f"{ARTICLE}/red-flags"),
        (f"{ARTICLE}/cause", f"{ARTICLE}/causes"),
        (f"{API}/article/{ID}", f"{API}/articles/{ID}"),
        (f"{API}/finnish", f"{API}/finish"),
        (f"{ARTICLE}/atempts", f"{ARTICLE}/attempts"),
        ("/api/v1/openapi", f"{API}/openapi.json"),
        ("/sitemap", "/sitemap.xml"),
        (f"/articles/{ID}/redflags", f"/articles/{ID}"),
        ("/articles/other/redflags", None),
        ("/nothing", None),
        ("/api/v2/articles", None),
    ],
)
def test_an_unknown_address_gets_a_guess(client: FlaskClient, path: str, near: str | None) -> None:
    told = client.get(path, headers={"Accept": "application/json"}).get_json()
    wanted = "There is nothing at this address." + (f' Did you mean "{near}"?' if near else "")
    assert (told["status"], told["detail"]) == (404, wanted)


def test_the_api_says_where_things_are(client: FlaskClient) -> None:
    index = client.get(API).json
    assert index == {
        "articles": f"{API}/articles",
        "changes": f"{API}/changes",
        "openapi": f"{API}/openapi.json",
        "docs": "/docs",
    }
    assert {client.get(path).status_code for path in index.values()} == {200}


def test_robots_and_browsers_find_what_they_ask_for(client: FlaskClient) -> None:
    robots, icon = client.get("/robots.txt"), client.get("/favicon.ico")
    assert robots.text.splitlines()[-1] == "Sitemap: http://localhost/sitemap.xml"
    assert (icon.status_code, icon.content_type, icon.data[:4]) == (200, "image/png", b"\x89PNG")


PASSED = ["utm_source=x&utm_source=y", "fbclid=1", "gclid=1", "_=1700000000", "ref=home", "v=2", "zzz="]


@pytest.mark.parametrize("argument", PASSED)
def test_what_others_hang_on_to_an_address_is_left_alone(client: FlaskClient, argument: str) -> None:
    for path in (
        "/",
        f"/articles/{ID}",
        f"/articles/{ID}/quiz",
        f"/embed/{ID}/causes",
        f"/embed/{ID}/quiz",
        f"/embed-code/{ID}",
        "/changes.atom",
        "/sitemap.xml",
        "/robots.txt",
        f"/oembed?url=http://localhost/articles/{ID}&maxwidth=&maxheight=",
    ):
        assert client.get(f"{path}{'&' if '?' in path else '?'}{argument}").status_code == 200, path


@pytest.mark.parametrize("argument", PASSED)
def test_an_unknown_argument_of_the_api_is_an_error(client: FlaskClient, argument: str) -> None:
    assert client.get(f"{ARTICLE}?{argument}").status_code == 400


@pytest.mark.parametrize(
    ("call", "member"),
    [("/attempts", "mode"), ("/attempts", "lang"), ("/responses", "attempt"), ("/responses", "item")],
)
def test_a_line_break_at_the_end_of_a_member_is_part_of_it(
    client: FlaskClient, call: str, member: str
) -> None:
    turn = begin(client, ID)
    answer = {"attempt": turn["attempt"], "item": turn["item"]["id"], "response": ["1"]}
    body: dict[str, Any] = {"mode": "check", "lang": "en"} if call == "/attempts" else answer
    path = f"{ARTICLE if call == '/attempts' else API}{call}"
    broken = client.post(path, json={**body, member: f"{body[member]}\n"})
    assert broken.status_code in {400, 422}
    assert client.post(path, json=body).status_code in {200, 201}


@pytest.mark.parametrize(
    "path",
    [
        f"{API}/articles?lang=en",
        f"{API}/articles?limit=1",
        f"{API}/changes?after=0",
        f"{ARTICLE}?fields=title",
        f"{ARTICLE}/causes",
        f"/articles/{ID}",
        f"/embed/{ID}/causes?theme=dark",
        f"/embed-code/{ID}?pin=1",
        f"/oembed?format=json&url=http://localhost/articles/{ID}",
        f"/oembed?url=http://localhost/articles/{ID}&maxwidth=900",
    ],
)
def test_a_line_break_at_the_end_of_an_address_is_part_of_it(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200
    assert client.get(f"{path}%0A").status_code in {400, 404, 501}


LONG = ["x" * 15_000, "é" * 7_000, "\x01" * 15_000, '"' * 15_000, "a-" * 7_500]


def largest_posts(client: FlaskClient, text: str) -> Iterator[TestResponse]:
    """Send posts that are as large as may be, each with the text where an error may repeat it."""
    turn = begin(client, ID)
    many = [f"{text[:20]}{number}" for number in range(500)]
    body = {"attempt": turn["attempt"], "item": turn["item"]["id"], "response": ["a"]}
    bodies: list[Any] = [
        {**body, "attempt": text},
        {**body, "item": text},
        {**body, "response": [text]},
        {**body, "response": many},
        {**body, text: 1},
        {**body, **dict.fromkeys(many, 1)},
        {"mode": text, "lang": text, "previous": text},
        {"extend": text, "certainty": text},
    ]
    for call, sent in product(("/responses", f"/articles/{ID}/attempts", "/resume"), bodies):
        data = json.dumps(sent, ensure_ascii=False).encode()[:16_384]
        yield client.post(f"{API}{call}", data=data, content_type="application/json")
    twice = "{" + ",".join(f"{json.dumps(text[:5000])}:1" for _ in range(2)) + "}"
    yield client.post(f"{API}/finish", data=twice.encode(), content_type="application/json")
    yield client.post(f"{API}/finish", data=b"{}", content_type=f"text/{text[:5000].encode()!r}")


def largest_gets(client: FlaskClient, text: str) -> Iterator[TestResponse]:
    """Ask for addresses that are as long as may be, each with the text where an error may repeat it."""
    places = [f"{API}/articles", ARTICLE, f"{API}/changes", f"{ARTICLE}/causes", f"/embed/{ID}/causes"]
    places += ["/oembed", f"/embed-code/{ID}", f"/embed/{ID}/quiz"]
    names = ["lang", "fields", "q", "limit", "after", "theme", "rev", "part", "pin", "attempt", "url"]
    for place in places:
        for name in (*names, "maxwidth", "format", text[:2000]):
            yield client.get(place, query_string={name: text})
        for name in ("lang", text[:20]):
            yield client.get(place, query_string=[(f"{name}{number}", "1") for number in range(1000)])
            yield client.get(place, query_string=[(name, "1")] * 1000)
    yield client.get(ARTICLE, query_string={"fields": ",".join(text[number] for number in range(200))})
    starts = ["/", "/articles/", f"{ARTICLE}/", f"{ARTICLE}/signs/", f"/embed/{ID}/", f"{API}/schema/"]
    for start in starts:
        yield client.get(f"{start}{text}")
        yield client.post(f"{start}{text}/")


def size_of(reply: TestResponse) -> int:
    """Return the bytes of a reply, but for the pictures that every page carries whatever it was sent."""
    body = re.sub(rb'<svg class="sprite".*?</svg>', b"", reply.data, flags=re.DOTALL)
    return len(body) + len(str(reply.headers))


@pytest.mark.parametrize("text", LONG, ids=lambda text: repr(text[:2]))
def test_no_error_is_longer_than_eight_kilobytes(client: FlaskClient, text: str) -> None:
    replies = [*largest_posts(client, text), *largest_gets(client, text)]
    errors = [reply for reply in replies if reply.status_code >= 400]
    assert [reply.status for reply in errors if reply.status_code >= 500 and reply.status_code != 501] == []
    sizes = [size_of(reply) for reply in errors]
    assert max(sizes) <= LARGEST, errors[sizes.index(max(sizes))].data[:300]
    assert len(errors) > 100
