"""One problem a mistake: what follows from it is counted, not told."""

from quizapp.library.consequences import FOLLOWS, folded
from quizapp.problem import Finding, Part
from quizapp.rules.registry import RULES


def finding(code: str, index: int = 0) -> Finding:
    return Finding(code=code, part=Part.QUIZ, where=("pairs", index), message="so it is")


def test_what_follows_from_a_mistake_is_counted_at_its_first_place() -> None:
    first, second = finding("unknown-sign", 1), finding("unknown-sign", 2)
    other = finding("options-equal")
    found = [finding("practice-only"), first, *[finding("key-contradicts-signs", 3)] * 250, second, other]
    assert [(each.code, each.where, each.message) for each in folded(found)] == [
        ("unknown-sign", ("pairs", 1), "so it is; this may cause 251 more problems"),
        ("unknown-sign", ("pairs", 2), "so it is"),
        ("options-equal", ("pairs", 0), "so it is"),
    ]


def test_what_follows_from_nothing_is_told() -> None:
    found = [finding("practice-only"), finding("passage-unused")]
    assert folded(found) == found


def test_every_code_is_that_of_a_rule() -> None:
    assert {*FOLLOWS, *(code for codes in FOLLOWS.values() for code in codes)} <= RULES.keys()
