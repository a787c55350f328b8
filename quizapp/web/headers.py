"""The headers that a reply carries because of where it lives: one table, one place that sets it.

No header depends on the request, so caches may share every reply. Cross-origin reading is open to all and
never with credentials; nothing here, and nothing anywhere else, sets a cookie.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from flask import Response, request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

Headers = tuple[tuple[str, str], ...]

NO_STORE = ("Cache-Control", "no-store")
"""What a reply gets that does not say how long it keeps: errors, and everything about an attempt."""


class Place(enum.Enum):
    """What a path leads to."""

    API = "api"
    EMBED = "embed"
    ASSET = "asset"
    WORKSHOP = "workshop"
    """The page of embed code, which shows an embed."""
    PAGE = "page"


_PLACES = (
    ("/api/", Place.API),
    ("/oembed", Place.API),
    ("/changes.atom", Place.API),
    ("/sitemap.xml", Place.API),
    ("/livez", Place.API),
    ("/readyz", Place.API),
    ("/embed/", Place.EMBED),
    ("/embed.js", Place.ASSET),
    ("/embed-code/", Place.WORKSHOP),
    ("/static/", Place.ASSET),
)

_EVERYWHERE = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    (
        "Permissions-Policy",
        (
            "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
            "fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
            "payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(), "
            "xr-spatial-tracking=()"
        ),
    ),
)
_READABLE_ANYWHERE = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)
_OWN_ONLY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
_TRUSTED_TYPES = "trusted-types quizapp; require-trusted-types-for 'script'"
_NOTHING = "default-src 'none'; frame-ancestors 'none'"
_PREFLIGHT = (
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "Content-Type, If-None-Match"),
    ("Access-Control-Max-Age", "86400"),
)


def place_of(path: str) -> Place:
    """Return what a path leads to, whether or not anything is there."""
    return next((place for start, place in _PLACES if path.startswith(start)), Place.PAGE)


def header_table(frame_ancestors: str) -> Mapping[Place, Headers]:
    """Return the constant headers of every place; `frame_ancestors` says who may frame an embed."""
    embed = f"{_OWN_ONLY}; frame-ancestors {frame_ancestors}; {_TRUSTED_TYPES}"
    return {
        Place.API: (*_EVERYWHERE, *_READABLE_ANYWHERE, ("Content-Security-Policy", _NOTHING)),
        Place.ASSET: (*_EVERYWHERE, *_READABLE_ANYWHERE, ("Content-Security-Policy", _NOTHING)),
        Place.EMBED: (
            *_EVERYWHERE,
            *_READABLE_ANYWHERE,
            ("Cross-Origin-Embedder-Policy", "require-corp"),
            ("Content-Security-Policy", embed),
        ),
        Place.WORKSHOP: (
            *_EVERYWHERE,
            ("Content-Security-Policy", f"{_OWN_ONLY}; frame-src 'self'; frame-ancestors 'none'"),
        ),
        Place.PAGE: (
            *_EVERYWHERE,
            ("Content-Security-Policy", f"{_OWN_ONLY}; frame-ancestors 'none'"),
        ),
    }


def register(app: Flask, table: Mapping[Place, Headers]) -> None:
    """Set the headers of its place on every reply of the application, and answer preflights."""

    @app.before_request
    def answer_preflight() -> Response | None:
        """Let any site send any request of the API; whether the path exists is for that request to learn."""
        asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        if not asks or place_of(request.path) in {Place.PAGE, Place.WORKSHOP}:
            return None
        response = Response(status=204)
        response.headers.extend(_PREFLIGHT)
        return response

    @app.after_request
    def set_headers(response: Response) -> Response:
        for name, value in table[place_of(request.path)]:
            response.headers[name] = value
        response.headers.setdefault(*NO_STORE)
        return response
