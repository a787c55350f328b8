"""How much a reader's browser has to fetch, compressed as it is sent, with the content that is shipped."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

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
    return len(gzip.compress(html.encode())) + sum(
        len(gzip.compress(client.get(path).data)) for path in found
    )


def test_the_script_on_somebody_elses_page_weighs_a_kilobyte_and_a_half_at_most(shipped: FlaskClient) -> None:
    assert len(gzip.compress(shipped.get("/embed.js").data)) <= 1_500


def test_an_article_weighs_thirty_kilobytes_at_most(shipped: FlaskClient) -> None:
    assert weight(shipped, shipped.get(ARTICLE).text) <= 30_000


def test_every_step_of_a_quiz_weighs_twenty_kilobytes_at_most(shipped: FlaskClient) -> None:
    page = shipped.post(f"{ARTICLE}/quiz", data={"step": "check"}).text
    weights = [weight(shipped, page)]
    while 'data-step="report"' not in page:
        hidden = dict(re.findall(r'name="(attempt|item)" value="([^"]+)"', page))
        step = {"step": "respond", "response": "a"} if "item" in hidden else {"step": "next"}
        page = shipped.post(f"{ARTICLE}/quiz", data={**hidden, **step}).text
        weights.append(weight(shipped, page))
    assert len(weights) > 20
    assert max(weights) <= 20_000
