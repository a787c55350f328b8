from random import Random

import pytest
from paired_banks import make_paired_bank

from quizapp.content.model import Level
from quizapp.quiz.archetypes import ARCHETYPES, Archetype, counted, mixed
from quizapp.quiz.report import Answered, evidence_of
from quizapp.quiz.selection import next_item
from quizapp.quiz.simulation import ItemPool, Simulation
from quizapp.quiz.verdict import Verdict, decided, verdict

READERS, PLAYED = 2_000, 400
BANK = make_paired_bank()
SIMULATION = Simulation(ItemPool.of(BANK))
ALL = {archetype.name: archetype for archetype in ARCHETYPES}


@pytest.mark.parametrize("name", ["one flag guessed", "borderline 80%", "book guessed"])
def test_the_simulation_asks_as_selection_does(name: str) -> None:
    reader = ALL[name]
    bank = make_paired_bank(flags=2, per_flag=4, per_level=9)
    simulated = Simulation(ItemPool.of(bank)).run(reader, READERS, Random(name))
    random = Random(f"played {name}")
    ends, lengths = [], []
    for number in range(PLAYED):
        taken: list[Answered] = []
        while not decided(evidence_of(bank, taken)):
            asked = [step.item.id for step in taken]
            item = next_item(bank, str(number), evidence_of(bank, taken), asked, ())
            if item is None or item.level is None:
                break
            chosen = random.choices(item.options, reader.on(bank.stratum(item) or 0))[0]
            taken.append(Answered(item=item, response=(chosen.id,)))
        ends.append(verdict(evidence_of(bank, taken)))
        lengths.append(len(taken))
    assert ends.count(Verdict.UNDERSTANDS) / PLAYED == pytest.approx(simulated.understands, abs=0.06)
    assert sum(lengths) / PLAYED == pytest.approx(simulated.mean_items, abs=0.5)


def test_shares_add_up_and_a_seed_repeats_them() -> None:
    first = SIMULATION.run(ALL["partial 70%"], 200, Random("1"))
    assert first == SIMULATION.run(ALL["partial 70%"], 200, Random("1"))
    assert first != SIMULATION.run(ALL["partial 70%"], 200, Random("2"))
    assert first.understands + first.not_yet + first.not_enough_evidence == pytest.approx(1)


def test_a_bank_that_runs_dry_gives_no_verdict() -> None:
    thin = ItemPool(strata=(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4), mates=(None,) * 12)
    right = Archetype(name="always right", answers=tuple(mixed(1.0, key) for key in Level))
    row = Simulation(thin).run(right, 100, Random("thin"))
    assert (row.understands, row.not_enough_evidence) == (0, 1)


@pytest.mark.parametrize("key", list(Level))
@pytest.mark.parametrize("errors", [mixed, counted])
def test_errors_are_spread_over_the_other_levels(errors: type, key: Level) -> None:
    answers = errors(0.7, key)
    assert sum(answers) == pytest.approx(1)
    assert answers[key] == 0.7
    if errors is counted and key < Level.URGENT:
        assert answers[key + 1] == 0
