"""Marks in a text that are not read there: readers would see them as they were typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizapp.content.problem import Finding, Severity
from quizapp.content.rules.rule import Check, Rule
from quizapp.content.rules.texts import article_texts, quiz_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.content.model import Article

MARK_SHOWN = Rule(
    code="mark-shown",
    severity=Severity.WARNING,
    wants="""
        No text has marks that readers would see as they were typed: HTML, images and headings anywhere, and
        Markdown outside of `summary`, `body` and `answer`, which take emphasis, lists and links.
    """,
    passes="""
        causes:
          - id: new-shoes
            body: New leather is **stiff**. It rubs the heel until it has grown soft.
    """,
    fails="""
        causes:
          - id: new-shoes
            body: New leather is <b>stiff</b>. It rubs the heel until it has grown soft.
    """,
)

MARKDOWN = ("summary", "body", "answer")
"""The fields that are read as Markdown."""

_NOWHERE = (
    ("HTML", re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&[a-z]+;", re.IGNORECASE)),
    ("an image", re.compile(r"!\[[^\]]*\]\(")),
    ("a heading", re.compile(r"^#{1,6} ", re.MULTILINE)),
    ("code", re.compile(r"`")),
)
_IN_MARKDOWN = (("Markdown", re.compile(r"\*\*\S|\[[^\]]+\]\([^)\s]+\)")),)


def mark_shown(article: Article) -> Iterator[Finding]:
    """Find texts with marks that are not read there; each at its first."""
    for text in (*article_texts(article), *quiz_texts(article)):
        marks = _NOWHERE if text.where[-1] in MARKDOWN else (*_NOWHERE, *_IN_MARKDOWN)
        for what, pattern in marks:
            if match := pattern.search(text.text):
                yield Finding(
                    code=MARK_SHOWN.code,
                    part=text.part,
                    where=text.where,
                    message=f'{what} is not read here: readers would see "{match[0].strip()}"',
                    hint=f"say it in words; {', '.join(MARKDOWN)} take emphasis, lists and links",
                )
                break


CHECKS: tuple[tuple[Rule, Check], ...] = ((MARK_SHOWN, mark_shown),)
