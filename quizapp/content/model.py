"""The values: what an article says and what its quiz asks.

Everything here is frozen and knows no YAML, no web and no database. A list keeps the order of the file,
so that `article.signs[3]` is the fourth sign an editor sees. Words follow the field: item, stem, option,
key, distractor, rationale; red flag (a sign whose level is urgent).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from functools import cached_property
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Level(enum.IntEnum):
    """How soon to act; a higher level is more urgent. `slug` is its name in files and replies."""

    CARRY_ON = 0
    MODIFY = 1
    BOOK = 2
    URGENT = 3

    @property
    def slug(self) -> str:
        """The name in YAML and JSON, e.g. "carry-on"."""
        return self.name.lower().replace("_", "-")

    @classmethod
    def of(cls, slug: str) -> Level:
        """Return the level with this slug; KeyError when there is none."""
        return _LEVEL_OF_SLUG[slug]


_LEVEL_OF_SLUG = {level.slug: level for level in Level}


class Competency(enum.StrEnum):
    """What a reader can decide: items keyed carry-on or modify feed the first, book or urgent the second."""

    MODIFY_TRAINING = "modify-training"
    SEEK_CARE = "seek-care"

    @classmethod
    def of(cls, level: Level) -> Competency:
        """Return the competency that an item keyed at `level` shows."""
        return cls.MODIFY_TRAINING if level <= Level.MODIFY else cls.SEEK_CARE


class Origin(enum.StrEnum):
    """Where a claim comes from: the article's own place, elsewhere in the article, or another source."""

    STATED = "stated"
    RESTATED = "restated"
    ADDED = "added"


class Kind(enum.StrEnum):
    """How a reader responds; only scenarios feed the verdict."""

    SCENARIO = "scenario"
    CHOICE = "choice"
    MULTIPLE = "multiple"
    SORT = "sort"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Whether a named person has checked a text. `reviewed` without a name and a date does not load."""

    status: str
    by: str | None = None
    date: str | None = None
    next_review: str | None = None


@dataclass(frozen=True, slots=True)
class Cite:
    """The place a claim rests on: one passage of one source."""

    source: str
    passage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """An editor's word that a rule does not apply here, and why."""

    rule: str
    because: str


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Anything the article says that a reader may act on."""

    id: str
    origin: Origin
    cites: tuple[Cite, ...]
    review: Review
    fills: str | None = None
    """The gap that this claim fills, if any."""
    allow: tuple[Allowance, ...] = ()
    lang: str | None = None
    """The language of its words, where that is not the article's: in a translation that lacks them."""


@dataclass(frozen=True, kw_only=True)
class Cause(Claim):
    """One reason for the trouble, with its heading."""

    title: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Sign(Claim):
    """Something a reader may notice, and what to do about it."""

    name: str
    level: Level
    action: str
    within: str | None = None
    """For level book: "routine" or "soon" (one to three days)."""
    note: str | None = None
    """Where sources disagree, in plain words."""


@dataclass(frozen=True, kw_only=True)
class Circumstance(Claim):
    """A fact about the reader that has no level of its own but can raise one."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Promotion(Claim):
    """A combination that raises the level: any of the signs together with all of the circumstances."""

    any_sign: tuple[str, ...]
    circumstances: tuple[str, ...]
    level: Level
    reason: str


@dataclass(frozen=True, kw_only=True)
class SelfCare(Claim):
    """A step that a reader can take alone."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Topic(Claim):
    """Whatever else the article says, under a title of its own."""

    group: str
    title: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Faq(Claim):
    """A question that readers ask, with its answer."""

    question: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Takeaway(Claim):
    """One line to remember."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something the source lost: the words before the hole, and what is missing after them."""

    id: str
    lead_in: str
    what: str
    place: Cite
    note: str | None = None
    lang: str | None = None
    """As of a claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One sentence of a source. Its text is not kept, only a fingerprint and our own short gist."""

    id: str
    says: str
    fingerprint: str | None = None
    waived: str | None = None
    """Why no claim needs this passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text that claims rest on, and how much of it was seen."""

    id: str
    title: str
    kind: str
    seen: str
    passages: tuple[Passage, ...]
    publisher: str | None = None
    url: str | None = None
    retrieved: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelWords:
    """The words that readers see for a level."""

    level: Level
    name: str
    means: str
    lang: str | None = None
    """As of a claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyWords:
    """The words that readers see for a competency."""

    competency: Competency
    title: str
    body: str
    lang: str | None = None
    """As of a claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing a reader can choose. `level` is set for scenarios, `correct` for every kind but sort."""

    id: str
    text: str
    rationale: str
    level: Level | None = None
    correct: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a sort item: a sign to be put under a level."""

    id: str
    sign: str
    text: str
    level: Level
    rationale: str


def pair_id(entry: Entry, option: Option) -> str:
    """Return how a response to a sort item, and its key, names an entry under a level."""
    return f"{entry.id}-{option.id}"


def entry_and_option(pair: str) -> tuple[str, str]:
    """Return the ids of the entry and the option of a pair."""
    entry_id, _, option_id = pair.rpartition("-")
    return entry_id, option_id


@dataclass(frozen=True, kw_only=True)
class Item:
    """A question with all its data. Only `quiz.bank.PublicItem` may leave the server before a response."""

    id: str
    kind: Kind
    stem: str
    lead_in: str
    options: tuple[Option, ...]
    key: frozenset[str]
    """The option ids of the right response; for sort items those of pairs (see `pair_id`)."""
    cites: tuple[Cite, ...]
    review: Review
    level: Level | None = None
    """The level of the right option; None for practice kinds."""
    cell: str | None = None
    signs: tuple[str, ...] = ()
    circumstances: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()
    """Those of `signs` that are red flags."""
    look_alike_of: str | None = None
    family: str | None = None
    entries: tuple[Entry, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    allow: tuple[Allowance, ...] = ()
    withdrawn: str | None = None
    """Why the item is no longer asked, if it is not."""
    lang: str | None = None
    """As of a claim."""

    @property
    def competency(self) -> Competency | None:
        """What the item shows; None for practice kinds."""
        return None if self.level is None else Competency.of(self.level)


VERDICT_RULES = ("sprt-flags/1",)
"""The rules of the verdict that there are, each with its version (see quiz.verdict)."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The constants of a sequential probability ratio test: steps and bounds in natural logs."""

    right: float
    wrong: float
    upper: float
    lower: float


@dataclass(frozen=True, kw_only=True)
class VerdictRule:
    """The parameters of the verdict (see quiz.verdict), as the quiz file gives them."""

    id: str
    p0: float
    p1: float
    alpha: float
    beta: float
    net: int
    misses: int
    max_items: int
    extended_items: int
    practice_items: int

    @cached_property
    def bounds(self) -> Bounds:
        """The constants of the sequential test (Wald 1947).

        They are rounded to twelve places, so that two machines cannot differ in a last bit.
        """
        return Bounds(
            right=round(log(self.p1 / self.p0), 12),
            wrong=round(log((1 - self.p1) / (1 - self.p0)), 12),
            upper=round(log((1 - self.beta) / self.alpha), 12),
            lower=round(log(self.beta / (1 - self.alpha)), 12),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One line of the blueprint: how many items of a sort the bank needs."""

    id: str
    level: Level
    at_least: int


@dataclass(frozen=True, kw_only=True)
class Quiz:
    """The item bank of an article, with its blueprint and the rule of its verdict."""

    title: str
    intro: str
    rule: VerdictRule
    blueprint: tuple[Cell, ...]
    items: tuple[Item, ...]
    review: Review
    revision: str
    """Hash of what readers may see before they respond; it does not change with a key."""
    lang: str | None = None
    """The language of title and intro, as of a claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """What makes an article a translation: the language of its original, and who has checked the words."""

    original: str
    review: Review


@dataclass(frozen=True, kw_only=True)
class Article:
    """The unit of content: all that one article says, and its quiz, in one language."""

    id: str
    lang: str
    title: str
    summary: str
    licence: str
    review: Review
    urgent_notice: str
    levels: tuple[LevelWords, ...]
    competencies: tuple[CompetencyWords, ...]
    causes: tuple[Cause, ...]
    signs: tuple[Sign, ...]
    red_flags: tuple[Sign, ...]
    circumstances: tuple[Circumstance, ...]
    promotions: tuple[Promotion, ...]
    self_care: tuple[SelfCare, ...]
    topics: tuple[Topic, ...]
    faqs: tuple[Faq, ...]
    takeaways: tuple[Takeaway, ...]
    gaps: tuple[Gap, ...]
    sources: tuple[Source, ...]
    revision: str
    """Hash of the article as the API gives it."""
    fingerprint: str
    """Hash of the whole article and quiz, keys and translations included. Never leaves the server."""
    quiz: Quiz | None = None
    title_lang: str | None = None
    """The language of title and summary, as of a claim."""
    notice_lang: str | None = None
    """The language of the urgent notice, as of a claim."""
    translated: Translated | None = None
    """None for an original."""
    translations: Mapping[str, Article] = field(default_factory=dict)
    """Of an original, the same article in other languages; a translation has none."""
    languages: tuple[str, ...] = ()
    """Every language that this article is there in, the original's first; none where there is only that."""

    def in_language(self, lang: str | None) -> Article:
        """Return the translation into a language, or into one that it is a variety of; this, without one."""
        return self.translations.get(language_for(lang or "", self.lang, self.translations), self)

    @cached_property
    def signs_by_id(self) -> Mapping[str, Sign]:
        """Every sign, red flags included."""
        return {sign.id: sign for sign in (*self.signs, *self.red_flags)}

    def claims(self) -> Iterator[tuple[str, int, Claim]]:
        """Every claim as (list name in the file, index in that list, claim)."""
        for name in CLAIM_LISTS:
            for index, claim in enumerate(getattr(self, name)):
                yield name, index, claim


def language_for(wanted: str, original: str, others: Iterable[str]) -> str:
    """Return which of some languages a reader gets: the wanted one, its base (es for es-MX), the original."""
    known = {lang.lower(): lang for lang in (*others, original)}
    tag = wanted.lower()
    return known.get(tag) or known.get(tag.partition("-")[0]) or original


CLAIM_LISTS = (
    "causes",
    "signs",
    "red_flags",
    "circumstances",
    "promotions",
    "self_care",
    "topics",
    "faqs",
    "takeaways",
)
"""The lists of an article that hold claims, by their names in the file."""
