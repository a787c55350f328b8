"""Whether the process lives, and whether the site is ready: for those who run it.

`/livez` asks nothing of anything. `/readyz` is 200 as long as content can be served: a store that fails
keeps no reader from an outcome, so it is reported and does not make the site unready.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint

from quizapp.content.drafts import is_draft
from quizapp.content.folder.following import THE_FOLDER, errors_by_entry, inside
from quizapp.content.rules.book import RULES
from quizapp.web.ready.replies import json_response
from quizapp.web.running.reload import MAX_TOLD
from quizapp.web.site import current_site

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable
    from pathlib import Path

    from flask import Response

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
    served, content = snapshot.library.articles, site.settings.content
    return json_response(
        {
            "ready": True,
            "articles": len(served),
            "stale": stale(snapshot.problems, content, served),
            "drafts": drafts(snapshot.problems, content, served),
            "storage": "ok" if site.probe.works() else "failing",
        }
    )


def stale(problems: Iterable[Problem], content: Path, served: Collection[str]) -> list[dict[str, Any]]:
    """Return the articles whose files cannot be served: whether an earlier version is, and what is wrong.

    A draft is among them only where an earlier version is served, which its editor may believe to be gone.

    Each problem has the words of its rule, the same for everybody. Its own words are for editors: they may
    quote a key. Where the content folder is stays unknown as well.
    """
    return [
        {
            "article": name,
            "served": bool(served) if name == THE_FOLDER else name in served,
            "errors": len(errors),
            "problems": [_problem_data(error, content) for error in errors[:MAX_TOLD]],
        }
        for name, errors in errors_by_entry(problems, content).items()
        if name in served or not is_draft(errors)
    ]


def drafts(problems: Iterable[Problem], content: Path, served: Container[str]) -> list[str]:
    """Return the articles that are not served because nobody has finished them: nothing to worry about."""
    return [
        name
        for name, errors in errors_by_entry(problems, content).items()
        if name not in served and is_draft(errors)
    ]


def _problem_data(problem: Problem, content: Path) -> dict[str, Any]:
    return {
        "path": inside(problem.path, content),
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "message": " ".join(RULES[problem.code].wants.split()),
    }
