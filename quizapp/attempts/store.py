"""The contract of the store of steps and editions. `sql_store` keeps it on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from quizapp.attempts.model import Edition, Step


class Store(Protocol):
    """Keeps steps, append-only, and the editions of articles that they are about.

    Durability: `record` returns only when the step that it returns is on disk, `keep` when the edition is.
    Idempotence: one step per (nonce, number); the first one wins, whatever runs at the same time.
    One edition per (article, fingerprint); of its hours the latest one stays.
    Threads: every method may be called from any thread.
    Retention: a store removes nothing; `attempts.upkeep` removes whole attempts, and editions that none of
    the others was about, when an operator asks for it.
    Time: hours are UTC strings that the caller makes; the store has no clock.
    Errors: every method raises StoreError, and nothing else, when it cannot do its work; a later call
    tries anew. It tells the log itself when it begins to fail, and when that is over.
    """

    @property
    def openings(self) -> int:
        """How often it began to write anew, so that what it held before may be gone."""

    def record(self, step: Step) -> Step:
        """Keep a step unless (nonce, number) is taken, and return the one that is kept."""

    def steps(self, article: str) -> Iterator[Step]:
        """Yield every step of an article, oldest attempt first, in order within an attempt."""

    def keep(self, edition: Edition) -> None:
        """Keep an edition; if it is there already, only its hour."""

    def find(self, article: str, fits: Callable[[str], bool]) -> Edition | None:
        """Return an edition of an article whose fingerprint fits, if one is kept."""

    def ping(self) -> None:
        """Do nothing if a step could be recorded now; StoreError otherwise."""

    def close(self) -> None:
        """Let go of files and connections."""
