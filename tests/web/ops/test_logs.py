import json
import logging
import logging.config
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client

from quizapp.web.app import create_app
from quizapp.web.fast_path import FastPath
from quizapp.web.ops import logs
from quizapp.web.ops.logs import REQUEST_ID, RequestLog, Seen, tell_json
from quizapp.web.site import Site

ARTICLE = "/api/v1/articles/blisters-from-new-shoes"
SEEN = Seen("GET", "/api/v1/articles/<article_id>", "200", 0.001234, 4321, "a-request-1")


@pytest.fixture
def _logging_as_before() -> Iterator[None]:
    """Undo what a configuration does to the root of all loggers."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def test_the_line_of_a_request_is_json(capfd: pytest.CaptureFixture[str]) -> None:
    tell_json(SEEN)
    line = json.loads(capfd.readouterr().err)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert line == {
        "level": "info",
        "event": "request",
        "method": "GET",
        "route": "/api/v1/articles/<article_id>",
        "status": 200,
        "ms": 1.23,
        "bytes": 4321,
        "request": "a-request-1",
    }


@pytest.mark.parametrize("route", [None, '/<any("a", "b"):part>', "/back\\slash", "/größe"])
def test_whatever_a_route_holds_the_line_is_json(
    route: str | None, capfd: pytest.CaptureFixture[str]
) -> None:
    tell_json(SEEN._replace(route=route))
    assert json.loads(capfd.readouterr().err)["route"] == route


def test_the_line_for_people_says_the_same(capfd: pytest.CaptureFixture[str]) -> None:
    logs.tell_text(SEEN)
    _, _, line = capfd.readouterr().err.partition(" ")
    assert line == "GET /api/v1/articles/<article_id> 200 1.23 ms 4321 B [a-request-1]\n"


def test_a_log_that_nobody_takes_is_no_harm() -> None:
    kept = os.dup(2)
    os.close(2)
    try:
        tell_json(SEEN)
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def tell_often() -> None:
    """Write more than a pipe takes."""
    for _ in range(1_000):
        tell_json(SEEN)


def test_a_log_that_nobody_reads_holds_up_no_request_and_tells_what_it_left_out() -> None:
    kept = os.dup(2)
    reading, writing = os.pipe()
    try:
        os.dup2(writing, 2)
        lines = threading.Thread(target=tell_often, daemon=True)
        lines.start()
        lines.join(20)
        assert not lines.is_alive()
        written = os.read(reading, 1 << 20).count(b"\n")
        with pytest.MonkeyPatch.context() as patch:
            told: list[tuple[object, ...]] = []
            patch.setattr(logging.getLogger(logs.__name__), "warning", lambda *words: told.append(words))
            tell_json(SEEN)
    finally:
        os.dup2(kept, 2)
        for descriptor in (kept, reading, writing):
            os.close(descriptor)
    assert told == [("nobody took the log: lines of requests that are left out: %d", 1_000 - written)]
    assert written < 1_000


@pytest.mark.parametrize(("form", "lines"), [("json", 1), ("text", 1), ("off", 0), (None, 0)])
def test_the_setting_chooses_the_form(
    site: Site, form: str | None, lines: int, capfd: pytest.CaptureFixture[str]
) -> None:
    site.settings = replace(site.settings, log_format=form)
    create_app(site=site).test_client().get("/livez")
    assert capfd.readouterr().err.count("/livez 200" if form == "text" else '"/livez","status":200') == lines


@pytest.mark.usefixtures("_logging_as_before")
def test_whatever_else_is_logged_is_a_line_of_json_or_of_text(capfd: pytest.CaptureFixture[str]) -> None:
    logging.config.dictConfig(logs.configuration("json"))
    logging.getLogger("somewhere").error("two\nlines: %s", "ä", exc_info=ZeroDivisionError())
    (line,) = capfd.readouterr().err.splitlines()
    told = json.loads(line)
    assert set(told) == {"time", "level", "event", "logger", "message", "exception"}
    assert (told["level"], told["event"], told["message"]) == ("error", "somewhere", "two\nlines: ä")
    assert told["exception"].endswith("ZeroDivisionError")
    logging.config.dictConfig(logs.configuration("text"))
    logging.getLogger("somewhere").warning("look")
    assert capfd.readouterr().err.endswith(" WARNING look\n")


@pytest.fixture
def seen(app: Flask) -> list[Seen]:
    """Everything that is asked of the application, with durations of zero."""
    told: list[Seen] = []
    log = RequestLog(app, [lambda one: told.append(one._replace(seconds=0, id=""))])
    app.wsgi_app = log.around(app.wsgi_app)  # type: ignore[method-assign,assignment] # Flask's documented seam
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
        ("GET /static/style.css", "/static/<_name>", "200"),
        (f"GET {ARTICLE}/causes", "/api/v1/articles/<article_id>/<part>", "200"),
        ("GET /embed/blisters-from-new-shoes/causes", "/embed/<article_id>/<piece>", "200"),
    ],
)
def test_a_request_is_known_by_its_route(
    client: FlaskClient, seen: list[Seen], request_line: str, route: str | None, status: str
) -> None:
    method, path = request_line.split()
    with client.open(path, method=method) as reply:
        assert seen == [Seen(method, route, status, 0, len(reply.data), "")]


def test_every_route_is_short_and_tells_two_things_apart(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    routes = [logs.template_of(rule) for rule in rules]
    assert [route for route in routes if not re.fullmatch(r"(/[\w.-]*(<\w+>)?[\w.-]*)+", route)] == []
    assert len(routes) == len(set(routes))


def test_a_preflight_has_the_route_of_what_it_asks_for(client: FlaskClient, seen: list[Seen]) -> None:
    client.options("/api/v1/responses", headers={"Access-Control-Request-Method": "POST"})
    assert seen == [Seen("OPTIONS", "/api/v1/responses", "204", 0, 0, "")]


def test_a_body_that_is_left_out_is_not_counted(client: FlaskClient, seen: list[Seen]) -> None:
    etag = client.head(ARTICLE).headers["ETag"]
    client.get(ARTICLE, headers={"If-None-Match": etag})
    assert [(one.status, one.size) for one in seen] == [("200", 0), ("304", 0)]


def test_a_method_that_nobody_knows_is_not_repeated(client: FlaskClient, seen: list[Seen]) -> None:
    client.open("/", method="MY-NAME-IS-ANN")
    assert [one.method for one in seen] == ["OTHER"]


def test_an_application_that_fails_altogether_is_seen_too(app: Flask) -> None:
    def fail(*_: object) -> list[bytes]:
        raise ZeroDivisionError

    told: list[Seen] = []
    client = Client(RequestLog(app, [told.append]).around(fail))
    with pytest.raises(ZeroDivisionError):
        client.get("/livez")
    assert [one[:3] for one in told] == [("GET", "/livez", "500")]


def test_every_reply_carries_an_id_of_its_own_that_the_log_has_too(app: Flask, site: Site) -> None:
    told: list[Seen] = []
    client = Client(RequestLog(app, [told.append]).around(FastPath(partial(Flask.wsgi_app, app), site)))
    paths = ["/livez", ARTICLE, f"{ARTICLE}?fields=id", "/nothing", "/", f"{ARTICLE}/"]
    carried = [client.get(path).headers[REQUEST_ID] for path in paths]
    assert carried == [one.id for one in told]
    assert len(set(carried)) == len(paths)


@pytest.mark.parametrize(
    ("given", "behind_proxy", "taken"),
    [
        ("0123abcd-4567", True, True),
        ("0123abcd-4567", False, False),
        ("short", True, False),
        ("a" * 65, True, False),
        ("0123abcd-4567\n", True, False),
        ("WyJibGlzdGVycyJd.signature", True, False),
        (None, True, False),
    ],
)
def test_only_a_proxy_may_name_a_request_and_never_by_a_token(
    app: Flask, given: str | None, behind_proxy: bool, taken: bool
) -> None:
    assert (RequestLog(app, [], behind_proxy=behind_proxy).id_of(given) == given) is taken


def test_an_error_that_is_logged_names_its_request(site: Site) -> None:
    def fail(_: str) -> str:
        raise ZeroDivisionError

    app = create_app(site=site)
    app.add_url_rule("/fail/<word>", view_func=fail)
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(logs.JsonLine().format(record))  # type: ignore[method-assign] # it notes what another writes
    app.logger.addHandler(handler)
    try:
        reply = app.test_client().get("/fail/a")
    finally:
        app.logger.removeHandler(handler)
    assert reply.status_code == 500
    assert [json.loads(line)["request"] for line in lines] == [reply.headers[REQUEST_ID]]
