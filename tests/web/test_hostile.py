"""What no browser sends, as a server hands it on: malformed bodies, addresses and fields of a head.

Never a 5xx, always a problem document, and the next request is answered as if nothing had been. The tests of
`serving` send raw bytes over a socket.
"""

import json
from typing import Any

import pytest
from calls import begin
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

RESPONSES = "/api/v1/responses"
ARTICLES = "/api/v1/articles"
ARTICLE = f"{ARTICLES}/blisters-from-new-shoes"
JSON = "application/json"
PROBLEM = "application/problem+json"
WHOLE = b'{"attempt": "t", "item": "i", "response": ["a"]}'
CHUNKED = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}

BODIES: dict[str, tuple[bytes, str, dict[str, Any], int]] = {
    "a multipart body": (b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x", {}, 415),
    "an unknown charset": (WHOLE, f"{JSON}; charset=nonsense", {}, 400),
    "a declared terabyte": (b"{}", JSON, {"CONTENT_LENGTH": "1000000000000"}, 413),
    "one byte too many in a chunk": (b"{}" + b" " * 16383, JSON, CHUNKED, 413),
    "a good body in a chunk": (WHOLE, JSON, CHUNKED, 400),
    "a length that is no number": (b"", JSON, {"CONTENT_LENGTH": "ten"}, 400),
    "a negative length": (b"", JSON, {"CONTENT_LENGTH": "-5"}, 400),
    "a body shorter than it says": (b"{}", JSON, {"CONTENT_LENGTH": "50"}, 400),
    "a compressed body": (b"\x1f\x8b\x08\x00" * 10, JSON, {"HTTP_CONTENT_ENCODING": "gzip"}, 400),
}
ADDRESSES = {
    "an article with a path": ("GET", f"{ARTICLES}/..%2f..%2fetc%2fpasswd", 404),
    "a path that climbs": ("GET", f"{ARTICLES}/../../../etc/passwd", 404),
    "a device": ("GET", f"{ARTICLES}/CON", 404),
    "nul": ("GET", f"{ARTICLES}/%00", 404),
    "bytes that are no utf-8": ("GET", f"{ARTICLES}/%ff%fe", 404),
    "markup": ("GET", f"{ARTICLES}/%3Cscript%3Ealert(1)%3C%2Fscript%3E", 404),
    "a line break": ("GET", f"{ARTICLES}/a%0d%0aSet-Cookie:%20x=1", 404),
    "a template": ("GET", f"{ARTICLES}/%7B%7B7*7%7D%7D", 404),
    "a format string": ("GET", f"{ARTICLES}/%25s%7B0%7D", 404),
    "a right-to-left mark": ("GET", f"{ARTICLES}/%E2%80%AE", 404),
    "an argument that is no utf-8": ("GET", f"{ARTICLES}?lang=%ff", 400),
    "an argument without a name": ("GET", f"{ARTICLES}?=1", 400),
    "put": ("PUT", ARTICLES, 405),
    "an unknown method": ("BREW", ARTICLES, 405),
}
FIELDS = {
    "a long accept-encoding": {"Accept-Encoding": "gzip," * 2000},
    "an accept-encoding of separators": {"Accept-Encoding": ",;" * 2000},
    "a q without an end": {"Accept-Encoding": "gzip;q=0." + "0" * 5000},
    "a long if-none-match": {"If-None-Match": '"a",' * 2000},
    "an if-none-match of quotes": {"If-None-Match": '"' * 9000},
    "an accept that is none": {"Accept": ";;q=x,/,*/"},
    "a long accept": {"Accept": "text/html;q=0.1," * 2000},
    "a range": {"Range": "bytes=5-1,-,9999999999999999999-"},
    "a date that is none": {"If-Modified-Since": "yesterday"},
    "bytes beyond ascii": {"If-None-Match": '"\xff\xfe"', "Accept-Language": "\xff"},
    "a cookie": {"Cookie": "session=" + "x" * 4000},
    "an origin that is none": {"Origin": "\\\\evil"},
    "a forwarded host": {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"},
    "an odd host": {"Host": "evil.example:99999"},
    "an upgrade": {"Connection": "close, upgrade", "Upgrade": "h2c"},
    "an expectation": {"Expect": "nonsense"},
}


def assert_problem(reply: TestResponse, status: int) -> None:
    """Assert that a reply is this problem, with nothing of the inside in it."""
    assert (reply.status_code, reply.content_type) == (status, PROBLEM), reply.text
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in reply.headers
    assert json.loads(reply.data)["status"] == status
    assert "Traceback" not in reply.text


def send(client: FlaskClient, name: str) -> TestResponse:
    """Send one of the malformed bodies."""
    body, content_type, environ, _ = BODIES[name]
    return client.post(RESPONSES, data=body, content_type=content_type, environ_overrides=environ)


@pytest.mark.parametrize("name", BODIES)
def test_a_malformed_body_is_a_problem(client: FlaskClient, name: str) -> None:
    assert_problem(send(client, name), BODIES[name][-1])


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_malformed_address_is_a_problem(client: FlaskClient, name: str) -> None:
    method, address, status = ADDRESSES[name]
    assert_problem(client.open(address, method=method), status)


@pytest.mark.parametrize("name", FIELDS)
def test_a_malformed_header_changes_nothing(client: FlaskClient, name: str) -> None:
    reply = client.get(ARTICLE, headers=FIELDS[name])
    assert (reply.status_code, reply.content_type) == (200, JSON)
    assert json.loads(reply.data)["id"] == "blisters-from-new-shoes"


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


def test_after_all_of_it_a_reader_is_served_as_before(client: FlaskClient) -> None:
    before = client.get(ARTICLES).data
    for name in BODIES:
        send(client, name)
    assert client.get(ARTICLES).data == before
    assert begin(client, "blisters-from-new-shoes")["item"] is not None
