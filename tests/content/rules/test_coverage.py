from __future__ import annotations

from dataclasses import replace

import pytest
from overlays import found, laid

from quizapp.content.problem import Finding, Part
from quizapp.content.rules import check, coverage
from quizapp.content.rules.rule import Check

NEW_FLAG = """
red_flags:
  - id: fever-with-blister
    name: A fever together with a blister
    level: urgent
    action: Get medical help today.
    origin: stated
    cites: [leaflet/p5]
"""
URGENT = (
    "hot-red-heel",
    "red-heel-after-a-hike",
    "red-toe-in-the-morning",
    "red-sole-after-a-race",
    "red-ankle-at-work",
)


def withdrawing(*items: str) -> str:
    entries = ", ".join(f"{{id: {item}, withdrawn: It was unclear.}}" for item in items)
    return f"quiz: {{items: [{entries}]}}"


@pytest.mark.parametrize(
    ("left", "code", "message"),
    [
        (4, None, None),
        (3, "red-flag-hardly-tested", 'only 3 scenarios show the red flag "spreading-redness"; four is safe'),
        (2, "red-flag-hardly-tested", 'only 2 scenarios show the red flag "spreading-redness"; four is safe'),
        (1, "red-flag-untested", 'one scenario shows the red flag "spreading-redness"; two is the least'),
        (0, "red-flag-untested", 'no scenario shows the red flag "spreading-redness"; two is the least'),
    ],
)
def test_active_scenarios_of_a_red_flag_are_counted(left: int, code: str | None, message: str | None) -> None:
    article = laid(withdrawing(*URGENT[left:]))

    findings = [
        finding
        for name in ("red-flag-untested", "red-flag-hardly-tested")
        for finding in found(article, name)
    ]
    assert [(f.code, f.where, f.message) for f in findings] == (
        [(code, ("red_flags", 0), message)] if code else []
    )


def test_siblings_test_a_red_flag_once() -> None:
    article = laid(
        """
        quiz:
          items:
            - {id: hot-red-heel, family: red-foot}
            - {id: red-heel-after-a-hike, family: red-foot}
            - {id: red-toe-in-the-morning, family: red-foot}
        """
    )
    assert [f.message for f in found(article, "red-flag-hardly-tested")] == [
        'only 3 scenarios show the red flag "spreading-redness"; four is safe'
    ]


def test_a_look_alike_that_is_urgent_itself_does_not_count() -> None:
    article = laid(NEW_FLAG + "quiz: {items: [{id: hot-red-heel, look_alike_of: fever-with-blister}]}")

    assert found(article, "red-flag-without-look-alike") == [
        Finding(
            code="red-flag-without-look-alike",
            part=Part.ARTICLE,
            where=("red_flags", 1),
            message='no scenario looks like "fever-with-blister" without being urgent',
            hint="write `look_alike_of: fever-with-blister` at one that does",
        )
    ]


def test_a_cell_of_a_lower_level_is_no_cell_for_a_red_flag() -> None:
    article = laid(
        NEW_FLAG + "quiz: {blueprint: [{cell: fever-with-blister, level: book, at_least: 0}]}",
    )
    assert found(article, "red-flag-not-in-blueprint") == [
        Finding(
            code="red-flag-not-in-blueprint",
            part=Part.QUIZ,
            where=("blueprint",),
            message='the blueprint has no urgent cell for the red flag "fever-with-blister"',
        )
    ]


def test_a_withdrawn_item_fills_no_cell() -> None:
    assert found(laid(withdrawing("sock-fold")), "cell-below-minimum") == [
        Finding(
            code="cell-below-minimum",
            part=Part.QUIZ,
            where=("blueprint", 1, "at_least"),
            message='the cell "rubbing-spot" asks for 5 scenarios and has 4',
        )
    ]


def test_an_item_in_a_cell_of_another_level_names_both() -> None:
    assert found(laid("quiz: {items: [{id: sock-fold, cell: small-blister}]}"), "cell-of-another-level") == [
        Finding(
            code="cell-of-another-level",
            part=Part.QUIZ,
            where=("items", 5, "cell"),
            message='the cell "small-blister" is for carry-on, but the key is modify',
        )
    ]


OF_A_QUIZ = [check for rule, check in coverage.CHECKS if rule is not coverage.NO_QUIZ]


@pytest.mark.parametrize("check", OF_A_QUIZ, ids=lambda check: check.__name__)
def test_an_article_without_a_quiz_has_nothing_to_cover(check: Check) -> None:
    assert list(check(replace(laid(), quiz=None))) == []


def test_a_missing_quiz_names_the_red_flags_that_nothing_tests() -> None:
    (finding,) = found(laid(NEW_FLAG + "quiz: null"), "no-quiz")
    assert (finding.part, finding.where, finding.message) == (
        Part.ARTICLE,
        ("red_flags", 0),
        'there is no quiz.yaml, so nothing tests the red flags "spreading-redness", "fever-with-blister"',
    )


def test_an_article_that_gives_no_sign_a_level_needs_no_quiz() -> None:
    article = replace(laid("quiz: null"), red_flags=())
    assert [finding.where for finding in found(article, "no-quiz")] == [("signs", 0)]
    assert found(replace(article, signs=()), "no-quiz") == []


def test_an_editor_may_publish_without_a_quiz_and_say_why() -> None:
    allow = "allow: [{rule: no-quiz, because: It comes next month.}]"
    article = laid(f"red_flags: [{{id: spreading-redness, {allow}}}]\nquiz: null")
    assert [finding.code for finding in check(article)] == []
