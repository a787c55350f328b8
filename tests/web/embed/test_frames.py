from dataclasses import replace

import pytest
from conftest import COMPLETE, NOW, client_of, client_with
from flask.testing import FlaskClient
from html_pages import HtmlPage, get

from quizapp.attempts.sql_store import SqlStore
from quizapp.content.markdown import plain
from quizapp.content.model import Article, Review, quiz_of
from quizapp.library.archive import Archive
from quizapp.library.load import Loaded, load
from quizapp.library.model import Library
from quizapp.settings import Settings
from quizapp.web.embed.embed_code import QUIZ, quoted_frame_html, snippet
from quizapp.web.headers import Place
from quizapp.web.prebuilt.fragments import READER_PARTS
from quizapp.web.prebuilt.page_table import embed_pieces
from quizapp.web.site import Site
from quizapp.web.snapshot import NOTHING, make_snapshot

ID = "blisters-from-new-shoes"
EMBED = f"/embed/{ID}"


def theme_of(page: HtmlPage) -> str:
    return page.elements[0].attributes["data-theme"]


def notice_of(page: HtmlPage) -> str:
    """Return what stands above the piece, if anything."""
    notices = [element for element in page.elements if element.attributes.get("class") == "notice"]
    return " ".join(notices[0].text.split()) if notices else ""


def test_every_part_can_be_embedded_and_every_question_alone_and_the_article_in_short(
    article: Article,
) -> None:
    questions = [f"faqs/{faq.id}" for faq in article.faqs]
    assert [*embed_pieces(article)] == ["summary", *READER_PARTS, *questions]


def test_every_embed_is_sound_and_has_attribution_link_review_and_urgent_notice_in_it(
    client: FlaskClient, article: Article
) -> None:
    for piece, title in embed_pieces(article).items():
        page = get(client, f"{EMBED}/{piece}")
        assert page.faults() == []
        assert page.title == title
        assert f"From {article.title}." in page.text
        assert any(link.partition("#")[0] == f"/articles/{ID}" for link in page.links)
        assert "Not yet reviewed" in page.text
        assert (article.urgent_notice in page.text) == (piece != "red-flags")
        assert all(flag.name in page.text for flag in article.red_flags if piece == "red-flags")


def test_embeds_say_who_reviewed_their_article_and_that_of_a_quiz_who_reviewed_the_quiz(
    settings: Settings, store: SqlStore, article: Article
) -> None:
    review = Review(status="reviewed", by="Dr. Ada Moss", date="2026-10-01")
    article = replace(article, review=review)
    client = client_of(settings, store, article)
    for piece in ("summary", "takeaways"):
        assert "by Dr. Ada Moss" in get(client, f"{EMBED}/{piece}").text
    begun = client.post(f"{EMBED}/quiz", data={"step": "check"}, follow_redirects=True).text
    quoted = quoted_frame_html(snippet(article, QUIZ, "A quiz", {}), "")
    for text in (get(client, f"{EMBED}/quiz").text, begun, quoted):
        assert ("Not yet reviewed" in text, "Ada Moss" in text) == (True, False)


def test_no_link_of_an_embed_opens_in_the_frame(client: FlaskClient, article: Article) -> None:
    for piece in embed_pieces(article):
        page = get(client, f"{EMBED}/{piece}")
        everywhere = [e for e in page.elements if e.tag == "base" and e.attributes == {"target": "_blank"}]
        alone = [e for e in page.elements if e.tag == "a" and e.attributes.get("target") != "_blank"]
        assert everywhere or not alone


@pytest.mark.parametrize("path", ["red-flags", "red-flags?theme=dark", "nothing", "red-flags?x=1", "quiz/x"])
def test_an_embed_and_its_errors_have_the_headers_of_embeds(
    client: FlaskClient, site: Site, path: str
) -> None:
    reply = client.get(f"{EMBED}/{path}")
    for name, value in site.headers[Place.EMBED]:
        assert reply.headers.getlist(name) == [value]
    assert reply.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert "X-Frame-Options" not in reply.headers


def test_the_theme_is_light_unless_the_address_names_another(client: FlaskClient) -> None:
    themes = [
        theme_of(get(client, f"{EMBED}/faqs{q}")) for q in ("", "?theme=auto", "?theme=dark", "?theme=light")
    ]
    assert themes == ["light", "auto", "dark", "light"]
    plain, dark = client.get(f"{EMBED}/faqs"), client.get(f"{EMBED}/faqs?theme=dark")
    assert dark.text == plain.text.replace('data-theme="light"', 'data-theme="dark"', 1)
    assert dark.headers["Cache-Control"] == plain.headers["Cache-Control"]
    packed = client.get(f"{EMBED}/faqs?theme=dark", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    again = client.get(f"{EMBED}/faqs?theme=dark", headers={"If-None-Match": dark.headers["ETag"]})
    assert again.status_code == 304


def test_the_wording_that_is_asked_for_is_shown_without_a_word(client: FlaskClient, article: Article) -> None:
    page = get(client, f"{EMBED}/faqs?rev={article.revision}&lang=en")
    assert notice_of(page) == ""
    assert client.get(f"{EMBED}/faqs?rev={article.revision}").data == client.get(f"{EMBED}/faqs").data


def test_what_cannot_be_had_as_asked_for_comes_as_it_is_with_a_notice(client: FlaskClient) -> None:
    replaced = "This is the latest version."
    other = "Not available in your language yet."
    assert notice_of(get(client, f"{EMBED}/faqs?rev=new")) == replaced
    assert notice_of(get(client, f"{EMBED}/faqs?lang=de")) == other
    assert (
        notice_of(get(client, f"{EMBED}/faqs?lang=de&rev=0123456789abcdef&theme=dark"))
        == f"{other} {replaced}"
    )


def test_an_embedded_quiz_is_that_of_today_and_says_so_where_another_was_asked_for(
    client: FlaskClient, article: Article
) -> None:
    start = client.get(f"{EMBED}/quiz").data
    assert client.get(f"{EMBED}/quiz?rev={quiz_of(article).revision}").data == start
    page = get(client, f"{EMBED}/quiz?rev=0123456789abcdef")
    assert page.faults() == []
    assert notice_of(page) == "This is the latest version."
    assert notice_of(get(client, f"{EMBED}/quiz?lang=de")) == "Not available in your language yet."


def after_edits(settings: Settings, store: SqlStore, *editions: Article) -> FlaskClient:
    """Return a client of a site that has served these editions of the sample, the last one now.

    The text of its files is that of the sample itself, the only edition that the tests pin.
    """
    archive, snapshot = Archive(settings.state / "history", lambda: NOW), NOTHING
    text = load(COMPLETE).library.canonical
    for edition in editions:
        library = Library({edition.id: edition}, text)
        snapshot = make_snapshot(Loaded(library, (), archive.follow(library)), settings, snapshot)
    return client_with(settings, store, snapshot)


def with_answer(article: Article, answer: str) -> Article:
    """Return an edition with another answer to the first question."""
    first, *others = article.faqs
    return replace(article, faqs=(replace(first, answer=answer), *others), revision=f"{len(answer):016x}")


def test_a_pinned_wording_is_shown_and_says_that_there_is_a_newer_one(
    settings: Settings, store: SqlStore, article: Article
) -> None:
    client = after_edits(settings, store, article, with_answer(article, "Now it says this."))
    first = article.faqs[0]
    for piece in ("faqs", f"faqs/{first.id}"):
        path = f"{EMBED}/{piece}"
        reply = client.get(f"{path}?rev={article.revision}")
        page = HtmlPage(reply)
        assert page.faults() == []
        assert plain(first.answer) in page.text
        newer = "This site shows an earlier version. Read the latest"
        assert (notice_of(page), page.links[0]) == (newer, path)
        assert reply.headers["Link"] == f'<{path}>; rel="latest-version"'
        assert "Now it says this." in get(client, path).text
    dark = get(client, f"{EMBED}/summary?rev={article.revision}&theme=dark")
    assert (theme_of(dark), dark.heading, dark.faults()) == ("dark", article.title, [])


def test_a_pinned_wording_that_is_not_in_the_language_asked_for_says_so(
    settings: Settings, store: SqlStore, article: Article
) -> None:
    now = with_answer(article, "Now it says this.")
    spanish = replace(with_answer(article, "Ahora dice esto."), lang="es")
    client = after_edits(settings, store, article, replace(now, translations={"es": spanish}))
    page = get(client, f"{EMBED}/faqs?rev={article.revision}&lang=es")
    assert plain(article.faqs[0].answer) in page.text
    assert notice_of(page).startswith("Aún no disponible en su idioma.")
    assert notice_of(get(client, f"{EMBED}/faqs?rev={spanish.revision}&lang=es")) == ""


def test_a_changed_red_flag_is_shown_whatever_was_pinned(
    settings: Settings, store: SqlStore, article: Article
) -> None:
    flag, *others = article.red_flags
    changed = (replace(flag, action="Call an ambulance."), *others)
    now = replace(article, red_flags=changed, revision="0" * 16)
    client = after_edits(settings, store, article, now)
    for piece, says in (("red-flags", "Call an ambulance."), ("faqs", "")):
        page = get(client, f"{EMBED}/{piece}?rev={article.revision}")
        assert notice_of(page).startswith("An urgent sign has changed.")
        assert f'data-revision="{now.revision}"' in page.html
        assert says in page.text


def test_a_changed_red_flag_is_shown_also_where_the_record_of_its_change_is_lost(
    settings: Settings, store: SqlStore, article: Article
) -> None:
    flag, *others = article.red_flags
    changed = (replace(flag, action="Call an ambulance."), *others)
    now = with_answer(replace(article, red_flags=changed), "Now it says this.")
    after_edits(settings, store, article, replace(article, red_flags=changed, revision="0" * 16), now)
    (settings.state / "history" / article.id / "000002.json").write_text("torn")
    page = get(after_edits(settings, store, now), f"{EMBED}/red-flags?rev={article.revision}")
    assert notice_of(page).startswith("An urgent sign has changed.")
    assert "Call an ambulance." in page.text


def test_a_question_that_was_taken_out_is_replaced_by_those_that_there_are(
    settings: Settings, store: SqlStore, article: Article
) -> None:
    gone = article.faqs[0]
    now = replace(article, faqs=article.faqs[1:], revision="0" * 16)
    client = after_edits(settings, store, article, now)
    page = get(client, f"{EMBED}/faqs/{gone.id}?rev={article.revision}")
    assert notice_of(page).startswith("This is the latest version.")
    assert plain(gone.answer) not in page.text
    assert client.get(f"{EMBED}/faqs/{gone.id}").status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("faq", 404, "Check the address"),
        ("faqs/nothing", 404, "Check the address"),
        ("causes/tight-fit", 404, "Check the address"),
        ("faqs?theme=pink", 400, "The theme is one of: light, dark, auto."),
        ("faqs?them=dark", 400, 'did you mean "theme"?'),
        ("faqs?theme=dark&theme=dark", 400, "given twice"),
        ("quiz?theme=pink", 400, "The theme is one of: light, dark, auto."),
        ("quiz?them=dark", 400, 'did you mean "theme"?'),
        ("quiz?lang=e&lang=n", 400, "given twice"),
    ],
)
def test_what_is_asked_wrongly_is_answered_in_the_frame(
    client: FlaskClient, path: str, status: int, says: str
) -> None:
    page = get(client, f"{EMBED}/{path}")
    assert (page.status, page.faults()) == (status, [])
    assert page.links == ["/"]
    assert says in page.text
    (told,) = [e.attributes["data-error"] for e in page.elements if e.tag == "body"]
    assert told.startswith(f"{status}: ")
    assert told.endswith(f" {EMBED}/faqs") is (path in {"faq", "faqs/nothing"})
