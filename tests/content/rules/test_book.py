from __future__ import annotations

import re

import pytest

from quizapp.content.problem import Severity
from quizapp.content.rules.book import CHECKS, RULES, severity_of
from quizapp.content.rules.rule import Rule, did_you_mean


def test_every_rule_stands_in_the_book_under_its_own_code() -> None:
    assert {code: rule.code for code, rule in RULES.items()} == {code: code for code in RULES}
    assert {rule.code for rule, _ in CHECKS} <= set(RULES)


def test_no_code_is_given_twice() -> None:
    codes = [rule.code for rule, _ in CHECKS]

    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_has_a_code_and_explains_itself(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", rule.code)
    assert rule.wants.endswith((".", '"', ")"))
    assert rule.passes
    assert rule.fails
    assert rule.passes != rule.fails


def test_each_editorial_rule_has_a_function_of_its_name() -> None:
    assert [check.__name__.replace("_", "-") for _, check in CHECKS] == [rule.code for rule, _ in CHECKS]


def test_the_book_knows_how_bad_each_finding_is() -> None:
    assert severity_of("key-contradicts-signs") is Severity.ERROR
    assert severity_of("red-flag-hardly-tested") is Severity.WARNING


def test_there_is_no_severity_of_an_unknown_code() -> None:
    with pytest.raises(KeyError):
        severity_of("key-contradict-signs")


def test_the_book_cannot_be_written_in() -> None:
    with pytest.raises(TypeError):
        RULES["new-rule"] = RULES["unknown-sign"]  # type: ignore[index]  # that it is refused is the point


def test_samples_lose_the_indent_of_the_code_around_them() -> None:
    assert RULES["unknown-gap"].fails == "self_care:\n  - id: pad-the-spot\n    fills: first-aid-lists"


def test_a_guess_is_made_only_where_one_is_near() -> None:
    assert did_you_mean("unknown-sing", RULES) == 'did you mean "unknown-sign"?'
    assert did_you_mean("weather", RULES) is None
