"""A real browser before the real site: Debian's Chromium, driven by Playwright.

The site serves the shipped content from a thread of its own; `host` serves the pages of somebody else's site,
from another origin, that embed it.
"""

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from battery.serving import free_port
from conftest import KEY
from flask import Flask
from playwright.sync_api import Browser, Playwright, ViewportSize, sync_playwright
from translations import whole_translation
from visits import Open, Visit, chromium_options, serving
from werkzeug.wrappers import Request, Response

from quizapp.attempts.sql_store import SqlStore
from quizapp.library.load import load
from quizapp.settings import Settings, default_content
from quizapp.web.app import create_app
from quizapp.web.site import Site

_HEAD = '<!doctype html><html lang="en"><title>A host</title><link rel="icon" href="data:,"><body>'


class Draws:
    """The randomness of a site: each test draws the same stories in every run, whatever ran before it."""

    def begin(self, test: str) -> None:
        """Begin what one test draws."""
        self._words = map(f"{sha256(test.encode()).hexdigest()[:12]}-{{}}".format, count())

    def __call__(self) -> str:
        return next(self._words)


DRAWS = Draws()


@pytest.fixture(autouse=True)
def _draws_of_its_own(request: pytest.FixtureRequest) -> None:
    DRAWS.begin(request.node.nodeid)


def make_app(settings: Settings, store: SqlStore) -> Flask:
    return create_app(site=Site(settings, store=store, keys=[KEY], entropy=DRAWS))


@pytest.fixture(scope="session")
def store_of_all() -> Iterator[SqlStore]:
    with closing(SqlStore("sqlite://")) as store:
        yield store


@pytest.fixture(scope="session")
def site_url(store_of_all: SqlStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site with the content that is shipped."""
    settings = Settings(content=default_content(), state=tmp_path_factory.mktemp("state"))
    with serving(make_app(settings, store_of_all)) as url:
        yield url


@pytest.fixture
def slow_url(settings: Settings, store: SqlStore) -> Iterator[str]:
    """The address of a site at the end of a slow line: its pages arrive in four parts."""
    app = make_app(replace(settings, content=default_content()), store)

    def in_parts(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        page = b"".join(app(environ, start_response))
        head, *parts = re.split(rb"(?=<summary|<ul|<main)", page, maxsplit=3)
        yield head
        for part in parts:
            time.sleep(0.1)
            yield part

    with serving(in_parts) as url:
        yield url


@pytest.fixture(scope="session")
def public_url(store_of_all: SqlStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site like that, which knows its address and so can be found by hosts."""
    port, state = free_port(), tmp_path_factory.mktemp("state")
    settings = Settings(content=default_content(), state=state, public_url=f"http://127.0.0.1:{port}")
    with serving(make_app(settings, store_of_all), port) as url:
        yield url


@pytest.fixture
def right_to_left_url(right_to_left: object, settings: Settings, store: SqlStore) -> Iterator[str]:
    """The address of a site with the sample in a language from right to left (see `right_to_left`)."""
    del right_to_left
    (english,) = load(settings.content).library.articles.values()
    folder = settings.state / "content" / english.id
    shutil.copytree(settings.content / english.id, folder)
    (folder / "ar.yaml").write_text(json.dumps(whole_translation(english, "ar")))
    with serving(make_app(replace(settings, content=folder.parent), store)) as url:
        yield url


@pytest.fixture
def host() -> Iterator[Callable[..., str]]:
    """Gives an address on another site for a page that embeds ours, perhaps with a policy of its own."""
    pages: dict[str, tuple[str, str]] = {}

    @Request.application
    def answer(request: Request) -> Response:
        html, policy = pages.get(request.path, ("", ""))
        reply = Response(html, content_type="text/html; charset=utf-8", status=200 if html else 404)
        reply.headers["Content-Security-Policy"] = policy
        return reply

    with serving(answer) as url:

        def put(html: str, policy: str = "") -> str:
            path = f"/{len(pages)}"
            pages[path] = (_HEAD + html, policy)
            return url.replace("127.0.0.1", "localhost") + path

        yield put


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(**chromium_options())  # type: ignore[arg-type] # its options are written once
    yield browser
    browser.close()


@pytest.fixture
def visit(chromium: Browser, site_url: str) -> Iterator[Open]:
    """Opens an address in a fresh browser, and says at the end whether anything went wrong on the way."""
    visits: list[Visit] = []

    def open_it(
        address: str, *, width: int = 390, height: int = 844, allowed: Sequence[str] = (), **more: object
    ) -> Visit:
        size: ViewportSize = {"width": width, "height": height}
        context = chromium.new_context(viewport=size, **more)  # type: ignore[arg-type] # a test knows its options
        visits.append(Visit(context.new_page(), site_url, allowed))
        visits[-1].go(address)
        return visits[-1]

    yield open_it
    for each in visits:
        each.close()


@pytest.fixture
def without_storage(playwright: Playwright, site_url: str, tmp_path: Path) -> Iterator[Visit]:
    """A browser that blocks all cookies and storage, whose `go` opens an address."""
    yield from preferring(playwright, site_url, tmp_path, default_content_setting_values={"cookies": 2})


@pytest.fixture
def with_storage(playwright: Playwright, site_url: str, tmp_path: Path) -> Iterator[Visit]:
    """A browser that lets frames keep things, as most do; those of `visit` are private and do not."""
    yield from preferring(playwright, site_url, tmp_path, cookie_controls_mode=0)


def preferring(
    playwright: Playwright, site_url: str, profile: Path, **preferences: object
) -> Iterator[Visit]:
    """Give a browser with these preferences."""
    file = profile / "Default" / "Preferences"
    file.parent.mkdir()
    file.write_text(json.dumps({"profile": preferences}))
    options: Any = chromium_options()
    context = playwright.chromium.launch_persistent_context(str(profile), **options)
    made = Visit(context.new_page(), site_url)
    yield made
    made.close()
