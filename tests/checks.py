"""Recorded checks, for tests of item statistics."""

from collections.abc import Iterable
from typing import Any

from steps import make_step

from quizapp.attempts.model import Step
from quizapp.content.model import Item, Level
from quizapp.quiz.bank import ItemBank, item_revision


def make_check(nonce: str, responses: Iterable[tuple[Item, Level]], **changes: Any) -> list[Step]:
    """Return the steps of a check that chose these levels, in this order."""
    return [
        make_step(
            nonce,
            number,
            **{
                "item": item.id,
                "item_revision": item_revision(item),
                "response": tuple(option.id for option in item.options if option.level is chosen),
                "key_level": item.level,
                "chosen_level": int(chosen),
                "score": float(chosen is item.level),
                **changes,
            },
        )
        for number, (item, chosen) in enumerate(responses)
    ]


def make_checks(item: Item, chosen: Iterable[Level], *, nonce: str = "check", **changes: Any) -> list[Step]:
    """Return a check of this one item for every level chosen."""
    return [
        step
        for index, level in enumerate(chosen)
        for step in make_check(f"{nonce}-{index}", [(item, level)], **changes)
    ]


def make_full_checks(bank: ItemBank, item: Item, patterns: Iterable[tuple[bool, int]]) -> list[Step]:
    """Return checks of an item and ten others by pattern: was it right, and how many of those."""
    others = [other for other in bank.quiz.items if other.id != item.id][:10]
    steps = []
    for index, (right, others_right) in enumerate(patterns):
        responses = [(item, right), *((other, place < others_right) for place, other in enumerate(others))]
        steps += make_check(f"check-{index}", [(one, key_or_not(one, right=good)) for one, good in responses])
    return steps


def key_or_not(item: Item, *, right: bool) -> Level:
    """Return the level of the key, or another one."""
    assert item.level is not None, "checks ask scenarios"
    return item.level if right else Level((item.level + 1) % len(Level))
