"""Which item comes next. Pure: evidence, seed and what was seen decide it, on any machine alike.

`turns` says what may come next, `next_item` tosses between its turns by the seed and takes the first item
of the stratum in the order of the seed. Training items come in pairs, one keyed carry-on and one modify;
of every three care items one is book and two are urgent, until the red flags settle. Among red flags the
one with the least evidence is next. What is decided is not asked about again.

Which competency is next, which half of a pair and where among three the book item comes is tossed, not
fixed: in a fixed order the place of an item tells its key, and a reader who never reads a stem passes.

A stratum that is due but has nothing unseen left ends its competency, which then stays undecided: seen
items count for nothing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from quizapp.content.model import Kind
from quizapp.quiz.bank import rank
from quizapp.quiz.verdict import BOOK, CARRY_ON, FIRST_FLAG, MODIFY

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from quizapp.content.model import Item
    from quizapp.quiz.bank import ItemBank
    from quizapp.quiz.verdict import Evidence

Turn = tuple[int, ...]
"""Strata that the next item may come from; which of them makes no difference to the rule."""

_BLOCK = 3
"""Care items of which one is keyed book, while a red flag is open."""


def turns(evidence: Evidence, available: Sequence[int]) -> tuple[Turn, ...]:
    """Return the turns that may come next, all equally likely; empty when the check is over.

    `available` holds how many items each stratum still has. A turn stands there as often as its weight.
    """
    return either(_training_turns(evidence, available), _care_turns(evidence, available))


@cache
def either(training: tuple[Turn, ...], care: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Return the turns of both competencies; while both are open, each has half of the weight."""
    return training * max(1, len(care)) + care * max(1, len(training))


def _training_turns(evidence: Evidence, available: Sequence[int]) -> tuple[Turn, ...]:
    if evidence.training.passed is not None:
        return ()
    carry_on = evidence.carry_on_asked
    modify = evidence.training.asked - carry_on
    if carry_on == modify:
        return ((CARRY_ON,), (MODIFY,)) if available[CARRY_ON] and available[MODIFY] else ()
    half = CARRY_ON if carry_on < modify else MODIFY
    return ((half,),) if available[half] else ()


def _care_turns(evidence: Evidence, available: Sequence[int]) -> tuple[Turn, ...]:
    book_open = evidence.care.passed is None
    if book_open and not available[BOOK]:
        return ()
    if evidence.flags_settled:
        return ((BOOK,),) if book_open else ()
    flags = _flags_due(evidence, available)
    if not flags or not book_open:
        return (flags,) if flags else ()
    asked, books = evidence.care.asked, evidence.book_asked
    left = _BLOCK - asked % _BLOCK
    if books > asked // _BLOCK:
        return (flags,)
    return ((BOOK,), *(flags,) * (left - 1))


def _flags_due(evidence: Evidence, available: Sequence[int]) -> Turn:
    """Return the strata of the open red flags with the least evidence."""
    open_flags = [
        (flag.asked, FIRST_FLAG + index)
        for index, flag in enumerate(evidence.flags)
        if flag.recognised is None and available[FIRST_FLAG + index]
    ]
    least = min(open_flags, default=(0, 0))[0]
    return tuple(stratum for asked, stratum in open_flags if asked == least)


def next_item(
    bank: ItemBank, seed: str, evidence: Evidence, asked: Collection[str], seen: Collection[str]
) -> Item | None:
    """Return the next item of a check, or None when it is over.

    `asked` has the ids of this attempt's items, `seen` those of earlier attempts; an item whose sibling
    is in either counts as seen.
    """
    unseen = _unseen(bank, {*asked, *seen})
    choices = turns(evidence, _counts(unseen))
    if not choices:
        return None
    toss = int.from_bytes(rank(seed, "turn", str(len(asked)))) % len(choices)
    candidates = [item for stratum in choices[toss] for item in unseen[stratum]]
    return min(candidates, key=lambda item: rank(seed, item.id, item.stem))


def supply_left(bank: ItemBank, used: Collection[str]) -> tuple[int, ...]:
    """Return how many items each stratum still has beside the used ones; siblings count as one."""
    return _counts(_unseen(bank, used))


def _unseen(bank: ItemBank, used: Collection[str]) -> list[list[Item]]:
    families = _with_families(bank, used)
    return [[item for item in stratum if _key(item) not in families] for stratum in bank.strata]


def _counts(unseen: Sequence[Sequence[Item]]) -> tuple[int, ...]:
    return tuple(len({_key(item) for item in stratum}) for stratum in unseen)


def next_practice_item(bank: ItemBank, seed: str, asked: Sequence[str], seen: Collection[str]) -> Item | None:
    """Return the next item of a practice run, or None when it is over.

    Scenarios and the other kinds take turns; unseen items come first, and no item comes twice.
    """
    if len(asked) >= bank.rule.practice_items:
        return None
    used = _with_families(bank, set(asked))
    left = [item for item in bank.quiz.items if item.withdrawn is None and _key(item) not in used]
    scenario_turn = len(asked) % 2 == 0
    return min(
        left,
        key=lambda item: (
            (item.kind is Kind.SCENARIO) is not scenario_turn,
            item.id in seen,
            rank(seed, item.id, item.stem),
        ),
        default=None,
    )


def _key(item: Item) -> str:
    """Return what siblings have in common."""
    return f"family {item.family}" if item.family else item.id


def _with_families(bank: ItemBank, ids: Collection[str]) -> set[str]:
    return {_key(bank.items[item_id]) for item_id in ids if item_id in bank.items}
