"""How often the verdict is wrong: simulated readers take the check on the bank as it stands.

A simulated reader answers each item by chance, apart from the others, and learns nothing on the way. The rule
is the very one that readers meet. What follows from a piece of evidence is remembered, training with book
and the red flags each by themselves, for they meet only in the sum of their weights; so an answer costs a few
microseconds. This measures the rule and the bank, not real readers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from random import Random
from typing import NamedTuple

from quizapp.content.model import Level
from quizapp.quiz.archetypes import Archetype
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.verdict import (
    BOOK_RIGHTS,
    FIRST_FLAG,
    MOST_CAREFUL,
    TRAINING_RIGHTS,
    Booking,
    Evidence,
    FlagStatus,
    FlagTally,
    Mark,
    Training,
    Verdict,
    after,
    mark_of,
    need_weights,
    pooled_weights,
    verdict,
)

Chances = tuple[float, ...]
"""The chances of right, of right or careful, and of anything but a hazard."""

CAREFUL = int(Mark.CAREFUL)
_DECKS = 128
"""Orders of each stratum that readers draw from."""


@dataclass(frozen=True)
class ItemPool:
    """The items that a check can ask: of each its stratum, and the place of its other half or None."""

    strata: tuple[int, ...]
    mates: tuple[int | None, ...]

    @classmethod
    def of(cls, bank: ItemBank) -> ItemPool:
        """The supply of a bank, its items in the order of the strata."""
        items = bank.scenarios
        place = {item.id: place for place, item in enumerate(items)}
        others = {
            item.id: place[other.id]
            for item in items
            for other in items
            if item.pair is not None and item.pair == other.pair and item is not other
        }
        strata = (stratum for stratum, group in enumerate(bank.strata) for _ in group)
        return cls(tuple(strata), tuple(others.get(item.id) for item in items))

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The places of the items by stratum."""
        of_each = range(max(self.strata) + 1)
        return tuple(
            tuple(place for place, found in enumerate(self.strata) if found == stratum) for stratum in of_each
        )

    @property
    def red_flags(self) -> int:
        """How many red flags there are items for."""
        return len(self.groups) - FIRST_FLAG


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic:
    """The results of simulated readers: shares of them, and items over all their attempts."""

    name: str
    understands: float
    not_yet: float
    not_enough_evidence: float
    told_careful: float
    """Those of `not_enough_evidence` who are told that they ask for more help than needed."""
    mean_items: float
    p95_items: int


class _End(NamedTuple):
    """How one attempt ended."""

    verdict: Verdict
    asked: list[int]
    careful: bool = False


class _Node:
    """A piece of evidence, with what may follow it."""

    __slots__ = ("after", "evidence", "lost", "picks", "spent", "verdict")

    def __init__(self, evidence: Evidence) -> None:
        weights = need_weights(evidence)
        self.evidence = evidence
        self.picks = _picks(weights)
        self.lost = evidence.lost
        self.spent = evidence.spent
        self.verdict = verdict(evidence)
        self.after: list[list[_Node | None]] = [[None] * len(Mark) for _ in weights]


def _picks(weights: Sequence[int]) -> tuple[int, ...]:
    return tuple(stratum for stratum, weight in enumerate(weights) for _ in range(weight))


class _Graph:
    """Every piece of evidence of one sort that was met so far; `kept` names the members that make it."""

    def __init__(self, start: Evidence, *kept: str) -> None:
        self._nodes: dict[Evidence, _Node] = {}
        self._empty = start
        self._kept = kept
        self.start = self._node(start)

    def after(self, node: _Node, stratum: int, mark: int) -> _Node:
        """Follow an answer to an item of this stratum, and remember where it leads."""
        follows = after(node.evidence, stratum, Mark(mark))
        piece = self._empty._replace(**{name: getattr(follows, name) for name in self._kept})
        found = node.after[stratum][mark] = self._node(piece)
        return found

    def _node(self, evidence: Evidence) -> _Node:
        if evidence not in self._nodes:
            self._nodes[evidence] = _Node(evidence)
        return self._nodes[evidence]


class _Stock:
    """The items that one attempt can still ask."""

    __slots__ = ("_decks", "_gone", "_supply", "asked", "left")

    def __init__(self, supply: ItemPool, decks: Sequence[Sequence[int]], seen: frozenset[int]) -> None:
        self._supply = supply
        self._gone = bytearray(len(supply.strata))
        self.asked: list[int] = []
        self.left = [len(deck) for deck in decks]
        for item in seen:
            self._gone[item] = True
            self.left[supply.strata[item]] -= 1
        # As in `selection`: the other half of a seen item comes when nothing else is left.
        late = {supply.mates[item] for item in seen}
        self._decks = [iter(sorted(deck, key=late.__contains__) if late else deck) for deck in decks]

    def draw(self, stratum: int) -> int:
        """The next item of a stratum that has some left; its other half is gone with it."""
        gone = self._gone
        item = next(self._decks[stratum])
        while gone[item]:
            item = next(self._decks[stratum])
        self.asked.append(item)
        self.left[stratum] -= 1
        mate = self._supply.mates[item]
        if mate is not None and not gone[mate]:
            gone[mate] = True
            self.left[self._supply.strata[mate]] -= 1
        return item


class Simulation:
    """Simulated attempts on a supply of items."""

    def __init__(self, supply: ItemPool) -> None:
        flags = supply.red_flags
        self._supply = supply
        met = Evidence(
            training=Training(TRAINING_RIGHTS[0], TRAINING_RIGHTS[0]),
            book=Booking(BOOK_RIGHTS[0]),
            flags=(FlagTally(status=FlagStatus.CONFIRMED),) * flags,
        )
        self._levels = _Graph(met._replace(training=Training(), book=Booking()), "training", "book")
        self._flags = _Graph(met._replace(flags=(FlagTally(),) * flags), "flags")
        self._counts = _Graph(met, "counted", "wrong", "careful")
        self._pooled_picks = _picks(pooled_weights(flags))
        # To shuffle each stratum anew for every reader would take most of the time.
        shuffle = Random("decks")
        self._shuffled = [
            [shuffle.sample(group, len(group)) for _ in range(_DECKS)] for group in supply.groups
        ]

    def run(self, archetype: Archetype, readers: int, random: Random) -> Characteristic:
        """Let so many readers of an archetype take the check."""
        chances: list[Chances] = []
        if not archetype.by_position:
            by_stratum = [_chances(archetype, stratum) for stratum in range(len(self._supply.groups))]
            chances = [by_stratum[stratum] for stratum in self._supply.strata]
        taken = [self._reader(archetype, chances, random.random) for _ in range(readers)]
        last = [ends[-1] for ends in taken]
        lengths = sorted(sum(len(end.asked) for end in ends) for ends in taken)
        share = Counter(end.verdict for end in last)
        return Characteristic(
            name=archetype.name,
            understands=share[Verdict.UNDERSTANDS] / readers,
            not_yet=share[Verdict.NOT_YET] / readers,
            not_enough_evidence=share[Verdict.NOT_ENOUGH_EVIDENCE] / readers,
            told_careful=sum(end.careful for end in last) / readers,
            mean_items=sum(lengths) / readers,
            p95_items=lengths[int(0.95 * (readers - 1))],
        )

    def share_that_passes(self, marks: Sequence[Mark], readers: int, random: Random) -> float:
        """How many readers pass who answer an item always alike; `marks` by its place in the supply."""
        chances = [tuple(float(mark <= up_to) for up_to in Mark)[:-1] for mark in marks]
        ends = [self._attempt(chances, (), random.random).verdict for _ in range(readers)]
        return ends.count(Verdict.UNDERSTANDS) / readers

    def _reader(
        self, archetype: Archetype, chances: Sequence[Chances], chance: Callable[[], float]
    ) -> list[_End]:
        ends: list[_End] = []
        for _ in range(archetype.attempts):
            seen = [item for end in ends for item in end.asked]
            ends.append(self._attempt(chances, seen, chance))
            if archetype.until_passed and ends[-1].verdict is Verdict.UNDERSTANDS:
                break
        return ends

    def _attempt(self, chances: Sequence[Chances], seen: Sequence[int], chance: Callable[[], float]) -> _End:
        """Take one check until its verdict is decided; without chances, answer by position."""
        levels, flags, counts = self._levels.start, self._flags.start, self._counts.start
        decks = [orders[int(chance() * _DECKS)] for orders in self._shuffled]
        stock = _Stock(self._supply, decks, frozenset(seen))
        asked, left = stock.asked, stock.left
        while not counts.spent:
            picks = levels.picks + flags.picks or self._pooled_picks
            stratum = picks[int(chance() * len(picks))]
            if not left[stratum]:
                picks = tuple(each for each in picks if left[each])
                if not picks:
                    break
                stratum = picks[int(chance() * len(picks))]
            item = stock.draw(stratum)
            mark = bisect_right(chances[item], chance()) if chances else _by_position(picks, stratum)
            counts = counts.after[0][mark] or self._counts.after(counts, 0, mark)
            if mark == CAREFUL:
                continue
            if stratum < FIRST_FLAG:
                levels = levels.after[stratum][mark] or self._levels.after(levels, stratum, mark)
            else:
                flags = flags.after[stratum][mark] or self._flags.after(flags, stratum, mark)
            if levels.lost or flags.lost:
                return _End(Verdict.NOT_YET, asked)
            if not levels.picks and not flags.picks and counts.verdict is Verdict.UNDERSTANDS:
                return _End(Verdict.UNDERSTANDS, asked)
        return _End(Verdict.NOT_ENOUGH_EVIDENCE, asked, counts.evidence.careful > MOST_CAREFUL)


def _chances(archetype: Archetype, stratum: int) -> Chances:
    key = Level(min(stratum, Level.URGENT))
    of_mark = dict.fromkeys(Mark, 0.0)
    for chosen, share in zip(Level, archetype.on(stratum), strict=True):
        of_mark[mark_of(key, chosen)] += share
    return tuple(accumulate(of_mark.values()))[:-1]


@cache
def _by_position(picks: tuple[int, ...], stratum: int) -> Mark:
    """The mark of who chooses the key that the next item has most often."""
    levels = [min(pick, Level.URGENT) for pick in picks]
    likeliest = Level(max(sorted(levels), key=levels.count))
    return mark_of(Level(min(stratum, Level.URGENT)), likeliest)
