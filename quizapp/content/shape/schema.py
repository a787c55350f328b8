"""What may stand in article.yaml and quiz.yaml, and what is wrong with a file that says otherwise.

    clean, found = checked(Part.ARTICLE, data)

Everything wrong with a file is found in one go. A misspelt key is reported once, at that key, and not
again as a missing one; an item is checked against the keys of its own kind only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, validates_schema

from quizapp.content.model import Competency, Kind, Level, Origin
from quizapp.content.problem import TRANSLATION, Finding, Part
from quizapp.content.shape.faults import ID_PATTERN, Count, Fault, Form, refusal, refusals
from quizapp.content.shape.fields import (
    AT_LEAST_ONE,
    Day,
    Flag,
    Formed,
    Group,
    Id,
    Keys,
    Kinds,
    Listing,
    Share,
    Tags,
    Text,
    Whole,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from quizapp.content.problem import Where

FORMAT = 1
TITLE = 200
LINE = 400
PARAGRAPH = 1_500
BODY = 6_000
MAX_OPTIONS = 26
"""Options and entries have letters for ids."""

LEVELS = {
    Level.CARRY_ON.slug: "Train as planned.",
    Level.MODIFY.slug: "Change the training, and watch how it goes.",
    Level.BOOK.slug: "Have it looked at by appointment.",
    Level.URGENT.slug: "Get medical help today.",
}
"""The levels in their order, and what to do at each."""
COMPETENCIES = {
    Competency.MODIFY_TRAINING.value: "Tell what needs no change from what needs a change.",
    Competency.SEEK_CARE.value: "Tell what needs an appointment from what needs help today.",
}
"""The competencies in their order, and what each enables a reader to do."""


_CITE = Form(f"{ID_PATTERN}/{ID_PATTERN}", "names no passage: write source-id/passage-id", listed=True)
_LANG = Form("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "is no language tag such as en or pt-BR")
_RULE = Form(f"{ID_PATTERN}/[0-9]+", "is no rule: write its name and version, such as sprt-flags/1")
_FINGERPRINT = Form("[0-9a-f]{12}", "is no fingerprint: it has 12 of the characters 0-9 and a-f")
_URL = Form(r"https?://[^\s/]+\.[^\s]+", "is no web address: it begins with https://")


def _cites() -> Listing:
    return Listing("The passages this rests on.", Formed("source-id/passage-id", _CITE), AT_LEAST_ONE)


@dataclass(frozen=True, slots=True)
class InOrder:
    """A list with one entry for each of some words, which stand under `key` in their order."""

    key: str
    words: tuple[str, ...]

    def __call__(self, entries: list[dict[str, Any]]) -> None:
        """Raise the fault of the first entry that is out of order."""
        found = [entry[self.key] for entry in entries]
        for index, (word, wanted) in enumerate(zip(found, self.words, strict=True)):
            if word != wanted:
                message = f'"{word}" stands where "{wanted}" belongs'
                hint = f"the order is {', '.join(self.words)}"
                fault = Fault(code="wrong-order", message=message, hint=hint)
                raise refusals({index: {self.key: [fault]}})


def _in_order(description: str, inner: Group, key: str, words: Iterable[str]) -> Listing:
    check = InOrder(key, tuple(words))
    count = Count(len(check.words), len(check.words), hint=f"one for each of {', '.join(check.words)}")
    return Listing(description, inner, count, check=check)


class ReviewKeys(Keys):
    """Whether a named person has checked the text."""

    status = Word(
        "Whether a named person has checked this.",
        {
            "unreviewed": "Nobody has; readers are told so.",
            "reviewed": "Somebody has; `by` and `date` say who and when.",
        },
    )
    by = Text("Who checked it, by name; goes with status: reviewed.", most=TITLE, optional=True)
    date = Day("The day of the check; goes with status: reviewed.", optional=True)
    next_review = Day("The day by which it should be checked again.", optional=True)

    @validates_schema
    def _names_the_reviewer(self, data: Mapping[str, Any], **_: object) -> None:
        if data.get("status") == "reviewed":
            missing = [key for key in ("by", "date") if key not in data]
            if missing:
                raise refusals({key: [_reviewed_without(key)] for key in missing})


def _reviewed_without(key: str) -> Fault:
    hint = "write who checked it and when, or status: unreviewed"
    return Fault(code="missing-key", message=f'a reviewed text needs the key "{key}"', hint=hint)


def _review(description: str, *, optional: bool = True) -> Group:
    return Group(description, ReviewKeys, optional=optional)


class AllowKeys(Keys):
    """An editor's word that a rule does not apply here."""

    rule = Id("The code of the rule.")
    because = Text("Why it does not apply.", most=PARAGRAPH)


class _Allowing(Keys):
    allow = Listing("Warnings that do not apply here.", Group("One rule.", AllowKeys), optional=True)


class ClaimKeys(_Allowing):
    """What every claim has."""

    id = Id("The name of this claim; it never changes.")
    origin = Word(
        "Where this comes from.",
        {
            Origin.STATED.value: "The article says so, in this place.",
            Origin.RESTATED.value: "The article says so elsewhere.",
            Origin.ADDED.value: "Another source says so.",
        },
    )
    cites = _cites()
    fills = Id("The gap that this claim fills.", optional=True)
    review = _review("The review of this claim, where it differs from the article's.")


class CauseKeys(ClaimKeys):
    """One reason for the trouble."""

    title = Text("The heading.", most=TITLE)
    body = Text("The explanation, in Markdown.", most=BODY)


class _Noticed(ClaimKeys):
    name = Text("What a reader may notice, in a reader's words.", most=TITLE)
    action = Text("What to do about it, in one or two sentences.", most=PARAGRAPH)
    note = Text("Where sources disagree, in plain words.", most=PARAGRAPH, optional=True)


class SignKeys(_Noticed):
    """Something a reader may notice that is not urgent."""

    level = Word("How soon to act; an urgent sign belongs under red_flags.", LEVELS)
    within = Word(
        "For level book: how soon the appointment should be.",
        {"routine": "The next one that is free.", "soon": "In one to three days."},
        optional=True,
    )


class RedFlagKeys(_Noticed):
    """A sign that needs care today."""

    level = Word("How soon to act; only urgent signs belong under red_flags.", LEVELS)


class CircumstanceKeys(ClaimKeys):
    """A fact about the reader that can raise a level."""

    name = Text("The fact, in a reader's words.", most=TITLE)


class PromotionKeys(ClaimKeys):
    """A combination that raises the level."""

    any_sign = Listing("At least one of these signs.", Id("The id of a sign."), AT_LEAST_ONE)
    circumstances = Listing("All of these circumstances.", Id("The id of a circumstance."), AT_LEAST_ONE)
    level = Word("The level it raises to.", LEVELS)
    reason = Text("Why, in plain words.", most=PARAGRAPH)


class SelfCareKeys(ClaimKeys):
    """A step that a reader can take alone."""

    text = Text("The step.", most=PARAGRAPH)


class TopicKeys(ClaimKeys):
    """Whatever else the article says."""

    group = Word(
        "Where it belongs.",
        {
            "background": "How things work.",
            "caution": "What to be careful with.",
            "professional-care": "What those do who treat it.",
            "recovery": "How it gets better.",
        },
    )
    title = Text("The heading.", most=TITLE)
    body = Text("The text, in Markdown.", most=BODY)


class FaqKeys(ClaimKeys):
    """A question that readers ask."""

    question = Text("The question.", most=LINE)
    answer = Text("The answer, in Markdown.", most=BODY)


class TakeawayKeys(ClaimKeys):
    """One line to remember."""

    text = Text("The line.", most=PARAGRAPH)


class GapKeys(Keys):
    """Something the source lost."""

    id = Id("The name of this gap.")
    lead_in = Text("The words after which something is missing.", most=PARAGRAPH)
    what = Word(
        "What is missing.",
        {"list": "The list after a lead-in.", "section": "All that stood below a heading."},
    )
    place = Formed("The passage with these words, as source-id/passage-id.", _CITE)
    note = Text("What to know about it.", most=PARAGRAPH, optional=True)


class PassageKeys(Keys):
    """One sentence of a source."""

    id = Id("The name of this passage within its source.")
    says = Text("Its gist, in our own words.", most=PARAGRAPH)
    fingerprint = Formed("The first 12 hex digits of the hash of its text.", _FINGERPRINT, optional=True)
    waived = Text("Why no claim needs this passage.", most=PARAGRAPH, optional=True)


class SourceKeys(Keys):
    """A text that claims rest on."""

    id = Id("The name of this source.")
    title = Text("Its title.", most=LINE)
    kind = Word(
        "What it is.",
        {
            "web-article": "An article on a web site.",
            "health-service": "A page of a public health service.",
            "guideline": "A guideline for those who treat people.",
            "study": "A study or a review of studies.",
            "charity": "A page of a charity.",
            "professional-body": "A page of a body of professionals.",
            "other": "None of these.",
        },
    )
    publisher = Text("Who published it.", most=TITLE, optional=True)
    url = Formed("Where it is.", _URL, most=2_000, optional=True)
    retrieved = Day("The day on which it was read.", optional=True)
    seen = Word(
        "How much of it was seen.",
        {
            "whole": "All of it.",
            "copy": "A copy of the page in another place.",
            "quoted": "What another page quotes or sums up.",
            "not-recorded": "Nobody wrote it down.",
        },
    )
    passages = Listing("Its sentences.", Group("One sentence.", PassageKeys))


class LevelKeys(Keys):
    """The words that readers see for a level."""

    id = Word("The level.", LEVELS)
    name = Text("Its name.", most=TITLE)
    means = Text("What it means.", most=PARAGRAPH)


class CompetencyKeys(Keys):
    """The words that readers see for a competency."""

    id = Word("The competency.", COMPETENCIES)
    title = Text("Its name.", most=TITLE)
    body = Text("What it means, in Markdown.", most=BODY)


class _FileKeys(Keys):
    format = Whole("The version of this format.", only=FORMAT)


def _claims(description: str, schema: type[Keys]) -> Listing:
    return Listing(description, Group(schema.__doc__ or "", schema), optional=True)


class ArticleKeys(_FileKeys):
    """The keys of article.yaml."""

    id = Id("The name of the article, and of its folder.")
    lang = Formed("The language, as a tag such as en or pt-BR.", _LANG)
    title = Text("The title.", most=TITLE)
    summary = Text("Two or three sentences, in Markdown.", most=PARAGRAPH)
    licence = Text("The licence of the text, or not-stated.", most=TITLE)
    review = _review("The review of all claims that have none of their own.", optional=False)
    levels = _in_order("The four levels.", Group("One level.", LevelKeys), "id", LEVELS)
    competencies = _in_order(
        "The two competencies.", Group("One competency.", CompetencyKeys), "id", COMPETENCIES
    )
    urgent_notice = Text("What to do about an urgent sign now.", most=PARAGRAPH)
    causes = _claims("The reasons for the trouble.", CauseKeys)
    signs = _claims("What a reader may notice.", SignKeys)
    red_flags = _claims("The urgent signs.", RedFlagKeys)
    circumstances = _claims("Facts that can raise a level.", CircumstanceKeys)
    promotions = _claims("Combinations that raise a level.", PromotionKeys)
    self_care = _claims("What a reader can do alone.", SelfCareKeys)
    topics = _claims("Whatever else the article says.", TopicKeys)
    faqs = _claims("Questions that readers ask.", FaqKeys)
    takeaways = _claims("What to remember.", TakeawayKeys)
    gaps = _claims("What the source lost.", GapKeys)
    sources = Listing("The texts that claims rest on.", Group("One text.", SourceKeys), AT_LEAST_ONE)


class RuleKeys(Keys):
    """The parameters of the verdict."""

    id = Formed("The rule and its version, as name/number.", _RULE)
    p0 = Share("The share of right responses of a reader who does not understand.")
    p1 = Share("The share of right responses of a reader who does.")
    alpha = Share("The risk of saying `understands` wrongly.")
    beta = Share("The risk of saying `not yet` wrongly.")
    net = Whole("Right minus wrong responses that confirm a red flag.", least=1)
    misses = Whole("Wrong responses that make a red flag missed.", least=1)
    max_items = Whole("How many items an attempt has at most.", least=1)
    extended_items = Whole("How many it has at most while a red flag is open.", least=1)
    practice_items = Whole("How many items practice has.", least=1)


class CellKeys(Keys):
    """One line of the blueprint."""

    cell = Id("The name of the cell.")
    level = Word("The level of its items.", LEVELS)
    at_least = Whole("How many items it needs.")


class ScenarioOptionKeys(Keys):
    """One thing that the reader could do."""

    level = Word("The level that this action fits.", LEVELS)
    text = Text("The action.", most=LINE)
    rationale = Text("Why it is right or wrong.", most=PARAGRAPH)


class OptionKeys(Keys):
    """One choice."""

    text = Text("The choice.", most=LINE)
    correct = Flag("Whether it is right.", optional=True)
    rationale = Text("Why it is right or wrong.", most=PARAGRAPH)


class EntryKeys(Keys):
    """One sign to put under a level."""

    sign = Id("The id of a sign or red flag of the article.")
    rationale = Text("Why it belongs under its level.", most=PARAGRAPH)


class _ItemKeys(_Allowing):
    id = Id("The name of this item; it never changes.")
    stem = Text("What the reader is told.", most=PARAGRAPH)
    lead_in = Text("The question.", most=LINE)
    cites = _cites()
    family = Id("A name shared with items made from the same template.", optional=True)
    tags = Tags("Words for counting, such as place: heel.", optional=True)
    review = _review("The review of this item, where it differs from the quiz's.")
    withdrawn = Text("Why the item is no longer asked.", most=PARAGRAPH, optional=True)


class ScenarioKeys(_ItemKeys):
    """What should this person do? The only kind that the verdict counts."""

    kind = Word(
        "How the reader responds.",
        {Kind.SCENARIO.value: "What should this person do? The only kind that feeds the verdict."},
    )
    key = Word("The level of the right option.", LEVELS)
    cell = Id("The cell of the blueprint that it counts for.")
    signs = Listing("Every sign that the stem shows.", Id("The id of a sign or red flag."), AT_LEAST_ONE)
    circumstances = Listing("Every circumstance that the stem shows.", Id("Its id."), optional=True)
    look_alike_of = Id("A sign of a higher level that it could be taken for.", optional=True)
    options = _in_order("One for each level.", Group("One action.", ScenarioOptionKeys), "level", LEVELS)


def _correct(options: list[dict[str, Any]]) -> int:
    return sum(bool(option.get("correct")) for option in options)


def one_correct(options: list[dict[str, Any]]) -> None:
    """Raise the fault of options of which none or several are right."""
    if (count := _correct(options)) != 1:
        message = f"{count} options have `correct: true`; in an item of kind choice it is exactly one"
        raise refusal(Fault(code="wrong-count", message=message))


def some_correct(options: list[dict[str, Any]]) -> None:
    """Raise the fault of options that are all right, or all wrong."""
    if not 0 < _correct(options) < len(options):
        message = "an item of kind multiple has at least one option with `correct: true` and one without"
        raise refusal(Fault(code="wrong-count", message=message))


def _options(check: Callable[[list[dict[str, Any]]], None]) -> Listing:
    choice = Group("One choice.", OptionKeys)
    return Listing("The choices.", choice, Count(2, MAX_OPTIONS), check=check)


class ChoiceKeys(_ItemKeys):
    """One right option; practice only."""

    kind = Word("How the reader responds.", {Kind.CHOICE.value: "One right option; practice only."})
    options = _options(one_correct)


class MultipleKeys(_ItemKeys):
    """Some right options; practice only."""

    kind = Word("How the reader responds.", {Kind.MULTIPLE.value: "Some right options; practice only."})
    options = _options(some_correct)


class SortKeys(_ItemKeys):
    """Put each sign under a level; practice only."""

    kind = Word("How the reader responds.", {Kind.SORT.value: "Put each sign under a level; practice only."})
    entries = Listing("The signs to sort.", Group("One sign.", EntryKeys), Count(2, MAX_OPTIONS))


ITEM_KINDS = {
    Kind.SCENARIO.value: ScenarioKeys,
    Kind.CHOICE.value: ChoiceKeys,
    Kind.MULTIPLE.value: MultipleKeys,
    Kind.SORT.value: SortKeys,
}


class QuizKeys(_FileKeys):
    """The keys of quiz.yaml."""

    article = Id("The id of the article.")
    title = Text("The title.", most=TITLE)
    intro = Text("One or two sentences for the start page.", most=PARAGRAPH)
    review = _review("The review of all items that have none of their own.")
    rule = Group("The parameters of the verdict.", RuleKeys)
    blueprint = Listing("How many items of which sort there are.", Group("One line.", CellKeys))
    items = Listing("The questions.", Kinds("One question.", ITEM_KINDS), AT_LEAST_ONE)


class _WordsKeys(Keys):
    based_on = Formed("The fingerprint of the original's words; `quizapp translate` writes it.", _FINGERPRINT)


class _NamedWordsKeys(_WordsKeys):
    id = Id("The id of the original.")


class AboutWordsKeys(_WordsKeys):
    """What the article is called."""

    title = Text("The title.", most=TITLE)
    summary = Text("Two or three sentences, in Markdown.", most=PARAGRAPH)


class NoticeWordsKeys(_WordsKeys):
    """What to do about an urgent sign now."""

    text = Text("The notice.", most=PARAGRAPH)


class QuizWordsKeys(_WordsKeys):
    """What the quiz is called."""

    title = Text("The title.", most=TITLE)
    intro = Text("One or two sentences for the start page.", most=PARAGRAPH)


class NameMeansWordsKeys(_NamedWordsKeys):
    """The words of a level."""

    name = Text("Its name.", most=TITLE)
    means = Text("What it means.", most=PARAGRAPH)


class TitleBodyWordsKeys(_NamedWordsKeys):
    """A heading and what stands under it."""

    title = Text("The heading.", most=TITLE)
    body = Text("The text, in Markdown.", most=BODY)


class SignWordsKeys(_NamedWordsKeys):
    """The words of a sign."""

    name = Text("What a reader may notice, in a reader's words.", most=TITLE)
    action = Text("What to do about it.", most=PARAGRAPH)
    note = Text("Where sources disagree.", most=PARAGRAPH, optional=True)


class NameWordsKeys(_NamedWordsKeys):
    """The words of a circumstance."""

    name = Text("The fact, in a reader's words.", most=TITLE)


class ReasonWordsKeys(_NamedWordsKeys):
    """The words of a promotion."""

    reason = Text("Why, in plain words.", most=PARAGRAPH)


class TextWordsKeys(_NamedWordsKeys):
    """The words of a step or of a line to remember."""

    text = Text("The text.", most=PARAGRAPH)


class FaqWordsKeys(_NamedWordsKeys):
    """A question with its answer."""

    question = Text("The question.", most=LINE)
    answer = Text("The answer, in Markdown.", most=BODY)


class GapWordsKeys(_NamedWordsKeys):
    """The words about a gap."""

    lead_in = Text("The words after which something is missing.", most=PARAGRAPH)
    note = Text("What to know about it.", most=PARAGRAPH, optional=True)


class OptionWordsKeys(Keys):
    """The words of one option."""

    text = Text("The action or the choice.", most=LINE)
    rationale = Text("Why it is right or wrong.", most=PARAGRAPH)


class EntryWordsKeys(Keys):
    """The words about one entry of a sort item; the entry itself is a sign."""

    rationale = Text("Why it belongs under its level.", most=PARAGRAPH)


class ItemWordsKeys(_NamedWordsKeys):
    """The words of a question."""

    stem = Text("What the reader is told.", most=PARAGRAPH)
    lead_in = Text("The question.", most=LINE)
    options = Listing("Its options, in the original's order.", Group("One.", OptionWordsKeys), optional=True)
    entries = Listing("Its entries, in the original's order.", Group("One.", EntryWordsKeys), optional=True)


def _words(description: str, schema: type[Keys]) -> Listing:
    return Listing(description, Group(schema.__doc__ or "", schema), optional=True)


class TranslationKeys(_FileKeys):
    """The keys of a translation such as es.yaml; what it lacks is shown in the original's language."""

    article = Id("The id of the article.")
    lang = Formed("The language, as a tag such as es; the file is called by it.", _LANG)
    review = _review("Whether a named person has checked the translation.", optional=False)
    about = Group("What the article is called.", AboutWordsKeys, optional=True)
    urgent_notice = Group("What to do about an urgent sign now.", NoticeWordsKeys, optional=True)
    levels = _words("The levels.", NameMeansWordsKeys)
    competencies = _words("The competencies.", TitleBodyWordsKeys)
    causes = _words("The reasons for the trouble.", TitleBodyWordsKeys)
    signs = _words("What a reader may notice.", SignWordsKeys)
    red_flags = _words("The urgent signs.", SignWordsKeys)
    circumstances = _words("Facts that can raise a level.", NameWordsKeys)
    promotions = _words("Combinations that raise a level.", ReasonWordsKeys)
    self_care = _words("What a reader can do alone.", TextWordsKeys)
    topics = _words("Whatever else the article says.", TitleBodyWordsKeys)
    faqs = _words("Questions that readers ask.", FaqWordsKeys)
    takeaways = _words("What to remember.", TextWordsKeys)
    gaps = _words("What the source lost.", GapWordsKeys)
    quiz = Group("What the quiz is called.", QuizWordsKeys, optional=True)
    items = _words("The questions.", ItemWordsKeys)


SCHEMAS: Mapping[str, Keys] = {
    Part.ARTICLE: ArticleKeys(),
    Part.QUIZ: QuizKeys(),
    TRANSLATION: TranslationKeys(),
}


def checked(part: str, data: object) -> tuple[dict[str, Any] | None, list[Finding]]:
    """Return the data as `build` wants it (None if anything is wrong) and everything that is wrong.

    `part` is the name of the file; one that is no Part is that of a translation.
    """
    if not isinstance(data, dict):
        keys = "id and title" if part in tuple(Part) else "article and lang"
        message = f"{part} has keys such as {keys} at its top"
        return None, [Finding(code="wrong-type", part=part, where=(), message=message)]
    try:
        return SCHEMAS.get(part, SCHEMAS[TRANSLATION]).load(data), []
    except ValidationError as error:
        faults = _flat(error.messages, ())
        return None, [
            Finding(
                code=fault.code,
                part=part,
                where=where,
                message=fault.message,
                hint=fault.hint,
                on_key=fault.code == "unknown-key",
            )
            for where, fault in faults
        ]


def findings(part: str, data: object) -> list[Finding]:
    """Return everything that is wrong with the data of one file."""
    return checked(part, data)[1]


def _flat(messages: Any, where: Where) -> Iterator[tuple[Where, Fault]]:  # noqa: ANN401 - marshmallow's nested messages
    """Yield each fault with its place; depth is bounded by that of the file."""
    if isinstance(messages, list):
        yield from ((where, fault) for fault in messages)
        return
    misspelt = {fault.meant for inner in messages.values() if isinstance(inner, list) for fault in inner}
    for key, inner in messages.items():
        for place, fault in _flat(inner, (*where, key)):
            if not (fault.code == "missing-key" and key in misspelt and len(place) == len(where) + 1):
                yield place, fault
