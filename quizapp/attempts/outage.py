"""Tells the log of a store that fails: when that begins, once a minute while it lasts, and when it is over.

A line for every request would drown the one that says why.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LOG = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds from one line to the next while a store fails."""


class Outage:
    """The failure of a store, if it fails. For use by any thread."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._began: float | None = None
        self._told = 0.0
        self._requests = 0

    def failed(self, why: str) -> None:
        """Take note that a request failed."""
        with self._lock:
            now = self._clock()
            self._requests += 1
            if self._began is None:
                self._began = self._told = now
                _LOG.error("nothing is recorded: %s", why)
            elif now - self._told >= EVERY:
                self._told = now
                _LOG.error("nothing is recorded since %.0f s: %s", now - self._began, why)

    def over(self) -> None:
        """Take note that a request was carried out."""
        if self._began is None:  # nearly always: without waiting for others
            return
        with self._lock:
            if self._began is not None:
                lasted = self._clock() - self._began
                _LOG.warning("recorded again after %.1f s; requests that failed: %d", lasted, self._requests)
                self._began, self._requests = None, 0
