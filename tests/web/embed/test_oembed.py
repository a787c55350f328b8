import json
from typing import Any
from xml.etree.ElementTree import fromstring

import micawber
import pytest
from flask.testing import FlaskClient
from html_pages import get
from micawber.exceptions import ProviderHTTPException

from quizapp.content.model import Article

ID = "blisters-from-new-shoes"
BASE = "https://quiz.example"
PAGE = f"{BASE}/articles/{ID}"
EMBED = f"{BASE}/embed/{ID}"


def ask(client: FlaskClient, url: str, **arguments: str) -> Any:
    reply = client.get("/oembed", query_string={"url": url, **arguments})
    assert reply.status_code == 200, reply.text
    return reply.json


def test_a_page_is_embedded_with_its_attribution_and_the_state_of_its_review(
    public: FlaskClient, article: Article
) -> None:
    data = ask(public, PAGE, dnt="1")
    html = data.pop("html")
    assert data == {
        "version": "1.0",
        "type": "rich",
        "title": article.title,
        "provider_name": "quizapp",
        "provider_url": f"{BASE}/",
        "cache_age": 3600,
        "width": 600,
        "height": 400,
        "thumbnail_url": f"{BASE}/static/share.png",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }
    assert html == (
        f'<blockquote><p><a href="{PAGE}">{article.title}</a> · '
        "Not yet reviewed by a health professional</p></blockquote>\n"
        f'<iframe src="{EMBED}/summary" title="{article.title}" width="600" height="400" loading="lazy" '
        'sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox '
        'allow-downloads" style="border:0;max-width:100%"></iframe>'
    )


@pytest.mark.parametrize(
    ("url", "frame"),
    [
        (PAGE, f"{EMBED}/summary"),
        (f"{PAGE}?utm_source=x#urgent_", f"{EMBED}/summary"),
        (f"{PAGE}/quiz", f"{EMBED}/quiz"),
        (f"{EMBED}/quiz", f"{EMBED}/quiz"),
        (f"{EMBED}/red-flags?theme=dark&rev=ab&x=1", f"{EMBED}/red-flags?theme=dark&amp;rev=ab"),
        (PAGE.replace("https", "http"), f"{EMBED}/summary"),
        (PAGE.replace("quiz.example", "QUIZ.example"), f"{EMBED}/summary"),
    ],
)
def test_an_address_stands_for_what_it_shows(public: FlaskClient, url: str, frame: str) -> None:
    html = ask(public, url)["html"]
    assert f'<iframe src="{frame}"' in html
    shown = public.get(frame.removeprefix(BASE).replace("&amp;", "&"))
    assert shown.status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/articles/blisters-from-new-shoes",
        f"{BASE}.evil.example/articles/{ID}",
        f"https://evil@quiz.example/articles/{ID}",
        f"javascript://quiz.example/articles/{ID}",
        f"/articles/{ID}",
        f"{BASE}/",
        f"{BASE}/articles/nothing",
        f"{PAGE}/quiz/x",
        f"{EMBED}/nothing",
        f"{EMBED}/faqs?theme=pink",
        "https://[",
        "",
        f"{PAGE}{'x' * 3000}",
    ],
)
def test_what_is_not_ours_or_not_there_is_not_found(public: FlaskClient, url: str) -> None:
    reply = public.get("/oembed", query_string={"url": url})
    assert (reply.status_code, reply.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("arguments", "width", "height"),
    [
        ({"maxwidth": "400"}, 400, 600),
        ({"maxwidth": "500"}, 500, 400),
        ({"maxheight": "300"}, 600, 300),
        ({"maxwidth": "9999", "maxheight": "9999"}, 600, 400),
        ({"maxwidth": "1"}, 1, 600),
    ],
)
def test_the_frame_is_no_larger_than_allowed(
    public: FlaskClient, arguments: dict[str, str], width: int, height: int
) -> None:
    data = ask(public, PAGE, **arguments)
    assert (data["width"], data["height"]) == (width, height)
    assert f'width="{width}" height="{height}"' in data["html"]
    assert ("thumbnail_url" in data) is (arguments.get("maxwidth") == "9999")


@pytest.mark.parametrize("size", ["0", "-1", "x", "1.5", "100000", "٣"])
@pytest.mark.parametrize("name", ["maxwidth", "maxheight"])
def test_a_size_that_is_none_is_a_bad_request(public: FlaskClient, name: str, size: str) -> None:
    assert public.get("/oembed", query_string={"url": PAGE, name: size}).status_code == 400


def test_another_format_is_not_implemented_and_no_address_is_a_bad_request(public: FlaskClient) -> None:
    replies = [public.get(f"/oembed?{query}") for query in (f"url={PAGE}&format=yaml", "format=json")]
    assert [reply.status_code for reply in replies] == [501, 400]


def test_xml_says_the_same(public: FlaskClient) -> None:
    reply = public.get("/oembed", query_string={"url": PAGE, "format": "xml"})
    assert reply.content_type == "text/xml; charset=utf-8"
    assert {member.tag: member.text for member in fromstring(reply.data)} == {
        name: str(value) for name, value in ask(public, PAGE).items()
    }


def test_a_site_that_does_not_know_its_address_answers_under_that_of_the_request(client: FlaskClient) -> None:
    data = ask(client, f"http://localhost/articles/{ID}")
    assert data["provider_url"] == "http://localhost/"
    assert client.get("/oembed", query_string={"url": PAGE}).status_code == 404


def test_both_pages_lead_hosts_to_it(public: FlaskClient) -> None:
    for path in (f"/articles/{ID}", f"/articles/{ID}/quiz"):
        page = get(public, path)
        links = [e.attributes for e in page.elements if e.attributes.get("rel") == "alternate"]
        found = {link["type"]: link for link in links if "oembed" in link.get("type", "")}
        assert list(found) == ["application/json+oembed", "text/xml+oembed"]
        for link in found.values():
            reply = public.get(link["href"].removeprefix(BASE))
            assert (reply.status_code, link["title"] in reply.text) == (200, True)


def test_a_page_gives_hosts_what_they_make_cards_of(public: FlaskClient, article: Article) -> None:
    page = get(public, f"/articles/{ID}")
    meta = {
        e.attributes.get("property", ""): e.attributes.get("content")
        for e in page.elements
        if e.tag == "meta"
    }
    assert (meta["og:title"], meta["og:url"]) == (article.title, PAGE)
    image = meta["og:image"] or ""
    assert f'"image":"{image}"' in page.html.replace('": "', '":"')
    assert public.get(image.removeprefix(BASE)).content_type == "image/png"


def test_what_would_need_the_address_of_the_site_is_left_out_without_it(client: FlaskClient) -> None:
    html = get(client, f"/articles/{ID}").html
    assert "oembed" not in html
    assert "og:image" not in html
    assert "og:title" in html


def test_data_for_programs_stands_in_one_block_for_each_type(public: FlaskClient) -> None:
    for path, types in (
        (f"/articles/{ID}", ["MedicalWebPage", "FAQPage", "Quiz"]),
        (f"/articles/{ID}/quiz", ["Quiz"]),
    ):
        page = get(public, path)
        blocks = [e.text for e in page.elements if e.attributes.get("type") == "application/ld+json"]
        assert [json.loads(block)["@type"] for block in blocks] == types
        assert page.faults() == []


def test_a_consumer_of_others_reads_it(address: str) -> None:
    registry = micawber.ProviderRegistry()
    registry.register(rf"{address}/articles/\S+", micawber.Provider(f"{address}/oembed", timeout=60))
    data = registry.request(f"{address}/articles/{ID}", maxwidth=400)
    assert (data["type"], data["width"], data["height"]) == ("rich", 400, 600)
    assert "<iframe" in micawber.parse_text(f"{address}/articles/{ID}/quiz", registry)
    with pytest.raises(ProviderHTTPException):
        registry.request(f"{address}/articles/nothing")
