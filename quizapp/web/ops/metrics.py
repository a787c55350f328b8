"""`/metrics` for Prometheus, where its client is installed (the extra `metrics`).

Labels are routes, methods and statuses, and never anything of a reader. Each worker process keeps its numbers
in a folder that all share and that lives as long as the server. So any of them answers for all, even for
those that have ended. The client looks for the folder when it is imported, so it is made before any worker.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import shutil
from collections import Counter
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, request

from quizapp.library.standing import State
from quizapp.web.site import current_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client.core import Metric

    from quizapp.web.ops.logs import Seen
    from quizapp.web.snapshot import Snapshot

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names it."""
_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it gets a name of its own
_PREFIX = "quizapp-metrics-"
_OWNER = "owner"
"""A file in the folder that is locked by the server: the system lets go of it however the server ends."""
_HINT = "There are no metrics without the extra: pip install 'quizapp[metrics]'\n"
_ALONE = f"Each process would count for itself: set {FOLDER} to an empty folder for this server.\n"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

blueprint = Blueprint("metrics", __name__)


def can_be_counted() -> bool:
    """Whether Prometheus' client is installed."""
    return find_spec("prometheus_client") is not None


@contextlib.contextmanager
def folder() -> Iterator[None]:
    """Make the folder for a while, unless there is one or nothing would be in it."""
    if not can_be_counted() or FOLDER in os.environ:
        yield
        return
    # In memory where that has a place: the files are mapped, and to write into a mapped file on a full disk
    # ends the process.
    place = _MEMORY if os.access(_MEMORY, os.W_OK) else Path(gettempdir())
    _sweep(place)
    with TemporaryDirectory(prefix=_PREFIX, dir=place) as made, Path(made, "new").open("wb") as owner:
        fcntl.flock(owner, fcntl.LOCK_EX)
        # It gets its name when it is locked: others may be sweeping.
        Path(owner.name).rename(Path(made, _OWNER))
        os.environ[FOLDER] = made
        yield


def _sweep(place: Path) -> None:
    """Remove the folders of servers that were killed; what is not ours to remove stays."""
    for left in place.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError), (left / _OWNER).open("rb") as owner:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left)


class Metrics:
    """What the processes of a site count. ModuleNotFoundError without the extra."""

    def __init__(self) -> None:
        import prometheus_client as prometheus  # noqa: PLC0415 - optional, and after the folder is set

        self._registry = prometheus.CollectorRegistry()
        counter = partial(prometheus.Counter, registry=self._registry)
        histogram = partial(prometheus.Histogram, buckets=_SECONDS, registry=self._registry)
        self._requests = counter("quizapp_requests", "Requests answered.", ["method", "route", "status"])
        self._seconds = histogram(
            "quizapp_request_seconds", "Time until a reply was ready.", ["method", "route"]
        )
        self._steps = counter(
            "quizapp_steps", "Responses graded, by whether they were recorded.", ["recorded"]
        )
        self._log = counter(
            "quizapp_log_messages", "Warnings and errors logged, by what logged them.", ["logger", "level"]
        )
        self._store = histogram(
            "quizapp_store_seconds", "Time that the store took for a response, recorded or not."
        )
        for recorded in ("true", "false"):
            self._steps.labels(recorded)

    def request(self, seen: Seen) -> None:
        """Count a request."""
        route = seen.route or "none"
        self._requests.labels(seen.method, route, seen.status).inc()
        self._seconds.labels(seen.method, route).observe(seen.seconds)

    def step(self, recorded: bool, seconds: float) -> None:  # noqa: FBT001 - called with nothing else
        """Count a response that was graded."""
        self._steps.labels("true" if recorded else "false").inc()
        self._store.observe(seconds)

    def message(self, record: logging.LogRecord) -> None:
        """Count what was logged."""
        self._log.labels(record.name, record.levelname.lower()).inc()

    def text(self, served: Served) -> tuple[bytes, str]:
        """The metrics of all processes, with what this one serves, and their media type."""
        import prometheus_client as prometheus  # noqa: PLC0415 - optional
        from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415 - optional

        registry = prometheus.CollectorRegistry()
        if FOLDER in os.environ:
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # it has no types
        else:
            registry.register(self._registry)
        registry.register(served)
        return prometheus.generate_latest(registry), prometheus.CONTENT_TYPE_LATEST


@dataclass(frozen=True, eq=False)
class Served:
    """What the process that is asked serves. All of them follow the same folder."""

    snapshot: Snapshot
    recording: bool

    def collect(self) -> Iterator[Metric]:
        """Yield one gauge each."""
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - optional

        found = Counter(standing.state for standing in self.snapshot.standings.values())
        broken = sum(bool(standing.why) for standing in self.snapshot.standings.values())
        for name, text, number in (
            ("recording", "1 where responses are recorded, 0 where that fails.", int(self.recording)),
            ("articles", "Articles served.", len(self.snapshot.library.articles)),
            ("articles_stale", "Articles whose files are broken or unfinished.", broken),
            ("articles_draft", "Articles that are not served yet: drafts.", found[State.DRAFT]),
            ("articles_away", "Articles served as they were, whose folder is away.", found[State.AWAY]),
        ):
            yield GaugeMetricFamily(f"quizapp_{name}", text, number)


def count_messages(metrics: Metrics) -> None:
    """Count warnings and errors, where logging is set up: a first handler keeps them from standard error."""
    root = logging.getLogger()
    if root.handlers:
        handler = logging.Handler(logging.WARNING)
        handler.emit = metrics.message  # type: ignore[method-assign] # all that a handler has to do
        root.addHandler(handler)


@blueprint.get("/metrics")
def show() -> Response:
    """Give the metrics, or say what is missing."""
    metrics: Metrics | None = current_app.extensions.get("quizapp.metrics")
    if metrics is None:
        return Response(_HINT, 404, content_type="text/plain; charset=utf-8")
    if request.environ["wsgi.multiprocess"] and FOLDER not in os.environ:
        return Response(_ALONE, 503, content_type="text/plain; charset=utf-8")
    site = current_site()
    body, media_type = metrics.text(Served(site.snapshot, recording=site.store.works()))
    return Response(body, content_type=media_type)
