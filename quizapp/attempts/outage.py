"""The failure of a store in the log: its cause, when it begins, once a minute while it lasts, and its end.

A line for every request would drown the one that says why. A store that fails by turns has one outage, over
when nothing has failed for a while. What a reader responded must not be in the log: of an error that may
quote a row only its kind is named.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError, OperationalError

from quizapp.errors import StoreError

_LOG = logging.LoggerAdapter(logging.getLogger(__name__), {"event": "storage"})

EVERY = 60.0
"""Seconds from one line to the next while a store fails."""
STEADY = 10.0
"""Seconds without a failure after which one is over."""
RECENT = 1.0
"""Seconds for which a failure is what there is to say of the store."""


class Outage:
    """The failure of a store, if it fails. For use by any thread."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._began: float | None = None
        self._last = self._told = float("-inf")
        self._probed = False
        self._requests = 0

    @property
    def is_recent(self) -> bool:
        """Whether a request failed just now."""
        return self._clock() - self._last < RECENT

    def failed(self, why: str, *, probe: bool = False) -> None:
        """Take note that a request failed, or that a probe did."""
        with self._lock:
            self._last = now = self._clock()
            self._probed = probe
            self._requests += not probe
            if self._began is None:
                self._began = self._told = now
                _LOG.error("recording fails: %s", why)
            elif now - self._told >= EVERY:
                self._told = now
                lasted, lost = now - self._began, self._requests
                _LOG.error("recording has failed for %.0f s, unrecorded: %d: %s", lasted, lost, why)

    def over(self, *, probe: bool = False) -> None:
        """Take note that a request was carried out, or a probe, which must see the end of what it found."""
        if self._began is None:  # nearly always: without waiting for others
            return
        with self._lock:
            ends = (probe or not self._probed) and self._clock() - self._last >= STEADY
            if self._began is not None and ends:
                lasted = self._last - self._began
                _LOG.info("recording works again after %.1f s, unrecorded: %d", lasted, self._requests)
                self._began, self._requests = None, 0


_MAY_QUOTE_A_ROW = {"22", "23"}
"""Classes of SQLSTATE (PostgreSQL, appendix A): data that does not fit, and broken constraints."""


def cause_of(failure: BaseException) -> str:
    """Say why a store failed in words for its operator: "database or disk is full (SQLITE_FULL)"."""
    of_server = isinstance(failure, OperationalError)  # connections, time-outs and the machine
    if isinstance(failure, DBAPIError) and failure.orig is not None:
        failure = failure.orig
    match failure:
        case StoreError():
            return str(failure)
        case sqlite3.Error():  # it names constraints and columns, and never a value
            name = getattr(failure, "sqlite_errorname", None)
            return f"{failure} ({name})" if name else str(failure)
        case OSError(strerror=str(why)):
            return why if failure.filename is None else f"{failure.filename}: {why}"
    said, state = getattr(failure, "diag", None), getattr(failure, "sqlstate", None)
    if of_server or (state and state[:2] not in _MAY_QUOTE_A_ROW):
        detail = getattr(said, "message_primary", None) or (str(failure) if of_server else None)
    else:
        detail = getattr(said, "constraint_name", None)
    return f"{type(failure).__name__}: {detail}" if detail else type(failure).__name__
