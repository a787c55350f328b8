from __future__ import annotations

import json
import logging
import logging.config
import os
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from quizapp.web.app import create_app
from quizapp.web.running.logs import configuration, tell_json, tell_text
from quizapp.web.running.watching import Seen
from quizapp.web.site import Site

SEEN = Seen("GET", "/api/v1/articles/<article_id>", "200", 0.001234, 4321)


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
        "method": "GET",
        "route": "/api/v1/articles/<article_id>",
        "status": 200,
        "ms": 1.23,
        "bytes": 4321,
    }


def test_a_request_without_a_route_has_null(capfd: pytest.CaptureFixture[str]) -> None:
    tell_json(SEEN._replace(route=None, status="404"))
    assert json.loads(capfd.readouterr().err)["route"] is None


@pytest.mark.parametrize("route", ['/<any("a", "b"):part>', "/back\\slash", "/größe"])
def test_whatever_a_route_holds_the_line_is_json(route: str, capfd: pytest.CaptureFixture[str]) -> None:
    tell_json(SEEN._replace(route=route))
    assert json.loads(capfd.readouterr().err)["route"] == route


def test_the_line_for_people_says_the_same(capfd: pytest.CaptureFixture[str]) -> None:
    tell_text(SEEN)
    _, _, line = capfd.readouterr().err.partition(" ")
    assert line == "GET /api/v1/articles/<article_id> 200 1.23 ms 4321 B\n"


def test_a_log_that_nobody_takes_is_no_harm() -> None:
    kept = os.dup(2)
    os.close(2)
    try:
        tell_json(SEEN)
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@pytest.mark.parametrize(("form", "lines"), [("json", 1), ("text", 1), ("off", 0), (None, 0)])
def test_the_setting_chooses_the_form(
    site: Site, form: str | None, lines: int, capfd: pytest.CaptureFixture[str]
) -> None:
    site.settings = replace(site.settings, log_format=form)
    create_app(site=site).test_client().get("/livez")
    assert capfd.readouterr().err.count("/livez 200" if form == "text" else '"/livez","status":200') == lines


@pytest.mark.usefixtures("_logging_as_before")
def test_whatever_else_is_logged_is_one_line_of_json(capfd: pytest.CaptureFixture[str]) -> None:
    logging.config.dictConfig(configuration("json"))
    logging.getLogger("somewhere").error("two\nlines: %s", "ä", exc_info=ZeroDivisionError())
    (line,) = capfd.readouterr().err.splitlines()
    told = json.loads(line)
    assert set(told) == {"time", "level", "logger", "message", "exception"}
    assert (told["level"], told["logger"], told["message"]) == ("error", "somewhere", "two\nlines: ä")
    assert told["exception"].endswith("ZeroDivisionError")


@pytest.mark.usefixtures("_logging_as_before")
def test_for_people_it_stays_as_it_was_written(capfd: pytest.CaptureFixture[str]) -> None:
    logging.config.dictConfig(configuration("text"))
    logging.getLogger("somewhere").warning("look")
    assert capfd.readouterr().err.endswith(" WARNING look\n")
