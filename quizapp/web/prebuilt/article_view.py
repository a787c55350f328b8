"""The view of the pages of an article: steps, promotions and numbers of sources, looked up as values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizapp.content import readability
from quizapp.content.model import (
    STEPS,
    TOPIC_GROUPS,
    Article,
    Circumstance,
    Claim,
    Level,
    LevelWords,
    Promotion,
    Sign,
    Topic,
)
from quizapp.quiz.length import WORDS_A_MINUTE, check_length

FOLDED_GROUPS = ("recovery", "background")
"""The groups of topics of which the page shows the titles."""
WORDS_OF_PAGE = 120
"""Words in sight that every page has: headings, links, notices. The shipped articles have 101 to 146."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """One row of the page, with the card that it leads to."""

    id: str
    words: LevelWords
    cue: str | None
    groups: Mapping[str, Sequence[Sign]]
    """The signs in sight, by how soon; there is one group but for appointments."""
    folded: Sequence[Sign]

    @property
    def icon(self) -> str:
        """The picture of the step, which is also the class of its colours."""
        return "urgent" if self.id == "today" else self.id

    @property
    def is_urgent(self) -> bool:
        """Whether its signs are urgent ones."""
        return self.id in {"now", "today"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionEntry:
    """A promotion with what it names."""

    claim: Promotion
    signs: Sequence[Sign]
    circumstances: Sequence[Circumstance]
    words: LevelWords


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """What the page of an article needs to have looked up."""

    steps: Sequence[LevelRow]
    """The rows that have a sign, the most urgent first."""
    promotions: Sequence[PromotionEntry]
    topics: Mapping[str, Sequence[Topic]]
    """By group; every group is there."""
    parts: Sequence[str]
    """The parts of the page that have anything in them, in their order."""
    gone: Mapping[str, Sequence[str]]
    """The ids that are gone and lead to each that is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesView:
    """What the page of an article's sources needs to have looked up."""

    claims: Sequence[Claim]
    number: Mapping[str, int]
    """The number of each source in the list of sources, from 1."""
    cited: Mapping[str, Sequence[str]]
    """The ids of the sources that each claim cites, in the order of the list of sources."""
    called: Mapping[str, str]
    """What each claim is called: its name, its title, or its text."""
    name_of: Mapping[str, str]
    """What the step of each sign and promotion is called."""


def view_article(article: Article) -> ArticleView:
    """Look up all that the page of an article shows."""
    topics = {group: [topic for topic in article.topics if topic.group == group] for group in TOPIC_GROUPS}
    parts: Mapping[str, Sequence[object]] = {
        "signs": (*article.red_flags, *article.signs),
        "causes": (*article.causes, *topics["background"]),
        "self_care": article.self_care,
        "caution": topics["caution"],
        "professional-care": topics["professional-care"],
        "faqs": (*article.faqs, *topics["recovery"]),
        "takeaways": article.takeaways,
    }
    gone: dict[str, list[str]] = {}
    for old, new in article.replaced_by.items():
        gone.setdefault(new, []).append(old)
    return ArticleView(
        steps=list(_steps(article)),
        promotions=promotion_entries(article),
        topics=topics,
        parts=[name for name, things in parts.items() if things],
        gone=gone,
    )


def view_sources(article: Article) -> SourcesView:
    """Look up all that the page of an article's sources shows."""
    claims = [claim for _, _, claim in article.claims()]
    number = {source.id: place for place, source in enumerate(article.sources, start=1)}
    words = words_of_levels(article)
    signs = {sign.id: sign.level_name or words[sign.level].name for sign in article.signs_by_id.values()}
    return SourcesView(
        claims=claims,
        number=number,
        cited={
            claim.id: sorted({cite.source for cite in claim.cites}, key=number.__getitem__)
            for claim in claims
        },
        called={claim.id: _called(claim) for claim in claims},
        name_of=signs | {promotion.id: words[promotion.level].name for promotion in article.promotions},
    )


def promotion_entries(article: Article) -> Sequence[PromotionEntry]:
    """The promotions of an article with what they name."""
    words = words_of_levels(article)
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


def words_of_levels(article: Article) -> Mapping[Level, LevelWords]:
    """The words that readers see for each level."""
    return {words.level: words for words in article.levels}


def more_of(sign: Sign) -> str:
    """What the page says after the name of a sign: its hint, and its own action where nobody may miss it."""
    shows = sign.red_flag or (sign.level is Level.BOOK and not sign.hint)
    return " ".join(filter(None, (sign.hint, sign.action if shows and not sign.standard_action else "")))


def reading_minutes(article: Article) -> int:
    """How long the article takes to read, without what its page keeps folded."""
    texts = [article.title, article.summary, article.scope, *article.cues.values()]
    for step in (article.emergency, *article.levels):
        texts += [step.name, step.name, step.means]
    for sign in (*article.red_flags, *article.signs):
        texts += [] if sign.folded else [sign.name, more_of(sign)]
    for topic in article.topics:
        folded = topic.folded or topic.group in FOLDED_GROUPS
        texts += [topic.title] if folded else [topic.title, topic.body]
    texts += [each.reason for each in article.promotions] + [each.name for each in article.circumstances]
    texts += [cause.title for cause in article.causes] + [faq.question for faq in article.faqs]
    texts += [step.text for step in article.self_care] + [point.text for point in article.takeaways]
    words = sum(len(readability.words(text or "")) for text in texts)
    return max(1, round((words + WORDS_OF_PAGE) / WORDS_A_MINUTE))


def check_minutes(article: Article) -> int:
    """How long the check takes a good reader."""
    return max(1, round(check_length(article).minutes))


def _steps(article: Article) -> Iterator[LevelRow]:
    levels = words_of_levels(article)
    words = {level.slug: each for level, each in levels.items()}
    words |= {"now": article.emergency, "today": levels[Level.URGENT]}
    for name in STEPS:
        signs = [sign for sign in (*article.red_flags, *article.signs) if sign.step == name]
        groups: dict[str, list[Sign]] = {}
        for sign in signs:
            if not sign.folded:
                groups.setdefault(sign.within or "", []).append(sign)
        if signs:
            folded = [sign for sign in signs if sign.folded]
            yield LevelRow(
                id=name, words=words[name], cue=article.cues.get(name), groups=groups, folded=folded
            )


def _called(claim: Claim) -> str:
    names = ("name", "title", "question", "text", "reason")
    return next(str(getattr(claim, name)) for name in names if hasattr(claim, name))
