"""Item statistics for whoever holds the token of the settings: JSON for programs, a page for people.

They show keys, so these addresses exist only where `QUIZAPP_STATS_TOKEN` is set. The page also takes the
token as a password of HTTP Basic, which browsers can ask for. The API does not: other sites may call it, and
a browser would send a password that it remembers. Replies are `no-store`.
"""

import hmac

from flask import Blueprint, Response, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import NotFound, Unauthorized

from quizapp.attempts import statistics_text
from quizapp.attempts.item_statistics import FEWEST, BankStatistics, measure
from quizapp.attempts.statistics_text import STATISTICS
from quizapp.quiz.bank import ItemBank
from quizapp.web.contract import arguments
from quizapp.web.prebuilt.article_view import words_of_levels
from quizapp.web.prebuilt.catalogue import API
from quizapp.web.prebuilt.rendering import render
from quizapp.web.prebuilt.reply import json_response
from quizapp.web.site import current_site, current_snapshot

blueprint = Blueprint("statistics", __name__)

_REALM = "item statistics"


@blueprint.get(f"{API}/articles/<article_id>/statistics")
def statistics(article_id: str) -> Response:
    """Give the item statistics of an article."""
    _admit(_bearer_token(), "Bearer")
    _, found = _measured(article_id)
    return json_response(STATISTICS.data(found))


@blueprint.get("/articles/<article_id>/statistics")
def statistics_page(article_id: str) -> str:
    """Show the item statistics of an article."""
    _admit(_bearer_token() or _password(), "Basic")
    bank, found = _measured(article_id)
    return render(
        "statistics.html",
        article=bank.article,
        bank_items=bank.items,
        level_words=words_of_levels(bank.article),
        statistics=found,
        figures=statistics_text,
        fewest=FEWEST,
    )


def _admit(given: str, scheme: str) -> None:
    """Let a request pass that brings the token: NotFound where there is none, Unauthorized for another."""
    token = current_site().settings.stats_token
    if token is None:
        raise NotFound
    if not hmac.compare_digest(given.encode(), token.encode()):
        challenge = WWWAuthenticate(scheme, {"realm": _REALM})
        raise Unauthorized("This needs the token for statistics.", www_authenticate=challenge)


def _bearer_token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def _password() -> str:
    try:
        given = request.authorization
    except ValueError:  # Werkzeug 3.1 lets what is no base64 through to here
        return ""
    return given.password or "" if given is not None and given.type == "basic" else ""


def _measured(article_id: str) -> tuple[ItemBank, BankStatistics]:
    arguments.NONE.read()
    site = current_site()
    bank = current_snapshot().bank(article_id)
    return bank, measure(bank, site.store.steps(bank.article.id))
