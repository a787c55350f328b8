"""Two pages for site owners: the code of an embed with a preview, and what of their headers is in its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from quizapp.web.contract.arguments import CodeArguments, read_arguments
from quizapp.web.host_policy import check
from quizapp.web.ready.page_table import embed_pieces
from quizapp.web.ready.rendering import THEMES, render
from quizapp.web.ready.snippets import QUIZ, element_html, frame_html, snippet
from quizapp.web.ready.words import ORIGINAL, words_of
from quizapp.web.site import current_site, own_base

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.content.model import Article

LONGEST_HEADERS = 8000
"""Characters of pasted headers that are read; browsers and servers refuse more than that anyway."""

blueprint = Blueprint("workshop", __name__)


@blueprint.get("/embed-code/<article_id>")
def show_code(article_id: str) -> Response:
    """Show the code of the embed that the form chooses, and the embed."""
    base, asked = own_base(request), read_arguments(request, CodeArguments())
    article = current_site().snapshot.article(article_id).in_language(asked.get("lang"))
    titles = piece_titles(article)
    piece = asked["part"] if asked["part"] in titles else next(iter(titles))
    options = {"theme": asked["theme"]} if asked["theme"] != THEMES[0] else {}
    if article.translated:
        options["lang"] = article.lang
    if asked["pin"]:
        options["rev"] = article.quiz.revision if piece == QUIZ and article.quiz else article.revision
    made = snippet(article, piece, titles[piece], options)
    page = render(
        "embed_code.html",
        lang=words_of(article.lang).lang,
        article=article,
        titles=titles,
        made=made,
        themes=THEMES,
        theme=asked["theme"],
        pinned=bool(asked["pin"]),
        element=element_html(made, base),
        frame=frame_html(made, base),
    )
    return Response(page)


def piece_titles(article: Article) -> Mapping[str, str]:
    """Return what can be embedded of an article by name, with the titles of the frames; the quiz first."""
    quiz = {QUIZ: article.quiz.title} if article.quiz else {}
    return {**quiz, **dict(embed_pieces(article))}


@blueprint.route("/embed-check", methods=["GET", "POST"])
def show_check() -> Response:
    """Say what of the pasted headers is in the way of our embeds."""
    text = request.form.get("headers", "")[:LONGEST_HEADERS]
    base = own_base(request)
    page = render(
        "embed_check.html",
        lang=words_of(request.args.get("lang") or ORIGINAL).lang,
        text=text,
        advice=check(text, base) if text.strip() else None,
        base=base,
        ancestors=current_site().settings.frame_ancestors,
        longest=LONGEST_HEADERS,
    )
    return Response(page)
