"""Whether the bank is balanced: over the levels, so that no habit of response pays, and over people.

Only active scenarios count. Shares are judged from twenty scenarios on: below that they mean nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from quizapp.content.model import Level
from quizapp.content.problem import Severity
from quizapp.content.rules import items
from quizapp.content.rules.rule import Check, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.content.model import Article
    from quizapp.content.problem import Finding

ENOUGH_FOR_SHARES = 20
"""Scenarios from which the shares of levels and tags are judged."""

KEYS_OUT_OF_BALANCE = Rule(
    code="keys-out-of-balance",
    severity=Severity.WARNING,
    wants="""
        Each level is the key of 15 to 35 in 100 active scenarios, so that no habit of response pays.
        Banks of fewer than twenty scenarios are not judged.
    """,
    passes="""
        quiz:
          items:
            - {id: sock-fold, key: modify}
    """,
    fails="""
        quiz:
          items:
            - {id: sock-fold, key: book}
            - {id: tight-lace, key: book}
            - {id: wet-sock, key: book}
    """,
)


def keys_out_of_balance(article: Article) -> Iterator[Finding]:
    """Find levels that are the key too seldom or too often."""
    keys = Counter(item.level for _, item in items.scenarios(article))
    total = keys.total()
    for level in Level if total >= ENOUGH_FOR_SHARES else ():
        share = keys[level] / total
        if not 0.15 <= share <= 0.35:
            yield KEYS_OUT_OF_BALANCE.in_quiz(
                ("items",), f"{level.slug} is the key of {share:.0%} of the scenarios; 15 to 35 % is fair"
            )


CONSTANT_CHOICE_PAYS = Rule(
    code="constant-choice-pays",
    severity=Severity.WARNING,
    wants="""
        Nobody is right in half of the scenarios by choosing the same level every time. (Within one
        competency this cannot be asked: it has two levels, and one of them has half.)
    """,
    passes="""
        quiz:
          items:
            - {id: hot-red-heel, key: urgent}
    """,
    fails="""
        quiz:
          items:
            - {id: sock-fold, key: urgent}
            - {id: tight-lace, key: urgent}
            - {id: wet-sock, key: urgent}
            - {id: stiff-collar, key: urgent}
            - {id: long-walk, key: urgent}
    """,
)


def constant_choice_pays(article: Article) -> Iterator[Finding]:
    """Find a level that is the key of half of the scenarios or more, if there are four at least."""
    keys = Counter(item.level for _, item in items.scenarios(article) if item.level is not None)
    for level, count in keys.items():
        if keys.total() >= 4 and count * 2 >= keys.total():
            yield CONSTANT_CHOICE_PAYS.in_quiz(
                ("items",), f"always choosing {level.slug} is right in {count} of {keys.total()} scenarios"
            )


LEVEL_RUNS_DRY = Rule(
    code="level-runs-dry",
    severity=Severity.WARNING,
    wants="""
        Each level has enough active scenarios for one attempt, which asks up to a quarter of its
        `max_items` from each. A bank that runs dry can only say "not enough evidence".
    """,
    passes="""
        quiz:
          rule: {max_items: 16}
    """,
    fails="""
        quiz:
          rule: {max_items: 48}
    """,
)


def level_runs_dry(article: Article) -> Iterator[Finding]:
    """Find levels with fewer scenarios than one attempt may ask for; siblings count as one."""
    if article.quiz is None:
        return
    supply = {(item.level, items.family_of(item)) for _, item in items.scenarios(article)}
    keys = Counter(level for level, _ in supply)
    needed = article.quiz.rule.max_items // len(Level)
    for level in Level:
        if keys[level] < needed:
            there_are = "1 scenario is" if keys[level] == 1 else f"{keys[level]} scenarios are"
            yield LEVEL_RUNS_DRY.in_quiz(
                ("items",), f"{there_are} keyed {level.slug}; one attempt may need {needed}"
            )


TAG_REPEATED = Rule(
    code="tag-repeated",
    severity=Severity.WARNING,
    wants="""
        No value of a tag (a name, a sport, a place of the body) is in more than a quarter of the
        scenarios, so that readers meet many people and cannot learn a pattern. A tag that names a cause
        of the article is exempt: the article says how common that is.
    """,
    passes="""
        quiz:
          items:
            - {id: sock-fold, tags: {name: Ana}}
            - {id: tight-lace, tags: {name: Ben}}
    """,
    fails="""
        quiz:
          items:
            - {id: sock-fold, tags: {place: heel}}
            - {id: tight-lace, tags: {place: heel}}
            - {id: wet-sock, tags: {place: heel}}
            - {id: stiff-collar, tags: {place: heel}}
            - {id: long-walk, tags: {place: heel}}
            - {id: first-run, tags: {place: heel}}
    """,
)


def tag_repeated(article: Article) -> Iterator[Finding]:
    """Find values of a tag that more than a quarter of the scenarios carry; at the first one too many."""
    bank = list(items.scenarios(article))
    if len(bank) < ENOUGH_FOR_SHARES:
        return
    causes = {cause.id for cause in article.causes}
    limit = len(bank) // 4
    total = Counter(tag for _, item in bank for tag in item.tags.items())
    seen: Counter[tuple[str, str]] = Counter()
    for index, item in bank:
        for tag in item.tags.items():
            seen[tag] += 1
            if seen[tag] == limit + 1 and tag[1] not in causes:
                yield TAG_REPEATED.in_quiz(
                    ("items", index, "tags", tag[0]),
                    f'{total[tag]} of {len(bank)} scenarios have {tag[0]} "{tag[1]}"; {limit} is a quarter',
                )


CHECKS: tuple[tuple[Rule, Check], ...] = (
    (KEYS_OUT_OF_BALANCE, keys_out_of_balance),
    (CONSTANT_CHOICE_PAYS, constant_choice_pays),
    (LEVEL_RUNS_DRY, level_runs_dry),
    (TAG_REPEATED, tag_repeated),
)
