from __future__ import annotations

from dataclasses import replace

from overlays import laid

from quizapp.content.model import Kind
from quizapp.content.rules import items


def test_items_keep_the_index_that_they_have_in_the_file() -> None:
    article = laid("quiz: {items: [{id: first-run, withdrawn: It was unclear.}]}")

    assert [index for index, _ in items.every(article)] == list(range(23))
    assert [index for index, _ in items.active(article)] == list(range(1, 23))
    assert [index for index, _ in items.scenarios(article)] == list(range(1, 20))
    assert {item.kind for _, item in items.with_options(article)} == {
        Kind.SCENARIO,
        Kind.CHOICE,
        Kind.MULTIPLE,
    }


def test_an_article_without_a_quiz_has_no_items() -> None:
    assert list(items.every(replace(laid(), quiz=None))) == []


def test_the_key_is_told_from_the_distractors() -> None:
    split = {item.id: items.key_and_distractors(item) for _, item in items.every(laid())}
    hot = split["hot-red-heel"]

    assert hot is not None
    assert hot[0].text == "Go to a clinic today"
    assert [option.text for option in hot[1]] == [
        "Train with clean tape",
        "Rest with a plaster",
        "Book for next month",
    ]
    assert split["first-aid-at-home"] is None
    assert split["sort-the-signs"] is None
