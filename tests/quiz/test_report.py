from dataclasses import replace

import pytest
from factories import make_bank, make_sign, make_sort, response_at, withdrawing

from quizapp.content.model import Competency, Level
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.report import Answered, CompetencyReport, FlagReport, Report, report
from quizapp.quiz.selection import supply_left
from quizapp.quiz.verdict import FlagStatus, Verdict

BANK = make_bank(flags=2, per_stratum=8)
FLAGS = BANK.article.red_flags


def answered(item_id: str, level: Level, *, certainty: int | None = None, bank: ItemBank = BANK) -> Answered:
    item = bank.items[item_id]
    return Answered(item=item, response=response_at(item, level), certainty=certainty)


def report_on(*steps: Answered, bank: ItemBank = BANK) -> Report:
    return report(bank, steps, supply=supply_left(bank, [step.item.id for step in steps], ()))


def test_a_report_on_nothing_says_that_there_is_too_little() -> None:
    assert report_on() == Report(
        verdict=Verdict.NOT_ENOUGH_EVIDENCE,
        competencies=tuple(
            CompetencyReport(
                competency=competency, verdict=Verdict.NOT_ENOUGH_EVIDENCE, answered=0, correct=0
            )
            for competency in Competency
        ),
        red_flags=tuple(FlagReport(sign=sign, status=FlagStatus.UNSETTLED, answered=0) for sign in FLAGS),
        answered=0,
        correct=0,
        not_tested=(),
        under_triage=0,
        over_triage=0,
        careful=0,
        hazards=0,
        to_reread=(),
        sure_but_wrong=(),
        undecided_because=("too-few-responses",),
        withdrawn=(),
    )


def test_the_worst_miss_comes_first_and_each_sign_once() -> None:
    result = report_on(
        answered("carry-on-0", Level.URGENT),
        answered("book-0", Level.MODIFY),
        answered("flag-1-0", Level.BOOK),
        answered("flag-0-0", Level.CARRY_ON),
        answered("flag-0-1", Level.MODIFY),
        answered("modify-0", Level.BOOK),
    )
    assert [sign.id for sign in result.to_reread] == ["flag-0", "flag-1", "book", "modify", "carry-on"]
    assert (result.under_triage, result.over_triage) == (4, 2)
    assert (result.careful, result.hazards) == (1, 2)
    assert [flag.status for flag in result.red_flags] == [FlagStatus.MISSED, FlagStatus.UNSETTLED]
    assert result.verdict is Verdict.NOT_YET
    assert result.undecided_because == ()


def test_a_misplaced_entry_of_a_sort_item_is_a_miss_like_others() -> None:
    carry_on, _, book = BANK.article.signs
    item = make_sort("a-sort", [carry_on, book, *FLAGS])
    bank = make_bank(flags=2, extra=(item,))
    response = ("ea-4", "eb-3", "ec-3", "ed-1")
    result = report_on(
        Answered(item=item, response=response), answered("book-0", Level.MODIFY, bank=bank), bank=bank
    )
    assert [sign.id for sign in result.to_reread] == ["flag-1", "flag-0", "book", "carry-on"]


def test_sure_but_wrong_lists_only_what_was_both() -> None:
    result = report_on(
        answered("book-0", Level.MODIFY, certainty=3),
        answered("book-1", Level.MODIFY, certainty=2),
        answered("modify-0", Level.MODIFY, certainty=3),
        answered("modify-1", Level.BOOK, certainty=3),
    )
    assert result.sure_but_wrong == ("book-0",)


def test_certainty_is_never_in_the_verdict() -> None:
    plain = report_on(answered("book-0", Level.BOOK), answered("flag-0-0", Level.MODIFY))
    sure = report_on(
        answered("book-0", Level.BOOK, certainty=3), answered("flag-0-0", Level.MODIFY, certainty=1)
    )
    assert plain == replace(sure, sure_but_wrong=plain.sure_but_wrong)


def test_red_flags_that_the_check_does_not_test_are_named() -> None:
    extra = make_sign("another-flag", Level.URGENT, tested=False)
    article = replace(BANK.article, red_flags=(*BANK.article.red_flags, extra))
    result = report_on(answered("flag-0-0", Level.URGENT), bank=ItemBank(article, BANK.quiz))
    assert [flag.sign.id for flag in result.red_flags] == ["flag-0", "flag-1"]
    assert result.not_tested == (extra,)


@pytest.mark.parametrize(
    ("items", "level", "reason"),
    [
        ([f"book-{n}" for n in range(7)], Level.URGENT, "careful"),
        (["carry-on-0", "carry-on-1", "flag-0-0", "flag-1-0"], Level.BOOK, "too-many-mistakes"),
        (["book-0"] * 28, Level.BOOK, "too-long"),
    ],
)
def test_a_check_that_ended_without_a_verdict_says_why(items: list[str], level: Level, reason: str) -> None:
    result = report_on(*(answered(item, level) for item in items))
    assert (result.verdict, result.undecided_because) == (Verdict.NOT_ENOUGH_EVIDENCE, (reason,))


def test_each_competency_has_a_verdict_of_its_own() -> None:
    training = [answered(f"{level}-{n}", Level.of(level)) for level in ("carry-on", "modify") for n in (0, 1)]
    booking = [answered(f"book-{n}", Level.CARRY_ON) for n in range(3)]
    result = report_on(*training, *booking)
    assert result.verdict is Verdict.NOT_YET
    assert result.competencies == (
        CompetencyReport(
            competency=Competency.MODIFY_TRAINING, verdict=Verdict.UNDERSTANDS, answered=4, correct=4
        ),
        CompetencyReport(competency=Competency.SEEK_CARE, verdict=Verdict.NOT_YET, answered=3, correct=0),
    )


def test_a_withdrawn_item_counts_for_nothing_and_is_named() -> None:
    bank = withdrawing(BANK, "flag-0-0", "flag-0-1")
    result = report_on(
        answered("flag-0-0", Level.CARRY_ON, bank=bank),
        answered("flag-0-1", Level.CARRY_ON, bank=bank),
        bank=bank,
    )
    assert result.withdrawn == ("flag-0-0", "flag-0-1")
    assert (result.answered, result.hazards, result.under_triage, result.to_reread) == (0, 0, 0, ())
    assert [flag.answered for flag in result.red_flags] == [0, 0]
    assert result.verdict is Verdict.NOT_ENOUGH_EVIDENCE
