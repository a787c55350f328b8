"""Allowances: an editor may silence a warning at one claim or item, with a reason, while it is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.content.model import CLAIM_LISTS
from quizapp.content.problem import Finding, Part, Severity
from quizapp.content.rules import items
from quizapp.content.rules.rule import Rule, did_you_mean
from quizapp.content.rules.to_dos import TO_DO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizapp.content.model import Allowance, Article

    Owner = tuple[str, str, int]
    """A claim or an item: its file, its list and its index there."""

ALLOWANCE_IDLE = Rule(
    code="allowance-idle",
    severity=Severity.WARNING,
    wants="""
        An entry of `allow` silences a warning that would be there without it. It cannot silence an error or
        a to-do, and when the text has been mended it goes.
    """,
    passes="""
        quiz:
          items:
            - id: sock-fold
              lead_in: Ivo should
              allow: [{rule: lead-in-no-question, because: The options end the sentence.}]
    """,
    fails="""
        quiz:
          items:
            - id: sock-fold
              lead_in: What should Ivo do?
              allow: [{rule: lead-in-no-question, because: The options end the sentence.}]
    """,
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
            yield _idle(owner, place, allowance, rules)


def _idle(owner: Owner, place: int, allowance: Allowance, rules: Mapping[str, Rule]) -> Finding:
    part, name, index = owner
    rule = rules.get(allowance.rule)
    hint = None
    if rule is None:
        message = f'there is no rule "{allowance.rule}"'
        hint = did_you_mean(allowance.rule, rules)
    elif not _can_be_allowed(rule):
        what = "an error" if rule.severity is Severity.ERROR else "unfinished text"
        message = f'"{allowance.rule}" is {what}, which cannot be allowed'
    else:
        message = f'nothing here breaks the rule "{allowance.rule}"; this entry can go'
    where = (name, index, "allow", place, "rule")
    return Finding(code=ALLOWANCE_IDLE.code, part=part, where=where, message=message, hint=hint)


def _can_be_allowed(rule: Rule) -> bool:
    return rule.severity is Severity.WARNING and rule is not TO_DO


def _owner(finding: Finding) -> Owner | None:
    match finding.where:
        case (str(name), int(index), *_) if finding.part is Part.QUIZ or name in CLAIM_LISTS:
            return (finding.part, name, index)
    return None


def _allowances(article: Article) -> Iterator[tuple[Owner, int, Allowance]]:
    for name, index, claim in article.claims():
        for place, allowance in enumerate(claim.allow):
            yield (Part.ARTICLE, name, index), place, allowance
    for index, item in items.active(article):
        for place, allowance in enumerate(item.allow):
            yield (Part.QUIZ, "items", index), place, allowance
