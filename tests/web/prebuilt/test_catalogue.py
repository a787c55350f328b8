from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any
from urllib.parse import urlencode

import pytest
from calls import API
from conftest import client_of, client_with, snapshot_of
from factories import make_article
from flask.testing import FlaskClient

from quizapp.attempts.sql_store import SqlStore
from quizapp.content.model import Faq, Origin, Review
from quizapp.settings import Settings
from quizapp.web.prebuilt.catalogue import after_cursor, cursor_of, speaks
from quizapp.web.prebuilt.entries import hits
from quizapp.web.snapshot import Snapshot

FAQ = Faq(
    id="a-faq",
    origin=Origin.STATED,
    cites=(),
    review=Review(status="unreviewed"),
    question="Is *swimming* wise?",
    answer="Straße, naïve and İstanbul.",
)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """Ten English articles, and some others, not in the order of their ids."""
    base = make_article(flags=1, per_stratum=1)
    english = (replace(base, id=f"article-{number}", title=f"Title {number}") for number in range(9, -1, -1))
    others = (
        replace(base, id="zebra", lang="de", title="Gelenke", faqs=(FAQ,)),
        replace(base, id="aardvark", lang="en-GB", title="Colour of joints", summary="For runners"),
    )
    return snapshot_of(Settings(content=Path("content"), state=Path("state")), *english, *others)


@pytest.fixture
def client(settings: Settings, store: SqlStore, snapshot: Snapshot) -> FlaskClient:
    return client_with(settings, store, snapshot)


def listed(client: FlaskClient, **arguments: Any) -> tuple[list[str], str | None]:
    """Return the ids on one page, and where the list goes on."""
    reply = client.get(f"{API}/articles?{urlencode(arguments)}").get_json()
    return [article["id"] for article in reply["articles"]], reply["next"]


ENGLISH = [f"article-{number}" for number in range(10)]


def test_articles_are_listed_by_id_page_by_page(client: FlaskClient) -> None:
    assert listed(client) == listed(client, limit=12) == (["aardvark", *ENGLISH, "zebra"], None)
    found: list[str] = []
    path: str | None = f"{API}/articles?limit=5&lang=en"
    pages = 0
    while path:
        reply: Any = client.get(path)
        found += [article["id"] for article in reply.json["articles"]]
        path, pages = reply.json["next"], pages + 1
        assert reply.headers.get("Link") == (f'<{path}>; rel="next"' if path else None)
    assert (found, pages) == (["aardvark", *ENGLISH, "zebra"], 3)


def test_a_page_names_the_next_one_with_everything_that_was_asked(client: FlaskClient) -> None:
    expected = f"{API}/articles?q=title&lang=en&limit=2&after={cursor_of('article-1')}"
    assert listed(client, q="title", lang="en", limit=2) == (["article-0", "article-1"], expected)


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


def test_a_search_folds_accents_and_forms_of_letters_and_shows_where_it_found_what(
    settings: Settings, store: SqlStore
) -> None:
    article = replace(
        make_article(),
        summary="Después de correr, el niño siente la fricción en los pies, y eso dura unos días más.",
        faqs=(replace(FAQ, question="Does the ﬁrst day matter?"),),
    )
    client = client_of(settings, store, article)
    for query, hit in {
        "FRICCIO\u0301N": (
            "article",
            None,
            "Después de correr, el niño siente la fricción en los pies, y eso dura unos",
        ),
        "nino": ("article", None, "Después de correr, el niño siente la fricción en los pies, y"),
        "first": ("faqs", "a-faq", "Does the ﬁrst day matter?"),
    }.items():
        reply: Any = client.get("/api/v1/articles", query_string={"q": query})
        (found,) = reply.json["articles"]
        assert [(each["part"], each["id"], each["snippet"]) for each in found["hits"]] == [hit]
    listed: Any = client.get("/api/v1/articles").json
    (whole,) = listed["articles"]
    assert "hits" not in whole


def test_many_words_take_apart_an_article_no_oftener_than_one() -> None:
    texts = [{"id": f"faq-{n}", "question": "Why?", "answer": "A blister heals. " * 100} for n in range(50)]
    last = [f"last{n}" for n in range(40)]
    article = {"faqs": [*texts, {"id": "end", "question": " ".join(last), "answer": "Yes."}]}

    def seconds(wanted: list[str]) -> float:
        began = process_time()
        assert [hit["id"] for hit in hits(article, wanted)] == ["end"]
        return process_time() - began

    many, one = (min(seconds(wanted) for _ in range(3)) for wanted in (last, last[:1]))
    assert many < 10 * one + 0.05
