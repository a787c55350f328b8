"""Moodle XML, question by question: a bad one is named with its line, and the others are kept.

Each question is parsed by itself, so that what one of them breaks stays its own, and nothing that a file
declares at its top is ever expanded.
"""

import re
from xml.etree.ElementTree import Element, ParseError, fromstring  # no part has a DTD, see above

from quizapp.authoring.host_quiz.question import HostChoice, HostQuestion, Unread, question_or_reason, words

_QUESTION = re.compile(r"<question\b.*?(?=<question\b|</quiz>|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_END = "</question>"
_FORMS = {"html": "html", "plain_text": "plain", "markdown": "markdown"}
_ASK_NOTHING = ("category", "description")


def read(text: str) -> list[HostQuestion | Unread]:
    """The questions of a file and what became none, in its order."""
    text = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    return [_block(part[0], text.count("\n", 0, part.start()) + 1) for part in _QUESTION.finditer(text)]


def _block(part: str, line: int) -> HostQuestion | Unread:
    whole = part[: part.rindex(_END) + len(_END)] if _END in part else part
    try:
        question = fromstring(whole)  # noqa: S314 # as at the import
    except ParseError as error:
        row, _ = error.position
        return Unread(line + row - 1, f"it is no XML: {str(error).partition(': line')[0]}")
    kind = question.get("type", "")
    if kind not in {"multichoice", "truefalse"}:
        return Unread(line, f"a question of the type {kind}", harmless=kind in _ASK_NOTHING)
    try:
        choices = tuple(map(_choice, question.iterfind("answer")))
    except ValueError:
        return Unread(line, "a fraction is no number")
    return question_or_reason(
        HostQuestion(
            line=line,
            name=question.findtext("idnumber") or question.findtext("name/text") or "",
            stem=_said(question.find("questiontext")),
            choices=choices,
            many=question.findtext("single", "true") in {"false", "0"},
            feedback=_said(question.find("generalfeedback")),
        )
    )


def _choice(answer: Element) -> HostChoice:
    share = float(answer.get("fraction", "0")) / 100
    return HostChoice(_said(answer), share, _said(answer.find("feedback")))


def _said(holder: Element | None) -> str:
    """The words of an element that holds a text."""
    if holder is None:
        return ""
    return words(holder.findtext("text") or "", _FORMS.get(holder.get("format", ""), "moodle"))
