"""Serving under granian, by its public interface. The application stays plain WSGI for every other server."""

import logging.config
import os
import re
import signal
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from flask import Flask

from quizapp.attempts.tokens import secret_keys
from quizapp.errors import SettingsError, StoreError
from quizapp.problem import Problem
from quizapp.settings import PRIVATE, Settings
from quizapp.web.ops import logs, metrics
from quizapp.web.serving.front import Front

_LOG = logging.getLogger(__name__)

_GRACE = 20
"""Seconds that a worker has to end: the body of a request may take ten."""

_RENEWAL = 15.0
"""Seconds from the start of a new worker to the end of the one it replaces. It has to load content that was
edited, which takes 6 on a busy machine; if none is there by then, readers wait."""

_HEAD_MILLISECONDS = 10_000
"""Time in which the head of a request has to arrive, on a new connection or on a kept one: browsers and
proxies open connections ahead, and idle ones are closed after it."""
_LARGEST_HEAD = 32 * 1024
"""Bytes: an address may hold two tokens of 8 KiB."""
_CONNECTIONS = 4096
"""Connections of a worker at a time. One that waits for its client takes a coroutine at most."""
_BACKLOG = 1024
"""Connections that may wait to be taken."""
_ENDS = (signal.SIGTERM, signal.SIGINT)
"""The signals that tell a server to end, and each of its workers."""
_HEARD, _HEARD_LATE = 0.5, 3.0
"""Seconds in which a signal to the whole process group has reached every process in it, and in which it has
where the machine has no time for one of them."""
_FILES = 64
"""Files that a worker has open beside its connections."""


def application(settings: Settings) -> Flask:
    """The application of a worker process, which finds in the cache what was made before it was started."""
    from quizapp.web.app import create_app  # noqa: PLC0415 - slow: no other command needs it

    return create_app(settings, news=False)


def _front(settings: Settings, _target: str) -> Front:
    """What a worker process answers requests with."""
    from quizapp.web.serving.front import Front  # noqa: PLC0415 - slow, as above

    # More threads than there are cores, because a reader whose step is being made durable should not hold up
    # others; not many more, because they share one interpreter.
    return Front(application(settings), 2 * (os.cpu_count() or 1) + 1)


def _make_ready(settings: Settings) -> Sequence[Problem]:
    """Fill the cache and import what workers need, for all of them; return the problems of the content.

    SettingsError, here and once, if the URL of the database can never be used.
    """
    from quizapp.attempts.sql_store import SqlStore  # noqa: PLC0415 - slow, as all that follows
    from quizapp.web import app  # noqa: F401, PLC0415 - as above
    from quizapp.web.ops.reload import begin  # noqa: PLC0415 - as above
    from quizapp.web.serving import front  # noqa: F401, PLC0415 - as above

    store = SqlStore(settings.database)
    _LOG.info("steps are recorded in %s", store.place, extra={"event": "storage"})
    with suppress(StoreError):  # of which the store tells the log
        store.ping()
    store.close()  # before the workers are forked
    _, snapshot = begin(settings)
    return snapshot.problems


def _refuse_taken(host: str, port: int) -> None:
    """SettingsError if another server is at this place, with which the system would share its connections."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                "--host and --port", f"cannot serve at {host}:{port}: {error.strerror}"
            ) from error


def _connections() -> int:
    """How many connections a worker can have at a time, after asking for as many files as may be."""
    import resource  # noqa: PLC0415 - Windows has none

    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS + _FILES
    files = wanted if most == resource.RLIM_INFINITY else min(most, wanted)
    if soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    if files < wanted:
        _LOG.warning("no more than %s files may be open: %s connections at a time", most, files - _FILES)
    return max(files - _FILES, 1)


def _let_new_workers_end() -> None:
    """Have a worker that is told to end before it serves end at once, from its fork on.

    It inherits handlers that tell nobody, until granian gives it its own. So it would go on serving until it
    is killed in the middle of replies.
    """

    def end_as_told() -> None:
        for end in _ENDS:
            signal.signal(end, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)

    os.register_at_fork(
        before=partial(signal.pthread_sigmask, signal.SIG_BLOCK, _ENDS),
        after_in_parent=partial(signal.pthread_sigmask, signal.SIG_UNBLOCK, _ENDS),
        after_in_child=end_as_told,
    )


def under_granian(host: str, port: int, workers: int, log_format: str, front: Callable[[str], Front]) -> None:
    """Serve with worker processes until the end; each of them makes a front."""
    from granian import Granian  # noqa: PLC0415 - slow, see above
    from granian.constants import HTTPModes, Interfaces  # noqa: PLC0415 - as above
    from granian.http import HTTP1Settings  # noqa: PLC0415 - as above
    from granian.log import LogLevels  # noqa: PLC0415 - as above

    server = Granian(
        "quizapp",
        address=host,
        port=port,
        workers=workers,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEAD_MILLISECONDS, max_buffer_size=_LARGEST_HEAD),
        websockets=False,
        backlog=_BACKLOG,
        backpressure=_connections(),
        respawn_failed_workers=True,
        respawn_interval=_RENEWAL,
        workers_kill_timeout=_GRACE,
        log_dictconfig=logs.configuration(log_format),
        log_level=LogLevels.warning,
    )

    def is_news(record: logging.LogRecord) -> bool:
        """Whether a worker that has ended was not told to, with all of its process group."""
        unexpected = re.fullmatch(r"Unexpected exit from worker-(\d+)", record.getMessage())
        if unexpected is None:
            return True
        ended = getattr(server.wrks[int(unexpected[1]) - 1].inner, "exitcode", None)
        as_told = ended in {0, *(-end for end in _ENDS)}
        # In the thread that waits for this worker alone, which then goes on to replace it.
        until = time.monotonic() + (_HEARD_LATE if as_told else _HEARD)
        while not server.interrupt_signal and time.monotonic() < until:
            time.sleep(0.02)
        return not server.interrupt_signal

    logging.getLogger("_granian").addFilter(is_news)
    _let_new_workers_end()
    try:
        server.serve(target_loader=front)  # type: ignore[arg-type] # an object with __rsgi__ will do, as its guide says
    except SystemExit:
        if not server.interrupt_signal:
            raise


def run(
    settings: Settings, *, host: str, port: int, workers: int, tell: Callable[[Sequence[Problem]], None]
) -> None:
    """Serve until TERM or INT; requests that have come whole are answered before the end.

    `tell` is called with the problems of the content before it is served, where the log is for people.
    SettingsError when something else serves at this place, NoContent when no article can be served.
    """
    _refuse_taken(host, port)
    settings.state.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    secret_keys(settings)
    form = logs.form_of(settings.log_format)
    logging.config.dictConfig(logs.configuration(form))
    settings = replace(settings, log_format=form)
    with metrics.folder():
        problems = _make_ready(settings)
        if not settings.secret_keys and not settings.database.startswith("sqlite"):
            _LOG.warning(
                "QUIZAPP_SECRET_KEYS is not set: replicas on one database cannot read each other's attempts"
            )
        if form == "text":  # people see more of it than the log tells
            tell(problems)
        _LOG.info(
            "serving on http://%s:%s, with content from %s and state in %s",
            f"[{host}]" if ":" in host else host, port,
            settings.content.absolute(), settings.state.absolute(),
            extra={"event": "start"},
        )  # fmt: skip
        under_granian(host, port, workers, form, partial(_front, settings))
