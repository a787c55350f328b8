"""How often the verdict is wrong: simulated readers take the check on the bank as it stands.

A simulated reader responds rightly with a chance that depends only on the stratum of the item, each time
anew, and learns nothing on the way. The rule and the selection are the very functions that readers meet;
what follows from a piece of evidence is remembered, so that twenty thousand readers take seconds. The
simulation is of the rule, not of real readers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from math import lcm
from random import Random
from typing import TYPE_CHECKING

from quizapp.content.model import Level
from quizapp.quiz.selection import supply_left, turns
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

    __slots__ = ("asked", "evidence", "most", "right", "strata", "verdict", "wrong")

    def __init__(self, evidence: Evidence, unlimited: Sequence[int]) -> None:
        self.evidence = evidence
        self.asked = evidence.asked
        self.most = max(self.asked)
        self.strata = _even_strata(turns(evidence, unlimited))
        self.verdict = verdict(evidence)
        self.right: list[_Node | None] = [None] * len(unlimited)
        self.wrong: list[_Node | None] = [None] * len(unlimited)


@cache
def _even_strata(choices: tuple[Turn, ...]) -> Turn:
    """Return strata that are as likely, each drawn evenly, as by a draw of a turn and then one within it."""
    whole = lcm(*(len(turn) for turn in choices))
    return tuple(stratum for turn in choices for stratum in turn * (whole // len(turn)))


@lru_cache(maxsize=100_000)
def _strata_left(node: _Node, supply: Sequence[int]) -> Turn:
    """Return the strata that may come next where one of the bank may have run dry."""
    left = [had - used for had, used in zip(supply, node.asked, strict=True)]
    return _even_strata(turns(node.evidence, left))


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


@cache
def _likeliest(ours: Turn, theirs: Turn) -> int:
    """Return the key that the next item has most often, as one knows who knows the rule and the past."""
    weighed = ours * max(1, len(theirs)) + theirs * max(1, len(ours))
    levels = [min(stratum, int(Level.URGENT)) for stratum in weighed]
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
            training, care = self._attempt(chances, supply, random)
            left = zip(supply, training.asked, care.asked, strict=True)
            supply = tuple(had - one - other for had, one, other in left)
            items += sum(training.asked) + sum(care.asked)
            result = _together(training.verdict, care.verdict)
            if result is Verdict.UNDERSTANDS:
                break
        return result, items

    def _attempt(self, chances: Chances, supply: Sequence[int], random: Random) -> tuple[_Node, _Node]:
        """Return where one attempt ends, competency by competency."""
        training, care, draw = self._training.start, self._care.start, random.random
        our_least, their_least = min(supply[:BOOK]), min(supply[BOOK:])
        for _ in range(self._most_items):
            ours = training.strata if training.most < our_least else _strata_left(training, supply)
            theirs = care.strata if care.most < their_least else _strata_left(care, supply)
            if not ours and not theirs:
                break
            # As `selection.either` weighs them: while both are open, each has half of the weight.
            strata = ours if ours and (not theirs or draw() < 0.5) else theirs
            stratum = strata[int(draw() * len(strata))]
            if chances:
                right = draw() < chances[stratum]
            else:
                right = _likeliest(ours, theirs) == min(stratum, int(Level.URGENT))
            if stratum < BOOK:
                known = training.right if right else training.wrong
                training = known[stratum] or self._training.after(training, stratum, right=right)
            else:
                known = care.right if right else care.wrong
                care = known[stratum] or self._care.after(care, stratum, right=right)
        return training, care


def _together(training: Verdict, care: Verdict) -> Verdict:
    """Return the verdict on both competencies, as `verdict` weighs them."""
    found = {training, care}
    return next((each for each in (Verdict.NOT_YET, Verdict.NOT_ENOUGH_EVIDENCE) if each in found), training)


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
