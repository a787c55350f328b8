import json
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import Any

import pytest
from calls import API, begin, by_key, play, respond, wrongly
from conftest import NOW, client_of
from factories import make_article
from flask.testing import FlaskClient

from quizapp.attempts.sql_store import SqlStore
from quizapp.content.model import Article, Item, Kind, quiz_of
from quizapp.content.projection import LISTS, PARTS, Context, article_data
from quizapp.content.schema import KINDS, json_schema
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.length import check_length
from quizapp.settings import Settings

ID = "blisters-from-new-shoes"
ARTICLE = f"{API}/articles/{ID}"
PAGE = f"/articles/{ID}"
NOTHING_HERE = "There is nothing at this address."


def get(client: FlaskClient, path: str) -> Any:
    reply = client.get(path)
    assert (reply.status_code, reply.content_type) == (200, "application/json"), reply.text
    return reply.json


REDNESS = {
    "id": "spreading-redness",
    "name": "Hot, red skin that spreads around a blister",
    "url": f"{PAGE}#spreading-redness",
    "level": "urgent",
    "level_name": "Get help today",
    "action": "See a doctor today.",
}


def refusal(client: FlaskClient, path: str, **post: Any) -> Any:
    """Return the problem document of a request that is refused."""
    reply = client.post(path, **post) if post else client.get(path)
    problem = reply.get_json()
    assert (reply.content_type, reply.status_code) == ("application/problem+json", problem["status"])
    return problem


def refused(status: int, detail: str, kind: str | None = None, **members: Any) -> dict[str, Any]:
    """Return a problem document; `kind` is the one that is the most usual for the status."""
    usual = {
        400: "wrong-argument",
        404: "not-found",
        410: "revision-gone",
        422: "wrong-member",
        503: "revision-away",
    }
    code = "nothing-here" if detail.startswith(NOTHING_HERE) else kind or usual[status]
    address, title = f"/docs#problem_{code}", HTTPStatus(status).phrase
    return {"type": address, "code": code, "title": title, "status": status, "detail": detail, **members}


def test_the_list_names_every_article_with_its_page(client: FlaskClient, article: Article) -> None:
    assert get(client, f"{API}/articles") == {
        "articles": [
            {
                "id": ID,
                "title": "Blisters from new shoes",
                "summary": "New shoes rub. Most blisters heal in a week if you keep them clean and pad them.",
                "lang": "en",
                "revision": article.revision,
                "languages": ["en"],
                "quiz": quiz_of(article).revision,
                "url": PAGE,
            }
        ],
        "next": None,
    }


def test_an_article_and_each_of_its_lists_are_given_whole(client: FlaskClient, article: Article) -> None:
    assert get(client, ARTICLE) == article_data(article)
    for part, shape in LISTS.items():
        data = get(client, f"{ARTICLE}/{part}")
        assert data == shape.data(article, Context(article=article))
        assert data["items"], "the sample has something in every part"


def test_one_sign_carries_what_makes_it_safe_alone(client: FlaskClient, article: Article) -> None:
    assert get(client, f"{ARTICLE}/red-flags/spreading-redness") == {
        "article": ID,
        "lang": "en",
        "revision": article.revision,
        "id": "spreading-redness",
        "name": "Hot, red skin that spreads around a blister",
        "level": "urgent",
        "within": "today",
        "level_name": "Get help today",
        "action": "See a doctor today.",
        "tested": True,
        "folded": False,
        "origin": "stated",
        "cites": [{"source": "leaflet", "passage": "p5"}],
        "review": {"status": "unreviewed"},
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


@pytest.mark.parametrize("part", PARTS)
def test_every_thing_says_level_review_and_sources(client: FlaskClient, article: Article, part: str) -> None:
    for item in article_data(article)[PARTS[part]]:
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


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "/articles/blister-from-new-shoes",
            refused(404, f'there is no article "blister-from-new-shoes"; did you mean "{ID}"?'),
        ),
        ("/articles/other", refused(404, 'there is no article "other"')),
        ("/articles/other/quiz", refused(404, 'there is no article "other"')),
        (
                f"/articles/{ID}/symptoms",
                refused(404, f'{NOTHING_HERE} Did you mean "{API}/articles/{ID}"?'),
            ),
        ("/schema/artikle.json", refused(404, 'there is no schema "artikle"; did you mean "article"?')),
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
        ("/articles?after=%C3%A9", "after", "not a place in the list; take it from `next`"),
        ("/articles?after=YQ==", "after", "not a place in the list; take it from `next`"),
        ("/articles?after=____", "after", "not a place in the list; take it from `next`"),
        (f"/articles/{ID}?feild=id", "feild", 'there is no query argument "feild"; did you mean "fields"?'),
        (f"/articles/{ID}?fields=", "fields", "Length must be between 1 and 400."),
        (f"/articles/{ID}?fields=id,faq", "fields", 'there is no member "faq"; did you mean "faqs"?'),
        (f"/articles/{ID}/signs?fields=id", "fields", 'there is no query argument "fields"; known: lang'),
        (f"/articles/{ID}/quiz?page=2", "page", 'there is no query argument "page"; known: lang'),
        ("/openapi.json?lang=en", "lang", 'there is no query argument "lang"; known: none'),
        ("/changes?after=%20", "after", "Take it from `cursor` of the reply before."),
        ("/changes?after=", "after", "Take it from `cursor` of the reply before."),
        ("/changes?limit=x", "limit", "Write a whole number in plain digits."),
        ("/changes?since=1", "since", 'there is no query argument "since"; known: after, limit'),
    ],
)  # fmt: skip
def test_a_wrong_query_argument_is_told_with_a_guess(
    client: FlaskClient, path: str, name: str, message: str
) -> None:
    detail = message if f'"{name}"' in message else f"{name}: {message}"
    expected = refused(400, detail, errors=[{"parameter": name, "message": message}])
    assert refusal(client, f"{API}{path}") == expected


def test_a_quiz_is_told_without_anything_of_its_keys(client: FlaskClient, article: Article) -> None:
    assert get(client, f"{ARTICLE}/quiz") == {
        "article": ID,
        "lang": "en",
        "revision": quiz_of(article).revision,
        "title": "What would you do about this blister?",
        "intro": "Each question shows a person with a sore foot. Choose what they should do.",
        "competencies": article_data(article)["competencies"],
        "red_flags": 1,
        "items": 35,
        "min_items": 11,
        "max_items": 28,
        "minutes": round(check_length(article).minutes),
        "practice_items": 12,
        "practice_only": False,
        "rule": "needs-pooled/2",
    }


def test_an_article_without_a_quiz_has_none_and_an_attempt_stays_with_its_article(
    settings: Settings, store: SqlStore
) -> None:
    bare, other = replace(make_article(), quiz=None), replace(make_article(), id="other-article")
    client = client_of(settings, store, bare, other, replace(other, id="third"))
    expected = refused(404, 'there is no quiz for the article "an-article"')
    assert refusal(client, f"{API}/articles/an-article/quiz") == expected
    assert refusal(client, f"{API}/articles/an-article/attempts", json={}) == expected
    message = 'that attempt is about "other-article"'
    body = {"previous": begin(client, "other-article")["attempt"]}
    expected = refused(422, f"previous: {message}", errors=[{"pointer": "/previous", "message": message}])
    assert refusal(client, f"{API}/articles/third/attempts", json=body) == expected


def test_an_attempt_begins_with_an_item(client: FlaskClient, bank: ItemBank) -> None:
    turn = begin(client, ID)
    item = bank.items[turn["item"]["id"]]
    assert turn == {
        "attempt": turn["attempt"],
        "article": ID,
        "mode": "check",
        "lang": "en",
        "item": {
            "id": item.id,
            "kind": "scenario",
            "stem": item.stem,
            "lead_in": item.lead_in,
            "options": [{"id": option.id, "text": option.text} for option in item.options],
            "select": "one",
        },
        "progress": {"answered": 0, "at_most": 28, "about": 11, "decided": False},
    }


def test_a_wrong_response_is_told_why(client: FlaskClient, bank: ItemBank, article: Article) -> None:
    turn = begin(client, ID)
    while not bank.items[turn["item"]["id"]].red_flags:
        item = bank.items[turn["item"]["id"]]
        turn = respond(client, turn["attempt"], item.id, by_key(item)).json
    item = bank.items[turn["item"]["id"]]
    assert item.person is not None
    reply = respond(client, turn["attempt"], item.id, ["1"], certainty=3).get_json()
    source = article.sources[0]
    assert reply["outcome"] == {
        "item": item.id,
        "correct": False,
        "score": 0.0,
        "error": "under-triage",
        "careful": False,
        "hazard": True,
        "key": ["4"],
        "rationales": [{"option": "4", "text": item.reason, "chosen": False, "correct": True}],
        "words": {"headline": f"{item.person.name} needs help today"},
        "signs": [REDNESS],
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
    trained, seen = (part["answered"] for part in last["report"]["competencies"])
    assert (right, trained + seen) == (11, 11)
    flag = {name: REDNESS[name] for name in ("id", "name", "url")}
    titles = [words.title for words in article.competencies]
    assert last["report"] == {
        "article": ID,
        "lang": "en",
        "words": {
            "headline": "You know when to ease off and when to get help",
            "lead": f"You chose well in {right} of {right} stories, and know each urgent sign we ask about.",
        },
        "verdict": "understands",
        "rule": "needs-pooled/2",
        "revision": quiz_of(article).revision,
        "mode": "check",
        "answered": right,
        "correct": right,
        "competencies": [
            {"id": name, "title": title, "verdict": "understands", "answered": n, "correct": n}
            for name, title, n in zip(("modify-training", "seek-care"), titles, (trained, seen), strict=True)
        ],
        "red_flags": [{**flag, "status": "confirmed", "status_name": "You know this"}],
        "not_tested": [],
        "under_triage": 0,
        "over_triage": 0,
        "careful": 0,
        "hazards": 0,
        "to_reread": [],
        "sure_but_wrong": [],
        "undecided_because": [],
        "withdrawn": [],
        "notice": article.urgent_notice,
    }


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
    def all_low(item: Item) -> list[str]:
        return [f"{entry.id}-1" for entry in item.entries] or [item.options[0].id]

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
            "chosen": part.endswith("-1"),
            "correct": True,
        }
        for part in sorted(item.key)
    ]
    assert (outcome["correct"], outcome["error"]) == (False, "under-triage")
    assert {sign["id"] for sign in outcome["signs"]} == {entry.sign for entry in item.entries}


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
    first = respond(client, turn["attempt"], item.id, by_key(item)).get_json()
    again = respond(client, turn["attempt"], item.id, wrongly(item))
    assert (again.status_code, again.content_type) == (409, "application/problem+json")
    assert again.json == {
        "type": "/docs#problem_step-conflict",
        "code": "step-conflict",
        "title": "Conflict",
        "status": 409,
        "detail": "this step has a recorded response already; the first one counts",
        **first,
    }
    assert len(list(store.steps(ID))) == 1


@pytest.mark.parametrize("token", ["", "a.b", "é", "\x00", "a" * 9000])
def test_what_was_never_a_token_is_refused(client: FlaskClient, token: str) -> None:
    expected = refused(400, "the attempt token is not one of ours, or it was altered", "bad-token")
    response = {"attempt": token, "item": "x", "response": []}
    for path, body in (
        ("/resume", {"attempt": token}),
        ("/finish", {"attempt": token}),
        ("/responses", response),
        (f"/articles/{ID}/attempts", {"previous": token}),
    ):
        assert refusal(client, f"{API}{path}", json=body) == expected


@pytest.mark.parametrize(
    ("member", "value", "message"),
    [
        ("item", "another-item", '"another-item" is not the item that was asked; the item'),
        ("response", ["1", "2"], "choose exactly one option"),
        ("response", ["e"], '"e" is not an option of this item'),
    ],
)
def test_a_response_that_does_not_fit_the_item_is_refused_and_not_recorded(
    client: FlaskClient, store: SqlStore, member: str, value: object, message: str
) -> None:
    turn = begin(client, ID)
    kind = "item-not-asked" if member == "item" else None
    if kind:
        message += f' asked now is "{turn["item"]["id"]}"'
    body = {"attempt": turn["attempt"], "item": turn["item"]["id"], "response": ["1"], member: value}
    detail = message if kind else f"{member}: {message}"
    expected = refused(422, detail, kind, errors=[{"pointer": f"/{member}", "message": message}])
    assert refusal(client, f"{API}/responses", json=body) == expected
    assert list(store.steps(ID)) == []


def test_an_attempt_goes_on_where_it_stands(client: FlaskClient, bank: ItemBank) -> None:
    replies, begun = play(client, bank, by_key), {"attempt", "article", "mode", "lang", "item", "progress"}
    for reply in replies:
        resumed = client.post(f"{API}/resume", json={"attempt": reply["attempt"]})
        expected = {name: reply.get(name) for name in begun | {"report"}}
        assert (resumed.status_code, resumed.json) == (200, expected)


def test_an_attempt_can_end_early(client: FlaskClient, bank: ItemBank) -> None:
    turn = begin(client, ID)
    item = bank.items[turn["item"]["id"]]
    reply = respond(client, turn["attempt"], item.id, by_key(item)).get_json()
    finished = client.post(f"{API}/finish", json={"attempt": reply["attempt"]})
    report = finished.get_json()
    assert finished.status_code == 200
    assert (report["verdict"], report["answered"], report["correct"]) == ("not-enough-evidence", 1, 1)
    assert report["undecided_because"] == ["too-few-responses"]
    resumed = client.post(f"{API}/resume", json={"attempt": reply["attempt"]}).get_json()
    assert resumed["item"] == reply["item"]


@pytest.mark.parametrize("call", [f"/articles/{ID}/attempts", "/responses", "/resume", "/finish"])
def test_a_call_takes_no_query_arguments(client: FlaskClient, call: str) -> None:
    message = 'there is no query argument "attempt"; known: none'
    expected = refused(400, message, errors=[{"parameter": "attempt", "message": message}])
    assert refusal(client, f"{API}{call}?attempt=x", json={}) == expected


def test_a_token_names_nothing_of_a_key(client: FlaskClient, article: Article) -> None:
    payload = begin(client, ID)["attempt"].partition(".")[0]
    values = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    day = (NOW.date() - date(1970, 1, 1)).days
    assert [*values[:3], *values[4:7]] == [ID, "en", "check", day, "random-0", []]
    assert article.fingerprint[:16] not in json.dumps(values)


def test_an_id_that_is_gone_leads_to_what_says_the_same_now(
    settings: Settings, store: SqlStore, article: Article
) -> None:
    changed = replace(article, replaced_by={"old-blister": "small-blister"})
    client = client_of(settings, store, changed)
    for form in ("", ".html"):
        moved = client.get(f"{ARTICLE}/topics/old-blister{form}?lang=en")
        assert (moved.status_code, moved.headers["Location"]) == (
            308,
            f"{ARTICLE}/signs/small-blister{form}?lang=en",
        )
        assert client.get(moved.headers["Location"]).status_code == 200


def test_editors_get_the_json_schema_of_each_file_and_no_fragment_of_what_only_they_need(
    client: FlaskClient,
) -> None:
    for kind, part in KINDS.items():
        assert client.get(f"{API}/schema/{kind}.json").json == json_schema(part)
    assert client.get(f"{ARTICLE}/gaps").status_code == 200
    assert client.get(f"{ARTICLE}/gaps.html").status_code == 404
    assert client.get(f"{ARTICLE}/gaps/first-aid-list.html").status_code == 404
