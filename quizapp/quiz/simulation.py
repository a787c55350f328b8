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
from quizapp.quiz.selection import either, supply_left, turns
from quizapp.quiz.verdict import BOOK, FIRST_FLAG, FlagTally, Tally, Verdict, after, no_evidence, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizapp.content.model import VerdictRule
    from quizapp.quiz.bank import ItemBank
    from quizapp.quiz.selection import Turn
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
    by_position: bool = False
    """Never reads a stem, but knows the rule and every key so far, and chooses the likeliest next key."""
    attempts: int = 1
    """Attempts that the reader takes, the later ones on unseen items only, until one is `understands`."""

    def chances(self, red_flags: int) -> Chances:
        """Return the chances for a bank with so many red flags; none for a reader by position."""
        if self.by_position:
            return ()
        flags = [self.urgent] * red_flags
        if self.one_flag is not None and flags:
            flags[0] = self.one_flag
        return (*self.training, self.book, *flags)


def _even(name: str, chance: float, one_flag: float | None = None, attempts: int = 1) -> Archetype:
    return Archetype(name, (chance, chance), chance, chance, one_flag, attempts=attempts)


ARCHETYPES = (
    _even("random", 0.25),
    Archetype("always carry-on", (1, 0), 0, 0),
    Archetype("always modify", (0, 1), 0, 0),
    Archetype("always book", (0, 0), 1, 0),
    Archetype("always urgent", (0, 0), 0, 1),
    Archetype("always some care", (0, 0), 0.5, 0.5),
    Archetype("by position, unread", (0, 0), 0, 0, by_position=True),
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
    """A piece of evidence about one competency, with what may follow it."""

    __slots__ = ("asked", "evidence", "most", "right", "turns", "wrong")

    def __init__(self, evidence: Evidence, unlimited: Sequence[int]) -> None:
        self.evidence = evidence
        self.asked = evidence.asked
        self.most = max(self.asked)
        self.turns = turns(evidence, unlimited)
        self.right: dict[int, _Node] = {}
        self.wrong: dict[int, _Node] = {}

    def turns_left(self, supply: Sequence[int]) -> tuple[Turn, ...]:
        """Return the turns that may come next where a stratum of the bank may have run dry."""
        left = [had - used for had, used in zip(supply, self.asked, strict=True)]
        return turns(self.evidence, left)


class _Side:
    """Every piece of evidence about one competency met so far, each with what follows it.

    The two competencies meet only in the toss between them, so each is remembered by itself: a few thousand
    pieces instead of their product.
    """

    def __init__(self, rule: VerdictRule, start: Evidence) -> None:
        self._rule = rule
        self._unlimited = (rule.extended_items,) * len(start.asked)
        self._nodes: dict[Evidence, _Node] = {}
        self.start = self._node(start)

    def after(self, node: _Node, stratum: int, *, right: bool) -> _Node:
        """Return what follows a response to an item of this stratum, and remember it."""
        found = self._node(after(node.evidence, stratum, right=right, rule=self._rule))
        (node.right if right else node.wrong)[stratum] = found
        return found

    def _node(self, evidence: Evidence) -> _Node:
        node = self._nodes.get(evidence)
        if node is None:
            node = self._nodes[evidence] = _Node(evidence, self._unlimited)
        return node


def _likeliest(choices: Sequence[Turn]) -> int:
    """Return the key that the next item has most often, as one knows who knows the rule and the past."""
    levels = [min(turn[0], int(Level.URGENT)) for turn in choices]
    return max(levels, key=levels.count)


class Simulation:
    """Simulated attempts on a bank with so many items in each stratum."""

    def __init__(self, rule: VerdictRule, supply: Sequence[int]) -> None:
        self._most_items = rule.max_items
        self._supply = tuple(supply)
        nothing = no_evidence(len(self._supply) - FIRST_FLAG)
        done, settled = Tally(passed=True), (FlagTally(recognised=True),) * len(nothing.flags)
        self._training = _Side(rule, nothing._replace(care=done, flags=settled))
        self._care = _Side(rule, nothing._replace(training=done))

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
        training, care, draw = self._training.start, self._care.start, random.random
        least = min(supply)
        for _ in range(self._most_items):
            ours = training.turns if training.most < least else training.turns_left(supply)
            theirs = care.turns if care.most < least else care.turns_left(supply)
            if not ours and not theirs:
                break
            # As `selection.either` weighs them: while both are open, each has half of the weight.
            choices = ours if ours and (not theirs or draw() < 0.5) else theirs
            strata = choices[int(draw() * len(choices))]
            stratum = strata[0] if len(strata) == 1 else strata[int(draw() * len(strata))]
            if chances:
                right = draw() < chances[stratum]
            else:
                right = _likeliest(either(ours, theirs)) == min(stratum, int(Level.URGENT))
            if stratum < BOOK:
                known = training.right if right else training.wrong
                training = known.get(stratum) or self._training.after(training, stratum, right=right)
            else:
                known = care.right if right else care.wrong
                care = known.get(stratum) or self._care.after(care, stratum, right=right)
        asked = tuple(one + other for one, other in zip(training.asked, care.asked, strict=True))
        return asked, verdict(care.evidence._replace(training=training.evidence.training))


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
    chances = archetype.chances(red_flags) or (0.25,) * (FIRST_FLAG + red_flags)
    flags = [FIRST_FLAG + index for index in range(red_flags)]
    care = [int(Level.BOOK), *flags] * FIXED_ITEMS
    form = ([0, 1] * 3 + care)[:FIXED_ITEMS]
    passed = sum(
        sum(random.random() < chances[stratum] for stratum in form) >= FIXED_PASS for _ in range(readers)
    )
    return passed / readers
