"""Item statistics for those who hold the token of the settings: JSON for programs, a page for people.

They show keys, so without `QUIZAPP_STATS_TOKEN` there is nothing at these addresses. The page also takes the
token as a password of HTTP Basic, which browsers can ask for. The API does not: other sites may call it, and
a browser would add a password that it remembers. Nothing is kept of a reply (`no-store`).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import NotFound, Unauthorized

from quizapp.attempts.item_statistics import FEWEST, measure, shares
from quizapp.attempts.statistics_text import NOTES, WORDS, as_data, to_look_at
from quizapp.content.model import Level
from quizapp.web.contract.arguments import NoArguments, read_arguments
from quizapp.web.ready.article_view import words_of_levels
from quizapp.web.ready.catalogue import API
from quizapp.web.ready.rendering import render
from quizapp.web.ready.replies import json_response
from quizapp.web.site import current_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.attempts.item_statistics import BankStatistics, Estimate, ItemStatistics
    from quizapp.content.model import LevelWords
    from quizapp.quiz.bank import ItemBank

blueprint = Blueprint("statistics", __name__)

_REALM = "item statistics"


@blueprint.get(f"{API}/articles/<article_id>/statistics")
def statistics(article_id: str) -> Response:
    """Give the item statistics of an article."""
    _admit(_bearer_token(), "Bearer")
    _, found = _measured(article_id)
    return json_response(as_data(found))


@blueprint.get("/articles/<article_id>/statistics")
def statistics_page(article_id: str) -> str:
    """Show the item statistics of an article."""
    _admit(_bearer_token() or _password(), "Basic")
    return page(*_measured(article_id))


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
    read_arguments(request, NoArguments())
    site = current_site()
    bank = site.snapshot.bank(article_id)
    return bank, measure(bank, site.store.steps(bank.article.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelView:
    """What the page shows of one level."""

    words: LevelWords
    responses: int | None
    """To all items of this key; None where there are too few."""
    chosen: Sequence[Estimate]
    """The share of each level among these responses."""
    items: Sequence[ItemStatistics]
    """The items asked now that have this key."""


def page(bank: ItemBank, statistics: BankStatistics) -> str:
    """Return the page of the statistics of a bank."""
    level_words = words_of_levels(bank.article)
    rows = zip(Level, statistics.triage, strict=True)
    return render(
        "statistics.html",
        article=bank.article,
        statistics=statistics,
        level_words=level_words,
        levels=[
            LevelView(
                words=level_words[level],
                responses=None if row is None else sum(row),
                chosen=() if row is None else shares(row),
                items=[item for item in statistics.items if item.key is level and item.asked_now],
            )
            for level, row in rows
        ],
        past=[item for item in statistics.items if not item.asked_now],
        first=to_look_at(statistics),
        remarks=WORDS,
        notes=NOTES,
        fewest=FEWEST,
        bank_items=bank.items,
    )
