"""The preview for editors: the site, with a panel on every page that shows what is wrong with its files.

    run(settings, port=5001)      # until it is interrupted

The pages are those that readers get, at the same addresses. On the way out each page gets the panel and a
script that waits for the next save and then updates the page. After a save that breaks an article, its
problems stand beside the last good page.

It runs on Werkzeug's threaded server, in one process, for this machine only. Each open page holds one request
to hear of saves, and a server with a fixed number of threads would run out of them.
"""

import re
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.exceptions import Forbidden
from werkzeug.sansio.utils import host_is_trusted
from werkzeug.serving import WSGIRequestHandler, make_server

from quizapp.attempts.sql_store import SqlStore
from quizapp.library.excerpt import excerpt
from quizapp.library.follower import by_entry, follow, inside
from quizapp.library.reports import SourceLine, counts, file_lines
from quizapp.library.standing import State
from quizapp.problem import Problem
from quizapp.rules.registry import RULES
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.ops.reload import Watch, next_snapshot
from quizapp.web.prebuilt.rendering import render
from quizapp.web.site import Site

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


class ShownLine(NamedTuple):
    """A line of a file as it can be shown; `marks` go below the one that a problem is about."""

    number: int
    text: str
    marks: str | None


class Note(NamedTuple):
    """A problem, where it is in the content folder, the lines around it, and what its rule wants."""

    problem: Problem
    path: str
    lines: Sequence[ShownLine]
    wants: str


class Chapter(NamedTuple):
    """What is wrong with one entry of the content folder; a draft is shown here and kept from readers."""

    errors: int
    warnings: int
    draft: bool
    notes: Sequence[Note]


class Preview:
    """What the panel shows of the snapshot that is served; `number` counts the saves."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._saved = threading.Condition()
        self.number = 1
        self.chapters: dict[str, Chapter] = {}
        self._look()

    def take_save(self) -> None:
        """Show what is served now, and wake up every page that waits for it."""
        self._look()
        with self._saved:
            self.number += 1
            self._saved.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """The number once it is not the one that was seen, or after so many seconds."""
        with self._saved:
            self._saved.wait_for(lambda: self.number != seen, timeout=seconds)
            return self.number

    def panel(self, article_id: str | None, method: str) -> str:
        """The panel for a page: about one article, or about all of them."""
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
        root, lines, snapshot = self._site.settings.content, file_lines(), self._site.snapshot
        drafts = {name for name, found in snapshot.standings.items() if found.state is State.DRAFT}
        chapters = {}
        for name, problems in by_entry(snapshot.problems, root).items():
            first = sorted(problems, key=lambda problem: (problem.severity, problem))[:MAX_NOTES]
            notes = [_note(problem, root, lines) for problem in first]
            chapters[name] = Chapter(*counts(problems), name in drafts, notes)
        self.chapters = chapters  # whole: other threads show them


def _note(problem: Problem, root: Path, lines: SourceLine) -> Note:
    shown = []
    for number in range(max(problem.line - AROUND, 1), problem.line + AROUND + 1):
        if (text := lines(problem.path, number)) is not None:
            here = number == problem.line
            cut, marks = excerpt(text, problem.column if here else 1)
            shown.append(ShownLine(number, cut, marks if here else None))
    return Note(problem, inside(problem.path, root), shown, RULES[problem.code].wants)


@blueprint.get("/preview/events")
def events() -> Response:
    """Tell of every save from the one after `seen` on, as server-sent events."""
    preview = cast("Preview", current_app.extensions["quizapp.preview"])
    seen = request.args.get("seen", 0, type=int)
    return Response(_saves(preview, seen), mimetype="text/event-stream")


def _saves(preview: Preview, seen: int) -> Iterator[str]:
    yield WAITING
    while True:
        number = preview.wait(seen, HEARTBEAT)
        yield WAITING if number == seen else f"data: {number}\n\n"
        seen = number


def with_panel(wsgi_app: WSGIApplication, preview: Preview) -> WSGIApplication:
    """The application with panel, style and script on each page; whatever else is sent stays as it is."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with a page that is made for this moment, and that no browser keeps."""
        if not host_is_trusted(environ.get("HTTP_HOST"), HOSTS):
            return Forbidden("A preview is for this machine only.")(environ, start_response)
        for name in ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH"):
            environ.pop(name, None)
        response = Response.from_app(wsgi_app, environ)
        for name in _FOR_ALL:
            response.headers.remove(name)
        if response.mimetype == "text/html":
            found = _ABOUT.match(environ["PATH_INFO"])
            panel = preview.panel(found and found[1], environ["REQUEST_METHOD"])
            page = response.get_data(as_text=True).replace("</head>", f"{_HEAD}</head>", 1)
            response.set_data(page.replace("</body>", f"{panel}</body>", 1))
            response.headers["Cache-Control"] = "no-store"
            response.headers.remove("ETag")
        return response(environ, start_response)

    return answer


_FOR_ALL = ("Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Cross-Origin-Resource-Policy")
"""Headers that let other people's pages read a reply; drafts are not for them."""
_ABOUT = re.compile("/articles/([^/]+)")


_HEAD = """\
<link rel="stylesheet" href="/static/preview.css">
<script type="module" src="/static/preview.js"></script>
"""


def create_preview(settings: Settings) -> tuple[Flask, Watch]:
    """Build the application, and the thread that looks for saves, which is still to be started.

    Attempts in a preview are kept in memory and count for no statistics.
    """
    follower = follow(settings, drafts=True)
    snapshot = next_snapshot(follower.first(), settings)
    site = Site(settings, store=SqlStore("sqlite://"), keys=[secrets.token_urlsafe(32)], snapshot=snapshot)
    app = create_app(site=site)
    app.register_blueprint(blueprint)
    app.extensions["quizapp.preview"] = preview = Preview(site)
    app.wsgi_app = with_panel(app.wsgi_app, preview)  # type: ignore[method-assign,assignment] # Flask's documented seam
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
