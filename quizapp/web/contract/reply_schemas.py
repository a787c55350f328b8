"""The shapes of replies, for the OpenAPI document and for the tests that hold real replies against it.

Nothing is dumped through these: `content.projection` and `ready.replies` make the replies. A schema has
every member that such a reply can have, and marks as required what is always there.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from quizapp.attempts.item_statistics import Remark as ItemRemark
from quizapp.attempts.model import Mode
from quizapp.content.changes import Did
from quizapp.content.model import Competency, Kind, Level, Origin
from quizapp.quiz.grading import Mistake
from quizapp.quiz.verdict import FlagStatus, Verdict

if TYPE_CHECKING:
    import enum
    from collections.abc import Iterable

_Text = partial(fields.String, required=True)
_MaybeText = partial(fields.String, required=True, allow_none=True)
_Flag = partial(fields.Boolean, required=True)
_Count = partial(fields.Integer, required=True, strict=True, validate=Range(min=0))
_Texts = partial(fields.List, fields.String(), required=True)
_Level = partial(fields.String, validate=OneOf([level.slug for level in Level]))


def _one_of(words: Iterable[enum.StrEnum]) -> fields.String:
    return fields.String(required=True, validate=OneOf([word.value for word in words]))


def _many(schema: type[Schema]) -> fields.List[Any]:
    return fields.List(fields.Nested(schema), required=True)


def _one(schema: type[Schema]) -> fields.Nested:
    return fields.Nested(schema, required=True)


def _maybe(schema: type[Schema]) -> fields.Nested:
    return fields.Nested(schema, required=True, allow_none=True)


class Fault(Schema):
    """One thing that is wrong: a member of the body by its pointer, or a query argument by its name."""

    pointer = fields.String()
    parameter = fields.String()
    message = _Text()


class Problem(Schema):
    """A problem document (RFC 9457)."""

    type = _Text(
        metadata={
            "description": (
                "Leads to what it means on the page /docs; about:blank where there is no more to say"
                " than the status."
            )
        }
    )
    title = _Text()
    status = _Count()
    detail = _Text(metadata={"description": "What is wrong, in words for people."})
    errors = fields.List(fields.Nested(Fault))


class Cite(Schema):
    """One passage of one source."""

    source = _Text()
    passage = _Text()


class Review(Schema):
    """Whether a named person has checked a text."""

    status = _Text(
        metadata={
            "description": (
                "reviewed, with a name and a date, or unreviewed: no named person has checked the text."
            )
        }
    )
    by = fields.String()
    date = fields.String()
    next_review = fields.String()


class Translation(Schema):
    """What makes an article a translation; languages only of what is shown in the original's instead."""

    original = _Text(metadata={"description": "The language of the original."})
    review = _one(Review)
    title_lang = fields.String()
    urgent_notice_lang = fields.String()


class Claim(Schema):
    """What every claim has."""

    id = _Text()
    lang = _Text(metadata={"description": "The language of its words."})
    origin = _one_of(Origin)
    cites = _many(Cite)
    review = _one(Review)
    fills = fields.String(metadata={"description": "The gap of the source that this fills."})


class Cause(Claim):
    """One reason for the trouble."""

    title = _Text()
    body = _Text(metadata={"description": "Markdown."})


class Sign(Claim):
    """Something that a reader may notice, and what to do; a red flag is one whose level is urgent."""

    name = _Text()
    level = _Level(required=True)
    within = fields.String(metadata={"description": "For level book: soon (one to three days) or routine."})
    action = _Text()
    note = fields.String(metadata={"description": "Where sources differ, in plain words."})


class Line(Claim):
    """A step of self-care, or a takeaway."""

    text = _Text()


class Faq(Claim):
    """A question that readers ask."""

    question = _Text()
    answer = _Text(metadata={"description": "Markdown."})


class Circumstance(Claim):
    """A fact about a reader that can raise a level."""

    name = _Text()


class Promotion(Claim):
    """A combination that raises the level."""

    any_sign = _Texts()
    circumstances = _Texts()
    level = _Level(required=True)
    reason = _Text()


class Topic(Claim):
    """Whatever else the article says."""

    group = _Text()
    title = _Text()
    body = _Text(metadata={"description": "Markdown."})


class Gap(Schema):
    """Something that the source lost."""

    id = _Text()
    lang = _Text(metadata={"description": "The language of its words."})
    lead_in = _Text()
    what = _Text(metadata={"description": "What is missing after these words: a list, or a section."})
    place = _one(Cite)
    note = fields.String()
    filled_by = _Texts(
        metadata={
            "description": "The ids of claims that fill the gap; what fills it says where it comes from."
        }
    )


class Passage(Schema):
    """One sentence of a source, in our words."""

    id = _Text()
    says = _Text()
    fingerprint = fields.String()
    waived = fields.String()


class Source(Schema):
    """A text that claims rest on."""

    id = _Text()
    lang = _Text(metadata={"description": "The language of its words."})
    title = _Text()
    kind = _Text()
    publisher = fields.String()
    url = fields.String()
    retrieved = fields.String()
    seen = _Text()
    passages = _many(Passage)


class SourceInShort(Schema):
    """Where a claim comes from."""

    id = _Text()
    title = _Text()
    url = _MaybeText()
    publisher = _MaybeText()
    seen = _Text(metadata={"description": "How much of it was read: whole, copy, quoted or not-recorded."})


THINGS = (Cause, Sign, Line, Faq, Circumstance, Promotion, Topic, Gap, Source)
"""What the parts of an article hold."""


class PartOfArticle(Schema):
    """What every part of an article says of where it is from."""

    article = _Text()
    lang = _Text()
    revision = _Text()


class Raise(Schema):
    """What makes a sign count for more: all of these circumstances together with it."""

    id = _Text()
    circumstances = _Texts()
    level = _Level(required=True)
    reason = _Text()


class Alone(PartOfArticle):
    """What makes one thing safe to be shown without its article."""

    level = _Level(required=True, allow_none=True)
    review = _one(Review)
    urgent_notice = _Text()
    raised_by = _many(Raise)
    translation = fields.Nested(Translation)
    page = _Text(metadata={"description": "Where the article's page has it; `url` is a source's own."})
    sources = _many(SourceInShort)


class LevelWords(Schema):
    """The words for a level."""

    id = _Level(required=True)
    lang = _Text(metadata={"description": "The language of its words."})
    name = _Text()
    means = _Text()


class CompetencyWords(Schema):
    """The words for a competency."""

    id = _one_of(Competency)
    lang = _Text(metadata={"description": "The language of its words."})
    title = _Text()
    body = _Text()


class Article(Schema):
    """A whole article; with `fields`, some of its members."""

    id = fields.String()
    lang = fields.String()
    title = fields.String()
    summary = fields.String(metadata={"description": "Markdown."})
    revision = fields.String()
    review = fields.Nested(Review)
    competencies = fields.List(fields.Nested(CompetencyWords))
    causes = fields.List(fields.Nested(Cause))
    signs = fields.List(fields.Nested(Sign))
    red_flags = fields.List(fields.Nested(Sign))
    self_care = fields.List(fields.Nested(Line))
    faqs = fields.List(fields.Nested(Faq))
    takeaways = fields.List(fields.Nested(Line))
    gaps = fields.List(fields.Nested(Gap))
    sources = fields.List(fields.Nested(Source))
    licence = fields.String()
    urgent_notice = fields.String()
    levels = fields.List(fields.Nested(LevelWords))
    circumstances = fields.List(fields.Nested(Circumstance))
    promotions = fields.List(fields.Nested(Promotion))
    topics = fields.List(fields.Nested(Topic))
    languages = fields.List(fields.String())
    translation = fields.Nested(Translation)


class Summary(Schema):
    """What a list says of an article."""

    id = _Text()
    title = _Text()
    summary = _Text()
    lang = _Text()
    revision = _Text()
    url = _Text()


class Articles(Schema):
    """One page of a list of articles."""

    articles = _many(Summary)
    next = _MaybeText(metadata={"description": "Where the list goes on."})


class Revision(Schema):
    """One revision of an article that is known."""

    revision = _Text()
    seen = _MaybeText(
        metadata={"description": "When it was first seen (RFC 3339, UTC); null where no record is kept."}
    )
    current = _Flag()
    review = _one(Review)
    urgent_changed_since = _Flag(
        metadata={
            "description": "Whether a red flag, the urgent notice or a level is another by now: do not go on"
            " showing this revision."
        }
    )
    url = _Text()


class Revisions(Schema):
    """The revisions of an article, the newest first."""

    article = _Text()
    revisions = _many(Revision)


class ChangedLevel(Schema):
    """The level that a thing had and has."""

    was = _Level(required=True, allow_none=True)
    now = _Level(required=True, allow_none=True)


class ChangedThing(Schema):
    """One thing that is different."""

    part = _Text(metadata={"description": "A part of the article, or `article` for the rest of it."})
    id = _MaybeText(metadata={"description": "Null where a list is in another order."})
    what = _one_of(Did)
    name = _Text(metadata={"description": "What readers know it by."})
    members = _Texts(metadata={"description": "The members that are different of an edited thing."})
    level = _maybe(ChangedLevel)
    text = _Text(metadata={"description": "The same in plain words."})


class ArticleChange(Schema):
    """One version of an article that was seen, or that an article was withdrawn."""

    article = _Text()
    what = fields.String(required=True, validate=OneOf(["added", "edited", "withdrawn"]))
    title = _Text()
    seen = _Text(metadata={"description": "When this server first saw it (RFC 3339, UTC)."})
    revision = _MaybeText(metadata={"description": "Null where the article was withdrawn."})
    previous = _MaybeText(metadata={"description": "The revision before; null for a new article."})
    review = _maybe(Review)
    page = _Text()
    text = _Text()
    items = _many(ChangedThing)


class Changes(Schema):
    """What happened, oldest first."""

    changes = _many(ArticleChange)
    next = _MaybeText(metadata={"description": "Where the list goes on; null at its end."})
    cursor = _MaybeText(metadata={"description": "For `after`, the next time that you ask."})


class Quiz(Schema):
    """A quiz before anybody takes it."""

    article = _Text()
    lang = _Text()
    revision = _Text()
    title = _Text()
    intro = _Text()
    competencies = _many(CompetencyWords)
    red_flags = _Count(metadata={"description": "How many red flags the quiz tests."})
    items = _Count(metadata={"description": "Items that can be asked."})
    min_items = _Count(metadata={"description": "The fewest items after which a check can end."})
    max_items = _Count(metadata={"description": "A check ends here at the latest."})
    extended_items = _Count(metadata={"description": "And here, when an undecided attempt goes on."})
    practice_items = _Count()
    rule = _Text(metadata={"description": "The name and version of the rule of the verdict."})
    translation = fields.Nested(Translation)


class Option(Schema):
    """What can be chosen, or what is to be sorted."""

    id = _Text()
    text = _Text()


class Item(Schema):
    """A question as a reader sees it before responding."""

    id = _Text()
    lang = fields.String(metadata={"description": "Where its words are not in the language of the attempt."})
    kind = _one_of(Kind)
    stem = _Text()
    lead_in = _Text()
    options = _many(Option)
    select = fields.String(required=True, validate=OneOf(["one", "many"]))
    entries = fields.List(
        fields.Nested(Option), metadata={"description": "Kind sort: what is to be put under the options."}
    )


class Progress(Schema):
    """How far an attempt is."""

    answered = _Count()
    at_most = _Count()


class Rationale(Schema):
    """Why an option is right or wrong."""

    option = _Text()
    text = _Text()
    chosen = _Flag()
    correct = _Flag()


class Named(Schema):
    """A sign of the article, and where its page speaks of it."""

    id = _Text()
    name = _Text()
    url = _Text()


class LevelledSign(Named):
    """A sign that an item showed."""

    level = _Level(required=True)


class CitedSource(SourceInShort):
    """A source of an item, and what the passage says in our words."""

    passage = _Text()
    says = _Text()


class Outcome(Schema):
    """What a reader is told about one response."""

    item = _Text()
    correct = _Flag()
    score = fields.Float(
        required=True,
        validate=Range(min=0, max=1),
        metadata={
            "description": (
                "1 for a right response; multiple: the share of right options chosen less that of"
                " wrong ones; sort: the share of entries in their place."
            )
        },
    )
    error = fields.String(
        required=True, allow_none=True, validate=OneOf([mistake.value for mistake in Mistake])
    )
    key = _Texts(
        metadata={"description": "The right option ids; for sort one <entry id>-<option id> for each entry."}
    )
    rationales = _many(Rationale)
    signs = _many(LevelledSign)
    sources = _many(CitedSource)


class CompetencyResult(Schema):
    """What the responses show about one competency."""

    id = _one_of(Competency)
    verdict = _one_of(Verdict)
    answered = _Count()
    correct = _Count()


class FlagResult(Named):
    """What the responses show about one red flag."""

    status = _one_of(FlagStatus)


class Report(Schema):
    """The report of an attempt."""

    verdict = _one_of(Verdict)
    rule = _Text()
    revision = _Text()
    mode = _one_of(Mode)
    answered = _Count()
    correct = _Count()
    competencies = _many(CompetencyResult)
    red_flags = _many(FlagResult)
    under_triage = _Count()
    over_triage = _Count()
    hazards = _Count(metadata={"description": "Urgent items answered carry-on or modify."})
    to_reread = _many(Named)
    sure_but_wrong = _Texts(metadata={"description": "Items that were answered wrong with certainty 3."})
    undecided_because = _Texts(
        metadata={
            "description": (
                "Why there is no verdict, as codes: practice, too-few-responses, or"
                " no-unseen-items:NAME, where NAME is the level or the red flag of which no unseen"
                " item is left; empty where there is a verdict."
            )
        }
    )
    may_extend = _Flag(metadata={"description": "Whether /resume with extend goes on to the longer limit."})
    withdrawn = _Texts(
        metadata={"description": "Items of this attempt that were withdrawn since; they count for nothing."}
    )
    notice = _Text(metadata={"description": "The urgent notice of the article: show it with every report."})


class Begun(Schema):
    """The first turn of an attempt."""

    attempt = _Text()
    lang = _Text()
    item = _maybe(Item)
    progress = _one(Progress)


class Turn(Begun):
    """Where an attempt stands."""

    report = _maybe(Report)


class Reply(Turn):
    """The reply to a response."""

    outcome = _one(Outcome)
    recorded = _Flag(metadata={"description": "True only when the response is durable."})


class Conflict(Problem, Reply):
    """Another response was recorded before; the attempt goes on from that one."""


def listed(thing: type[Schema]) -> type[Schema]:
    """Return the schema of a list of such things."""
    return type(f"{thing.__name__}List", (PartOfArticle,), {"items": _many(thing)})


def alone(thing: type[Schema]) -> type[Schema]:
    """Return the schema of such a thing when it is shown without its article."""
    return type(f"{thing.__name__}Alone", (Alone, thing), {"__doc__": thing.__doc__})


class Estimate(Schema):
    """A figure with its 95 % interval."""

    value = fields.Float(required=True)
    low = fields.Float(required=True)
    high = fields.Float(required=True)


class Discrimination(Estimate):
    """How an item goes with the other items of an attempt, -1 to 1; `n` responses tell it."""

    n = _Count()


class OptionStatistics(Estimate):
    """The share of an option; a scenario has one for each level."""

    level = _Level(required=True)
    chosen = _Count()


class Remark(Schema):
    """What an editor should look at."""

    code = _one_of(ItemRemark)
    text = _Text()


class ItemStatistics(Schema):
    """The statistics of one item revision."""

    item = _Text()
    revision = _Text()
    asked_now = _Flag()
    key = _Level(required=True)
    n = _Count()
    provisional = _Flag()
    facility = _one(Estimate)
    discrimination = _maybe(Discrimination)
    options = _many(OptionStatistics)
    under_triage = _one(Estimate)
    over_triage = _one(Estimate)
    rare_options = _Texts()
    remarks = _many(Remark)


class TriageRow(Schema):
    """The responses to all items of one key, by chosen level; null where there are too few."""

    key = _Level(required=True)
    chosen = fields.Dict(keys=_Level(), values=_Count(), required=True, allow_none=True)


class Statistics(Schema):
    """The item statistics of an article."""

    article = _Text()
    revision = _Text()
    shown_from = _Count()
    provisional_below = _Count()
    checks = fields.Integer(required=True, allow_none=True, strict=True)
    triage = _many(TriageRow)
    items = _many(ItemStatistics)
    too_few = _Texts(metadata={"description": "Items of which nothing is said yet."})
