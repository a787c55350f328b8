"""Serving under granian. The application itself stays plain WSGI, so that other servers can run it too."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings

from quizapp.attempts.secret import secret_keys

if TYPE_CHECKING:
    from quizapp.settings import Settings


def threads_per_worker() -> int:
    """Return how many requests a worker takes at a time.

    More than there are cores, because a reader whose step is being made durable should not hold up others;
    not many more, because they share one interpreter.
    """
    return 2 * (os.cpu_count() or 1) + 1


def run(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Serve until TERM or INT; requests that were sent are answered before the end."""
    settings.state.mkdir(parents=True, exist_ok=True)
    secret_keys(settings)
    # Workers are processes of their own: they find these settings where every process looks for them.
    os.environ.update(settings.as_environment())
    Granian(
        "quizapp.web.app:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=threads_per_worker(),
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        respawn_failed_workers=True,
        log_level="warning",  # type: ignore[arg-type] # an enum of strings
    ).serve()
