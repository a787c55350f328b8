"""The HTML of the reader's pages: values in, text out, in the words of `words`. It knows no request.

Every text of an author is escaped by the template engine, or rendered by `content.markdown`; no template
marks anything else as safe.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from quizapp.attempts.model import Step
from quizapp.content import markdown
from quizapp.export import as_jsonld
from quizapp.web.ready.article_view import view_article
from quizapp.web.ready.compiled import BESIDE_MODULES, Compiled
from quizapp.web.ready.quiz_view import view_outcome, view_report
from quizapp.web.ready.words import ORIGINAL, words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from quizapp.attempts.delivery import Reply, Turn
    from quizapp.content.model import Article
    from quizapp.settings import Settings
    from quizapp.web.ready.words import Words


THEMES = ("auto", "light", "dark")
"""The themes of embeds; "auto" follows the reader's system."""

_OPTIONS: dict[str, Any] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "optimized": False,  # it takes longer than all that it saves later
}
_COMPILED = Compiled(BESIDE_MODULES, _OPTIONS)


@cache
def templates(words: Words) -> Environment:
    """Return the templates with the words of one language."""
    loader = PackageLoader("quizapp.web")
    environment = Environment(loader=loader, bytecode_cache=_COMPILED, **_OPTIONS)  # noqa: S701 # they have it
    environment.filters["markdown"] = lambda text, page="": Markup(markdown.render(text, page))  # noqa: S704 # it escapes
    environment.filters["plain"] = markdown.plain
    environment.globals["words"] = words
    environment.globals["spoken"] = "" if words.lang == ORIGINAL else f"?lang={words.lang}"
    environment.filters["jsonld"] = _script_data
    environment.filters["address"] = address
    environment.filters["said"] = said
    environment.filters["switches"] = switches
    environment.filters["language_of"] = lambda article, lang: _unlike(
        article.title_lang or article.lang, lang
    )
    environment.tests["link"] = markdown.is_link
    return environment


def _script_data(data: object) -> Markup:
    """Return data as JSON that cannot end the <script> element that it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 # nothing in it can be a tag now


def render(template: str, *, lang: str = ORIGINAL, **context: object) -> str:
    """Return the page that a template makes, with the words of the language or the nearest that there are."""
    return templates(words_of(lang)).get_template(template).render(lang=lang, **context)


def address(article: Article, below: str = "", **query: str) -> str:
    """Return the address of a page of an article, or of one below it, in the article's language."""
    if article.translated is not None:
        query = {"lang": article.lang, **query}
    return f"/articles/{article.id}{below}{f'?{urlencode(query)}' if query else ''}"


def said(text: str, lang: str | None) -> str | Markup:
    """Return a text; one in another language than its page says which (WCAG 3.1.2)."""
    if lang is None:
        return text
    tag = "div" if isinstance(text, Markup) and text.startswith("<") else "span"
    return Markup('<{0} lang="{1}" dir="auto">{2}</{0}>').format(tag, lang, text)


def switches(article: Article, below: str = "") -> list[tuple[str, str, str]]:
    """Return language, name of it and address of a page of an article for each language that it is in."""
    original = article.languages[0] if article.languages else article.lang
    path = f"/articles/{article.id}{below}"
    return [
        (lang, language_name(lang), path if lang == original else f"{path}?lang={lang}")
        for lang in article.languages
    ]


def language_name(lang: str) -> str:
    """Return what the speakers of a language call it, or its tag where we have no words in it."""
    words = words_of(lang)
    return words.name if words.lang in {lang, lang.partition("-")[0]} else lang


def error_page(status: int, detail: str, *, lang: str | None = None, framed: bool = False) -> str:
    """Return the page for an error that has no page of its own.

    `detail` names one of the words for it, or is a sentence in English that tells more; `framed` is for a
    frame on another site.
    """
    template = "embed_error.html" if framed else "error.html"
    spoken = words_of(lang or ORIGINAL).lang
    return render(template, lang=spoken, status=str(status), detail=detail, theme=THEMES[0])


def index_page(articles: Iterable[Article], lang: str | None = None) -> str:
    """Return the page that lists the articles, each in the language if it is there in that."""
    articles = list(articles)
    languages = sorted({each for article in articles for each in article.languages or (article.lang,)})
    spoken = [article.in_language(lang) for article in articles]
    switch = [(each, language_name(each), f"/?lang={each}") for each in languages]
    return render("index.html", lang=words_of(lang or ORIGINAL).lang, articles=spoken, languages=switch)


def _unlike(lang: str, page: str) -> str | None:
    """Return a language where it is not that of the page."""
    return None if lang == page else lang


def privacy_page(settings: Settings, lang: str = ORIGINAL) -> str:
    """Return the page that tells readers what is kept of them: what a step has, for as long as is set."""
    return render(
        "privacy.html",
        lang=words_of(lang).lang,
        kept=[member.name for member in fields(Step)],
        hours=settings.retention // timedelta(hours=1),
        limited=settings.rate_limit > 0,
    )


def article_page(article: Article, base: str = "") -> str:
    """Return the page of a whole article; `base` is scheme and host of the site, where they are known."""
    nodes = as_jsonld.nodes(article, f"{base}{address(article)}" if base else None)
    view = view_article(article)
    return render("article.html", lang=article.lang, article=article, view=view, base=base, nodes=nodes)


def part_title(article: Article, part: str) -> str:
    """Return what the frame of one list of an article is called, as plain text."""
    title = render("part_title.html", lang=article.lang, article=article, part=part)
    return Markup(title).unescape()  # noqa: S704 # it leaves without its mark


def embed_page(article: Article, title: str, fragment: str) -> str:
    """Return the frame around a fragment of `web.fragments`, in the theme "auto"."""
    safe = Markup(fragment)  # noqa: S704 # a fragment is made by a template
    return render("embed_part.html", lang=article.lang, theme=THEMES[0], title=title, fragment=safe)


def summary_embed(article: Article) -> str:
    """Return the frame that stands for a whole article, in the theme "auto"."""
    return render("embed_summary.html", lang=article.lang, theme=THEMES[0], article=article)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where a quiz is shown: on a page of the site, or in an embed."""

    path: str
    """Where its forms are sent."""
    embedded: bool = False
    theme: str = THEMES[0]
    """Of an embed; a page follows the reader's system."""

    @property
    def template(self) -> str:
        """The template around the quiz."""
        return "embed.html" if self.embedded else "base.html"


def quiz_page(
    article: Article,
    frame: Frame,
    previous: str | None = None,
    *,
    base: str = "",
    notices: Sequence[str] = (),
) -> str:
    """Return the first page of a quiz; `previous` is the token of an attempt whose items were seen.

    `notices` say in an embed what is not as its address asked for: "lang", "replaced".
    """
    assert article.quiz is not None, "who shows a quiz has looked for it"
    nodes = [as_jsonld.quiz_node(article, article.quiz, f"{base}{address(article)}" if base else None)]
    return _quiz(
        "quiz_start.html", article, frame, previous=previous, base=base, nodes=nodes, notices=notices
    )


def turn_page(turn: Turn, frame: Frame) -> str:
    """Return the page of a turn: its item, or the report."""
    return item_page(turn, frame) if turn.item else report_page(turn, frame)


def item_page(
    turn: Turn,
    frame: Frame,
    *,
    notice: str | None = None,
    given: Collection[str] = (),
    certainty: int | None = None,
) -> str:
    """Return the page that asks the item of a turn.

    `notice` is "missing" above a response that is not whole, whose parts are `given`, "not-asked" after a
    response to another item, "withdrawn" after one to an item that is withdrawn.
    """
    return _quiz(
        "quiz_item.html",
        turn.article,
        frame,
        turn=turn,
        item=turn.item,
        notice=notice,
        given=given,
        certainty=certainty,
    )


def feedback_page(reply: Reply, frame: Frame, *, conflict: bool = False) -> str:
    """Return the page after a response; `conflict` when an earlier response to the same item counts."""
    article = reply.turn.article
    view = view_outcome(reply.outcome, article)
    return _quiz("quiz_feedback.html", article, frame, reply=reply, view=view, conflict=conflict)


def report_page(turn: Turn, frame: Frame) -> str:
    """Return the report of an attempt, over or not."""
    return _quiz(
        "quiz_report.html", turn.article, frame, turn=turn, report=turn.report, view=view_report(turn)
    )


def lost_page(article: Article, frame: Frame, why: str, *, token: str) -> str:
    """Return the page of an attempt that cannot go on: its token is "unreadable", or its content "gone".

    Where the content is "away" it may go on in a moment.
    """
    return _quiz("quiz_lost.html", article, frame, why=why, token=token)


def _quiz(template: str, article: Article, frame: Frame, **context: object) -> str:
    return render(template, lang=article.lang, article=article, frame=frame, theme=frame.theme, **context)
