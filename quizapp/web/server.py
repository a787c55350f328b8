"""Serving under granian. The application itself stays plain WSGI, so that other servers can run it too."""

from __future__ import annotations

import gc
import logging
import logging.config
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from quizapp.attempts.secret import secret_keys
from quizapp.content.folder.check_process import CheckProcess
from quizapp.settings import PRIVATE
from quizapp.web.listening import claimed
from quizapp.web.running import logs, shared_numbers

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Sequence

    from flask import Flask

    from quizapp.content.problem import Problem
    from quizapp.settings import Settings
    from quizapp.web.running.beginning import Beginning
    from quizapp.web.spread import Spread
    from quizapp.web.worker_queues import LastingQueues

_LOG = logging.getLogger(__name__)

_GRACE = 10
"""Seconds that a worker has to end."""

_RENEWAL = 15.0
"""Seconds from the start of a new worker to the end of the one it replaces. It has to load content that was
edited, which takes 6 on a busy machine; if none is there by then, readers wait."""


def threads_per_worker() -> int:
    """Return how many requests a worker takes at a time.

    More than there are cores, because a reader whose step is being made durable should not hold up others;
    not many more, because they share one interpreter.
    """
    return 2 * (os.cpu_count() or 1) + 1


_beginning: Beginning | None = None
"""What workers begin with. They find it here when they are forked; where they are not, each makes its own."""


def application() -> Flask:
    """Make the application of a worker process."""
    from quizapp.web.app import create_app  # noqa: PLC0415 - slow: imported once, while the content is checked

    # Told to end before it serves, a worker ends at once. It has what it inherited until granian gives it a
    # handler of its own, after this, and would go on serving until it is killed in the middle of replies.
    for end in (signal.SIGTERM, signal.SIGINT):
        signal.signal(end, signal.SIG_DFL)
    return create_app(beginning=_beginning if _beginning is not None and _beginning.stands() else None)


def _begin(settings: Settings, process: CheckProcess) -> Beginning:
    """Have the content checked, in a process of its own, while everything that workers need is imported."""
    from quizapp.content.folder.following import first_loaded, follow  # noqa: PLC0415 - slow: 0.2 seconds

    follower = follow(settings, process=process)
    # No thread is left of it when the workers are forked.
    with ThreadPoolExecutor(1) as pool:
        loading = pool.submit(first_loaded, follower, settings)
        from quizapp.web import app, worker_queues  # noqa: F401, PLC0415 - slow, as all that follows
        from quizapp.web.running.beginning import beginning_of  # noqa: PLC0415 - as above
        from quizapp.web.spread import OnAllCores, one_by_one  # noqa: PLC0415 - as above

        loaded = loading.result()
    load_database = partial(_load_database, settings.database)
    if sys.platform == "linux":
        spread: Spread = OnAllCores(meanwhile=load_database)
    else:  # a fork is not safe there, or cannot be had
        spread = one_by_one
        load_database()
    return beginning_of(follower, loaded, settings, spread)


def _load_database(url: str) -> None:
    """Import what workers need of a database; SettingsError, here and once, if its URL can never be used."""
    from quizapp.attempts.sql_store import SqlStore  # noqa: PLC0415 - as slow as all the pages of an article

    SqlStore(url)


def _granian(queues: Sequence[socket.socket], log_format: str) -> LastingQueues:
    from granian.constants import Interfaces  # noqa: PLC0415 - slow, see above
    from granian.http import HTTP1Settings  # noqa: PLC0415 - as above

    from quizapp.web.worker_queues import LastingQueues  # noqa: PLC0415 - as above

    return LastingQueues(
        queues,
        "quizapp.web.server:application",
        factory=True,
        interface=Interfaces.WSGI,
        blocking_threads=threads_per_worker(),
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        respawn_failed_workers=True,
        respawn_interval=_RENEWAL,
        workers_kill_timeout=_GRACE,
        log_dictconfig=logs.configuration(log_format),
        log_level="warning",
    )


def run(
    settings: Settings,
    *,
    host: str,
    port: int,
    workers: int,
    tell: Callable[[Sequence[Problem]], None] = lambda _problems: None,
) -> None:
    """Serve until TERM or INT; requests that were sent are answered before the end.

    `tell` is called with the problems of the content before it is served, where the log is for people.
    SettingsError when something else serves at this place, NoContent when no article can be served.
    """
    with claimed(host, port, workers) as queues:
        _run(queues, settings, tell)


def _run(
    queues: Sequence[socket.socket], settings: Settings, tell: Callable[[Sequence[Problem]], None]
) -> None:
    global _beginning  # noqa: PLW0603 - the one way from here into a function that granian calls by its name
    process = CheckProcess(settings.content)
    process.start()  # first of all: it takes as long to load as all that follows
    settings.state.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    secret_keys(settings)
    form = settings.log_format or ("text" if sys.stderr.isatty() else "json")
    logging.config.dictConfig(logs.configuration(form))
    # Workers are processes of their own: they find these settings where every process looks for them.
    os.environ.update(replace(settings, log_format=form).as_environment())
    with shared_numbers.folder():
        _beginning = _begin(settings, process)
        if form == "text":  # people see more of it than the log tells
            tell(_beginning.snapshot.problems)
        host, port = queues[0].getsockname()[:2]
        _LOG.info(
            "serving on http://%s:%s, with content from %s and state in %s",
            f"[{host}]" if ":" in host else host, port,
            settings.content.absolute(), settings.state.absolute(),
        )  # fmt: skip
        # Nothing of all this is garbage, and to look for some in a worker would copy all its pages.
        gc.freeze()
        gc.enable()
        _granian(queues, form).serve()
