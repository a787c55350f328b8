import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha384
from html import unescape

import pytest
from conftest import client_of
from flask.testing import FlaskClient
from html_pages import HtmlPage, get

from quizapp.attempts.sql_store import SqlStore
from quizapp.content.model import Article, quiz_of
from quizapp.settings import Settings
from quizapp.web.prebuilt.page_table import embed_pieces

ID = "blisters-from-new-shoes"
CODE = f"/embed-code/{ID}"
BASE = "http://localhost"


def codes(page: HtmlPage) -> list[str]:
    """Return the code of the element, of the frame, and of the element with the script that cannot change."""
    return [element.text for element in page.elements if element.tag == "textarea"]


def test_the_form_offers_everything_that_can_be_embedded_the_quiz_first(
    client: FlaskClient, article: Article
) -> None:
    page = get(client, CODE)
    offered = [control.value for control in page.forms[0].controls if control.name == "part"]
    assert offered == ["quiz", *embed_pieces(article)]
    assert page.faults() == []


def test_a_part_in_which_the_article_has_nothing_is_not_offered(
    settings: Settings, store: SqlStore, article: Article
) -> None:
    client = client_of(settings, store, replace(article, causes=(), topics=(), quiz=None))
    page = get(client, f"{CODE}?part=causes")
    offered = [control.value for control in page.forms[0].controls if control.name == "part"]
    pieces = [*embed_pieces(article)]
    assert offered == [piece for piece in pieces if piece not in {"causes", "topics"}]
    assert 'part="summary"' in codes(page)[0]
    assert get(client, f"/embed/{ID}/causes").status == 200


def test_every_choice_gives_code_whose_address_shows_an_embed(client: FlaskClient, article: Article) -> None:
    quiz = quiz_of(article)
    for piece, title in {"quiz": quiz.title, **embed_pieces(article)}.items():
        element, frame, _ = codes(get(client, f"{CODE}?part={piece}&theme=dark&pin=1"))
        rev = quiz.revision if piece == "quiz" else article.revision
        address = unescape(frame.partition('src="')[2].partition('"')[0])
        assert address == f"{BASE}/embed/{ID}/{piece}?theme=dark&rev={rev}"
        shown = get(client, address.removeprefix(BASE))
        assert (shown.status, "latest version" in shown.text) == (200, False)
        assert f'part="{piece}" theme="dark" rev="{rev}"' in element
        assert f"{title}</a>" in unescape(element)


def test_the_plainest_choice_gives_the_plainest_code(client: FlaskClient, article: Article) -> None:
    element, frame, fixed = codes(get(client, f"{CODE}?part=summary"))
    title = article.title
    assert element == (
        f'<script async src="{BASE}/embed.js"></script>\n'
        f'<quizapp-embed article="{ID}" part="summary" height="600 400" '
        'style="display:block;min-height:clamp(400px,(480px - 100vw)*999,600px)">\n'
        f'  <a href="{BASE}/articles/{ID}">{title}</a>\n'
        "</quizapp-embed>"
    )
    assert frame == (
        f'<iframe src="{BASE}/embed/{ID}/summary" title="{title}" width="600" height="400" loading="lazy" '
        'sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox '
        'allow-downloads" style="border:0;max-width:100%;'
        'height:clamp(400px,(480px - 100vw)*999,600px)"></iframe>'
    )
    script, rest = fixed.split("></script>", 1)
    assert element.endswith(rest)
    address, integrity = re.findall(r'(?:src|integrity)="([^"]+)"', script)
    body = client.get(address.removeprefix(BASE)).data
    assert integrity == f"sha384-{b64encode(sha384(body).digest()).decode()}"
    assert client.get("/embed.000000000000.js").status_code == 404


def test_more_words_keep_more_room_free_and_a_phone_needs_more(client: FlaskClient) -> None:
    found = [
        re.findall(r'height="(\d+) (\d+)"', codes(get(client, f"{CODE}?part={part}"))[0])[0]
        for part in ("takeaways", "signs")
    ]
    (few_narrow, few_wide), (many_narrow, many_wide) = [map(int, heights) for heights in found]
    assert few_wide < few_narrow < many_narrow > many_wide > few_wide


@pytest.mark.parametrize("brand", ["7b2358", "%237b2358"])
def test_the_colour_and_the_typeface_are_in_the_code(client: FlaskClient, brand: str) -> None:
    element, frame, _ = codes(get(client, f"{CODE}?part=faqs&brand={brand}&font=Georgia, serif"))
    assert 'brand="7b2358" font="Georgia, serif"' in element
    assert "brand=7b2358&amp;font=Georgia%2C+serif" in frame or "brand=7b2358&font=Georgia%2C+serif" in frame


def test_the_page_may_show_frames_of_its_own_site_alone(client: FlaskClient) -> None:
    policy = client.get(CODE).headers["Content-Security-Policy"]
    assert "; frame-src 'self'; frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    ("query", "status"), [("part=nothing", 200), ("theme=pink", 400), ("x=1", 200), ("them=dark", 400)]
)
def test_a_choice_that_is_none(client: FlaskClient, query: str, status: int) -> None:
    assert client.get(f"{CODE}?{query}").status_code == status
