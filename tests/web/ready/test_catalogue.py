from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from calls import API
from conftest import make_site, snapshot_of
from factories import make_article
from flask.testing import FlaskClient

from quizapp.attempts.sql_store import SqlStore
from quizapp.content.model import Article, Faq, Origin, Review
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.ready.catalogue import after_cursor, cursor_of, speaks
from quizapp.web.snapshot import Snapshot

FAQ = Faq(
    id="a-faq",
    origin=Origin.STATED,
    cites=(),
    review=Review(status="unreviewed"),
    question="Is *swimming* wise?",
    answer="Straße, naïve and İstanbul.",
)


def make_library() -> list[Article]:
    """Return ten English articles, and some others, not in the order of their ids."""
    base = make_article(flags=1, per_stratum=1)
    english = [replace(base, id=f"article-{number}", title=f"Title {number}") for number in range(9, -1, -1)]
    return [
        *english,
        replace(base, id="zebra", lang="de", title="Gelenke", faqs=(FAQ,)),
        replace(base, id="aardvark", lang="en-GB", title="Colour of joints", summary="For runners"),
    ]


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return snapshot_of(Settings(content=Path("content"), state=Path("state")), *make_library())


@pytest.fixture
def client(settings: Settings, store: SqlStore, snapshot: Snapshot) -> FlaskClient:
    return create_app(site=make_site(settings, store, snapshot)).test_client()


def listed(client: FlaskClient, **arguments: Any) -> tuple[list[str], str | None]:
    """Return the ids on one page, and where the list goes on."""
    reply = client.get(f"{API}/articles?{urlencode(arguments)}").json
    assert reply is not None
    return [article["id"] for article in reply["articles"]], reply["next"]


ENGLISH = [f"article-{number}" for number in range(10)]


def test_articles_are_listed_by_id(client: FlaskClient) -> None:
    assert listed(client) == (["aardvark", *ENGLISH, "zebra"], None)


def test_a_list_is_read_page_by_page(client: FlaskClient) -> None:
    found: list[str] = []
    path: str | None = f"{API}/articles?limit=5&lang=en"
    pages = 0
    while path:
        reply = client.get(path).json
        assert reply is not None
        found += [article["id"] for article in reply["articles"]]
        path, pages = reply["next"], pages + 1
    assert (found, pages) == (["aardvark", *ENGLISH, "zebra"], 3)


def test_a_page_names_the_next_one_with_everything_that_was_asked(client: FlaskClient) -> None:
    expected = f"{API}/articles?q=title&lang=en&limit=2&after={cursor_of('article-1')}"
    assert listed(client, q="title", lang="en", limit=2) == (["article-0", "article-1"], expected)


def test_the_next_page_is_named_by_a_header_too(client: FlaskClient) -> None:
    reply: Any = client.get(f"{API}/articles?limit=5")
    assert reply.headers["Link"] == f'<{reply.json["next"]}>; rel="next"'
    assert "Link" not in client.get(f"{API}/articles?limit=12").headers


def test_a_last_page_that_is_full_names_none(client: FlaskClient) -> None:
    assert listed(client, limit=12)[1] is None


def test_a_list_goes_on_after_an_article_that_is_gone(client: FlaskClient) -> None:
    assert listed(client, after=cursor_of("article-5x")) == ([*ENGLISH[6:], "zebra"], None)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("joints", ["aardvark"]),
        ("JOINTS Colour", ["aardvark"]),
        ("colour zebra", []),
        ("run", ["aardvark"]),
        ("unners", []),
        ("swimming", ["zebra"]),
        ("*swim*", ["zebra"]),
        ("strasse", ["zebra"]),
        ("title 7", ["article-7"]),
        ("flag-0", ["aardvark", *ENGLISH, "zebra"]),
        ("", ["aardvark", *ENGLISH, "zebra"]),
        ("  ...  ", ["aardvark", *ENGLISH, "zebra"]),
        ("unreviewed", []),
        ("sprt", []),
    ],
)
def test_a_search_finds_the_articles_that_have_every_word(
    client: FlaskClient, words: str, found: list[str]
) -> None:
    assert listed(client, q=words) == (found, None)


def test_a_search_never_looks_into_the_quiz(client: FlaskClient) -> None:
    assert listed(client, q="somebody notices") == ([], None)
    assert listed(client, q="why") == ([], None)


@pytest.mark.parametrize("lang", ["de", "de-AT", "en-GB", "fr"])
def test_a_list_in_a_language_has_also_what_is_not_there_in_it(client: FlaskClient, lang: str) -> None:
    assert listed(client, lang=lang) == (["aardvark", *ENGLISH, "zebra"], None)


@pytest.mark.parametrize(
    ("lang", "wanted", "enough"),
    [
        ("en", "en", True),
        ("en", "EN-gb", True),
        ("en-GB", "en", True),
        ("en-GB", "en-US", False),
        ("en", "eng", False),
        ("de", "en", False),
    ],
)
def test_a_variety_of_a_language_will_do_for_the_language(lang: str, wanted: str, *, enough: bool) -> None:
    assert speaks(lang, wanted) is enough


@pytest.mark.parametrize("article_id", ["a", "an-article", "x" * 60, ""])
def test_a_cursor_leads_back_to_its_article(article_id: str) -> None:
    assert after_cursor(cursor_of(article_id)) == article_id


@pytest.mark.parametrize("cursor", ["YQ==", "YR", "Y", "____", "\u00e9", "a b", "YQ\n"])
def test_a_cursor_has_one_spelling(cursor: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
        after_cursor(cursor)
