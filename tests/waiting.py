"""Waiting for what a thread, a process or a server does sooner or later."""

import time
from collections.abc import Callable


def until(holds: Callable[[], object], seconds: float = 30) -> None:
    """Return when it holds; a busy machine may take long."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"it never came to hold: {holds}")
        time.sleep(0.01)
