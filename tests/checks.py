"""Recorded checks, for tests of item statistics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from steps import make_step

from quizapp.attempts.model import Step
from quizapp.content.model import Item, Level
from quizapp.quiz.bank import item_revision


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
