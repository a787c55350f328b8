"""Addresses that are nearly right: redirects to what was meant, and guesses where that is not sure.

Doubled slashes, a slash at the end, capitals and underscores lead to the one address of a thing (308, so that
a POST stays one). Nothing else does: two addresses for one thing would be two entries of every cache.
"""

import re
from collections.abc import Sequence
from urllib.parse import quote

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Rule

from quizapp.content.nearest import nearest
from quizapp.web.site import current_snapshot

_LONGEST = 4096
"""Characters of an address that a redirect repeats."""
_IN_QUERY = "%=&+:/?~-._!$'()*,;@[]"
_MOVED = {"/articles": "/", "/api": "/api/v1"}
_ANY_OF = re.compile(r'<any\(((?:"[^"]+"(?:, )?)+)\):\w+>')


def register(app: Flask) -> None:
    """Lead from addresses that are nearly right to those that are."""

    @app.before_request
    def lead_on() -> Response | None:
        # Not `request.path`, which has one slash at its start however many were sent.
        path = request.environ["PATH_INFO"].encode("latin-1").decode(errors="replace") or "/"
        tidy = re.sub("/{2,}", "/", path).rstrip("/") or "/"
        spelt = tidy.lower().replace("_", "-")
        if tidy in _MOVED:
            return _to(_MOVED[tidy])
        if tidy != path and _leads(tidy):
            return _to(tidy)
        if spelt != tidy and _leads(spelt, known=True):
            return _to(spelt)
        if "//" in path:
            raise NotFound
        return None


def _leads(path: str, *, known: bool = False) -> bool:
    """Whether a path has a route, and where it has to be known, an article that is there."""
    try:
        _, named = current_app.url_map.bind("").match(path, method=request.method)
    except HTTPException:
        return False
    return not (known and named) or named.get("article_id") in current_snapshot().library.articles


def _to(path: str) -> Response:
    query = quote(request.query_string, safe=_IN_QUERY)
    address = f"{quote(path)}?{query}" if query else quote(path)
    if len(address) > _LONGEST:
        raise NotFound
    response = Response(status=308, headers={"Location": address})
    del response.headers["Content-Type"]
    return response


def guess(path: str) -> str | None:
    """The path with one part in place of another, where a route has a part like it, or the page above it."""
    parts = path.strip("/").split("/")
    routes = [words for words in map(_words, current_app.url_map.iter_rules()) if len(words) == len(parts)]
    for at, part in enumerate(parts):
        known = {word for words in routes if _fits(parts, words, but=at) for word in words[at]}
        if part not in known and (near := nearest(part, sorted(known))):
            return "/" + "/".join([*parts[:at], near, *parts[at + 1 :]])
    above = "/" + "/".join(parts[:-1])
    return above if len(parts) > 1 and _leads(above, known=True) else None


def _words(rule: Rule) -> list[frozenset[str]]:
    """The words that each part of a rule may be; none where it may be any."""
    found = []
    for part in rule.rule.strip("/").split("/"):
        choice = _ANY_OF.fullmatch(part)
        words = re.findall('"([^"]+)"', choice[1]) if choice else [] if "<" in part else [part]
        found.append(frozenset(words))
    return found


def _fits(parts: Sequence[str], words: Sequence[frozenset[str]], *, but: int) -> bool:
    """Whether each part but one may stand where it stands in a rule."""
    pairs = enumerate(zip(parts, words, strict=True))
    return all(at == but or not known or part in known for at, (part, known) in pairs)
