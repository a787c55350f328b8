"""How often the verdict is wrong: simulated readers take the check on the bank as it stands.

A simulated reader responds rightly with a chance that depends only on the stratum of the item, each time
anew, and learns nothing on the way. The rule and the selection are the very functions that readers meet;
what follows from a piece of evidence is remembered, so that twenty thousand readers take seconds. The
simulation is of the rule, not of real readers.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from quizapp.content.model import Level
from quizapp.quiz.selection import due, supply_left
from quizapp.quiz.verdict import FIRST_FLAG, Verdict, after, no_evidence, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizapp.content.model import VerdictRule
    from quizapp.quiz.bank import ItemBank
    from quizapp.quiz.verdict import Evidence

Chances = tuple[float, ...]
"""The chance of a right response by stratum: carry-on, modify, book, then one for each red flag."""

FIXED_ITEMS, FIXED_PASS = 10, 8
"""The usual quiz beside which the verdict is shown: ten items, passed with eight right."""


@dataclass(frozen=True, slots=True)
class Archetype:
    """A kind of reader, by the chances of a right response."""

    name: str
    training: tuple[float, float]
    """For items keyed carry-on and keyed modify."""
    book: float
    urgent: float
    one_flag: float | None = None
    """For the items of one red flag, where it differs from `urgent`."""
    attempts: int = 1
    """Attempts that the reader takes, the later ones on unseen items only, until one is `understands`."""

    def chances(self, red_flags: int) -> Chances:
        """Return the chances for a bank with so many red flags."""
        flags = [self.urgent] * red_flags
        if self.one_flag is not None and flags:
            flags[0] = self.one_flag
        return (*self.training, self.book, *flags)


def _even(name: str, chance: float, one_flag: float | None = None, attempts: int = 1) -> Archetype:
    return Archetype(name, (chance, chance), chance, chance, one_flag, attempts)


ARCHETYPES = (
    _even("random", 0.25),
    Archetype("always carry-on", (1, 0), 0, 0),
    Archetype("always modify", (0, 1), 0, 0),
    Archetype("always book", (0, 0), 1, 0),
    Archetype("always urgent", (0, 0), 0, 1),
    Archetype("always some care", (0, 0), 0.5, 0.5),
    Archetype("modify-training only", (0.95, 0.95), 0.25, 0.25),
    Archetype("seek-care only", (0.25, 0.25), 0.95, 0.95),
    _even("one flag misread", 0.95, one_flag=0.10),
    _even("one flag guessed", 0.95, one_flag=0.25),
    _even("partial 60%", 0.60),
    _even("partial 70%", 0.70),
    _even("borderline 80%", 0.80),
    _even("solid 95%", 0.95),
    _even("expert 99%", 0.99),
    _even("repeat 60%, by attempt 2", 0.60, attempts=2),
)
"""The readers of assessment.md B3, and one who comes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic:
    """What became of the readers of one archetype: shares of them, and items over all their attempts."""

    name: str
    understands: float
    not_yet: float
    not_enough_evidence: float
    mean_items: float
    p95_items: int


class _Node:
    """A piece of evidence with what may follow it."""

    __slots__ = ("asked", "due", "evidence", "right", "wrong")

    def __init__(self, evidence: Evidence, unlimited: Sequence[int]) -> None:
        self.evidence = evidence
        self.asked = evidence.asked
        self.due = due(evidence, unlimited)
        self.right: dict[int, _Node] = {}
        self.wrong: dict[int, _Node] = {}


class Simulation:
    """Simulated attempts on a bank with so many items in each stratum."""

    def __init__(self, rule: VerdictRule, supply: Sequence[int]) -> None:
        self._rule = rule
        self._supply = tuple(supply)
        self._unlimited = (rule.extended_items,) * len(self._supply)
        self._nodes: dict[Evidence, _Node] = {}
        self._start = self._node(no_evidence(len(self._supply) - FIRST_FLAG))

    def run(self, archetype: Archetype, readers: int, random: Random) -> Characteristic:
        """Let so many readers of an archetype take the check."""
        chances = archetype.chances(len(self._supply) - FIRST_FLAG)
        ends = [self._reader(chances, archetype.attempts, random) for _ in range(readers)]
        verdicts = [end for end, _ in ends]
        lengths = sorted(items for _, items in ends)
        return Characteristic(
            name=archetype.name,
            understands=verdicts.count(Verdict.UNDERSTANDS) / readers,
            not_yet=verdicts.count(Verdict.NOT_YET) / readers,
            not_enough_evidence=verdicts.count(Verdict.NOT_ENOUGH_EVIDENCE) / readers,
            mean_items=sum(lengths) / readers,
            p95_items=lengths[int(0.95 * (readers - 1))],
        )

    def _reader(self, chances: Chances, attempts: int, random: Random) -> tuple[Verdict, int]:
        supply, items = self._supply, 0
        result = Verdict.NOT_ENOUGH_EVIDENCE
        for _ in range(attempts):
            asked, result = self._attempt(chances, supply, random)
            items += sum(asked)
            supply = tuple(had - used for had, used in zip(supply, asked, strict=True))
            if result is Verdict.UNDERSTANDS:
                break
        return result, items

    def _attempt(
        self, chances: Chances, supply: Sequence[int], random: Random
    ) -> tuple[Sequence[int], Verdict]:
        node, draw = self._start, random.random
        for _ in range(self._rule.max_items):
            strata = node.due
            for stratum in strata:
                if node.asked[stratum] >= supply[stratum]:
                    left = [had - used for had, used in zip(supply, node.asked, strict=True)]
                    strata = due(node.evidence, left)
                    break
            if not strata:
                break
            stratum = strata[0] if len(strata) == 1 else strata[int(draw() * len(strata))]
            right = draw() < chances[stratum]
            known = node.right if right else node.wrong
            node = known.get(stratum) or self._after(node, stratum, right=right)
        return node.asked, verdict(node.evidence)

    def _after(self, node: _Node, stratum: int, *, right: bool) -> _Node:
        found = self._node(after(node.evidence, stratum, right=right, rule=self._rule))
        (node.right if right else node.wrong)[stratum] = found
        return found

    def _node(self, evidence: Evidence) -> _Node:
        node = self._nodes.get(evidence)
        if node is None:
            node = self._nodes[evidence] = _Node(evidence, self._unlimited)
        return node


def simulate(bank: ItemBank, *, readers: int, seed: int) -> Iterator[Characteristic]:
    """Yield the operating characteristics of the verdict for this bank, archetype by archetype."""
    simulation = Simulation(bank.rule, supply_left(bank, ()))
    for archetype in ARCHETYPES:
        yield simulation.run(archetype, readers, Random(f"{seed} {archetype.name}"))


def fixed_quiz_pass_share(archetype: Archetype, red_flags: int, readers: int, random: Random) -> float:
    """Return the share of readers whom a ten-item quiz with a pass mark of 80 % lets through.

    Three items keyed carry-on, three keyed modify, and the rest in turn over book and the red flags: the
    form that this verdict is measured against.
    """
    chances = archetype.chances(red_flags)
    flags = [FIRST_FLAG + index for index in range(red_flags)]
    care = [int(Level.BOOK), *flags] * FIXED_ITEMS
    form = ([0, 1] * 3 + care)[:FIXED_ITEMS]
    passed = sum(
        sum(random.random() < chances[stratum] for stratum in form) >= FIXED_PASS for _ in range(readers)
    )
    return passed / readers
