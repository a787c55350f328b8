"""The allowances by which editors silence a warning at one claim or item, with a reason, while it's true."""

from collections.abc import Iterable, Iterator, Mapping

from quizapp.content.model import CLAIM_LISTS, Allowance, Article
from quizapp.content.nearest import did_you_mean
from quizapp.problem import Finding, Part, Severity, Where
from quizapp.rules import items
from quizapp.rules.drafts import to_do
from quizapp.rules.rule import Rule

Owner = tuple[str, str, int]
"""A claim, a pair or a practice item: its file, its list and its index there."""

ALLOWANCE_IDLE = Rule(
    "allowance-idle",
    Severity.WARNING,
    "An entry of `allow` silences a warning that would be there without it. When the text has been mended, "
    "the entry goes. It can't silence an error or a to-do.",
)


def settle(
    article: Article, findings: Iterable[Finding], rules: Mapping[str, Rule], unchecked: frozenset[str]
) -> Iterator[Finding]:
    """Yield the findings that no allowance silences, then one for each allowance that silences nothing.

    `unchecked` names the rules that were not run, whose allowances cannot be judged.
    """
    allowances = list(_allowances(article))
    allowed = {(owner, allowance.rule) for owner, _, allowance in allowances}
    silenced = set()
    for finding in findings:
        mark = (_owner(finding), finding.code)
        if _can_be_allowed(rules[finding.code]) and mark in allowed:
            silenced.add(mark)
        else:
            yield finding
    for owner, place, allowance in allowances:
        if (owner, allowance.rule) not in silenced and allowance.rule not in unchecked:
            yield _idle(owner[0], place, allowance, rules)


def _idle(part: str, where: Where, allowance: Allowance, rules: Mapping[str, Rule]) -> Finding:
    rule = rules.get(allowance.rule)
    hint = None
    if rule is None:
        message = f'there is no rule "{allowance.rule}"'
        hint = did_you_mean(allowance.rule, rules)
    elif not _can_be_allowed(rule):
        what = "an error" if rule.severity is Severity.ERROR else "unfinished text"
        message = f'"{allowance.rule}" is {what}, which cannot be allowed'
    else:
        message, hint = f'nothing here breaks the rule "{allowance.rule}" any more', "delete this entry"
    return ALLOWANCE_IDLE.at(part, where, message, hint)


def _can_be_allowed(rule: Rule) -> bool:
    return rule.severity is Severity.WARNING and rule is not to_do


def _owner(finding: Finding) -> Owner | None:
    match finding.where:
        case (str(name), int(index), *_) if finding.part is Part.QUIZ or name in CLAIM_LISTS:
            return (finding.part, name, index)
    return None


def _allowances(article: Article) -> Iterator[tuple[Owner, Where, Allowance]]:
    """Yield each allowance with what it is for and its place; one in a story is for the whole pair."""
    for name, index, claim in article.claims():
        for number, allowance in enumerate(claim.allow):
            yield (Part.ARTICLE, name, index), (name, index, "allow", number, "rule"), allowance
    for place, item in items.active(article):
        owner = (Part.QUIZ, str(place[0]), int(place[1]))
        for number, allowance in enumerate(item.allow):
            yield owner, (*place, "allow", number, "rule"), allowance
