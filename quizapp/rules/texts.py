"""The rules of texts: how hard they are to read, and what in them readers wouldn't understand.

Titles, names and other headings are no sentences: here only `mark_shown` looks at them.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from quizapp.content.markdown import plain
from quizapp.content.model import Article, listed_once
from quizapp.content.passages import wording_of
from quizapp.content.readability import measure, sentences
from quizapp.problem import Finding, Part, Where
from quizapp.rules import items
from quizapp.rules.rule import at, error, warning

MAX_GRADE = 8.0
"""The highest Flesch-Kincaid grade of an article or a quiz; six is the goal."""
MAX_SMOG, SMOG_SENTENCES = 10.0, 30
"""The highest SMOG grade, and the sentences below which it means nothing."""
MAX_STEM_GRADE, STEM_WORDS = 10.0, 15
"""The highest Flesch-Kincaid grade of one story, and the words below which it means nothing."""


class PlacedText(NamedTuple):
    """A text that readers see, with its place."""

    part: Part
    where: Where
    text: str


_CLAIM_TEXTS = ("body", "hint", "action", "reason", "text", "question", "answer")
"""The fields of claims that are prose for readers."""


@listed_once
def article_texts(article: Article) -> Iterator[PlacedText]:
    """Yield the prose of an article, but for its quiz."""
    for name in ("summary", "scope", "urgent_notice"):
        if text := getattr(article, name):
            yield PlacedText(Part.ARTICLE, (name,), text)
    for place, level in enumerate(each for each in article.levels if not each.standard):
        yield PlacedText(Part.ARTICLE, ("levels", place, "means"), level.means)
    for place, competency in enumerate(each for each in article.competencies if not each.standard):
        yield PlacedText(Part.ARTICLE, ("competencies", place, "body"), competency.body)
    for name, place, claim in article.claims():
        for field in _CLAIM_TEXTS:
            if field == "action" and getattr(claim, "standard_action", False):
                continue
            if text := getattr(claim, field, None):
                yield PlacedText(Part.ARTICLE, (name, place, field), text)


@listed_once
def quiz_texts(article: Article) -> Iterator[PlacedText]:
    """Yield the prose of the quiz of an article, each text once, but for withdrawn items."""
    if article.quiz is None:
        return
    yield PlacedText(Part.QUIZ, ("intro",), article.quiz.intro)
    asked = {place for place, _ in items.questions(article)}
    for place, item in items.active(article):
        if item.stem:
            yield PlacedText(Part.QUIZ, (*place, "story"), item.stem)
        if item.lead_in and place in asked:
            yield PlacedText(Part.QUIZ, items.lead_in_at(place), item.lead_in)
        for option in item.options if place in asked and not item.entries else ():
            yield PlacedText(Part.QUIZ, items.option_at(place, item, option), option.text)
        if item.harm:
            yield PlacedText(Part.QUIZ, (*place, "harm"), item.harm)
    for where, reason in items.reasons(article):
        yield PlacedText(Part.QUIZ, where, reason)


@error
def article_hard_to_read(article: Article) -> Iterator[Finding]:
    """The whole article is easy to read: grade 8 or lower by Flesch-Kincaid, and 10 or lower by SMOG if it
    has thirty sentences or more. Grade 6 is the goal.
    """
    wording = wording_of(article)
    texts = [text for text in article_texts(article) if wording.copied(text.text) is None]
    return _too_hard("the article", texts)


@error
def quiz_hard_to_read(article: Article) -> Iterator[Finding]:
    """The whole quiz is easy to read: grade 8 or lower by Flesch-Kincaid, and 10 or lower by SMOG if it has
    thirty sentences or more. No story of fifteen words or more is above grade 10. Grade 6 is the goal.
    """
    yield from _too_hard("the quiz", list(quiz_texts(article)))
    for place, item in items.active(article):
        found = measure([item.stem])
        if found.words >= STEM_WORDS and found.grade > MAX_STEM_GRADE:
            stem = PlacedText(Part.QUIZ, (*place, "story"), item.stem)
            message = _grade_message(f'the story of "{item.id}"', found.grade, MAX_STEM_GRADE)
            yield _at_worst([stem], message)


def _too_hard(what: str, texts: list[PlacedText]) -> Iterator[Finding]:
    found = measure(_unlinked(text.text) for text in texts)
    if found.grade > MAX_GRADE:
        yield _at_worst(texts, _grade_message(what, found.grade, MAX_GRADE))
    elif found.smog > MAX_SMOG and found.sentences >= SMOG_SENTENCES:
        yield _at_worst(texts, f"{what} reads at {found.smog:.1f} by SMOG; {MAX_SMOG:.0f} is the most")


def _grade_message(what: str, grade: float, limit: float) -> str:
    return f"{what} reads at grade {grade:.1f} by Flesch-Kincaid; {limit:.0f} is the most"


def _at_worst(texts: Iterable[PlacedText], message: str) -> Finding:
    """A finding at the text with the hardest sentence, which the hint quotes."""
    graded = (
        (measure([sentence]).grade, sentence, text)
        for text in texts
        for sentence in sentences(_unlinked(text.text))
    )
    grade, sentence, text = max(graded, key=lambda found: found[0])
    hint = f'shorten the hardest sentence, of grade {grade:.0f}: "{sentence}"'
    return at(text.part, text.where, message, hint)


def _unlinked(text: str) -> str:
    """Markdown with only the words of its links; what else marks it up is no word."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text) if "](" in text else text


_ACRONYM = re.compile(r"([A-Z]{2,5})s?\b")
_EVERYDAY = frozenset({"AM", "CD", "DIY", "DVD", "ID", "OK", "PC", "PE", "PM", "TV", "UK", "US", "USA", "XL"})


@warning
def acronym_unexplained(article: Article) -> Iterator[Finding]:
    """The article or the quiz explains each short form in capitals once: "MRI (a scan that shows soft
    parts)" or "a pain reliever (NSAID)". Everyday ones like OK and TV need no words.
    """
    texts = [*article_texts(article), *quiz_texts(article)]
    everything = "\n".join(text.text for text in texts)
    for name in dict.fromkeys(_ACRONYM.findall(everything)):
        if name not in _EVERYDAY and not re.search(rf"\({name}s?\)|{name}s? \(", everything):
            first = next(text for text in texts if name in _ACRONYM.findall(text.text))
            hint = f'write "{name} (what it is in plain words)" here, or do without it'
            yield at(first.part, first.where, f'nothing explains "{name}"', hint)


_DANGLING = re.compile(r":[*_]*[ \t]*(?:\Z|\n\s*\n(?![ \t]*(?:[-*+]|\d+[.)])\s))")


@error
def ends_in_colon(article: Article) -> Iterator[Finding]:
    """After a colon at the end of a text or paragraph comes a list. Readers must never see "Look for signs
    like these:" with nothing after it. What a source lost is a gap.
    """
    for text in (*article_texts(article), *quiz_texts(article)):
        if _DANGLING.search(text.text.rstrip()):
            message = "these words announce something, but nothing follows"
            yield at(text.part, text.where, message, "add what follows, or end with a full stop")


MARKDOWN = ("summary", "body", "answer")
"""The fields that are read as Markdown."""
_MARKS = re.compile(r"[<&\[\]#`~|{*_+]|:::|!!!|^\s*\d+[.)] ", re.MULTILINE)
"""What each of the following has; most texts have nothing of it."""
_NOWHERE = (
    ("HTML is not read here", re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&[a-z]+;", re.IGNORECASE)),
    ("an image is not read here", re.compile(r"!\[[^\]]*\]\(")),
    ("a heading is not read here", re.compile(r"^#{1,6} ", re.MULTILINE)),
    ("code is not read here", re.compile(r"`")),
    ("a line struck out is not read here", re.compile(r"~~")),
    ("a footnote is not read here", re.compile(r"\[\^[^\]]+\]")),
    ("a table is not read here", re.compile(r"^\s*\|.+\|\s*$", re.MULTILINE)),
    (
        "a shortcode is not read here",
        re.compile(r"\{\{[<%]|^:::|^!!! |\[/?[a-z_]+ [a-z_]+=[^\]]*\]", re.MULTILINE),
    ),
    (
        "this link leads to no page, address, number or id of the article",
        re.compile(r"(?<!!)\[[^\]]+\]\((?!https?://|mailto:|tel:|#)[^)\s]+\)"),
    ),
)
_OF_MARKDOWN = ("Markdown is not read here", re.compile(r"\*\*\S|\[[^\]]+\]\([^)\s]+\)|(?<!\w)__?\w[^_]*_"))
_CHANGED = (
    ('a "*" between figures gets lost', re.compile(r"\d ?\*(?! )[^*\n]*\d ?\*")),
    ('a "+" at the start of a line gets lost', re.compile(r"^\s*\+ \S+", re.MULTILINE)),
    (
        "a number with a stop at the start of a line begins a list",
        re.compile(r"^\s*(?!1[.)])\d+[.)] .*", re.MULTILINE),
    ),
    ("this mark is not closed", re.compile(r"\*\*\S|\S\*\*|\]\(\S*$", re.MULTILINE)),
)


@warning
def mark_shown(article: Article) -> Iterator[Finding]:
    """Readers never see a mark as it was typed, and no mark changes a figure. HTML, images, headings, tables,
    footnotes and shortcodes are read nowhere. Emphasis, lists and links are read in `summary`, `body` and
    `answer` only.
    """
    for text in (*article_texts(article), *quiz_texts(article), *_headings(article)):
        if _MARKS.search(text.text) and (found := _odd_mark(text)):
            what, shown = found
            hint = f"say it in words; only {', '.join(MARKDOWN)} take emphasis, lists and links"
            yield at(text.part, text.where, f'{what}: "{shown}"', hint)


def _odd_mark(text: PlacedText) -> tuple[str, str] | None:
    """The first mark of a text that is not read as it is meant: what it is, and how it is typed."""
    if text.where[-1] not in MARKDOWN:
        return _first((*_NOWHERE, _OF_MARKDOWN), text.text)
    lists = re.search(r"^\s*1[.)] ", text.text, re.MULTILINE)
    changed = _CHANGED[:2] if lists else _CHANGED[:3]
    return _first((*_NOWHERE, *changed), text.text) or _first(_CHANGED[3:], plain(text.text))


def _first(marks: Iterable[tuple[str, re.Pattern[str]]], text: str) -> tuple[str, str] | None:
    found = ((what, match[0].strip()) for what, pattern in marks if (match := pattern.search(text)))
    return next(found, None)


def _headings(article: Article) -> Iterator[PlacedText]:
    """Yield the titles and names, which are no prose."""
    yield PlacedText(Part.ARTICLE, ("title",), article.title)
    for name, place, claim in article.claims():
        for field in ("title", "name"):
            if text := getattr(claim, field, None):
                yield PlacedText(Part.ARTICLE, (name, place, field), text)
    if article.quiz is not None:
        yield PlacedText(Part.QUIZ, ("title",), article.quiz.title)
