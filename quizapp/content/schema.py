"""The schema of article.yaml, quiz.yaml, sources.yaml and translations, and its findings about a file.

    clean, found = checked(Part.ARTICLE, data)

Everything wrong with a file is found in one go. A misspelt key is reported once, at that key, and not
again as a missing one; an item is checked against the keys of its own kind only.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, validates_schema

from quizapp.content.canonical import Json
from quizapp.content.faults import ID_PATTERN, Count, Fault, Form, refusal
from quizapp.content.fields import (
    AT_LEAST_ONE,
    Day,
    Flag,
    Formed,
    Group,
    Id,
    Keys,
    Kinds,
    Listing,
    Text,
    Whole,
    Word,
    has,
)
from quizapp.content.model import (
    PICTURES,
    STEPS,
    TOPIC_GROUPS,
    VERDICT_RULES,
    Competency,
    Kind,
    Level,
    Origin,
    Pronoun,
)
from quizapp.content.publishers import LICENCES, SEEN, SOURCE_KINDS
from quizapp.content.standard_words import EMERGENCY
from quizapp.content.translation import MEMBERS
from quizapp.problem import TRANSLATION, Finding, Part, Where

FORMAT = 2
TITLE = 200
LINE = 400
PARAGRAPH = 1_500
BODY = 6_000
MAX_OPTIONS = 26
"""Options and entries have letters for ids."""

LEVELS = {
    Level.CARRY_ON.slug: "Go on as before.",
    Level.MODIFY.slug: "Change something, or treat it at home, and watch how it goes.",
    Level.BOOK.slug: "Have it looked at by appointment.",
    Level.URGENT.slug: "Get medical help today.",
}
"""The levels in their order, and what to do at each."""
COMPETENCIES = {
    Competency.MODIFY_TRAINING.value: "Tell what needs no change from what needs a change.",
    Competency.SEEK_CARE.value: "Tell what needs an appointment from what needs help today.",
}
"""The competencies in their order, and what each enables a reader to do."""


_CITE = Form(
    f"{ID_PATTERN}/{ID_PATTERN}",
    "names no passage: write source-id/passage-id",
    listed=True,
    repair=lambda text: re.sub(r"\s*[/\\:]\s*", "/", text.lower()),
)
_LANG = Form(
    "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*",
    "is no language tag such as en or pt-BR",
    repair=lambda text: text.replace("_", "-"),
)
_FINGERPRINT = Form(
    "[0-9a-f]{12}", "is no fingerprint: it has 12 of the characters 0-9 and a-f", repair=str.lower
)
_DATE = Form("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", "is no date such as 2026-01-19, 2023-06 or 2010")
_CONTACT = Form(
    r"(mailto:[^\s@]+@[^\s@]+|https?://[^\s/]+\.[^\s]+)",
    "is no address: write mailto: or https://",
    repair=lambda text: f"mailto:{text}" if "@" in text else _with_scheme(text),
)


def _with_scheme(text: str) -> str:
    return f"https://{re.sub('^(https?)?:?/*', '', text)}"


_URL = Form(r"https?://[^\s/]+\.[^\s]+", "is no web address: it begins with https://", repair=_with_scheme)


def _cites(*, optional: bool = False) -> Listing:
    passages = Formed("source-id/passage-id", _CITE)
    where = "; left out, those of its signs" if optional else ""
    return Listing(f"The passages this rests on{where}.", passages, AT_LEAST_ONE, optional=optional)


@dataclass(frozen=True, slots=True)
class InOrder:
    """A list with an entry for each of some words, which stand under `key` in their order."""

    key: str
    words: tuple[str, ...]

    def __call__(self, entries: list[dict[str, Any]]) -> None:
        """Raise the fault of the first entry that is out of order."""
        found = [entry[self.key] for entry in entries]
        for index, (word, wanted) in enumerate(zip(found, self.words, strict=False)):
            if word != wanted:
                message = f'"{word}" stands where "{wanted}" belongs'
                hint = f"the order is {', '.join(self.words)}"
                raise ValidationError({index: {self.key: [Fault("wrong-order", message, hint)]}})


def _in_order(  # noqa: PLR0913 - what a list needs, and its order
    description: str, inner: Group, key: str, words: Iterable[str], *, more: str = "", optional: bool = False
) -> Listing:
    """Make a list with one entry for each of some words, and perhaps for one `more`."""
    own = tuple(words)
    check = InOrder(key, (*own, more) if more else own)
    hint = f"one for each of {', '.join(own)}{f', and perhaps {more}' if more else ''}"
    count = Count(len(own), len(check.words), hint=hint)
    order = f"The order is {', '.join(check.words)}."
    entries = [{"properties": {key: {"const": word, "errorMessage": order}}} for word in check.words]
    limits = [{"prefixItems": entries}]
    return Listing(description, inner, count, check=check, limits=limits, optional=optional)


class ReviewKeys(Keys):
    """Whether a named person has checked the text."""

    limits: ClassVar[Json] = {"if": has("status", "reviewed"), "then": {"required": ["by", "date"]}}
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
        hint = "write who checked it and when, or status: unreviewed"
        faults = {
            key: [Fault("missing-key", f'a reviewed text needs the key "{key}"', hint)]
            for key in ("by", "date")
            if data.get("status") == "reviewed" and key not in data
        }
        if faults:
            raise ValidationError(faults)


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
        "Where this comes from; left out, stated where it cites the article itself, else added.",
        {
            Origin.STATED.value: "The article says so, in this place.",
            Origin.RESTATED.value: "The article says so elsewhere.",
            Origin.ADDED.value: "Another source says so.",
        },
        optional=True,
    )
    cites = _cites()
    fills = Id("The gap that this claim fills; `filled_by` of the gap says the same.", optional=True)
    note = Text("What editors should know; readers never see it.", most=PARAGRAPH, optional=True)
    review = _review("The review of this claim, where it differs from the article's.")


class CauseKeys(ClaimKeys):
    """One reason for the trouble."""

    title = Text("The heading.", most=TITLE)
    body = Text("The explanation, in Markdown.", most=BODY)


class _Noticed(ClaimKeys):
    name = Text("What a reader may notice, in a reader's words.", most=TITLE)
    hint = Text("When it still counts; never a reason to wait.", most=LINE, optional=True)
    action = Text("What to do about it, where that is not what its step says.", most=PARAGRAPH, optional=True)


class SignKeys(_Noticed):
    """Something a reader may notice that is not urgent."""

    level = Word(
        "How soon to act; left out, book. An urgent sign belongs under red_flags.", LEVELS, optional=True
    )
    within = Word(
        "For level book: how soon the appointment should be.",
        {"routine": "The next one that is free.", "soon": "In one to three days."},
        optional=True,
    )


class RedFlagKeys(_Noticed):
    """A sign that needs help now or today."""

    level = Word("Only urgent signs belong under red_flags, so it may be left out.", LEVELS, optional=True)
    within = Word(
        "How soon to get help; left out, today.",
        {"now": "At once: an ambulance, or an emergency department.", "today": "Before the day ends."},
        optional=True,
    )
    tested = Flag("Whether the check has to confirm it.", optional=True)
    picture = Word("The picture beside it.", {name: f"{name}." for name in PICTURES}, optional=True)


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
    avoid = Flag("Whether it is something not to do.", optional=True)


class TopicKeys(ClaimKeys):
    """Whatever else the article says."""

    group = Word(
        "Where it belongs.",
        TOPIC_GROUPS,
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
    filled_by = Listing("The claims that fill it.", Id("The id of a claim."), optional=True)
    note = Text("What editors should know about it.", most=PARAGRAPH, optional=True)


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
        SOURCE_KINDS,
        optional=True,
    )
    publisher = Text("Who published it.", most=TITLE, optional=True)
    url = Formed(
        "Where its publisher has it: the page itself, not the front door.", _URL, most=2_000, optional=True
    )
    date = Formed(
        "When it was written or last reviewed, such as 2026-01-19, 2023-06 or 2010.", _DATE, optional=True
    )
    licence = Word(
        "The licence of its text; that of a known publisher may be left out.", LICENCES, optional=True
    )
    retrieved = Day("The day on which it was read.", optional=True)
    own = Flag("Whether it is your own text, which may be quoted as it stands.", optional=True)
    seen = Word("How much of it was seen.", SEEN, optional=True)
    passages = Listing("Its sentences.", Group("One sentence.", PassageKeys))


class LevelKeys(Keys):
    """The words that readers see for a level."""

    id = Word("The level, or now.", {**LEVELS, EMERGENCY: "Get emergency help now."})
    name = Text("Its name.", most=TITLE)
    means = Text("What it means.", most=PARAGRAPH)


CueKeys = type(  # "carry-on" is no name in Python
    "CueKeys",
    (Keys,),
    {
        "__doc__": "A few words for each row of the page, by which a reader finds the right one.",
        **{step: Text(f'The words for "{step}".', most=LINE, optional=True) for step in STEPS},
    },
)


class ReplacedKeys(Keys):
    """Ids that are gone, and the one that says now what they said."""

    by = Id("The id that is there.")
    ids = Listing("The ids that are gone.", Id("One of them."), AT_LEAST_ONE)


class CompetencyKeys(Keys):
    """The words that readers see for a competency."""

    id = Word("The competency.", COMPETENCIES)
    title = Text("Its name.", most=TITLE)
    body = Text("What it means, in Markdown.", most=BODY)


class _FileKeys(Keys):
    format = Whole("The version of this format.", only=FORMAT)


def _claims(description: str, schema: type[Keys]) -> Listing:
    return Listing(description, Group(schema.__doc__ or "", schema), optional=True)


class _OriginKeys(_FileKeys):
    sources = Listing("The texts that claims rest on.", Group("One text.", SourceKeys), AT_LEAST_ONE)
    gaps = _claims("What the source lost.", GapKeys)
    left_out = Listing(
        "What editors knew and left out, each with the reason.",
        Text("One fact, and why.", most=PARAGRAPH),
        optional=True,
    )
    replaced = Listing("Ids that are gone.", Group("One successor.", ReplacedKeys), optional=True)


class SourcesKeys(_OriginKeys):
    """The keys of sources.yaml, where an article keeps apart what only editors need."""

    seen = Word("How much was seen of each source that does not say.", SEEN, optional=True)
    retrieved = Day("The day on which each source was read that does not say.", optional=True)


class ArticleKeys(_OriginKeys):
    """The keys of article.yaml; those that sources.yaml may have stand in one of the two."""

    sources = Listing(
        "The texts that claims rest on.", Group("One text.", SourceKeys), AT_LEAST_ONE, optional=True
    )
    id = Id("The name of the article, and of its folder.")
    lang = Formed("The language, as a tag such as en or pt-BR.", _LANG)
    title = Text("The title.", most=TITLE)
    summary = Text("Two or three sentences, in Markdown.", most=PARAGRAPH)
    updated = Day("The day of the last change that matters to readers.", optional=True)
    licence = Word("The licence of the text; left out, not stated.", LICENCES, optional=True)
    contact = Formed(
        "Where readers tell of mistakes: an address of mail or the web.", _CONTACT, optional=True
    )
    review = _review("The review of all claims that have none of their own; left out, unreviewed.")
    scope = Text("Whom the article is for, and what others need instead.", most=PARAGRAPH, optional=True)
    cues = Group("A few words for each row of the page.", CueKeys, optional=True)
    levels = _in_order(
        "The levels, where the standard words do not fit.",
        Group("One level.", LevelKeys),
        "id",
        LEVELS,
        more=EMERGENCY,
        optional=True,
    )
    competencies = _in_order(
        "The competencies, where the standard words do not fit.",
        Group("One competency.", CompetencyKeys),
        "id",
        COMPETENCIES,
        optional=True,
    )
    urgent_notice = Text(
        "One line for wherever the urgent signs are not shown; a link to them follows it.", most=PARAGRAPH
    )
    causes = _claims("The reasons for the trouble.", CauseKeys)
    signs = _claims("What a reader may notice.", SignKeys)
    red_flags = _claims("The urgent signs, those for now first.", RedFlagKeys)
    folded = Listing("Signs and topics that the page keeps in a fold.", Id("The id of one."), optional=True)
    circumstances = _claims("Facts that can raise a level.", CircumstanceKeys)
    promotions = _claims("Combinations that raise a level.", PromotionKeys)
    self_care = _claims("What a reader can do alone.", SelfCareKeys)
    topics = _claims("Whatever else the article says.", TopicKeys)
    faqs = _claims("Questions that readers ask.", FaqKeys)
    takeaways = _claims("What to remember.", TakeawayKeys)


class PersonKeys(Keys):
    """Whom the stories of a pair are about."""

    name = Text("The name; no other pair has it.", most=100)
    pronoun = Word(
        "The pronoun.",
        {
            Pronoun.HE.value: "He, him, his.",
            Pronoun.SHE.value: "She, her, hers.",
            Pronoun.THEY.value: "They, them, theirs.",
        },
    )


class StoryKeys(_Allowing):
    """One half of a pair."""

    key = Word("The level of the right option.", LEVELS)
    signs = Listing("Every sign that the story shows.", Id("The id of a sign or red flag."), AT_LEAST_ONE)
    circumstances = Listing("Every circumstance that the story shows.", Id("Its id."), optional=True)
    story = Text("What the reader is told.", most=PARAGRAPH)
    reason = Text(
        "Why the key fits, in one sentence of its own: no two reasons may be the same.", most=PARAGRAPH
    )
    harm = Text("What waiting can do, in one sentence; for an urgent story.", most=PARAGRAPH, optional=True)
    cites = _cites(optional=True)
    withdrawn = Text("Why the story is no longer asked.", most=PARAGRAPH, optional=True)


class PairKeys(Keys):
    """Two stories about one person, with the same four options and one feature changed."""

    id = Id("The name of the pair; it never changes.")
    person = Group("Whom the stories are about.", PersonKeys)
    place = Id("The place of the body that the picture shows; it decorates only.", optional=True)
    ask = Text('The question, where it is not "What should ... do?".', most=LINE, optional=True)
    options = Listing(
        f"What the person could do: one for each of {', '.join(LEVELS)}, in this order.",
        Text("The action.", most=LINE),
        Count(len(LEVELS), len(LEVELS), hint=f"one for each of {', '.join(LEVELS)}"),
    )
    stories = Listing("The two stories.", Group("One story.", StoryKeys), Count(2, 2))
    review = _review("The review of this pair, where it differs from the quiz's.")


class OptionKeys(Keys):
    """One choice."""

    text = Text("The choice.", most=LINE)
    correct = Flag("Whether it is right.", optional=True)
    reason = Text("Why it is right or wrong; no two reasons may be the same.", most=PARAGRAPH)


class EntryKeys(Keys):
    """One sign to put under a level."""

    sign = Id("The id of a sign or red flag of the article.")
    reason = Text("Why it belongs under its level; no two reasons may be the same.", most=PARAGRAPH)


class PracticeKeys(_Allowing):
    """One question for practice."""

    id = Id("The name of this item; it never changes.")
    story = Text("What the reader is told first.", most=PARAGRAPH, optional=True)
    ask = Text("The question.", most=LINE)
    review = _review("The review of this item, where it differs from the quiz's.")
    withdrawn = Text("Why the item is no longer asked.", most=PARAGRAPH, optional=True)


def _correct(options: list[dict[str, Any]]) -> int:
    return sum(bool(option.get("correct")) for option in options)


def _one_correct(options: list[dict[str, Any]]) -> None:
    if (count := _correct(options)) != 1:
        message = f"{count} options have `correct: true`; an item of kind choice has exactly one"
        raise refusal("wrong-count", message)


def _some_correct(options: list[dict[str, Any]]) -> None:
    if not 0 < _correct(options) < len(options):
        message = "an item of kind multiple has an option with `correct: true` and one without"
        raise refusal("wrong-count", message)


_RIGHT = has("correct", True)  # noqa: FBT003 - the value is JSON's true
_ONE = "In an item of kind choice exactly one option has `correct: true`."
_ONE_CORRECT = [{"contains": _RIGHT, "maxContains": 1, "errorMessage": _ONE}]
_SOME_CORRECT = [
    {"contains": shape, "errorMessage": f"At least one option is {word}."}
    for shape, word in ((_RIGHT, "right, with `correct: true`"), ({"not": _RIGHT}, "wrong, without it"))
]


def _options(check: Callable[[list[dict[str, Any]]], None], limits: Sequence[Json]) -> Listing:
    choice = Group("One choice.", OptionKeys)
    return Listing("The choices.", choice, Count(2, MAX_OPTIONS), check=check, limits=limits)


class ChoiceKeys(PracticeKeys):
    """One right option."""

    kind = Word("How the reader responds.", {Kind.CHOICE.value: "One right option."})
    options = _options(_one_correct, _ONE_CORRECT)
    cites = _cites()


class MultipleKeys(PracticeKeys):
    """Some right options."""

    kind = Word("How the reader responds.", {Kind.MULTIPLE.value: "Some right options."})
    options = _options(_some_correct, _SOME_CORRECT)
    cites = _cites()


class SortKeys(PracticeKeys):
    """Put each sign under a level."""

    kind = Word("How the reader responds.", {Kind.SORT.value: "Put each sign under a level."})
    entries = Listing("The signs to sort.", Group("One sign.", EntryKeys), Count(2, MAX_OPTIONS))
    cites = _cites(optional=True)


_RULES = dict.fromkeys(VERDICT_RULES, "`quizapp simulate` measures how often it errs.")
PRACTICE_KINDS = {
    Kind.CHOICE.value: ChoiceKeys,
    Kind.MULTIPLE.value: MultipleKeys,
    Kind.SORT.value: SortKeys,
}


class QuizKeys(_FileKeys):
    """The keys of quiz.yaml."""

    article = Id("The id of the article; left out, that of the one beside it.", optional=True)
    title = Text("The title.", most=TITLE)
    intro = Text("One or two sentences for the start page.", most=PARAGRAPH)
    review = _review("The review of all pairs and items that have none of their own.")
    rule = Word("The rule of the verdict.", _RULES, optional=True)
    pairs = Listing(
        "The stories that the check asks.", Group("One pair.", PairKeys), AT_LEAST_ONE, optional=True
    )
    practice = Listing(
        "Questions for practice, which the verdict does not count.",
        Kinds("One question.", PRACTICE_KINDS),
        optional=True,
    )


class _WordsKeys(Keys):
    based_on = Formed("The fingerprint of the original's words; `quizapp translate` writes it.", _FINGERPRINT)


class _NamedWordsKeys(_WordsKeys):
    id = Id("The id of the original.")


class NoticeWordsKeys(_WordsKeys):
    """The line that leads to the urgent signs."""

    text = Text("The line.", most=PARAGRAPH)


class ScopeWordsKeys(_WordsKeys):
    """Whom the article is for, and what others need instead."""

    text = Text("The text.", most=PARAGRAPH)


def _words_keys(
    original: type[Keys],
    members: Sequence[str],
    base: type[Keys] = _NamedWordsKeys,
    doc: str | None = None,
    **more: fields.Field[Any],
) -> type[Keys]:
    """Make the keys of an entry that translates an original: those of its members that hold words."""
    own = original().fields
    words = {member: own[member] for member in members}
    name = f"{original.__name__.removesuffix('Keys')}WordsKeys"
    return type(name, (base,), {"__doc__": doc or original.__doc__, **words, **more})


def _words(description: str, entry: type[Keys]) -> Listing:
    return Listing(description, Group(entry.__doc__ or "", entry), optional=True)


def _word_lists() -> Iterator[tuple[str, Listing]]:
    lists: Mapping[str, Any] = ArticleKeys().fields
    for name, members in MEMBERS.items():
        original = type(lists[name].inner.keys)
        yield name, _words(lists[name].metadata["description"], _words_keys(original, members))


_PairWordsKeys = _words_keys(
    PairKeys,
    ("ask", "options"),
    person=Group(
        "What the person is called here, where that differs.",
        _words_keys(PersonKeys, ("name",), Keys),
        optional=True,
    ),
    stories=Listing(
        "The two stories, in the original's order.",
        Group("One story.", _words_keys(StoryKeys, ("story", "reason", "harm"), Keys)),
        Count(2, 2),
    ),
)
_PracticeWordsKeys = _words_keys(
    PracticeKeys,
    ("story", "ask"),
    options=_words(
        "Its options, in the original's order.", _words_keys(OptionKeys, ("text", "reason"), Keys)
    ),
    entries=_words("Its entries, in the original's order.", _words_keys(EntryKeys, ("reason",), Keys)),
)


_AboutWordsKeys = _words_keys(ArticleKeys, ("title", "summary"), _WordsKeys, "What the article is called.")
_CueWordsKeys = _words_keys(CueKeys, STEPS, _WordsKeys)
_QuizWordsKeys = _words_keys(QuizKeys, ("title", "intro"), _WordsKeys, "What the quiz is called.")


class _TranslationHead(_FileKeys):
    article = Id("The id of the article.")
    lang = Formed("The language, as a tag such as es; the file is called by it.", _LANG)
    review = _review("Whether a named person has checked the translation.", optional=False)
    about = Group("What the article is called.", _AboutWordsKeys, optional=True)
    scope = Group("Whom the article is for.", ScopeWordsKeys, optional=True)
    urgent_notice = Group("The line that leads to the urgent signs.", NoticeWordsKeys, optional=True)
    cues = Group("The words of the rows.", _CueWordsKeys, optional=True)


TranslationKeys = type(
    "TranslationKeys",
    (_TranslationHead,),
    {
        "__doc__": "The keys of a translation such as es.yaml; what it lacks, readers see in the original.",
        **dict(_word_lists()),
        "quiz": Group("What the quiz is called.", _QuizWordsKeys, optional=True),
        "pairs": _words("The stories.", _PairWordsKeys),
        "practice": _words("The questions for practice.", _PracticeWordsKeys),
    },
)


SCHEMAS: Mapping[str, Keys] = {
    Part.ARTICLE: ArticleKeys(),
    Part.QUIZ: QuizKeys(),
    Part.SOURCES: SourcesKeys(),
    TRANSLATION: TranslationKeys(),
}


def checked(part: str, data: object) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The data as `build` wants it (None if anything is wrong) and everything that is wrong.

    `part` is the name of the file; one that is no Part is that of a translation.
    """
    if not isinstance(data, dict):
        keys = "id and title" if part in tuple(Part) else "article and lang"
        message = f"{part} has keys such as {keys} at its top"
        return None, [Finding("wrong-type", part, (), message)]
    if old := _old_format(part, data):
        return None, [old]
    schema = SCHEMAS.get(part, SCHEMAS[TRANSLATION])
    with suppress(ValidationError):
        return schema.quick(data), []
    try:
        return schema.load(data), []
    except ValidationError as error:
        return None, [
            Finding(
                fault.code,
                part,
                where,
                fault.message,
                _other_file(part, where) or fault.hint if fault.code == "unknown-key" else fault.hint,
                on_key=fault.code == "unknown-key",
            )
            for where, fault in _flat(error.messages, ())
        ]


def _other_file(part: str, where: Where) -> str | None:
    """The hint for a key at the top of one file that belongs to another one."""
    others = (each for each in Part if each != part and where[0] in SCHEMAS[each].fields)
    other = next(others, None) if len(where) == 1 else None
    return other and f"it belongs to {other.value}"


def _old_format(part: str, data: Mapping[str, Any]) -> Finding | None:
    if "items" in data:
        where, message = ("items",), "format 1 had `items`; format 2 has `pairs` and `practice`"
    elif data.get("format") == 1:
        where, message = (
            ("format",),
            "this is format 1; in format 2 a quiz has pairs, and a note is for editors",
        )
    else:
        return None
    hint = "`quizapp explain old-format` shows what the keys have become"
    return Finding("old-format", part, where, message, hint)


def findings(part: str, data: object) -> list[Finding]:
    """Everything that is wrong with the data of one file."""
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
