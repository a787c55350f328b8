"""What the formats of other programs have in common: questions with weighed choices, and texts with marks."""

import re
from dataclasses import dataclass
from html import unescape

from quizapp.authoring.source_text.blocks import one_line
from quizapp.authoring.source_text.formats import needing_import_extra

_BLOCKS = "p, div, br, li, ul, ol, table, tr, td, th, h1, h2, h3, h4, h5, h6, pre, blockquote, section"
"""The elements that end a line."""
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);")


@dataclass(frozen=True, slots=True)
class HostChoice:
    """One option, and what choosing it adds to the score, from -1 to 1."""

    text: str
    weight: float
    feedback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostQuestion:
    """One question with options; `stem` has a line for each paragraph."""

    line: int
    name: str
    stem: str
    choices: tuple[HostChoice, ...]
    many: bool
    feedback: str
    """What is said whatever was chosen."""

    def fits(self, choice: HostChoice) -> bool:
        """Whether a choice is right; what is right in part is not, where one is to be chosen."""
        return choice.weight > 0 if self.many else choice.weight == 1


@dataclass(frozen=True, slots=True)
class Unread:
    """A block of a file that became no question: its line, counted from 1, and why."""

    line: int
    why: str
    harmless: bool = False
    """Whether it asks nothing."""


def words(text: str, form: str) -> str:
    """The words of a text in a host's format, a line for each paragraph and single blanks between words.

    In "moodle" what looks like HTML is HTML; a picture is named in brackets.
    """
    if form == "html" or (form == "moodle" and _TAG.search(text)):
        text = _html_text(text)
    elif form == "moodle":
        text = unescape(text)
    return "\n".join(one_line(line) for line in text.splitlines() if line.strip())


def _html_text(text: str) -> str:
    """The words of HTML, in lines where its blocks begin and end."""
    with needing_import_extra("HTML needs"):
        from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - other texts need no extra
    tree = LexborHTMLParser(" ".join(text.split()))
    tree.strip_tags(["script", "style"])
    for picture in tree.css("img"):
        picture.replace_with(f" [picture: {picture.attributes.get('alt') or 'without words'}] ")
    for block in tree.css(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    return tree.root.text() if tree.root else ""


def question_or_reason(question: HostQuestion) -> HostQuestion | Unread:
    """The question, or why its choices are none that an item can have."""
    right = [choice for choice in question.choices if question.fits(choice)]
    if len(question.choices) < 2:
        why = "it has fewer than two options"
    elif any(not choice.text for choice in question.choices) or not question.stem:
        why = "an option or the question has no words"
    elif not right or len(right) == len(question.choices):
        why = "of its options none is right, or all are"
    elif not question.many and len(right) > 1:
        why = f"{len(right)} of its options are right, and one can be chosen"
    else:
        return question
    return Unread(question.line, why)
