"""Which item comes next. Pure: evidence, seed and what was seen decide it, on any machine alike.

`due` says from which strata the next item may come; `next_item` takes the first of those in the order of
the seed. Competencies alternate. Training items come in pairs, one keyed carry-on and one modify; care
items come urgent, book, then two urgent for each book until the red flags settle. Among red flags the one
with the least evidence is next. What is decided is not asked about again. A stratum that is due but has
nothing unseen left ends its competency, which then stays undecided: seen items count for nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.content.model import Kind
from quizapp.quiz.bank import rank
from quizapp.quiz.verdict import BOOK, CARRY_ON, FIRST_FLAG, MODIFY

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from quizapp.content.model import Item
    from quizapp.quiz.bank import ItemBank
    from quizapp.quiz.verdict import Evidence


def due(evidence: Evidence, available: Sequence[int]) -> tuple[int, ...]:
    """Return the strata from which the next item may come; empty when the check is over.

    `available` holds how many items each stratum still has.
    """
    training = _training_due(evidence, available)
    care = _care_due(evidence, available)
    if training and care:
        return training if evidence.training.asked <= evidence.care.asked else care
    return training or care


def _training_due(evidence: Evidence, available: Sequence[int]) -> tuple[int, ...]:
    if evidence.training.passed is not None:
        return ()
    carry_on = evidence.carry_on_asked
    modify = evidence.training.asked - carry_on
    if carry_on == modify:
        return (CARRY_ON, MODIFY) if available[CARRY_ON] and available[MODIFY] else ()
    half = CARRY_ON if carry_on < modify else MODIFY
    return (half,) if available[half] else ()


def _care_due(evidence: Evidence, available: Sequence[int]) -> tuple[int, ...]:
    if evidence.care.passed is None and (evidence.flags_settled or _book_turn(evidence.care.asked)):
        return (BOOK,) if available[BOOK] else ()
    open_flags = [
        (flag.asked, FIRST_FLAG + index)
        for index, flag in enumerate(evidence.flags)
        if flag.recognised is None and available[FIRST_FLAG + index]
    ]
    if not open_flags:
        return ()
    least = min(open_flags)[0]
    return tuple(stratum for asked, stratum in open_flags if asked == least)


def _book_turn(asked: int) -> bool:
    """Whether the care item after so many is a book item: the second, and then every third."""
    return asked % 3 == 1


def next_item(
    bank: ItemBank, seed: str, evidence: Evidence, asked: Collection[str], seen: Collection[str]
) -> Item | None:
    """Return the next item of a check, or None when it is over.

    `asked` has the ids of this attempt's items, `seen` those of earlier attempts; an item whose sibling
    is in either counts as seen.
    """
    unseen = _unseen(bank, {*asked, *seen})
    candidates = [item for stratum in due(evidence, _counts(unseen)) for item in unseen[stratum]]
    return min(candidates, key=lambda item: rank(seed, item.id, item.stem), default=None)


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
