"""oEmbed: the address of one of our pages in, what to put into a host's page out (https://oembed.com).

Only our own addresses are answered: an article stands for itself in short, the others for what they are.
Arguments that we do not know are left alone, as the specification wants; WordPress sends one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Response, abort, request

from quizapp.errors import UnknownThing
from quizapp.web.contract.arguments import BadQuery
from quizapp.web.headers import Place
from quizapp.web.ready.page_table import SUMMARY, embed_pieces
from quizapp.web.ready.prebuilt import JSON, canonical, prebuild
from quizapp.web.ready.rendering import THEMES
from quizapp.web.ready.replies import ready_response
from quizapp.web.ready.snippets import QUIZ, quoted_frame_html, snippet
from quizapp.web.site import current_site, own_base

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from quizapp.web.ready.snippets import Snippet
    from quizapp.web.snapshot import Snapshot

Fields: TypeAlias = "dict[str, str | int]"

CACHE_AGE = 3600
"""Seconds for which a host may keep the reply; what is in the frame is always of the day."""
THUMBNAIL = ("/static/share.png", 1200, 630)
_ADDRESS = re.compile(r"/articles/(?P<page>[^/]+)(?P<quiz>/quiz)?|/embed/(?P<embed>[^/]+)/(?P<piece>.+)")
_SIZE = re.compile(r"[1-9][0-9]{0,4}")

blueprint = Blueprint("oembed", __name__)


@blueprint.get("/oembed")
def show_oembed() -> Response:
    """Answer what a host asks when somebody has pasted an address of ours."""
    site, base = current_site(), own_base(request)
    form = request.args.get("format", "json")
    if form not in _FORMS:
        abort(501, f'there is no format "{form[:20]}"; known: {", ".join(_FORMS)}')
    width, height = _size("maxwidth"), _size("maxheight")
    if "url" not in request.args:
        raise BadQuery([("url", "say which address is to be embedded")])
    made = snippet_of(request.args["url"], base, site.snapshot)
    content_type, write = _FORMS[form]
    body = write(oembed_data(made, base, max_width=width, max_height=height))
    reply = prebuild(body, site.headers[Place.API], content_type=content_type, compress=False)
    return ready_response(reply)


def _size(name: str) -> int | None:
    given = request.args.get(name)
    if given is None:
        return None
    if not _SIZE.fullmatch(given):
        raise BadQuery([(name, "a size is a number of pixels, 1 to 99999")])
    return int(given)


def snippet_of(url: str, base: str, snapshot: Snapshot) -> Snippet:
    """Return what an address of ours stands for; UnknownThing where it is not ours or nothing is there."""
    split = urlsplit(url) if len(url) <= 2000 and url.isprintable() and "[" not in url else urlsplit("")
    found = _ADDRESS.fullmatch(split.path)
    if (
        found is None
        or split.netloc.lower() != urlsplit(base).netloc
        or split.scheme not in {"http", "https"}
    ):
        raise UnknownThing("page to embed at", url[:200])
    asked = dict(parse_qsl(split.query))
    article = snapshot.article(found["page"] or found["embed"]).in_language(asked.get("lang"))
    piece = QUIZ if found["quiz"] else found["piece"] or SUMMARY
    titles = dict(embed_pieces(article))
    if article.quiz:
        titles[QUIZ] = article.quiz.title
    if piece not in titles:
        raise UnknownThing(f'embed of "{article.id}"', piece)
    names = ("theme", "lang", "rev") if found["embed"] else ("lang",)
    options: dict[str, str] = {name: asked[name] for name in names if name in asked}
    if options.get("theme", THEMES[0]) not in THEMES:
        raise UnknownThing("theme", options["theme"][:20])
    return snippet(article, piece, titles[piece], options)


def oembed_data(made: Snippet, base: str, *, max_width: int | None, max_height: int | None) -> Fields:
    """Return the members of the reply, the frame no larger than is allowed."""
    fitting = _fit(made, max_width, max_height)
    data: Fields = {
        "version": "1.0",
        "type": "rich",
        "title": made.title,
        "provider_name": "quizapp",
        "provider_url": f"{base}/",
        "cache_age": CACHE_AGE,
        "html": quoted_frame_html(fitting, base),
        "width": fitting.width,
        "height": fitting.height,
    }
    path, width, height = THUMBNAIL
    if width <= (max_width or width) and height <= (max_height or height):
        data |= {"thumbnail_url": f"{base}{path}", "thumbnail_width": width, "thumbnail_height": height}
    return data


def _fit(made: Snippet, max_width: int | None, max_height: int | None) -> Snippet:
    width, height = min(made.width, max_width or made.width), min(made.height, max_height or made.height)
    return replace(made, width=width, height=height)


def as_xml(data: Fields) -> bytes:
    """Return the reply as the specification writes it in XML."""
    root = Element("oembed")
    for name, value in data.items():
        SubElement(root, name).text = str(value)
    text: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n' + text


_FORMS: Mapping[str, tuple[str, Callable[[Fields], bytes]]] = {
    "json": (JSON, canonical),
    "xml": ("text/xml; charset=utf-8", as_xml),
}
