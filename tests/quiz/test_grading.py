import pytest
from factories import make_choice, make_scenario, make_sign, make_sort, response_at

from quizapp.content.model import Kind, Level
from quizapp.quiz.grading import Grade, Mistake, chosen_level, grade, response_fault

BOOK = make_scenario("a-book-item", make_sign("lasting", Level.BOOK))
URGENT = make_scenario("an-urgent-item", make_sign("hot", Level.URGENT))
CHOICE = make_choice("a-choice", right="b", wrong="ac")
MULTIPLE = make_choice("a-multiple", kind=Kind.MULTIPLE, right="abc", wrong="de")
SORT = make_sort("a-sort", [make_sign("sore", Level.CARRY_ON), make_sign("hot", Level.URGENT)])
RIGHT = Grade(correct=True, score=1.0, mistake=None)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (Level.CARRY_ON, Grade(correct=False, score=0.0, mistake=Mistake.UNDER_TRIAGE)),
        (Level.MODIFY, Grade(correct=False, score=0.0, mistake=Mistake.UNDER_TRIAGE)),
        (Level.BOOK, RIGHT),
        (Level.URGENT, Grade(correct=False, score=0.0, mistake=Mistake.OVER_TRIAGE, careful=True)),
    ],
)
def test_a_scenario_tells_under_from_over_triage(level: Level, expected: Grade) -> None:
    assert grade(BOOK, response_at(BOOK, level)) == expected


@pytest.mark.parametrize(
    ("level", "hazard"), [(Level.CARRY_ON, True), (Level.MODIFY, True), (Level.BOOK, False)]
)
def test_an_urgent_item_taken_for_training_is_a_hazard(level: Level, *, hazard: bool) -> None:
    assert grade(URGENT, response_at(URGENT, level)) == Grade(
        correct=False, score=0.0, mistake=Mistake.UNDER_TRIAGE, hazard=hazard
    )


def test_a_choice_is_right_or_wrong() -> None:
    assert grade(CHOICE, ("b",)) == RIGHT
    assert grade(CHOICE, ("a",)) == Grade(correct=False, score=0.0, mistake=Mistake.OTHER)


@pytest.mark.parametrize(
    ("response", "score"),
    [("abc", 1.0), ("ab", 2 / 3), ("abd", 2 / 3 - 1 / 2), ("abcde", 0.0), ("de", 0.0), ("abcd", 0.5)],
)
def test_multiple_gives_partial_credit_that_ticking_everything_does_not_earn(
    response: str, score: float
) -> None:
    correct = response == "abc"
    assert grade(MULTIPLE, tuple(response)) == Grade(
        correct=correct, score=score, mistake=None if correct else Mistake.OTHER
    )


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (("ea-1", "eb-4"), RIGHT),
        (("ea-1", "eb-3"), Grade(correct=False, score=0.5, mistake=Mistake.UNDER_TRIAGE)),
        (("ea-2", "eb-4"), Grade(correct=False, score=0.5, mistake=Mistake.OVER_TRIAGE)),
        (("ea-4", "eb-1"), Grade(correct=False, score=0.0, mistake=Mistake.UNDER_TRIAGE, hazard=True)),
    ],
)
def test_sort_scores_each_entry(response: tuple[str, ...], expected: Grade) -> None:
    assert grade(SORT, response) == expected


@pytest.mark.parametrize(
    ("item", "response", "fault"),
    [
        (BOOK, ("2",), None),
        (BOOK, (), "choose exactly one option"),
        (BOOK, ("1", "2"), "choose exactly one option"),
        (BOOK, ("z",), '"z" is not an option of this item'),
        (BOOK, ("1", "1"), "an option is named twice"),
        (MULTIPLE, (), "choose at least one option"),
        (MULTIPLE, ("a", "e"), None),
        (SORT, ("ea-1",), "put every sign under exactly one level"),
        (SORT, ("ea-1", "ea-2"), "put every sign under exactly one level"),
        (SORT, ("eb-2", "ea-1"), None),
        (SORT, ("eb-2", "ea-5"), '"ea-5" is not an option of this item'),
    ],
)
def test_a_response_that_cannot_be_graded_is_told_why(
    item: object, response: tuple[str, ...], fault: str | None
) -> None:
    assert response_fault(item, response) == fault  # type: ignore[arg-type] # a table of items of all kinds


def test_the_chosen_level_is_known_for_scenarios_only() -> None:
    assert chosen_level(BOOK, ("4",)) is Level.URGENT
    assert chosen_level(CHOICE, ("b",)) is None
