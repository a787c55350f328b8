import pytest
from overlays import found, laid, told


def pair(one: str, other: str) -> str:
    """Return a fragment that gives the pair "sock-fold" these two options, and two others."""
    return f"quiz: {{pairs: [{{id: sock-fold, options: [{one!r}, {other!r}, Ask a nurse, Go now]}}]}}"


def choice(*options: str) -> str:
    """Return a fragment that gives a practice item these options, of which the second is right."""
    entries = ", ".join(
        f"{{text: {text!r}, correct: {'true' if place == 1 else 'false'}, reason: Because of this and that.}}"
        for place, text in enumerate(options)
    )
    return f"quiz: {{practice: [{{id: why-skin-hardens, options: [{entries}]}}]}}"


def test_equal_options_are_told() -> None:
    assert told(laid(pair("Walk on as before.", "walk on, as before")), "options-equal") == [
        'quiz.yaml/pairs/1/options/1: this option says the same as "Walk on as before."',
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
    assert len(found(laid(pair("Walk on", text)), "option-names-options")) == 1


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
    assert found(laid(pair("Walk on", text)), "option-names-options") == []


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


@pytest.mark.parametrize(
    ("texts", "findings"),
    [
        pytest.param(("a b c d", "a b c d e", "b c d e", "c d e f"), 0, id="a quarter more is fair"),
        pytest.param(("a b c d", "a b c d e f", "b c d e", "c d e f"), 1, id="half more is not"),
        pytest.param(("a b c d e f", "b c d e f g", "b c", "c d"), 0, id="as long as the longest distractor"),
    ],
)
def test_the_key_may_be_a_quarter_longer_than_the_mean(
    texts: tuple[str, str, str, str], findings: int
) -> None:
    assert len(found(laid(choice(*texts)), "key-longest")) == findings


def test_items_with_several_right_options_have_no_longest_key() -> None:
    article = laid(
        """
        quiz:
          practice:
            - id: first-aid-at-home
              options: [{text: a b c d e f g h}, {text: a b c d e f g i}, {text: a}]
        """
    )

    assert found(article, "key-longest") == []
