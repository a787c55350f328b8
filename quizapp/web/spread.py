"""Many things to do: one by one, or on all cores where a process may still fork."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from multiprocessing import get_context
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

Result = TypeVar("Result")

_MOST = 8
"""Children at the most. They take memory, and a container may have fewer cores than its machine shows it."""


class Spread(Protocol):
    """A way to do many things that are independent of each other."""

    def __call__(self, doings: Sequence[Callable[[], Result]]) -> Sequence[Result]:
        """Do each of these; return what came of it, in the same order."""


def one_by_one(doings: Sequence[Callable[[], Result]]) -> Sequence[Result]:
    """Do each of these here; return what came of it, in the same order."""
    return [do() for do in doings]


class _Share(Generic[Result]):
    """Some of what is to be done, in the hands of a child."""

    def __init__(self, doings: Sequence[Callable[[], Result]]) -> None:
        self._doings = doings
        context = get_context("fork")
        self._results, to_us = context.Pipe(duplex=False)
        # A daemon: where the parent gives up, it ends its children instead of waiting for them.
        self._child = context.Process(target=self._work, args=(to_us,), daemon=True)
        self._child.start()
        to_us.close()

    def _work(self, to_parent: Connection) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # from a terminal it comes to the parent too
        # With the other end open here as well it would wait for ever where the parent is gone.
        self._results.close()
        with suppress(BrokenPipeError):
            to_parent.send(one_by_one(self._doings))

    def results(self) -> Sequence[Result]:
        """Return what came of it; if the child failed, what comes of the same here."""
        try:
            results: Sequence[Result] = self._results.recv()
        except (EOFError, OSError):  # it died before it sent anything, or while it did
            results = one_by_one(self._doings)
        self._results.close()
        self._child.join()
        return results


class OnAllCores:
    """Does everything in forked children, one for each core. For processes without threads.

    Results are pickled. The share of a child that fails is done here, so that an error is raised where it can
    be handled. `meanwhile` is done here while the children are at work.
    """

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self._meanwhile = meanwhile

    def __call__(self, doings: Sequence[Callable[[], Result]]) -> Sequence[Result]:
        """Do each of these; return what came of it, in the same order."""
        cores = min(_MOST, len(os.sched_getaffinity(0)))
        shares = [_Share(doings[number::cores]) for number in range(min(cores, len(doings)))]
        self._meanwhile()
        done = [share.results() for share in shares]
        return [done[place % cores][place // cores] for place in range(len(doings))]
