from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from factories import make_article
from flask.testing import FlaskClient
from html_pages import HtmlPage
from werkzeug.test import TestResponse

from quizapp.content.model import Article, Faq, Level, Origin, Review
from quizapp.content.projection import PARTS
from quizapp.settings import SiteContacts
from quizapp.web.prebuilt.fragments import READER_PARTS, fragments
from quizapp.web.prebuilt.links import Links

ID = "blisters-from-new-shoes"
ARTICLE = f"/api/v1/articles/{ID}"
LINKS = Links("https://host.example")
PAGE = f"https://host.example/articles/{ID}"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
NOTICE = "If the skin around your blister is hot and red and the redness spreads, see a doctor today."
UNREVIEWED = "Not yet reviewed by a health professional."


def parsed(html: str) -> HtmlPage:
    """Take apart a fragment in the smallest page."""
    page = f'<html lang="en"><title>t</title><body>{html}</body></html>'
    reply: Any = SimpleNamespace(status_code=200, text=page)
    return HtmlPage(reply)


def classes(page: HtmlPage) -> list[str]:
    """Return the text of every element with a class as "class: text", without those that hold others."""
    return [
        f"{element.attributes['class'].removeprefix('quizapp-')}: {' '.join(element.text.split())}"
        for element in page.elements
        if "class" in element.attributes and element.tag not in {"section", "article", "div"}
    ]


def test_a_list_of_urgent_signs_says_all_that_makes_it_safe(article: Article) -> None:
    page = parsed(fragments(article, LINKS)["red-flags"])
    assert classes(page) == [
        "heading: Urgent signs",
        "level: Get help today",
        "action: Let a doctor see it today.",
        "signs: Hot, red skin that spreads around a blister See a doctor today.",
        "entry: Hot, red skin that spreads around a blister See a doctor today.",
        "name: Hot, red skin that spreads around a blister",
        "action: See a doctor today.",
        f"review: {UNREVIEWED}",
        "about: From Blisters from new shoes. Sources and review",
    ]
    assert page.links == [PAGE, f"{PAGE}/sources"]


def test_help_for_now_stands_first_with_the_number_to_call(article: Article) -> None:
    flag = replace(
        article.red_flags[0], id="no-pulse", name="A foot without a pulse", within="now", hint="Even once."
    )
    links = Links(
        site=SiteContacts(mistakes="mailto:us@host.example", emergency=(("en", "999"), ("", "112")))
    )
    page = parsed(fragments(replace(article, red_flags=(flag, *article.red_flags)), links)["red-flags"])
    lines = classes(page)
    assert [line for line in lines if line.startswith(("level", "phone", "hint"))] == [
        "level: Get emergency help now",
        "phone: Call 999",
        "hint: Even once.",
        "level: Get help today",
    ]
    assert [link for link in page.links if ":" in link] == ["tel:999", "mailto:us@host.example"]


def test_one_sign_says_what_makes_it_count_for_more(article: Article) -> None:
    page = parsed(fragments(article, LINKS)["signs/small-blister"])
    assert classes(page)[1:] == [
        "name: A small blister with clear fluid",
        "level: Carry on",
        "action: Leave it closed and keep it clean.",
        "level: Book a visit",
        "text: Even a small wound can turn bad when it heals slowly.",
        f"review: {UNREVIEWED}",
        "about: From Blisters from new shoes. Sources and review",
    ]
    assert "More serious if you also have: You have diabetes, or your wounds heal slowly" in page.text
    assert page.links[1:] == [f"{PAGE}#small-blister", f"{PAGE}/sources"]


@pytest.mark.parametrize("part", READER_PARTS)
def test_every_list_and_every_thing_in_it_is_a_fragment(article: Article, part: str) -> None:
    found = fragments(article, LINKS, {part})
    assert [*found] == [part, *(f"{part}/{thing.id}" for thing in getattr(article, PARTS[part]))]
    assert found.items() <= fragments(article, LINKS).items()


def test_every_fragment_is_safe_alone_and_cannot_break_the_page_around_it(article: Article) -> None:
    for name, html in fragments(article, LINKS).items():
        page = parsed(html)
        outer = page.elements[3]
        assert (outer.tag, outer.attributes["lang"]) == ("section", "en"), name
        assert name == "red-flags" or NOTICE in page.text
        assert UNREVIEWED in page.text
        assert outer.attributes["data-revision"] == article.revision
        assert page.links[-1] == f"{PAGE}/sources"
        assert page.ids == []
        tags = "section article div h2 h3 p ul li a cite strong span time"
        attributes = "class lang href rel datetime"
        data = {f"data-{name}" for name in ("article", "part", "revision", "id", "level", "step", "status")}
        assert {element.tag for element in page.elements[3:]} <= {*tags.split()}
        assert {each for e in page.elements[3:] for each in e.attributes} <= {*attributes.split(), *data}
        words = [word for e in page.elements for word in e.attributes.get("class", "").split()]
        assert [word for word in words if not word.startswith("quizapp-")] == []


def test_an_empty_list_says_so() -> None:
    page = parsed(fragments(make_article(), LINKS)["faqs"])
    assert "empty: Nothing here yet." in classes(page)


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
    html = fragments(made(), LINKS)["faqs/a-faq"]
    assert "&lt;b&gt;Why&lt;/b&gt; &amp; how?" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert parsed(html).links[1:3] == [
        "https://host.example/articles/an-article#flag-0",
        "https://x.example/?a=1&b=2",
    ]


def test_a_review_is_told_where_it_differs_from_that_of_the_article() -> None:
    reviewed = Review(status="reviewed", by="A. Tester", date="2026-01-02")
    whole = replace(made(), review=reviewed)
    page = parsed(fragments(whole, LINKS)["faqs/a-faq"])
    assert [line for line in classes(page) if line.startswith("review")] == [
        f"review: {UNREVIEWED}",
        "review: Reviewed by A. Tester, 2 January 2026.",
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


def test_the_suffix_gives_the_same_fragment_whatever_is_liked(client: FlaskClient) -> None:
    for path in ("red-flags", "faqs/pain-relief"):
        fragment = asked(client, f"{ARTICLE}/{path}", "text/html")
        reply = asked(client, f"{ARTICLE}/{path}.html", "application/json")
        assert (reply.data, reply.headers["ETag"]) == (fragment.data, fragment.headers["ETag"])
        assert (reply.content_type, reply.headers["Vary"]) == (fragment.content_type, "Accept-Encoding")


@pytest.mark.parametrize("path", ["faqs/pain.html", "nothing.html", "faqs.htm", "faqs/pain-relief.html.html"])
def test_a_fragment_that_is_not_there_is_a_problem_in_json(client: FlaskClient, path: str) -> None:
    reply = asked(client, f"{ARTICLE}/{path}", "text/html")
    assert (reply.status_code, reply.content_type) == (404, "application/problem+json")


def test_levels_are_told_in_the_words_of_the_article(article: Article) -> None:
    names = {words.level: words.name for words in article.levels}
    for part in ("signs", "red-flags"):
        found = fragments(article, LINKS, {part})
        for sign in getattr(article, PARTS[part]):
            page = parsed(found[f"{part}/{sign.id}"])
            assert f"level: {names[sign.level]}" in classes(page)
            (level,) = {e.attributes["data-level"] for e in page.elements if e.tag == "article"}
            assert level == Level(sign.level).slug
