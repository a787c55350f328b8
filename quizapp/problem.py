"""What an editor is told: a Problem has a place in a file; a Finding has a place in the data.

Rules look at values and return Findings, which name the file's list and index ("items", 3, "key").
The library turns those into Problems, which name line and column, because only the loader knows them.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

Where = tuple[str | int, ...]
"""A path into a file's data: mapping keys and list indexes, from the top."""


class Severity(enum.StrEnum):
    """An error keeps the article from being served; a warning does not, unless it makes it a draft."""

    ERROR = "error"
    WARNING = "warning"


class Part(enum.StrEnum):
    """The files of one article."""

    ARTICLE = "article.yaml"
    SOURCES = "sources.yaml"
    QUIZ = "quiz.yaml"


TRANSLATION = "translation"
"""What stands for the file of any one translation where kinds of file are named."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at a place in the data of one of an article's files."""

    code: str
    part: str
    """The name of the file: a Part, or that of a translation such as es.yaml."""
    where: Where
    message: str
    hint: str | None = None
    on_key: bool = False
    """Point at the mapping key itself instead of its value."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a line and column of a file (both count from 1). Problems sort by place."""

    path: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    hint: str | None = None

    def __lt__(self, other: Problem) -> bool:
        """Whether this problem stands before another one; of two at one place the one without a hint does."""
        return self._order() < other._order()

    def _order(self) -> tuple[str | int, ...]:
        return (self.path, self.line, self.column, self.code, self.severity, self.message, self.hint or "")
