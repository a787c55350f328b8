"""The headers that a reply carries because of where it lives: one table, one place that sets it.

No header depends on the request, so caches may share every reply. Cross-origin reading is open to all and
never with credentials; nothing here, and nothing anywhere else, sets a cookie.
"""

import enum
from collections.abc import Mapping

from flask import Flask, Response, request

Headers = tuple[tuple[str, str], ...]

NO_STORE = ("Cache-Control", "no-store")
"""What a reply gets that does not say how long it keeps: errors, and everything about an attempt."""


class Place(enum.Enum):
    """What a path leads to."""

    API = "api"
    EMBED = "embed"
    ASSET = "asset"
    EMBED_CODE = "embed-code"
    """The page of embed code, which shows an embed."""
    PAGE = "page"


_FOR_PROGRAMS = ("/oembed", "/changes.atom", "/sitemap.xml", "/robots.txt", "/llms.txt", "/livez", "/readyz")
_STARTS = {
    Place.API: ("/api/", *_FOR_PROGRAMS),
    Place.EMBED: ("/embed/",),
    Place.ASSET: ("/embed.", "/brand.css", "/logo.", "/static/", "/favicon.ico"),
    Place.EMBED_CODE: ("/embed-code/",),
}
"""How the paths to each place begin; every other path leads to a page."""

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
    ("Access-Control-Expose-Headers", "Allow, Content-Language, ETag, Link, Retry-After, X-Request-Id"),
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
    # Any header, for no credentials are involved. The star never stands for the first of them, and old
    # browsers know none.
    ("Access-Control-Allow-Headers", "Authorization, Content-Type, If-None-Match, *"),
    ("Access-Control-Max-Age", "86400"),
)


def place_of(path: str) -> Place:
    """What a path leads to, whether or not anything is there."""
    return next((place for place, starts in _STARTS.items() if f"{path}/".startswith(starts)), Place.PAGE)


def header_table(frame_ancestors: str) -> Mapping[Place, Headers]:
    """The constant headers of every place; `frame_ancestors` says who may frame an embed."""
    policy, readable = "Content-Security-Policy", (*_EVERYWHERE, *_READABLE_ANYWHERE)
    embed = f"{_OWN_ONLY}; frame-ancestors {frame_ancestors}; {_TRUSTED_TYPES}"
    embed_code = f"{_OWN_ONLY}; frame-src 'self'; frame-ancestors 'none'"
    return {
        Place.API: (*readable, (policy, _NOTHING)),
        Place.ASSET: (*readable, (policy, _NOTHING)),
        Place.EMBED: (*readable, ("Cross-Origin-Embedder-Policy", "require-corp"), (policy, embed)),
        Place.EMBED_CODE: (*_EVERYWHERE, (policy, embed_code)),
        Place.PAGE: (*_EVERYWHERE, (policy, f"{_OWN_ONLY}; frame-ancestors 'none'")),
    }


def register(app: Flask, table: Mapping[Place, Headers]) -> None:
    """Set the headers of its place on every reply of the application, and answer preflights."""

    @app.before_request
    def answer_preflight() -> Response | None:
        """Let any site send any request of the API; whether the path exists is for that request to learn."""
        asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        if not asks or place_of(request.path) in {Place.PAGE, Place.EMBED_CODE}:
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
