"""The front of a worker process under granian (RSGI): only a request that has come whole takes a thread.

A prebuilt reply goes out of the event loop at once. The body of any other request is awaited there, with a
deadline and a limit of bytes; then the plain WSGI application answers in one of a few threads. So a slow
client costs a coroutine, and articles are served while every thread is at work.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, RequestTimeout

from quizapp.web.contract.bodies import MAX_BODY
from quizapp.web.errors import REFUSED
from quizapp.web.fast_path import prebuilt_reply
from quizapp.web.hosts import is_addressed
from quizapp.web.ops.logs import REQUEST_ID, Seen
from quizapp.web.prebuilt.reply import answer

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication, WSGIEnvironment

    from flask import Flask
    from granian.rsgi import HTTPProtocol, Scope  # type: ignore[attr-defined] # it is what its documentation names

    from quizapp.web.ops.logs import RequestLog
    from quizapp.web.prebuilt.reply import Prebuilt
    from quizapp.web.site import Site

BODY_SECONDS = 10.0
"""Time in which a body has to arrive whole: 16 KiB take less over the slowest line of a phone."""

UNREAD_SECONDS = 20.0
"""Time after which a connection is closed whose client takes nothing of the reply that waits for it."""

Reply: TypeAlias = "tuple[int, list[tuple[str, str]], bytes]"
"""Status, headers, body."""


class Front:
    """Answers requests: from the table of prebuilt replies, or by the application in one of `threads`."""

    def __init__(self, app: Flask, threads: int) -> None:
        self._wsgi_app: WSGIApplication = app.wsgi_app
        self._site: Site = app.extensions["quizapp"]
        self._log: RequestLog = app.extensions["quizapp.request_log"]
        self._threads = ThreadPoolExecutor(threads, "request")

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin: granian is about to listen.

        Have the system close connections whose clients don't read, for which granian has no limit.
        """
        if sys.platform == "linux" and not _limit_listening():  # another thread makes the socket
            loop.call_later(0.01, self.__rsgi_init__, loop)

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        found = prebuilt_reply(self._site.snapshot, scope.method, scope.path, scope.query_string)
        if found is not None and _is_addressed(scope):
            status, headers, body = self._ready(scope, found)
        else:
            environ = environment(scope)
            if scope.method == "POST":
                await self._await_body(environ, protocol)
            loop = asyncio.get_running_loop()
            status, headers, body = await loop.run_in_executor(self._threads, self._made, environ)
        protocol.response_bytes(status, headers, body)

    def _ready(self, scope: Scope, found: Prebuilt) -> Reply:
        began = time.perf_counter()
        field = scope.headers.get
        status, headers, body = answer(
            found, scope.method, field("if-none-match"), field("accept-encoding"), field("accept")
        )
        request_id = self._log.id_of(field("x-request-id"))
        headers.append((REQUEST_ID, request_id))
        route, seconds = self._log.route_of(scope.path), time.perf_counter() - began
        self._log.tell(Seen(scope.method, route, status[:3], seconds, len(body), request_id))
        return int(status[:3]), headers, body

    async def _await_body(self, environ: WSGIEnvironment, protocol: HTTPProtocol) -> None:
        """Put the body where the application reads it, or in its place what is wrong with it."""
        declared = int(environ.get("CONTENT_LENGTH", 0))
        if declared > MAX_BODY:
            environ[REFUSED] = RequestEntityTooLarge()
            return
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _first_bytes(protocol, MAX_BODY + 1)
        except TimeoutError:
            environ[REFUSED] = RequestTimeout(f"The body did not arrive within {BODY_SECONDS:g} s.")
            return
        if len(body) < declared:
            environ[REFUSED] = BadRequest("The body ended before the length that was said.")
        environ["wsgi.input"] = BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))

    def _made(self, environ: WSGIEnvironment) -> Reply:
        """What the application answers."""
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> Any:  # noqa: ANN401 - as in PEP 3333
            started[:] = [int(status[:3]), headers]

        parts = self._wsgi_app(environ, start)
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        status, headers = started
        return status, headers, body


def _limit_listening() -> bool:
    """Set the limit on each listening socket, which passes it on; return whether there is one."""
    found = False
    # Of sockets alone: `fromfd` leaves open what turns out to be none.
    for file in filter(Path.is_socket, Path("/proc/self/fd").iterdir()):
        with suppress(OSError), socket.fromfd(int(file.name), socket.AF_INET, socket.SOCK_STREAM) as one:
            if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(UNREAD_SECONDS * 1000))
                found = True
    return found


async def _first_bytes(protocol: HTTPProtocol, limit: int) -> bytes:
    parts, size = [], 0
    async for part in protocol:
        parts.append(part)
        size += len(part)
        if size >= limit:
            break
    return b"".join(parts)[:limit]


def _is_addressed(scope: Scope) -> bool:
    hosts = scope.headers.get_all("host")  # type: ignore[attr-defined] # missing in its stub
    return is_addressed(",".join(hosts) if hosts else None, _protocol(scope))


def _protocol(scope: Scope) -> str:
    return "HTTP/1.0" if scope.http_version == "1" else "HTTP/1.1"


def environment(scope: Scope) -> WSGIEnvironment:
    """A request in the form that WSGI has for it, still without its body."""
    address, _, port = scope.server.rpartition(":")
    peer, _, peer_port = scope.client.rpartition(":")
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": address.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": _protocol(scope),
        "REMOTE_ADDR": peer.strip("[]"),
        "REMOTE_PORT": peer_port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        # A name with an underscore would stand for another header, one that a proxy sets, perhaps; and chunks
        # are none any more where the application reads them.
        if "_" in name or name == "transfer-encoding":
            continue
        field = name.upper().replace("-", "_")
        key = field if field in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{field}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ
