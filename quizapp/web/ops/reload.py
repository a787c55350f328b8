"""Live reload: a thread of each worker process that keeps what is served in step with the content folder.

    follower, snapshot = begin(settings)
    site = Site(settings, ..., snapshot=snapshot)
    Watch(site, follower).start()

The thread builds a whole new snapshot beside the old one and swaps one reference. `library.follower` decides
what is read and what is kept.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from quizapp.cache import IN_MEMORY, Cache
from quizapp.content.model import Article
from quizapp.library.excerpt import shown
from quizapp.library.follower import THE_FOLDER, Follower, first_loaded, follow, inside
from quizapp.library.load import Loaded
from quizapp.library.model import Kept
from quizapp.library.standing import Standing, State
from quizapp.problem import Problem
from quizapp.settings import Settings
from quizapp.web.site import Site
from quizapp.web.snapshot import NOTHING, Snapshot, make_snapshot, quizzes_of

_LOG = logging.getLogger(__name__)

INTERVAL = 0.2
"""Seconds between two polls. With the time that a file takes to settle and that of its check, an edit is
served within two seconds."""
SHARE = 2
"""After a poll the thread rests for so many times the processor time that it took."""
MAX_TOLD = 20
"""Errors of one article that are listed, in the log and in `/readyz`; one slip can make hundreds."""
AFTER_FAILURE = 30.0
"""Seconds until the next poll after one that failed for a reason of ours."""


def next_snapshot(
    loaded: Loaded, settings: Settings, before: Snapshot = NOTHING, cache: Cache = IN_MEMORY
) -> Snapshot:
    """Make the snapshot of what was loaded, and log what is new about it."""
    snapshot = make_snapshot(loaded, settings, before, cache)
    for level, line in news(snapshot, before, settings.content):
        _LOG.log(level, "%s", line, extra={"event": "content"})
    return snapshot


def begin(settings: Settings, *, news: bool = True) -> tuple[Follower, Snapshot]:
    """Read the content folder and make all replies; NoContent when no article can be served.

    What the cache has is found there. Without `news` the log hears of nothing that is broken.
    """
    follower = follow(settings, quizzes=partial(quizzes_of, settings))
    loaded = first_loaded(follower, settings)
    make = next_snapshot if news else make_snapshot
    return follower, make(loaded, settings, NOTHING, follower.cache)


def news(now: Snapshot, before: Snapshot, content: Path) -> Iterator[tuple[int, str]]:
    """Yield level and text of what has happened to articles: on a warning somebody should act."""
    for name, standing in now.standings.items():
        old = before.standings.get(name) or Standing(name, State.SERVED)
        if standing.is_unfinished:
            if not old.is_unfinished:
                texts = f"unfinished texts: {len(standing.why)}"
                yield logging.WARNING, f"{_called(name)} is a draft, {texts}; {_instead(standing)}"
        elif standing.why and old.why != standing.why:
            said = f"{_called(name)} is broken; {_instead(standing)}"
            yield logging.WARNING, "\n  ".join([said, *_lines(standing.why, content)])
        if standing.state is State.AWAY and old.state is not State.AWAY:
            yield logging.WARNING, f"{shown(name)} is away; until that has lasted, it is served as it was"
    for name, old in before.standings.items():
        found = now.standings.get(name)
        if old.why and (found is None or not found.why):
            is_there = name == THE_FOLDER or (found is not None and found.article in now.library.articles)
            good = "finished" if old.is_unfinished else "good again"
            yield logging.INFO, f"{_called(name)} is {good if is_there else 'gone'}"
        if old.state is State.AWAY and found is not None and found.state is not State.AWAY:
            yield logging.INFO, f"{shown(name)} is back"
    if before is not NOTHING:
        yield from ((logging.INFO, text) for text in _edits(now.library.marks, before.library.marks))


def _edits(now: Mapping[str, Kept | Article], before: Mapping[str, Kept | Article]) -> Iterator[str]:
    """Yield a text for every article that is served otherwise than before."""
    for name in sorted(now.keys() | before.keys()):
        if name not in now:
            yield f"{shown(name)} is withdrawn"
        elif name not in before:
            yield f"{shown(name)} is new: revision {now[name].revision}"
        elif now[name].fingerprint != before[name].fingerprint:
            yield f"{shown(name)} is edited: revision {now[name].revision}"


def _called(name: str) -> str:
    return "the content folder" if name == THE_FOLDER else shown(name)


def _instead(standing: Standing) -> str:
    if standing.article == THE_FOLDER:
        return "what was read before is served"
    if standing.state is State.SERVED:
        return "it is served with its translations as they were"
    return "its last good version is served" if standing.state is State.LAST_GOOD else "it is not served"


def _lines(errors: Sequence[Problem], content: Path) -> Iterator[str]:
    for error in errors[:MAX_TOLD]:
        place = f"{inside(error.path, content)}:{error.line}:{error.column}"
        yield f"{place}: {error.code}: {shown(error.message)}"
    if len(errors) > MAX_TOLD:
        yield f"and {len(errors) - MAX_TOLD} more"


class Watch(threading.Thread):
    """Takes up edits until it is stopped, or the process ends; calls `then` after each."""

    def __init__(
        self,
        site: Site,
        follower: Follower,
        *,
        interval: float = INTERVAL,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(name="reload", daemon=True)
        self._site = site
        self._follower = follower
        self._interval = interval
        self._then = then
        self._end = threading.Event()
        self._behind = False
        _WATCHES.add(self)

    def go_on(self) -> None:
        """Start it again in a process that was forked since, unless its end was asked for."""
        if not self._end.is_set():
            type(self)(self._site, self._follower, interval=self._interval, then=self._then).start()

    def run(self) -> None:
        """Poll for ever."""
        wait = self._interval
        # until the next multiple of the wait, at which the other workers look as well
        while not self._end.wait(wait - time.time() % wait):
            started = time.thread_time()
            try:
                with _POLLING[0]:
                    self._poll()
            except Exception:  # noqa: BLE001 - a fault of ours must not end reloading; what is served stays
                _LOG.exception("edits could not be taken up")
                self._behind = True  # what the follower has told is not lost
                wait = AFTER_FAILURE
            else:
                wait = max(self._interval, SHARE * (time.thread_time() - started))
        self._follower.close()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._end.set()
        self.join()

    def _poll(self) -> None:
        if loaded := self._follower.poll(anew=self._behind):
            site = self._site
            site.snapshot = next_snapshot(loaded, site.settings, site.snapshot, self._follower.cache)
            self._behind = False
            self._then()


_WATCHES: weakref.WeakSet[Watch] = weakref.WeakSet()
_POLLING = [threading.RLock()]
"""Held while a follower is at work: a fork must find it whole."""


def watch_again() -> None:
    """Go on in a forked process, which has no thread of its parent's: servers may fork what was made once."""
    _POLLING[:] = [threading.RLock()]
    for watch in [each for each in _WATCHES if each.ident is not None]:
        watch.go_on()


os.register_at_fork(
    before=lambda: _POLLING[0].acquire(),  # noqa: PLW0108 - a forked process has another lock here
    after_in_parent=lambda: _POLLING[0].release(),  # noqa: PLW0108 - as above
    after_in_child=watch_again,
)
