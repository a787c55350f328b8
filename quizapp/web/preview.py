"""The preview for editors: the site, with a panel on every page that shows what is wrong with its files.

    run(settings, port=5001)      # until it is interrupted

The pages are those that readers get, at the same addresses. The panel is put in on the way out, together with
a script that waits for the next save and then takes over what is new on the page. A save that breaks an
article shows its problems beside the last good page.

It runs on Werkzeug's threaded server, in one process, for this machine only. Each open page holds one request
to hear of saves, and a server with a fixed number of threads would run out of them.
"""

from __future__ import annotations

import re
import secrets
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import Forbidden
from werkzeug.sansio.utils import host_is_trusted
from werkzeug.serving import WSGIRequestHandler, make_server

from quizapp.attempts.sql_store import SqlStore
from quizapp.content.drafts import is_draft
from quizapp.content.folder.following import by_entry, follow, inside
from quizapp.content.rules.book import RULES
from quizapp.content.telling.excerpt import excerpt
from quizapp.content.telling.reporting import counts, file_lines
from quizapp.web.app import create_app
from quizapp.web.ready.rendering import render
from quizapp.web.running.reload import Watch, next_snapshot
from quizapp.web.site import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask

    from quizapp.content.problem import Problem
    from quizapp.content.telling.reporting import SourceLine
    from quizapp.settings import Settings

HOST = "127.0.0.1"
HOSTS = [HOST, "localhost"]
"""Names under which this machine calls itself. Under another, a page from elsewhere may be reading drafts."""
INTERVAL = 0.05
"""Seconds between two looks at the files: the half second in which a save shows is for checking them."""
HEARTBEAT = 15.0
"""Seconds after which a page that waits for a save is told so; one that was closed is found out by that."""
WAITING = ": waiting\n\n"
AROUND = 2
"""Lines of a file that are shown before and after one with a problem."""
MAX_NOTES = 100
"""Problems of one article that are shown."""

blueprint = Blueprint("preview", __name__)


class Line(NamedTuple):
    """A line of a file as it can be shown; `marks` go below the one that a problem is about."""

    number: int
    text: str
    marks: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A problem, where it is in the content folder, the lines around it, and what its rule wants."""

    problem: Problem
    path: str
    lines: Sequence[Line]
    wants: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What is wrong with one entry of the content folder."""

    errors: int
    warnings: int
    draft: bool
    """Whether the article is shown here and kept from readers, because it is unfinished."""
    notes: Sequence[Note]


class Preview:
    """What the panel shows of the snapshot that is served; `number` counts the saves."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._saved = threading.Condition()
        self.number = 1
        self.chapters: Mapping[str, Chapter] = {}
        self._look()

    def take_save(self) -> None:
        """Show what is served now, and wake up every page that waits for it."""
        self._look()
        with self._saved:
            self.number += 1
            self._saved.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """Return the number once it is not the one that was seen, or after so many seconds."""
        with self._saved:
            self._saved.wait_for(lambda: self.number != seen, timeout=seconds)
            return self.number

    def panel(self, article_id: str | None, method: str) -> str:
        """Return the panel for a page: about one article, or about all of them."""
        served = self._site.snapshot.library.articles
        return render(
            "preview_panel.html",
            number=self.number,
            method=method,
            article_id=article_id,
            served=served,
            chapters=self.chapters,
        )

    def _look(self) -> None:
        root, lines = self._site.settings.content, file_lines()
        problems = by_entry(self._site.snapshot.problems, root)
        self.chapters = {name: _chapter(found, root, lines) for name, found in problems.items()}


def _chapter(problems: Sequence[Problem], root: Path, lines: SourceLine) -> Chapter:
    errors, warnings = counts(problems)
    first = sorted(problems, key=lambda problem: (problem.severity, problem))[:MAX_NOTES]
    return Chapter(
        errors=errors,
        warnings=warnings,
        draft=is_draft(problems),
        notes=[_note(problem, root, lines) for problem in first],
    )


def _note(problem: Problem, root: Path, lines: SourceLine) -> Note:
    around = range(max(problem.line - AROUND, 1), problem.line + AROUND + 1)
    texts = ((number, lines(problem.path, number)) for number in around)
    return Note(
        problem=problem,
        path=inside(problem.path, root),
        lines=[_line(number, text, problem) for number, text in texts if text is not None],
        wants=RULES[problem.code].wants,
    )


def _line(number: int, text: str, problem: Problem) -> Line:
    if number != problem.line:
        return Line(number, excerpt(text, 1)[0], None)
    return Line(number, *excerpt(text, problem.column))


@blueprint.get("/preview/events")
def events() -> Response:
    """Tell of every save from the one after `seen` on, as server-sent events."""
    seen = request.args.get("seen", 0, type=int)
    return Response(_saves(_preview(), seen), mimetype="text/event-stream")


def _saves(preview: Preview, seen: int) -> Iterator[str]:
    yield WAITING
    while True:
        number = preview.wait(seen, HEARTBEAT)
        yield WAITING if number == seen else f"data: {number}\n\n"
        seen = number


class PutPanelIn:
    """WSGI middleware: adds panel, style and script to each page; whatever else is sent stays as it is."""

    def __init__(self, wsgi_app: WSGIApplication, preview: Preview) -> None:
        self._wsgi_app = wsgi_app
        self._preview = preview

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with a page that is made for this moment, and that no browser keeps."""
        if not host_is_trusted(environ.get("HTTP_HOST"), HOSTS):
            return Forbidden("A preview is for this machine only.")(environ, start_response)
        for name in ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH"):
            environ.pop(name, None)
        response = Response.from_app(self._wsgi_app, environ)
        if response.mimetype == "text/html":
            found = _ABOUT.match(environ["PATH_INFO"])
            panel = self._preview.panel(found and found[1], environ["REQUEST_METHOD"])
            response.set_data(_with_panel(response.get_data(as_text=True), panel))
            response.headers["Cache-Control"] = "no-store"
            response.headers.remove("ETag")
        return response(environ, start_response)


_ABOUT = re.compile("/articles/([^/]+)")


def _with_panel(page: str, panel: str) -> str:
    return page.replace("</head>", f"{_HEAD}</head>", 1).replace("</body>", f"{panel}</body>", 1)


_HEAD = """\
<link rel="stylesheet" href="/static/preview.css">
<script type="module" src="/static/preview.js"></script>
"""


def _preview() -> Preview:
    return cast("Preview", current_app.extensions["quizapp.preview"])


def create_preview(settings: Settings) -> tuple[Flask, Watch]:
    """Build the application, and the thread that looks for saves, which is still to be started.

    Attempts in a preview are kept in memory and count for no statistics.
    """
    follower = follow(settings, settled=0, drafts=True)
    snapshot = next_snapshot(follower.first(), settings)
    site = Site(settings, store=SqlStore("sqlite://"), keys=[secrets.token_urlsafe(32)], snapshot=snapshot)
    app = create_app(site=site)
    app.register_blueprint(blueprint)
    app.extensions["quizapp.preview"] = preview = Preview(site)
    app.wsgi_app = PutPanelIn(app.wsgi_app, preview)  # type: ignore[method-assign] # Flask's documented seam
    return app, Watch(site, follower, interval=INTERVAL, then=preview.take_save)


class _QuietHandler(WSGIRequestHandler):
    """Logs errors only: the terminal is for what is wrong with the files."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of a request that was answered."""


def run(settings: Settings, *, port: int, ready: Callable[[], None]) -> None:
    """Serve the preview until it is interrupted; `ready` is called when it answers."""
    app, watch = create_preview(settings)
    server = make_server(HOST, port, app, threaded=True, request_handler=_QuietHandler)
    watch.start()
    ready()
    try:
        server.serve_forever()
    finally:
        watch.stop()
