import pytest
from overlays import found, laid, sock_fold, told

from quizapp.content.model import Kind
from quizapp.rules import items


def test_items_have_the_place_that_they_have_in_the_file() -> None:
    article = laid("quiz: {pairs: [{id: first-run, stories: [{withdrawn: It was unclear.}]}]}")
    places = {item.id: place for place, item in items.every(article)}
    assert (places["first-run-b"], places["stiff-collar-a"], places["sort-the-signs"]) == (
        ("pairs", 0, "stories", 1),
        ("pairs", 15, "stories", 0),
        ("practice", 2),
    )
    assert len(places) == 35
    assert places.keys() - {item.id for _, item in items.active(article)} == {"first-run-a"}
    assert {item.kind for _, item in items.scenarios(article)} == {Kind.SCENARIO}


def test_the_options_of_a_pair_are_looked_at_once() -> None:
    article = laid("quiz: {pairs: [{id: first-run, stories: [{withdrawn: It was unclear.}]}]}")
    places = [place for place, _ in items.with_options(article)]
    assert places[:2] == [("pairs", 0, "stories", 1), ("pairs", 1, "stories", 0)]
    assert len(places) == 18


@pytest.mark.parametrize(
    "lead_in",
    [
        "What should Ivo NOT do?",
        "Which step is least safe?",
        "All help, except which?",
        "What shouldn't Ivo do?",
        "What would he never do?",
    ],
)
def test_a_lead_in_that_asks_for_what_is_wrong_is_found(lead_in: str) -> None:
    assert len(found(laid(sock_fold(ask=f"{lead_in!r}")), "negative-lead-in")) == 1


@pytest.mark.parametrize("lead_in", ["What is best?", "What should Noah do next?"])
def test_words_that_look_negative_are_no_matter(lead_in: str) -> None:
    assert found(laid(sock_fold(ask=f"{lead_in!r}")), "negative-lead-in") == []


def test_a_language_without_a_question_of_its_own_needs_one_in_each_pair() -> None:
    article = laid("lang: nl\nquiz: {pairs: [{id: sock-fold, ask: Wat nu?}]}")
    lines = told(article, "lead-in-missing")
    message = 'the pair has no question, and the program has none for "nl"'
    assert (len(lines), lines[0]) == (15, f"quiz.yaml/pairs/0: {message}")


def pair(one: str, other: str) -> str:
    """Return a fragment that gives the pair "sock-fold" these two options, and two others."""
    return f"quiz: {{pairs: [{{id: sock-fold, options: [{one!r}, {other!r}, Ask a nurse, Go now]}}]}}"


def test_equal_options_are_told() -> None:
    assert told(laid(pair("Walk on as before.", "walk on, as before")), "options-equal") == [
        'quiz.yaml/pairs/1/options/1: this option says the same as "Walk on as before."'
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
