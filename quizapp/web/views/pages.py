"""The reader's pages: articles, and a quiz that works by plain form posts, on the site and in embeds.

Every step of a quiz is a POST to the quiz's own address with the attempt's token in a hidden field, so that
nothing is kept in the browser; `static/quiz.js` sends the same posts and shows what comes back in place. A
view parses the form, calls one verb of the delivery and renders; what goes wrong on the way becomes a page
that offers the way on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from quizapp.attempts.delivery import StepConflict
from quizapp.attempts.model import MAX_CERTAINTY, Mode
from quizapp.errors import BadArgument, BadToken, ItemNotAsked, ItemWithdrawn, RevisionAway, RevisionGone
from quizapp.web.bodies import LANGUAGE
from quizapp.web.contract.arguments import BadQuery, QuizEmbedArguments, read_arguments
from quizapp.web.contract.problem_types import DOCS
from quizapp.web.errors import answer
from quizapp.web.headers import Place, place_of
from quizapp.web.ready.catalogue import speaks
from quizapp.web.ready.page_table import INDEX, PRIVACY, article_path, quiz_path
from quizapp.web.ready.rendering import (
    THEMES,
    Frame,
    feedback_page,
    item_page,
    lost_page,
    quiz_page,
    report_page,
    turn_page,
)
from quizapp.web.ready.replies import ready_response
from quizapp.web.site import current_site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.attempts.delivery import Turn
    from quizapp.content.model import Article

Page = tuple[str, int]
"""HTML and status."""

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def show_index() -> Response:
    """List the articles."""
    return ready_response(current_site().snapshot.reply(INDEX, request.args.get("lang")))


@blueprint.get(PRIVACY)
def show_privacy() -> Response:
    """Tell what is kept of a reader."""
    return ready_response(current_site().snapshot.reply(PRIVACY, request.args.get("lang")))


@blueprint.get(DOCS)
def show_docs() -> Response:
    """Show the reference of the API."""
    return ready_response(current_site().snapshot.table[DOCS])


@blueprint.get("/articles/<article_id>")
def show_article(article_id: str) -> Response:
    """Show a whole article."""
    snapshot = current_site().snapshot
    article = snapshot.article(article_id).in_language(request.args.get("lang"))
    return ready_response(snapshot.reply(article_path(article.id), article.lang))


@blueprint.get("/articles/<article_id>/quiz")
@blueprint.get("/embed/<article_id>/quiz")
def show_quiz(article_id: str) -> Response | str:
    """Show the start of a quiz, or where the `attempt` in the address stands.

    `previous` is the token of an earlier attempt, whose items come last.
    """
    snapshot, frame = current_site().snapshot, _frame()
    asked = read_arguments(request, QuizEmbedArguments()) if frame.embedded else request.args
    article = snapshot.bank(article_id).article.in_language(asked.get("lang"))
    attempt, previous = asked.get("attempt"), asked.get("previous")
    if attempt:
        return turn_page(current_site().delivery.resume(attempt), frame)
    if previous or frame.embedded:
        return quiz_page(article, frame, previous, notices=_notices(article, asked) if frame.embedded else ())
    return ready_response(snapshot.reply(quiz_path(article.id), article.lang))


@blueprint.post("/articles/<article_id>/quiz")
@blueprint.post("/embed/<article_id>/quiz")
def take_step(article_id: str) -> Page:
    """Take the step of an attempt that the pressed button names."""
    article = current_site().snapshot.bank(article_id).article.in_language(request.args.get("lang"))
    match request.form.get("step"):
        case "check" | "practice" as mode:
            return turn_page(_begin(article, Mode(mode)), _frame()), 200
        case "respond":
            return _respond()
        case "extend":
            return turn_page(_resume(extend=True), _frame()), 200
        case "finish":
            return report_page(current_site().delivery.finish(_token()), _frame()), 200
        case _:
            return turn_page(_resume(), _frame()), 200


def _notices(article: Article, asked: Mapping[str, str]) -> list[str]:
    """Return what an embedded quiz is not as its address asked for: a quiz is always that of today."""
    lang, rev = asked.get("lang"), asked.get("rev")
    notices = ["lang"] if lang and not speaks(article.lang, lang) else []
    if rev and article.quiz and rev != article.quiz.revision:
        notices.append("replaced")
    return notices


def _frame() -> Frame:
    """Return where the quiz of the request is shown; its forms go back there."""
    theme, lang = request.args.get("theme", THEMES[0]), request.args.get("lang", "")
    query = {}
    if re.fullmatch(LANGUAGE, lang):
        query["lang"] = lang
    embedded = place_of(request.path) is Place.EMBED
    if theme not in THEMES[1:] or not embedded:
        theme = THEMES[0]
    else:
        query["theme"] = theme
    path = f"{request.path}?{urlencode(query)}" if query else request.path
    return Frame(path=path, embedded=embedded, theme=theme)


def _begin(article: Article, mode: Mode) -> Turn:
    previous = request.form.get("previous") or None
    return current_site().delivery.begin(article.id, mode=mode, lang=article.lang, previous=previous)


def _respond() -> Page:
    """Return the feedback, or the item again where the response is not whole or is to another item.

    The item again is no error of the browser, which would say so in its console.
    """
    delivery, response, certainty = current_site().delivery, _response(), _certainty()
    frame = _frame()
    try:
        reply = delivery.respond(
            _token(), item_id=request.form.get("item", ""), response=response, certainty=certainty
        )
    except BadArgument:
        return item_page(_resume(), frame, notice="missing", given=response, certainty=certainty), 200
    except (ItemNotAsked, ItemWithdrawn) as error:
        turn = _resume()
        notice = "withdrawn" if isinstance(error, ItemWithdrawn) else "not-asked"
        return item_page(turn, frame, notice=notice) if turn.item else report_page(turn, frame), 200
    return feedback_page(reply, frame), 200


def _resume(*, extend: bool = False) -> Turn:
    return current_site().delivery.resume(_token(), extend=extend)


def _token() -> str:
    return request.form.get("attempt", "")


def _response() -> list[str]:
    """Return the response in the form: options are named "response", each entry of a sort item by its id."""
    entries = [value for name, value in request.form.items() if name.startswith("entry-") and value]
    return [*request.form.getlist("response"), *entries]


def _certainty() -> int | None:
    given = request.form.get("certainty", "")
    return int(given) if given in {str(word) for word in range(1, MAX_CERTAINTY + 1)} else None


# A wrong argument in the address of an embed is no lost attempt, as any other bad argument here is.
blueprint.register_error_handler(BadQuery, answer)


@blueprint.errorhandler(StepConflict)
def go_on_from_recorded(error: StepConflict) -> Page:
    """Tell that the first response counts, and go on from it."""
    return feedback_page(error.reply, _frame(), conflict=True), 409


@blueprint.errorhandler(BadToken)
@blueprint.errorhandler(BadArgument)
def offer_fresh_start(_error: BadToken | BadArgument) -> Page:
    """Offer a new attempt where a token cannot be read, or is of another article."""
    return _lost("unreadable"), 400


@blueprint.errorhandler(RevisionGone)
def offer_new_version(_error: RevisionGone) -> Page:
    """Offer a new attempt in place of one whose content is gone."""
    return _lost("gone"), 410


@blueprint.errorhandler(RevisionAway)
def offer_another_try(_error: RevisionAway) -> Page:
    """Let a reader try again whose content is out of reach: the attempt is not lost."""
    return _lost("away"), 503


def _lost(why: str) -> str:
    assert request.view_args is not None, "every address of an attempt names its article"
    article = current_site().snapshot.bank(request.view_args["article_id"]).article
    article = article.in_language(request.args.get("lang"))
    return lost_page(article, _frame(), why, token=_token())
