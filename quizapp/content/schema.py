"""The schema of article.yaml, quiz.yaml, sources.yaml and translations, and its findings about a file.

    clean, found = checked(Part.ARTICLE, data)

Everything wrong with a file is found in one go. A misspelt key is reported once, at that key, and not
again as a missing one; an item is checked against the keys of its own kind only.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
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
    keys,
)
from quizapp.content.model import (
    PICTURES,
    STEPS,
    TOPIC_GROUPS,
    VERDICT_RULES,
    Competency,
    Level,
    Origin,
    Pronoun,
)
from quizapp.content.publishers import LICENCES, SEEN, SOURCE_KINDS
from quizapp.content.standard_words import EMERGENCY
from quizapp.content.translation import MEMBERS
from quizapp.problem import TRANSLATION, Finding, Part, Where

FORMAT = 2
LINE = 400
MAX_OPTIONS = 26
"""Options and entries have letters for ids."""

title, line = partial(Text, most=200), partial(Text, most=LINE)
paragraph, body = partial(Text, most=1_500), partial(Text, most=6_000)

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


def _with_scheme(text: str) -> str:
    return f"https://{re.sub('^(https?)?:?/*', '', text)}"


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
_URL = Form(r"https?://[^\s/]+\.[^\s]+", "is no web address: it begins with https://", repair=_with_scheme)


def _cites(*, optional: bool = False) -> Listing:
    where = "; left out, those of its signs" if optional else ""
    passage = Formed("source-id/passage-id", _CITE)
    return Listing(f"The passages this rests on{where}.", passage, AT_LEAST_ONE, optional=optional)


def _list_of(about: str, entry: type[Keys]) -> Listing:
    return Listing(about, Group(entry.__doc__ or "", entry), optional=True)


@dataclass(frozen=True, slots=True)
class InOrder:
    """A list with an entry for each of some words, which are its ids in their order."""

    words: tuple[str, ...]

    def __call__(self, entries: list[dict[str, Any]]) -> None:
        """Raise the fault of the first entry that is out of order."""
        for index, (entry, wanted) in enumerate(zip(entries, self.words, strict=False)):
            if entry["id"] != wanted:
                message = f'"{entry["id"]}" stands where "{wanted}" belongs'
                hint = f"the order is {', '.join(self.words)}"
                raise ValidationError({index: {"id": [Fault("wrong-order", message, hint)]}})


def _in_order(about: str, inner: Group, words: Iterable[str], *more: str) -> Listing:
    """Make a list of things, one for each of some words, which are their ids, and perhaps for one more."""
    own = tuple(words)
    check = InOrder((*own, *more))
    order = f"The order is {', '.join(check.words)}."
    entries = [{"properties": {"id": {"const": word, "errorMessage": order}}} for word in check.words]
    hint = f"one for each of {', '.join(own)}{''.join(f', and perhaps {word}' for word in more)}"
    count = Count(len(own), len(check.words), hint=hint)
    return Listing(about, inner, count, check=check, limits=[{"prefixItems": entries}], optional=True)


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
    by = title("Who checked it, by name; goes with status: reviewed.", optional=True)
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


def _review(about: str, *, optional: bool = True) -> Group:
    return Group(about, ReviewKeys, optional=optional)


_ALLOW = keys(
    "Allow",
    "An editor's word that a rule does not apply here.",
    rule=Id("The code of the rule."),
    because=paragraph("Why it does not apply."),
)
_ALLOWING = {"allow": Listing("Warnings that do not apply here.", Group("One rule.", _ALLOW), optional=True)}


def _claim(name: str, about: str, /, **own: fields.Field[Any]) -> type[Keys]:
    return keys(
        name,
        about,
        **_ALLOWING,
        id=Id("The name of this claim; it never changes."),
        origin=Word(
            "Where this comes from; left out, stated where it cites the article itself, else added.",
            {
                Origin.STATED.value: "The article says so, in this place.",
                Origin.RESTATED.value: "The article says so elsewhere.",
                Origin.ADDED.value: "Another source says so.",
            },
            optional=True,
        ),
        cites=_cites(),
        fills=Id("The gap that this claim fills; `filled_by` of the gap says the same.", optional=True),
        note=paragraph("What editors should know; readers never see it.", optional=True),
        review=_review("The review of this claim, where it differs from the article's."),
        **own,
    )


_NOTICED = {
    "name": title("What a reader may notice, in a reader's words."),
    "hint": line("When it still counts; never a reason to wait.", optional=True),
    "action": paragraph("What to do about it, where that is not what its step says.", optional=True),
}
SIGN = _claim(
    "Sign",
    "Something a reader may notice that is not urgent.",
    **_NOTICED,
    level=Word(
        "How soon to act; left out, book. An urgent sign belongs under red_flags.", LEVELS, optional=True
    ),
    within=Word(
        "For level book: how soon the appointment should be.",
        {"routine": "The next one that is free.", "soon": "In one to three days."},
        optional=True,
        elsewhere=dict.fromkeys(
            ("now", "today"), "a sign that needs help now or today belongs under red_flags"
        ),
    ),
)
_RED_FLAG = _claim(
    "RedFlag",
    "A sign that needs help now or today.",
    **_NOTICED,
    level=Word("Only urgent signs belong under red_flags, so it may be left out.", LEVELS, optional=True),
    within=Word(
        "How soon to get help; left out, today.",
        {"now": "At once: an ambulance, or an emergency department.", "today": "Before the day ends."},
        optional=True,
    ),
    tested=Flag("Whether the check has to confirm it.", optional=True),
    picture=Word("The picture beside it.", {name: f"{name}." for name in PICTURES}, optional=True),
)
_PROMOTION = _claim(
    "Promotion",
    "A combination that raises the level.",
    any_sign=Listing("At least one of these signs.", Id("The id of a sign."), AT_LEAST_ONE),
    circumstances=Listing("All of these circumstances.", Id("The id of a circumstance."), AT_LEAST_ONE),
    level=Word("The level it raises to.", LEVELS),
    reason=paragraph("Why, in plain words."),
)
TOPIC = _claim(
    "Topic",
    "Whatever else the article says.",
    group=Word("Where it belongs.", TOPIC_GROUPS),
    title=title("The heading."),
    body=body("The text, in Markdown."),
)
_GAP = keys(
    "Gap",
    "Something the source lost.",
    id=Id("The name of this gap."),
    lead_in=paragraph("The words after which something is missing."),
    what=Word(
        "What is missing.",
        {"list": "The list after a lead-in.", "section": "All that stood below a heading."},
    ),
    place=Formed("The passage with these words, as source-id/passage-id.", _CITE),
    filled_by=Listing("The claims that fill it.", Id("The id of a claim."), optional=True),
    note=paragraph("What editors should know about it.", optional=True),
)
_PASSAGE = keys(
    "Passage",
    "One sentence of a source.",
    id=Id("The name of this passage within its source."),
    says=paragraph("Its gist, in our own words."),
    fingerprint=Formed("The first 12 hex digits of the hash of its text.", _FINGERPRINT, optional=True),
    waived=paragraph("Why no claim needs this passage.", optional=True),
)
SOURCE = keys(
    "Source",
    "A text that claims rest on.",
    id=Id("The name of this source."),
    title=line("Its title."),
    kind=Word("What it is.", SOURCE_KINDS, optional=True),
    publisher=title("Who published it.", optional=True),
    url=Formed(
        "Where its publisher has it: the page itself, not the front door.", _URL, most=2_000, optional=True
    ),
    date=Formed(
        "When it was written or last reviewed, such as 2026-01-19, 2023-06 or 2010.",
        _DATE,
        optional=True,
    ),
    licence=Word(
        "The licence of its text; that of a known publisher may be left out.", LICENCES, optional=True
    ),
    retrieved=Day("The day on which it was read.", optional=True),
    own=Flag("Whether it is your own text, which may be quoted as it stands.", optional=True),
    seen=Word("How much of it was seen.", SEEN, optional=True),
    passages=Listing("Its sentences.", Group("One sentence.", _PASSAGE)),
)
_LEVEL = keys(
    "Level",
    "The words that readers see for a level.",
    id=Word("The level, or now.", {**LEVELS, EMERGENCY: "Get emergency help now."}),
    name=title("Its name."),
    means=paragraph("What it means."),
)
_COMPETENCY = keys(
    "Competency",
    "The words that readers see for a competency.",
    id=Word("The competency.", COMPETENCIES),
    title=title("Its name."),
    body=body("What it means, in Markdown."),
)
_CUES = keys(
    "Cue",
    "A few words for each row of the page, by which a reader finds the right one.",
    **{step: line(f'The words for "{step}".', optional=True) for step in STEPS},
)
_REPLACED = keys(
    "Replaced",
    "Ids that are gone, and the one that says now what they said.",
    by=Id("The id that is there."),
    ids=Listing("The ids that are gone.", Id("One of them."), AT_LEAST_ONE),
)


def _file(name: str, about: str, /, **own: fields.Field[Any]) -> type[Keys]:
    return keys(name, about, format=Whole("The version of this format.", only=FORMAT), **own)


def _origins(*, optional: bool) -> dict[str, fields.Field[Any]]:
    text = Group("One text.", SOURCE)
    return {
        "sources": Listing("The texts that claims rest on.", text, AT_LEAST_ONE, optional=optional),
        "gaps": _list_of("What the source lost.", _GAP),
        "left_out": Listing(
            "What editors knew and left out, each with the reason.",
            paragraph("One fact, and why."),
            optional=True,
        ),
        "replaced": Listing("Ids that are gone.", Group("One successor.", _REPLACED), optional=True),
    }


_SOURCES = _file(
    "Sources",
    "The keys of sources.yaml, where an article keeps apart what only editors need.",
    **_origins(optional=False),
    seen=Word("How much was seen of each source that does not say.", SEEN, optional=True),
    retrieved=Day("The day on which each source was read that does not say.", optional=True),
)
_ARTICLE = _file(
    "Article",
    "The keys of article.yaml; those that sources.yaml may have stand in one of the two.",
    **_origins(optional=True),
    id=Id("The name of the article, and of its folder."),
    lang=Formed("The language, as a tag such as en or pt-BR.", _LANG),
    title=title("The title."),
    summary=paragraph("Two or three sentences, in Markdown."),
    updated=Day("The day of the last change that matters to readers.", optional=True),
    licence=Word("The licence of the text; left out, not stated.", LICENCES, optional=True),
    contact=Formed("Where readers tell of mistakes: an address of mail or the web.", _CONTACT, optional=True),
    review=_review("The review of all claims that have none of their own; left out, unreviewed."),
    scope=paragraph("Whom the article is for, and what others need instead.", optional=True),
    cues=Group("A few words for each row of the page.", _CUES, optional=True),
    levels=_in_order(
        "The levels, where the standard words do not fit.", Group("One level.", _LEVEL), LEVELS, EMERGENCY
    ),
    competencies=_in_order(
        "The competencies, where the standard words do not fit.",
        Group("One competency.", _COMPETENCY),
        COMPETENCIES,
    ),
    urgent_notice=paragraph(
        "One line for wherever the urgent signs are not shown; a link to them follows it."
    ),
    causes=_list_of(
        "The reasons for the trouble.",
        _claim(
            "Cause",
            "One reason for the trouble.",
            title=title("The heading."),
            body=body("The explanation, in Markdown."),
        ),
    ),
    signs=_list_of("What a reader may notice.", SIGN),
    red_flags=_list_of("The urgent signs, those for now first.", _RED_FLAG),
    folded=Listing("Signs and topics that the page keeps in a fold.", Id("The id of one."), optional=True),
    circumstances=_list_of(
        "Facts that can raise a level.",
        _claim(
            "Circumstance",
            "A fact about the reader that can raise a level.",
            name=title("The fact, in a reader's words."),
        ),
    ),
    promotions=_list_of("Combinations that raise a level.", _PROMOTION),
    self_care=_list_of(
        "What a reader can do alone.",
        _claim(
            "SelfCare",
            "A step that a reader can take alone.",
            text=paragraph("The step."),
            avoid=Flag("Whether it is something not to do.", optional=True),
        ),
    ),
    topics=_list_of("Whatever else the article says.", TOPIC),
    faqs=_list_of(
        "Questions that readers ask.",
        _claim(
            "Faq",
            "A question that readers ask.",
            question=line("The question."),
            answer=body("The answer, in Markdown."),
        ),
    ),
    takeaways=_list_of(
        "What to remember.", _claim("Takeaway", "One line to remember.", text=paragraph("The line."))
    ),
)


_PERSON = keys(
    "Person",
    "Whom the stories of a pair are about.",
    name=Text("The name; no other pair has it.", most=100),
    pronoun=Word(
        "The pronoun.",
        {
            Pronoun.HE.value: "He, him, his.",
            Pronoun.SHE.value: "She, her, hers.",
            Pronoun.THEY.value: "They, them, theirs.",
        },
    ),
)
_STORY = keys(
    "Story",
    "One half of a pair.",
    **_ALLOWING,
    key=Word("The level of the right option.", LEVELS),
    signs=Listing("Every sign that the story shows.", Id("The id of a sign or red flag."), AT_LEAST_ONE),
    circumstances=Listing("Every circumstance that the story shows.", Id("Its id."), optional=True),
    story=paragraph("What the reader is told."),
    reason=paragraph("Why the key fits, in one sentence of its own: no two reasons may be the same."),
    harm=paragraph("What waiting can do, in one sentence; for an urgent story.", optional=True),
    cites=_cites(optional=True),
    withdrawn=paragraph("Why the story is no longer asked.", optional=True),
)
_PAIR = keys(
    "Pair",
    "Two stories about one person, with the same four options and one feature changed.",
    id=Id("The name of the pair; it never changes."),
    person=Group("Whom the stories are about.", _PERSON),
    place=Id("The place of the body that the picture shows; it decorates only.", optional=True),
    ask=line('The question, where it is not "What should ... do?".', optional=True),
    options=Listing(
        f"What the person could do: one for each of {', '.join(LEVELS)}, in this order.",
        line("The action."),
        Count(len(LEVELS), len(LEVELS), f"one for each of {', '.join(LEVELS)}"),
    ),
    stories=Listing("The two stories.", Group("One story.", _STORY), Count(2, 2)),
    review=_review("The review of this pair, where it differs from the quiz's."),
)
_OPTION = keys(
    "Option",
    "One choice.",
    text=line("The choice."),
    correct=Flag("Whether it is right.", optional=True),
    reason=paragraph("Why it is right or wrong; no two reasons may be the same."),
)
_ENTRY = keys(
    "Entry",
    "One sign to put under a level.",
    sign=Id("The id of a sign or red flag of the article."),
    reason=paragraph("Why it belongs under its level; no two reasons may be the same."),
)
_PRACTICE = keys(
    "Practice",
    "One question for practice.",
    **_ALLOWING,
    id=Id("The name of this item; it never changes."),
    story=paragraph("What the reader is told first.", optional=True),
    ask=line("The question."),
    review=_review("The review of this item, where it differs from the quiz's."),
    withdrawn=paragraph("Why the item is no longer asked.", optional=True),
)


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


def _practice(name: str, about: str, kind: str, /, **own: fields.Field[Any]) -> type[Keys]:
    word = Word("How the reader responds.", {kind: about})
    return keys(name, about, **_PRACTICE().fields, kind=word, **own)


def _options(check: Callable[[list[dict[str, Any]]], None], limits: Sequence[Json]) -> Listing:
    choice = Group("One choice.", _OPTION)
    return Listing("The choices.", choice, Count(2, MAX_OPTIONS), check=check, limits=limits)


PRACTICE_KINDS = {
    "choice": _practice(
        "Choice", "One right option.", "choice", options=_options(_one_correct, _ONE_CORRECT), cites=_cites()
    ),
    "multiple": _practice(
        "Multiple",
        "Some right options.",
        "multiple",
        options=_options(_some_correct, _SOME_CORRECT),
        cites=_cites(),
    ),
    "sort": _practice(
        "Sort",
        "Put each sign under a level.",
        "sort",
        entries=Listing("The signs to sort.", Group("One sign.", _ENTRY), Count(2, MAX_OPTIONS)),
        cites=_cites(optional=True),
    ),
}
_QUIZ = _file(
    "Quiz",
    "The keys of quiz.yaml.",
    article=Id("The id of the article; left out, that of the one beside it.", optional=True),
    title=title("The title."),
    intro=paragraph("One or two sentences for the start page."),
    review=_review("The review of all pairs and items that have none of their own."),
    rule=Word(
        "The rule of the verdict.",
        dict.fromkeys(VERDICT_RULES, "`quizapp simulate` measures how often it errs."),
        optional=True,
    ),
    pairs=Listing("The stories that the check asks.", Group("One pair.", _PAIR), AT_LEAST_ONE, optional=True),
    practice=Listing(
        "Questions for practice, which the verdict does not count.",
        Kinds("One question.", PRACTICE_KINDS),
        optional=True,
    ),
)

_BASED_ON = {
    "based_on": Formed(
        "The fingerprint of the original's words; `quizapp translate` writes it.", _FINGERPRINT
    )
}
_NAMED = {**_BASED_ON, "id": Id("The id of the original.")}


def _words(
    original: type[Keys],
    members: Sequence[str],
    head: Mapping[str, fields.Field[Any]] = _NAMED,
    about: str | None = None,
    **more: fields.Field[Any],
) -> type[Keys]:
    """The keys of an entry that translates an original: those of its members that hold words."""
    own = {member: original().fields[member] for member in members}
    return keys(f"{original.called()}Words", about or original.__doc__ or "", **head, **own, **more)


def _words_of_list(name: str, members: Sequence[str]) -> Listing:
    """The list of the words for one of the article's lists."""
    listing: Any = _ARTICLE().fields[name]
    return _list_of(listing.metadata["description"], _words(type(listing.inner.keys), members))


_PAIR_WORDS = _words(
    _PAIR,
    ("ask", "options"),
    person=Group(
        "What the person is called here, where that differs.", _words(_PERSON, ("name",), {}), optional=True
    ),
    stories=Listing(
        "The two stories, in the original's order.",
        Group("One story.", _words(_STORY, ("story", "reason", "harm"), {})),
        Count(2, 2),
    ),
)
_PRACTICE_WORDS = _words(
    _PRACTICE,
    ("story", "ask"),
    options=_list_of("Its options, in the original's order.", _words(_OPTION, ("text", "reason"), {})),
    entries=_list_of("Its entries, in the original's order.", _words(_ENTRY, ("reason",), {})),
)


_one = partial(Group, optional=True)


def _line_words(name: str, about: str, text: str) -> type[Keys]:
    return keys(f"{name}Words", about, **_BASED_ON, text=paragraph(text))


_TRANSLATION = _file(
    "Translation",
    "The keys of a translation such as es.yaml; what it lacks, readers see in the original.",
    article=Id("The id of the article."),
    lang=Formed("The language, as a tag such as es; the file is called by it.", _LANG),
    review=_review("Whether a named person has checked the translation.", optional=False),
    about=_one(
        "What the article is called.",
        _words(_ARTICLE, ("title", "summary"), _BASED_ON, "What the article is called."),
    ),
    scope=_one(
        "Whom the article is for.",
        _line_words("Scope", "Whom the article is for, and what others need instead.", "The text."),
    ),
    urgent_notice=_one(
        "The line that leads to the urgent signs.",
        _line_words("Notice", "The line that leads to the urgent signs.", "The line."),
    ),
    cues=_one("The words of the rows.", _words(_CUES, STEPS, _BASED_ON)),
    **{name: _words_of_list(name, members) for name, members in MEMBERS.items()},
    quiz=_one(
        "What the quiz is called.", _words(_QUIZ, ("title", "intro"), _BASED_ON, "What the quiz is called.")
    ),
    pairs=_list_of("The stories.", _PAIR_WORDS),
    practice=_list_of("The questions for practice.", _PRACTICE_WORDS),
)

SCHEMAS: Mapping[str, Keys] = {
    Part.ARTICLE: _ARTICLE(),
    Part.QUIZ: _QUIZ(),
    Part.SOURCES: _SOURCES(),
    TRANSLATION: _TRANSLATION(),
}

KINDS: Mapping[str, str] = {part.removesuffix(".yaml"): part for part in SCHEMAS}
"""The files that have a schema, by the names that the command and the address give them."""


def json_schema(part: str) -> Json:
    """The JSON Schema (2020-12) of one of an article's files, by which editors are checked as they type.

    The loader's own fields make it, so both judge the shape of a file alike. What one file says of another,
    or of a whole bank, only `quizapp check` knows.
    """
    top = SCHEMAS[part]
    groups = {group.called(): group.schema() for group in top.below()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"quizapp {part}, format {FORMAT}",
        **top.schema(),
        "$defs": dict(sorted(groups.items())),
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
        key, message = "items", "format 1 had `items`; format 2 has `pairs` and `practice`"
    elif data.get("format") == 1:
        key, message = "format", "this is format 1; in format 2 a quiz has pairs, and a note is for editors"
    else:
        return None
    hint = "`quizapp explain old-format` shows what the keys have become"
    return Finding("old-format", part, (key,), message, hint)


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
