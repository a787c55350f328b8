"""A quiz as cards for Anki, in its CSV: the story and its options in front, what fits and why behind.

The first column identifies a note, so that a later import renews it and makes no second one. Every cell with
an author's words begins with a tag, which no spreadsheet takes for a formula.
"""

import csv
from collections.abc import Iterable
from html import escape
from io import StringIO

from quizapp.content.model import Article
from quizapp.export.assessment import Assessment, Loss, Question, Say, assessment, quiz_losses
from quizapp.export.markup import paragraphs

_HEAD = """\
#separator:Comma
#html:true
#guid column:1
#tags column:4
#columns:guid,Front,Back,tags
"""


def export(article: Article, say: Say) -> bytes:
    """Write a note for each item; the notices stand on every card, since cards come one by one."""
    whole = assessment(article, say)
    text = StringIO()
    text.write(_HEAD)
    rows = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    rows.writerows(_note(question, whole) for question in whole.questions)
    return text.getvalue().encode()


def losses(article: Article) -> list[Loss]:
    """Say what is lost: cards have no answers to choose, so nothing is scored."""
    return quiz_losses(
        article,
        "every score: a card shows the options, and readers judge their own answer",
        "the level of each option: a tag gives the key's level only",
        "red flags, except as tags",
    )


def _note(question: Question, whole: Assessment) -> tuple[str, ...]:
    lines = [*(row.text for row in question.rows), *(choice.text for choice in question.choices)]
    front = paragraphs(question.stem) + _listed(lines)
    right = _listed(choice.text for choice in question.choices if choice.right)
    reasons = [f"{choice.text}: {choice.feedback}" for choice in question.choices if choice.feedback]
    back = right + _listed([*reasons, *question.feedback.splitlines()]) + paragraphs(question.notices)
    return f"{whole.id}/{question.id}/{whole.lang}", front, back, " ".join(question.tags)


def _listed(texts: Iterable[str]) -> str:
    lines = "".join(f"<li>{escape(' '.join(text.split()), quote=False)}</li>" for text in texts)
    return f"<ul>{lines}</ul>" if lines else ""
