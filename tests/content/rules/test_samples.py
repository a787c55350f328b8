"""Each rule brings its own proof: a sample that keeps it and one that breaks it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from overlays import found, laid, laid_data

from quizapp.content.problem import Part, Where
from quizapp.content.rules import check
from quizapp.content.rules.allowances import ALLOWANCE_IDLE
from quizapp.content.rules.book import CHECKS
from quizapp.content.rules.provenance import DATED
from quizapp.content.rules.rule import Rule

TODAY = "2026-11-23"
EDITORIAL = [*(rule for rule, _ in (*CHECKS, *DATED)), ALLOWANCE_IDLE]

each_rule = pytest.mark.parametrize("rule", EDITORIAL, ids=lambda rule: rule.code)


def test_the_small_article_breaks_no_rule() -> None:
    assert list(check(laid(), TODAY)) == []


def test_an_article_without_a_quiz_breaks_no_other_rule() -> None:
    assert [finding.code for finding in check(replace(laid(), quiz=None), TODAY)] == ["no-quiz"]


@each_rule
def test_the_passing_sample_keeps_the_rule(rule: Rule) -> None:
    assert found(laid(rule.passes), rule.code, TODAY) == []


@each_rule
def test_the_failing_sample_breaks_the_rule(rule: Rule) -> None:
    assert found(laid(rule.fails), rule.code, TODAY) != []


@each_rule
def test_every_finding_points_at_something_in_the_file(rule: Rule) -> None:
    data = laid_data(rule.fails)
    for finding in check(laid(rule.fails), TODAY):
        assert reaches(data[Part(finding.part)], finding.where), finding


def reaches(data: Any, where: Where) -> bool:
    for step in where:
        try:
            data = data[step]
        except LookupError:
            return False
    return True
