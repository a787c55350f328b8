"""What no browser sends: raw bytes over a socket, to a real server in a thread.

Never a 5xx, always a problem document, and the next request is answered as if nothing had been.
"""

import json
import socket
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any
from urllib.parse import urlsplit

import pytest
from calls import begin
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

RESPONSES = "POST /api/v1/responses"
JSON = "application/json"
PROBLEM = "application/problem+json"
DEEP = b'{"attempt":' + b"[" * 7000 + b"]" * 7000 + b"}"


@dataclass(frozen=True)
class Said:
    """A reply as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


def send(address: str, raw: bytes) -> Said:
    """Send bytes, and read the reply to its end."""
    with socket.create_connection(("127.0.0.1", urlsplit(address).port), timeout=60) as wire:
        with suppress(OSError):  # a server may hang up on what it refuses before it has come whole
            wire.sendall(raw)
            wire.shutdown(socket.SHUT_WR)
        reply = HTTPResponse(wire)
        reply.begin()
        headers = {name.lower(): value.lower() for name, value in reply.getheaders()}
        return Said(reply.status, headers, reply.read())


def request(start: str, body: bytes = b"", **fields: str) -> bytes:
    """Write a request; a field that is empty is left out."""
    length = {"content_length": str(len(body))} if body else {}
    named = {"host": "h", "connection": "close", **length, **fields}
    lines = [
        f"{start} HTTP/1.1",
        *(f"{name.replace('_', '-')}: {value}" for name, value in named.items() if value),
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def post(body: bytes, content_type: str = JSON, start: str = RESPONSES, **fields: str) -> bytes:
    return request(start, body, content_type=content_type, **fields)


def chunked(body: bytes) -> bytes:
    size = f"{len(body):x}".encode()
    fields = {"content_length": "", "transfer_encoding": "chunked"}
    return post(b"", **fields) + size + b"\r\n" + body + b"\r\n0\r\n\r\n"


def response(**members: Any) -> bytes:
    return json.dumps({"attempt": "t", "item": "i", "response": ["a"], **members}).encode()


BODIES = {
    "deep lists": (post(DEEP), 400),
    "a multipart body": (post(b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x"), 415),
    "an unknown charset": (post(response(), "application/json; charset=nonsense"), 400),
    "a declared terabyte": (post(b"{}", content_length="1000000000000"), 413),
    "a megabyte in chunks": (chunked(b" " * 1_000_000), 413),
    "one byte too many in a chunk": (chunked(b"{}" + b" " * 16383), 413),
    "a good body in a chunk": (chunked(response()), 400),
    "a length that is no number": (post(b"", content_length="ten"), 400),
    "a negative length": (post(b"", content_length="-5"), 400),
    "a body shorter than it says": (post(b"{}", content_length="50"), 400),
    "a compressed body": (post(b"\x1f\x8b\x08\x00" * 10, content_encoding="gzip"), 400),
}
ADDRESSES = {
    "an article with a path": ("GET /api/v1/articles/..%2f..%2fetc%2fpasswd", 404),
    "a path that climbs": ("GET /api/v1/articles/../../../etc/passwd", 404),
    "a device": ("GET /api/v1/articles/CON", 404),
    "nul": ("GET /api/v1/articles/%00", 404),
    "bytes that are no utf-8": ("GET /api/v1/articles/%ff%fe", 404),
    "markup": ("GET /api/v1/articles/%3Cscript%3Ealert(1)%3C%2Fscript%3E", 404),
    "a line break": ("GET /api/v1/articles/a%0d%0aSet-Cookie:%20x=1", 404),
    "a template": ("GET /api/v1/articles/%7B%7B7*7%7D%7D", 404),
    "a format string": ("GET /api/v1/articles/%25s%7B0%7D", 404),
    "a right-to-left mark": ("GET /api/v1/articles/%E2%80%AE", 404),
    "an argument that is no utf-8": ("GET /api/v1/articles?lang=%ff", 400),
    "an argument without a name": ("GET /api/v1/articles?=1", 400),
    "put": ("PUT /api/v1/articles", 405),
    "an unknown method": ("BREW /api/v1/articles", 405),
}
FIELDS: dict[str, dict[str, Any]] = {
    "a long accept-encoding": {"accept_encoding": "gzip," * 2000},
    "an accept-encoding of separators": {"accept_encoding": ",;" * 2000},
    "a q without an end": {"accept_encoding": "gzip;q=0." + "0" * 5000},
    "a long if-none-match": {"if_none_match": '"a",' * 2000},
    "an if-none-match of quotes": {"if_none_match": '"' * 9000},
    "an accept that is none": {"accept": ";;q=x,/,*/"},
    "a long accept": {"accept": "text/html;q=0.1," * 2000},
    "a range": {"range": "bytes=5-1,-,9999999999999999999-"},
    "a date that is none": {"if_modified_since": "yesterday"},
    "bytes beyond ascii": {"if_none_match": '"\xff\xfe"', "accept_language": "\xff"},
    "a cookie": {"cookie": "session=" + "x" * 4000},
    "an origin that is none": {"origin": "\\\\evil"},
    "a forwarded host": {"x_forwarded_host": "evil.example", "forwarded": "host=evil.example"},
    "an odd host": {"host": "evil.example:99999"},
    "an upgrade": {"connection": "close, upgrade", "upgrade": "h2c"},
    "an expectation": {"expect": "nonsense"},
}


def assert_problem(said: Said, status: int) -> None:
    """Assert that a reply is this problem, with nothing of the inside in it."""
    assert said.status == status, said.body
    assert said.headers["content-type"] == PROBLEM
    assert said.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in said.headers
    problem = json.loads(said.body)
    assert problem["status"] == status
    assert "Traceback" not in said.body.decode()


@pytest.mark.parametrize("name", BODIES)
def test_a_malformed_body_is_a_problem(address: str, name: str) -> None:
    raw, status = BODIES[name]
    assert_problem(send(address, raw), status)


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_malformed_address_is_a_problem(address: str, name: str) -> None:
    start, status = ADDRESSES[name]
    assert_problem(send(address, request(start)), status)


@pytest.mark.parametrize("name", FIELDS)
def test_a_malformed_header_changes_nothing(address: str, name: str) -> None:
    said = send(address, request("GET /api/v1/articles/blisters-from-new-shoes", **FIELDS[name]))
    assert said.status == 200
    assert said.headers["content-type"] == "application/json"
    assert json.loads(said.body)["id"] == "blisters-from-new-shoes"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(["attempt", "item", "response", "certainty", "mode", "lang", "previous"])


@pytest.mark.parametrize(
    "call", ["articles/blisters-from-new-shoes/attempts", "responses", "resume", "finish"]
)
@given(body=st.dictionaries(NAMES | st.text(max_size=8), ANYTHING, max_size=5) | ANYTHING)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_at_all_is_a_problem_or_an_attempt(client: FlaskClient, call: str, body: object) -> None:
    reply = client.post(f"/api/v1/{call}", data=json.dumps(body), content_type=JSON)
    begun = reply.status_code == 201 and call.endswith("attempts")
    assert begun or (reply.status_code in {400, 422} and reply.content_type == PROBLEM)


def test_after_all_of_it_a_reader_is_served_as_before(app: Flask, address: str) -> None:
    before = send(address, request("GET /api/v1/articles"))
    for raw, _ in BODIES.values():
        send(address, raw)
    assert send(address, request("GET /api/v1/articles")).body == before.body
    assert begin(app.test_client(), "blisters-from-new-shoes")["item"] is not None
