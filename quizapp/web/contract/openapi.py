"""The OpenAPI 3.1 document, made from `operations`, the schemas of requests and the shapes of replies.

Replies about content have an example: what the site gives for one of its articles, with one entry in each
list. The examples of other replies are made up, because a real outcome would give a key away.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from quizapp.attempts.delivery import StepConflict
from quizapp.content.canonical import Json
from quizapp.content.model import Article
from quizapp.content.schema import KINDS
from quizapp.content.shape import REFERENCES, Shape
from quizapp.quiz.bank import ItemBank
from quizapp.text import clipped
from quizapp.web.contract import bodies
from quizapp.web.contract.operations import OPERATIONS, TAGS, Operation
from quizapp.web.contract.problem_types import PROBLEM, PROBLEM_JSON, PROBLEM_TYPES, ProblemType
from quizapp.web.prebuilt.catalogue import API, content_data
from quizapp.web.prebuilt.links import Links, context_of
from quizapp.web.prebuilt.page_table import INDEX
from quizapp.web.prebuilt.quiz_shapes import BEGUN, ITEM
from quizapp.web.prebuilt.reply import JSON

_RESPONSES = "#/components/responses/"
_SCHEME = "statistics"
_HEADERS = (
    ("Content-Language", "The language of the words.", {"type": "string"}),
    ("ETag", "A strong tag of these bytes, for If-None-Match.", {"type": "string"}),
    ("Location", "The new address.", {"type": "string", "format": "uri-reference"}),
    ("Retry-After", "Seconds to wait.", {"type": "integer", "minimum": 1}),
)
_INTRODUCTION = (
    "Health articles as data, and quizzes that end in a verdict.\n\n"
    "You need no key and no account, no reply sets a cookie, and any page may call the API"
    " (`Access-Control-Allow-Origin: *`). If you show a text elsewhere, show its level, its review state and"
    " the urgent notice with it. A text is `unreviewed` until a named person has checked it, and replies say"
    " so.\n\nA member whose `contentMediaType` is `text/markdown` is Markdown with paragraphs, emphasis,"
    " strong, lists and links only: no HTML, no images. Every other text is plain.\n\n"
    "Errors are `application/problem+json` (RFC 9457). An unknown query argument or member is an error that"
    " suggests what you may have meant. Content may be a minute old. Ask again with `If-None-Match`: you get"
    " 304 if nothing has changed."
)
_TEXTS = {
    "uri": "https://health.example/",
    "date": "2026-11-23",
    "date-time": "2026-11-23T14:35:12Z",
    "uri-reference": "/articles/an-article",
}
"""Texts of the examples that are made up, by format."""
_LONGEST_TEXT = 80
"""Characters of a text in an example."""


def document(links: Links, *, example: Article | None) -> Json:
    """The description, with what replies say of a real article as examples if there is one."""
    spec = APISpec(
        title="quizapp",
        version="1.0.0",
        openapi_version="3.1.0",
        plugins=[MarshmallowPlugin()],
        info={
            "description": _INTRODUCTION,
            "license": {"name": "MIT", "identifier": "MIT"},
            "contact": {
                "name": "Whoever runs this site",
                **({"url": links.api(INDEX)} if links.base else {}),
            },
        },
        servers=[{"url": links.base or "/"}],
        security=[],
        tags=[{"name": name, "description": says} for name, says in TAGS.items()],
    )
    spec.components.security_scheme(_SCHEME, {"type": "http", "scheme": "bearer"})
    for name, about, schema in _HEADERS:
        spec.components.header(name, {"description": about, "schema": schema})
    for name, problem in _shared().items():
        spec.components.response(name, problem)
    top = (shape for operation in OPERATIONS for shape in (*operation.reply, *operation.conflict))
    schemas = {shape.name: shape.schema() for each in (*top, PROBLEM) for shape in each.all()}
    for name, schema in schemas.items():
        spec.components.schema(name, schema)
    examples = _real_replies(example, links, schemas) if example else {}
    for operation in OPERATIONS:
        described = {"post" if operation.body else "get": _described(operation, examples, schemas)}
        spec.path(path=f"{API}{operation.path}", operations=described)
    made: Json = spec.to_dict()
    return made


def _real_replies(article: Article, links: Links, schemas: Mapping[str, Json]) -> Mapping[str, Json]:
    """What calls about content give for an article, by path as in `operations`."""
    bank = ItemBank(article, article.quiz) if article.quiz else None
    start, replies = "/articles/{article}", dict[str, Json]()
    for path, data in content_data(article, bank, links):
        part, _, thing = path.removeprefix(f"{API}/articles/{article.id}").removeprefix("/").partition("/")
        replies.setdefault("/".join([start, *filter(None, (part, thing and "{id}"))]), _short(data))
    replies[f"{start}/revisions/{{revision}}"] = replies[start]
    if bank and bank.scenarios:
        item = ITEM.data(bank.public(bank.scenarios[0], "example"), context_of(article, links))
        begun = _made_up(BEGUN.reference, schemas)
        replies[f"{start}/attempts"] = {**begun, "article": article.id, "item": item}
    return replies


def _short(value: Any) -> Any:  # noqa: ANN401 - JSON in, JSON out
    """A reply with one entry in each list, and the beginning of each long text."""
    if isinstance(value, dict):
        return {name: _short(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_short(each) for each in value[:1]]
    return clipped(value, _LONGEST_TEXT) if isinstance(value, str) and "://" not in value else value


def _made_up(schema: Json, schemas: Mapping[str, Json]) -> Any:  # noqa: ANN401 - as above
    """A value that fits a schema."""
    if "anyOf" in schema:
        return _made_up(schema["anyOf"][0], schemas)
    if "$ref" in schema:
        members = schemas[schema["$ref"].removeprefix(REFERENCES)]["properties"]
        return {name: _made_up(each, schemas) for name, each in members.items()}
    if "enum" in schema:
        return schema["enum"][0]
    kinds = schema["type"]
    kind = kinds[0] if isinstance(kinds, list) else kinds
    if kind == "array":
        return [_made_up(schema["items"], schemas)]
    if kind == "string":
        return _TEXTS.get(schema.get("format", ""), "text")
    return {"object": {}, "boolean": True}.get(kind, 1)


def _described(operation: Operation, examples: Mapping[str, Json], schemas: Mapping[str, Json]) -> Json:
    example = examples.get(operation.path)
    described: Json = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.description,
        "parameters": [
            *_path_parameters(operation, examples),
            {"in": "query", "schema": operation.arguments.schema},
        ],
        "responses": _responses(operation, example, schemas),
    }
    if operation.token:
        described["security"] = [{_SCHEME: []}]
    if operation.body:
        content = {"schema": operation.body.schema, "example": operation.body.example}
        described["requestBody"] = {"required": True, "content": {JSON: content}}
    return described


def _responses(operation: Operation, example: Json | None, schemas: Mapping[str, Json]) -> Json:
    means = "The attempt has begun" if operation.status == HTTPStatus.CREATED else "Done"
    reply = _reply(means, JSON, operation.reply)
    if operation.reply:
        reply["content"][JSON]["example"] = example or _made_up(operation.reply[0].reference, schemas)
    content = not (operation.body or operation.token)
    reply["headers"] = _headers("Content-Language", *(("ETag",) if content else ()))
    if operation.html:
        reply["content"]["text/html"] = {"schema": {"type": "string"}}
    replies: Json = {str(operation.status): reply}
    if content:
        replies["304"] = {"$ref": f"{_RESPONSES}NotModified"}
    if operation.moves:
        replies["308"] = {"$ref": f"{_RESPONSES}Moved"}
    if operation.conflict:
        replies["409"] = _reply(PROBLEM_TYPES[StepConflict].means, PROBLEM_JSON, operation.conflict)
    errors = {str(status): {"$ref": f"{_RESPONSES}{name}"} for status, name in _errors(operation)}
    return {**replies, **errors, "default": {"$ref": f"{_RESPONSES}Problem"}}


def _errors(operation: Operation) -> Mapping[tuple[int, str], Sequence[ProblemType]]:
    """What can go wrong with a call, by the status and the name that its problems have together."""
    groups = defaultdict[int, list[ProblemType]](list)
    for error in operation.errors:
        groups[PROBLEM_TYPES[error].status].append(PROBLEM_TYPES[error])
    return {
        (status, "".join(kind.slug.title().replace("-", "") for kind in groups[status])): groups[status]
        for status in sorted(groups)
    }


def _shared() -> Mapping[str, Json]:
    """Every reply that calls have in common, by name."""
    moved = "The id has become part of another entry, at the address in Location"
    unchanged = "Nothing has changed since what If-None-Match names"
    replies = {
        "NotModified": {"description": unchanged, "headers": _headers("ETag")},
        "Moved": {"description": moved, "headers": _headers("Location")},
        "Problem": _reply("Any other error", PROBLEM_JSON, (PROBLEM,)),
    }
    for operation in OPERATIONS:
        for (status, name), kinds in _errors(operation).items():
            says = " ".join(f"`{kind.slug}`: {kind.means}" for kind in kinds)
            waits = {"headers": _headers("Retry-After")} if status in {429, 503} else {}
            replies[name] = {**_reply(says, PROBLEM_JSON, (PROBLEM,)), **waits}
    return replies


def _headers(*names: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _reply(description: str, media_type: str, shapes: Sequence[Shape]) -> Json:
    schemas = [shape.reference for shape in shapes] or [{"type": "object"}]
    schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    return {"description": description, "content": {media_type: {"schema": schema}}}


def _path_parameters(operation: Operation, examples: Mapping[str, Json]) -> Iterator[Json]:
    an_id = {"type": "string", "pattern": bodies.ID, "maxLength": bodies.MAX_ID}
    article = examples.get("/articles/{article}", {})
    for name, schema, example in (
        ("article", an_id, article.get("id")),
        ("revision", {"type": "string", "pattern": "^[0-9a-f]{16}$"}, article.get("revision", "0" * 16)),
        ("id", an_id, examples.get(operation.path, {}).get("id")),
        ("kind", {"type": "string", "enum": list(KINDS)}, next(iter(KINDS))),
    ):
        if f"{{{name}}}" in operation.path:
            parameter = {"name": name, "in": "path", "required": True, "schema": schema}
            yield {**parameter, "example": example} if example else parameter
