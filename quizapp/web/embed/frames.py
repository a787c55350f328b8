"""The embeds: pieces of an article in a frame for other people's pages.

The frames of the theme "light" are made at load time. One in another theme or a colour of the page around it,
with a notice, or in an earlier wording is made when it is first asked for, and remembered.
"""

import json
from dataclasses import dataclass, field, replace
from functools import lru_cache

from flask import Blueprint, Response

from quizapp.content.changes import urgent_differs
from quizapp.content.model import Article
from quizapp.content.nearest import nearest
from quizapp.errors import UnknownThing
from quizapp.library.archive import wording
from quizapp.web.contract import arguments
from quizapp.web.headers import Headers, Place
from quizapp.web.prebuilt.catalogue import speaks
from quizapp.web.prebuilt.links import Links
from quizapp.web.prebuilt.page_table import embed_html, embed_path, embed_pieces
from quizapp.web.prebuilt.rendering import EmbedForm, embed_notice
from quizapp.web.prebuilt.reply import HTML, Prebuilt, prebuild, ready_response
from quizapp.web.prebuilt.versions import Past
from quizapp.web.site import current_site, current_snapshot

blueprint = Blueprint("embeds", __name__)

VARIANTS = 256
"""Frames in another form than that of load time that a process remembers."""
_KEEPER = b'<!doctype html>\n<html lang="en"><title>quizapp</title><body id="keeper_">\n'


@blueprint.get("/embed/keeper")
def show_keeper() -> Response:
    """Give an empty frame that keeps where the readers of the other frames of a page are.

    A frame that is moved in its page begins anew. What it would lose is nothing for the page around it to
    know, so it is kept by a frame of this site, in memory, for as long as the page is open.
    """
    return ready_response(prebuild(_KEEPER, current_site().headers[Place.EMBED], content_type=HTML))


@blueprint.get("/embed/<article_id>/<path:piece>")
def show_embed(article_id: str, piece: str) -> Response:
    """Show one piece of an article in a frame, in the wording that was asked for if it may be shown."""
    site, snapshot = current_site(), current_snapshot()
    asked = arguments.EMBED.read()
    article = snapshot.article(article_id).in_language(asked.get("lang"))
    pieces = embed_pieces(article)
    old, said = _pinned(article, asked.get("rev"), snapshot.past[article.id])
    if piece not in pieces and (old is None or piece not in embed_pieces(old)):
        raise UnknownThing(f'embed of "{article.id}"', piece, nearest(piece, pieces))
    if piece not in pieces:  # it has been taken out since: its list stands for it
        piece, old, said = piece.partition("/")[0], None, "replaced"
    path, headers, lang = embed_path(article.id, piece), site.headers[Place.EMBED], asked.get("lang")
    notices = ["lang"] if lang and not speaks((old or article).lang, lang) else []
    notices += [said] if said else []
    newest = f"{path}?lang={article.lang}" if article.translated else path
    usual = EmbedForm(imprint=site.settings.imprint)
    form = EmbedForm(
        theme=asked["theme"],
        notice=embed_notice(notices, newest, article.lang),
        imprint=usual.imprint.dressed(asked.get("brand", ""), asked.get("font", "")),
    )
    if old is not None:
        headers = (("Link", f'<{site.links.api(path)}>; rel="latest-version"'), *headers)
    elif form == usual:
        return ready_response(snapshot.reply(path, article.lang))
    shown = old or article
    links = site.links.in_language_of(shown)
    key = (article.fingerprint, shown.lang, shown.revision, piece)
    return ready_response(variant(Variant(key=key, links=links, form=form, headers=headers, article=shown)))


def _pinned(article: Article, rev: str | None, past: Past) -> tuple[Article | None, str | None]:
    """The earlier wording that may be shown, if it is another than today's, and what to say of it.

    "newer" goes with an earlier wording. Today's stands in for one that is "replaced" because no record is
    left of it, and for one that differs from it in something "urgent".
    """
    if rev is None or rev == article.revision:
        return None, None
    version = next((each for each in past.versions if each.revision == rev), None)
    if version is None:
        return None, "replaced"
    then, newest = version.body, past.newest(version.lang)
    if newest is None or not then or not newest.body or _urgent_differs(then, newest.body):
        return None, "urgent"
    old = wording(version)
    return (replace(old, quiz=article.quiz), "newer") if old else (None, "replaced")


@lru_cache(maxsize=VARIANTS)
def _urgent_differs(before: bytes, after: bytes) -> bool:
    return urgent_differs(json.loads(before), json.loads(after))


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """An embed in another form than that of load time."""

    key: tuple[str, str, str, str]
    """Fingerprint of the article as it is now; language and revision of the wording, and piece."""
    links: Links
    form: EmbedForm
    headers: Headers
    article: Article = field(compare=False)
    """What the key stands for."""


@lru_cache(maxsize=VARIANTS)
def variant(asked: Variant) -> Prebuilt:
    """Make the reply of a variant."""
    html = embed_html(asked.article, asked.key[-1], asked.links, asked.form)
    return prebuild(html.encode(), asked.headers, content_type=HTML)
