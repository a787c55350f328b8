"""The JSON API: content by GET, the quiz by POST.

A content route only finds the reply that was made at load time; the fast path answers most such requests
before they come here. A quiz route reads the body, calls one verb of delivery, and writes the reply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from quizapp.attempts.model import Mode
from quizapp.content.nearest import nearest
from quizapp.content.projection import PARTS
from quizapp.content.shape.json_schema import KINDS
from quizapp.errors import UnknownThing
from quizapp.web.bodies import (
    AttemptRequest,
    FinishRequest,
    ResponseRequest,
    ResumeRequest,
    read_json,
    unknown,
)
from quizapp.web.contract.arguments import (
    ArticleArguments,
    BadQuery,
    InLanguage,
    ListArguments,
    NoArguments,
    read_arguments,
)
from quizapp.web.headers import Place
from quizapp.web.ready.catalogue import API, Search, after_cursor, chosen_fields, listing, next_link
from quizapp.web.ready.prebuilt import prebuild
from quizapp.web.ready.replies import (
    begin_data,
    json_response,
    ready_response,
    reply_data,
    report_data,
    turn_data,
)
from quizapp.web.site import current_site
from quizapp.web.snapshot import OPENAPI, schema_path

if TYPE_CHECKING:
    from marshmallow import Schema

    from quizapp.content.model import Article
    from quizapp.web.snapshot import Snapshot

blueprint = Blueprint("api", __name__, url_prefix=API)

_PARTS = ", ".join(f'"{part}"' for part in PARTS)
_PART = f"<any({_PARTS}):part>"


@blueprint.get("/articles")
def articles() -> Response:
    """List articles."""
    site = current_site()
    asked = read_arguments(request, ListArguments())
    try:
        asked["after"] = after_cursor(asked.get("after", ""))
    except ValueError:
        raise BadQuery([("after", "this is no place in the list; take it from `next`")]) from None
    search = Search(**asked)
    if search == Search(lang=search.lang):
        return ready_response(site.snapshot.reply(f"{API}/articles", search.lang))
    return _made_now(*listing(site.snapshot.entries.values(), search, site.links))


@blueprint.get("/articles/<article_id>")
def article(article_id: str) -> Response:
    """Give one article, or some of its members."""
    snapshot = current_site().snapshot
    asked = read_arguments(request, ArticleArguments())
    found = snapshot.article(article_id).in_language(asked.get("lang"))
    whole = snapshot.reply(f"{API}/articles/{found.id}", found.lang)
    if "members" not in asked:
        return ready_response(whole)
    entry = snapshot.entries[found.id].in_language(found.lang)
    names = asked["members"].split(",")
    wrong = [name for name in names if name not in entry.members]
    if wrong:
        raise BadQuery([("fields", unknown(name, entry.members, "member")) for name in dict.fromkeys(wrong)])
    return _made_now(chosen_fields(whole.body, entry, names))


@blueprint.get(f"/articles/<article_id>/{_PART}")
@blueprint.get(f"/articles/<article_id>/{_PART}.html", defaults={"form": ".html"})
def part(article_id: str, part: str, form: str = "") -> Response:
    """Give one list of an article, as data or as a fragment."""
    snapshot, found = _article(article_id)
    return ready_response(snapshot.reply(f"{API}/articles/{found.id}/{part}{form}", found.lang))


@blueprint.get(f"/articles/<article_id>/{_PART}/<thing_id>")
@blueprint.get(f"/articles/<article_id>/{_PART}/<thing_id>.html", defaults={"form": ".html"})
def thing(article_id: str, part: str, thing_id: str, form: str = "") -> Response:
    """Give one thing out of a list, with what makes it safe alone, as data or as a fragment."""
    snapshot, found = _article(article_id)
    ids = [thing.id for thing in getattr(found, PARTS[part])]
    if thing_id not in ids:
        raise UnknownThing(f"{part} entry", thing_id, nearest(thing_id, ids))
    return ready_response(snapshot.reply(f"{API}/articles/{found.id}/{part}/{thing_id}{form}", found.lang))


@blueprint.get("/articles/<article_id>/quiz")
def quiz(article_id: str) -> Response:
    """Say what the quiz of an article is."""
    snapshot, found = _article(article_id)
    snapshot.bank(found.id)
    return ready_response(snapshot.reply(f"{API}/articles/{found.id}/quiz", found.lang))


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Describe this API."""
    read_arguments(request, NoArguments())
    return ready_response(current_site().snapshot.table[OPENAPI])


@blueprint.get("/schema/<kind>.json")
def schema(kind: str) -> Response:
    """Give the JSON Schema of one of an article's files, for editors."""
    read_arguments(request, NoArguments())
    if kind not in KINDS:
        raise UnknownThing("schema", kind, nearest(kind, KINDS))
    return ready_response(current_site().snapshot.table[schema_path(kind)])


@blueprint.post("/articles/<article_id>/attempts")
def begin(article_id: str) -> Response:
    """Begin an attempt."""
    site = current_site()
    asked = _body(AttemptRequest())
    lang = asked["lang"] or site.snapshot.bank(article_id).article.lang
    turn = site.delivery.begin(article_id, mode=Mode(asked["mode"]), lang=lang, previous=asked["previous"])
    return json_response(begin_data(turn), 201)


@blueprint.post("/responses")
def respond() -> Response:
    """Take the response to one item."""
    site = current_site()
    asked = _body(ResponseRequest())
    reply = site.delivery.respond(
        asked["attempt"], item_id=asked["item"], response=asked["response"], certainty=asked["certainty"]
    )
    return json_response(reply_data(reply, site.links))


@blueprint.post("/resume")
def resume() -> Response:
    """Say where an attempt stands."""
    site = current_site()
    asked = _body(ResumeRequest())
    return json_response(
        turn_data(site.delivery.resume(asked["attempt"], extend=asked["extend"]), site.links)
    )


@blueprint.post("/finish")
def finish() -> Response:
    """Report on an attempt as it stands."""
    site = current_site()
    turn = site.delivery.finish(_body(FinishRequest())["attempt"])
    assert turn.report is not None, "a finished attempt has a report"
    return json_response(report_data(turn, turn.report, site.links))


def _body(schema: Schema) -> dict[str, Any]:
    read_arguments(request, NoArguments())
    return read_json(request, schema)


def _article(article_id: str) -> tuple[Snapshot, Article]:
    """Return the snapshot of this request, and the article in the language asked for if it is there in it."""
    snapshot = current_site().snapshot
    lang = read_arguments(request, InLanguage()).get("lang")
    return snapshot, snapshot.article(article_id).in_language(lang)


def _made_now(body: bytes, more: str | None = None) -> Response:
    """Answer with a body that depends on the query string; to compress it is left to the proxy."""
    headers = (*next_link(more), *current_site().headers[Place.API])
    return ready_response(prebuild(body, headers, compress=False))
