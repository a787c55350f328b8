"""The table of `quizapp simulate`: what the verdict does on a bank, and whether that is good enough.

Bars say what a bank should reach. Those about readers are for four tested red flags: with two or three the
rule is a little less sharp, and with more it takes longer.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from random import Random
from textwrap import fill
from typing import NamedTuple

from quizapp.quiz.archetypes import ANY, ARCHETYPES, Bar
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.length import CheckLength, check_length
from quizapp.quiz.naive import Cue, NaiveResult, cues, naive_results
from quizapp.quiz.simulation import Characteristic, ItemPool, Simulation
from quizapp.quiz.verdict import RULE, Limits

ROWS = len(ARCHETYPES) + 1
"""Ticks of a progress bar: a row for each archetype, and the naive readers."""
FLAGS_OF_BARS = 4
SOLID = "solid 95%"
MOST_CUES = 12

_MORE_PAIRS = "write pairs for the signs and steps that have the fewest stories"
_WORDS = "change the words under CUES, or put them into both stories of a pair"
_SHORTER = "shorten stories and options"


class Measured(NamedTuple):
    """One figure beside its bar, and what an editor can do about a miss."""

    name: str
    value: float
    bar: Bar
    advice: str

    @property
    def holds(self) -> bool:
        """Whether the figure is within its bar."""
        return self.bar.holds(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankResults:
    """The results of simulated and naive readers on a bank."""

    revision: str
    red_flags: int
    limits: Limits
    length: CheckLength
    readers: int
    seed: int
    rows: tuple[Characteristic, ...]
    naive: tuple[NaiveResult, ...]
    cues: tuple[Cue, ...]

    @property
    def minutes(self) -> float:
        """The minutes of a solid reader."""
        return self.length.minutes_for(self.row(SOLID).mean_items)

    @property
    def measured(self) -> tuple[Measured, ...]:
        """Every figure that has a bar."""
        readers = _reader_bars(self) if self.red_flags == FLAGS_OF_BARS else ()
        return (*readers, *_bank_bars(self))

    @property
    def sentence(self) -> str:
        """The bottom line for an editor."""
        missed = [figure for figure in self.measured if not figure.holds]
        if not missed:
            return "This bank meets the bars."
        names = ", ".join(figure.name for figure in missed)
        advice = "; ".join(dict.fromkeys(figure.advice for figure in missed))
        return f"This bank misses {len(missed)} of {len(self.measured)} bars ({names}): {advice}."

    def row(self, name: str) -> Characteristic:
        """The results of one archetype."""
        return next(row for row in self.rows if row.name == name)


def measure(
    bank: ItemBank, *, readers: int, seed: int, tick: Callable[[], None] = lambda: None
) -> BankResults:
    """Let every archetype and every naive reader take the check on this bank; `tick` is called after each."""
    simulation = Simulation(ItemPool.of(bank))
    rows = []
    for archetype in ARCHETYPES:
        rows.append(simulation.run(archetype, readers, Random(f"{seed} {archetype.name}")))
        tick()
    naive = naive_results(bank, simulation, seed=seed)
    tick()
    return BankResults(
        revision=bank.quiz.revision,
        red_flags=len(bank.flag_index),
        limits=bank.limits,
        length=check_length(bank.article),
        readers=readers,
        seed=seed,
        rows=tuple(rows),
        naive=tuple(naive),
        cues=tuple(cues(bank)[:MOST_CUES]),
    )


def _reader_bars(table: BankResults) -> Iterator[Measured]:
    for archetype in ARCHETYPES:
        if archetype.passes != ANY:
            share = table.row(archetype.name).understands
            yield Measured(archetype.name, share, archetype.passes, _MORE_PAIRS)
    yield Measured("items of a solid reader", table.row(SOLID).mean_items, Bar(0, 17.5), _MORE_PAIRS)
    late, hazardous = table.row("urgent taken for book, 15%"), table.row("hazard-prone, 15%")
    apart = late.understands - hazardous.understands
    yield Measured("hazards beside other mistakes", apart, Bar(0.15, 1), _MORE_PAIRS)


def _bank_bars(table: BankResults) -> Iterator[Measured]:
    for kind, most in (("keywords", 0.55), ("words", 0.55), ("options", 0.40), ("order", 0.40)):
        best = max((result.accuracy for result in table.naive if result.kind == kind), default=0.0)
        yield Measured(f"stories right by {kind}", best, Bar(0, most), _WORDS)
    both = max(result.both_right for result in table.naive)
    yield Measured("pairs right by a naive reader", both, Bar(0, 0.25), _WORDS)
    passes = max(result.understands for result in table.naive)
    yield Measured("naive readers who pass", passes, Bar(0, 0.01), _WORDS)
    longest = next(result for result in table.naive if result.name == "longest option")
    yield Measured("longest option", longest.accuracy, Bar(0, 0.30), _SHORTER)
    yield Measured("words a story", table.length.words, Bar(0, 77), _SHORTER)
    yield Measured("minutes", table.minutes, Bar(0, 8), _SHORTER)


def as_json(table: BankResults) -> str:
    """The table as the JSON document of `quizapp simulate --format json`."""
    document = {
        "rule": RULE,
        "revision": table.revision,
        "readers": table.readers,
        "seed": table.seed,
        "red_flags": table.red_flags,
        "limits": asdict(table.limits),
        "words": table.length.words,
        "minutes": table.minutes,
        "archetypes": [asdict(row) for row in table.rows],
        "naive_readers": [asdict(result) for result in table.naive],
        "cues": [asdict(cue) for cue in table.cues],
        "bars": [
            {"name": figure.name, "value": figure.value, **figure.bar._asdict(), "holds": figure.holds}
            for figure in table.measured
        ],
        "sentence": table.sentence,
    }
    return json.dumps(document, indent=2)


def as_text(table: BankResults) -> str:
    """The tables for a terminal."""
    bounds = table.limits
    length = f"{table.red_flags} red flags: {bounds.min_items} to {bounds.max_items} items"
    pooled = ", ".join(map(str, bounds.pooled))
    head = (
        f"Rule {RULE}, quiz revision {table.revision}, {table.readers:,} readers a row, seed {table.seed}",
        f"{length}; with 0, 1, 2, ... wrong responses, at least {pooled} must count",
    )
    naive = (
        f"{'NAIVE READER':42}{'stories right':>14}{'pairs right':>13}{'understands':>13}",
        *(
            f"{result.name:42}{result.accuracy:14.1%}{result.both_right:13.1%}{result.understands:13.2%}"
            for result in table.naive
        ),
    )
    cue_lines = (
        f"{'CUES: words in one story of a pair only':42}{'more urgent':>14}{'less urgent':>13}",
        *(f"{cue.word:42}{cue.more_urgent:14}{cue.less_urgent:13}" for cue in table.cues),
    )
    parts = (head, _reader_lines(table), naive, *([cue_lines] if table.cues else ()), _last_lines(table))
    return "\n\n".join(map("\n".join, parts))


def _reader_lines(table: BankResults) -> Sequence[str]:
    missed = {figure.name: "   MISSED" for figure in table.measured if not figure.holds}
    return [
        f"{'READER':32}{'understands':>12}{'not yet':>9}{'open':>8}{'careful':>9}{'items':>7}{'p95':>5}",
        *(
            f"{row.name:32}{row.understands:12.2%}{row.not_yet:9.1%}{row.not_enough_evidence:8.1%}"
            f"{row.told_careful:9.1%}{row.mean_items:7.1f}{row.p95_items:5d}{missed.get(row.name, '')}"
            for row in table.rows
        ),
    ]


def _last_lines(table: BankResults) -> Sequence[str]:
    lines = [
        f"{table.length.words:.0f} words a story; a solid reader takes {table.minutes:.1f} minutes.",
        "Simulated readers answer each item by chance. This measures the rule and the bank, not people.",
    ]
    if table.red_flags != FLAGS_OF_BARS:
        sharper = "less sharp" if table.red_flags < FLAGS_OF_BARS else "as sharp, and longer"
        lines.append(
            f"The bars about readers are for four red flags; with {table.red_flags} the rule is {sharper}."
        )
    return [*lines, fill(table.sentence, 110, break_on_hyphens=False)]
