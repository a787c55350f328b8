from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from factories import make_bank, make_choice, response_at, withdrawing
from paired_banks import make_paired_bank

from quizapp.content.model import Item, Kind, Level
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.grading import Response
from quizapp.quiz.report import Answered, evidence_of
from quizapp.quiz.selection import next_item, next_practice_item, supply_left
from quizapp.quiz.verdict import Verdict, decided, no_evidence, verdict

Reader = Callable[[Item], Response]
PAIRED = make_paired_bank()


def by_key(item: Item) -> Response:
    return tuple(sorted(item.key))


def one_up(item: Item) -> Response:
    assert item.level is not None
    return response_at(item, Level(min(item.level + 1, Level.URGENT)))


def take(
    bank: ItemBank,
    reader: Reader,
    *,
    seed: str = "seed",
    seen: tuple[str, ...] = (),
    to_the_end: bool = False,
) -> list[Answered]:
    """Take a check until its verdict is clear, or until nothing is left to ask."""
    taken: list[Answered] = []
    while to_the_end or not decided(evidence_of(bank, taken)):
        item = next_item(bank, seed, evidence_of(bank, taken), ids(taken), seen)
        if item is None:
            break
        taken.append(Answered(item=item, response=reader(item)))
    return taken


def practise(bank: ItemBank, *, seed: str = "seed", seen: tuple[str, ...] = ()) -> list[Item]:
    """Take a practice run until nothing is left to ask."""
    taken: list[Item] = []
    while item := next_practice_item(bank, seed, [each.id for each in taken], seen):
        taken.append(item)
    return taken


def ids(taken: list[Answered]) -> list[str]:
    return [step.item.id for step in taken]


def outcome(bank: ItemBank, taken: list[Answered]) -> Verdict:
    return verdict(evidence_of(bank, taken))


def test_the_key_always_passes_in_the_fewest_items() -> None:
    for seed in range(30):
        taken = take(PAIRED, by_key, seed=str(seed))
        assert outcome(PAIRED, taken) is Verdict.UNDERSTANDS
        assert Counter(step.item.level for step in taken) == {
            Level.CARRY_ON: 2,
            Level.MODIFY: 2,
            Level.BOOK: 3,
            Level.URGENT: 8,
        }


def test_one_step_too_careful_everywhere_ends_as_careful() -> None:
    for seed in range(50):
        evidence = evidence_of(PAIRED, take(PAIRED, one_up, seed=f"seed {seed}"))
        assert (verdict(evidence), evidence.careful) == (Verdict.NOT_ENOUGH_EVIDENCE, 7)


@pytest.mark.parametrize("flag", range(4))
@pytest.mark.parametrize("level", [Level.CARRY_ON, Level.MODIFY, Level.BOOK])
def test_a_reader_who_answers_one_red_flag_too_low_never_passes(flag: int, level: Level) -> None:
    def reader(item: Item) -> Response:
        return response_at(item, level) if f"flag-{flag}" in item.red_flags else by_key(item)

    ends = {outcome(PAIRED, take(PAIRED, reader, seed=f"seed {seed}")) for seed in range(20)}
    assert ends == {Verdict.NOT_YET}


def test_the_place_of_an_item_does_not_tell_its_key() -> None:
    firsts = Counter(
        item.level
        for seed in range(400)
        if (item := next_item(PAIRED, str(seed), no_evidence(4), (), ())) is not None
    )
    weights_of_levels = {Level.CARRY_ON: 4, Level.MODIFY: 4, Level.BOOK: 6, Level.URGENT: 16}
    for level, weight in weights_of_levels.items():
        assert firsts[level] / 400 == pytest.approx(weight / 30, abs=0.06)


def test_the_halves_of_a_pair_never_meet_in_an_attempt() -> None:
    small = make_paired_bank(flags=2, per_flag=4, per_level=8)
    for bank in (PAIRED, small):
        for seed in range(40):
            for reader in (by_key, partial(response_at, level=Level.BOOK)):
                taken = take(bank, reader, seed=str(seed), to_the_end=True)
                pairs = [step.item.pair for step in taken]
                assert len(set(pairs)) == len(set(ids(taken))) == len(taken)


def test_a_second_attempt_asks_nothing_again_and_leaves_other_halves_for_last() -> None:
    for seed in range(40):
        first = take(PAIRED, by_key, seed=str(seed))
        seen = tuple(ids(first))
        late = {step.item.pair for step in first}
        second = take(PAIRED, by_key, seed=f"again {seed}", seen=seen)
        assert outcome(PAIRED, second) is Verdict.UNDERSTANDS
        assert not set(seen) & set(ids(second))
        for place, step in enumerate(second):
            if step.item.pair in late:
                asked = ids(second)[:place]
                taken_pairs = {PAIRED.items[item_id].pair for item_id in asked}
                clean = [
                    item
                    for item in PAIRED.strata[PAIRED.stratum(step.item) or 0]
                    if item.pair not in late and item.pair not in taken_pairs
                ]
                assert clean == []


def test_who_goes_on_after_a_lost_need_gets_what_is_still_open() -> None:
    def no_booking(item: Item) -> Response:
        return response_at(item, Level.MODIFY) if item.level is Level.BOOK else by_key(item)

    taken = take(PAIRED, no_booking, to_the_end=True)
    evidence = evidence_of(PAIRED, taken)
    assert verdict(evidence) is Verdict.NOT_YET
    assert (evidence.book.wrong, evidence.rights_needed, evidence.training.wrong) == (3, 0, 0)


def test_the_same_seed_gives_the_same_attempt_everywhere() -> None:
    taken = take(make_bank(flags=2), by_key, seed="pinned")
    assert ids(taken) == PINNED


def test_one_more_item_leaves_the_order_of_the_others_as_it_was() -> None:
    def order(bank: ItemBank) -> dict[str, list[str]]:
        seen: list[str] = []
        orders: dict[str, list[str]] = {}
        while item := next_item(bank, "seed", no_evidence(1), [], seen):
            seen.append(item.id)
            orders.setdefault(item.signs[0], []).append(item.id)
        return orders

    small, large = order(make_bank(flags=1, per_stratum=7)), order(make_bank(flags=1, per_stratum=8))
    assert {
        sign: [item for item in items if not item.endswith("-7")] for sign, items in large.items()
    } == small


def test_a_red_flag_that_runs_dry_can_only_end_without_a_verdict() -> None:
    bank = make_bank(flags=4)
    seen = tuple(f"flag-2-{number}" for number in range(7))
    taken = take(bank, by_key, seen=seen)
    assert outcome(bank, taken) is Verdict.NOT_ENOUGH_EVIDENCE
    assert sum("flag-2" in step.item.red_flags for step in taken) == 1
    assert evidence_of(bank, taken).rights_needed == 1


def test_a_withdrawn_item_is_asked_neither_in_a_check_nor_in_practice() -> None:
    bank = withdrawing(make_bank(flags=1, per_stratum=8), "-3")
    assert supply_left(bank, (), ()) == (7, 7, 7, 7)
    for seed in range(30):
        assert not [item for item in ids(take(bank, by_key, seed=str(seed))) if item.endswith("-3")]
        assert not [item.id for item in practise(bank, seed=str(seed)) if item.id.endswith("-3")]


def test_other_halves_count_as_supply_until_their_half_is_asked() -> None:
    item = PAIRED.strata[3][0]
    assert supply_left(PAIRED, (), ()) == (24, 24, 24, 8, 8, 8, 8)
    assert sum(supply_left(PAIRED, (), (item.id,))) == 103
    assert sum(supply_left(PAIRED, (item.id,), ())) == 102


def test_practice_takes_turns_between_scenarios_and_other_kinds_and_prefers_unseen_items() -> None:
    bank = make_bank(flags=1, per_stratum=2, extra=tuple(make_choice(f"choice-{n}") for n in range(3)))
    taken = practise(bank, seen=("choice-0", "choice-1"))
    assert [item.kind for item in taken[:6]] == [Kind.SCENARIO, Kind.CHOICE] * 3
    assert taken[1].id == "choice-2"
    assert len(taken) == len({item.id for item in taken}) == 7


def test_practice_asks_no_two_halves_of_a_pair() -> None:
    pairs = [item.pair for item in practise(make_paired_bank(flags=1, per_flag=2, per_level=2))]
    assert len(pairs) == len(set(pairs)) == 4


PINNED = [
    "flag-1-4", "flag-0-6", "book-7", "book-0", "modify-6", "flag-1-1",
    "carry-on-1", "book-4", "flag-0-2", "modify-4", "carry-on-2",
]  # fmt: skip
