from __future__ import annotations

from dataclasses import replace

import pytest
from overlays import found, laid

from quizapp.content.model import Item
from quizapp.content.problem import Finding, Part
from quizapp.content.rules import balance
from quizapp.content.rules.rule import Check

LEFT = ("hot-red-heel", "red-heel-after-a-hike", "sock-fold", "postman")


def withdrawing(*items: str) -> str:
    entries = ", ".join(f"{{id: {item}, withdrawn: It was unclear.}}" for item in items)
    return f"quiz: {{items: [{entries}]}}"


def test_nineteen_scenarios_have_no_balance() -> None:
    assert found(laid(withdrawing("sock-fold", "tight-lace", "wet-sock")), "keys-out-of-balance") == []


def test_a_balance_names_each_level_that_is_off() -> None:
    article = laid(
        """
        quiz:
          items: [{id: sock-fold, key: book}, {id: tight-lace, key: book}, {id: wet-sock, key: book}]
        """
    )
    assert [f.message for f in found(article, "keys-out-of-balance")] == [
        "modify is the key of 10% of the scenarios; 15 to 35 % is fair",
        "book is the key of 40% of the scenarios; 15 to 35 % is fair",
    ]


def test_a_small_bank_can_be_passed_by_one_habit() -> None:
    withdrawn = [item.id for item in quiz_items() if item.key and item.id not in LEFT]
    article = laid(withdrawing(*withdrawn))

    assert [f.message for f in found(article, "constant-choice-pays")] == [
        "always choosing urgent is right in 2 of 4 scenarios"
    ]


def quiz_items() -> tuple[Item, ...]:
    quiz = laid().quiz
    assert quiz is not None
    return quiz.items


def test_a_tag_is_reported_once_at_the_first_item_above_a_quarter() -> None:
    article = laid(
        """
        quiz:
          items:
            - {id: dance-night, tags: {place: heel}}
            - {id: rented-skates, tags: {place: heel}}
        """
    )
    assert found(article, "tag-repeated") == [
        Finding(
            code="tag-repeated",
            part=Part.QUIZ,
            where=("items", 10, "tags", "place"),
            message='7 of 20 scenarios have place "heel"; 5 is a quarter',
        )
    ]


def test_a_tag_that_names_a_cause_may_repeat() -> None:
    entries = ", ".join(f"{{id: {item.id}, tags: {{cause: new-shoes}}}}" for item in quiz_items())

    assert found(laid(f"quiz: {{items: [{entries}]}}"), "tag-repeated") == []


def test_siblings_are_one_item_to_an_attempt() -> None:
    article = laid(
        """
        quiz:
          items:
            - {id: hot-red-heel, family: red-foot}
            - {id: red-heel-after-a-hike, family: red-foot}
            - {id: red-toe-in-the-morning, family: red-foot}
        """
    )
    assert [f.message for f in found(article, "level-runs-dry")] == [
        "3 scenarios are keyed urgent; one attempt may need 5"
    ]


@pytest.mark.parametrize("check", [check for _, check in balance.CHECKS], ids=lambda check: check.__name__)
def test_an_article_without_a_quiz_has_nothing_to_balance(check: Check) -> None:
    assert list(check(replace(laid(), quiz=None))) == []
