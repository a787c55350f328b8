from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import pytest
from calls import API, begin, by_key, play, respond, wrongly
from conftest import make_site, snapshot_of
from factories import RULE, make_article
from flask import Flask
from flask.testing import FlaskClient

from quizapp.attempts.sql_store import SqlStore
from quizapp.attempts.store import Store
from quizapp.content.model import Article, Item, Kind
from quizapp.content.projection import PARTS, article_data, part_data
from quizapp.content.shape.json_schema import KINDS, json_schema
from quizapp.quiz.bank import ItemBank
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.site import Site

ID = "blisters-from-new-shoes"
ARTICLE = f"{API}/articles/{ID}"
PAGE = f"/articles/{ID}"
NOTHING_HERE = "There is nothing at this address."


@pytest.fixture
def article(site: Site) -> Article:
    return site.snapshot.article(ID)


@pytest.fixture
def bank(site: Site) -> ItemBank:
    return site.bank(ID)


def get(client: FlaskClient, path: str) -> Any:
    reply = client.get(path)
    assert (reply.status_code, reply.content_type) == (200, "application/json"), reply.text
    return reply.json


def refusal(client: FlaskClient, path: str, **post: Any) -> Any:
    """Return the problem document of a request that is refused."""
    reply = client.post(path, **post) if post else client.get(path)
    assert reply.content_type == "application/problem+json"
    assert reply.json is not None
    assert reply.json["status"] == reply.status_code
    return reply.json


def refused(status: int, detail: str, kind: str | None = None, **members: Any) -> dict[str, Any]:
    """Return a problem document; `kind` is the one that is the most usual for the status."""
    usual = {
        400: "wrong-argument",
        404: "not-found",
        410: "revision-gone",
        422: "wrong-member",
        503: "revision-away",
    }
    address = "about:blank" if detail == NOTHING_HERE else f"/docs#problem_{kind or usual[status]}"
    title = HTTPStatus(status).phrase
    return {"type": address, "title": title, "status": status, "detail": detail, **members}


def test_the_list_names_every_article_with_its_page(client: FlaskClient, article: Article) -> None:
    assert get(client, f"{API}/articles") == {
        "articles": [
            {
                "id": ID,
                "title": "Blisters from new shoes",
                "summary": "New shoes rub. Most blisters heal in a week if you keep them clean and pad them.",
                "lang": "en",
                "revision": article.revision,
                "url": PAGE,
            }
        ],
        "next": None,
    }


def test_links_begin_with_the_public_url_where_there_is_one(settings: Settings, store: SqlStore) -> None:
    public = replace(settings, public_url="https://quiz.example")
    client = create_app(site=make_site(public, store, snapshot_of(public, make_article()))).test_client()
    assert get(client, f"{API}/articles")["articles"][0]["url"] == "https://quiz.example/articles/an-article"


def test_an_article_is_given_whole(client: FlaskClient, article: Article) -> None:
    assert get(client, ARTICLE) == article_data(article)


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_given_alone(client: FlaskClient, article: Article, part: str) -> None:
    data = get(client, f"{ARTICLE}/{part}")
    assert data == part_data(article, part)
    assert data["items"], "the sample has something in every part"


def test_one_sign_carries_what_makes_it_safe_alone(client: FlaskClient, article: Article) -> None:
    assert get(client, f"{ARTICLE}/red-flags/spreading-redness") == {
        "article": ID,
        "lang": "en",
        "revision": article.revision,
        "id": "spreading-redness",
        "name": "Hot, red skin that spreads around a blister",
        "level": "urgent",
        "action": "See a doctor today.",
        "origin": "stated",
        "cites": [{"source": "leaflet", "passage": "p5"}],
        "review": {"status": "unreviewed", "next_review": "2999-01-01"},
        "urgent_notice": article.urgent_notice,
        "raised_by": [],
        "page": f"{PAGE}#spreading-redness",
        "sources": [
            {
                "id": "leaflet",
                "title": article.sources[0].title,
                "url": article.sources[0].url,
                "publisher": article.sources[0].publisher,
                "seen": article.sources[0].seen,
            }
        ],
    }


def test_one_sign_tells_what_makes_it_count_for_more(client: FlaskClient) -> None:
    assert get(client, f"{ARTICLE}/signs/small-blister")["raised_by"] == [
        {
            "id": "poor-healing-needs-a-look",
            "circumstances": ["You have diabetes, or your wounds heal slowly"],
            "level": "book",
            "reason": "Even a small wound can turn bad when it heals slowly.",
        }
    ]
    assert get(client, f"{ARTICLE}/signs/keeps-coming-back")["raised_by"] == []


@pytest.mark.parametrize("part", PARTS)
def test_every_thing_says_level_review_and_sources(client: FlaskClient, article: Article, part: str) -> None:
    for item in part_data(article, part)["items"]:
        alone = get(client, f"{ARTICLE}/{part}/{item['id']}")
        assert {name: alone[name] for name in item if name != "sources"} == item
        assert alone["review"]["status"] == "unreviewed"
        assert alone["level"] in {None, "carry-on", "modify", "book", "urgent"}
        assert bool(alone["sources"]) is (part != "sources")


def test_chosen_fields_come_in_the_order_of_the_article(client: FlaskClient, article: Article) -> None:
    whole = article_data(article)
    for names in ("title", "signs,id", "review,review,faqs,gaps", ",".join(whole)):
        chosen = get(client, f"{ARTICLE}?fields={names}")
        expected = {name: value for name, value in whole.items() if name in names.split(",")}
        assert (chosen, list(chosen)) == (expected, list(expected))


def test_a_reply_with_chosen_fields_can_be_asked_for_conditionally(client: FlaskClient) -> None:
    tag = client.get(f"{ARTICLE}?fields=title").headers["ETag"]
    again = client.get(f"{ARTICLE}?fields=title", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"{ARTICLE}?fields=id", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("lang", ["en", "EN", "en-GB", "en-Latn-US"])
def test_an_article_is_given_to_those_who_read_its_language(client: FlaskClient, lang: str) -> None:
    for path in (ARTICLE, f"{ARTICLE}/faqs", f"{ARTICLE}/signs/rubbing-spot", f"{ARTICLE}/quiz"):
        assert client.get(f"{path}?lang={lang}").data == client.get(path).data


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "/articles/blister-from-new-shoes",
            refused(404, f'there is no article "blister-from-new-shoes"; did you mean "{ID}"?'),
        ),
        ("/articles/other", refused(404, 'there is no article "other"')),
        ("/articles/other/quiz", refused(404, 'there is no article "other"')),
        (f"/articles/{ID}/symptoms", refused(404, NOTHING_HERE)),
        (
            f"/articles/{ID}/signs/rubbing-sport",
            refused(404, 'there is no signs entry "rubbing-sport"; did you mean "rubbing-spot"?'),
        ),
        ("/responses/1", refused(404, NOTHING_HERE)),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_with_a_guess(
    client: FlaskClient, path: str, expected: dict[str, Any]
) -> None:
    assert refusal(client, f"{API}{path}") == expected


@pytest.mark.parametrize(
    ("path", "name", "message"),
    [
        ("/articles?limt=5", "limt", 'there is no query argument "limt"; did you mean "limit"?'),
        ("/articles?x=", "x", 'there is no query argument "x"; known: q, lang, limit, after'),
        ("/articles?limit=0", "limit", "Must be greater than or equal to 1 and less than or equal to 200."),
        ("/articles?limit=201", "limit", "Must be greater than or equal to 1 and less than or equal to 200."),
        ("/articles?limit=٣", "limit", "Write a whole number in plain digits."),
        ("/articles?limit=+1", "limit", "Write a whole number in plain digits."),
        ("/articles?limit=1&limit=1", "limit", '"limit" is given twice'),
        (f"/articles?q={'x' * 201}", "q", "Longer than maximum length 200."),
        ("/articles?lang=e", "lang", "Write a language tag such as en or en-GB."),
        ("/articles?after=%C3%A9", "after", "this is no place in the list; take it from `next`"),
        ("/articles?after=YQ==", "after", "this is no place in the list; take it from `next`"),
        ("/articles?after=____", "after", "this is no place in the list; take it from `next`"),
        (f"/articles/{ID}?feild=id", "feild", 'there is no query argument "feild"; did you mean "fields"?'),
        (f"/articles/{ID}?fields=", "fields", "Length must be between 1 and 400."),
        (f"/articles/{ID}?fields=id,faq", "fields", 'there is no member "faq"; did you mean "faqs"?'),
        (f"/articles/{ID}/signs?fields=id", "fields", 'there is no query argument "fields"; known: lang'),
        (f"/articles/{ID}/quiz?page=2", "page", 'there is no query argument "page"; known: lang'),
        ("/openapi.json?lang=en", "lang", 'there is no query argument "lang"; known: none'),
    ],
)  # fmt: skip
def test_a_wrong_query_argument_is_told_with_a_guess(
    client: FlaskClient, path: str, name: str, message: str
) -> None:
    detail = message if f'"{name}"' in message else f"{name}: {message}"
    expected = refused(400, detail, errors=[{"parameter": name, "message": message}])
    assert refusal(client, f"{API}{path}") == expected


def test_a_quiz_is_told_without_anything_of_its_keys(client: FlaskClient, article: Article) -> None:
    assert article.quiz is not None
    assert get(client, f"{ARTICLE}/quiz") == {
        "article": ID,
        "lang": "en",
        "revision": article.quiz.revision,
        "title": "What would you do about this blister?",
        "intro": "Each question shows a person with a sore foot. Choose what they should do.",
        "competencies": article_data(article)["competencies"],
        "red_flags": 1,
        "items": 23,
        "min_items": 4,
        "max_items": 20,
        "extended_items": 24,
        "practice_items": 8,
        "rule": "sprt-flags/1",
    }


def test_an_article_without_a_quiz_has_none_to_begin(settings: Settings, store: SqlStore) -> None:
    bare = replace(make_article(), quiz=None)
    client = create_app(site=make_site(settings, store, snapshot_of(settings, bare))).test_client()
    expected = refused(404, 'there is no quiz for the article "an-article"')
    assert refusal(client, f"{API}/articles/an-article/quiz") == expected
    assert refusal(client, f"{API}/articles/an-article/attempts", json={}) == expected


def test_an_attempt_begins_with_an_item(client: FlaskClient, bank: ItemBank) -> None:
    turn = begin(client, ID)
    item = bank.items[turn["item"]["id"]]
    assert turn == {
        "attempt": turn["attempt"],
        "lang": "en",
        "item": {
            "id": item.id,
            "kind": "scenario",
            "stem": item.stem,
            "lead_in": item.lead_in,
            "options": [{"id": option.id, "text": option.text} for option in item.options],
            "select": "one",
        },
        "progress": {"answered": 0, "at_most": 20},
    }


def test_a_wrong_response_is_told_why(client: FlaskClient, bank: ItemBank, article: Article) -> None:
    turn = begin(client, ID)
    while bank.items[turn["item"]["id"]].cell != "spreading-redness":
        item = bank.items[turn["item"]["id"]]
        turn = respond(client, turn["attempt"], item.id, by_key(item)).json
    item = bank.items[turn["item"]["id"]]
    reply = respond(client, turn["attempt"], item.id, ["a"], certainty=3).json
    assert reply is not None
    source = article.sources[0]
    assert reply["outcome"] == {
        "item": item.id,
        "correct": False,
        "score": 0.0,
        "error": "under-triage",
        "key": ["d"],
        "rationales": [
            {
                "option": option.id,
                "text": option.rationale,
                "chosen": option.id == "a",
                "correct": option.id == "d",
            }
            for option in item.options
        ],
        "signs": [
            {
                "id": "spreading-redness",
                "name": "Hot, red skin that spreads around a blister",
                "url": f"{PAGE}#spreading-redness",
                "level": "urgent",
            }
        ],
        "sources": [
            {
                "id": "leaflet",
                "title": source.title,
                "publisher": source.publisher,
                "url": source.url,
                "seen": source.seen,
                "passage": "p5",
                "says": source.passages[4].says,
            }
        ],
    }
    assert reply["recorded"] is True
    assert reply["report"] is None


def test_a_reader_who_always_knows_the_key_understands(
    client: FlaskClient, bank: ItemBank, article: Article
) -> None:
    *_, last = play(client, bank, by_key, lang="en-GB")
    right = last["progress"]["answered"]
    assert article.quiz is not None
    flag = {
        "id": "spreading-redness",
        "name": "Hot, red skin that spreads around a blister",
        "url": f"{PAGE}#spreading-redness",
        "status": "confirmed",
    }
    assert last["report"] == {
        "verdict": "understands",
        "rule": "sprt-flags/1",
        "revision": article.quiz.revision,
        "mode": "check",
        "answered": right,
        "correct": right,
        "competencies": [
            {"id": "modify-training", "verdict": "understands", "answered": 6, "correct": 6},
            {"id": "seek-care", "verdict": "understands", "answered": right - 6, "correct": right - 6},
        ],
        "red_flags": [flag],
        "under_triage": 0,
        "over_triage": 0,
        "hazards": 0,
        "to_reread": [],
        "sure_but_wrong": [],
        "undecided_because": [],
        "may_extend": False,
        "withdrawn": [],
        "notice": article.urgent_notice,
    }


def test_a_reader_who_is_always_wrong_is_told_the_worst_first(client: FlaskClient, bank: ItemBank) -> None:
    *_, last = play(client, bank, wrongly)
    report = last["report"]
    assert report["verdict"] == "not-yet"
    assert report["red_flags"][0]["status"] == "missed"
    assert report["hazards"] == 2
    assert report["to_reread"][0] == {
        "id": "spreading-redness",
        "name": "Hot, red skin that spreads around a blister",
        "url": f"{PAGE}#spreading-redness",
    }
    assert report["correct"] == 0


def test_practice_asks_every_kind_and_ends_without_a_verdict(client: FlaskClient, bank: ItemBank) -> None:
    replies = play(client, bank, by_key, mode="practice")
    items = [reply["item"] for reply in replies if reply["item"]]
    assert {item["kind"] for item in items} == {kind.value for kind in Kind}
    assert {item["kind"]: item["select"] for item in items} == {
        "scenario": "one",
        "choice": "one",
        "multiple": "many",
        "sort": "many",
    }
    report = replies[-1]["report"]
    assert (report["mode"], report["verdict"]) == ("practice", "not-enough-evidence")
    assert report["undecided_because"] == ["practice"]


def test_a_sort_item_gives_entries_and_says_where_each_belongs(client: FlaskClient, bank: ItemBank) -> None:
    replies = play(client, bank, all_low, mode="practice")
    item = bank.items["sort-the-signs"]
    asked = next(reply["item"] for reply in replies if reply["item"] and reply["item"]["id"] == item.id)
    outcome = next(
        reply["outcome"] for reply in replies if "outcome" in reply and reply["outcome"]["item"] == item.id
    )
    rationales = {entry.id: entry.rationale for entry in item.entries}
    assert {(entry["id"], entry["text"]) for entry in asked["entries"]} == {
        (entry.id, entry.text) for entry in item.entries
    }
    assert outcome["key"] == sorted(item.key)
    assert outcome["rationales"] == [
        {
            "option": part,
            "text": rationales[part.split("-")[0]],
            "chosen": part.endswith("-a"),
            "correct": True,
        }
        for part in sorted(item.key)
    ]
    assert (outcome["correct"], outcome["error"]) == (False, "under-triage")
    assert {sign["id"] for sign in outcome["signs"]} == {entry.sign for entry in item.entries}


def all_low(item: Item) -> list[str]:
    """Put every entry of a sort item under the lowest level; choose the first option of others."""
    return [f"{entry.id}-a" for entry in item.entries] or [item.options[0].id]


def test_the_same_request_again_gives_the_same_reply_and_one_step(
    client: FlaskClient, bank: ItemBank, store: SqlStore
) -> None:
    turn = begin(client, ID)
    item = bank.items[turn["item"]["id"]]
    replies = [respond(client, turn["attempt"], item.id, by_key(item), certainty=2) for _ in range(3)]
    assert {(reply.status_code, reply.data) for reply in replies} == {(200, replies[0].data)}
    steps = [(step.number, step.item, step.response, step.certainty) for step in store.steps(ID)]
    assert steps == [(0, item.id, tuple(by_key(item)), 2)]


def test_another_response_to_the_same_step_is_told_the_recorded_one(
    client: FlaskClient, bank: ItemBank, store: SqlStore
) -> None:
    turn = begin(client, ID)
    item = bank.items[turn["item"]["id"]]
    first = respond(client, turn["attempt"], item.id, by_key(item)).json
    again = respond(client, turn["attempt"], item.id, wrongly(item))
    assert first is not None
    assert (again.status_code, again.content_type) == (409, "application/problem+json")
    assert again.json == {
        "type": "/docs#problem_step-conflict",
        "title": "Conflict",
        "status": 409,
        "detail": "this step has a recorded response already; the first one counts",
        **first,
    }
    assert len(list(store.steps(ID))) == 1


def test_of_responses_at_the_same_moment_one_is_recorded_and_told_to_all(
    app: Flask, bank: ItemBank, store: SqlStore
) -> None:
    for _ in range(10):
        turn = begin(app.test_client(), ID)
        item = bank.items[turn["item"]["id"]]
        chosen = [by_key(item), wrongly(item)] * 4
        clients = [app.test_client() for _ in chosen]
        with ThreadPoolExecutor(8) as readers:
            sent = [
                readers.submit(respond, client, turn["attempt"], item.id, response)
                for client, response in zip(clients, chosen, strict=True)
            ]
        replies = [one.result() for one in sent]
        assert sorted(reply.status_code for reply in replies) == [200] * 4 + [409] * 4
        assert len({reply.data for reply in replies if reply.status_code == 200}) == 1
        assert len({json.dumps((reply.json or {})["outcome"]) for reply in replies}) == 1
    assert len(list(store.steps(ID))) == 10


def test_a_step_that_cannot_be_recorded_is_graded_and_says_so(site: Site, settings: Settings) -> None:
    nowhere = SqlStore("sqlite:////dev/null/quizapp.db")
    client = create_app(site=make_site(settings, nowhere, site.snapshot)).test_client()
    replies = play(client, site.bank(ID), by_key)
    nowhere.close()
    assert {reply["recorded"] for reply in replies[1:]} == {False}
    assert replies[-1]["report"]["verdict"] == "understands"


def test_a_token_that_differs_in_any_byte_is_refused(client: FlaskClient) -> None:
    token = begin(client, ID)["attempt"]
    expected = refused(400, "the attempt token is not one of ours, or it was altered", "bad-token")
    for at, letter in enumerate(token):
        for other in {"A", "B", "."} - {letter}:
            altered = f"{token[:at]}{other}{token[at + 1 :]}"
            assert refusal(client, f"{API}/resume", json={"attempt": altered}) == expected


@pytest.mark.parametrize("token", ["", ".", "a.b", "é", "\x00", "a" * 9000, "W10.x"])
def test_what_was_never_a_token_is_refused(client: FlaskClient, token: str) -> None:
    expected = refused(400, "the attempt token is not one of ours, or it was altered", "bad-token")
    for call in ("resume", "finish"):
        assert refusal(client, f"{API}/{call}", json={"attempt": token}) == expected
    response = {"attempt": token, "item": "x", "response": []}
    assert refusal(client, f"{API}/responses", json=response) == expected
    assert refusal(client, f"{ARTICLE}/attempts", json={"previous": token}) == expected


def test_an_item_that_was_not_asked_is_refused(client: FlaskClient) -> None:
    turn = begin(client, ID)
    detail = f'"another-item" is not the item that was asked; the item asked now is "{turn["item"]["id"]}"'
    body = {"attempt": turn["attempt"], "item": "another-item", "response": ["a"]}
    expected = refused(422, detail, "item-not-asked", errors=[{"pointer": "/item", "message": detail}])
    assert refusal(client, f"{API}/responses", json=body) == expected


@pytest.mark.parametrize(
    ("response", "message"),
    [
        ([], "choose exactly one option"),
        (["a", "b"], "choose exactly one option"),
        (["a", "a"], "an option is named twice"),
        (["e"], '"e" is not an option of this item'),
    ],
)
def test_a_response_that_does_not_fit_the_item_is_refused(
    client: FlaskClient, response: list[str], message: str
) -> None:
    turn = begin(client, ID)
    body = {"attempt": turn["attempt"], "item": turn["item"]["id"], "response": response}
    expected = refused(422, f"response: {message}", errors=[{"pointer": "/response", "message": message}])
    assert refusal(client, f"{API}/responses", json=body) == expected


def test_an_attempt_that_is_over_takes_no_more(client: FlaskClient, bank: ItemBank) -> None:
    replies = play(client, bank, by_key)
    detail = '"first-run" is not the item that was asked; this attempt is over'
    body = {"attempt": replies[-1]["attempt"], "item": "first-run", "response": ["a"]}
    assert refusal(client, f"{API}/responses", json=body)["detail"] == detail


def test_an_attempt_goes_on_where_it_stands(client: FlaskClient, bank: ItemBank) -> None:
    replies = play(client, bank, by_key)
    for reply in replies:
        resumed = client.post(f"{API}/resume", json={"attempt": reply["attempt"]})
        expected = {name: reply.get(name) for name in ("attempt", "lang", "item", "progress", "report")}
        assert (resumed.status_code, resumed.json) == (200, expected)


def test_an_attempt_can_end_early(client: FlaskClient, bank: ItemBank) -> None:
    turn = begin(client, ID)
    item = bank.items[turn["item"]["id"]]
    reply = respond(client, turn["attempt"], item.id, by_key(item)).json
    assert reply is not None
    finished = client.post(f"{API}/finish", json={"attempt": reply["attempt"]})
    report = finished.json
    assert report is not None
    assert finished.status_code == 200
    assert (report["verdict"], report["answered"], report["correct"]) == ("not-enough-evidence", 1, 1)
    assert report["undecided_because"] == ["too-few-responses"]
    resumed = client.post(f"{API}/resume", json={"attempt": reply["attempt"]}).json
    assert resumed is not None
    assert resumed["item"] == reply["item"]


def test_an_attempt_that_ends_undecided_may_go_on_to_the_longer_limit(
    settings: Settings, store: SqlStore
) -> None:
    article = make_article()
    assert article.quiz is not None
    short = replace(RULE, max_items=6, extended_items=10)
    article = replace(article, quiz=replace(article.quiz, rule=short))
    site = make_site(settings, store, snapshot_of(settings, article))
    client = create_app(site=site).test_client()
    *_, last = play(client, site.bank(article.id), by_key)
    assert (last["report"]["verdict"], last["report"]["may_extend"]) == ("not-enough-evidence", True)
    stays = client.post(f"{API}/resume", json={"attempt": last["attempt"], "extend": False}).json
    longer = client.post(f"{API}/resume", json={"attempt": last["attempt"], "extend": True}).json
    assert stays is not None
    assert longer is not None
    assert (stays["item"], stays["progress"]) == (None, {"answered": 6, "at_most": 6})
    assert (longer["report"], longer["progress"]) == (None, {"answered": 6, "at_most": 10})
    assert longer["item"]["kind"] == "scenario"


def test_items_of_an_earlier_attempt_come_no_more(client: FlaskClient, bank: ItemBank) -> None:
    first = play(client, bank, by_key)
    asked = {reply["item"]["id"] for reply in first if reply["item"]}
    second = play(client, bank, by_key, previous=first[-1]["attempt"])
    assert asked & {reply["item"]["id"] for reply in second if reply["item"]} == set()
    assert second[-1]["report"]["verdict"] == "not-enough-evidence"
    assert second[-1]["report"]["undecided_because"][0].startswith("no-unseen-items:")


def test_an_earlier_attempt_at_another_quiz_is_refused(settings: Settings, store: SqlStore) -> None:
    one, other = make_article(), replace(make_article(), id="other-article")
    client = create_app(site=make_site(settings, store, snapshot_of(settings, one, other))).test_client()
    token = begin(client, "an-article")["attempt"]
    message = 'that attempt is about "an-article"'
    expected = refused(422, f"previous: {message}", errors=[{"pointer": "/previous", "message": message}])
    assert refusal(client, f"{API}/articles/other-article/attempts", json={"previous": token}) == expected


def test_an_attempt_in_a_language_that_is_not_there_is_in_that_of_the_original(client: FlaskClient) -> None:
    reply = client.post(f"{ARTICLE}/attempts", json={"lang": "de"})
    assert (reply.status_code, reply.get_json()["lang"]) == (201, "en")


def restarted_after_an_edit(settings: Settings, store: Store, article: Article) -> FlaskClient:
    """Return the client of a process that was started after an edit."""
    snapshot = snapshot_of(settings, replace(article, fingerprint="another"))
    return create_app(site=make_site(settings, store, snapshot)).test_client()


def test_an_attempt_goes_on_with_its_items_after_an_edit_and_a_restart(
    client: FlaskClient, store: SqlStore, settings: Settings, article: Article
) -> None:
    turn = begin(client, ID)
    client = restarted_after_an_edit(settings, store, article)
    resumed = client.post(f"{API}/resume", json={"attempt": turn["attempt"]}).json
    assert resumed == {**turn, "report": None}
    reply = respond(client, turn["attempt"], turn["item"]["id"], ["a"])
    assert (reply.status_code, reply.json and reply.json["recorded"]) == (200, True)


def test_an_attempt_whose_content_nobody_has_is_gone(
    client: FlaskClient, settings: Settings, article: Article
) -> None:
    token = begin(client, ID)["attempt"]
    client = restarted_after_an_edit(settings, SqlStore("sqlite://"), article)
    detail = f'the version of "{ID}" that this attempt began with is gone; begin anew'
    for call in ("resume", "finish"):
        assert refusal(client, f"{API}/{call}", json={"attempt": token}) == refused(410, detail)


def test_an_attempt_whose_content_may_be_in_a_store_out_of_reach_can_be_tried_again(
    client: FlaskClient, settings: Settings, article: Article
) -> None:
    token = begin(client, ID)["attempt"]
    store = SqlStore("postgresql://nobody@/nothing?host=/nowhere")
    client = restarted_after_an_edit(settings, store, article)
    detail = (
        f'the version of "{ID}" that this attempt began with cannot be looked up now;'
        " send the same again in a moment"
    )
    for call in ("resume", "finish"):
        assert refusal(client, f"{API}/{call}", json={"attempt": token}) == refused(503, detail)


@pytest.mark.parametrize("call", [f"/articles/{ID}/attempts", "/responses", "/resume", "/finish"])
def test_a_call_takes_no_query_arguments(client: FlaskClient, call: str) -> None:
    message = 'there is no query argument "attempt"; known: none'
    expected = refused(400, message, errors=[{"parameter": "attempt", "message": message}])
    assert refusal(client, f"{API}{call}?attempt=x", json={}) == expected


def test_a_token_names_nothing_of_a_key(client: FlaskClient, article: Article) -> None:
    payload = begin(client, ID)["attempt"].partition(".")[0]
    values = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert [*values[:3], *values[4:8]] == [ID, "en", "check", "random-0", "random-1", 20, []]
    assert article.fingerprint[:16] not in json.dumps(values)


def test_editors_get_the_json_schema_of_each_file(client: FlaskClient) -> None:
    for kind, part in KINDS.items():
        assert client.get(f"{API}/schema/{kind}.json").json == json_schema(part)


def test_a_schema_that_is_not_there_is_not_found_with_a_guess(client: FlaskClient) -> None:
    detail = 'there is no schema "artikle"; did you mean "article"?'
    assert refusal(client, f"{API}/schema/artikle.json") == refused(404, detail)
