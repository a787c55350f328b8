"""Texts: how hard they are to read, whether they explain their short forms, whether they end.

Titles, names and other headings are left out: they are no sentences.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from quizapp.content.passages import wording_of
from quizapp.content.problem import Finding, Part, Severity, Where
from quizapp.content.readability import measure, sentences
from quizapp.content.rules import items
from quizapp.content.rules.rule import Check, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizapp.content.model import Article, Item

MAX_GRADE = 8.0
"""The highest Flesch-Kincaid grade of an article or a quiz; six is the goal."""
MAX_SMOG = 10.0
"""The highest SMOG grade; asked from SMOG_SENTENCES on, below which it means nothing."""
SMOG_SENTENCES = 30
MAX_STEM_GRADE = 10.0
"""The highest Flesch-Kincaid grade of one stem; asked from STEM_WORDS on: one long word is no hard stem."""
STEM_WORDS = 15


class Text(NamedTuple):
    """A text that readers see, with its place."""

    part: Part
    where: Where
    text: str


_CLAIM_TEXTS = ("body", "action", "note", "reason", "text", "question", "answer")
"""The fields of claims that are prose."""


def article_texts(article: Article) -> Iterator[Text]:
    """Yield the prose of an article, but for its quiz."""
    for name in ("summary", "urgent_notice"):
        yield Text(Part.ARTICLE, (name,), getattr(article, name))
    for place, level in enumerate(article.levels):
        yield Text(Part.ARTICLE, ("levels", place, "means"), level.means)
    for place, competency in enumerate(article.competencies):
        yield Text(Part.ARTICLE, ("competencies", place, "body"), competency.body)
    for name, place, claim in article.claims():
        for field in _CLAIM_TEXTS:
            if text := getattr(claim, field, None):
                yield Text(Part.ARTICLE, (name, place, field), text)


def quiz_texts(article: Article) -> Iterator[Text]:
    """Yield the prose of the quiz of an article, but for withdrawn items."""
    if article.quiz is not None:
        yield Text(Part.QUIZ, ("intro",), article.quiz.intro)
    for index, item in items.active(article):
        yield from _item_texts(index, item)


def _item_texts(index: int, item: Item) -> Iterator[Text]:
    place: Where = ("items", index)
    yield Text(Part.QUIZ, (*place, "stem"), item.stem)
    yield Text(Part.QUIZ, (*place, "lead_in"), item.lead_in)
    for number, entry in enumerate(item.entries):
        yield Text(Part.QUIZ, (*place, "entries", number, "rationale"), entry.rationale)
    for number, option in enumerate(() if item.entries else item.options):
        yield Text(Part.QUIZ, (*place, "options", number, "text"), option.text)
        yield Text(Part.QUIZ, (*place, "options", number, "rationale"), option.rationale)


ARTICLE_HARD_TO_READ = Rule(
    code="article-hard-to-read",
    severity=Severity.ERROR,
    wants="""
        All prose of the article together reads at grade 8 or lower by Flesch-Kincaid and, from thirty
        sentences on, at 10 or lower by SMOG. Grade 6 is the goal.
    """,
    passes="""
        summary: New shoes rub. Most blisters heal in a week if you keep them clean and pad them.
    """,
    fails="""
        summary: >-
          Inappropriately dimensioned footwear, particularly immediately following acquisition, regularly
          precipitates epidermal separation accompanied by considerable accumulation of interstitial fluid,
          notwithstanding conscientious preventive preparation, individualised biomechanical optimisation and
          meticulous environmental conditioning, which necessitates comprehensive dermatological evaluation
          whenever inflammatory deterioration, systemic symptomatology or recurrent exacerbation materialises
          unexpectedly, especially in people experiencing endocrinological or immunological complications.
    """,
)


def article_hard_to_read(article: Article) -> Iterator[Finding]:
    """Find an article whose texts together are too hard; placed at the hardest sentence.

    A text with a sentence of a source is a draft, which has to be rewritten anyway (see `copies`).
    """
    wording = wording_of(article)
    texts = [text for text in article_texts(article) if wording.copied(text.text) is None]
    return _too_hard(ARTICLE_HARD_TO_READ, "the article", texts)


QUIZ_HARD_TO_READ = Rule(
    code="quiz-hard-to-read",
    severity=Severity.ERROR,
    wants="""
        Stems, options and rationales together read at grade 8 or lower by Flesch-Kincaid and, from thirty
        sentences on, at 10 or lower by SMOG; no single stem of fifteen words or more reads
        above grade 10. Grade 6 is the goal.
    """,
    passes="""
        quiz:
          items:
            - id: sock-fold
              stem: A fold in Ivo's sock has rubbed one toe on two walks. The skin is pink and whole.
    """,
    fails="""
        quiz:
          items:
            - id: sock-fold
              stem: >-
                Persistent asymmetrical friction attributable to inadequately positioned hosiery has
                precipitated circumscribed discolouration of one toe.
    """,
)


def quiz_hard_to_read(article: Article) -> Iterator[Finding]:
    """Find a quiz whose texts together are too hard, and single stems; placed at the hardest sentence."""
    yield from _too_hard(QUIZ_HARD_TO_READ, "the quiz", list(quiz_texts(article)))
    for index, item in items.active(article):
        found = measure([item.stem])
        if found.words >= STEM_WORDS and found.grade > MAX_STEM_GRADE:
            stem = Text(Part.QUIZ, ("items", index, "stem"), item.stem)
            message = _grade_message(f'the stem of "{item.id}"', found.grade, MAX_STEM_GRADE)
            yield _at_worst(QUIZ_HARD_TO_READ, [stem], message)


def _too_hard(rule: Rule, what: str, texts: list[Text]) -> Iterator[Finding]:
    found = measure(_unlinked(text.text) for text in texts)
    if found.grade > MAX_GRADE:
        yield _at_worst(rule, texts, _grade_message(what, found.grade, MAX_GRADE))
    elif found.smog > MAX_SMOG and found.sentences >= SMOG_SENTENCES:
        yield _at_worst(rule, texts, f"{what} reads at {found.smog:.1f} by SMOG; {MAX_SMOG:.0f} is the most")


def _grade_message(what: str, grade: float, limit: float) -> str:
    return f"{what} reads at grade {grade:.1f} by Flesch-Kincaid; {limit:.0f} is the most"


def _at_worst(rule: Rule, texts: Iterable[Text], message: str) -> Finding:
    """Return a finding at the text with the hardest sentence, which the hint quotes."""
    graded = (
        (measure([sentence]).grade, sentence, text)
        for text in texts
        for sentence in sentences(_unlinked(text.text))
    )
    grade, sentence, text = max(graded, key=lambda found: found[0])
    hint = f'the hardest sentence reads at grade {grade:.0f}: "{sentence}"'
    return Finding(code=rule.code, part=text.part, where=text.where, message=message, hint=hint)


_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def _unlinked(text: str) -> str:
    """Return Markdown with only the words of its links; what else marks it up is no word."""
    return _LINK.sub(r"\1", text)


ACRONYM_UNEXPLAINED = Rule(
    code="acronym-unexplained",
    severity=Severity.WARNING,
    wants="""
        A short form in capitals is explained somewhere in the article or the quiz: "MRI (a scan that
        shows soft parts)" or "a pain reliever (NSAID)". Everyday ones like OK and TV need no words.
    """,
    passes="""
        faqs:
          - id: pain-relief
            question: Can I take an NSAID (a pain reliever such as ibuprofen)?
    """,
    fails="""
        faqs:
          - id: pain-relief
            question: Can I take an NSAID?
    """,
)

_ACRONYM = re.compile(r"([A-Z]{2,5})s?\b")
_EVERYDAY = frozenset({"AM", "CD", "DIY", "DVD", "ID", "OK", "PC", "PE", "PM", "TV", "UK", "US", "USA", "XL"})


def acronym_unexplained(article: Article) -> Iterator[Finding]:
    """Find short forms that nothing explains; each at its first use."""
    texts = [*article_texts(article), *quiz_texts(article)]
    everything = "\n".join(text.text for text in texts)
    for name in dict.fromkeys(_ACRONYM.findall(everything)):
        if name not in _EVERYDAY and not re.search(rf"\({name}s?\)|{name}s? \(", everything):
            first = next(text for text in texts if name in _ACRONYM.findall(text.text))
            yield Finding(
                code=ACRONYM_UNEXPLAINED.code,
                part=first.part,
                where=first.where,
                message=f'nothing explains "{name}"',
                hint=f'write "{name} (what it is in plain words)" at its first use, or do without it',
            )


ENDS_IN_COLON = Rule(
    code="ends-in-colon",
    severity=Severity.ERROR,
    wants="""
        No text ends in a colon, and no paragraph that ends in one is followed by anything but a list.
        Readers must never see "Look for signs like these:" with nothing after it; what a source lost is
        a gap.
    """,
    passes="""
        causes:
          - id: new-shoes
            body: |
              Look at these first:

              - the heel
              - the toes
    """,
    fails="""
        causes:
          - id: new-shoes
            body: "New shoes rub. Look at these first:"
    """,
)

_DANGLING = re.compile(r":[*_]*[ \t]*(?:\Z|\n\s*\n(?![ \t]*(?:[-*+]|\d+[.)])\s))")


def ends_in_colon(article: Article) -> Iterator[Finding]:
    """Find texts with a lead-in that nothing follows."""
    for text in (*article_texts(article), *quiz_texts(article)):
        if _DANGLING.search(text.text.rstrip()):
            yield Finding(
                code=ENDS_IN_COLON.code,
                part=text.part,
                where=text.where,
                message="these words announce something, and nothing follows",
            )


CHECKS: tuple[tuple[Rule, Check], ...] = (
    (ARTICLE_HARD_TO_READ, article_hard_to_read),
    (QUIZ_HARD_TO_READ, quiz_hard_to_read),
    (ACRONYM_UNEXPLAINED, acronym_unexplained),
    (ENDS_IN_COLON, ends_in_colon),
)
