"""The page /docs: the description of the API for people, made from the OpenAPI document and nothing else.

Every call has its arguments, its replies and a command line; every shape is on the page once, under the id
"schema_" and its name. There is no script.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup, escape

from quizapp.web.contract.openapi import A_REVISION
from quizapp.web.contract.problem_types import PROBLEM_TYPES
from quizapp.web.ready.catalogue import API
from quizapp.web.ready.rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizapp.content.canonical import Json

HERE = "http://127.0.0.1:5000"
"""Where `quizapp serve` listens; examples call it where the settings name no public address."""
_REF = "#/components/schemas/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A parameter of a call, or a member of a shape."""

    name: str
    where: str
    """path or query, for a parameter."""
    type: Markup
    required: bool
    text: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One status of a call."""

    status: str
    means: Markup
    shapes: Sequence[tuple[str, Markup]]
    """Media type and shape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the API."""

    id: str
    method: str
    path: str
    summary: str
    text: Markup
    parameters: Sequence[Member]
    body: Sequence[Member]
    replies: Sequence[Reply]
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeEntry:
    """A shape that replies and bodies have."""

    name: str
    text: Markup
    members: Sequence[Member]


def reference_page(document: bytes) -> str:
    """Return the page for an OpenAPI document, given as JSON; the same document gives the same page."""
    # An edit changes the one revision that the document names, and hardly ever anything else.
    revision = _revision(json.loads(document))
    return _page(document.replace(revision.encode(), A_REVISION.encode())).replace(A_REVISION, revision)


def _revision(spec: Json) -> str:
    calls = (call for methods in spec["paths"].values() for call in methods.values())
    shown = (each["example"] for call in calls for each in call["parameters"] if each["name"] == "revision")
    return next(shown, A_REVISION)


@lru_cache(maxsize=1)  # it takes long
def _page(document: bytes) -> str:
    spec = json.loads(document)
    calls = [
        _call(spec, path, method, call)
        for path, methods in spec["paths"].items()
        for method, call in methods.items()
    ]
    tags = {call["operationId"]: call["tags"][0] for ways in spec["paths"].values() for call in ways.values()}
    return render(
        "docs.html",
        texts=[_text(paragraph) for paragraph in spec["info"]["description"].split("\n\n")],
        api=f"{_base(spec)}{API}",
        article=_article(spec),
        groups=[
            (tag["name"], _text(tag["description"]), [call for call in calls if tags[call.id] == tag["name"]])
            for tag in spec["tags"]
        ],
        problems=[(kind, _text(kind.means)) for kind in PROBLEM_TYPES.values()],
        shapes=[_shape(name, schema) for name, schema in sorted(spec["components"]["schemas"].items())],
    )


def _call(spec: Json, path: str, method: str, call: Json) -> Call:
    body = call.get("requestBody", {}).get("content", {}).get("application/json", {})
    return Call(
        id=call["operationId"],
        method=method.upper(),
        path=path,
        summary=call["summary"],
        text=_text(call["description"]),
        parameters=[_parameter(each) for each in call["parameters"]],
        body=list(_members(_resolved(spec, body["schema"]))) if body else [],
        replies=[_reply(status, reply) for status, reply in call["responses"].items()],
        command=_command(spec, path, method, call, body.get("example")),
    )


def _parameter(parameter: Json) -> Member:
    return Member(
        name=parameter["name"],
        where=parameter["in"],
        type=_type(parameter["schema"]),
        required=parameter["required"],
        text=_text(parameter.get("description", "")),
    )


def _reply(status: str, reply: Json) -> Reply:
    shapes = [(media_type, _type(each["schema"])) for media_type, each in reply.get("content", {}).items()]
    return Reply(status=status, means=_text(reply["description"]), shapes=shapes)


def _command(spec: Json, path: str, method: str, call: Json, example: Json | None) -> str:
    """Return a command line for the call, with the ids of a real article."""
    values = {each["name"]: quote(str(each["example"])) for each in call["parameters"] if "example" in each}
    address = shlex.quote(f"{_base(spec)}{path.format_map(values)}")
    words = ["curl", "-s"]
    if method == "post":
        words += ["-H", shlex.quote("Content-Type: application/json"), "-d", shlex.quote(json.dumps(example))]
    if call.get("security"):
        words += ["-H", '"Authorization: Bearer $QUIZAPP_STATS_TOKEN"']
    return " ".join([*words, address])


def _base(spec: Json) -> str:
    server: str = spec["servers"][0]["url"]
    return server if server.startswith("http") else HERE


def _article(spec: Json) -> str:
    """Return the article that the examples name."""
    (begin,) = (calls["post"] for path, calls in spec["paths"].items() if path.endswith("/attempts"))
    return str(begin["parameters"][0]["example"])


def _shape(name: str, schema: Json) -> ShapeEntry:
    return ShapeEntry(name=name, text=_text(schema.get("description", "")), members=list(_members(schema)))


def _members(schema: Json) -> Iterator[Member]:
    required = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        text = _text(each.get("description", ""))
        yield Member(name=name, where="", type=_type(each), required=name in required, text=text)


def _resolved(spec: Json, schema: Json) -> Json:
    found: Json = spec["components"]["schemas"][schema["$ref"].removeprefix(_REF)]
    return found


def _type(schema: Json) -> Markup:
    """Say in words what a value is."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REF)
        return Markup('<a href="#schema_{0}">{0}</a>').format(name)
    for several in ("anyOf", "allOf", "oneOf"):
        if several in schema:
            return Markup(" or ").join(_type(each) for each in schema[several])
    if "enum" in schema:
        return Markup(", ").join(Markup("<code>{}</code>").format(each) for each in schema["enum"])
    types = schema.get("type", "any")
    if isinstance(types, list):
        return Markup(" or ").join(_type({**schema, "type": each}) for each in types)
    if types == "array":
        return Markup("list of ") + _type(schema["items"])
    return escape(types)


def _text(text: str) -> Markup:
    """Return a description as HTML: `code` is marked, nothing else."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 # it is escaped before
