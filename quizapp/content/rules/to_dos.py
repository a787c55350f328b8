"""To-dos: texts that are still to be written. `quizapp new` and `quizapp import` leave them for an editor.

A to-do is a text that begins with `TO_DO_MARK` and goes on with what belongs there. People write it in ways
of their own, with nothing after it for instance: that must not count as finished.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

from quizapp.content.model import Entry, Item, Kind
from quizapp.content.problem import Finding, Part, Severity
from quizapp.content.rules.rule import Check, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.content.model import Article
    from quizapp.content.problem import Where

TO_DO_MARK = "To do: "
"""What a text begins with that nobody has written yet."""
_MARK = re.compile(r"(?i:to[- ]?do\s*:\s*)|TODO\b\s*|To do\s*$")

TO_DO = Rule(
    code="to-do",
    severity=Severity.WARNING,
    wants="""
        No text begins with "To do:". `quizapp new` and `quizapp import` write such texts where only an editor
        knows what to say. An article with one is a draft, which `quizapp preview` shows and `quizapp serve`
        keeps from readers; no `allow` makes it finished.
    """,
    passes="""
        signs:
          - id: rubbing-spot
            action: Pad the spot and change what rubs.
    """,
    fails="""
        signs:
          - id: rubbing-spot
            action: "To do: what to do about it, in one or two sentences"
    """,
)


def to_do(article: Article) -> Iterator[Finding]:
    """Find texts that are still to be written."""
    for part, top in ((Part.ARTICLE, article), (Part.QUIZ, article.quiz)):
        for where, text in _texts(top, ()):
            if mark := _MARK.match(text):
                wanted = text[mark.end() :] or "this text"
                message = f"still to be written: {wanted}"
                yield Finding(code=TO_DO.code, part=part, where=where, message=message)


def _texts(value: object, where: Where) -> Iterator[tuple[Where, str]]:
    """Yield the texts of a value, and of all that it holds, with their places in the file."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*where, index))
    elif is_dataclass(value):
        for field in fields(value):
            if not _stands_elsewhere(value, field.name):
                yield from _texts(getattr(value, field.name), (*where, field.name))


def _stands_elsewhere(value: object, name: str) -> bool:
    """Whether a member is inherited, or taken from another place of the file."""
    if isinstance(value, Item) and value.kind is Kind.SORT and name == "options":
        return True
    return name in {"quiz", "review"} or (isinstance(value, Entry) and name == "text")


CHECKS: tuple[tuple[Rule, Check], ...] = ((TO_DO, to_do),)
