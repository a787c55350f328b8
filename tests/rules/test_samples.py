"""Each rule brings its own proof: a sample that keeps it and one that breaks it."""

import copy
from dataclasses import replace
from typing import Any

import pytest
from overlays import found, laid, laid_data, parsed

from quizapp.content.schema import findings
from quizapp.library.samples import samples
from quizapp.problem import Part, Where
from quizapp.rules import check
from quizapp.rules.files import BYTE_RULES, CHECK_RULES, PLACE_RULES, SHAPE_RULES, YAML_RULES
from quizapp.rules.registry import RULES
from quizapp.yaml.reader import Document, read

TODAY = "2026-11-23"
IN_WORDS = {
    *(rule.code for rule in (*PLACE_RULES, *CHECK_RULES)),
    *("too-big", "not-utf8", "byte-order-mark", "tab-indent", "too-many-values", "sign-cut-by-comment"),
}
"""Rules whose samples are comments, because a line of text cannot show them, or that the loader tells."""
OF_READING = [rule.code for rule in (*BYTE_RULES, *YAML_RULES) if rule.code not in IN_WORDS]
OF_SHAPE = [rule.code for rule in SHAPE_RULES]
ELSEWHERE = {code for code in RULES if code.startswith("translation-")}
"""Rules whose samples the tests of translations try."""
EDITORIAL = [code for code in RULES if code not in {*IN_WORDS, *OF_READING, *OF_SHAPE, *ELSEWHERE}]


def test_every_rule_has_a_sample_of_each_kind_and_there_are_no_others() -> None:
    assert samples().keys() == RULES.keys()
    assert [code for code, sample in samples().items() if not sample.passes or not sample.fails] == []


@pytest.mark.parametrize("code", OF_READING)
def test_the_samples_of_a_rule_of_reading_pass_and_fail(code: str) -> None:
    def codes(text: str) -> set[str]:
        document = read(text.encode(), "sample.yaml")
        return {
            problem.code for problem in (document.warnings if isinstance(document, Document) else document)
        }

    assert (codes(samples()[code].passes), codes(samples()[code].fails)) == (set(), {code})


@pytest.mark.parametrize("code", OF_SHAPE)
def test_the_samples_of_a_rule_of_shape_pass_and_fail(code: str, article_plain: Any, quiz_plain: Any) -> None:
    def codes(text: str) -> set[str]:
        article = {**copy.deepcopy(article_plain), **parsed(text.encode(), "sample")}
        quiz = {**copy.deepcopy(quiz_plain), **article.pop("quiz", {})}
        return {finding.code for finding in (*findings(Part.ARTICLE, article), *findings(Part.QUIZ, quiz))}

    assert (codes(samples()[code].passes), codes(samples()[code].fails)) == (set(), {code})


def test_the_small_article_breaks_no_rule() -> None:
    assert list(check(laid(), TODAY)) == []


def test_an_article_without_a_quiz_breaks_no_other_rule() -> None:
    assert [finding.code for finding in check(replace(laid(), quiz=None), TODAY)] == ["no-quiz"]


@pytest.mark.parametrize("code", EDITORIAL)
def test_the_samples_of_an_editorial_rule_pass_and_fail(code: str) -> None:
    assert found(laid(samples()[code].passes), code, TODAY) == []
    assert found(laid(samples()[code].fails), code, TODAY) != []


@pytest.mark.parametrize("code", EDITORIAL)
def test_every_finding_points_at_something_in_the_file(code: str) -> None:
    data = laid_data(samples()[code].fails)
    for finding in check(laid(samples()[code].fails), TODAY):
        assert reaches(data[Part(finding.part)], finding.where), finding


def reaches(data: Any, where: Where) -> bool:
    for step in where:
        try:
            data = data[step]
        except LookupError:
            return False
    return True
