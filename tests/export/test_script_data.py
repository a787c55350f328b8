import json

import pytest
from factories import make_article, make_scenario, make_sign
from script_attempts import VECTORS, compared, odd_bank, small_bank, vectors_of

from quizapp.content.model import Level, quiz_of
from quizapp.export.script_data import script_data
from quizapp.quiz.bank import ItemBank

STORED = json.loads(VECTORS.read_text("utf-8"))


def test_the_rule_gives_the_attempts_of_the_vector_file() -> None:
    made = json.loads(json.dumps(vectors_of(small_bank(), range(len(STORED["attempts"])))))
    assert made == STORED  # is the new rule meant? then `python tests/script_attempts.py`


def test_the_script_gives_the_attempts_of_the_vector_file() -> None:
    steps = sum(len(attempt["steps"]) for attempt in STORED["attempts"])
    assert compared(STORED) == {"ranks": 200, "attempts": len(STORED["attempts"]), "steps": steps}


def test_the_vector_file_has_every_verdict_and_most_reasons_for_none() -> None:
    reports = [attempt["report"] for attempt in STORED["attempts"]]
    assert {report["verdict"] for report in reports} >= {"not-yet", "not-enough-evidence"}
    assert {reason.partition(":")[0] for each in reports for reason in each["undecided_because"]} >= {
        "practice",
        "too-few-responses",
        "no-unseen-items",
    }


@pytest.mark.parametrize(
    ("name", "value"), [("missed", 5), ("book", [3, 6, 7]), ("careful", 5), ("pooled", [9, 16, 20, 24])]
)
def test_a_constant_of_the_rule_that_is_changed_on_one_side_is_found(name: str, value: object) -> None:
    vectors = vectors_of(odd_bank(), range(40))
    vectors["data"]["rule"][name] = value
    with pytest.raises(AssertionError, match="ERR_ASSERTION"):
        compared(vectors)


def test_the_data_of_a_script_change_their_revision_with_a_key_and_with_what_is_withdrawn() -> None:
    sign, other = make_sign("carry-on", Level.CARRY_ON), make_sign("book", Level.BOOK)

    def revision(**changes: object) -> str:
        article = make_article(
            extra=(make_scenario("one", other if changes.pop("other", None) else sign, **changes),)
        )
        found: str = script_data(ItemBank(article, quiz_of(article)))["revision"]
        return found

    assert len({revision(), revision(other=True), revision(withdrawn="wrong"), revision(stem="New.")}) == 4
