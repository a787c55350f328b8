"""Articles that were loaded and checked once, made again from the JSON that was kept of them.

What was kept may have been torn or changed since, or written by another version of this program: it is known
by its fingerprint, and its shape is checked as that of a file is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from quizapp.content import build, canonical, rules
from quizapp.content.problem import Part, Severity
from quizapp.content.rules.book import severity_of
from quizapp.content.shape import schema

if TYPE_CHECKING:
    from quizapp.content.model import Article


def rebuilt(text: bytes, fingerprint: str) -> Article | None:
    """Return the article that `canonical` made this of; None unless it is whole, in today's shape."""
    try:
        files = json.loads(text)
        article, quiz, *others = files
        translations = dict(*others)
        whole = canonical.fingerprint(files) == fingerprint
    except (ValueError, TypeError, RecursionError):
        return None
    if not whole or schema.findings(Part.ARTICLE, article):
        return None
    if quiz is not None and schema.findings(Part.QUIZ, quiz):
        return None
    if any(schema.findings(f"{lang}.yaml", words) for lang, words in translations.items()):
        return None
    return build.article(article, quiz, translations)


def keeps_the_rules(article: Article) -> bool:
    """Whether an article has no error by the editorial rules of today."""
    return all(severity_of(finding.code) is not Severity.ERROR for finding in rules.check(article))
