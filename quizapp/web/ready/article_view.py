"""What the article page shows beside the article itself: groups, numbers and names looked up, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.content.model import Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizapp.content.model import (
        Article,
        Circumstance,
        Cite,
        Gap,
        LevelWords,
        Promotion,
        Sign,
        Topic,
    )

TOPIC_GROUPS = ("caution", "professional-care", "recovery", "background")
"""The groups of topics in the order of the page: what may harm comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelGroup:
    """The signs of one level, with the level's words."""

    words: LevelWords
    signs: Sequence[Sign]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionEntry:
    """A promotion with what it names."""

    claim: Promotion
    signs: Sequence[Sign]
    circumstances: Sequence[Circumstance]
    words: LevelWords


@dataclass(frozen=True, slots=True, kw_only=True)
class GapEntry:
    """A gap, and how many claims fill it."""

    gap: Gap
    filled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """What the article page needs to have looked up."""

    urgent: LevelWords
    levels: Sequence[LevelGroup]
    """The other levels, the most urgent first."""
    promotions: Sequence[PromotionEntry]
    topics: Mapping[str, Sequence[Topic]]
    """By group, in the order of the page; only groups that have any."""
    gaps: Sequence[GapEntry]
    number: Mapping[str, int]
    """The number of each source in the list of sources, from 1."""
    sources_of: Mapping[str, Sequence[str]]
    """The ids of the sources that each claim cites, in the order of the list of sources."""
    parts: Sequence[str]
    """The parts of the page that have anything in them, in their order; topics by their group."""


def view_article(article: Article) -> ArticleView:
    """Look up all that the page of an article shows."""
    words = words_of_levels(article)
    number = {source.id: place for place, source in enumerate(article.sources, start=1)}
    topics = _topics(article)
    return ArticleView(
        urgent=words[Level.URGENT],
        levels=[
            LevelGroup(words=words[level], signs=[sign for sign in article.signs if sign.level is level])
            for level in (Level.BOOK, Level.MODIFY, Level.CARRY_ON)
        ],
        promotions=_promotions(article, words),
        topics=topics,
        gaps=_gaps(article),
        number=number,
        sources_of={claim.id: cited_sources(claim.cites, number) for _, _, claim in article.claims()},
        parts=_parts(article, topics),
    )


def words_of_levels(article: Article) -> Mapping[Level, LevelWords]:
    """Return the words that readers see for each level."""
    return {words.level: words for words in article.levels}


def cited_sources(cites: Sequence[Cite], number: Mapping[str, int]) -> Sequence[str]:
    """Return the ids of the cited sources, each once, by their number."""
    return sorted({cite.source for cite in cites}, key=lambda source: number[source])


def _topics(article: Article) -> Mapping[str, Sequence[Topic]]:
    groups = {group: [topic for topic in article.topics if topic.group == group] for group in TOPIC_GROUPS}
    return {group: topics for group, topics in groups.items() if topics}


def _parts(article: Article, topics: Mapping[str, Sequence[Topic]]) -> Sequence[str]:
    parts: Mapping[str, Sequence[object]] = {
        "urgent": article.red_flags,
        "causes": article.causes,
        "signs": article.signs,
        "self_care": article.self_care,
        **topics,
        "faqs": article.faqs,
        "takeaways": article.takeaways,
        "gaps": article.gaps,
        "sources": article.sources,
    }
    return [name for name, things in parts.items() if things]


def _promotions(article: Article, words: Mapping[Level, LevelWords]) -> Sequence[PromotionEntry]:
    circumstances = {circumstance.id: circumstance for circumstance in article.circumstances}
    return [
        PromotionEntry(
            claim=promotion,
            signs=[article.signs_by_id[sign_id] for sign_id in promotion.any_sign],
            circumstances=[circumstances[name] for name in promotion.circumstances],
            words=words[promotion.level],
        )
        for promotion in article.promotions
    ]


def _gaps(article: Article) -> Sequence[GapEntry]:
    fills = [claim.fills for _, _, claim in article.claims()]
    return [GapEntry(gap=gap, filled=fills.count(gap.id)) for gap in article.gaps]
