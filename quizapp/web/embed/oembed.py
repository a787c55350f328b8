"""oEmbed: the address of one of our pages in, what to put into a host's page out (https://oembed.com).

Only addresses of this site are answered. The address of an article stands for its summary, any other for what
it shows. Unknown arguments are ignored, as the specification wants; WordPress sends one.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Response, abort, request

from quizapp.content.canonical import compact
from quizapp.errors import UnknownThing
from quizapp.web.contract.arguments import EMBED_OPTIONS, BadQuery
from quizapp.web.embed.embed_code import QUIZ, Snippet, quoted_frame_html, snippet, titles_of
from quizapp.web.prebuilt.page_table import SUMMARY
from quizapp.web.prebuilt.reply import JSON
from quizapp.web.site import current_site, current_snapshot, of_this_host, own_base
from quizapp.web.snapshot import Snapshot

Fields = dict[str, str | int]

CACHE_AGE = 3600
"""Seconds for which a host may keep the reply; what is in the frame is always of the day."""
THUMBNAIL = ("/static/share.png", 1200, 630)
_ADDRESS = re.compile(r"/articles/(?P<page>[^/]+)(?P<quiz>/quiz)?|/embed/(?P<embed>[^/]+)/(?P<piece>.+)")
_SIZE = re.compile(r"[1-9][0-9]{0,4}")

blueprint = Blueprint("oembed", __name__)


@blueprint.get("/oembed")
def show_oembed() -> Response:
    """Answer what a host asks when somebody has pasted an address of ours."""
    base = own_base()
    form = request.args.get("format", "json")
    if form not in _FORMS:
        abort(501, f'there is no format "{form[:20]}"; known: {", ".join(_FORMS)}')
    width, height = _size("maxwidth"), _size("maxheight")
    if "url" not in request.args:
        raise BadQuery([("url", "say which address is to be embedded")])
    made = snippet_of(request.args["url"], base, current_snapshot())
    content_type, write = _FORMS[form]
    provider = current_site().settings.imprint.name or "quizapp"
    body = write(oembed_data(made, base, provider, max_width=width, max_height=height))
    return of_this_host(body, content_type)


def _size(name: str) -> int | None:
    given = request.args.get(name)
    if not given:
        return None
    if not _SIZE.fullmatch(given):
        raise BadQuery([(name, "a size is a number of pixels, 1 to 99999")])
    return int(given)


def snippet_of(url: str, base: str, snapshot: Snapshot) -> Snippet:
    """What an address of ours stands for; UnknownThing where it is not ours or nothing is there."""
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
    titles = titles_of(article)
    if piece not in titles:
        raise UnknownThing(f'embed of "{article.id}"', piece)
    names = ("theme", "lang", "rev", "brand", "font") if found["embed"] else ("lang",)
    options: dict[str, str] = {name: asked[name] for name in names if name in asked}
    for name, form in EMBED_OPTIONS.items():
        if name in options and not re.fullmatch(form, options[name]):
            raise UnknownThing(name, options[name][:20])
    return snippet(article, piece, titles[piece], options)


def oembed_data(
    made: Snippet, base: str, provider: str, *, max_width: int | None = None, max_height: int | None = None
) -> Fields:
    """The members of the reply, the frame no larger than is allowed and as high as its width asks."""
    narrowed = replace(made, width=min(made.width, max_width or made.width))
    height = min(narrowed.height, max_height or narrowed.height)
    fitting = replace(narrowed, heights=(height, height))
    data: Fields = {
        "version": "1.0",
        "type": "rich",
        "title": made.title,
        "provider_name": provider,
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


def as_xml(data: Fields) -> bytes:
    """The reply as the specification writes it in XML."""
    root = Element("oembed")
    for name, value in data.items():
        SubElement(root, name).text = str(value)
    text: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n' + text


_FORMS: Mapping[str, tuple[str, Callable[[Fields], bytes]]] = {
    "json": (JSON, compact),
    "xml": ("text/xml; charset=utf-8", as_xml),
}
