"""The quiz calls of the API, as a reader's browser makes them."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from quizapp.content.model import Item
from quizapp.quiz.bank import ItemBank

API = "/api/v1"


def begin(client: FlaskClient, article: str, **members: Any) -> Any:
    """Begin an attempt and return the reply."""
    reply = client.post(f"{API}/articles/{article}/attempts", json={"mode": "check", **members})
    assert reply.status_code == 201, reply.text
    return reply.json


def respond(
    client: FlaskClient, attempt: str, item: str, response: list[str], **members: Any
) -> TestResponse:
    """Send the response to an item."""
    body = {"attempt": attempt, "item": item, "response": response, **members}
    return client.post(f"{API}/responses", json=body)


def play(
    client: FlaskClient, bank: ItemBank, choose: Callable[[Item], list[str]], **members: Any
) -> list[Any]:
    """Take a whole attempt and return every reply, the first one included."""
    replies = [begin(client, bank.article.id, **members)]
    while replies[-1]["item"] is not None:
        item = bank.items[replies[-1]["item"]["id"]]
        reply = respond(client, replies[-1]["attempt"], item.id, choose(item))
        assert reply.status_code == 200, reply.text
        replies.append(reply.json)
    return replies


def by_key(item: Item) -> list[str]:
    """Choose what the key says."""
    return sorted(item.key)


def wrongly(item: Item) -> list[str]:
    """Choose the first option that the key does not have, for items with one choice."""
    return [next(option.id for option in item.options if option.id not in item.key)]


def faults(spec: Any, shape: str, data: Any) -> list[str]:
    """Return what the OpenAPI document finds wrong with a reply; a member without a name in it is wrong."""
    schemas = {
        name: {**schema, "additionalProperties": False}
        for name, schema in spec["components"]["schemas"].items()
    }
    wanted = {"$ref": f"#/components/schemas/{shape}", "components": {"schemas": schemas}}
    validator = Draft202012Validator(wanted, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [error.message for error in validator.iter_errors(data)]
