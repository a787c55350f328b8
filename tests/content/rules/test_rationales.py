from __future__ import annotations

from overlays import found, laid

from quizapp.content.problem import Finding, Part


def test_eight_words_are_enough_for_a_rationale() -> None:
    article = laid(
        """
        quiz:
          items:
            - id: sock-fold
              options:
                - {level: book, rationale: One two three four five six seven.}
                - {level: urgent, rationale: One two three four five six seven eight.}
        """
    )
    assert found(article, "rationale-too-short") == [
        Finding(
            code="rationale-too-short",
            part=Part.QUIZ,
            where=("items", 5, "options", 2, "rationale"),
            message="the rationale has 7 words; eight is the least",
        )
    ]


def test_the_entries_of_sort_items_have_rationales_too() -> None:
    article = laid(
        """
        quiz:
          items:
            - {id: sort-the-signs, entries: [{sign: small-blister, rationale: It heals.}]}
        """
    )
    assert [f.where for f in found(article, "rationale-too-short")] == [
        ("items", 22, "entries", 0, "rationale")
    ]


def test_a_copy_is_found_in_another_item_and_with_other_marks() -> None:
    article = laid(
        """
        quiz:
          items:
            - id: sock-fold
              options: [{level: urgent, rationale: Pink skin needs no doctor; dry the sock.}]
            - id: wet-sock
              options: [{level: book, rationale: Pink skin needs no doctor - dry the sock}]
        """
    )
    assert found(article, "rationale-copied") == [
        Finding(
            code="rationale-copied",
            part=Part.QUIZ,
            where=("items", 7, "options", 2, "rationale"),
            message='this rationale is that of "sock-fold", word for word',
            hint="say what this option misses or costs",
        )
    ]


def test_the_copy_is_where_the_words_do_not_belong_wherever_it_stands() -> None:
    original = "The toe is pink because of the fold; smooth the sock and pad the toe."
    article = laid(
        f"""
        quiz:
          items:
            - id: first-run
              options: [{{level: modify, rationale: {original}}}]
            - id: sock-fold
              options: [{{level: modify, rationale: {original}}}]
        """
    )
    assert [(f.where, f.message) for f in found(article, "rationale-copied")] == [
        (("items", 0, "options", 1, "rationale"), 'this rationale is that of "sock-fold", word for word')
    ]


def test_three_equal_rationales_are_two_copies() -> None:
    entries = ", ".join(
        f"{{sign: {sign}, rationale: One two three four five six seven eight.}}"
        for sign in ("small-blister", "rubbing-spot", "keeps-coming-back")
    )
    article = laid(f"quiz: {{items: [{{id: sort-the-signs, entries: [{entries}]}}]}}")
    assert [f.where for f in found(article, "rationale-copied")] == [
        ("items", 22, "entries", 1, "rationale"),
        ("items", 22, "entries", 3, "rationale"),
    ]
