from quizapp.problem import Problem, Severity


def problem(line: int, column: int = 1, hint: str | None = None) -> Problem:
    return Problem(
        path="a.yaml",
        line=line,
        column=column,
        code="to-do",
        severity=Severity.WARNING,
        message="still to be written",
        hint=hint,
    )


def test_problems_sort_by_place_with_a_hint_or_without() -> None:
    in_order = [problem(2), problem(2, hint="b"), problem(2, 5), problem(10, hint="a"), problem(10, hint="c")]
    backwards = in_order[::-1]
    assert sorted(backwards) == in_order
