"""Group commit: one thread makes the requests of many callers durable, all that wait in one commit.

A durable commit costs a wait for the disk, however much it holds. While one group is at work the next one
gathers, so nobody has to wait for company:

    group = GroupCommit(keep_all, patience=5.0)
    kept = group.submit(step)  # back when keep_all([..., step, ...]) is back
"""

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from quizapp.attempts.outage import cause_of
from quizapp.errors import StoreError

MAX_GROUP = 500
"""Requests in one group at the most, so that one transaction stays small whatever waits."""

SLOW = 0.5
"""Seconds after which a failure has made callers wait for nothing. SQLite waits for a lock for one second."""

_Request = TypeVar("_Request")
_Reply = TypeVar("_Reply")


@dataclass(eq=False, slots=True)
class _Waiting(Generic[_Request, _Reply]):
    request: _Request
    # It holds one thing, once. A future would do the same with twice the work, for every response.
    outcome: SimpleQueue[_Reply | Exception] = field(default_factory=SimpleQueue)


class GroupCommit(Generic[_Request, _Reply]):
    """Hands requests from any thread to `work`, in one thread of its own.

    Callers that went to work themselves would be faster by one change of threads, but could not give up.
    `work` gets 1 to MAX_GROUP requests, oldest first, and returns one reply for each in the same order; what
    it raises reaches every caller of the group as the cause of a StoreError. It is at work in our `turn`,
    when no other process is; what comes while that is waited for belongs to the group. The thread starts at
    the first request, so that a process may fork before that.
    """

    def __init__(
        self,
        work: Callable[[Sequence[_Request]], Sequence[_Reply]],
        *,
        patience: float,
        turn: Callable[[], AbstractContextManager[object]] = contextlib.nullcontext,
    ) -> None:
        self._work = work
        self._turn = turn
        self._patience = patience
        self._changed = threading.Condition()
        self._waiting: list[_Waiting[_Request, _Reply]] = []
        self._thread: threading.Thread | None = None
        self._group_began: float | None = None
        self._in_doubt = False
        self._closing = False

    def submit(self, request: _Request) -> _Reply:
        """The reply to a request; StoreError if it failed, or took longer than `patience` seconds.

        A request that ran out of patience may still be carried out.
        """
        entry = _Waiting[_Request, _Reply](request)
        with self._changed:
            self._refuse_if_hopeless()
            self._start()
            self._waiting.append(entry)
            self._changed.notify()
        try:
            outcome = entry.outcome.get(timeout=self._patience)
        except Empty as late:
            with self._changed, contextlib.suppress(ValueError):  # no longer waiting: its group is at work
                self._waiting.remove(entry)
            raise StoreError(f"the store gave no answer within {self._patience} s") from late
        if isinstance(outcome, Exception):
            # Every caller gets an error of its own: one object raised in many threads mixes their tracebacks.
            raise StoreError(cause_of(outcome)) from outcome
        return outcome

    def close(self) -> bool:
        """Carry out what waits, end the thread, refuse what comes later; False if it did not end in time."""
        with self._changed:
            self._closing = True
            self._changed.notify()
            thread = self._thread
        if thread is None:
            return True
        thread.join(self._patience)
        return not thread.is_alive()

    def _refuse_if_hopeless(self) -> None:
        if self._closing:
            raise StoreError("the store is closed")
        # A group that hangs (a disk, or a process that died holding its turn) must not take one thread of the
        # server after another with it: who comes later is told at once.
        if self._group_began is not None and time.monotonic() - self._group_began > self._patience:
            raise StoreError(f"the store has been stuck for more than {self._patience} s")
        # Nor must one that fails slowly: until it works again one caller at a time finds out whether it does.
        if self._in_doubt and (self._waiting or self._group_began is not None):
            raise StoreError("the store is failing slowly, and another request is trying it")

    def _start(self) -> None:
        if self._thread is not None:
            return
        thread = threading.Thread(target=self._run, name="quizapp-store", daemon=True)
        try:
            thread.start()
        except RuntimeError as refused:  # out of threads, or the interpreter is ending
            raise StoreError("the store could not start its thread") from refused
        self._thread = thread

    def _run(self) -> None:
        while self._wait_for_requests():
            began = time.monotonic()
            group: list[_Waiting[_Request, _Reply]] = []
            try:
                with self._turn():
                    group = self._next_group()
                    replies = self._work([entry.request for entry in group]) if group else ()
                answered = list(zip(group, replies, strict=True))
            except Exception as failure:  # noqa: BLE001 - whatever it was, the callers wait and the thread lives
                group = group or self._next_group()
                self._end_group(in_doubt=time.monotonic() - began > SLOW)
                for entry in group:
                    entry.outcome.put(failure)
            else:
                self._end_group(in_doubt=False)
                for entry, reply in answered:
                    entry.outcome.put(reply)

    def _end_group(self, *, in_doubt: bool) -> None:
        """Be ready for new callers before those of the group are told, who may come again."""
        with self._changed:
            self._group_began = None
            self._in_doubt = in_doubt

    def _wait_for_requests(self) -> bool:
        """Wait for a request; False means the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            self._group_began = time.monotonic()
            return bool(self._waiting)

    def _next_group(self) -> list[_Waiting[_Request, _Reply]]:
        """Take what waits; nothing if all gave up."""
        with self._changed:
            group, self._waiting = self._waiting[:MAX_GROUP], self._waiting[MAX_GROUP:]
            return group
