"""Whether the process lives, and whether the site is ready: for those who run it.

`/livez` asks nothing of anything. `/readyz` is 200 as long as content can be served: a store that fails
keeps no reader from an outcome, so it is reported and does not make the site unready.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint

from quizapp.content.problem import Severity
from quizapp.errors import StoreError
from quizapp.web.replies import json_response
from quizapp.web.site import current_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from quizapp.attempts.store import Store
    from quizapp.content.problem import Problem

blueprint = Blueprint("health", __name__)


@blueprint.get("/livez")
def livez() -> Response:
    """Say that the process answers."""
    return json_response({"alive": True})


@blueprint.get("/readyz")
def readyz() -> Response:
    """Say what is served, what could not be loaded, and whether responses are recorded."""
    site = current_site()
    snapshot = site.snapshot
    return json_response(
        {
            "ready": True,
            "articles": len(snapshot.library.articles),
            "stale": stale(snapshot.problems, site.settings.content),
            "storage": _storage(site.store),
        }
    )


def _storage(store: Store) -> str:
    try:
        store.ping()
    except StoreError:
        return "failing"
    return "ok"


def stale(problems: Sequence[Problem], content: Path) -> list[dict[str, Any]]:
    """Return the articles whose files are broken, with place and code of each problem.

    Messages are left out: they are for editors, and may quote a key. So is where the content folder is.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for problem in problems:
        if problem.severity is Severity.ERROR:
            path = Path(problem.path)
            inside = path.relative_to(content) if path.is_relative_to(content) else Path(path.name)
            place = {"path": inside.as_posix(), "line": problem.line, "column": problem.column}
            found.setdefault(inside.parts[0], []).append({**place, "code": problem.code})
    return [{"article": article, "problems": places} for article, places in found.items()]
