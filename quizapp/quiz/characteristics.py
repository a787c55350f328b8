"""The table of `quizapp simulate`: the operating characteristics of the verdict, as text and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from random import Random
from typing import TYPE_CHECKING

from quizapp.quiz.simulation import (
    ARCHETYPES,
    FIXED_ITEMS,
    FIXED_PASS,
    Characteristic,
    fixed_quiz_pass_share,
    simulate,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.content.model import VerdictRule
    from quizapp.quiz.bank import ItemBank

ROWS = len(ARCHETYPES)
"""Rows of the table, and ticks of a progress bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What became of so many simulated readers of each archetype."""

    rule: VerdictRule
    revision: str
    readers: int
    seed: int
    rows: tuple[Characteristic, ...]
    fixed_quiz: tuple[float, ...]
    """For each row the share that a fixed ten-item quiz with a pass mark of 80 % lets through."""


def measure(bank: ItemBank, *, readers: int, seed: int, tick: Callable[[], None] = lambda: None) -> Table:
    """Simulate every archetype on this bank; `tick` is called after each."""
    rows = []
    for row in simulate(bank, readers=readers, seed=seed):
        rows.append(row)
        tick()
    fixed = tuple(
        fixed_quiz_pass_share(archetype, len(bank.flag_index), readers, Random(f"{seed} {archetype.name}"))
        for archetype in ARCHETYPES
    )
    return Table(
        rule=bank.rule,
        revision=bank.quiz.revision,
        readers=readers,
        seed=seed,
        rows=tuple(rows),
        fixed_quiz=fixed,
    )


def as_json(table: Table) -> str:
    """Return the table as the JSON document of `quizapp simulate --format json`."""
    archetypes = [
        {**asdict(row), "fixed_quiz_passes": passes}
        for row, passes in zip(table.rows, table.fixed_quiz, strict=True)
    ]
    document = {
        "rule": table.rule.id,
        "revision": table.revision,
        "readers": table.readers,
        "seed": table.seed,
        "parameters": asdict(table.rule),
        "constants": asdict(table.rule.bounds),
        "archetypes": archetypes,
    }
    return json.dumps(document, indent=2)


def as_text(table: Table) -> str:
    """Return the table for a terminal."""
    rule, bounds = table.rule, table.rule.bounds
    steps = f"right {bounds.right:+.3f}, wrong {bounds.wrong:+.3f}"
    ends = f"bounds {bounds.lower:+.3f} and {bounds.upper:+.3f}"
    head = f"""\
Rule {rule.id}, quiz revision {table.revision}, {table.readers:,} readers a row, seed {table.seed}
p0 {rule.p0:g}, p1 {rule.p1:g}, alpha {rule.alpha:g}, beta {rule.beta:g}: {steps}, {ends}
A red flag is confirmed at {rule.net} more right than wrong and missed at {rule.misses} wrong. \
At most {rule.max_items} items.

{"reader":26}{"understands":>13}{"not yet":>10}{"open":>8}{"items":>8}{"p95":>5}{"fixed quiz*":>13}"""
    body = [
        f"{row.name:26}{row.understands:13.2%}{row.not_yet:10.2%}{row.not_enough_evidence:8.2%}"
        f"{row.mean_items:8.1f}{row.p95_items:5d}{passes:13.1%}"
        for row, passes in zip(table.rows, table.fixed_quiz, strict=True)
    ]
    foot = f"""
* passed by a quiz of {FIXED_ITEMS} fixed items with {FIXED_PASS} right, for comparison.
Simulated readers answer each item by chance, apart from the others: this measures the rule, not people.
A true level of 80 to 90 % is the zone in which the rule may say either."""
    return "\n".join([head, *body, foot])
