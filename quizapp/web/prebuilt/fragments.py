"""Pieces of an article that are safe to be shown alone, as HTML for other people's pages and for embeds.

    fragments(article, links)["faqs/can-i-train"]

A fragment speaks to readers only. It says how urgent each thing is in words, leads to the urgent signs,
and has the review state, a link to the article with its sources, and the address for mistakes. It has no
script, no style, no id and no form, so that it cannot break the page that it stands in; the classes are
documented and begin with "quizapp-". The one template is fragments.html.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from quizapp.content.model import Article, Claim, LevelWords, Promotion, Review, Sign, Source
from quizapp.content.projection import PARTS
from quizapp.settings import Contacts
from quizapp.web.prebuilt.article_view import PromotionEntry, promotion_entries, words_of_levels
from quizapp.web.prebuilt.links import Links
from quizapp.web.prebuilt.rendering import shown

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
class PartView:
    """A list of an article, as its fragments need it."""

    article: Article
    slug: str
    page: str
    """The address of the article's page."""
    contacts: Contacts
    entries: Sequence[FragmentEntry]

    @property
    def by_step(self) -> Sequence[Sequence[FragmentEntry]]:
        """The entries of a list of signs, together where they stand in the same row and are as soon."""
        return [list(entries) for _, entries in groupby(self.entries, key=_how_soon)]


def _how_soon(entry: FragmentEntry) -> tuple[str, str | None]:
    assert isinstance(entry.thing, Sign), "only signs have a step"
    return entry.thing.step, entry.thing.within


def fragments(article: Article, links: Links, only: Container[str] = READER_PARTS) -> dict[str, str]:
    """The HTML of each fragment of some parts, by name, such as "faqs" or "faqs/can-i-train"."""
    promotions, made = promotion_entries(article), dict[str, str]()
    page, contacts = links.article(article.id), links.contacts(article)
    for slug, name in READER_PARTS.items():
        if slug in only:
            entries = [_entry(article, promotions, thing) for thing in article.entries(name)]
            part = PartView(article=article, slug=slug, page=page, contacts=contacts, entries=entries)
            made |= _fragments(part)
    return made


def _fragments(part: PartView) -> Iterator[tuple[str, str]]:
    """A list, whose entries are a step below its heading, and each of them alone."""
    show = partial(shown, "fragments.html", part.article.lang)
    opening, closing, closed = show("opening", part, alone=True), show("closing", part), show("closed", part)
    alone = [show("entry", part, entry, "h2") for entry in part.entries]
    if part.slug in {"red-flags", "signs"}:
        below = [show("by_step", part)]
    elif part.slug in _WITH_HEADING:
        below = [show("entry", part, entry, "h3") for entry in part.entries]
    else:
        below = alone
    yield part.slug, "".join((show("opening", part, alone=False), *below, closing, closed))
    for entry, html in zip(part.entries, alone, strict=True):
        name = entry.thing.id
        anchor = "" if part.slug == "sources" else f"#{name}"
        yield f"{part.slug}/{name}", f"{opening}{html}{closing}{anchor}{closed}"


_WITH_HEADING = {"causes", "faqs", "topics"}
"""The parts whose entries have a heading, which is a step below that of their list."""


def _entry(article: Article, promotions: Sequence[PromotionEntry], thing: Thing) -> FragmentEntry:
    words = None
    if isinstance(thing, Sign) and thing.step == "now":
        words = article.emergency
    elif isinstance(thing, (Sign, Promotion)):
        words = words_of_levels(article)[thing.level]
    return FragmentEntry(
        thing=thing,
        words=words,
        raised=[each for each in promotions if each.claim is thing or thing.id in each.claim.any_sign],
        review=thing.review if isinstance(thing, Claim) and thing.review != article.review else None,
    )
