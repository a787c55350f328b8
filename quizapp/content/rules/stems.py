"""Stems and lead-ins: one clear question, in few words, that no other item answers."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from quizapp.content.model import Kind
from quizapp.content.problem import Severity
from quizapp.content.rules import items
from quizapp.content.rules.rule import Check, Rule
from quizapp.content.rules.words import STOP_WORDS, jaccard, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.content.model import Article, Item
    from quizapp.content.problem import Finding

NEGATIVE_LEAD_IN = Rule(
    code="negative-lead-in",
    severity=Severity.ERROR,
    wants="""
        A lead-in asks for what is right. Under "not", "except" and "least" readers who know the answer
        choose the wrong option by oversight.
    """,
    passes="""
        quiz:
          items:
            - {id: sock-fold, lead_in: What should Ivo do?}
    """,
    fails="""
        quiz:
          items:
            - {id: sock-fold, lead_in: What should Ivo not do?}
    """,
)

_NEGATIVE = re.compile(r"\b(?:not|except|least|never|cannot|\w+n['’]t)\b", re.IGNORECASE)  # noqa: RUF001 - as people type


def negative_lead_in(article: Article) -> Iterator[Finding]:
    """Find lead-ins that ask for what is wrong."""
    for index, item in items.active(article):
        if found := _NEGATIVE.search(item.lead_in):
            yield NEGATIVE_LEAD_IN.in_quiz(
                ("items", index, "lead_in"), f'"{found[0]}" makes this lead-in ask for what is wrong'
            )


LEAD_IN_NO_QUESTION = Rule(
    code="lead-in-no-question",
    severity=Severity.WARNING,
    wants="A lead-in is a question and ends in a question mark.",
    passes="""
        quiz:
          items:
            - {id: sock-fold, lead_in: What should Ivo do?}
    """,
    fails="""
        quiz:
          items:
            - {id: sock-fold, lead_in: Ivo should}
    """,
)


def lead_in_no_question(article: Article) -> Iterator[Finding]:
    """Find lead-ins that do not end in a question mark."""
    for index, item in items.active(article):
        if not item.lead_in.rstrip().endswith("?"):
            yield LEAD_IN_NO_QUESTION.in_quiz(
                ("items", index, "lead_in"), "the lead-in does not end in a question mark"
            )


OPEN_LEAD_IN = Rule(
    code="open-lead-in",
    severity=Severity.ERROR,
    wants="""
        A reader can answer the lead-in before seeing the options. "Which is true?" asks nothing: each
        option becomes a question of its own.
    """,
    passes="""
        quiz:
          items:
            - {id: sock-fold, lead_in: What should Ivo do?}
    """,
    fails="""
        quiz:
          items:
            - {id: sock-fold, lead_in: Which of these is true?}
    """,
)

_OPEN = re.compile(
    r"\b(?:which|what)\b.*\b(?:is|are) (?:true|false|correct|incorrect|right|wrong)\W*$", re.IGNORECASE
)


def open_lead_in(article: Article) -> Iterator[Finding]:
    """Find lead-ins that only ask which option is true."""
    for index, item in items.active(article):
        if _OPEN.search(item.lead_in):
            yield OPEN_LEAD_IN.in_quiz(
                ("items", index, "lead_in"),
                "the lead-in can only be answered by reading the options",
            )


STEM_TOO_LONG = Rule(
    code="stem-too-long",
    severity=Severity.WARNING,
    wants="A stem has at most sixty words. A longer one tests reading.",
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
                A fold in Ivo's sock has rubbed one toe on two walks. The skin is pink and whole. The first
                walk was on Monday, when it rained, and he went to the lake with his two sons. The second
                was on Friday, when the sun was out, and he went up the hill with a friend from work. Both
                times he wore the same pair of socks, which his aunt had made.
    """,
)


def stem_too_long(article: Article) -> Iterator[Finding]:
    """Find stems of more than sixty words."""
    for index, item in items.active(article):
        if (length := len(tokens(item.stem))) > 60:
            yield STEM_TOO_LONG.in_quiz(
                ("items", index, "stem"), f"the stem has {length} words; sixty is the most"
            )


TWO_QUESTIONS = Rule(
    code="two-questions",
    severity=Severity.WARNING,
    wants="An item asks one thing. What a person in the stem says in quotation marks does not count.",
    passes="""
        quiz:
          items:
            - {id: sock-fold, lead_in: What should Ivo do?}
    """,
    fails="""
        quiz:
          items:
            - {id: sock-fold, lead_in: Is this a warning sign? What should Ivo do?}
    """,
)

_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")


def two_questions(article: Article) -> Iterator[Finding]:
    """Find items with more than one question mark in stem and lead-in."""
    for index, item in items.active(article):
        if _QUOTED.sub("", f"{item.stem} {item.lead_in}").count("?") > 1:
            yield TWO_QUESTIONS.in_quiz(
                ("items", index, "lead_in"), "stem and lead-in together ask more than one question"
            )


STEMS_ALIKE = Rule(
    code="stems-alike",
    severity=Severity.WARNING,
    wants="""
        Two stems share at most four words in five, or their items are of one `family`, so that they are
        never asked in one attempt.
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
              stem: A fold in Ivo's sock has rubbed one toe on two walks. The skin is pink and whole.
            - id: wet-sock
              stem: A fold in Una's sock has rubbed one toe on two walks. The skin is pink and whole.
    """,
)


def stems_alike(article: Article) -> Iterator[Finding]:
    """Find stems that are nearly those of an earlier item; the stem of a sort item is only a task."""
    stems = [
        (index, item, frozenset(tokens(item.stem)))
        for index, item in items.active(article)
        if item.kind is not Kind.SORT
    ]
    for (_, one, words), (index, other, others) in combinations(stems, 2):
        if len(others) * 0.8 < len(words) < len(others) / 0.8 and jaccard(words, others) > 0.8:
            if _are_siblings(one, other):
                continue
            yield STEMS_ALIKE.in_quiz(
                ("items", index, "stem"),
                f'this stem is nearly that of "{one.id}"',
                "change one of them, or give both the same `family`",
            )


def _are_siblings(one: Item, other: Item) -> bool:
    return one.family is not None and one.family == other.family


ANSWER_IN_ANOTHER_STEM = Rule(
    code="answer-in-another-stem",
    severity=Severity.WARNING,
    wants="""
        No stem spells out the key of another item: four words in a row that both have, two or more of
        them with a meaning of their own. Words that are also in an option of another item tell nothing.
    """,
    passes="""
        quiz:
          items:
            - id: wet-sock
              stem: Rain got into Una's shoes, and the wet sock has made a pink spot on her heel.
    """,
    fails="""
        quiz:
          items:
            - id: sock-fold
              options: [{level: modify, text: Smooth the sock and pad the spot}]
            - id: wet-sock
              stem: Una could smooth the sock and pad it. Rain got in, and there is a pink spot on her heel.
    """,
)

_Run = tuple[str, ...]


def answer_in_another_stem(article: Article) -> Iterator[Finding]:
    """Find stems that have a run of words from the only right option of an item of another family."""
    answers = _answers(article)
    for index, item in items.active(article):
        told = set()
        for run in _telling_runs(item.stem):
            answered = answers.get(run)
            if answered is None or answered.id in told or answered is item or _are_siblings(answered, item):
                continue
            told.add(answered.id)
            yield ANSWER_IN_ANOTHER_STEM.in_quiz(
                ("items", index, "stem"), f'"{" ".join(run)}" is in the key of "{answered.id}"'
            )


def _answers(article: Article) -> dict[_Run, Item]:
    """Return the runs of words that are in the single key of one item and in no option of another."""
    users: dict[_Run, list[tuple[Item, bool]]] = {}
    for _, item in items.with_options(article):
        for option in item.options:
            for run in _telling_runs(option.text):
                users.setdefault(run, []).append((item, item.key == {option.id}))
    return {run: found[0][0] for run, found in users.items() if len(found) == 1 and found[0][1]}


def _telling_runs(text: str) -> list[_Run]:
    """Return the runs of four words in a text of which two or more are no stop words, in order."""
    words = tokens(text)
    runs = (words[start : start + 4] for start in range(len(words) - 3))
    return [run for run in runs if sum(word not in STOP_WORDS for word in run) >= 2]


CHECKS: tuple[tuple[Rule, Check], ...] = (
    (NEGATIVE_LEAD_IN, negative_lead_in),
    (LEAD_IN_NO_QUESTION, lead_in_no_question),
    (OPEN_LEAD_IN, open_lead_in),
    (STEM_TOO_LONG, stem_too_long),
    (TWO_QUESTIONS, two_questions),
    (STEMS_ALIKE, stems_alike),
    (ANSWER_IN_ANOTHER_STEM, answer_in_another_stem),
)
