"""The embed code for a host page, as an element or as a frame alone, and the page that makes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Blueprint

from quizapp.content.model import Article
from quizapp.web.contract import arguments
from quizapp.web.prebuilt.assets import FIXED_LOADER, INTEGRITY, LOADER
from quizapp.web.prebuilt.fragments import READER_PARTS
from quizapp.web.prebuilt.i18n import words_of
from quizapp.web.prebuilt.links import Links
from quizapp.web.prebuilt.page_table import SUMMARY, embed_path, embed_pieces, fragment_html
from quizapp.web.prebuilt.rendering import THEMES, address, render
from quizapp.web.site import current_site, current_snapshot, own_base

QUIZ = "quiz"
WIDTH = 600
NARROW = 480
"""Pixels; on what is narrower stands the higher of two heights."""
SANDBOX = (
    "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads"
)
_HEIGHTS = {QUIZ: (800, 660), SUMMARY: (600, 400)}
"""Heights in pixels, on a phone and where it is wider, of what is as high whatever the article."""
_AROUND, _A_WORD = (90, 120), (5.8, 3.6)
"""The same of what stands around a list, and of each word in it."""

blueprint = Blueprint("embed_code", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """One embed of an article on somebody's page."""

    article: Article
    piece: str
    title: str
    """What the frame is called, and the text of the link in its place."""
    heights: tuple[int, int]
    """On a phone, and where it is wider."""
    options: Mapping[str, str] = field(default_factory=dict)
    """`theme`, `lang`, `rev`, `brand` and `font`, as far as they are chosen."""
    width: int = WIDTH

    @property
    def height(self) -> int:
        """The height at the width."""
        narrow, wide = self.heights
        return narrow if self.width < NARROW else wide

    def frame_url(self, base: str) -> str:
        """The address of the frame."""
        query = f"?{urlencode(self.options)}" if self.options else ""
        return f"{base}{embed_path(self.article.id, self.piece)}{query}"

    def page_url(self, base: str) -> str:
        """The address of the page that the embed is a piece of."""
        return f"{base}{address(self.article, '/quiz' if self.piece == QUIZ else '')}"


def snippet(article: Article, piece: str, title: str, options: Mapping[str, str]) -> Snippet:
    """The snippet of a piece, with the heights that it has about: a fragment by the number of its words."""
    heights = _HEIGHTS.get(piece)
    if heights is None:
        words = len(re.sub(r"<[^>]*>", " ", fragment_html(article, piece, Links())).split())
        narrow, wide = (around + words * each for around, each in zip(_AROUND, _A_WORD, strict=True))
        heights = 10 * round(narrow / 10), 10 * round(wide / 10)
    return Snippet(article=article, piece=piece, title=title, options=options, heights=heights)


def element_html(made: Snippet, base: str, *, fixed: bool = False) -> str:
    """The loader's script and the element; `fixed` names the bytes of the script."""
    loader, integrity = (FIXED_LOADER, INTEGRITY) if fixed else (LOADER, "")
    return _html("snippet_element.html", made, base, loader=loader, integrity=integrity)


def quoted_frame_html(made: Snippet, base: str) -> str:
    """The frame with what WordPress shows until it reports: attribution, link and review state."""
    return _html("snippet_oembed.html", made, base)


def _html(template: str, made: Snippet, base: str, **context: str) -> str:
    lang = made.article.lang
    return render(template, lang=lang, snippet=made, base=base, sandbox=SANDBOX, **context).strip()


def titles_of(article: Article) -> Mapping[str, str]:
    """What can be embedded of an article, its quiz first, with the titles of the frames."""
    return {**({QUIZ: article.quiz.title} if article.quiz else {}), **embed_pieces(article)}


@blueprint.get("/embed-code/<article_id>")
def show_code(article_id: str) -> str:
    """Show the code of the embed that the form chooses, and the embed."""
    base, asked = own_base(), arguments.EMBED_CODE.read()
    article = current_snapshot().article(article_id).in_language(asked.get("lang"))
    empty = {part for part, name in READER_PARTS.items() if not getattr(article, name)}
    titles = {piece: title for piece, title in titles_of(article).items() if piece not in empty}
    piece = asked["part"] if asked["part"] in titles else next(iter(titles))
    options = {"theme": asked["theme"]} if asked["theme"] != THEMES[0] else {}
    options |= {name: asked[name].lstrip("#") for name in ("brand", "font") if asked.get(name)}
    if article.translated:
        options["lang"] = article.lang
    if asked["pin"]:
        options["rev"] = article.quiz.revision if piece == QUIZ and article.quiz else article.revision
    made = snippet(article, piece, titles[piece], options)
    return render(
        "embed_code.html",
        lang=words_of(article.lang).lang,
        article=article,
        titles=titles,
        made=made,
        themes=THEMES,
        theme=asked["theme"],
        pinned=bool(asked["pin"]),
        element=element_html(made, base),
        fixed=element_html(made, base, fixed=True),
        frame=_html("snippet_frame.html", made, base),
        imprint=current_site().settings.imprint,
    )
