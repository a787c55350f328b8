"""The reader's pages: articles, and a quiz that works by plain form posts.

Every step of a quiz is a POST to the quiz's own address with the attempt's token in a hidden field, so that
nothing is kept in the browser. A view parses the form, calls one verb of the delivery and renders; what goes
wrong on the way becomes a page that offers the way on. The pages that need no request are plain functions,
for whoever makes replies at load time.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from quizapp.attempts.delivery import StepConflict
from quizapp.attempts.model import MAX_CERTAINTY, Mode
from quizapp.content import markdown
from quizapp.errors import BadArgument, BadToken, ItemNotAsked, RevisionGone
from quizapp.web.article_view import view_article
from quizapp.web.quiz_view import view_outcome, view_report

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from quizapp.attempts.delivery import Reply, Turn
    from quizapp.content.model import Article
    from quizapp.web.site import Site

UI_LANG = "en"
"""The language of the words in the templates."""

Page = tuple[str, int]
"""HTML and status."""

blueprint = Blueprint("pages", __name__)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("quizapp.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["markdown"] = lambda text: Markup(markdown.render(text))  # noqa: S704 # it escapes
    environment.filters["plain"] = markdown.plain
    environment.tests["link"] = markdown.is_link
    return environment


def _render(template: str, lang: str = UI_LANG, **context: object) -> str:
    return _templates().get_template(template).render(lang=lang, **context)


def index_page(articles: Iterable[Article]) -> str:
    """Return the page that lists the articles."""
    return _render("index.html", articles=list(articles))


def article_page(article: Article) -> str:
    """Return the page of a whole article."""
    return _render("article.html", article.lang, article=article, view=view_article(article))


def quiz_page(article: Article, previous: str | None = None) -> str:
    """Return the first page of a quiz; `previous` is the token of an attempt whose items were seen."""
    return _render("quiz_start.html", article.lang, article=article, previous=previous)


def item_page(
    turn: Turn, *, notice: str | None = None, given: Collection[str] = (), certainty: int | None = None
) -> str:
    """Return the page that asks the item of a turn.

    `notice` is "missing" above an incomplete response, whose parts are `given`, or "not-asked".
    """
    return _render(
        "quiz_item.html",
        turn.article.lang,
        turn=turn,
        article=turn.article,
        item=turn.item,
        notice=notice,
        given=given,
        certainty=certainty,
    )


def feedback_page(reply: Reply, *, conflict: bool = False) -> str:
    """Return the page after a response; `conflict` when an earlier response to the same item counts."""
    article = reply.turn.article
    view = view_outcome(reply.outcome, article)
    return _render(
        "quiz_feedback.html", article.lang, reply=reply, article=article, view=view, conflict=conflict
    )


def report_page(turn: Turn) -> str:
    """Return the report of an attempt, over or not."""
    return _render(
        "quiz_report.html",
        turn.article.lang,
        turn=turn,
        article=turn.article,
        report=turn.report,
        view=view_report(turn),
    )


def error_page(status: int, title: str, detail: str) -> str:
    """Return the page for an error that no page of its own explains."""
    return _render("error.html", status=status, title=title, detail=detail)


def _site() -> Site:
    site: Site = current_app.extensions["quizapp"]
    return site


@blueprint.get("/")
def show_index() -> str:
    """List the articles."""
    return index_page(_site().snapshot.library.articles.values())


@blueprint.get("/articles/<article_id>")
def show_article(article_id: str) -> str:
    """Show a whole article."""
    return article_page(_site().snapshot.article(article_id))


@blueprint.get("/articles/<article_id>/quiz")
def show_quiz(article_id: str) -> str:
    """Show the start of a quiz."""
    return quiz_page(_site().snapshot.bank(article_id).article, request.args.get("previous"))


@blueprint.post("/articles/<article_id>/quiz")
def take_step(article_id: str) -> str:
    """Take one step of an attempt: start, respond, next, extend or finish."""
    delivery, form = _site().delivery, request.form
    token = form.get("attempt", "")
    match form.get("step"):
        case "check" | "practice" as mode:
            article = _site().snapshot.article(article_id)
            previous = form.get("previous") or None
            return turn_page(
                delivery.begin(article_id, mode=Mode(mode), lang=article.lang, previous=previous)
            )
        case "respond":
            reply = delivery.respond(
                token, item_id=form.get("item", ""), response=_response(), certainty=_certainty()
            )
            return feedback_page(reply)
        case "extend":
            return turn_page(delivery.resume(token, extend=True))
        case "finish":
            return report_page(delivery.finish(token))
        case _:
            return turn_page(delivery.resume(token))


def turn_page(turn: Turn) -> str:
    """Return the page of a turn: its item, or the report."""
    return item_page(turn) if turn.item else report_page(turn)


def _response() -> list[str]:
    """Return the response in the form: options by the name "response", entries of a sort item by their own."""
    entries = [value for name, value in request.form.items() if name.startswith("entry-") and value]
    return [*request.form.getlist("response"), *entries]


def _certainty() -> int | None:
    given = request.form.get("certainty", "")
    return int(given) if given in {str(word) for word in range(1, MAX_CERTAINTY + 1)} else None


@blueprint.errorhandler(BadArgument)
def ask_again(_error: BadArgument) -> Page:
    """Show the item again where a response is missing or not whole, with what was given."""
    turn = _site().delivery.resume(request.form.get("attempt", ""))
    return item_page(turn, notice="missing", given=_response(), certainty=_certainty()), 422


@blueprint.errorhandler(ItemNotAsked)
def ask_what_is_due(_error: ItemNotAsked) -> Page:
    """Go on from where the token stands."""
    turn = _site().delivery.resume(request.form.get("attempt", ""))
    return (item_page(turn, notice="not-asked") if turn.item else report_page(turn)), 422


@blueprint.errorhandler(StepConflict)
def go_on_from_recorded(error: StepConflict) -> Page:
    """Tell that the first response counts, and go on from it."""
    return feedback_page(error.reply, conflict=True), 409


@blueprint.errorhandler(BadToken)
def offer_fresh_start(_error: BadToken) -> Page:
    """Offer a new attempt in place of one that cannot be read."""
    return _lost_page("unreadable"), 400


@blueprint.errorhandler(RevisionGone)
def offer_new_version(_error: RevisionGone) -> Page:
    """Offer a new attempt in place of one whose content is gone."""
    return _lost_page("gone"), 410


def _lost_page(why: str) -> str:
    """Return the page of an attempt that cannot go on; UnknownThing when there is no quiz to begin anew."""
    assert request.view_args is not None, "every address of an attempt names its article"
    article = _site().snapshot.bank(request.view_args["article_id"]).article
    return _render("quiz_lost.html", article.lang, article=article, why=why)
