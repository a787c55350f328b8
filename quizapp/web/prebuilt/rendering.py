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

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from quizapp.attempts.model import Step
from quizapp.content import markdown
from quizapp.content.publishers import LICENCE_ADDRESSES, PUBLISHERS
from quizapp.export import as_jsonld
from quizapp.quiz.length import check_length
from quizapp.quiz.selection import PRACTICE_ITEMS
from quizapp.quiz.verdict import MOST_CAREFUL
from quizapp.rules.supply import has_verdict
from quizapp.settings import NO_IMPRINT
from quizapp.web.prebuilt.article_view import (
    check_minutes,
    more_of,
    reading_minutes,
    view_article,
    view_sources,
)
from quizapp.web.prebuilt.i18n import ORIGINAL, around, beyond, forms_of, said, with_values, words_of
from quizapp.web.prebuilt.links import Links, article_path
from quizapp.web.prebuilt.quiz_view import repeated_in, view_outcome, view_report

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from quizapp.attempts.delivery import Reply, Turn
    from quizapp.content.model import Article
    from quizapp.settings import Imprint, Settings
    from quizapp.web.prebuilt.entries import IndexEntry
    from quizapp.web.prebuilt.i18n import Words


THEMES = ("light", "dark", "auto")
"""The themes of embeds: most pages that they stand in are light. "auto" follows the reader's system."""


class _Compiled(BytecodeCache):
    """The code of the templates, which is the same in every language."""

    def __init__(self) -> None:
        self._code: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a template that was compiled."""
        bucket.code = self._code.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of one that is now."""
        self._code[bucket.key] = bucket.code


_OPTIONS: dict[str, Any] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "optimized": False,  # it takes longer than all that it saves later
    "auto_reload": False,
    "bytecode_cache": _Compiled(),
}


@cache
def templates(words: Words) -> Environment:
    """The templates with the words of one language."""
    loader = PackageLoader("quizapp.web")
    environment = Environment(loader=loader, **_OPTIONS)  # noqa: S701 # they have it
    environment.globals |= {
        "words": words,
        "licence_addresses": LICENCE_ADDRESSES,
        "publishers": PUBLISHERS,
        "spoken": "" if words.lang == ORIGINAL else f"?lang={words.lang}",
    }
    environment.filters |= {
        "markdown": lambda text, page="": Markup(markdown.render(text, page)),  # noqa: S704 # it escapes
        "plain": markdown.plain,
        "forms": forms_of,
        "jsonld": _script_data,
        "address": address,
        "said": said,
        "beyond": beyond,
        "around": around,
        "with_values": with_values,
        "switches": switches,
        "language_of": _language_of,
        "minutes": reading_minutes,
        "more": more_of,
        "check_minutes": check_minutes,
        "has_check": has_verdict,
        "repeated_in": repeated_in,
    }
    environment.tests["link"] = markdown.is_link
    return environment


def _language_of(article: IndexEntry, page: str) -> str | None:
    """The language of an entry's title, where it is not that of the page."""
    lang = article.title_lang or article.lang
    return None if lang == page else lang


def _script_data(data: object) -> Markup:
    """Data as JSON that cannot end the <script> element that it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 # nothing in it can be a tag now


def render(template: str, *, lang: str = ORIGINAL, **context: object) -> str:
    """The page that a template makes, with the words of the language or the nearest that there are."""
    context = {"imprint": NO_IMPRINT, **context}
    return templates(words_of(lang)).get_template(template).render(lang=lang, **context)


def shown(template: str, lang: str, macro: str, *values: object, **more: object) -> Markup:
    """Return what a macro of a template makes of some values: the template itself runs once."""
    found: Markup = getattr(templates(words_of(lang)).get_template(template).module, macro)(*values, **more)
    return found


def address(article: Article | IndexEntry, below: str = "", **query: str) -> str:
    """The address of a page of an article, or of one below it, in the article's language."""
    if article.translated is not None:
        query = {"lang": article.lang, **query}
    return f"{article_path(article.id, below)}{f'?{urlencode(query)}' if query else ''}"


def switches(article: Article, below: str = "") -> list[tuple[str, str, str]]:
    """Language, name of it and address of a page of an article for each language that it is in."""
    original = article.languages[0] if article.languages else article.lang
    path = article_path(article.id, below)
    return [
        (lang, language_name(lang), path if lang == original else f"{path}?lang={lang}")
        for lang in article.languages
    ]


def language_name(lang: str) -> str:
    """What the speakers of a language call it, or its tag where we have no words in it."""
    words = words_of(lang)
    return words.name if words.lang in {lang, lang.partition("-")[0]} else lang


def error_page(  # noqa: PLR0913 - each is a thing of its own that the page shows
    status: int,
    detail: str,
    imprint: Imprint,
    *,
    near: str | None = None,
    lang: str = ORIGINAL,
    framed: bool = False,
) -> str:
    """The page for an error that has no page of its own.

    `detail` names one of the words for it, or is a sentence in English that tells more; `near` is an address
    that may be meant; `framed` is for a frame on another site.
    """
    return render(
        "embed_error.html" if framed else "error.html",
        lang=lang,
        status=str(status),
        detail=detail,
        near=near,
        theme=THEMES[0],
        imprint=imprint,
    )


def index_page(
    entries: Collection[IndexEntry], first: Article | None, lang: str | None, imprint: Imprint
) -> str:
    """The page that lists the articles, each in the language if it is there in that.

    `first` is the first article, whose words for the levels stand beside the list.
    """
    languages = sorted({each for entry in entries for each in entry.languages})
    return render(
        "index.html",
        lang=words_of(lang or ORIGINAL).lang,
        articles=[entry.in_language(lang) for entry in entries],
        levels=first.in_language(lang).levels if first else (),
        languages=[(each, language_name(each), f"/?lang={each}") for each in languages],
        imprint=imprint,
    )


def privacy_page(
    settings: Settings, lang: str = ORIGINAL, *, copy: bool = False, platform: bool = False
) -> str:
    """The page that tells readers what is kept of them: what a step has; a static copy keeps nothing.

    `platform` is for a copy that a learning platform plays (see `Frame`).
    """
    return render(
        "privacy.html",
        lang=words_of(lang).lang,
        kept=[] if copy else [member.name for member in fields(Step)],
        platform=platform,
        hours=settings.retention // timedelta(hours=1),
        limited=settings.rate_limit > 0,
        imprint=settings.imprint,
    )


def article_page(article: Article, links: Links) -> str:
    """The page of a whole article."""
    page = f"{links.base}{address(article)}" if links.base else None
    image = f"{links.base}/static/share.png" if page else None
    nodes = as_jsonld.nodes(article, page, links.imprint.name, image)
    return render(
        "article.html",
        lang=article.lang,
        article=article,
        view=view_article(article),
        contacts=links.contacts(article),
        base=links.base,
        nodes=nodes,
        imprint=links.imprint,
    )


def sources_page(article: Article, links: Links) -> str:
    """The page for those who check an article: every statement with its origin and its sources."""
    return render(
        "sources.html",
        lang=article.lang,
        article=article,
        view=view_sources(article),
        contacts=links.contacts(article),
        imprint=links.imprint,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedForm:
    """How an embed is shown."""

    theme: str = THEMES[0]
    notice: Markup | None = None
    """What stands above it; see `embed_notice`."""
    imprint: Imprint


def embed_page(article: Article, title: str, fragment: str | None, links: Links, form: EmbedForm) -> str:
    """The frame around a fragment of `prebuilt.fragments`; without one that which stands for the article."""
    return render(
        "embed_summary.html" if fragment is None else "embed_part.html",
        lang=article.lang,
        article=article,
        title=title,
        fragment=Markup(fragment or ""),  # noqa: S704 # a fragment is made by a template
        theme=form.theme,
        notice=form.notice,
        imprint=form.imprint,
        contacts=links.contacts(article),
    )


def embed_notice(notices: Sequence[str], newest: str, lang: str) -> Markup | None:
    """Say in what an embed is not as its address asked for: "lang", "newer", "replaced" or "urgent".

    `newest` is the address of the embed as it is now.
    """
    if not notices:
        return None
    return Markup(render("embed_notice.html", lang=lang, notices=notices, path=newest))  # noqa: S704 # by a template


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where a quiz is shown: on a page of the site, or in an embed."""

    path: str
    """Where its forms are sent."""
    links: Links
    embedded: bool = False
    theme: str = THEMES[0]
    """Of an embed; a page follows the reader's system."""
    copy: Mapping[str, Any] | None = None
    """In a static copy, what its script works with (see `export.script_data`)."""
    platform: bool = False
    """In a copy that a learning platform plays, whose script tells it every response and result."""

    @property
    def template(self) -> str:
        """The template around the quiz."""
        return "embed.html" if self.embedded else "base.html"

    def address(self, **query: str) -> str:
        """The address of a place in an attempt."""
        return f"{self.path}{'&' if '?' in self.path else '?'}{urlencode(query)}"


def quiz_page(
    article: Article,
    frame: Frame,
    previous: str | None = None,
    *,
    base: str = "",
    notices: Sequence[str] = (),
) -> str:
    """The first page of a quiz; `previous` is the token of an attempt whose items were seen.

    `notices` say in an embed what is not as its address asked for: "lang", "replaced".
    """
    assert article.quiz is not None, "who shows a quiz has looked for it"
    nodes = [as_jsonld.quiz_node(article, article.quiz, f"{base}{address(article)}" if base else None)]
    return _quiz(
        "quiz_copy.html" if frame.copy else "quiz_start.html",
        article,
        frame,
        previous=previous,
        base=base,
        nodes=nodes,
        notices=notices,
        length=check_length(article),
        most_careful=MOST_CAREFUL + 1,
        practice_items=PRACTICE_ITEMS,
    )


def item_page(
    turn: Turn,
    frame: Frame,
    *,
    notice: str | None = None,
    given: Collection[str] = (),
    certainty: int | None = None,
) -> str:
    """The page that asks the item of a turn.

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


def feedback_page(reply: Reply, frame: Frame, *, notice: str | None = None) -> str:
    """The page after a response.

    `notice` is "first-counts" when an earlier response to the same item counts, "not-stored" when this one
    could not be kept for the statistics.
    """
    view = view_outcome(reply.outcome, reply.turn.article)
    return _quiz("quiz_feedback.html", reply.turn.article, frame, reply=reply, view=view, notice=notice)


def report_page(turn: Turn, frame: Frame) -> str:
    """The report of an attempt, over or not."""
    return _quiz(
        "quiz_report.html",
        turn.article,
        frame,
        turn=turn,
        report=turn.report,
        view=view_report(turn),
        length=check_length(turn.article),
        reminder_address=address(turn.article, "/quiz/reminder.ics", previous=turn.seen_token),
    )


def lost_page(article: Article, frame: Frame, why: str, *, token: str) -> str:
    """The page of an attempt that can't go on: "unreadable", "expired", "gone", or "away" for a moment."""
    return _quiz("quiz_lost.html", article, frame, why=why, token=token)


def _quiz(template: str, article: Article, frame: Frame, **context: object) -> str:
    return render(
        template,
        lang=article.lang,
        article=article,
        frame=frame,
        theme=frame.theme,
        imprint=frame.links.imprint,
        contacts=frame.links.contacts(article),
        view_levels=sorted(article.levels, key=lambda words: words.level),
        **context,
    )
