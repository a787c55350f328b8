"""What a rule is: a code, how bad it is to break it, and words and samples that explain it to an editor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from inspect import cleandoc

from quizapp.content.model import Article
from quizapp.content.nearest import nearest
from quizapp.content.problem import Finding, Part, Severity, Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that an editor's files must (error) or should (warning) keep."""

    code: str
    """Says what is wrong, e.g. "key-contradicts-signs"."""
    severity: Severity
    wants: str
    """What the rule asks for and why, in one or two sentences."""
    passes: str
    """A YAML fragment that keeps the rule: keys of article.yaml, and keys of quiz.yaml under `quiz:`."""
    fails: str
    """A YAML fragment that breaks it."""

    def __post_init__(self) -> None:
        for name in ("wants", "passes", "fails"):
            object.__setattr__(self, name, cleandoc(getattr(self, name)))

    def in_article(self, where: Where, message: str, hint: str | None = None) -> Finding:
        """Return a finding of this rule at a place in article.yaml."""
        return Finding(code=self.code, part=Part.ARTICLE, where=where, message=message, hint=hint)

    def in_quiz(self, where: Where, message: str, hint: str | None = None) -> Finding:
        """Return a finding of this rule at a place in quiz.yaml."""
        return Finding(code=self.code, part=Part.QUIZ, where=where, message=message, hint=hint)


Check = Callable[[Article], Iterator[Finding]]
"""Finds every place where an article and its quiz break one rule."""


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the hint that names the nearest known word, if one is near."""
    near = nearest(word, known)
    return f'did you mean "{near}"?' if near else None
