"""Liveness and readiness, for operators.

`/livez` checks nothing. `/readyz` is 200 as long as content can be served: readers get their outcomes even
when the store fails, so a failing store is reported and does not make the site unready.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Response

from quizapp.library.follower import inside
from quizapp.library.standing import Standing, State
from quizapp.rules.registry import RULES
from quizapp.web.ops.reload import MAX_TOLD
from quizapp.web.prebuilt.reply import json_response
from quizapp.web.site import current_site, current_snapshot, prebuilt_response
from quizapp.web.snapshot import LIVEZ

blueprint = Blueprint("health", __name__)


@blueprint.get(LIVEZ)
def livez() -> Response:
    """Say that the process answers."""
    return prebuilt_response()


@blueprint.get("/readyz")
def readyz() -> Response:
    """Say what is served, what could not be loaded, and whether responses are recorded."""
    site = current_site()
    snapshot = current_snapshot()
    return json_response(
        {
            "ready": True,
            "articles": len(snapshot.library.articles),
            "stale": stale(snapshot.standings, site.settings.content),
            "drafts": [name for name, found in snapshot.standings.items() if found.state is State.DRAFT],
            "away": [name for name, found in snapshot.standings.items() if found.state is State.AWAY],
            "storage": "ok" if site.store.works() else "failing",
        }
    )


def stale(standings: Mapping[str, Standing], content: Path) -> list[dict[str, Any]]:
    """The articles whose files cannot be served: whether an earlier version is, and what is wrong.

    A draft is among them only where an earlier version is served, which its editor may believe to be gone.

    Each problem has the words of its rule, the same for everybody. Its own words are for editors: they may
    quote a key. Where the content folder is stays unknown as well.
    """
    return [
        {
            "article": name,
            "served": standing.state is not State.REFUSED,
            "errors": len(standing.why),
            "problems": [
                {
                    "path": inside(error.path, content),
                    "line": error.line,
                    "column": error.column,
                    "code": error.code,
                    "message": RULES[error.code].wants,
                }
                for error in standing.why[:MAX_TOLD]
            ],
        }
        for name, standing in standings.items()
        if standing.why and standing.state is not State.DRAFT
    ]
