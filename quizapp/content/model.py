"""The values of an article and its quiz.

Everything here is frozen and knows no YAML, no web and no database. A list keeps the order of the file,
so that `article.signs[3]` is the fourth sign an editor sees. Words follow the field: item, stem, option,
key, distractor, rationale; red flag (a sign whose level is urgent).
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, TypeVar

from quizapp.errors import UnknownThing


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
        """The level with this slug; KeyError when there is none."""
        return cls[slug.upper().replace("-", "_")]


class Competency(enum.StrEnum):
    """A decision that a reader can make. Items keyed carry-on or modify feed the first, others the second."""

    MODIFY_TRAINING = "modify-training"
    SEEK_CARE = "seek-care"

    @classmethod
    def of(cls, level: Level) -> Competency:
        """The competency that an item keyed at `level` shows."""
        return cls.MODIFY_TRAINING if level <= Level.MODIFY else cls.SEEK_CARE


class Pronoun(enum.StrEnum):
    """How a language speaks of the person in a story."""

    HE = "he"
    SHE = "she"
    THEY = "they"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A thing with words for readers."""

    lang: str | None = None
    """The language of its words, where that is not the article's: in a translation that lacks them."""


@dataclass(frozen=True, kw_only=True)
class Claim(Worded):
    """Anything the article says that a reader may act on."""

    id: str
    origin: Origin
    cites: tuple[Cite, ...]
    review: Review
    fills: str | None = None
    """The gap that this claim fills, if any."""
    note: str | None = None
    """What editors should know, such as where sources disagree; readers' pages never show it."""
    allow: tuple[Allowance, ...] = ()


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
    level_name: str = ""
    """What its step is called: that of the level, or of help now."""
    within: str | None = None
    """For level urgent "now" or "today"; for level book "soon" (one to three days) or "routine"."""
    hint: str | None = None
    """When it still counts; never a reason to wait."""
    standard_action: bool = False
    """Whether the action is that of its step, since the file gives none."""
    folded: bool = False
    """Whether the page keeps it in a fold, because it does not come from what the article is about."""
    tested: bool = False
    """For red flags: whether the check has to confirm it."""
    picture: str | None = None

    @property
    def red_flag(self) -> bool:
        """Whether it is urgent."""
        return self.level is Level.URGENT

    @property
    def step(self) -> str:
        """The row of the page that it stands in: "now", "today", "book", "modify" or "carry-on"."""
        return self.within or "today" if self.level is Level.URGENT else self.level.slug


PICTURES = ("hot", "fever", "red", "weight")
"""The pictures of urgent signs that there are."""

STEPS = ("now", "today", "book", "modify", "carry-on")
"""The rows of the page, the most urgent first."""


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

    def fits(self, signs: Collection[str], circumstances: Collection[str]) -> bool:
        """Whether it raises the level of these."""
        return any(sign in signs for sign in self.any_sign) and set(self.circumstances) <= set(circumstances)


@dataclass(frozen=True, kw_only=True)
class SelfCare(Claim):
    """A step that a reader can take alone."""

    text: str
    avoid: bool = False


TOPIC_GROUPS = {
    "background": "How things work.",
    "emergency": "What to do until emergency help is there.",
    "caution": "What to be careful with.",
    "professional-care": "What those do who treat it.",
    "recovery": "How it gets better.",
}
"""Where on a page a topic belongs."""


@dataclass(frozen=True, kw_only=True)
class Topic(Claim):
    """Anything else that the article says, under a title of its own."""

    group: str
    title: str
    body: str
    folded: bool = False


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
class Gap(Worded):
    """Something the source lost: the words before the hole, and what is missing after them."""

    id: str
    lead_in: str
    what: str
    place: Cite
    filled_by: tuple[str, ...] = ()
    """The claims that its entry names; a claim may also say itself that it fills the gap."""
    note: str | None = None


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
    date: str | None = None
    """When its publisher wrote or last reviewed it: a day, a month or a year."""
    licence: str = "not-stated"
    retrieved: str | None = None
    own: bool = False
    """Whether it is the publisher's own text, which may be quoted as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelWords(Worded):
    """The words that readers see for a level, or for the part of level urgent that cannot wait ("now")."""

    id: str
    name: str
    means: str
    standard: bool = False
    """Whether they are the program's own, since the file gives none."""

    @property
    def level(self) -> Level:
        """The level that they are for."""
        return Level.URGENT if self.id == STEPS[0] else Level.of(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyWords(Worded):
    """The words that readers see for a competency."""

    id: Competency
    title: str
    body: str
    standard: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """The person in a story."""

    name: str
    pronoun: Pronoun


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing a reader can choose. `level` is set for scenarios, `correct` for every kind but sort."""

    id: str
    text: str
    rationale: str | None
    """Why it is right or wrong; in a scenario only the right option has one."""
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


def placement_id(entry: Entry, option: Option) -> str:
    """How a response to a sort item, and its key, names an entry under a level."""
    return f"{entry.id}-{option.id}"


def entry_and_option(placement: str) -> tuple[str, str]:
    """The ids of the entry and the option of a placement."""
    entry_id, _, option_id = placement.rpartition("-")
    return entry_id, option_id


@dataclass(frozen=True, kw_only=True)
class Item(Worded):
    """A question with all its data. Only `quiz.bank.PublicItem` may leave the server before a response."""

    id: str
    kind: Kind
    stem: str
    """What the reader is told; a practice item may have none."""
    lead_in: str
    options: tuple[Option, ...]
    key: frozenset[str]
    """The option ids of the right response; for sort items those of placements (see `placement_id`)."""
    cites: tuple[Cite, ...]
    review: Review
    level: Level | None = None
    """The level of the right option; None for practice kinds."""
    pair: str | None = None
    """The minimal pair that a scenario is half of: the same person and options, one feature changed."""
    person: Person | None = None
    signs: tuple[str, ...] = ()
    circumstances: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()
    """Those of `signs` that are red flags."""
    reason: str = ""
    """Why the key of a scenario fits."""
    harm: str | None = None
    """What waiting can do; for urgent scenarios."""
    entries: tuple[Entry, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    """What decorates the page, such as the place of the body; it says nothing of the key."""
    allow: tuple[Allowance, ...] = ()
    withdrawn: str | None = None
    """Why the item is no longer asked, if it is not."""

    @property
    def competency(self) -> Competency | None:
        """The competency that the item shows; None for practice kinds."""
        return None if self.level is None else Competency.of(self.level)


VERDICT_RULES = ("needs-pooled/2",)
"""The rules of the verdict that there are, each with its version (see quiz.verdict)."""


@dataclass(frozen=True, kw_only=True)
class Quiz(Worded):
    """The item bank of an article, with the rule of its verdict."""

    title: str
    intro: str
    rule: str
    items: tuple[Item, ...]
    """The scenarios, pair by pair, and then the practice items."""
    review: Review
    revision: str
    """Hash of what readers may see before they respond; it does not change with a key."""

    @cached_property
    def pairs(self) -> Mapping[str, tuple[Item, ...]]:
        """The scenarios of each minimal pair, by its id and in the order of the file."""
        pairs: dict[str, tuple[Item, ...]] = {}
        for item in self.items:
            if item.pair is not None:
                pairs[item.pair] = (*pairs.get(item.pair, ()), item)
        return pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """The language of a translation's original, and who has checked the words."""

    original: str
    review: Review


@dataclass(frozen=True, kw_only=True)
class Article:
    """The unit of content: all that one article says, and its quiz, in one language."""

    id: str
    lang: str
    title: str
    summary: str
    licence: str = "not-stated"
    review: Review
    urgent_notice: str
    """One line that leads to the urgent signs from wherever they are not shown."""
    levels: tuple[LevelWords, ...]
    competencies: tuple[CompetencyWords, ...]
    causes: tuple[Cause, ...]
    signs: tuple[Sign, ...]
    red_flags: tuple[Sign, ...]
    """The urgent signs, the ones for now first."""
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
    emergency: LevelWords
    """The words for the part of level urgent that cannot wait until later today."""
    updated: str | None = None
    """The day of the last change that matters to readers."""
    contact: str | None = None
    """Where readers tell of mistakes, by mail or on the web; None: where the site says."""
    scope: str | None = None
    """Whom the article is for, and what others need instead."""
    cues: Mapping[str, str] = field(default_factory=dict)
    """A few words for each of STEPS, by which a reader finds the right one."""
    folded: tuple[str, ...] = ()
    """The ids of the signs and topics that the page keeps in a fold."""
    left_out: tuple[str, ...] = ()
    """Facts that editors knew and left out, each with the reason."""
    replaced_by: Mapping[str, str] = field(default_factory=dict)
    """Ids that are gone, each with the one that says now what it said."""
    quiz: Quiz | None = None
    title_lang: str | None = None
    notice_lang: str | None = None
    scope_lang: str | None = None
    cues_lang: str | None = None
    """The languages of title and summary, of the notice, of the scope and of the cues, as of a claim."""
    translated: Translated | None = None
    """None for an original."""
    translations: Mapping[str, Article] = field(default_factory=dict)
    """Of an original, the same article in other languages; a translation has none."""
    languages: tuple[str, ...] = ()
    """Every language that this article is there in, the original's first; none where there is only that."""

    def __hash__(self) -> int:
        return hash((self.id, self.lang, self.fingerprint))

    def in_language(self, lang: str | None) -> Article:
        """The translation into a language, or into one that it is a variety of; this, without one."""
        return self.translations.get(language_for(lang or "", self.lang, self.translations), self)

    @cached_property
    def tested_flags(self) -> tuple[Sign, ...]:
        """The red flags that the check is about, in the article's order."""
        return tuple(flag for flag in self.red_flags if flag.tested)

    def entries(self, name: str) -> Sequence[Any]:
        """One of the lists as readers get it: of red flags, those for now come first."""
        found: Sequence[Any] = getattr(self, name)
        return sorted(found, key=lambda flag: flag.step != STEPS[0]) if name == "red_flags" else found

    @cached_property
    def signs_by_id(self) -> Mapping[str, Sign]:
        """Every sign, red flags included."""
        return {sign.id: sign for sign in (*self.signs, *self.red_flags)}

    def decided_by(self, signs: Collection[str], circumstances: Collection[str]) -> Sign | Promotion | None:
        """The claim that sets the level of what a reader notices: a sign, or a promotion above every sign.

        The level is the highest over the signs, then raised by every promotion that fits. Nothing lowers it:
        a harmless cause that is also there doesn't make an urgent sign wait. Promotions look at signs and
        circumstances and not at levels, so that one pass over them reaches the end. Of several claims that
        agree it is the first in the article; None where no sign is known.
        """
        deciders: list[Sign | Promotion] = [
            *(sign for sign in self.signs_by_id.values() if sign.id in signs),
            *(each for each in self.promotions if each.fits(signs, circumstances)),
        ]
        return max(deciders, key=lambda decider: decider.level, default=None)

    def claims(self) -> Iterator[tuple[str, int, Claim]]:
        """Every claim as (list name in the file, index in that list, claim)."""
        for name in CLAIM_LISTS:
            for index, claim in enumerate(getattr(self, name)):
                yield name, index, claim


Made = TypeVar("Made")


def once(work: Callable[[Article], Made]) -> Callable[[Article], Made]:
    """Make a function of an article work out once what many ask for: no article ever changes."""
    name = f"{work.__module__}.{work.__name__}"

    @wraps(work)
    def known(article: Article) -> Made:
        kept = vars(article)
        if name not in kept:
            kept[name] = work(article)
        found: Made = kept[name]
        return found

    return known


def listed_once(work: Callable[[Article], Iterable[Made]]) -> Callable[[Article], tuple[Made, ...]]:
    """The same for a function that yields things."""
    return once(wraps(work)(lambda article: tuple(work(article))))


def quiz_of(article: Article) -> Quiz:
    """The quiz of an article; UnknownThing where it has none."""
    if article.quiz is None:
        raise UnknownThing("quiz for the article", article.id)
    return article.quiz


def language_for(wanted: str, original: str, others: Iterable[str]) -> str:
    """The language that a reader gets: the wanted one, its base (es for es-MX), or the original."""
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
