"""Pieces of an article that are safe to be shown alone, as HTML for other people's pages and for embeds.

    list_fragment(article, "red-flags", links)
    thing_fragment(article, "faqs", "can-i-train", links, heading=1)

A fragment speaks to readers only. It says how urgent each thing is in words, leads to the urgent signs,
and has the review state, a link to the article with its sources, and the address for mistakes. It has no
script, no style, no id and no form, so that it cannot break the page that it stands in; the classes are
documented and begin with "quizapp-". The one template is fragments.html.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from quizapp.content.model import Article, Claim, LevelWords, Promotion, Review, Sign, Source
from quizapp.content.projection import PARTS
from quizapp.settings import Contacts
from quizapp.web.prebuilt.article_view import PromotionEntry, promotion_entries, words_of_levels
from quizapp.web.prebuilt.rendering import shown
from quizapp.web.prebuilt.replies import Links

Thing = Claim | Source

READER_PARTS: Mapping[str, str] = {part: name for part, name in PARTS.items() if name != "gaps"}
"""The parts that readers see: what a source lost is for editors only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FragmentEntry:
    """One thing with what has to be looked up for it."""

    thing: Thing
    words: LevelWords | None
    """The words of its step, if it has one."""
    raised: Sequence[PromotionEntry]
    """What makes a sign count for more; of a promotion, itself."""
    review: Review | None
    """Its review, where that is another than the article's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A list of an article, or one thing out of it."""

    article: Article
    part: str
    page: str
    """The address of the article's page."""
    contacts: Contacts
    entries: Sequence[FragmentEntry]
    alone: bool
    """Whether this is one thing, with no heading of its list."""
    heading: int
    """The level of the first heading, 1 to 5."""

    @property
    def by_step(self) -> Sequence[Sequence[FragmentEntry]]:
        """The entries of a list of signs, together where they stand in the same row and are as soon."""
        return [list(entries) for _, entries in groupby(self.entries, key=_how_soon)]


def _how_soon(entry: FragmentEntry) -> tuple[str, str | None]:
    assert isinstance(entry.thing, Sign), "only signs have a step"
    return entry.thing.step, entry.thing.within


def list_fragment(article: Article, part: str, links: Links, *, heading: int = 2) -> str:
    """One list of an article, by the slug of the part."""
    promotions = promotion_entries(article)
    entries = [_entry(article, promotions, thing) for thing in getattr(article, READER_PARTS[part])]
    return _rendered(article, part, links, entries, alone=False, heading=heading)


def thing_fragment(article: Article, part: str, thing_id: str, links: Links, *, heading: int = 2) -> str:
    """One thing out of a list; KeyError when the list has no such id."""
    promotions = promotion_entries(article)
    things = {thing.id: thing for thing in getattr(article, READER_PARTS[part])}
    return _rendered(
        article, part, links, [_entry(article, promotions, things[thing_id])], alone=True, heading=heading
    )


def fragments(article: Article, links: Links) -> Iterator[tuple[str, str]]:
    """Every fragment of an article as ("red-flags", html) and ("red-flags/hot-foot", html)."""
    promotions = promotion_entries(article)
    for part, name in READER_PARTS.items():
        entries = [_entry(article, promotions, thing) for thing in getattr(article, name)]
        yield part, _rendered(article, part, links, entries, alone=False, heading=2)
        for entry in entries:
            yield f"{part}/{entry.thing.id}", _rendered(article, part, links, [entry], alone=True, heading=2)


def _rendered(  # noqa: PLR0913 - what `Fragment` is made of
    article: Article,
    part: str,
    links: Links,
    entries: Sequence[FragmentEntry],
    *,
    alone: bool,
    heading: int,
) -> str:
    fragment = Fragment(
        article=article,
        part=part,
        page=links.article(article.id),
        contacts=links.contacts(article),
        entries=entries,
        alone=alone,
        heading=heading,
    )
    return shown("fragments.html", article.lang, fragment)


def _entry(article: Article, promotions: Sequence[PromotionEntry], thing: Thing) -> FragmentEntry:
    return FragmentEntry(
        thing=thing,
        words=_words(article, thing),
        raised=[each for each in promotions if each.claim is thing or thing.id in each.claim.any_sign],
        review=thing.review if isinstance(thing, Claim) and thing.review != article.review else None,
    )


def _words(article: Article, thing: Thing) -> LevelWords | None:
    if isinstance(thing, Sign) and thing.step == "now":
        return article.emergency
    if isinstance(thing, (Sign, Promotion)):
        return words_of_levels(article)[thing.level]
    return None
