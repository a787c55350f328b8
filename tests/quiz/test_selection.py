from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from factories import make_article, make_bank, make_choice, response_at

from quizapp.content.model import Competency, Item, Kind, Level
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.grading import Response
from quizapp.quiz.report import Answered, evidence_of
from quizapp.quiz.selection import next_item, next_practice_item, supply_left, turns
from quizapp.quiz.verdict import FIRST_FLAG, MODIFY, Verdict, no_evidence, verdict

Reader = Callable[[Item], Response]


def by_key(item: Item) -> Response:
    return tuple(sorted(item.key))


def always(level: Level) -> Reader:
    return lambda item: response_at(item, level)


def take(
    bank: ItemBank, reader: Reader, *, seed: str = "seed", limit: int = 24, seen: tuple[str, ...] = ()
) -> list[Answered]:
    """Take a check to its end."""
    taken: list[Answered] = []
    while len(taken) < limit:
        item = next_item(bank, seed, evidence_of(bank, taken), [step.item.id for step in taken], seen)
        if item is None:
            break
        taken.append(Answered(item=item, response=reader(item)))
    return taken


def ids(taken: list[Answered]) -> list[str]:
    return [step.item.id for step in taken]


def outcome(bank: ItemBank, taken: list[Answered]) -> Verdict:
    return verdict(evidence_of(bank, taken))


def test_the_key_always_passes_in_the_fewest_items() -> None:
    bank = make_bank(flags=4)
    taken = take(bank, by_key)
    assert outcome(bank, taken) is Verdict.UNDERSTANDS
    assert Counter(step.item.level for step in taken) == {
        Level.CARRY_ON: 3,
        Level.MODIFY: 3,
        Level.BOOK: 2,
        Level.URGENT: 8,
    }


@pytest.mark.parametrize("level", list(Level))
def test_one_level_for_everything_never_passes(level: Level) -> None:
    bank = make_bank(flags=4)
    verdicts = {outcome(bank, take(bank, always(level), seed=f"seed {seed}")) for seed in range(50)}
    assert verdicts == {Verdict.NOT_YET}


@pytest.mark.parametrize("flag", range(4))
@pytest.mark.parametrize("level", [Level.CARRY_ON, Level.MODIFY, Level.BOOK])
def test_a_reader_who_answers_one_red_flag_too_low_never_passes(flag: int, level: Level) -> None:
    bank = make_bank(flags=4)

    def reader(item: Item) -> Response:
        return response_at(item, level) if f"flag-{flag}" in item.red_flags else by_key(item)

    verdicts = {outcome(bank, take(bank, reader, seed=f"seed {seed}")) for seed in range(50)}
    assert verdicts == {Verdict.NOT_YET}


def test_the_place_of_an_item_does_not_tell_its_competency() -> None:
    bank = make_bank(flags=4)
    orders = {
        tuple(step.item.competency for step in take(bank, by_key, seed=str(seed))[:6]) for seed in range(300)
    }
    assert len(orders) > 50


def test_training_items_come_in_pairs_of_both_keys() -> None:
    for seed in range(30):
        levels = [
            step.item.level
            for step in take(make_bank(flags=4), by_key, seed=str(seed))
            if step.item.competency is Competency.MODIFY_TRAINING
        ]
        pairs = [set(levels[at : at + 2]) for at in range(0, len(levels), 2)]
        assert pairs == [{Level.CARRY_ON, Level.MODIFY}] * 3


def test_of_three_care_items_one_is_book_and_its_place_is_tossed() -> None:
    bank = make_bank(flags=4)
    firsts = set()
    for seed in range(60):
        taken = take(bank, by_key, seed=str(seed))
        care = [step.item.level for step in taken if step.item.competency is Competency.SEEK_CARE]
        block = {Level.BOOK: 1, Level.URGENT: 2}
        assert [Counter(care[at : at + 3]) for at in (0, 3)] == [block, block]
        assert set(care[6:]) == {Level.URGENT}
        firsts.add(tuple(care[:3]))
    assert len(firsts) == 3


def test_a_reader_who_only_knows_the_order_does_not_pass() -> None:
    bank = make_bank(flags=4)
    for seed in range(50):
        taken = take(bank, always(Level.URGENT), seed=str(seed))
        assert outcome(bank, taken) is Verdict.NOT_YET


def test_both_competencies_have_half_of_the_weight() -> None:
    choices = turns(no_evidence(4), (9,) * (FIRST_FLAG + 4))
    training = sum(choice[0] <= MODIFY for choice in choices)
    assert training * 2 == len(choices)


def test_red_flags_get_evidence_evenly() -> None:
    taken = take(make_bank(flags=4), by_key)
    flags = [step.item.red_flags[0] for step in taken if step.item.red_flags]
    assert sorted(flags[:4]) == sorted(flags[4:]) == ["flag-0", "flag-1", "flag-2", "flag-3"]


def test_no_item_and_no_sibling_comes_twice() -> None:
    article = make_article(flags=4, per_stratum=8)
    assert article.quiz is not None
    items = tuple(
        replace(item, family=item.id[:-1] + item.id[-1:] if int(item.id[-1]) > 3 else f"{item.cell}-f")
        for item in article.quiz.items
    )
    bank = ItemBank(article, replace(article.quiz, items=items))
    for seed in range(30):
        asked = [step.item for step in take(bank, by_key, seed=str(seed))]
        assert len({item.id for item in asked}) == len({item.family for item in asked}) == len(asked)


def test_the_same_seed_gives_the_same_attempt_everywhere() -> None:
    taken = take(make_bank(flags=2, per_stratum=4), by_key, seed="pinned")
    assert ids(taken) == PINNED


def test_another_seed_gives_another_attempt() -> None:
    bank = make_bank(flags=4)
    assert len({tuple(ids(take(bank, by_key, seed=str(seed)))) for seed in range(20)}) == 20


def test_one_more_item_leaves_the_order_of_the_others_as_it_was() -> None:
    def order(bank: ItemBank) -> list[str]:
        seen: list[str] = []
        while item := next_item(bank, "seed", no_evidence(1), [], seen):
            seen.append(item.id)
        return seen

    small, large = order(make_bank(flags=1, per_stratum=7)), order(make_bank(flags=1, per_stratum=8))
    assert [item for item in large if not item.endswith("-7")] == small


def test_items_seen_before_are_not_asked_again() -> None:
    bank = make_bank(flags=4)
    first = ids(take(bank, by_key))
    second = ids(take(bank, by_key, seed="another", seen=tuple(first)))
    assert len(second) == len(first)
    assert not set(first) & set(second)


def test_a_red_flag_that_runs_dry_can_only_end_without_a_verdict() -> None:
    bank = make_bank(flags=4)
    seen = tuple(f"flag-2-{number}" for number in range(7))
    taken = take(bank, by_key, seen=seen)
    assert outcome(bank, taken) is Verdict.NOT_ENOUGH_EVIDENCE
    assert sum("flag-2" in step.item.red_flags for step in taken) == 1


def test_a_level_that_runs_dry_ends_its_competency() -> None:
    bank = make_bank(flags=2)
    seen = tuple(f"carry-on-{number}" for number in range(7))
    taken = take(bank, by_key, seen=seen)
    assert outcome(bank, taken) is Verdict.NOT_ENOUGH_EVIDENCE
    assert sum(step.item.competency is Competency.MODIFY_TRAINING for step in taken) == 2


def withdrawn(ending: str) -> ItemBank:
    """Return a bank whose items with this ending are withdrawn."""
    article = make_article(flags=1, per_stratum=8)
    assert article.quiz is not None
    items = tuple(
        replace(item, withdrawn="wrong") if item.id.endswith(ending) else item for item in article.quiz.items
    )
    return ItemBank(article, replace(article.quiz, items=items))


def test_a_withdrawn_item_is_asked_neither_in_a_check_nor_in_practice() -> None:
    bank = withdrawn("-3")
    assert supply_left(bank, ()) == (7, 7, 7, 7)
    for seed in range(30):
        assert not [item for item in ids(take(bank, by_key, seed=str(seed))) if item.endswith("-3")]
        asked: list[str] = []
        while item := next_practice_item(bank, str(seed), asked, ()):
            asked.append(item.id)
        assert not [item_id for item_id in asked if item_id.endswith("-3")]


def test_what_is_settled_is_over() -> None:
    evidence = evidence_of(make_bank(flags=2), take(make_bank(flags=2), by_key))
    assert outcome(make_bank(flags=2), take(make_bank(flags=2), by_key)) is Verdict.UNDERSTANDS
    assert turns(evidence, (9,) * (FIRST_FLAG + 2)) == ()


def test_practice_takes_turns_between_scenarios_and_other_kinds_and_prefers_unseen_items() -> None:
    bank = make_bank(flags=1, per_stratum=2, extra=tuple(make_choice(f"choice-{n}") for n in range(3)))
    asked: list[str] = []
    seen = ("choice-0", "choice-1")
    while item := next_practice_item(bank, "seed", asked, seen):
        asked.append(item.id)
    kinds = [bank.items[item_id].kind for item_id in asked[:6]]
    assert kinds == [Kind.SCENARIO, Kind.CHOICE] * 3
    assert asked[1] == "choice-2"
    assert len(asked) == len(set(asked)) == 11


def test_practice_asks_no_two_of_a_family() -> None:
    article = make_article(flags=1, per_stratum=2)
    assert article.quiz is not None
    items = tuple(replace(item, family=f"{item.cell}-family") for item in article.quiz.items)
    bank = ItemBank(article, replace(article.quiz, items=items))
    asked: list[str] = []
    while item := next_practice_item(bank, "seed", asked, ()):
        asked.append(item.id)
    assert sorted(bank.items[item_id].family or "" for item_id in asked) == [
        "book-family",
        "carry-on-family",
        "flag-0-family",
        "modify-family",
    ]


def test_practice_ends_at_its_length() -> None:
    bank = make_bank(flags=1, per_stratum=8)
    assert next_practice_item(bank, "seed", [f"carry-on-{n}" for n in range(12)], ()) is None


PINNED = [
    "book-0", "flag-1-1", "modify-1", "flag-0-2", "book-3", "carry-on-1",
    "carry-on-2", "modify-0", "flag-0-3", "flag-1-0", "carry-on-3", "modify-2",
]  # fmt: skip
