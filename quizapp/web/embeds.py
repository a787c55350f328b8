"""The embeds: pieces of an article in a frame for other people's pages.

The frames of the theme "auto" are made at load time. Another theme and a notice on top change two places of
such a frame; what comes of it is remembered, so that only the first who asks for it waits.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from quizapp.content.nearest import nearest
from quizapp.errors import UnknownThing
from quizapp.web.arguments import EmbedArguments, read_arguments
from quizapp.web.catalogue import speaks
from quizapp.web.headers import Place
from quizapp.web.page_table import embed_path, embed_pieces
from quizapp.web.prebuilt import HTML, prebuild
from quizapp.web.rendering import render
from quizapp.web.replies import ready_response
from quizapp.web.site import current_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.content.model import Article
    from quizapp.web.headers import Headers
    from quizapp.web.prebuilt import Prebuilt

blueprint = Blueprint("embeds", __name__)

VARIANTS = 256
"""Frames in another theme or with a notice that a process remembers."""
_THEME = b'data-theme="auto"'
_TOP = b'<main id="main_" tabindex="-1">\n'


@blueprint.get("/embed/<article_id>/<path:piece>")
def show_embed(article_id: str, piece: str) -> Response:
    """Show one piece of an article in a frame."""
    site = current_site()
    asked = read_arguments(request, EmbedArguments())
    article = site.snapshot.article(article_id)
    pieces = [name for name, _ in embed_pieces(article)]
    if piece not in pieces:
        raise UnknownThing(f'embed of "{article.id}"', piece, nearest(piece, pieces))
    frame = site.snapshot.table[embed_path(article.id, piece)]
    notices = notices_of(article, lang=asked.get("lang"), rev=asked.get("rev"))
    if asked["theme"] == "auto" and not notices:
        return ready_response(frame)
    notice = render("embed_notice.html", lang=article.lang, notices=notices) if notices else ""
    return ready_response(variant(frame.body, asked["theme"], notice, site.headers[Place.EMBED]))


def notices_of(article: Article, *, lang: str | None, rev: str | None) -> Sequence[str]:
    """Return what the frame must say: "lang" or "replaced" where what was asked for is not there."""
    notices = []
    if lang and not speaks(article.lang, lang):
        notices.append("lang")
    if rev and rev != article.revision:
        notices.append("replaced")
    return notices


@lru_cache(maxsize=VARIANTS)
def variant(body: bytes, theme: str, notice: str, headers: Headers) -> Prebuilt:
    """Return a frame in a theme and with a notice on top of it."""
    themed = body.replace(_THEME, f'data-theme="{theme}"'.encode(), 1)
    return prebuild(themed.replace(_TOP, _TOP + notice.encode(), 1), headers, content_type=HTML)
