"""How much a reader's browser has to fetch, compressed as it is sent, with the content that is shipped."""

import gzip
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from html_pages import post, press

from quizapp.attempts.sql_store import SqlStore
from quizapp.settings import Settings, default_content
from quizapp.web.app import create_app
from quizapp.web.site import Site

ARTICLE = "/articles/joint-pain-after-exercise"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    settings = Settings(content=default_content(), state=tmp_path_factory.mktemp("state"))
    store = SqlStore("sqlite://")
    yield create_app(site=Site(settings, store=store, keys=["a key"])).test_client()
    store.close()


def weight(client: FlaskClient, html: str) -> int:
    """Return the compressed bytes of a page with every style, script and icon that it names, and theirs."""
    found = {
        path for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', html) if not path.endswith(".png")
    }
    for path in list(found):
        found |= {f"/static/{name}" for name in re.findall(r'from "./([^"]+)"', client.get(path).text)}
    return len(gzip.compress(html.encode())) + sum(packed(client, path) for path in found)


def packed(client: FlaskClient, path: str) -> int:
    return len(gzip.compress(client.get(path).data))


def test_styles_and_scripts_keep_to_their_weight(shipped: FlaskClient) -> None:
    """The loader should have 3 kB. It has 0.4 more: for moves, late attributes and two sites on a page."""
    quiz = sum(packed(shipped, f"/static/{name}.js") for name in ("quiz", "frame"))
    assert (packed(shipped, "/static/style.css") <= 12_000, quiz <= 6_000) == (True, True)
    assert packed(shipped, "/embed.js") <= 3_500
    assert packed(shipped, "/static/check.js") <= 9 * 1024


def test_an_article_weighs_twenty_four_kilobytes_at_most(shipped: FlaskClient) -> None:
    assert weight(shipped, shipped.get(ARTICLE).text) <= 24_000


def test_every_step_of_a_quiz_weighs_twenty_four_kilobytes_at_most(shipped: FlaskClient) -> None:
    page = post(shipped, f"{ARTICLE}/quiz", {"step": "check"})
    weights = [weight(shipped, page.html)]
    while 'data-step="report"' not in page.html:
        if "next" in page.ways:
            page = press(shipped, page, "next")
        else:
            page = press(shipped, page, "respond", response="1")
        weights.append(weight(shipped, page.html))
    assert len(weights) > 5
    assert max(weights) <= 24_000
