"""Pieces of an article that are safe to be shown alone, as HTML for other people's pages and for embeds.

    list_fragment(article, "red-flags", links.article(article.id))
    thing_fragment(article, "faqs", "can-i-train", links.article(article.id), heading=1)

A fragment says how urgent each thing is in words, and has the urgent notice, the review state, the sources
and a link to the article. It has no script, no style, no id and no form, so that it cannot break the page
that it stands in; the classes are documented and begin with "quizapp-". The one template is fragments.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from quizapp.content.model import Claim, Gap, Promotion, Sign, Source
from quizapp.content.projection import PARTS
from quizapp.web.ready.article_view import view_article, words_of_levels
from quizapp.web.ready.rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizapp.content.model import Article, LevelWords, Review
    from quizapp.web.ready.article_view import ArticleView, PromotionEntry

Thing: TypeAlias = "Claim | Gap | Source"


@dataclass(frozen=True, slots=True, kw_only=True)
class FragmentEntry:
    """One thing with what has to be looked up for it."""

    thing: Thing
    words: LevelWords | None
    """The words of its level, if it has one."""
    raised: Sequence[PromotionEntry]
    """What makes a sign count for more; of a promotion, itself."""
    sources: Sequence[Source]
    review: Review | None
    """Its review, where that is another than the article's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A list of an article, or one thing out of it."""

    article: Article
    part: str
    page: str
    """The address of the article's page."""
    entries: Sequence[FragmentEntry]
    alone: bool
    """Whether this is one thing, with no heading of its list."""
    heading: int
    """The level of the first heading, 1 to 5."""


def list_fragment(article: Article, part: str, page: str, *, heading: int = 2) -> str:
    """Return one list of an article, by the slug of the part."""
    view = view_article(article)
    entries = [_entry(article, view, thing) for thing in getattr(article, PARTS[part])]
    return _rendered(
        Fragment(article=article, part=part, page=page, entries=entries, alone=False, heading=heading)
    )


def thing_fragment(article: Article, part: str, thing_id: str, page: str, *, heading: int = 2) -> str:
    """Return one thing out of a list; KeyError when the list has no such id."""
    view = view_article(article)
    things = {thing.id: thing for thing in getattr(article, PARTS[part])}
    return _alone(article, view, part, things[thing_id], page, heading)


def fragments(article: Article, page: str) -> Iterator[tuple[str, str]]:
    """Return every fragment of an article as ("red-flags", html) and ("red-flags/hot-foot", html)."""
    view = view_article(article)
    for part, name in PARTS.items():
        yield part, list_fragment(article, part, page)
        for thing in getattr(article, name):
            yield f"{part}/{thing.id}", _alone(article, view, part, thing, page, 2)


def _alone(  # noqa: PLR0913, PLR0917 - what `Fragment` is made of
    article: Article, view: ArticleView, part: str, thing: Thing, page: str, heading: int
) -> str:
    entries = [_entry(article, view, thing)]
    return _rendered(
        Fragment(article=article, part=part, page=page, entries=entries, alone=True, heading=heading)
    )


def _rendered(fragment: Fragment) -> str:
    return render("fragment.html", lang=fragment.article.lang, fragment=fragment)


def _entry(article: Article, view: ArticleView, thing: Thing) -> FragmentEntry:
    words = words_of_levels(article)
    sources = {source.id: source for source in article.sources}
    if isinstance(thing, Source):
        named: Sequence[str] = ()
    elif isinstance(thing, Gap):
        named = (thing.place.source,)
    else:
        named = view.sources_of[thing.id]
    return FragmentEntry(
        thing=thing,
        words=words[thing.level] if isinstance(thing, (Sign, Promotion)) else None,
        raised=[each for each in view.promotions if each.claim is thing or thing.id in each.claim.any_sign],
        sources=[sources[name] for name in named],
        review=thing.review if isinstance(thing, Claim) and thing.review != article.review else None,
    )
