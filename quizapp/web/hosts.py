"""The host that a request is addressed to: one, in the letters of a host name, or none at all in HTTP/1.0.

Everything else is refused (RFC 9112, 3.2), for a host without a public address is told again in links.
"""

import re
from functools import lru_cache

from flask import Flask, request
from werkzeug.exceptions import BadRequest

_LABEL = "[A-Za-z0-9_-]{1,63}"
_HOST = re.compile(rf"(?:(?:{_LABEL}\.)*{_LABEL}\.?|\[[0-9A-Fa-f:.]{{2,45}}\])(?::[0-9]{{0,5}})?", re.ASCII)
_LONGEST = 260
_OLD = "HTTP/1.0"


@lru_cache(maxsize=256)
def _is_host(text: str) -> bool:
    return _HOST.fullmatch(text) is not None


def is_addressed(host: str | None, protocol: str) -> bool:
    """Whether a request names one host as it must; several lines of it come joined by commas."""
    return protocol == _OLD if host is None else len(host) <= _LONGEST and _is_host(host)


def register(app: Flask) -> None:
    """Refuse requests that name no host, several, or what cannot be one."""

    @app.before_request
    def refuse_odd_hosts() -> None:
        if not is_addressed(request.headers.get("Host"), request.environ["SERVER_PROTOCOL"]):
            raise BadRequest("A request names one host, in the letters of a host name.")
