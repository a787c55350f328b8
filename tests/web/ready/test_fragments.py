from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from conftest import make_site, snapshot_of
from factories import make_article
from flask.testing import FlaskClient
from html_pages import HtmlPage
from werkzeug.test import TestResponse

from quizapp.attempts.sql_store import SqlStore
from quizapp.content.model import Article, Faq, Level, Origin, Review
from quizapp.content.projection import PARTS
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.ready.fragments import fragments, list_fragment, thing_fragment
from quizapp.web.site import Site

ID = "blisters-from-new-shoes"
ARTICLE = f"/api/v1/articles/{ID}"
PAGE = f"https://host.example/articles/{ID}"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
NOTICE = "If the skin around your blister is hot and red and the redness spreads, see a doctor today."
UNREVIEWED = (
    "Not reviewed yet. No named expert has checked this text. It is for learning and cannot tell you what is"
    " wrong with you."
)


@pytest.fixture
def article(site: Site) -> Article:
    return site.snapshot.article(ID)


class Framed:
    """A fragment in the smallest page, as the reader of tests takes it."""

    status_code = 200

    def __init__(self, html: str) -> None:
        self.text = f'<html lang="en"><title>t</title><body>{html}</body></html>'


def parsed(html: str) -> HtmlPage:
    reply: Any = Framed(html)
    return HtmlPage(reply)


def classes(page: HtmlPage) -> list[str]:
    """Return the text of every element with a class as "class: text", without those that hold others."""
    return [
        f"{element.attributes['class'].removeprefix('quizapp-')}: {' '.join(element.text.split())}"
        for element in page.elements
        if "class" in element.attributes and element.tag not in {"section", "article", "div"}
    ]


def test_a_list_of_urgent_signs_says_all_that_makes_it_safe(article: Article) -> None:
    page = parsed(list_fragment(article, "red-flags", PAGE))
    assert classes(page) == [
        "heading: Urgent signs",
        f"urgent: {NOTICE} Urgent signs: what to do now",
        f"review: {UNREVIEWED}",
        "name: Hot, red skin that spreads around a blister",
        "level: Get help today",
        "action: See a doctor today.",
        "origin: From the article.",
        "sources: Sources: Blisters from new shoes.",
        f"about: From Blisters from new shoes. Version {article.revision}.",
    ]
    assert page.links == [f"{PAGE}#urgent_", PAGE]


def test_one_sign_says_what_makes_it_count_for_more(article: Article) -> None:
    page = parsed(thing_fragment(article, "signs", "small-blister", PAGE))
    assert classes(page)[2:] == [
        "name: A small blister with clear fluid",
        "level: Carry on",
        "action: Leave it closed and keep it clean.",
        "level: Book a visit",
        "text: Even a small wound can turn bad when it heals slowly.",
        "origin: From the article.",
        "sources: Sources: Blisters from new shoes.",
        f"about: From Blisters from new shoes. Version {article.revision}.",
    ]
    assert (
        "This sign counts for more together with: You have diabetes, or your wounds heal slowly" in page.text
    )
    assert page.links[-1] == f"{PAGE}#small-blister"


@pytest.mark.parametrize("part", PARTS)
def test_every_list_and_every_thing_in_it_is_a_fragment(article: Article, part: str) -> None:
    found = dict(fragments(article, PAGE))
    things = getattr(article, PARTS[part])
    assert [name for name in found if name.startswith(f"{part}/")] == [
        f"{part}/{thing.id}" for thing in things
    ]
    assert found[part] == list_fragment(article, part, PAGE)
    for thing in things:
        assert found[f"{part}/{thing.id}"] == thing_fragment(article, part, thing.id, PAGE)


def test_every_fragment_is_safe_alone_and_cannot_break_the_page_around_it(article: Article) -> None:
    for name, html in fragments(article, PAGE):
        page = parsed(html)
        outer = page.elements[3]
        assert (outer.tag, outer.attributes["lang"]) == ("section", "en"), name
        assert NOTICE in page.text
        assert UNREVIEWED in page.text
        assert article.revision in page.text
        assert page.links[-1].startswith(PAGE)
        assert page.ids == []
        assert {element.tag for element in page.elements[3:]} <= {
            *("section", "article", "div", "h2", "h3", "p", "ul", "li", "a", "cite", "strong", "time"),
        }
        attributes = {attribute for element in page.elements[3:] for attribute in element.attributes}
        assert attributes <= {
            *("class", "lang", "href", "rel", "datetime"),
            *("data-article", "data-part", "data-revision", "data-id", "data-level", "data-status"),
        }
        words = [word for e in page.elements for word in e.attributes.get("class", "").split()]
        assert [word for word in words if not word.startswith("quizapp-")] == []


def test_the_first_heading_can_have_another_level(article: Article) -> None:
    for heading in (1, 4):
        page = parsed(list_fragment(article, "faqs", PAGE, heading=heading))
        assert page.lines(f"h{heading}") == ["Questions"]
        assert page.lines(f"h{heading + 1}") == [faq.question for faq in article.faqs]
        alone = parsed(thing_fragment(article, "faqs", "pain-relief", PAGE, heading=heading))
        assert alone.lines(f"h{heading}") == ["Can I take something for the pain?"]


def test_an_empty_list_says_so() -> None:
    page = parsed(list_fragment(make_article(), "faqs", PAGE))
    assert "empty: The article says nothing here." in classes(page)


def made(**changes: Any) -> Article:
    """Return an article with one question."""
    faq = Faq(
        id="a-faq",
        origin=Origin.ADDED,
        cites=(),
        review=Review(status="unreviewed"),
        question="<b>Why</b> & how?",
        answer="See [there](#flag-0), [here](https://x.example/?a=1&b=2) <script>alert(1)</script>",
    )
    return replace(make_article(), faqs=(replace(faq, **changes),))


def test_author_text_is_escaped_and_its_links_lead_to_the_article() -> None:
    html = thing_fragment(made(), "faqs", "a-faq", PAGE)
    assert "&lt;b&gt;Why&lt;/b&gt; &amp; how?" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert parsed(html).links[1:3] == [f"{PAGE}#flag-0", "https://x.example/?a=1&b=2"]


def test_a_review_is_told_where_it_differs_from_that_of_the_article() -> None:
    reviewed = Review(status="reviewed", by="A. Tester", date="2026-01-02")
    whole = replace(made(), review=reviewed)
    page = parsed(thing_fragment(whole, "faqs", "a-faq", PAGE))
    assert [line for line in classes(page) if line.startswith("review")] == [
        "review: Reviewed by A. Tester, 2026-01-02.",
        f"review: {UNREVIEWED}",
    ]


# Over HTTP


def asked(client: FlaskClient, path: str, accept: str | None) -> TestResponse:
    return client.get(path, headers={} if accept is None else {"Accept": accept})


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        (None, False),
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("text/*", True),
        ("text/html", True),
        ("TEXT/HTML;charset=utf-8", True),
        (BROWSER, True),
        ("application/json, text/html", False),
        ("application/json;q=0.5, text/html", True),
        ("text/html;q=0.9, */*", False),
        ("text/html;q=0", False),
        ("image/png", False),
        ("text/html;q=x", False),
        ("text/html," + " " * 300, False),
    ],
)
def test_html_is_for_those_who_like_it_more_than_json(
    client: FlaskClient, accept: str | None, *, html: bool
) -> None:
    for path in (f"{ARTICLE}/red-flags", f"{ARTICLE}/faqs/pain-relief", f"{ARTICLE}/faqs?lang=en"):
        reply = asked(client, path, accept)
        expected = "text/html; charset=utf-8" if html else "application/json"
        assert (reply.status_code, reply.content_type) == (200, expected)
        assert reply.headers["Vary"] == "Accept, Accept-Encoding"


def test_the_two_forms_of_an_address_have_tags_of_their_own(client: FlaskClient) -> None:
    path = f"{ARTICLE}/red-flags"
    tags = [asked(client, path, accept).headers["ETag"] for accept in ("application/json", "text/html")]
    assert tags[0] != tags[1]
    fields = {"Accept": "text/html", "If-None-Match": tags[0]}
    assert client.get(path, headers=fields).status_code == 200
    seen = client.get(path, headers={**fields, "If-None-Match": tags[1]})
    assert (seen.status_code, seen.headers["Vary"]) == (304, "Accept, Accept-Encoding")


@pytest.mark.parametrize("path", ["red-flags", "faqs/pain-relief", "signs/small-blister"])
def test_the_suffix_gives_the_same_fragment_whatever_is_liked(client: FlaskClient, path: str) -> None:
    fragment = asked(client, f"{ARTICLE}/{path}", "text/html")
    for accept in (None, "application/json"):
        reply = asked(client, f"{ARTICLE}/{path}.html", accept)
        assert (reply.data, reply.headers["ETag"]) == (fragment.data, fragment.headers["ETag"])
        assert (reply.content_type, reply.headers["Vary"]) == (fragment.content_type, "Accept-Encoding")


@pytest.mark.parametrize("path", ["faqs/pain.html", "nothing.html", "faqs.htm", "faqs/pain-relief.html.html"])
def test_a_fragment_that_is_not_there_is_a_problem_in_json(client: FlaskClient, path: str) -> None:
    reply = asked(client, f"{ARTICLE}/{path}", "text/html")
    assert (reply.status_code, reply.content_type) == (404, "application/problem+json")


def test_fragments_name_the_public_address_of_the_article(settings: Settings, store: SqlStore) -> None:
    public = replace(settings, public_url="https://quiz.example")
    client = create_app(site=make_site(public, store, snapshot_of(public, made()))).test_client()
    page = parsed(client.get("/api/v1/articles/an-article/faqs/a-faq.html").text)
    assert page.links[0] == "https://quiz.example/articles/an-article#urgent_"
    assert page.links[-1] == "https://quiz.example/articles/an-article#a-faq"


def test_levels_are_told_in_the_words_of_the_article(article: Article) -> None:
    names = {words.level: words.name for words in article.levels}
    for part in ("signs", "red-flags"):
        for sign in getattr(article, PARTS[part]):
            page = parsed(thing_fragment(article, part, sign.id, PAGE))
            assert f"level: {names[sign.level]}" in classes(page)
            assert {e.attributes["data-level"] for e in page.elements if e.tag == "article"} == {
                Level(sign.level).slug
            }
