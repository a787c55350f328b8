"""The editorial rules: what an article and its quiz must keep, each with a code and a reason.

`check(article)` finds what breaks them; `registry.RULES` has them by code. To add a rule, write a function
under @error or @warning into the module of its subject, and two samples into samples.yaml. Rules see values
and return Findings: they know no YAML, no clock and no file. They judge the original; of its translations
only the module `translations` says anything.
"""

from collections.abc import Iterator

from quizapp.content.model import Article
from quizapp.problem import Finding
from quizapp.rules.allowances import settle
from quizapp.rules.drafts import to_do
from quizapp.rules.references import misnamed
from quizapp.rules.registry import RULES


def check(article: Article, today: str | None = None) -> Iterator[Finding]:
    """Yield every finding about an article and its quiz, but for those that an allowance silences.

    `today` ("YYYY-MM-DD") is for the rules that look at a date; without it they do not run.
    """
    found = [finding for rule in RULES.values() for finding in rule.found(article, today)]
    slips = misnamed(found)  # nothing uses such an entry because of the slip
    unwritten = {(each.part, each.where) for each in found if each.code == to_do.code}
    found = [
        finding
        for finding in found
        if finding.where not in slips
        and (finding.code == to_do.code or (finding.part, finding.where) not in unwritten)
    ]
    unchecked = frozenset(rule.code for rule in RULES.values() if rule.dated and today is None)
    return settle(article, found, RULES, unchecked)
