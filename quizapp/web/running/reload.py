"""Keep what is served in step with the content folder, in a thread of each worker process.

    follower = follow(settings)
    site = Site(settings, ..., snapshot=next_snapshot(first_loaded(follower, settings), settings))
    Watch(site, follower).start()

The thread builds a whole new snapshot beside the old one and swaps one reference. What is read, and what is
kept of it, is the business of `content.folder.following`.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from quizapp.content.drafts import is_draft
from quizapp.content.folder.following import THE_FOLDER, errors_by_entry, inside
from quizapp.content.telling.excerpt import shown
from quizapp.web.snapshot import NOTHING, make_snapshot
from quizapp.web.spread import one_by_one

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from quizapp.content.folder.following import Follower
    from quizapp.content.folder.history import History
    from quizapp.content.library import Loaded
    from quizapp.content.problem import Problem
    from quizapp.settings import Settings
    from quizapp.web.site import Site
    from quizapp.web.snapshot import Snapshot
    from quizapp.web.spread import Spread

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
    loaded: Loaded,
    settings: Settings,
    before: Snapshot = NOTHING,
    *,
    history: History | None = None,
    spread: Spread = one_by_one,
) -> Snapshot:
    """Make the snapshot of what was loaded, and log what is new about it; `history` records it."""
    versions = history.follow(loaded.library, _broken(loaded, settings)) if history else {}
    snapshot = make_snapshot(loaded, settings, before, versions, spread)
    for line in news(snapshot, before, settings.content):
        _LOG.warning("%s", line)
    return snapshot


def _broken(loaded: Loaded, settings: Settings) -> set[str]:
    """Return the entries that an edit has broken; a folder that has lost its article is none of them."""
    errors = errors_by_entry(loaded.problems, settings.content)
    return {name for name, found in errors.items() if {error.code for error in found} - {"no-article"}}


def news(now: Snapshot, before: Snapshot, content: Path) -> Iterator[str]:
    """Yield a text for every article that was broken, broken otherwise, left unfinished, or mended since."""
    errors, old_errors = errors_by_entry(now.problems, content), errors_by_entry(before.problems, content)
    for name, found in errors.items():
        if is_draft(found):
            if not is_draft(old_errors.get(name, ())):
                yield f"{_called(name)} is a draft, unfinished texts: {len(found)}; {_instead(name, now)}"
        elif found != old_errors.get(name):
            yield "\n  ".join([f"{_called(name)} is broken; {_instead(name, now)}", *_lines(found, content)])
    for name in old_errors:
        if name not in errors:
            is_there = name == THE_FOLDER or name in now.library.articles
            good = "finished" if is_draft(old_errors[name]) else "good again"
            yield f"{_called(name)} is {good if is_there else 'gone'}"


def _called(name: str) -> str:
    return "the content folder" if name == THE_FOLDER else shown(name)


def _instead(name: str, now: Snapshot) -> str:
    if name == THE_FOLDER:
        return "what was read before is served"
    return "its last good version is served" if name in now.library.articles else "it is not served"


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
        history: History | None = None,
        interval: float = INTERVAL,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(name="reload", daemon=True)
        self._site = site
        self._follower = follower
        self._history = history
        self._interval = interval
        self._then = then
        self._end = threading.Event()

    def run(self) -> None:
        """Poll for ever."""
        wait = self._interval
        while not self._end.wait(_until(wait)):
            started = time.thread_time()
            try:
                self._poll()
            except Exception:  # noqa: BLE001 - a fault of ours must not end reloading; what is served stays
                _LOG.exception("edits could not be taken up")
                wait = AFTER_FAILURE
            else:
                wait = max(self._interval, SHARE * (time.thread_time() - started))
        self._follower.close()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._end.set()
        self.join()

    def _poll(self) -> None:
        if loaded := self._follower.poll():
            site = self._site
            site.snapshot = next_snapshot(loaded, site.settings, site.snapshot, history=self._history)
            self._then()


def _until(wait: float) -> float:
    """Return the seconds to the next multiple of a time, at which the other workers look as well."""
    return wait - time.time() % wait
