"""The page /docs: the description of the API for people, made from the OpenAPI document and nothing else.

Every call has its arguments, its replies and a command line; every shape is on the page once, under the id
"schema_" and its name. There is no script.
"""

import json
import re
import shlex
from functools import lru_cache, partial
from urllib.parse import quote

from markupsafe import Markup, escape

from quizapp.content.canonical import Json
from quizapp.content.shape import REFERENCES
from quizapp.web.contract.problem_types import PROBLEM_TYPES
from quizapp.web.prebuilt.catalogue import API
from quizapp.web.prebuilt.rendering import render

HERE = "http://127.0.0.1:5000"
"""Where `quizapp serve` listens; examples call it where the settings name no public address."""


@lru_cache(maxsize=1)  # it takes long, and most edits leave the document as it is
def reference_page(document: bytes) -> str:
    """The page for an OpenAPI document, given as JSON; the same document gives the same page."""
    spec = json.loads(document)
    calls = [
        {**call, "path": path, "method": method, "responses": _responses(spec, call)}
        for path, methods in spec["paths"].items()
        for method, call in methods.items()
    ]
    return render(
        "docs.html",
        spec=spec,
        calls=calls,
        schemas=spec["components"]["schemas"],
        api=f"{_base(spec)}{API}",
        article=_article(spec),
        problems=PROBLEM_TYPES.values(),
        body=partial(_body, spec),
        sample=_sample,
        command=partial(_command, spec),
        text=_text,
        type=_type,
    )


def _responses(spec: Json, call: Json) -> Json:
    """The replies of a call, each in full."""
    shared = spec["components"]["responses"]
    return {
        status: shared[reply["$ref"].rpartition("/")[2]] if "$ref" in reply else reply
        for status, reply in call["responses"].items()
    }


def _sample(call: Json) -> str:
    """A reply to the call as JSON; empty if there is no example."""
    contents = (reply.get("content", {}) for status, reply in call["responses"].items() if status < "300")
    example = next(contents).get("application/json", {}).get("example")
    return json.dumps(example, ensure_ascii=False, indent=1) if example else ""


def _body(spec: Json, call: Json) -> Json:
    """The schema of a call's body, which is an object; empty where it has none."""
    if "requestBody" not in call:
        return {}
    schema = call["requestBody"]["content"]["application/json"]["schema"]
    found: Json = spec["components"]["schemas"][schema["$ref"].removeprefix(REFERENCES)]
    return found


def _command(spec: Json, call: Json) -> str:
    """A command line for the call, with the ids of a real article."""
    values = {each["name"]: quote(str(each.get("example", "ID"))) for each in call["parameters"]}
    address = shlex.quote(f"{_base(spec)}{call['path'].format_map(values)}")
    words = ["curl", "-s"]
    if call["method"] == "post":
        example = call["requestBody"]["content"]["application/json"]["example"]
        words += ["-H", shlex.quote("Content-Type: application/json"), "-d", shlex.quote(json.dumps(example))]
    if call.get("security"):
        words += ["-H", '"Authorization: Bearer $QUIZAPP_STATS_TOKEN"']
    return " ".join([*words, address])


def _base(spec: Json) -> str:
    server: str = spec["servers"][0]["url"]
    return server if server.startswith("http") else HERE


def _article(spec: Json) -> str:
    """The article that the examples name."""
    (begin,) = (calls["post"] for path, calls in spec["paths"].items() if path.endswith("/attempts"))
    return str(begin["parameters"][0].get("example", "ID"))


def _type(schema: Json) -> Markup:
    """Say in words what a value is."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(REFERENCES)
        return Markup('<a href="#schema_{0}">{0}</a>').format(name)
    for several in ("anyOf", "allOf", "oneOf"):
        if several in schema:
            return Markup(" or ").join(_type(each) for each in schema[several])
    if "enum" in schema:
        words = ["null" if each is None else each for each in schema["enum"]]
        return Markup(", ").join(Markup("<code>{}</code>").format(word) for word in words)
    types = schema.get("type", "any")
    if isinstance(types, list):
        return Markup(" or ").join(_type({**schema, "type": each}) for each in types)
    if types == "array":
        return Markup("list of ") + _type(schema["items"])
    return escape("Markdown" if "contentMediaType" in schema else types)


def _text(text: str) -> Markup:
    """A description as HTML: `code` is marked, nothing else."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 # it is escaped before
