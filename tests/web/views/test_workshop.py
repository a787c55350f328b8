from __future__ import annotations

from html import unescape

import pytest
from flask.testing import FlaskClient
from html_pages import HtmlPage, get

from quizapp.content.model import Article
from quizapp.web.site import Site
from quizapp.web.views.workshop import LONGEST_HEADERS, piece_titles

ID = "blisters-from-new-shoes"
CODE = f"/embed-code/{ID}"
BASE = "http://localhost"


@pytest.fixture
def article(site: Site) -> Article:
    return site.snapshot.article(ID)


def codes(page: HtmlPage) -> list[str]:
    """Return the code of the element and that of the frame."""
    return [element.text for element in page.elements if element.tag == "textarea"]


def check(client: FlaskClient, headers: str) -> HtmlPage:
    return HtmlPage(client.post("/embed-check", data={"headers": headers}))


def test_the_form_offers_everything_that_can_be_embedded_the_quiz_first(
    client: FlaskClient, article: Article
) -> None:
    page = get(client, CODE)
    offered = [control.value for control in page.forms[0].controls if control.name == "part"]
    assert offered == list(piece_titles(article))
    assert offered[0] == "quiz"
    assert page.faults() == []


def test_every_choice_gives_code_whose_address_shows_an_embed(client: FlaskClient, article: Article) -> None:
    for piece, title in piece_titles(article).items():
        page = get(client, f"{CODE}?part={piece}&theme=dark&pin=1")
        element, frame = codes(page)
        rev = article.quiz.revision if piece == "quiz" and article.quiz else article.revision
        address = unescape(frame.partition('src="')[2].partition('"')[0])
        assert address == f"{BASE}/embed/{ID}/{piece}?theme=dark&rev={rev}"
        shown = get(client, address.removeprefix(BASE))
        assert (shown.status, "The wording that this page asked for" in shown.text) == (200, False)
        assert f'part="{piece}" theme="dark" rev="{rev}"' in element
        assert f"{title}</a>" in element


def test_the_plainest_choice_gives_the_plainest_code(client: FlaskClient, article: Article) -> None:
    element, frame = codes(get(client, f"{CODE}?part=takeaways"))
    title = f"To remember: {article.title}"
    assert element == (
        f'<script async src="{BASE}/embed.js"></script>\n'
        f'<quizapp-embed article="{ID}" part="takeaways" height="700" '
        'style="display:block;min-height:700px">\n'
        f'  <a href="{BASE}/articles/{ID}">{title}</a>\n'
        "</quizapp-embed>"
    )
    assert frame == (
        f'<iframe src="{BASE}/embed/{ID}/takeaways" title="{title}" width="600" height="700" loading="lazy" '
        'sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox" '
        'style="border:0;max-width:100%"></iframe>'
    )


def test_the_page_may_show_frames_of_its_own_site_alone(client: FlaskClient) -> None:
    policy = client.get(CODE).headers["Content-Security-Policy"]
    assert "; frame-src 'self'; frame-ancestors 'none'" in policy


@pytest.mark.parametrize(("query", "status"), [("part=nothing", 200), ("theme=pink", 400), ("x=1", 400)])
def test_a_choice_that_is_none(client: FlaskClient, query: str, status: int) -> None:
    assert client.get(f"{CODE}?{query}").status_code == status


def test_headers_are_asked_for_and_nothing_is_said_before(client: FlaskClient) -> None:
    page = get(client, "/embed-check")
    assert (page.faults(), page.lines("h2")) == ([], [])
    assert check(client, " \n").lines("h2") == []


def test_the_line_in_the_way_is_shown_with_what_to_write_instead(client: FlaskClient) -> None:
    page = check(client, "Content-Security-Policy: default-src 'self'; script-src *")
    assert page.faults() == []
    assert page.lines("code") == ["default-src 'self'", f"frame-src 'self' {BASE}"] * 2
    assert "This site is reached by plain http" in page.text


def test_a_line_for_everything_is_kept_and_one_is_added(client: FlaskClient) -> None:
    page = check(client, "default-src 'self'")
    assert page.text.count("Keep it, and add beside it") == 3
    assert "Write instead" not in page.text
    assert check(client, "frame-src a.example").text.count("Write instead") == 2


def test_what_is_no_policy_is_said_to_count_for_nothing(client: FlaskClient) -> None:
    said = "Browsers take no notice of what is not a directive: hello"
    assert said in check(client, "Hello world").text
    assert "Browsers take no notice" not in check(client, "img-src *").text


def test_headers_that_let_us_in_are_told_so(client: FlaskClient) -> None:
    page = check(client, "Cross-Origin-Embedder-Policy: require-corp")
    assert page.text.count("Nothing here blocks it.") == 2
    assert "There is no Content-Security-Policy in force here." in page.text
    assert "Your page is isolated (require-corp)." in page.text


def test_every_reason_has_its_words(client: FlaskClient) -> None:
    page = check(client, "sandbox, script-src 'strict-dynamic'")
    for words in ("lets no script run", "takes away the origin", "a nonce or a hash", "policy number 2"):
        assert words in page.text


def test_what_is_pasted_is_shown_again_as_text_and_cut(client: FlaskClient) -> None:
    page = check(client, "</textarea><script>alert(1)</script>" + "x" * 9000)
    assert page.faults() == []
    (text,) = codes(page)
    assert text == ("</textarea><script>alert(1)</script>" + "x" * 9000)[:LONGEST_HEADERS]
