import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from calls import API, by_key, faults, play, respond, wrongly
from flask import Flask
from flask.testing import FlaskClient
from node_programs import node_program
from openapi_spec_validator import OpenAPIV31SpecValidator

from quizapp.content.projection import PARTS, THINGS
from quizapp.web.contract.openapi import document
from quizapp.web.contract.operations import OPERATIONS
from quizapp.web.prebuilt.links import Links
from quizapp.web.site import Site

ID = "blisters-from-new-shoes"
ARTICLE = f"{API}/articles/{ID}"


def calls_in(spec: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in spec["paths"].items():
        for method, call in methods.items():
            yield path, method, call


def example_of(call: Any) -> Any:
    """Return the example of the reply to a call that went well, if it has one."""
    reply = next(reply for status, reply in call["responses"].items() if status in {"200", "201"})
    return reply["content"]["application/json"].get("example")


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


@pytest.mark.slow
def test_a_linter_finds_no_error_in_the_document(spec: Any, tmp_path: Path) -> None:
    assert redocly_finds(spec, tmp_path) == {"error": [], "warn": []}
    careless = {name: value for name, value in spec.items() if name != "security"}
    assert set(redocly_finds(careless, tmp_path)["error"]) == {"security-defined"}


@pytest.mark.parametrize("with_an_article", [True, False])
def test_the_document_is_valid_openapi_3_1(site: Site, with_an_article: bool) -> None:
    made = document(Links(), example=site.snapshot.article(ID) if with_an_article else None)
    assert made["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(made).iter_errors()) == []


def test_every_route_of_the_api_is_documented_and_every_documented_call_is_a_route(
    app: Flask, spec: Any
) -> None:
    routes = {
        (re.sub(r"<[^>]*>", "{}", re.sub(r"<any.*?>", part, rule.rule)), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        for part in (PARTS if "<any" in rule.rule else [""])
        if rule.rule.startswith(API) and not rule.rule.endswith(".html")  # another form of what is there
    }
    documented = {(re.sub(r"\{[^}]*\}", "{}", path), method) for path, method, _ in calls_in(spec)}
    assert documented == routes
    assert len(routes) == len(OPERATIONS)


def test_every_call_has_a_name_a_tag_a_description_and_its_errors_as_problem_documents(spec: Any) -> None:
    calls = list(calls_in(spec))
    assert len({call["operationId"] for *_, call in calls}) == len(calls)
    assert {tag for *_, call in calls for tag in call["tags"]} == {tag["name"] for tag in spec["tags"]}
    for path, method, call in calls:
        errors = {status: reply for status, reply in call["responses"].items() if status[0] in "45d"}
        assert {"400", "default"} <= set(errors), (method, path)
        assert len(call["description"]) >= 20, path
        for reply in errors.values():
            shared = spec["components"]["responses"].get(reply.get("$ref", "").rpartition("/")[2], reply)
            assert list(shared["content"]) == ["application/problem+json"]


def test_every_path_with_its_examples_leads_to_the_reply_that_is_shown(
    client: FlaskClient, spec: Any
) -> None:
    shown = 0
    for path, method, call in calls_in(spec):
        example = example_of(call)
        if method == "post" or "security" in call or "/revisions" in path or "/changes" in path:
            continue
        named = [part for part in call["parameters"] if part["in"] == "path"]
        reply: Any = client.get(path.format_map({part["name"]: part["example"] for part in named})).json
        if named and example:
            lists = {name: value[:1] for name, value in reply.items() if isinstance(value, list)}
            assert {name: len(example[name]) for name in lists} == {name: len(lists[name]) for name in lists}
            assert [example.get(name) for name in ("id", "revision")] == [
                reply.get(name) for name in ("id", "revision")
            ]
            shown += 1
    assert shown == 2 * len(PARTS) + 2


def test_every_example_of_a_reply_has_the_documented_shape(spec: Any) -> None:
    for path, _, call in calls_in(spec):
        if example := example_of(call):
            schema = next(iter(call["responses"].values()))["content"]["application/json"]["schema"]
            shape = schema.get("anyOf", [schema])[0]["$ref"].rpartition("/")[2]
            assert faults(spec, shape, example) == [], path


def test_query_arguments_and_bodies_are_documented_as_they_are_checked(spec: Any) -> None:
    listed = spec["paths"][f"{API}/articles"]["get"]["parameters"]
    assert [(part["name"], part["in"], part["required"]) for part in listed] == [
        (name, "query", False) for name in ("q", "lang", "limit", "after")
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


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        (f"{API}/articles", "ArticleList"),
        (ARTICLE, "Article"),
        (f"{ARTICLE}?fields=title,red_flags", "SomeOfArticle"),
        (f"{ARTICLE}/quiz", "Quiz"),
        (f"{ARTICLE}/revisions", "RevisionList"),
        (f"{API}/changes", "ChangeList"),
        (f"{API}/articles?limit=0", "Problem"),
        *((f"{ARTICLE}/{part}", f"{THINGS[name].name}List") for part, name in PARTS.items()),
    ],
)
def test_replies_about_content_have_the_documented_shapes(
    client: FlaskClient, spec: Any, path: str, shape: str
) -> None:
    reply: Any = client.get(path).json
    assert faults(spec, shape, reply) == []
    if shape == "Article":
        documented = spec["components"]["schemas"]["Article"]["properties"]
        assert {*reply, "translation", "updated", "contact", "scope"} == set(documented)
    for item in reply.get("items", ()) if shape.endswith("List") else ():
        alone = f"{shape.removesuffix('List')}Alone"
        assert faults(spec, alone, client.get(f"{path}/{item['id']}").json) == []


@pytest.mark.parametrize("mode", ["check", "practice"])
def test_replies_about_an_attempt_have_the_documented_shapes(
    client: FlaskClient, site: Site, spec: Any, mode: str
) -> None:
    begun, *replies = play(client, site.snapshot.bank(ID), by_key, mode=mode)
    assert faults(spec, "Begun", begun) == []
    assert [faults(spec, "Reply", reply) for reply in replies] == [[]] * len(replies)
    first = site.snapshot.bank(ID).items[begun["item"]["id"]]
    conflict = respond(client, begun["attempt"], first.id, wrongly(first) if mode == "check" else ["1"])
    assert (conflict.status_code, faults(spec, "Conflict", conflict.json)) == (409, [])
    token = {"attempt": replies[-1]["attempt"]}
    assert faults(spec, "Turn", client.post(f"{API}/resume", json=token).json) == []
    assert faults(spec, "Report", client.post(f"{API}/finish", json=token).json) == []


def test_the_documented_shapes_bite(client: FlaskClient, spec: Any) -> None:
    quiz: Any = client.get(f"{ARTICLE}/quiz").json
    (unknown,) = faults(spec, "Quiz", {**quiz, "key": ["a"]})
    assert "'key' was unexpected" in unknown
    assert faults(spec, "Quiz", {**quiz, "items": "many"}) == ["'many' is not of type 'integer'"]
