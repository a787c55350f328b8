"""The samples of the rules that the loader keeps are as they say."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from quizapp.content.problem import Part
from quizapp.content.rules.reading import BYTE_RULES, PLACE_RULES, READER_RULES, YAML_RULES
from quizapp.content.rules.rule import Rule
from quizapp.content.rules.shape import SHAPE_RULES
from quizapp.content.shape.schema import findings
from quizapp.content.yaml.reader import Document, read

TOLD_IN_WORDS = {
    *(rule.code for rule in PLACE_RULES),
    *("too-big", "not-utf8", "byte-order-mark", "tab-indent", "too-many-values"),
}
"""Rules whose samples are comments, because they cannot be shown in a line of text."""
SHOWN = [rule for rule in (*BYTE_RULES, *YAML_RULES) if rule.code not in TOLD_IN_WORDS]


def codes_of_reading(sample: str) -> set[str]:
    found = read(sample.encode(), "sample.yaml")
    return {problem.code for problem in (found.warnings if isinstance(found, Document) else found)}


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.code)
def test_the_samples_of_a_rule_of_reading_pass_and_fail(rule: Rule) -> None:
    assert (codes_of_reading(rule.passes), codes_of_reading(rule.fails)) == (set(), {rule.code})


@pytest.mark.parametrize("rule", SHAPE_RULES, ids=lambda rule: rule.code)
def test_the_samples_of_a_rule_of_shape_pass_and_fail(
    rule: Rule, article_plain: Any, quiz_plain: Any
) -> None:
    def codes(sample: str) -> set[str]:
        document = read(sample.encode(), "sample.yaml")
        assert isinstance(document, Document)
        assert isinstance(document.value, dict)
        article = {**copy.deepcopy(article_plain), **document.value}
        quiz = {**copy.deepcopy(quiz_plain), **article.pop("quiz", {})}
        return {finding.code for finding in (*findings(Part.ARTICLE, article), *findings(Part.QUIZ, quiz))}

    assert (codes(rule.passes), codes(rule.fails)) == (set(), {rule.code})


def test_every_rule_has_a_code_of_its_own() -> None:
    codes = [rule.code for rule in READER_RULES]
    assert sorted(set(codes)) == sorted(codes)
