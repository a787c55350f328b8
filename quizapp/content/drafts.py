"""Drafts: articles of which a text is still to be written, or is still a source's own. They are for editors.

    held_back(loaded)              # for readers: no article if it is a draft, and its warnings are errors
    is_draft(loaded.problems)

Unfinished text must not pose as advice. What `quizapp new` and `quizapp import` write is unfinished.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizapp.content.problem import Severity
from quizapp.content.rules.copies import COPIED_SENTENCE
from quizapp.content.rules.to_dos import TO_DO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizapp.content.library import LoadedArticle
    from quizapp.content.problem import Problem

UNFINISHED = frozenset({TO_DO.code, COPIED_SENTENCE.code})
"""The rules that a draft breaks."""


def held_back(loaded: LoadedArticle) -> LoadedArticle:
    """Return what readers get of an article. Its unfinished texts keep it from them: here they are errors."""
    problems = tuple(
        replace(problem, severity=Severity.ERROR) if problem.code in UNFINISHED else problem
        for problem in loaded.problems
    )
    if problems == loaded.problems:
        return loaded
    return replace(loaded, article=None, canonical=b"", problems=problems)


def is_draft(problems: Iterable[Problem]) -> bool:
    """Whether these problems of one article leave it a draft: unfinished, and not broken."""
    codes = {
        problem.code
        for problem in problems
        if problem.code in UNFINISHED or problem.severity is Severity.ERROR
    }
    return bool(codes) and codes <= UNFINISHED
