"""Keep what is served in step with the content folder, in a thread of each worker process.

    follower = follow(settings)
    site = Site(settings, ..., snapshot=first_snapshot(follower, settings))
    Watch(site, follower).start()

The thread builds a whole new snapshot beside the old one and swaps one reference. What is read, what is kept
and what is told is the business of `content.following`.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from quizapp.content.following import Follower
from quizapp.content.last_good import LastGood
from quizapp.errors import NoContent
from quizapp.web.site import make_snapshot

if TYPE_CHECKING:
    from quizapp.settings import Settings
    from quizapp.web.site import Site, Snapshot

_LOG = logging.getLogger(__name__)

INTERVAL = 0.5
"""Seconds between two polls, and so the pause in a slow save after which a file counts as whole. An edit is
served after one to two of them and the time of its check: within two seconds."""
SHARE = 4
"""After a poll the thread rests for so many times the processor time that it took."""
AFTER_FAILURE = 30.0
"""Seconds until the next poll after one that failed for a reason of ours."""


def follow(settings: Settings) -> Follower:
    """Return the follower of the content folder that keeps last good versions in the state folder."""
    return Follower(settings.content, LastGood(settings.state / "last-good"))


def first_snapshot(follower: Follower, settings: Settings) -> Snapshot:
    """Return what is served at first; NoContent when not one article can be, not even an earlier version."""
    loaded = follower.first()
    if not loaded.library.articles:
        raise NoContent(settings.content, "run `quizapp check` to see why")
    return make_snapshot(loaded, settings)


class Watch(threading.Thread):
    """Takes up edits until it is stopped, or the process ends."""

    def __init__(self, site: Site, follower: Follower, *, interval: float = INTERVAL) -> None:
        super().__init__(name="reload", daemon=True)
        self._site = site
        self._follower = follower
        self._interval = interval
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
            self._site.snapshot = make_snapshot(loaded, self._site.settings, self._site.snapshot)


def _until(wait: float) -> float:
    """Return the seconds to the next multiple of a time, at which the other workers look as well."""
    return wait - time.time() % wait
