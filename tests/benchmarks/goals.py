"""Goals of the benchmarks: contenders in turns, and the median of the ratios within a round."""

import json
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

UNSETTLED = 1.5
"""The base's best round over its worst, from which on the rounds say little."""

Round = Mapping[str, float]
"""A figure for every contender."""


@dataclass(frozen=True, slots=True)
class Result:
    """A ratio, or a figure of its own, and whether it reaches its bar."""

    name: str
    value: float
    low: float
    high: float
    bar: str
    """As "<= 3"; empty where the figure is only told."""
    verdict: str
    """met, missed, unsettled or told."""
    base_varies: float

    @property
    def line(self) -> str:
        """One row of the table."""
        figures = f"{self.value:9.3f}  {self.low:9.3f} to {self.high:<9.3f}"
        return f"{self.name:58} {figures} {self.bar:>8}  {self.verdict}, base varies {self.base_varies:.2f} x"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A ratio of two contenders that is to be reached, or not to be passed; without `to` a figure."""

    name: str
    of: str
    to: str | None = None
    at_least: float | None = None
    at_most: float | None = None

    def judge(self, rounds: Sequence[Round]) -> Result:
        """Say what came of it."""
        bases = [each[self.to] if self.to else 1.0 for each in rounds]
        ratios = [each[self.of] / base for each, base in zip(rounds, bases, strict=True)]
        value, spread = median(ratios), max(bases) / min(bases)
        bar, verdict = "", "told"
        if self.at_least is not None:
            bar, verdict = f">= {self.at_least:g}", "met" if value >= self.at_least else "missed"
        if self.at_most is not None:
            bar, verdict = f"<= {self.at_most:g}", "met" if value <= self.at_most else "missed"
        if bar and spread > UNSETTLED:
            verdict = f"unsettled, would be {verdict}"
        return Result(self.name, value, min(ratios), max(ratios), bar, verdict, spread)


def in_turns(contenders: Mapping[str, Callable[[], float | Round]], rounds: int) -> list[Round]:
    """The figures of every round, one or more of each contender; the order turns round every other time."""
    turns: list[Round] = []
    for number in range(rounds):
        figures: dict[str, float] = {}
        for name in list(contenders)[:: 1 if number % 2 else -1]:
            found = contenders[name]()
            figures |= {name: found} if isinstance(found, float) else found
        turns.append(figures)
        print({name: float(f"{figure:.4g}") for name, figure in sorted(figures.items())}, file=sys.stderr)
    return turns


def written(results: Sequence[Result], out: Path | None) -> str:
    """The table of the results; the same as JSON goes into a file if one is named."""
    machine = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }
    if out is not None:
        document = {**machine, "results": [asdict(each) for each in results]}
        out.write_text(json.dumps(document, indent=2) + "\n")
    return "\n".join([*(each.line for each in results), str(machine)])
