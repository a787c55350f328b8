from __future__ import annotations

import pytest
from overlays import found, laid, sock_fold

from quizapp.content.problem import Finding, Part


def test_equal_options_are_told_apart_from_similar_ones() -> None:
    article = laid(sock_fold("Walk on as before.", "walk on, as before"))

    assert found(article, "options-equal") == [
        Finding(
            code="options-equal",
            part=Part.QUIZ,
            where=("items", 5, "options", 1, "text"),
            message='this option says the same as "Walk on as before."',
        )
    ]
    assert found(article, "options-alike") == []


def test_similar_options_share_more_than_four_words_in_five() -> None:
    one, other = (
        "Take a long warm bath and rest your feet today",
        "Take a long warm bath and rest your feet now",
    )

    assert [f.message for f in found(laid(sock_fold(one, other)), "options-alike")] == [
        f'this option is nearly the same as "{one}"'
    ]


@pytest.mark.parametrize(
    "text",
    [
        "All of the above",
        "None of the above.",
        "Any of these",
        "Both",
        "Both A and B",
        "A, B and D",
        "Do what options A or C say",
        "Neither of the other options",
        "all the other answers",
    ],
)
def test_options_do_not_speak_of_options(text: str) -> None:
    assert len(found(laid(sock_fold("Walk on", text)), "option-names-options")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Pad both heels",
        "Take vitamins A and B12",
        "Walk all day",
        "Do none of it",
        "Ask for a pad or a plaster",
        "Ask for a jab against hepatitis A or B",
        "Take vitamins C and D",
        "Ask a nurse about all the options",
        "Try grade B or C shoes",
    ],
)
def test_options_may_say_both_and_all_of_other_things(text: str) -> None:
    assert found(laid(sock_fold("Walk on", text)), "option-names-options") == []


def test_an_option_has_room_for_twenty_words() -> None:
    assert found(laid(sock_fold("Walk " * 20)), "option-too-long") == []
    assert [f.message for f in found(laid(sock_fold("Walk " * 21)), "option-too-long")] == [
        "21 words; twenty are the most"
    ]


def test_the_levels_of_a_sort_item_are_no_options_of_an_author() -> None:
    article = laid(
        """
        levels:
          - {id: modify, name: Always all of the above}
          - {id: urgent, name: Always all of the above}
        """
    )
    assert found(article, "options-equal") == []
    assert found(article, "option-names-options") == []
    assert found(article, "absolute-in-distractor") == []
