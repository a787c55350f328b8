"""A reply that was made at load time, and the one function that answers a request with it.

The fast path and the Flask routes both call `answer`, so their replies are equal to the byte. Each form of
a body (plain, gzip) has a strong ETag of its own: the hash of that form's bytes, and of nothing else.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from functools import lru_cache

from flask import Response, request

from quizapp.content.canonical import compact
from quizapp.web.headers import Headers

JSON = "application/json"
HTML = "text/html; charset=utf-8"
CACHED = (
    ("Cache-Control", "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"),
    ("Vary", "Accept-Encoding"),
)
"""Content may be a minute old, and a day old where the alternative is an error."""
OF_ONE_HOST = (("Cache-Control", "private, max-age=60"), ("Vary", "Accept-Encoding, Host"))
"""What names the host of the request is for its sender alone."""
IMMUTABLE = (("Cache-Control", "public, max-age=31536000, immutable"), ("Vary", "Accept-Encoding"))
"""What has its revision in its address never changes."""

LEVEL = 5
"""Of compression: the highest one takes a quarter more time and saves half a hundredth of the bytes."""
SMALL = 1400
"""Bytes of a body that one packet takes: fewer bytes would come no sooner. Most replies are such."""
_GZIP = 16
_LONGEST_ACCEPT = 200
_TAG = re.compile(r'"[^"]*"')

Answer = tuple[str, list[tuple[str, str]], bytes]
"""Status line, headers, body."""


@dataclass(frozen=True, slots=True)
class Prebuilt:
    """A reply, ready to be sent."""

    body: bytes
    gzip: bytes | None
    """The compressed body; None where it would not be shorter, is small, or was not made."""
    etag: str
    etag_gzip: str
    content_type: str
    headers: Headers
    """Those of its place, and what it says of caching."""
    headers_304: Headers
    """The same without those that tell of a body (RFC 9110, 15.4.5)."""
    other: Prebuilt | None = None
    """What those get at the same address who would rather have its type."""


def prebuild(  # noqa: PLR0913 - what a reply is made of
    body: bytes,
    headers: Headers,
    *,
    content_type: str = JSON,
    compress: bool = True,
    keeping: Headers = CACHED,
    other: Prebuilt | None = None,
) -> Prebuilt:
    """Make a reply. `headers` are those of its place; `compress` is for load time, never for a request.

    With another form at the same address, either tells caches that it depends on Accept.
    """
    packed = _packed(body) if compress and len(body) > SMALL else body
    shorter = packed if len(packed) < len(body) else None
    said, said_304 = _said(keeping, headers, by_accept=other is not None)
    etag = etag_of(body)
    return Prebuilt(
        body=body,
        gzip=shorter,
        etag=etag,
        etag_gzip=etag if packed is body else etag_of(packed),
        content_type=content_type,
        headers=said,
        headers_304=said_304,
        other=other and _one_of_two(other),
    )


def _packed(body: bytes) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP + zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def _one_of_two(reply: Prebuilt) -> Prebuilt:
    said, said_304 = _said((), reply.headers, by_accept=True)
    return replace(reply, headers=said, headers_304=said_304)


@lru_cache(maxsize=64)
def _said(keeping: Headers, headers: Headers, *, by_accept: bool) -> tuple[Headers, Headers]:
    """The headers of a reply, and those of its 304."""
    own = {"Vary": "Accept, Accept-Encoding"} if by_accept else {}
    said = tuple((name, own.get(name, value)) for name, value in (*keeping, *headers))
    return said, tuple(header for header in said if header[0] != "Content-Language")


def etag_of(form: bytes) -> str:
    """The strong ETag of one form of a body."""
    return f'"{urlsafe_b64encode(hashlib.sha256(form).digest()[:15]).decode()}"'


def answer(
    reply: Prebuilt,
    method: str,
    if_none_match: str | None = None,
    accept_encoding: str | None = None,
    accept: str | None = None,
) -> Answer:
    """Answer GET or HEAD: 304 where the reader has this very form already, else 200."""
    if reply.other is not None and accept is not None and prefers(accept, reply.other, reply):
        reply = reply.other
    body, etag = reply.body, reply.etag
    packed = reply.gzip is not None and accept_encoding is not None and takes_gzip(accept_encoding)
    if packed:
        assert reply.gzip is not None
        body, etag = reply.gzip, reply.etag_gzip
    if if_none_match is not None and _names(if_none_match, etag):
        return "304 NOT MODIFIED", [("ETag", etag), *reply.headers_304], b""
    headers = [
        ("Content-Type", reply.content_type),
        ("Content-Length", str(len(body))),
        ("ETag", etag),
        *reply.headers,
    ]
    if packed:
        headers.append(("Content-Encoding", "gzip"))
    return "200 OK", headers, b"" if method == "HEAD" else body


def ready_response(reply: Prebuilt) -> Response:
    """Answer this request with a reply that was made before."""
    fields = (request.headers.get(name) for name in ("If-None-Match", "Accept-Encoding", "Accept"))
    # As for GET: for HEAD Werkzeug leaves out the body, and would count the length of one that is empty.
    status, headers, body = answer(reply, "GET", *fields)
    return Response(body, status, headers)


def json_response(data: object, status: int = 200, content_type: str = JSON) -> Response:
    """Data as a JSON response."""
    return Response(compact(data), status=status, content_type=content_type)


def _names(if_none_match: str, etag: str) -> bool:
    """Whether an If-None-Match field names this tag; weakness plays no part (RFC 9110, 13.1.2)."""
    return (
        if_none_match == etag
        or if_none_match.strip() == "*"
        or any(tag == etag for tag in _TAG.findall(if_none_match))
    )


def takes_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding field likes gzip at least as much as the plain form (RFC 9110, 12.5.3)."""
    return len(accept_encoding) <= _LONGEST_ACCEPT and _takes_gzip(accept_encoding)


@lru_cache(maxsize=256)
def _takes_gzip(accept_encoding: str) -> bool:
    weights = _weights(accept_encoding.lower().replace("x-gzip", "gzip"))
    weight = weights.get("gzip", weights.get("*", 0.0))
    return weight > 0 and weight >= weights.get("identity", 0.0)


def prefers(accept: str, other: Prebuilt, usual: Prebuilt) -> bool:
    """Whether an Accept field likes the type of one reply more than that of another (RFC 9110, 12.5.1)."""
    return len(accept) <= _LONGEST_ACCEPT and _prefers(accept, other.content_type, usual.content_type)


@lru_cache(maxsize=256)
def _prefers(accept: str, other: str, usual: str) -> bool:
    weights = _weights(accept.lower())

    def liking(content_type: str) -> float:
        media_type = content_type.partition(";")[0]
        whole_type = f"{media_type.partition('/')[0]}/*"
        return weights.get(media_type, weights.get(whole_type, weights.get("*/*", 0.0)))

    return liking(other) > liking(usual)


def _weights(field: str) -> dict[str, float]:
    """The q of each coding or media range in a field, the first of several."""
    weights: dict[str, float] = {}
    for part in field.split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        weights.setdefault(name, _weight(parameters))
    return weights


def _weight(parameters: list[str]) -> float:
    """The q of a coding or of a media range: 1 when it gives none, 0 when it cannot be read."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if re.fullmatch(r"\s*(0(\.\d{0,3})?|1(\.0{0,3})?)", value) else 0.0
    return 1.0
