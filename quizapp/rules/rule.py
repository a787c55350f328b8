"""A rule: a code, how bad it is to break it, what it wants from an editor's files, and what checks it.

    @error
    def key_contradicts_signs(article: Article) -> Iterator[Finding]:
        \"\"\"The key of a story is the level that the article gives to its signs.\"\"\"

This makes a rule with the code "key-contradicts-signs". The docstring is what editors read; a name between
braces in it stands for a constant of its module.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from quizapp.content.model import Article
from quizapp.problem import Finding, Part, Severity, Where

Check = Callable[..., Iterator[Finding]]
"""Finds every place where an article and its quiz break one rule; perhaps on a day ("YYYY-MM-DD")."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that an editor's files must (error) or should (warning) keep.

    The samples that keep and break it stand in samples.yaml.
    """

    code: str
    """Says what is wrong, e.g. "key-contradicts-signs"."""
    severity: Severity
    wants: str
    """What the rule asks for and why, in one or two sentences."""
    check: Check | None = None
    """None for a rule that is checked elsewhere."""
    dated: bool = False
    """Whether its check looks at a date."""

    def found(self, article: Article, today: str | None) -> Iterator[Finding]:
        """Yield what breaks the rule; without a day, a rule that looks at one finds nothing."""
        if self.check is None or (self.dated and today is None):
            return iter(())
        findings = self.check(article, today) if self.dated else self.check(article)
        return (replace(finding, code=self.code) for finding in findings)

    def at(self, part: str, where: Where, message: str, hint: str | None = None) -> Finding:
        """Make a finding of this rule at a place in one of the article's files."""
        return Finding(self.code, part, where, message, hint)


def error(check: Check) -> Rule:
    """Make a rule that keeps an article from being served."""
    return _rule(check, Severity.ERROR)


def warning(check: Check) -> Rule:
    """Make a rule that an article should keep."""
    return _rule(check, Severity.WARNING)


def _rule(check: Check, severity: Severity) -> Rule:
    wants = " ".join((check.__doc__ or "").format_map(check.__globals__).split())
    is_dated = "today" in check.__annotations__
    return Rule(check.__name__.replace("_", "-"), severity, wants, check, is_dated)


def at(part: str, where: Where, message: str, hint: str | None = None) -> Finding:
    """Make what a check finds at a place in one of the article's files; the rule puts its code in."""
    return Finding("", part, where, message, hint)


def in_article(where: Where, message: str, hint: str | None = None) -> Finding:
    """Make what a check finds at a place in article.yaml."""
    return at(Part.ARTICLE, where, message, hint)


def in_quiz(where: Where, message: str, hint: str | None = None) -> Finding:
    """Make what a check finds at a place in quiz.yaml."""
    return at(Part.QUIZ, where, message, hint)
