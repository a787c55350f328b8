"""An article in two languages, from its files to what leaves the server; and one from right to left."""

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import COMPLETE, KEY, client_with
from flask import Flask
from flask.testing import FlaskClient
from html_pages import get, post
from translations import shout, whole_translation
from werkzeug.test import Client

from quizapp.attempts.sql_store import SqlStore
from quizapp.content.model import Article
from quizapp.quiz.bank import item_revision
from quizapp.settings import Settings
from quizapp.web.fast_path import FastPath
from quizapp.web.prebuilt import i18n
from quizapp.web.snapshot import take_snapshot

ID = "blisters-from-new-shoes"
API = f"/api/v1/articles/{ID}"
PAGE = f"/articles/{ID}"

Make = Callable[..., FlaskClient]


@pytest.fixture
def make(tmp_path: Path, store: SqlStore) -> Make:
    """Make a client of a site with the sample and one translation, which is YAML because it is JSON."""

    def with_translation(data: Any, public_url: str | None = None) -> FlaskClient:
        folder = tmp_path / "content" / ID
        folder.mkdir(parents=True)
        for path in (COMPLETE / ID).glob("*.yaml"):
            (folder / path.name).write_bytes(path.read_bytes())
        (folder / f"{data['lang']}.yaml").write_text(json.dumps(data, ensure_ascii=False))
        settings = Settings(
            content=tmp_path / "content", state=tmp_path / "state", secret_keys=(KEY,), public_url=public_url
        )
        return client_with(settings, store, take_snapshot(settings))

    return with_translation


@pytest.fixture
def spanish(make: Make, article: Article) -> FlaskClient:
    return make(whole_translation(article))


@pytest.mark.parametrize("path", [API, f"{API}/red-flags", f"{API}/signs/small-blister", f"{API}/quiz"])
@pytest.mark.parametrize(
    ("query", "lang"),
    [("", "en"), ("?lang=en", "en"), ("?lang=es", "es"), ("?lang=es-MX", "es"), ("?lang=fr", "en")],
)
def test_a_reply_is_in_the_language_asked_for_or_in_that_of_the_original(
    spanish: FlaskClient, path: str, query: str, lang: str
) -> None:
    reply = spanish.get(path + query)
    assert (reply.status_code, reply.get_json()["lang"]) == (200, lang)
    assert reply.headers["Content-Language"] == lang


def test_a_list_has_each_article_in_the_language_if_it_is_there(
    spanish: FlaskClient, article: Article
) -> None:
    titles = [
        spanish.get(f"/api/v1/articles{query}").get_json()["articles"][0]["title"]
        for query in ("", "?lang=es")
    ]
    assert titles == [article.title, shout(article.title)]
    assert spanish.get(f"{API}?lang=es&fields=title").get_json() == {"title": shout(article.title)}
    found = spanish.get("/api/v1/articles?lang=es&q=blisters").get_json()["articles"]
    assert [each["url"] for each in found] == [f"{PAGE}?lang=es"]


def test_an_article_says_in_which_languages_it_is_there_and_what_a_translation_is(
    spanish: FlaskClient,
) -> None:
    original, translation = spanish.get(API).get_json(), spanish.get(f"{API}?lang=es").get_json()
    assert original["languages"] == translation["languages"] == ["en", "es"]
    assert "translation" not in original
    assert translation["translation"] == {"original": "en", "review": {"status": "unreviewed"}}


@pytest.mark.parametrize("name", ["red_flags", "levels", "urgent_notice", "about", "faqs"])
def test_words_that_are_stale_are_nowhere_in_what_leaves_the_server(
    make: Make, article: Article, name: str
) -> None:
    data = whole_translation(article, say=lambda text: f"STALE {text}")
    for other in [key for key in data if key not in {name, "format", "article", "lang", "review"}]:
        del data[other]
    for entry in data[name] if isinstance(data[name], list) else [data[name]]:
        entry["based_on"] = "0" * 12
    client = make(data)
    snapshot = client.application.extensions["quizapp"].snapshot
    assert snapshot.by_language["es"]
    for path, reply in snapshot.by_language["es"].items():
        assert b"STALE" not in reply.body, path


def test_a_red_flag_that_is_not_translated_is_shown_in_english_and_marked_so(
    make: Make, article: Article
) -> None:
    data = whole_translation(article)
    del data["red_flags"]
    client = make(data)
    (flag, *_) = client.get(f"{API}/red-flags?lang=es").get_json()["items"]
    assert (flag["lang"], flag["name"]) == ("en", article.red_flags[0].name)
    for path in (f"{PAGE}?lang=es", f"{PAGE}/quiz?lang=es", f"{API}/red-flags.html?lang=es"):
        shown = client.get(path).text
        assert f'<span lang="en" dir="auto">{article.red_flags[0].name}</span>' in shown, path


def test_every_page_of_a_translation_says_once_that_nobody_has_checked_it(spanish: FlaskClient) -> None:
    said = "Traducción sin comprobar"
    start = f"{PAGE}/quiz?lang=es"
    item = post(spanish, start, {"step": "check"})
    token = str(item.form("respond").data("respond")["attempt"])
    report = get(spanish, f"{start}&step=report&attempt={token}")
    embeds = [f"/embed/{ID}/{piece}?lang=es" for piece in ("red-flags", "summary", "quiz")]
    for path in (f"{PAGE}?lang=es", start, "/?lang=es", f"{API}/faqs/pain-relief.html?lang=es", *embeds):
        assert spanish.get(path).text.count(said) == 1, path
    assert item.text.count(said) == report.text.count(said) == 1
    assert said not in spanish.get(PAGE).text


def test_an_owner_chooses_the_language_of_an_embed(spanish: FlaskClient) -> None:
    offered = get(spanish, f"/embed-code/{ID}").forms[0].controls
    assert [control.value for control in offered if control.name == "lang"] == ["en", "es"]
    page = get(spanish, f"/embed-code/{ID}?lang=es&part=faqs&pin=1")
    revision = spanish.get(f"{API}?lang=es").get_json()["revision"]
    assert (page.faults(), page.heading) == ([], "Ponga esto en su sitio")
    assert f"/embed-code/{ID}" in get(spanish, PAGE).links
    assert f"/embed-code/{ID}?lang=es" in get(spanish, f"{PAGE}?lang=es").links
    element, frame, _ = [each.text for each in page.elements if each.tag == "textarea"]
    assert f'part="faqs" lang="es" rev="{revision}"' in element
    assert f'href="http://localhost{PAGE}?lang=es"' in element
    assert f"/embed/{ID}/faqs?lang=es&amp;rev={revision}" in frame
    shown = get(spanish, f"/embed/{ID}/faqs?lang=es&rev={revision}")
    assert (shown.elements[0].attributes["lang"], "notice" in shown.text) == ("es", False)


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/quiz"])
def test_a_page_leads_to_the_same_page_in_the_other_languages(spanish: FlaskClient, path: str) -> None:
    """In the head, for programs, addresses must be whole: they are there where the site knows its own."""
    for query, lang, name in (("", "es", "Español"), ("?lang=es", "en", "English")):
        shown = spanish.get(path + query).text
        assert '<link rel="alternate" hreflang' not in shown
        other = path if query else f"{path}?lang=es"
        assert f'<a href="{other}" lang="{lang}" hreflang="{lang}">{name}</a>' in shown


def test_a_page_tells_programs_its_whole_addresses_in_all_languages(make: Make, article: Article) -> None:
    shown = make(whole_translation(article), public_url="https://quiz.example").get(f"{PAGE}?lang=es").text
    for lang, query in (("en", ""), ("es", "?lang=es")):
        address = f"https://quiz.example{PAGE}{query}"
        assert f'<link rel="alternate" hreflang="{lang}" href="{address}">' in shown


def test_links_of_a_spanish_page_stay_in_spanish(spanish: FlaskClient) -> None:
    page = get(spanish, f"{PAGE}/quiz?lang=es")
    english = [link for link in page.links if link.startswith("/") and "lang=es" not in link]
    # the switch to English, and the original of the notice
    assert english == [f"{PAGE}/quiz"] * 2
    assert page.faults() == []


def test_an_attempt_stays_in_the_language_that_it_began_in(spanish: FlaskClient) -> None:
    begun = spanish.post(f"{API}/attempts", json={"lang": "es"}).get_json()
    assert (begun["lang"], begun["item"]["stem"]) == ("es", begun["item"]["stem"].upper())
    asked = {"attempt": begun["attempt"], "item": begun["item"]["id"], "response": ["1"]}
    reply = spanish.post("/api/v1/responses", json=asked).get_json()
    assert reply["lang"] == "es"
    assert all(each["text"] == each["text"].upper() for each in reply["outcome"]["rationales"])
    assert all(sign["url"].startswith(f"{PAGE}?lang=es#") for sign in reply["outcome"]["signs"])
    assert spanish.post("/api/v1/resume", json={"attempt": reply["attempt"]}).get_json()["lang"] == "es"


def test_readers_are_told_in_the_language_of_their_attempt(spanish: FlaskClient) -> None:
    begun = spanish.post(f"{API}/attempts", json={"lang": "es"}).get_json()
    told = {"attempt": begun["attempt"], "item": begun["item"]["id"]}
    first = spanish.post("/api/v1/responses", json={**told, "response": ["1"]}).get_json()
    headlines = {"under-triage": "Eso no basta", None: "Sí, eso encaja"}
    if not first["outcome"]["hazard"]:
        assert first["outcome"]["words"]["headline"] == headlines[first["outcome"]["error"]]
    again = spanish.post("/api/v1/responses", json={**told, "response": ["2"]})
    assert (again.status_code, again.headers["Content-Language"]) == (409, "es")
    assert (again.get_json()["code"], again.get_json()["detail"]) == (
        "step-conflict",
        "Ya respondió a esta pregunta. Cuenta su primera respuesta.",
    )
    report = spanish.post("/api/v1/finish", json={"attempt": first["attempt"]}).get_json()
    assert report["words"]["headline"] == "Todavía no podemos saberlo"
    bad = spanish.post(f"{API}/attempts", json={"lang": "es", "previous": "x"})
    assert bad.get_json()["detail"] == "Este enlace a una autoevaluación está dañado. Empiece una nueva."
    words = {lang: spanish.get(f"/api/v1/words?lang={lang}").get_json() for lang in ("es", "fr")}
    assert [(each["lang"], each["origin"]["stated"]) for each in words.values()] == [
        ("es", "Del artículo"),
        ("en", "From the article"),
    ]


def test_a_response_counts_for_the_item_whatever_its_language(spanish: FlaskClient) -> None:
    for lang in ("en", "es"):
        begun = spanish.post(f"{API}/attempts", json={"lang": lang}).get_json()
        asked = {"attempt": begun["attempt"], "item": begun["item"]["id"], "response": ["1"]}
        assert spanish.post("/api/v1/responses", json=asked).get_json()["recorded"]
    site = spanish.application.extensions["quizapp"]
    known = {item.id: item_revision(item) for item in site.snapshot.banks[ID].quiz.items}
    steps = list(site.store.steps(ID))
    assert [step.item_revision for step in steps] == [known[step.item] for step in steps]
    assert len(steps) == 2


def test_an_attempt_is_in_the_language_asked_for_or_there_is_none(spanish: FlaskClient) -> None:
    def begun(lang: str) -> Any:
        reply = spanish.post(f"{API}/attempts", json={"lang": lang})
        data = reply.get_json()
        return data["lang"] if reply.status_code == 201 else (data["status"], data["code"], data["errors"])

    def refused(lang: str, hint: str = "") -> Any:
        message = f'not "{lang}": the quiz is in en, es{hint}'
        return 422, "wrong-member", [{"pointer": "/lang", "message": message}]

    assert {lang: begun(lang) for lang in ("en", "ES", "es-MX", "fr", "eng")} == {
        "en": "en",
        "ES": "es",
        "es-MX": "es",
        "fr": refused("fr"),
        "eng": refused("eng", '; did you mean "en"?'),
    }


@pytest.mark.parametrize(
    "query", ["lang=es", "lang=en", "lang=fr", "lang=es&lang=es", "lang=", "lang=ES", "Lang=es"]
)
def test_the_fast_path_answers_a_language_as_flask_does(spanish: FlaskClient, query: str) -> None:
    app: Flask = spanish.application
    slowly, site = partial(Flask.wsgi_app, app), app.extensions["quizapp"]
    fast, without = Client(FastPath(slowly, site)), Client(slowly)
    for path in [*site.snapshot.table, f"{PAGE}%3Flang=es", "/nothing"]:
        quick = fast.get(path, query_string=query)
        slow = without.get(path, query_string=query)
        assert (quick.status, quick.data) == (slow.status, slow.data), path
        assert sorted(quick.headers) == sorted(slow.headers), path


@pytest.mark.usefixtures("right_to_left")
def test_a_page_in_a_language_from_right_to_left_says_so(make: Make, article: Article) -> None:
    client = make(whole_translation(article, "ar", say=shout))
    for path in (f"{PAGE}?lang=ar", f"{PAGE}/quiz?lang=ar", "/?lang=ar", f"/embed/{ID}/faqs?lang=ar"):
        assert '<html lang="ar" dir="rtl"' in client.get(path).text, path
    assert '<html lang="en" dir="ltr"' in client.get(PAGE).text


def test_styles_know_start_and_end_and_neither_left_nor_right() -> None:
    styles = Path(i18n.__file__).parents[1].joinpath("static", "style.css").read_text()
    properties = r"(?:margin|padding|border)-(?:left|right)|(?<![-\w])(?:left|right)\s*:"
    values = r"(?:float|clear|text-align)\s*:\s*(?:left|right)"
    assert re.findall(f"{properties}|{values}", styles) == []
