from __future__ import annotations

from random import Random

import pytest
from factories import RULE, make_bank

from quizapp.quiz.simulation import (
    ARCHETYPES,
    Archetype,
    Characteristic,
    Simulation,
    fixed_quiz_pass_share,
    simulate,
)

READERS = 20_000
LARGE_BANK = (30, 30, 30, 8, 8, 8, 8)
SIMULATION = Simulation(RULE, LARGE_BANK)


def characteristic(name: str) -> Characteristic:
    archetype = next(archetype for archetype in ARCHETYPES if archetype.name == name)
    return SIMULATION.run(archetype, READERS, Random(f"bars {name}"))


@pytest.mark.parametrize(
    ("name", "at_most"),
    [
        ("random", 0.001),
        ("always carry-on", 0),
        ("always modify", 0),
        ("always book", 0),
        ("always urgent", 0),
        ("always some care", 0.001),
        ("by position, unread", 0.002),
        ("modify-training only", 0.005),
        ("seek-care only", 0.005),
        ("partial 60%", 0.01),
        ("partial 70%", 0.05),
        ("one flag misread", 0.02),
        ("one flag guessed", 0.10),
    ],
)
def test_readers_who_do_not_know_rarely_pass(name: str, at_most: float) -> None:
    assert characteristic(name).understands <= at_most


def test_a_solid_reader_passes_in_few_items() -> None:
    solid = characteristic("solid 95%")
    assert solid.understands >= 0.90
    assert solid.not_yet <= 0.07
    assert solid.mean_items <= 20


def test_an_expert_passes() -> None:
    assert characteristic("expert 99%").understands >= 0.99


def test_the_usual_quiz_lets_through_nine_in_ten_who_misread_a_red_flag() -> None:
    archetype = next(archetype for archetype in ARCHETYPES if archetype.name == "one flag misread")
    assert fixed_quiz_pass_share(archetype, 4, READERS, Random("fixed")) >= 0.90


def test_shares_add_up_and_a_seed_repeats_them() -> None:
    bank = make_bank(flags=4)
    first = list(simulate(bank, readers=200, seed=1))
    assert first == list(simulate(bank, readers=200, seed=1))
    assert first != list(simulate(bank, readers=200, seed=2))
    for row in first:
        assert row.understands + row.not_yet + row.not_enough_evidence == pytest.approx(1)


def test_a_bank_that_runs_dry_gives_no_verdict() -> None:
    thin = Simulation(RULE, (30, 30, 30, 8, 8, 8, 1))
    always_right = Archetype("always right", (1, 1), 1, 1)
    row = thin.run(always_right, 100, Random("thin"))
    assert (row.understands, row.not_enough_evidence) == (0, 1)


def test_a_reader_who_comes_back_meets_unseen_items_only() -> None:
    once = Archetype("once", (0.9, 0.9), 0.9, 0.9)
    twice = Archetype("twice", (0.9, 0.9), 0.9, 0.9, attempts=2)
    enough_for_one = Simulation(RULE, (6, 6, 6, 4, 4, 4, 4))
    first = enough_for_one.run(once, 2000, Random("again"))
    both = enough_for_one.run(twice, 2000, Random("again"))
    large = SIMULATION.run(twice, 2000, Random("again"))
    assert both.understands < large.understands
    assert both.understands >= first.understands - 0.03
