from __future__ import annotations

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


def test_a_text_that_only_speaks_of_things_to_do_is_none() -> None:
    assert found(laid("title: What to do about blisters"), "to-do") == []
