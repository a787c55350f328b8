"""The pages that need no request, made once at load time, by path; `catalogue` does it for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.content.projection import PARTS
from quizapp.web.ready.fragments import list_fragment, thing_fragment
from quizapp.web.ready.prebuilt import HTML, prebuild
from quizapp.web.ready.rendering import (
    Frame,
    address,
    article_page,
    embed_page,
    index_page,
    part_title,
    privacy_page,
    quiz_page,
    summary_embed,
)
from quizapp.web.ready.words import ORIGINAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizapp.content.model import Article
    from quizapp.settings import Settings
    from quizapp.web.headers import Headers
    from quizapp.web.ready.prebuilt import Prebuilt
    from quizapp.web.ready.replies import Links

INDEX = "/"
PRIVACY = "/privacy"
SUMMARY = "summary"
"""The piece that stands for an article where its address is embedded."""


def article_path(article_id: str) -> str:
    """Return the path of an article's page."""
    return f"/articles/{article_id}"


def quiz_path(article_id: str) -> str:
    """Return the path of a quiz's first page."""
    return f"/articles/{article_id}/quiz"


def index_reply(
    articles: Iterable[Article], headers: Headers, lang: str | None = None
) -> Mapping[str, Prebuilt]:
    """Return the page that lists the articles, each in the language if it is there in that."""
    return {INDEX: _page(index_page(articles, lang), headers)}


def privacy_reply(settings: Settings, headers: Headers, lang: str = ORIGINAL) -> Mapping[str, Prebuilt]:
    """Return the page that tells what is kept."""
    return {PRIVACY: _page(privacy_page(settings, lang), headers)}


def article_pages(article: Article, links: Links, headers: Headers) -> Mapping[str, Prebuilt]:
    """Return the pages of one article: its own, and the start of its quiz if it has one."""
    pages = {article_path(article.id): _page(article_page(article, links.base), headers)}
    if article.quiz is not None:
        path = quiz_path(article.id)
        pages[path] = _page(
            quiz_page(article, Frame(path=address(article, "/quiz")), base=links.base), headers
        )
    return pages


def embed_path(article_id: str, piece: str) -> str:
    """Return the path of an embed: of "summary", "quiz", a part such as "faqs", or "faqs/can-i-train"."""
    return f"/embed/{article_id}/{piece}"


def embed_pieces(article: Article) -> Iterator[tuple[str, str]]:
    """Yield what can be embedded of an article beside its quiz, with the title of its frame."""
    yield SUMMARY, article.title
    for part in PARTS:
        yield part, part_title(article, part)
    for faq in article.faqs:
        yield f"faqs/{faq.id}", faq.question


def embed_pages(article: Article, fragments: Mapping[str, str], headers: Headers) -> Mapping[str, Prebuilt]:
    """Return the frames of one article in the theme "auto"; `fragments` are its pieces as HTML."""
    frames = {
        piece: summary_embed(article) if piece == SUMMARY else embed_page(article, title, fragments[piece])
        for piece, title in embed_pieces(article)
    }
    return {embed_path(article.id, piece): _page(html, headers) for piece, html in frames.items()}


def embed_html(article: Article, piece: str, page: str) -> str:
    """Return the frame of one piece, for wording that no reply was made of at load time."""
    title = dict(embed_pieces(article))[piece]
    part, _, thing = piece.partition("/")
    if piece == SUMMARY:
        return summary_embed(article)
    made = thing_fragment(article, part, thing, page) if thing else list_fragment(article, part, page)
    return embed_page(article, title, made)


def _page(html: str, headers: Headers) -> Prebuilt:
    return prebuild(html.encode(), headers, content_type=HTML)
