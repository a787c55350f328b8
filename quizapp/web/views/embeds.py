"""The embeds: pieces of an article in a frame for other people's pages.

The frames of the theme "auto" are made at load time. Another theme and a notice on top change two places of
such a frame; what comes of it is remembered, so that only the first who asks for it waits.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from quizapp.content.changes import urgent_differs
from quizapp.content.nearest import nearest
from quizapp.content.restoring import restored
from quizapp.errors import UnknownThing
from quizapp.web.contract.arguments import EmbedArguments, read_arguments
from quizapp.web.headers import Place
from quizapp.web.ready.catalogue import speaks
from quizapp.web.ready.page_table import embed_html, embed_path, embed_pieces
from quizapp.web.ready.prebuilt import HTML, prebuild
from quizapp.web.ready.rendering import THEMES, render
from quizapp.web.ready.replies import ready_response
from quizapp.web.site import current_site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.content.model import Article
    from quizapp.web.headers import Headers
    from quizapp.web.ready.prebuilt import Prebuilt
    from quizapp.web.ready.versions import Past

blueprint = Blueprint("embeds", __name__)

VARIANTS = 256
"""Frames in another theme or with a notice that a process remembers."""
_THEME = b'data-theme="auto"'
_TOP = b'<main id="main_" tabindex="-1">\n'


@blueprint.get("/embed/<article_id>/<path:piece>")
def show_embed(article_id: str, piece: str) -> Response:
    """Show one piece of an article in a frame, in the wording that was asked for if it may be shown."""
    site = current_site()
    asked = read_arguments(request, EmbedArguments())
    article = site.snapshot.article(article_id).in_language(asked.get("lang"))
    pieces = [name for name, _ in embed_pieces(article)]
    old, said = pinned(article, asked.get("rev"), site.snapshot.past)
    if piece not in pieces and (old is None or piece not in dict(embed_pieces(old))):
        raise UnknownThing(f'embed of "{article.id}"', piece, nearest(piece, pieces))
    if piece not in pieces:  # it has been taken out since: its list stands for it
        piece, old, said = piece.partition("/")[0], None, "replaced"
    path, headers = embed_path(article.id, piece), site.headers[Place.EMBED]
    today = site.snapshot.reply(path, article.lang)
    if old is None:
        body = today.body
    else:
        body = embed_html(old, piece, site.links.article(article.id)).encode()
        headers = (("Link", f'<{site.links.api(path)}>; rel="latest-version"'), *headers)
    lang = asked.get("lang")
    notices = ["lang"] if lang and not speaks((old or article).lang, lang) else []
    notices += [said] if said else []
    if asked["theme"] == THEMES[0] and not notices:
        return ready_response(today)
    newest = f"{path}?lang={article.lang}" if article.translated else path
    notice = render("embed_notice.html", lang=article.lang, notices=notices, path=newest) if notices else ""
    return ready_response(variant(body, asked["theme"], notice, headers))


def pinned(article: Article, rev: str | None, past: Mapping[str, Past]) -> tuple[Article | None, str | None]:
    """Return the earlier wording that may be shown, if it is another than today's, and what to say of it.

    "newer" goes with an earlier wording. Today's stands in for one that is "replaced" because no record is
    left of it, and for one that differs from it in something "urgent".
    """
    if rev is None or rev == article.revision:
        return None, None
    versions = past[article.id].versions if article.id in past else ()
    body = next((each.body for each in versions if each.revision == rev), None)
    if body is None:
        return None, "replaced"
    now = versions[-1].body
    if not now or _urgent_differs(body, now):
        return None, "urgent"
    return replace(_restored(body), quiz=article.quiz), "newer"


@lru_cache(maxsize=VARIANTS)
def _urgent_differs(before: bytes, after: bytes) -> bool:
    return urgent_differs(json.loads(before), json.loads(after))


@lru_cache(maxsize=32)
def _restored(body: bytes) -> Article:
    return restored(json.loads(body))


@lru_cache(maxsize=VARIANTS)
def variant(body: bytes, theme: str, notice: str, headers: Headers) -> Prebuilt:
    """Return a frame in a theme and with a notice on top of it."""
    themed = body.replace(_THEME, f'data-theme="{theme}"'.encode(), 1)
    return prebuild(themed.replace(_TOP, _TOP + notice.encode(), 1), headers, content_type=HTML)
