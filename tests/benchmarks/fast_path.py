"""What a content GET costs inside the process: `python tests/benchmarks/fast_path.py 2>/dev/null`.

No server takes part. Contenders take turns, in reverse order every other round; the figure is the median
over the rounds of CPU time a call, as a multiple of a bare Flask view in the same round. The replies are
compared first.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from flask import Flask, Response, request
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Response as AnyResponse

from quizapp.attempts.sql_store import SqlStore
from quizapp.settings import from_environment
from quizapp.web.app import create_app
from quizapp.web.fast_path import FastPath
from quizapp.web.ready.prebuilt import Prebuilt
from quizapp.web.running.logs import tell_json
from quizapp.web.running.watching import Watched
from quizapp.web.site import Site

ROUNDS, CALLS = 9, 2000

Wsgi = Callable[..., Iterable[bytes]]


def bare_view(path: str, reply: Prebuilt) -> Wsgi:
    """Return a Flask application with one view that gives prepared bytes with conditional handling."""
    app = Flask("bare")

    @app.get(path)
    def view() -> AnyResponse:
        response = Response(reply.body, content_type=reply.content_type)
        response.set_etag(reply.etag.strip('"'))
        response.headers.extend(reply.headers)
        return response.make_conditional(request)

    return app


def raw(reply: Prebuilt) -> Wsgi:
    """Return the least that an application can do: one look-up."""
    table = {reply.etag: reply.body}

    def app(_environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", reply.content_type)])
        return (table[reply.etag],)

    return app


def cost(app: Wsgi, environ: dict[str, Any]) -> float:
    """Return CPU seconds of one call."""

    def start_response(*_: object) -> None:
        """Take status and headers, as a server would."""

    begun = time.process_time()
    for _ in range(CALLS):
        for _part in app(dict(environ), start_response):
            pass
    return (time.process_time() - begun) / CALLS


def main() -> None:
    """Measure, and print one line a contender."""
    site = Site(from_environment(), store=SqlStore("sqlite://"), keys=("only for this measurement",))
    path = f"/api/v1/articles/{next(iter(site.snapshot.library.articles))}"
    reply = site.snapshot.table[path]
    app = create_app(site=site)
    fast = app.wsgi_app
    assert isinstance(fast, FastPath)
    plain = EnvironBuilder(path=path).get_environ()
    packed = {**plain, "HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}
    contenders: dict[str, tuple[Wsgi, dict[str, Any]]] = {
        "bare Flask view": (bare_view(path, reply), plain),
        "fast path, 200": (fast, plain),
        "fast path, 200 gzip": (fast, packed),
        "fast path, 304": (fast, {**plain, "HTTP_IF_NONE_MATCH": reply.etag}),
        "fast path, 200 logged": (Watched(fast, app, [tell_json]), plain),
        "Flask route, 200": (fast._wsgi_app, plain),
        "raw look-up": (raw(reply), plain),
    }
    for name in ("bare Flask view", "fast path, 200", "Flask route, 200"):
        contender, environ = contenders[name]
        assert b"".join(run_wsgi_app(contender, environ)[0]) == reply.body, name
    rounds: list[dict[str, float]] = []
    for number in range(ROUNDS):
        order = list(contenders) if number % 2 else list(reversed(contenders))
        rounds.append({name: cost(*contenders[name]) for name in order})
    print(f"{len(reply.body)} bytes; {ROUNDS} rounds of {CALLS} calls; load {os.getloadavg()[0]:.1f}")
    for name in contenders:
        ratios = [each[name] / each["bare Flask view"] for each in rounds]
        cpu = median(each[name] for each in rounds)
        spread = f"{min(ratios):.4f}-{max(ratios):.4f}"
        print(f"{name:22} {median(ratios):.4f} x bare  ({spread})  {cpu * 1e6:.2f} us")


if __name__ == "__main__":
    main()
