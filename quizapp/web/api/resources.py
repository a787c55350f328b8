"""The JSON API: content by GET, the quiz by POST.

A content route only finds the reply that was made at load time; the fast path answers most such requests
before they come here. A quiz route reads the body, calls one verb of delivery, and writes the reply.
"""

from typing import Any

from flask import Blueprint, Response, request

from quizapp.attempts.delivery import Turn
from quizapp.attempts.model import Mode
from quizapp.content.model import Article
from quizapp.content.nearest import did_you_mean, nearest
from quizapp.content.projection import PARTS
from quizapp.content.schema import KINDS
from quizapp.content.shape import Shape
from quizapp.errors import BadArgument, UnknownThing
from quizapp.quiz.bank import ItemBank
from quizapp.web.contract import arguments, bodies
from quizapp.web.contract.arguments import BadQuery
from quizapp.web.prebuilt import catalogue, quiz_shapes
from quizapp.web.prebuilt.catalogue import API
from quizapp.web.prebuilt.fragments import READER_PARTS
from quizapp.web.prebuilt.links import context_of
from quizapp.web.prebuilt.reply import json_response
from quizapp.web.site import current_delivery, current_site, current_snapshot, fresh, prebuilt_response

blueprint = Blueprint("api", __name__, url_prefix=API)

_PARTS = ", ".join(f'"{part}"' for part in PARTS)
_PART = f"<any({_PARTS}):part>"


@blueprint.get("/articles")
def articles() -> Response:
    """List articles."""
    site = current_site()
    asked = arguments.LIST.read()
    try:
        asked["after"] = catalogue.after_cursor(asked.get("after", ""))
    except ValueError:
        raise BadQuery([("after", "not a place in the list; take it from `next`")]) from None
    search = catalogue.Search(**asked)
    if search == catalogue.Search(lang=search.lang):
        return prebuilt_response(search.lang)
    snapshot = current_snapshot()
    found = catalogue.listing(snapshot.entries.values(), search, site.links, snapshot.body_of)
    return fresh(*found)


@blueprint.get("/articles/<article_id>")
def article(article_id: str) -> Response:
    """Give one article, or some of its members."""
    snapshot, asked = current_snapshot(), arguments.ARTICLE.read()
    found = snapshot.article(article_id).in_language(asked.get("lang"))
    if "members" not in asked:
        return prebuilt_response(found.lang)
    entry = snapshot.entries[found.id].in_language(found.lang)
    names = dict.fromkeys(asked["members"].split(","))
    wrong = [name for name in names if name not in entry.members]
    if wrong:
        raise BadQuery([("fields", bodies.unknown(name, entry.members, "member")) for name in wrong])
    return fresh(catalogue.chosen_fields(snapshot.body_of(entry), entry, names))


@blueprint.get(f"/articles/<article_id>/{_PART}")
@blueprint.get(f"/articles/<article_id>/{_PART}.html", defaults={"form": ".html"})
def part(article_id: str, part: str, form: str = "") -> Response:
    """Give one list of an article, as data or as a fragment."""
    found = _article(article_id)
    _check_form(part, form)
    return prebuilt_response(found.lang)


@blueprint.get(f"/articles/<article_id>/{_PART}/<thing_id>")
@blueprint.get(f"/articles/<article_id>/{_PART}/<thing_id>.html", defaults={"form": ".html"})
def thing(article_id: str, part: str, thing_id: str, form: str = "") -> Response:
    """Give one thing out of a list, with what makes it safe alone, as data or as a fragment.

    An id that is gone leads to the one that says now what it said.
    """
    found = _article(article_id)
    _check_form(part, form)
    ids = [thing.id for thing in getattr(found, PARTS[part])]
    if thing_id not in ids and (successor := _successor(found, thing_id)):
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        address = f"{API}/articles/{found.id}/{successor}{form}{query}"
        return Response(status=308, headers={"Location": address})
    if thing_id not in ids:
        raise UnknownThing(f"{part} entry", thing_id, nearest(thing_id, ids))
    return prebuilt_response(found.lang)


def _check_form(part: str, form: str) -> None:
    if form and part not in READER_PARTS:
        raise UnknownThing("fragment", part, nearest(part, READER_PARTS))


def _successor(article: Article, gone: str) -> str | None:
    """Part and id of what replaces an id that is gone, as in an address."""
    by = article.replaced_by.get(gone)
    places = ((part, thing.id) for part, name in PARTS.items() for thing in getattr(article, name))
    return next((f"{part}/{thing_id}" for part, thing_id in places if thing_id == by), None)


@blueprint.get("/articles/<article_id>/quiz")
def quiz(article_id: str) -> Response:
    """Say what the quiz of an article is."""
    found = _article(article_id)
    current_snapshot().bank(article_id)
    return prebuilt_response(found.lang)


@blueprint.get("")
@blueprint.get("/openapi.json")
def description() -> Response:
    """Say where everything is, or describe this API."""
    arguments.NONE.read()
    return prebuilt_response()


@blueprint.get("/words")
def words() -> Response:
    """Give the words for codes."""
    return prebuilt_response(arguments.IN_LANGUAGE.read().get("lang"))


@blueprint.get("/schema/<kind>.json")
def schema(kind: str) -> Response:
    """Give the JSON Schema of one of an article's files, for editors."""
    arguments.NONE.read()
    if kind not in KINDS:
        raise UnknownThing("schema", kind, nearest(kind, KINDS))
    return prebuilt_response()


@blueprint.post("/articles/<article_id>/attempts")
def begin(article_id: str) -> Response:
    """Begin an attempt."""
    asked = _body(bodies.ATTEMPT)
    lang = _language(current_snapshot().bank(article_id), asked["lang"])
    mode, previous = Mode(asked["mode"]), asked["previous"]
    turn = current_delivery().begin(article_id, mode=mode, lang=lang, previous=previous)
    return _turn(turn, quiz_shapes.BEGUN, 201)


def _language(bank: ItemBank, wanted: str | None) -> str:
    """The language to be asked in; BadArgument where the quiz has none that will do for the one wanted."""
    found = bank.in_language(wanted or "").article.lang
    if wanted and not catalogue.speaks(found, wanted):
        message = f'not "{wanted}": the quiz is in {", ".join(bank.languages)}'
        hint = did_you_mean(wanted, bank.languages)
        raise BadArgument([("/lang", f"{message}; {hint}" if hint else message)])
    return found


@blueprint.post("/responses")
def respond() -> Response:
    """Take the response to one item."""
    asked = _body(bodies.RESPONSE)
    reply = current_delivery().respond(
        asked["attempt"], item_id=asked["item"], response=asked["response"], certainty=asked["certainty"]
    )
    return json_response(quiz_shapes.reply_data(reply, current_site().links))


@blueprint.post("/resume")
def resume() -> Response:
    """Say where an attempt stands."""
    asked = _body(bodies.RESUME)
    return _turn(current_delivery().resume(asked["attempt"]), quiz_shapes.TURN)


@blueprint.post("/finish")
def finish() -> Response:
    """Report on an attempt as it stands."""
    return _turn(current_delivery().finish(_body(bodies.FINISH)["attempt"]), quiz_shapes.REPORT)


def _turn(turn: Turn, shape: Shape, status: int = 200) -> Response:
    return json_response(shape.data(turn, context_of(turn.article, current_site().links)), status)


def _body(body: bodies.Body) -> dict[str, Any]:
    arguments.NONE.read()
    return body.read(request)


def _article(article_id: str) -> Article:
    """An article in the language asked for, if it is there in it."""
    lang = arguments.IN_LANGUAGE.read().get("lang")
    return current_snapshot().article(article_id).in_language(lang)
