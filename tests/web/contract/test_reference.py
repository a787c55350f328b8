"""The page /docs: everything that the OpenAPI document says, for people, and every problem type explained."""

import json
import re
import shlex
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from html_pages import HtmlPage, get

from quizapp.web.contract.problem_types import PROBLEM_TYPES


@pytest.fixture
def page(client: FlaskClient) -> HtmlPage:
    return get(client, "/docs")


def commands(page: HtmlPage) -> list[str]:
    """Return the command lines of the calls."""
    return [element.text for element in page.elements if element.tag == "pre" and "\n" not in element.text]


def test_the_page_is_sound_and_leads_those_who_need_no_call_to_the_embed_code(
    page: HtmlPage, client: FlaskClient
) -> None:
    assert page.faults() == []
    assert [element.tag for element in page.elements if element.tag == "script"] == []
    assert "The commands call http://127.0.0.1:5000/api/v1" in page.text
    (code,) = [link for link in page.links if link.startswith("/embed-code/")]
    assert client.get(code).status_code == 200


def test_every_call_is_there_with_its_arguments_and_replies_and_every_shape_once(
    page: HtmlPage, spec: Any
) -> None:
    statuses = set(re.findall(r"\b(?:[2-5]\d\d|default)\b", page.text))
    for path, methods in spec["paths"].items():
        for method, call in methods.items():
            assert page.of(f"call_{call['operationId']}") == f"{method.upper()} {path}"
            names = [parameter["name"] for parameter in call["parameters"]]
            assert [text for text in (call["summary"], *names) if text not in page.text] == []
            assert set(call["responses"]) <= statuses
    shapes = [name.removeprefix("schema_") for name in page.ids if name.startswith("schema_")]
    assert shapes == sorted(spec["components"]["schemas"])
    assert "soon (one to three days)" in page.text  # what a member is, where its name does not say it


def test_every_command_asks_for_something_that_is_there(page: HtmlPage, client: FlaskClient) -> None:
    found = [shlex.split(command) for command in commands(page)]
    asked = [words for words in found if "-d" not in words and "-H" not in words]
    assert len(asked) > 10
    for words in asked:
        assert words[:2] == ["curl", "-s"]
        assert client.get(urlsplit(words[-1]).path).status_code == 200, words
    for words in found:
        if "-d" in words:
            assert isinstance(json.loads(words[words.index("-d") + 1]), dict)
    assert {words[-1].startswith("http://127.0.0.1:5000/api/v1") for words in found} == {True}


def test_commands_call_the_public_address_where_there_is_one(public: FlaskClient) -> None:
    found = commands(get(public, "/docs"))
    assert all(shlex.split(each)[-1].startswith("https://quiz.example/") for each in found)


@pytest.mark.parametrize(
    "path", ["/api/v1/articles?limt=1", "/api/v1/articles/none", "/api/v1/changes?after=%20"]
)
def test_every_problem_type_leads_to_its_explanation(client: FlaskClient, page: HtmlPage, path: str) -> None:
    for kind in PROBLEM_TYPES.values():
        assert kind.path == f"/docs#problem_{kind.slug}"
        assert page.of(f"problem_{kind.slug}") == f"{kind.status} {kind.slug}"
    problem: Any = client.get(path).json
    assert problem["type"] in {kind.path for kind in PROBLEM_TYPES.values()}
