"""The description of the API: OpenAPI 3.1, made from `operations` and the schemas of requests and replies."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from quizapp.content.projection import PARTS
from quizapp.content.shape.json_schema import KINDS
from quizapp.web import bodies
from quizapp.web.contract import reply_schemas as shapes
from quizapp.web.contract.operations import HTML, OPERATIONS, TAGS
from quizapp.web.contract.problem_types import PROBLEM_TYPES
from quizapp.web.ready.catalogue import API

if TYPE_CHECKING:
    from collections.abc import Mapping

    from marshmallow import Schema

    from quizapp.content.canonical import Json
    from quizapp.content.model import Article
    from quizapp.web.contract.operations import Operation, Shape
    from quizapp.web.ready.replies import Links

A_REVISION = "0" * 16
"""Stands for the revision of the article in what is made once for all of its revisions."""
_PROBLEM = "application/problem+json"
_TEXT: Json = {HTML: {"schema": {"type": "string"}}}
_SCHEME = "statistics"
_INTRODUCTION = (
    "Health articles as data, and quizzes that end in a verdict.\n\n"
    "Nothing needs a key or an account, no reply sets a cookie, and any page may call it"
    " (`Access-Control-Allow-Origin: *`). Whoever shows a text elsewhere should show its level, its review"
    " state and the urgent notice with it: a text is `unreviewed` until a named person has checked it, and"
    " the replies say so.\n\n"
    "Errors are `application/problem+json` (RFC 9457). An unknown query argument or member is an error,"
    " with a guess at what was meant. Content may be a minute old; ask again with `If-None-Match` and get"
    " 304."
)


_BODIES: Mapping[type[Schema], Json] = {
    bodies.AttemptRequest: {"mode": "check"},
    bodies.ResponseRequest: {"attempt": "TOKEN", "item": "an-item", "response": ["a"], "certainty": 2},
    bodies.ResumeRequest: {"attempt": "TOKEN"},
    bodies.FinishRequest: {"attempt": "TOKEN"},
}
"""An example of each body; the token and the item come from the reply before."""
_MEANS: Mapping[int, str] = {
    200: "Done",
    201: "The attempt has begun",
    304: "What If-None-Match names is still so",
    401: "The token of the settings is missing or wrong",
    413: "The body is longer than 16 KiB",
    429: "Too many posts from one network; Retry-After says how many seconds to wait",
}


def _means(status: int) -> str:
    """Say what a status stands for: the kinds of problem that have it, by their names."""
    kinds = [f"{kind.slug}: {kind.means}" for kind in PROBLEM_TYPES.values() if kind.status == status]
    return " ".join(kinds) or _MEANS[status]


def document(links: Links, *, example: Article) -> Json:
    """Return the description, with the ids of a real article as examples."""
    parts = ((part, getattr(example, name)) for part, name in PARTS.items())
    part, thing = next(((part, things[0].id) for part, things in parts if things), ("causes", "any"))
    made = _document(links, example.id, part, thing)
    return cast("Json", json.loads(made.replace(A_REVISION, example.revision)))


@lru_cache(maxsize=1)  # it takes long, and an edit seldom changes the ids that it names
def _document(links: Links, article: str, part: str, thing: str) -> str:
    spec = APISpec(
        title="quizapp",
        version="1.0.0",
        openapi_version="3.1.0",
        plugins=[MarshmallowPlugin()],
        info={"description": _INTRODUCTION},
        servers=[{"url": links.base or "/"}],
        security=[],
        tags=[{"name": name, "description": says} for name, says in TAGS.items()],
    )
    spec.components.security_scheme(_SCHEME, {"type": "http", "scheme": "bearer"})
    parameters = _path_parameters(article, A_REVISION, part, thing)
    for operation in OPERATIONS:
        described = _described(operation, parameters)
        spec.path(path=f"{API}{operation.path}", operations={operation.method: described})
    return json.dumps(spec.to_dict())


def _described(operation: Operation, parameters: Mapping[str, Json]) -> Json:
    named = [parameter for name, parameter in parameters.items() if f"{{{name}}}" in operation.path]
    described: Json = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.description,
        "parameters": [*named, {"in": "query", "schema": operation.arguments}],
        "responses": _responses(operation),
    }
    if operation.token:
        described["security"] = [{_SCHEME: []}]
    if operation.body:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": operation.body, "example": _BODIES[operation.body]}},
        }
    return described


def _responses(operation: Operation) -> Json:
    reply = _reply(operation.status, operation.media_type, operation.reply)
    if operation.html:
        reply["content"] |= _TEXT
    replies: Json = {str(operation.status): reply}
    if not (operation.body or operation.token):
        replies["304"] = {"description": _means(304)}
    if operation.conflict:
        replies["409"] = _reply(409, _PROBLEM, operation.conflict)
    for status in operation.errors:
        replies[str(status)] = _reply(status, _PROBLEM, shapes.Problem)
    replies["default"] = {
        "description": "Any other error",
        "content": {_PROBLEM: {"schema": shapes.Problem}},
    }
    return replies


def _reply(status: int, media_type: str, shape: Shape) -> Json:
    schema: object = shape
    if media_type == HTML:
        return {"description": _means(status), "content": _TEXT}
    if shape is None:
        schema = {"type": "object"}
    elif isinstance(shape, tuple):
        schema = {"anyOf": list(shape)}
    return {"description": _means(status), "content": {media_type: {"schema": schema}}}


def _path_parameters(article: str, revision: str, part: str, thing: str) -> Mapping[str, Json]:
    an_id = {"type": "string", "pattern": bodies.ID, "maxLength": bodies.MAX_ID}
    return {
        name: {"name": name, "in": "path", "required": True, "schema": schema, "example": word}
        for name, schema, word in (
            ("article", an_id, article),
            ("revision", {"type": "string", "pattern": "^[0-9a-f]{16}$"}, revision),
            ("part", {"type": "string", "enum": list(PARTS)}, part),
            ("id", an_id, thing),
            ("kind", {"type": "string", "enum": list(KINDS)}, next(iter(KINDS))),
        )
    }
