"""Whether the store works, for those who look often: to ask it is to write to its disk.

probe = Probe(store)
probe.works()
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from quizapp.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.attempts.store import Store

KEEPS = 1.0
"""Seconds that an answer of the store is told again."""


class Probe:
    """Asks a store at most once in KEEPS seconds, and never twice at the same time. For use by any thread."""

    def __init__(self, store: Store, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._asking = threading.Lock()
        self._answer: bool | None = None
        self._answered = 0.0

    def works(self) -> bool:
        """Whether a step could be recorded: now, or when the store was last asked."""
        # Nobody waits for an answer of a store that hangs while there is an earlier one.
        if self._asking.acquire(blocking=self._answer is None):
            try:
                if self._answer is None or self._clock() - self._answered >= KEEPS:
                    self._answer = self._ask()
                    self._answered = self._clock()
            finally:
                self._asking.release()
        return bool(self._answer)

    def _ask(self) -> bool:
        try:
            self._store.ping()
        except StoreError:
            return False
        return True
