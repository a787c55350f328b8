from dataclasses import replace
from random import Random

from factories import response_at
from paired_banks import make_paired_bank

from quizapp.content.model import Level
from quizapp.quiz.report import Answered, Progress, check_progress, practice_progress

BANK = make_paired_bank()


def answered(item_id: str, level: Level | None = None) -> Answered:
    """Answer an item, by its key where no level is given."""
    item = BANK.items[item_id]
    return Answered(item=item, response=tuple(item.key) if level is None else response_at(item, level))


def progress_after(*steps: Answered, over: bool = False) -> Progress:
    return check_progress(BANK, steps, over=over)


def test_a_check_begins_with_the_fewest_items_to_go() -> None:
    assert progress_after() == Progress(answered=0, at_most=26, about=15, decided=False)


def test_a_right_answer_brings_it_nearer_and_a_mistake_never_sets_it_back() -> None:
    abouts = [
        progress_after(*steps).about
        for steps in (
            [answered("book-0")],
            [answered("book-0"), answered("modify-0", Level.CARRY_ON)],
            [answered("book-0"), answered("modify-0", Level.CARRY_ON), answered("modify-1")],
            [answered("book-0"), answered("book-1", Level.URGENT)],
        )
    ]
    assert abouts == [14, 14, 14, 14]


def test_what_is_still_needed_never_rises_whatever_the_answers() -> None:
    random = Random(14)
    for _ in range(40):
        steps = [
            answered(item.id, random.choice([*Level, item.level, item.level]))
            for item in random.sample(list(BANK.items.values()), 26)
        ]
        abouts = [progress_after(*steps[:n]).about for n in range(27)]
        assert abouts == sorted(abouts, reverse=True)
        assert all(about >= 1 for about in abouts)


def test_it_is_decided_once_a_need_is_lost_and_what_is_left_is_for_the_others() -> None:
    missed = [answered("flag-0-0", Level.MODIFY), answered("flag-0-1", Level.CARRY_ON)]
    assert progress_after(*missed) == Progress(answered=2, at_most=26, about=13, decided=True)
    assert progress_after(*missed, over=True) == Progress(answered=2, at_most=26, about=0, decided=True)


def test_a_withdrawn_item_takes_no_place_among_the_items() -> None:
    step = answered("book-0")
    gone = Answered(item=replace(step.item, withdrawn="wrong"), response=step.response)
    assert progress_after(gone) == Progress(answered=1, at_most=27, about=15, decided=False)


def test_practice_counts_down_and_decides_nothing() -> None:
    assert practice_progress(5, over=False) == Progress(answered=5, at_most=12, about=7, decided=False)
    assert practice_progress(9, over=True) == Progress(answered=9, at_most=12, about=0, decided=False)
