"""The values of an attempt: what the reader holds, and what the store keeps of a step and of an edition."""

import enum
from dataclasses import dataclass

MAX_CERTAINTY = 3
"""Certainty has three words: 1 guessing, 2 fairly sure, 3 sure."""


class Mode(enum.StrEnum):
    """A check ends in a verdict; practice gives feedback only."""

    CHECK = "check"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenStep:
    """One item that has a response. Items are named by tag (quiz.bank.tag_of)."""

    tag: str
    response: tuple[str, ...]
    certainty: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One reader's go at the quiz of one article: all that is needed to go on, and nothing personal."""

    article: str
    lang: str
    mode: Mode
    edition: str
    """Which version of the article this began with: a keyed digest, so that it tells nothing of the keys."""
    day: int
    """When it began: days since 1970 in UTC, and nothing closer."""
    seed: str
    """Decides the order of items and options. A token holds none: who knew it would know what comes next."""
    nonce: str
    """Makes the attempt unique; the store keeps one response per (nonce, step number)."""
    steps: tuple[TakenStep, ...] = ()
    pending: str | None = None
    """Tag of the item that is asked now; None when the attempt is over."""
    seen: tuple[str, ...] = ()
    """Tags of items that earlier attempts showed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One recorded response, as item statistics need it. No reader can be told from it."""

    nonce: str
    number: int
    """Counts from 0 within the attempt."""
    hour: str
    """UTC, to the hour: 2026-11-23T14:00Z."""
    article: str
    mode: Mode
    item: str
    item_revision: str
    response: tuple[str, ...]
    certainty: int | None
    key_level: int | None
    chosen_level: int | None
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One version of an article with its quiz that attempts run on, and when it was in use."""

    article: str
    fingerprint: str
    hour: str
    """The last hour of its use, as in a step."""
    content: bytes
    """What `library.archive` makes the article from again."""
