"""The description of the API: OpenAPI 3.1, made from the schemas that requests are checked by.

`OPERATIONS` lists every call once; a test holds it against the routes of the application, both ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from quizapp.content.json_schema import KINDS
from quizapp.content.projection import PARTS
from quizapp.web import arguments, bodies
from quizapp.web import reply_schemas as shapes
from quizapp.web.catalogue import API

if TYPE_CHECKING:
    from collections.abc import Mapping

    from marshmallow import Schema

    from quizapp.content.model import Article
    from quizapp.web.replies import Links

Json: TypeAlias = "dict[str, Any]"
Shape: TypeAlias = "type[Schema] | tuple[type[Schema], ...] | None"
"""The shape of a reply, or several of which it has one; None is any object."""

_PROBLEM = "application/problem+json"
_HTML = "text/html"
_TEXT: Json = {_HTML: {"schema": {"type": "string"}}}
_SCHEME = "statistics"
_BODY_ERRORS = (400, 404, 413, 415, 422, 429)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One call: a GET has arguments, a POST a body."""

    path: str
    summary: str
    reply: Shape
    arguments: type[Schema] = arguments.NoArguments
    body: type[Schema] | None = None
    status: int = 200
    errors: tuple[int, ...] = (400, 404)
    conflict: type[Schema] | None = None
    html: bool = False
    """Whether those who would rather have HTML get a fragment."""
    media_type: str = "application/json"
    token: bool = False
    """Only for those who hold the token of the settings; such a reply is never kept."""

    @property
    def method(self) -> str:
        """The method, in small letters as OpenAPI writes it."""
        return "post" if self.body else "get"


OPERATIONS = (
    Operation(
        path="/articles",
        summary="List articles, and search them",
        reply=shapes.Articles,
        arguments=arguments.ListArguments,
        errors=(400,),
    ),
    Operation(
        path="/articles/{article}",
        summary="Read a whole article",
        reply=shapes.Article,
        arguments=arguments.ArticleArguments,
    ),
    Operation(
        path="/articles/{article}/{part}",
        summary="Read one list of an article",
        reply=tuple(shapes.listed(thing) for thing in shapes.THINGS),
        arguments=arguments.InLanguage,
        html=True,
    ),
    Operation(
        path="/articles/{article}/{part}.html",
        summary="Read one list of an article as a fragment of HTML",
        reply=None,
        arguments=arguments.InLanguage,
        media_type=_HTML,
    ),
    Operation(
        path="/articles/{article}/{part}/{id}",
        summary="Read one thing out of a list, with what makes it safe to be shown alone",
        reply=tuple(shapes.alone(thing) for thing in shapes.THINGS),
        arguments=arguments.InLanguage,
        html=True,
    ),
    Operation(
        path="/articles/{article}/{part}/{id}.html",
        summary="Read one thing out of a list as a fragment of HTML that is safe to be shown alone",
        reply=None,
        arguments=arguments.InLanguage,
        media_type=_HTML,
    ),
    Operation(
        path="/articles/{article}/quiz",
        summary="Read what the quiz of an article is",
        reply=shapes.Quiz,
        arguments=arguments.InLanguage,
    ),
    Operation(
        path="/articles/{article}/revisions",
        summary="List the revisions of an article that are known",
        reply=shapes.Revisions,
    ),
    Operation(
        path="/articles/{article}/revisions/{revision}",
        summary="Read one revision of an article, which never changes",
        reply=shapes.Article,
    ),
    Operation(
        path="/changes",
        summary="Read what was added, edited, removed and withdrawn",
        reply=shapes.Changes,
        arguments=arguments.ChangesArguments,
        errors=(400,),
    ),
    Operation(
        path="/articles/{article}/statistics",
        summary="Read the item statistics of an article",
        reply=shapes.Statistics,
        errors=(400, 401, 404, 503),
        token=True,
    ),
    Operation(path="/openapi.json", summary="Read this document", reply=None, errors=(400,)),
    Operation(
        path="/schema/{kind}.json",
        summary="Read the JSON Schema of one of an article's files, for editors",
        reply=None,
    ),
    Operation(
        path="/articles/{article}/attempts",
        summary="Begin an attempt",
        reply=shapes.Begun,
        body=bodies.AttemptRequest,
        status=201,
        errors=_BODY_ERRORS,
    ),
    Operation(
        path="/responses",
        summary="Respond to the item that is asked now; the same request again gives the same reply",
        reply=shapes.Reply,
        body=bodies.ResponseRequest,
        errors=(400, 410, 413, 415, 422, 429, 503),
        conflict=shapes.Conflict,
    ),
    Operation(
        path="/resume",
        summary="Go on with an attempt, on any device",
        reply=shapes.Turn,
        body=bodies.ResumeRequest,
        errors=(400, 410, 413, 415, 422, 429, 503),
    ),
    Operation(
        path="/finish",
        summary="End an attempt where it stands",
        reply=shapes.Report,
        body=bodies.FinishRequest,
        errors=(400, 410, 413, 415, 422, 429, 503),
    ),
)


def document(links: Links, *, example: Article) -> Json:
    """Return the description, with the ids of a real article as examples. It is shared: leave it as it is."""
    parts = ((part, getattr(example, name)) for part, name in PARTS.items())
    part, thing = next(((part, things[0].id) for part, things in parts if things), ("causes", "any"))
    return _document(links, example.id, example.revision, part, thing)


@lru_cache(maxsize=1)  # it takes long, and an edit seldom changes the ids that it names
def _document(links: Links, article: str, revision: str, part: str, thing: str) -> Json:
    spec = APISpec(
        title="quizapp",
        version="1.0.0",
        openapi_version="3.1.0",
        plugins=[MarshmallowPlugin()],
        info={"description": "Health articles as data, and quizzes that end in a verdict."},
        servers=[{"url": links.base or "/"}],
    )
    spec.components.security_scheme(_SCHEME, {"type": "http", "scheme": "bearer"})
    parameters = _path_parameters(article, revision, part, thing)
    for operation in OPERATIONS:
        described = _described(operation, parameters)
        spec.path(path=f"{API}{operation.path}", operations={operation.method: described})
    return spec.to_dict()


def _described(operation: Operation, parameters: Mapping[str, Json]) -> Json:
    named = [parameter for name, parameter in parameters.items() if f"{{{name}}}" in operation.path]
    described: Json = {
        "summary": operation.summary,
        "parameters": [*named, {"in": "query", "schema": operation.arguments}],
        "responses": _responses(operation),
    }
    if operation.token:
        described["security"] = [{_SCHEME: []}]
    if operation.body:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": operation.body}},
        }
    return described


def _responses(operation: Operation) -> Json:
    reply = _reply(operation.status, operation.media_type, operation.reply)
    if operation.html:
        reply["content"] |= _TEXT
    replies: Json = {str(operation.status): reply}
    if not (operation.body or operation.token):
        replies["304"] = {"description": "What If-None-Match names is still so"}
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
    if media_type == _HTML:
        return {"description": HTTPStatus(status).phrase, "content": _TEXT}
    if shape is None:
        schema = {"type": "object"}
    elif isinstance(shape, tuple):
        schema = {"anyOf": list(shape)}
    return {"description": HTTPStatus(status).phrase, "content": {media_type: {"schema": schema}}}


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
