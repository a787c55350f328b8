"""The pages that need no request, made once at load time, by path; `catalogue` does it for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.web.prebuilt import HTML, prebuild
from quizapp.web.rendering import Frame, article_page, index_page, quiz_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quizapp.content.model import Article
    from quizapp.web.headers import Headers
    from quizapp.web.prebuilt import Prebuilt

INDEX = "/"


def article_path(article_id: str) -> str:
    """Return the path of an article's page."""
    return f"/articles/{article_id}"


def quiz_path(article_id: str) -> str:
    """Return the path of a quiz's first page."""
    return f"/articles/{article_id}/quiz"


def index_reply(articles: Iterable[Article], headers: Headers) -> Mapping[str, Prebuilt]:
    """Return the page that lists the articles."""
    return {INDEX: _page(index_page(articles), headers)}


def article_pages(article: Article, headers: Headers) -> Mapping[str, Prebuilt]:
    """Return the pages of one article: its own, and the start of its quiz if it has one."""
    pages = {article_path(article.id): _page(article_page(article), headers)}
    if article.quiz is not None:
        path = quiz_path(article.id)
        pages[path] = _page(quiz_page(article, Frame(path=path)), headers)
    return pages


def _page(html: str, headers: Headers) -> Prebuilt:
    return prebuild(html.encode(), headers, content_type=HTML)
