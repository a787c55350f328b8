"""The front under a real granian: one worker, one thread, ten minutes for a body, a second for reading."""

import asyncio
import json
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection
from itertools import product
from pathlib import Path

import pytest
from battery.serving import answering, free_port
from conftest import COMPLETE, KEY, make_site
from flask import Flask
from waiting import until

from quizapp.attempts.sql_store import SqlStore
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.ops.reload import begin
from quizapp.web.serving.front import Front

pytestmark = pytest.mark.slow
ARTICLE = "/api/v1/articles/blisters-from-new-shoes"
ATTEMPTS = f"{ARTICLE}/attempts"
PATIENCE = 60
"""Seconds for a reply, which takes milliseconds where nothing else runs."""
PROGRAM = """
import sys, time
from pathlib import Path
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.serving import front
from quizapp.web.serving.server import under_granian

port, content, state, key, body_seconds = sys.argv[1:]
front.BODY_SECONDS, front.UNREAD_SECONDS = float(body_seconds), 1

def busy(folder):
    Path("/", folder, "begun").touch()
    while not Path("/", folder, "end").exists():
        time.sleep(0.01)
    return "at last"

def answering(_target):
    app = create_app(
        Settings(content=Path(content), state=Path(state), secret_keys=(key,), proxies=1, log_format="off")
    )
    app.add_url_rule("/busy/<path:folder>", view_func=busy)
    return front.Front(app, 1)

under_granian("127.0.0.1", int(port), 1, "json", answering)
"""


@contextmanager
def serving(state: Path, body_seconds: float) -> Iterator[int]:
    """Run the program for a while, and give its port."""
    port = free_port()
    arguments = [str(port), str(COMPLETE), str(state), KEY, str(body_seconds)]
    with answering([sys.executable, "-c", PROGRAM, *arguments], port) as server:
        yield port
    assert server.returncode == 0


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with serving(tmp_path_factory.mktemp("state"), 600) as port:
        yield port


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def send(port: int, raw: bytes) -> bytes:
    """Send bytes and return all that comes until the other side closes."""
    with connect(port) as wire:
        with suppress(ConnectionError):  # a head that is too long is refused before it has come whole
            wire.sendall(raw)
        return everything(wire)


def everything(wire: socket.socket) -> bytes:
    received = b""
    while part := wire.recv(65536):
        received += part
    return received


def head(line: str, *fields: str) -> bytes:
    named = "".join(f"{field}\r\n" for field in ("Host: h", "Connection: close", *fields))
    return f"{line} HTTP/1.1\r\n{named}\r\n".encode("latin-1")


def post(body: bytes, *fields: str, path: str = ATTEMPTS) -> bytes:
    length = () if any(field.startswith(("Content-Length", "Transfer")) for field in fields) else (
        f"Content-Length: {len(body)}",
    )  # fmt: skip
    return head(f"POST {path}", "Content-Type: application/json", *length, *fields) + body


def status(reply: bytes) -> int:
    return int(reply.split(b" ", 2)[1])


@pytest.fixture
def app(settings: Settings, store: SqlStore) -> Flask:
    """The application that the front hands requests to, asked without it."""
    return create_app(site=make_site(settings, store, begin(settings)[1]))


QUERIES = ("", "?lang=en", "?lang=de", "?x=1", "?fields=title", "?%6Cang=en")
PATHS = (
    "/",
    "/livez",
    ARTICLE,
    f"{ARTICLE}/quiz",
    f"{ARTICLE}/causes.html",
    "/nothing",
    f"{ARTICLE}/%C3%A9%ff",
)
FIELDS: tuple[dict[str, str], ...] = (
    {},
    {"Accept-Encoding": "gzip"},
    {"If-None-Match": "*"},
    {"Accept": "text/html"},
)


def test_every_reply_is_that_of_the_application(port: int, app: Flask) -> None:
    client, asked = app.test_client(), 0
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        for path, query, method, fields in product(PATHS, QUERIES, ("GET", "HEAD", "PUT"), FIELDS):
            connection.request(method, path + query, headers=fields)
            reply = connection.getresponse()
            body = reply.read()
            told = {name.lower(): value for name, value in reply.getheaders()}
            assert told.keys() > {"date", "server", "x-request-id"}
            expected = client.open(path + query, method=method, headers=fields)
            wanted = {name.lower(): value for name, value in expected.headers}
            for name in ("date", "server", "x-request-id", "allow"):  # methods have no order
                told.pop(name, None)
                wanted.pop(name, None)
            assert (reply.status, told, body) == (expected.status_code, wanted, expected.data), (method, path)
            asked += 1
    assert asked == len(PATHS) * len(QUERIES) * 3 * len(FIELDS)


HALF = post(b'{"mode": ', "Content-Length: 100")


def test_half_bodies_hold_up_nobody(port: int) -> None:
    """Each may take ten minutes to become whole."""
    with ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(connect(port)).sendall(HALF)
        replies = [send(port, raw) for raw in (head("GET /livez"), head(f"GET {ARTICLE}"), post(b"{}"))]
    assert list(map(status, replies)) == [200, 200, 201]


def test_a_half_body_ends_with_a_problem(tmp_path: Path) -> None:
    with serving(tmp_path, 0.5) as port:
        reply = send(port, HALF)
    problem = json.loads(reply.partition(b"\r\n\r\n")[2])
    assert (status(reply), problem["status"]) == (408, 408)
    assert problem["detail"] == "The body did not arrive within 0.5 s."
    assert b"access-control-allow-origin: *" in reply


def test_articles_are_served_while_every_thread_is_at_work(port: int, tmp_path: Path) -> None:
    with connect(port) as busy:
        try:
            busy.sendall(head(f"GET /busy{tmp_path}"))
            until((tmp_path / "begun").exists)
            paths = (ARTICLE, "/", "/articles/blisters-from-new-shoes", "/livez")
            replies = [send(port, head(f"GET {path}")) for path in paths]
        finally:
            (tmp_path / "end").touch()
        assert list(map(status, replies)) == [200] * 4
        assert everything(busy).endswith(b"at last")


H2_POST = (
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"  # SETTINGS
    b"\x00\x00\x0a\x01\x04\x00\x00\x00\x01\x83\x84\x86\x41\x01h\x5c\x02100"  # HEADERS: POST / with a length
    b"\x00\x00\x01\x00\x00\x00\x00\x00\x01{"  # DATA: one byte
)


@pytest.mark.parametrize("raw", [H2_POST, HALF])
def test_http_2_and_posts_whose_clients_go_away_hold_nothing(port: int, raw: bytes) -> None:
    for _ in range(50):
        with connect(port) as wire:
            wire.sendall(raw)
    assert status(send(port, post(b"{}"))) == 201
    assert not send(port, H2_POST).startswith(b"\x00\x00")


def chunked(*parts: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (*parts, b""))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (post(b"{}"), 201),
        (post(chunked(b"{", b"}"), "Transfer-Encoding: chunked"), 201),
        (post(b"{}", "Expect: 100-continue"), 100),
        (post(b"{}" + b" " * 16_382), 201),
        (post(b"{}" + b" " * 16_383), 413),
        (post(chunked(b"{}" + b" " * 16_383), "Transfer-Encoding: chunked"), 413),
        (post(b"{}", "Content-Length: 1000000000000"), 413),
        (post(b"", "Content-Length: 0"), 400),
        (head(f"POST {ATTEMPTS}", "Content-Type: application/json"), 400),
        (head("GET /", f"X-Long: {'a' * 100_000}"), 431),
        (head("GET /", *["X-Many: a"] * 150), 431),
        (b"GET / HTTP/1.0\r\n\r\n", 200),
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
        (head("GET /", "Host: other"), 400),
        (head("GET /").replace(b"Host: h", b"Host: a b"), 400),
        (head("GET /nothing").replace(b"Host: h", b"Host: a/b"), 400),
        (head("GET /").replace(b"Host: h", b"Host: "), 400),
        (head("GET /").replace(b"Host: h", b"Host: \xff"), 400),
        (head("GET /sitemap.xml").replace(b"Host: h", b"Host: xn--a"), 200),
        (head("GET /").replace(b"Host: h", b"Host: [::1]:80"), 200),
    ],
)
def test_what_is_on_the_wire_gets_its_status(port: int, raw: bytes, expected: int) -> None:
    assert status(send(port, raw)) == expected


def test_a_body_that_ends_too_soon_is_a_problem(port: int) -> None:
    with connect(port) as wire:
        wire.sendall(post(b"{}", "Content-Length: 50"))
        wire.shutdown(socket.SHUT_WR)
        reply = everything(wire)
    assert status(reply) == 400
    assert b"The body ended before the length that was said." in reply


def test_a_connection_goes_on_after_a_post(port: int) -> None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        for _ in range(3):
            connection.request("POST", ATTEMPTS, b"{}", {"Content-Type": "application/json"})
            assert json.loads(connection.getresponse().read())["item"]
            connection.request("GET", ARTICLE)
            assert json.loads(connection.getresponse().read())["id"] == "blisters-from-new-shoes"


def test_a_field_with_an_underscore_stands_for_no_other(port: int) -> None:
    named = [
        send(port, head(f"GET {path}", f"{field}: 0123-4567-89ab"))
        for path, field in product((ARTICLE, "/readyz"), ("X-Request-Id", "X_Request_Id"))
    ]
    assert [b"x-request-id: 0123-4567-89ab" in reply for reply in named] == [True, False] * 2


def test_who_sends_nothing_is_let_go(port: int) -> None:
    """A connection that sends nothing, half a head, or nothing more after a reply."""
    with ExitStack() as stack:
        began = time.monotonic()
        wires = [stack.enter_context(connect(port)) for _ in range(3)]
        wires[1].sendall(b"GET / HTTP/1.1\r\nHost")
        wires[2].sendall(b"GET /livez HTTP/1.1\r\nHost: h\r\n\r\n")
        replies = [everything(wire) for wire in wires]
        seconds = time.monotonic() - began
    assert (replies[:2], status(replies[2])) == ([b"", b""], 200)
    assert seconds > 8


def say_more(wire: socket.socket, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        wire.send(b"G")
        time.sleep(0.2)


def test_who_reads_nothing_is_let_go(port: int) -> None:
    """A client that asks for much and takes none of it finds its connection gone when it says more."""
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        wire.connect(("127.0.0.1", port))
        wire.sendall(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: h\r\n\r\n" * 100)
        with pytest.raises(ConnectionError):
            say_more(wire, 15)
    assert status(send(port, head("GET /livez"))) == 200


def test_the_limit_for_who_reads_nothing_is_set_where_it_listens_and_leaves_no_file_open(app: Flask) -> None:
    front = Front(app, 1)
    with closing(asyncio.new_event_loop()) as loop, socket.create_server(("127.0.0.1", 0)) as listening:
        before = set(Path("/proc/self/fd").iterdir())
        front.__rsgi_init__(loop)
        assert set(Path("/proc/self/fd").iterdir()) <= before
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 20_000
