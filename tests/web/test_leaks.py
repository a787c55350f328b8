"""Nothing of a key leaves the server before the response: canaries in every private place, and a crawler."""

import gzip
import json
import re
from base64 import urlsafe_b64decode
from copy import deepcopy
from itertools import product
from typing import Any

import pytest
from calls import API, begin, by_key, play, respond
from conftest import make_site, snapshot_of
from flask import Flask
from flask.testing import FlaskClient
from overlays import laid_data
from werkzeug.test import TestResponse

from quizapp.attempts.sql_store import SqlStore
from quizapp.content import build, schema
from quizapp.content.model import Article
from quizapp.problem import Part
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.contract.problem_types import DOCS
from quizapp.web.site import Site
from quizapp.web.snapshot import OPENAPI

ID = "blisters-from-new-shoes"
PAGES = [
    f"/embed-code/{ID}",
    "/oembed",
    f"/embed/{ID}/quiz",
    f"/articles/{ID}/quiz/reminder.ics",
    "/embed/keeper",
    "/brand.css",
    "/logo.svg",
    "/readyz",
    "/sitemap.xml",
    "/robots.txt",
    "/metrics",
]
QUERIES = [
    f"{API}/articles?q=canary",
    f"{API}/articles?limit=1",
    f"{API}/articles/{ID}?lang=en",
    f"{API}/articles/{ID}?fields=quiz",
    f"{API}/articles/{ID}?fields=signs,title",
    f"{API}/articles/{ID}?fields=canary",
    f"{API}/articles/{ID}/signs/canary",
    f"{API}/articles/{ID}/quiz?key=1",
    f"{API}/articles/{ID}/key",
    f"{API}/articles/{ID}/attempts",
    f"{API}/responses",
    f"{API}/articles/canary",
    f"/articles/{ID}/canary",
]
FOR_OPERATORS = "statistics"
"""What routes are called that show keys to those who hold a token."""


def canary(item_id: str) -> str:
    """Return the word that stands in every private text of an item."""
    return f"canary-{item_id}"


def article_of(quiz: Any) -> Article:
    """Build the article of the complete sample with this quiz."""
    clean = {part: schema.checked(part, data) for part, data in {**laid_data(), Part.QUIZ: quiz}.items()}
    assert [faults for _, faults in clean.values()] == [[], []]
    data = clean[Part.ARTICLE][0]
    assert data is not None
    return build.article(data, clean[Part.QUIZ][0])


def quiz_with_canaries() -> Any:
    """Return the quiz of the sample with a canary of its own in each private place of each item."""
    quiz = deepcopy(laid_data()[Part.QUIZ])
    for name, item in parts_by_id(quiz).items():
        told = [item] if "key" in item else item.get("options", item.get("entries"))
        for each in told:
            each["reason"] = f"{canary(name)} says why."
        item["allow"] = [{"rule": "canary", "because": f"{canary(name)} may."}]
        if item.get("key") == "urgent":
            item["harm"] = f"{canary(name)} does harm."
    first = quiz["pairs"][0]
    first["stories"][0]["withdrawn"] = f"{canary(first['id'] + '-a')} was wrong."
    return quiz


def parts_by_id(quiz: Any) -> dict[str, Any]:
    """Return the part of the file that each item has to itself."""
    stories = {
        f"{pair['id']}-{half}": story
        for pair in quiz["pairs"]
        for half, story in zip("ab", pair["stories"], strict=True)
    }
    return {**stories, **{item["id"]: item for item in quiz["practice"]}}


@pytest.fixture
def site(settings: Settings, store: SqlStore) -> Site:
    return make_site(settings, store, snapshot_of(settings, article_of(quiz_with_canaries())))


def everything_in(reply: TestResponse) -> str:
    """Return status, headers and body of a reply, and what is inside a token."""
    body = gzip.decompress(reply.data) if reply.headers.get("Content-Encoding") == "gzip" else reply.data
    text = f"{reply.status}\n{reply.headers}\n{body.decode(errors='replace')}"
    tokens = re.findall(r"[A-Za-z0-9_-]{40,}(?=\.)", text)
    inside = [urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode() for token in tokens]
    return "\n".join([text, *inside])


def crawl(client: FlaskClient, site: Site) -> dict[tuple[str, str, str], TestResponse]:
    """Ask for everything that anybody can ask for before responding."""
    ways = [
        ("GET", "*/*", "gzip"),
        ("GET", "text/html", ""),
        ("HEAD", "*/*", ""),
        ("POST", "*/*", ""),
        ("PUT", "*/*", ""),
    ]
    return {
        (method, path, f"{accept} {encoding}"): client.open(
            path, method=method, headers={"Accept": accept, "Accept-Encoding": encoding}
        )
        for path in [*site.snapshot.table, *QUERIES, *PAGES]
        for method, accept, encoding in ways
    }


def test_the_crawler_comes_by_every_route(app: Flask, site: Site) -> None:
    addresses = app.url_map.bind("localhost")
    paths = [path.partition("?")[0] for path in [*site.snapshot.table, *PAGES]]
    reached = {addresses.match(path, return_rule=True)[0].rule for path in paths}
    routes = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and FOR_OPERATORS not in rule.rule
    }
    assert routes - reached == set()


def test_nothing_that_can_be_asked_for_before_responding_holds_a_canary(
    client: FlaskClient, site: Site
) -> None:
    replies = crawl(client, site)
    for number, mode in product(range(20), ("check", "practice")):
        begun = client.post(f"{API}/articles/{ID}/attempts", json={"mode": mode})
        replies["POST", f"{mode} {number}", "begun"] = begun
        page = client.post(f"/articles/{ID}/quiz", data={"step": mode})
        replies["POST", f"{mode} {number}", "begun on a page"] = page
        again = client.post(f"{API}/resume", json={"attempt": (begun.json or {})["attempt"]})
        replies["POST", f"{mode} {number}", "resumed"] = again
    # What was asked for may be told again in words, by name.
    asked_for = ("q=canary", "fields=canary", "/canary")
    said = {asked: everything_in(reply) for asked, reply in replies.items()}
    leaks = [
        asked
        for asked, text in said.items()
        if "canary" in text and not any(word in asked[1] for word in asked_for)
    ]
    assert leaks == []
    assert sum(reply.status_code == 200 for reply in replies.values()) > 100


def test_a_search_does_not_look_at_what_is_private(client: FlaskClient, site: Site) -> None:
    words = ["canary", *(item.stem.split()[0] for item in site.snapshot.bank(ID).quiz.items if item.stem)]
    assert [client.get(f"{API}/articles?q={word} why").json for word in words] == [
        {"articles": [], "next": None}
    ] * len(words)


def test_no_reply_about_content_names_an_item(client: FlaskClient, site: Site) -> None:
    bank = site.snapshot.bank(ID)
    private = {part for item in bank.quiz.items for part in (item.id, item.stem) if part}
    example = {bank.scenarios[0].id, bank.scenarios[0].stem}
    for path in site.snapshot.table:
        said = everything_in(client.get(path))
        # The reference shows one story, as readers get it before they answer.
        secret = private - example if path in {OPENAPI, DOCS} else private
        assert [part for part in secret if part in said] == []


@pytest.mark.parametrize("mode", ["check", "practice"])
def test_a_reply_tells_of_the_item_that_was_answered_and_of_no_other(
    client: FlaskClient, site: Site, mode: str
) -> None:
    bank = site.snapshot.bank(ID)
    turn = begin(client, ID, mode=mode)
    assert "canary" not in everything_in(client.post(f"{API}/resume", json={"attempt": turn["attempt"]}))
    told = 0
    while turn["item"]:
        item = bank.items[turn["item"]["id"]]
        reply = respond(client, turn["attempt"], item.id, by_key(item))
        turn = reply.json
        assert set(re.findall(r"canary-[a-z-]+[a-z]", everything_in(reply))) == {canary(item.id)}
        told += 1
    assert told > 7


@pytest.mark.parametrize("mode", ["check", "practice"])
def test_an_item_that_is_asked_has_public_members_only(client: FlaskClient, site: Site, mode: str) -> None:
    bank = site.snapshot.bank(ID)
    for reply in play(client, bank, by_key, mode=mode):
        item = reply["item"]
        if item is None:
            continue
        members = {"id", "kind", "stem", "lead_in", "options", "select"}
        assert set(item) - {"entries"} == members
        for option in [*item["options"], *item.get("entries", [])]:
            assert set(option) == {"id", "text"}
        said = json.dumps(item)
        signs = bank.items[item["id"]].signs
        assert [name for name in (*signs, *SLUGS) if f'"{name}"' in said] == []


SLUGS = ("carry-on", "modify", "book", "urgent", "modify-training", "seek-care")


def with_other_keys(quiz: Any) -> Any:
    """Return the quiz with the key of one item of each kind changed, and nothing that a reader sees."""
    changed = deepcopy(quiz)
    items = parts_by_id(changed)
    items["school-hike-b"].update(key="urgent", signs=["spreading-redness"], harm="It can spread.")
    for option in items["why-skin-hardens"]["options"]:
        option["correct"] = option["text"] == "His feet have shrunk."
    items["first-aid-at-home"]["options"][2]["correct"] = True
    items["first-aid-at-home"]["options"][1].pop("correct")
    items["sort-the-signs"]["entries"][0]["reason"] = "Another reason altogether."
    return changed


def test_a_changed_key_changes_no_reply_and_no_tag_before_the_response(settings: Settings) -> None:
    plain = quiz_with_canaries()
    before, after = (
        make_site(settings, SqlStore("sqlite://"), snapshot_of(settings, article_of(quiz)))
        for quiz in (plain, with_other_keys(plain))
    )
    assert before.snapshot.article(ID).fingerprint != after.snapshot.article(ID).fingerprint
    assert before.snapshot.table == after.snapshot.table
    replies = [crawl(create_app(site=site).test_client(), site) for site in (before, after)]
    one, other = ({asked: everything_in(reply) for asked, reply in found.items()} for found in replies)
    different = [asked for asked in one if not said_alike(one[asked], other[asked])]
    assert different == []
    turns = [begin(create_app(site=site).test_client(), ID, mode="practice") for site in (before, after)]
    assert turns[0]["item"] == turns[1]["item"]


def said_alike(one: str, other: str) -> bool:
    """Whether two replies are equal but for ids of requests, and tokens: these hold a keyed digest."""
    token = r"[A-Za-z0-9_-]{40,}\.[A-Za-z0-9_-]+"  # noqa: S105 - what a token looks like
    varying = rf"{token}|X-Request-Id: .*"
    return re.sub(varying, "", one.partition("\n[")[0]) == re.sub(varying, "", other.partition("\n[")[0])


def test_a_changed_stem_does_change_the_revision(settings: Settings) -> None:
    plain = quiz_with_canaries()
    changed = deepcopy(plain)
    changed["pairs"][0]["stories"][1]["story"] += " It itches."
    tables = [snapshot_of(settings, article_of(quiz)).table for quiz in (plain, changed)]
    path = f"{API}/articles/{ID}/quiz"
    assert tables[0][path].etag != tables[1][path].etag


def test_every_item_of_the_sample_has_a_canary_that_its_outcome_shows(site: Site) -> None:
    for item in site.snapshot.bank(ID).quiz.items:
        told = [option.rationale for option in item.options] + [entry.rationale for entry in item.entries]
        assert f"{canary(item.id)} says why." in told
