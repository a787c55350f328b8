"""The choice of the next item. Evidence, seed and the items seen decide it, alike on any machine.

The seed tosses the stratum, each with the weight that the verdict rule gives it (`verdict.weights`), and puts
the items of a stratum in an order. A fixed plan would tell keys by the place of an item. The seed is a secret
of the attempt: whoever reads the token must not work out what comes next.

The two halves of a pair never meet in one attempt, since the reason of the first would tell the key of the
second. An item that an earlier attempt showed is not asked again; its other half may be, but comes last.
"""

from bisect import bisect
from collections.abc import Collection, Sequence
from itertools import accumulate

from quizapp.content.model import Item, Kind
from quizapp.quiz.bank import ItemBank, rank
from quizapp.quiz.verdict import Evidence, weights

PRACTICE_ITEMS = 12
"""Items of a practice run."""


def next_item(
    bank: ItemBank, seed: str, evidence: Evidence, asked: Collection[str], seen: Collection[str]
) -> Item | None:
    """The next item of a check, or None when it is over.

    `asked` has the ids of this attempt's items, `seen` those of earlier attempts.
    """
    unseen = _unseen(bank, asked, seen)
    chances = [weight if items else 0 for weight, items in zip(weights(evidence), unseen, strict=True)]
    if not any(chances):
        return None
    toss = int.from_bytes(rank(seed, "turn", str(len(asked)))) % sum(chances)
    candidates = unseen[bisect(list(accumulate(chances)), toss)]
    seen_pairs = _pairs(bank, seen)
    return min(candidates, key=lambda item: (item.pair in seen_pairs, rank(seed, item.id, item.stem)))


def supply_left(bank: ItemBank, asked: Collection[str], seen: Collection[str]) -> tuple[int, ...]:
    """How many items each stratum can still give in this attempt."""
    return tuple(len(items) for items in _unseen(bank, asked, seen))


def _unseen(bank: ItemBank, asked: Collection[str], seen: Collection[str]) -> list[list[Item]]:
    """The items that each stratum can still give: none asked or seen, no other half of one that was asked."""
    used, pairs = {*asked, *seen}, _pairs(bank, asked)
    return [
        [item for item in stratum if item.id not in used and item.pair not in pairs]
        for stratum in bank.strata
    ]


def next_practice_item(bank: ItemBank, seed: str, asked: Sequence[str], seen: Collection[str]) -> Item | None:
    """The next item of a practice run, or None when it is over.

    Scenarios and the other kinds take turns; no item comes twice. Unseen items come first, and of these the
    ones whose other half is unseen too.
    """
    if len(asked) >= PRACTICE_ITEMS:
        return None
    pairs, seen_pairs = _pairs(bank, asked), _pairs(bank, seen)
    left = [
        item
        for item in bank.quiz.items
        if item.withdrawn is None and item.id not in asked and item.pair not in pairs
    ]
    scenario_turn = len(asked) % 2 == 0
    return min(
        left,
        key=lambda item: (
            (item.kind is Kind.SCENARIO) is not scenario_turn,
            item.id in seen,
            item.pair in seen_pairs,
            rank(seed, item.id, item.stem),
        ),
        default=None,
    )


def _pairs(bank: ItemBank, ids: Collection[str]) -> set[str | None]:
    return {bank.items[item_id].pair for item_id in ids if item_id in bank.items} - {None}
