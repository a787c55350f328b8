from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from calls import API, begin, by_key, play, respond, wrongly
from factories import make_article
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema
from node_programs import node_program
from openapi_spec_validator import OpenAPIV31SpecValidator

from quizapp.content.model import Article
from quizapp.content.projection import PARTS, part_data
from quizapp.web.contract import reply_schemas as shapes
from quizapp.web.contract.openapi import document
from quizapp.web.contract.operations import OPERATIONS
from quizapp.web.ready.replies import Links
from quizapp.web.site import Site

ID = "blisters-from-new-shoes"
THING_OF_PART = {
    "causes": shapes.Cause,
    "signs": shapes.Sign,
    "red-flags": shapes.Sign,
    "self-care": shapes.Line,
    "faqs": shapes.Faq,
    "takeaways": shapes.Line,
    "gaps": shapes.Gap,
    "sources": shapes.Source,
    "circumstances": shapes.Circumstance,
    "promotions": shapes.Promotion,
    "topics": shapes.Topic,
}


@pytest.fixture
def spec(client: FlaskClient) -> Any:
    return client.get(f"{API}/openapi.json").json


@pytest.fixture
def article(site: Site) -> Article:
    return site.snapshot.article(ID)


def faults(schema: type[Schema], data: Any) -> Any:
    """Return what is wrong with a reply; a member that the schema does not know is wrong too."""
    return schema().validate(data)


def test_the_document_is_valid_openapi_3_1(spec: Any) -> None:
    assert spec["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(spec).iter_errors()) == []


def redocly_finds(document: Any, folder: Path) -> dict[str, list[str]]:
    """Return the rules that a linter finds broken in a document, by their severity."""
    file = folder / "openapi.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "HOME": str(folder)}
    done = subprocess.run(
        [*node_program("@redocly/cli/bin/cli.js"), "lint", "--format=json", file.name],
        cwd=folder,
        env={**os.environ, **quiet},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    found: dict[str, list[str]] = {"error": [], "warn": []}
    for problem in json.loads(done.stdout)["problems"]:
        found[problem["severity"]].append(problem["ruleId"])
    return found


def test_a_linter_finds_no_error_in_the_document(spec: Any, tmp_path: Path) -> None:
    found = redocly_finds(spec, tmp_path)
    assert found == {"error": [], "warn": ["info-license", "no-ambiguous-paths"]}
    careless = {name: value for name, value in spec.items() if name != "security"}
    assert set(redocly_finds(careless, tmp_path)["error"]) == {"security-defined"}


def test_every_route_of_the_api_is_documented_and_every_documented_call_is_a_route(
    app: Flask, spec: Any
) -> None:
    routes = {
        (re.sub(r"<[^>]*>", "{}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(API)
    }
    documented = {
        (re.sub(r"\{[^}]*\}", "{}", path), method)
        for path, calls in spec["paths"].items()
        for method in calls
    }
    assert documented == routes
    assert len(routes) == len(OPERATIONS)


def test_every_example_in_a_path_names_something_real(client: FlaskClient, spec: Any) -> None:
    for path, calls in spec["paths"].items():
        if "get" not in calls or "security" in calls["get"]:
            continue
        examples = {
            part["name"]: part["example"] for part in calls["get"]["parameters"] if part["in"] == "path"
        }
        assert client.get(path.format_map(examples)).status_code == 200


def test_every_call_says_which_errors_it_gives_and_that_they_are_problem_documents(spec: Any) -> None:
    for path, calls in spec["paths"].items():
        for method, call in calls.items():
            errors = {status: reply for status, reply in call["responses"].items() if status[0] in "45d"}
            assert {"400", "default"} <= set(errors), (method, path)
            for reply in errors.values():
                assert list(reply["content"]) == ["application/problem+json"]


def test_query_arguments_and_bodies_are_documented_as_they_are_checked(spec: Any) -> None:
    listed = spec["paths"][f"{API}/articles"]["get"]["parameters"]
    assert [(part["name"], part["in"], part["required"]) for part in listed] == [
        ("q", "query", False),
        ("lang", "query", False),
        ("limit", "query", False),
        ("after", "query", False),
    ]
    response = spec["components"]["schemas"]["ResponseRequest"]
    assert response["required"] == ["attempt", "item", "response"]
    assert response["additionalProperties"] is False
    assert response["properties"]["response"]["maxItems"] == 50
    assert response["properties"]["certainty"] == {
        "type": ["integer", "null"],
        "default": None,
        "minimum": 1,
        "maximum": 3,
        "description": "1 guessing, 2 fairly sure, 3 sure.",
    }


def test_the_same_content_gives_the_same_document(site: Site, spec: Any) -> None:
    assert json.loads(site.snapshot.table[f"{API}/openapi.json"].body) == spec


def test_replies_about_content_have_the_documented_shapes(client: FlaskClient, article: Article) -> None:
    assert faults(shapes.Articles, client.get(f"{API}/articles").json) == {}
    whole = client.get(f"{API}/articles/{ID}").json
    assert faults(shapes.Article, whole) == {}
    assert {*(whole or {}), "translation"} == set(shapes.Article().fields)
    assert faults(shapes.Quiz, client.get(f"{API}/articles/{ID}/quiz").json) == {}
    revisions: Any = client.get(f"{API}/articles/{ID}/revisions").json
    assert faults(shapes.Revisions, revisions) == {}
    assert faults(shapes.Article, client.get(revisions["revisions"][0]["url"]).json) == {}
    for part in PARTS:
        path, thing = f"{API}/articles/{ID}/{part}", THING_OF_PART[part]
        assert faults(shapes.listed(thing), client.get(path).json) == {}
        for item in part_data(article, part)["items"]:
            assert faults(shapes.alone(thing), client.get(f"{path}/{item['id']}").json) == {}


@pytest.mark.parametrize("mode", ["check", "practice"])
def test_replies_about_an_attempt_have_the_documented_shapes(
    client: FlaskClient, site: Site, mode: str
) -> None:
    begun, *replies = play(client, site.bank(ID), by_key, mode=mode)
    assert faults(shapes.Begun, begun) == {}
    assert [faults(shapes.Reply, reply) for reply in replies] == [{}] * len(replies)
    token = {"attempt": replies[-1]["attempt"]}
    assert faults(shapes.Turn, client.post(f"{API}/resume", json=token).json) == {}
    assert faults(shapes.Report, client.post(f"{API}/finish", json=token).json) == {}


def test_a_conflict_and_a_problem_have_the_documented_shapes(client: FlaskClient, site: Site) -> None:
    turn = begin(client, ID)
    item = site.bank(ID).items[turn["item"]["id"]]
    respond(client, turn["attempt"], item.id, by_key(item))
    assert faults(shapes.Conflict, respond(client, turn["attempt"], item.id, wrongly(item)).json) == {}
    assert faults(shapes.Problem, client.get(f"{API}/articles?limit=0").json) == {}
    assert faults(shapes.Problem, client.post(f"{API}/finish", json={}).json) == {}


def test_the_shapes_bite(client: FlaskClient) -> None:
    quiz: Any = client.get(f"{API}/articles/{ID}/quiz").json
    assert faults(shapes.Quiz, {**quiz, "key": ["a"]}) == {"key": ["Unknown field."]}
    assert faults(shapes.Quiz, {**quiz, "items": "many"}) == {"items": ["Not a valid integer."]}


def test_after_an_edit_it_names_the_new_revision_and_nothing_else_is_new() -> None:
    article = make_article()
    edited = replace(article, revision="fedcba9876543210", title="Otherwise")
    before, after = (json.dumps(document(Links(), example=each)) for each in (article, edited))
    assert before.count(article.revision) == 1
    assert before.replace(article.revision, edited.revision) == after
