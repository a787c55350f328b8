"""The editorial rules: what an article and its quiz must keep, each with a code and a reason.

`check(article)` finds what breaks them; `book.RULES` explains them. Rules see values and return Findings:
they know no YAML, no clock and no file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.content.rules.allowances import settle
from quizapp.content.rules.book import CHECKS, RULES
from quizapp.content.rules.provenance import DATED
from quizapp.content.rules.references import misnamed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.content.model import Article
    from quizapp.content.problem import Finding


def check(article: Article, today: str | None = None) -> Iterator[Finding]:
    """Yield every finding about an article and its quiz, but for those that an allowance silences.

    `today` ("YYYY-MM-DD") is for the rules that look at a date; without it they do not run.
    """
    found = [finding for _, finds in CHECKS for finding in finds(article)]
    if today is not None:
        found.extend(finding for _, finds in DATED for finding in finds(article, today))
    slips = misnamed(found)  # that nothing uses them is told already, and why
    found = [finding for finding in found if finding.where not in slips]
    unchecked = frozenset(rule.code for rule, _ in DATED) if today is None else frozenset()
    return settle(article, found, RULES, unchecked)
