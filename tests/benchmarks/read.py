"""Reading: what the GET of an article costs, in the process and over HTTP.

In the process the base is a bare Flask view of the same bytes, and the figure is CPU time a call. Over HTTP
one worker of `quizapp serve`, the same view on the same granian, and nginx with the same bytes as a file take
turns; the figure is the CPU time of a server's processes by the requests that it answered. Needs wrk, and
nginx for the last figure. A slow client would let a server sleep between requests, which costs it more.
"""

import re
import shutil
import socket
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from functools import partial
from typing import Any

from battery.serving import API, ARTICLE, Server, children_of, fetch, free_port
from benchmarks.goals import Goal, Result, in_turns
from benchmarks.grow import cpu_of
from flask import Flask, Response, request
from waiting import until
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Response as AnyResponse

from quizapp.attempts.sql_store import SqlStore
from quizapp.settings import from_environment
from quizapp.web.app import create_app
from quizapp.web.fast_path import FastPath
from quizapp.web.prebuilt.reply import Prebuilt
from quizapp.web.site import Site

CALLS, CONNECTIONS = 2000, 16
PATH = f"{API}/articles/{ARTICLE}"
PATHS = {"": PATH, " quiz": f"{PATH}/quiz"}
IN_PROCESS = (
    Goal(name="R1 fast path, 200: CPU, x a bare Flask view", of="200", to="view", at_most=0.02),
    Goal(name="R5 fast path, 304: CPU, x its 200", of="304", to="200", at_most=1.1),
    Goal(name="R5 fast path, gzip: CPU, x its 200", of="gzip", to="200", at_most=1.2),
)
OVER_HTTP = (
    Goal(name="R2 article: CPU, bare Flask on granian, x ours", of="bare", to="ours", at_least=4),
    Goal(name="R2 quiz, of a hundredth of the size: the same", of="bare quiz", to="ours quiz", at_least=4),
    Goal(name="R3 article: CPU, ours, x nginx's", of="ours", to="nginx", at_most=2.8),
    Goal(name="R3 quiz: the same", of="ours quiz", to="nginx quiz"),
)
BARE = """
import sys
from flask import Flask, Response, request
from granian import Granian
from granian.constants import HTTPModes, Interfaces
app = Flask("bare")
bodies = {path: open(f"{sys.argv[2]}{path}.json", "rb").read() for path in sys.argv[3:]}
@app.get("/<path:path>")
def view(path):
    body = bodies["/" + path]
    response = Response(body, content_type="application/json")
    response.set_etag("a-tag")
    return response.make_conditional(request)
Granian("bare", port=int(sys.argv[1]), interface=Interfaces.WSGI, http=HTTPModes.http1, blocking_threads=5,
        log_level="warning").serve(target_loader=lambda _target: app)
"""
NGINX = """
daemon off; worker_processes 1; pid {folder}/pid; error_log stderr crit; user root;
events {{ worker_connections 256; }}
http {{ access_log off; sendfile on; keepalive_requests 1000000;
  server {{ listen 127.0.0.1:{port}; location / {{ root {folder}/www; try_files $uri.json =404; }} }} }}
"""


def measure(options: Namespace) -> list[Result]:
    """Measure both."""
    return [*_in_process(options), *_over_http(options)]


def _in_process(options: Namespace) -> list[Result]:
    settings = from_environment(state=options.folder / "state")
    site = Site(settings, store=SqlStore("sqlite://"), keys=("only for this measurement",))
    reply = site.snapshot.table[PATH]
    fast = FastPath(partial(Flask.wsgi_app, create_app(site=site)), site)
    plain = EnvironBuilder(path=PATH).get_environ()
    view = bare_view(reply)
    contenders: dict[str, tuple[Callable[..., Iterable[bytes]], dict[str, Any]]] = {
        "view": (view, plain),
        "200": (fast, plain),
        "gzip": (fast, {**plain, "HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}),
        "304": (fast, {**plain, "HTTP_IF_NONE_MATCH": reply.etag}),
    }
    for app in (view, fast):
        assert b"".join(run_wsgi_app(app, plain)[0]) == reply.body
    turns = {name: partial(cost, *each) for name, each in contenders.items()}
    rounds = in_turns(turns, options.rounds)
    return [goal.judge(rounds) for goal in IN_PROCESS]


def bare_view(reply: Prebuilt) -> Callable[..., Iterable[bytes]]:
    """A Flask application with one view that gives prepared bytes with conditional handling."""
    app = Flask("bare")

    @app.get(PATH)
    def view() -> AnyResponse:
        response = Response(reply.body, content_type=reply.content_type)
        response.set_etag(reply.etag.strip('"'))
        response.headers.extend(reply.headers)
        return response.make_conditional(request)

    return app


def cost(app: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> float:
    """CPU seconds of one call."""

    def start_response(*_: object) -> None:
        """Take status and headers, as a server would."""

    begun = time.process_time()
    for _ in range(CALLS):
        for _part in app(dict(environ), start_response):
            pass
    return (time.process_time() - begun) / CALLS


def _over_http(options: Namespace) -> list[Result]:
    folder = options.folder / "http"
    (folder / "www" / PATH.strip("/")).mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        quiet = {"QUIZAPP_LOG_FORMAT": "off"}
        ours = stack.enter_context(Server(folder / "ours", workers=1, environment=quiet))
        ours.start()
        bodies = {path: fetch(ours.port, path)[1] for path in PATHS.values()}
        for path, body in bodies.items():
            (folder / "www" / f"{path.strip('/')}.json").write_bytes(body)
        servers = {"ours": (ours.port, ours.process.pid)}
        port = free_port()
        commands = {"bare": [sys.executable, "-c", BARE, str(port), str(folder / "www"), *PATHS.values()]}
        ports = {"bare": port, "nginx": free_port()}
        if nginx := shutil.which("nginx"):
            (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=ports["nginx"]))
            commands["nginx"] = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]
        for name, command in commands.items():
            process = subprocess.Popen(command)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            until(partial(_listens, ports[name]))
            servers[name] = (ports[name], process.pid)
        for port, _ in servers.values():
            assert bodies == {path: fetch(port, path)[1] for path in bodies}, port
        turns = {
            f"{name}{which}": partial(cpu_a_request, *at, path, options.seconds)
            for which, path in PATHS.items()
            for name, at in servers.items()
        }
        rounds = in_turns(turns, options.rounds)
    return [goal.judge(rounds) for goal in OVER_HTTP if {goal.of, goal.to} <= turns.keys()]


def cpu_a_request(port: int, process: int, path: str, seconds: float) -> float:
    """CPU seconds of a server's processes for each request of a while."""
    processes = (process, *children_of(process))
    before = sum(map(cpu_of, processes))
    url = f"http://127.0.0.1:{port}{path}"
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"(\d+) requests in", done.stdout)
    assert found is not None, done.stdout
    assert "Non-2xx" not in done.stdout, done.stdout
    return (sum(map(cpu_of, processes)) - before) / int(found[1])


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False
