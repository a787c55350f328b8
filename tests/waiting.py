"""Time in tests: a clock that stands still, and waiting for what a thread, a process or a server does."""

import time
from collections.abc import Callable
from dataclasses import dataclass

PATIENT = 60.0
"""Seconds that a caller of a store waits in a test that is not about that: a busy machine may take long."""


@dataclass
class Clock:
    """Stands still until it is set."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    """Return when it holds; a busy machine may take long, and stand still before the last look."""
    deadline = time.monotonic() + seconds
    is_last = False
    while not holds():
        assert not is_last, f"it never came to hold: {holds}"
        time.sleep(0.01)
        is_last = time.monotonic() > deadline
