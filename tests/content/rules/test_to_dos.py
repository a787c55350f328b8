from __future__ import annotations

import pytest
from overlays import found, laid

from quizapp.content.problem import Finding, Part


def test_each_text_that_is_still_to_be_written_is_named() -> None:
    article = laid(
        """
        title: "To do: the title"
        levels: [{id: book, means: "To do: when to go"}]
        sources: [{id: clinic, passages: [{id: f1, says: "To do: its gist"}]}]
        quiz:
          items: [{id: first-run, options: [{level: modify, text: "To do: a distractor"}]}]
        """
    )
    assert found(article, "to-do") == [
        Finding(code="to-do", part=part, where=where, message=f"still to be written: {wanted}")
        for part, where, wanted in (
            (Part.ARTICLE, ("title",), "the title"),
            (Part.ARTICLE, ("levels", 2, "means"), "when to go"),
            (Part.ARTICLE, ("sources", 1, "passages", 0, "says"), "its gist"),
            (Part.QUIZ, ("items", 0, "options", 1, "text"), "a distractor"),
        )
    ]


def test_a_text_is_named_where_it_stands_and_not_where_it_is_used() -> None:
    article = laid(
        """
        levels: [{id: book, name: "To do: a name"}]
        signs: [{id: small-blister, name: "To do: the sign"}]
        review: {by: "To do: who"}
        """
    )
    assert [finding.where for finding in found(article, "to-do")] == [
        ("levels", 2, "name"),
        ("signs", 0, "name"),
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("To do:", "this text"),
        ("to do : the title", "the title"),
        ("To do", "this text"),
        ("TODO", "this text"),
        ("TODO write it", "write it"),
        ("To-do:the title", "the title"),
    ],
)
def test_people_may_write_the_mark_in_their_own_way(text: str, wanted: str) -> None:
    (finding,) = found(laid(f"title: {text!r}"), "to-do")
    assert finding.message == f"still to be written: {wanted}"


@pytest.mark.parametrize(
    "text", ["What to do about blisters", "To do this, sit down", "To do or not to do: both help", "Todos"]
)
def test_a_text_that_only_speaks_of_things_to_do_is_none(text: str) -> None:
    assert found(laid(f"title: {text!r}"), "to-do") == []


def test_an_allowance_does_not_write_a_text() -> None:
    article = laid(
        """
        faqs: [{id: pain-relief, answer: "To do: it", allow: [{rule: to-do, because: It can wait.}]}]
        """
    )
    assert len(found(article, "to-do")) == 1
    assert [finding.message for finding in found(article, "allowance-idle")] == [
        '"to-do" is unfinished text, which cannot be allowed'
    ]
