from __future__ import annotations

from dataclasses import replace

from factories import make_article, make_bank, make_choice, make_sort, response_at

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
    return report(bank, steps, supply=supply_left(bank, [step.item.id for step in steps]))


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
        under_triage=0,
        over_triage=0,
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
    )
    assert [sign.id for sign in result.to_reread] == ["flag-0", "flag-1", "book", "carry-on"]
    assert (result.under_triage, result.over_triage, result.hazards) == (4, 1, 2)
    assert [flag.status for flag in result.red_flags] == [FlagStatus.MISSED, FlagStatus.UNSETTLED]
    assert result.verdict is Verdict.NOT_YET
    assert result.undecided_because == ()


def test_a_misplaced_entry_of_a_sort_item_is_a_miss_like_others() -> None:
    carry_on, _, book = BANK.article.signs
    item = make_sort("a-sort", [carry_on, book, *FLAGS])
    bank = make_bank(flags=2, extra=(item,))
    response = ("ea-d", "eb-c", "ec-c", "ed-a")
    result = report_on(
        Answered(item=item, response=response), answered("book-0", Level.MODIFY, bank=bank), bank=bank
    )
    assert [sign.id for sign in result.to_reread] == ["flag-1", "flag-0", "book", "carry-on"]


def test_sure_but_wrong_lists_only_what_was_both() -> None:
    result = report_on(
        answered("book-0", Level.MODIFY, certainty=3),
        answered("book-1", Level.MODIFY, certainty=2),
        answered("modify-0", Level.MODIFY, certainty=3),
    )
    assert result.sure_but_wrong == ("book-0",)


def test_certainty_is_never_in_the_verdict() -> None:
    plain = report_on(answered("book-0", Level.BOOK), answered("flag-0-0", Level.MODIFY))
    sure = report_on(
        answered("book-0", Level.BOOK, certainty=3), answered("flag-0-0", Level.MODIFY, certainty=1)
    )
    assert plain == sure


def test_what_ran_dry_is_the_reason_for_no_verdict() -> None:
    bank = make_bank(flags=1, per_stratum=1)
    steps = [
        answered(item_id, level, bank=bank)
        for item_id, level in [
            ("carry-on-0", Level.CARRY_ON),
            ("modify-0", Level.MODIFY),
            ("book-0", Level.BOOK),
            ("flag-0-0", Level.URGENT),
        ]
    ]
    assert report_on(*steps, bank=bank).undecided_because == (
        "no-unseen-items:carry-on",
        "no-unseen-items:modify",
        "no-unseen-items:book",
        "no-unseen-items:flag-0",
    )


def test_a_withdrawn_item_counts_for_nothing_and_is_named() -> None:
    article = make_article(flags=2, per_stratum=8)
    assert article.quiz is not None
    items = tuple(
        replace(item, withdrawn="wrong") if item.id.startswith("flag-0") else item
        for item in article.quiz.items
    )
    bank = ItemBank(article, replace(article.quiz, items=items))
    result = report_on(
        answered("flag-0-0", Level.CARRY_ON, bank=bank),
        answered("flag-0-1", Level.CARRY_ON, bank=bank),
        bank=bank,
    )
    assert result.withdrawn == ("flag-0-0", "flag-0-1")
    assert (result.answered, result.hazards, result.under_triage, result.to_reread) == (0, 0, 0, ())
    assert [flag.answered for flag in result.red_flags] == [0, 0]
    assert result.verdict is Verdict.NOT_ENOUGH_EVIDENCE


def test_practice_never_gives_a_verdict() -> None:
    choice = make_choice("a-choice")
    bank = make_bank(extra=(choice,))
    steps = [
        Answered(item=item, response=tuple(item.key)) for item in (*bank.strata[0], *bank.strata[1], choice)
    ]
    result = report(bank, steps, supply=None)
    assert (result.verdict, result.undecided_because) == (Verdict.NOT_ENOUGH_EVIDENCE, ("practice",))
    assert (result.answered, result.correct) == (17, 17)
