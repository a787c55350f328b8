"""The HTML that an owner puts into a page: the element with its loader, or the frame alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from quizapp.web.ready.page_table import SUMMARY, embed_path
from quizapp.web.ready.rendering import address, render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.content.model import Article

QUIZ = "quiz"
WIDTH = 600
SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox"
_LOW, _HIGH = 480, 700
"""Heights in pixels at that width: of one question and the article in short; of the quiz and whole lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """One embed of an article on somebody's page."""

    article: Article
    piece: str
    title: str
    """What the frame is called, and the text of the link in its place."""
    options: Mapping[str, str] = field(default_factory=dict)
    """`theme`, `lang` and `rev`, as far as they are chosen."""
    height: int = 0
    width: int = WIDTH

    def frame_url(self, base: str) -> str:
        """Return the address of the frame."""
        query = f"?{urlencode(self.options)}" if self.options else ""
        return f"{base}{embed_path(self.article.id, self.piece)}{query}"

    def page_url(self, base: str) -> str:
        """Return the address of the page that the embed is a piece of."""
        return f"{base}{address(self.article, '/quiz' if self.piece == QUIZ else '')}"


def snippet(
    article: Article, piece: str, title: str, options: Mapping[str, str], *, height: int | None = None
) -> Snippet:
    """Return the snippet of a piece, with a usual height where none is given."""
    usual = _LOW if piece == SUMMARY or "/" in piece else _HIGH
    return Snippet(article=article, piece=piece, title=title, options=options, height=height or usual)


def element_html(made: Snippet, base: str) -> str:
    """Return the loader's script and the element."""
    return render("snippet_element.html", lang=made.article.lang, snippet=made, base=base).strip()


def frame_html(made: Snippet, base: str) -> str:
    """Return the frame alone, which needs no script on the page."""
    return render(
        "snippet_frame.html", lang=made.article.lang, snippet=made, base=base, sandbox=SANDBOX
    ).strip()


def quoted_frame_html(made: Snippet, base: str) -> str:
    """Return the frame with what WordPress shows until it reports: attribution, link and review state."""
    return render(
        "snippet_oembed.html", lang=made.article.lang, snippet=made, base=base, sandbox=SANDBOX
    ).strip()
