"""`/metrics` for Prometheus, where its client is installed (the extra `metrics`).

Labels are routes, methods and statuses, and never anything of a reader. Each worker process keeps its numbers
in a folder that all share, so that any of them answers for all, those that have ended included.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app

from quizapp.content.folder.following import errors_by_entry
from quizapp.web.running.shared_numbers import FOLDER
from quizapp.web.site import current_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client.core import Metric

    from quizapp.web.running.watching import Seen

_HINT = "There are no metrics without the extra: pip install 'quizapp[metrics]'\n"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

blueprint = Blueprint("metrics", __name__)


class Metrics:
    """What the processes of a site count. ModuleNotFoundError without the extra."""

    def __init__(self) -> None:
        # Imported only after the folder is set.
        from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415 - optional

        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "quizapp_requests", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "quizapp_request_seconds",
            "Time until a reply was ready.",
            ["method", "route"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._steps = Counter(
            "quizapp_steps",
            "Responses graded, by whether they were recorded.",
            ["recorded"],
            registry=registry,
        )
        self._log = Counter(
            "quizapp_log_messages",
            "Warnings and errors logged, by what logged them.",
            ["logger", "level"],
            registry=registry,
        )
        for recorded in ("true", "false"):
            self._steps.labels(recorded)

    def request(self, seen: Seen) -> None:
        """Count a request."""
        route = seen.route or "none"
        self._requests.labels(seen.method, route, seen.status).inc()
        self._seconds.labels(seen.method, route).observe(seen.seconds)

    def step(self, recorded: bool) -> None:  # noqa: FBT001 - called with nothing else
        """Count a response that was graded."""
        self._steps.labels("true" if recorded else "false").inc()

    def message(self, record: logging.LogRecord) -> None:
        """Count what was logged."""
        self._log.labels(record.name, record.levelname.lower()).inc()

    def text(self, served: Served) -> tuple[bytes, str]:
        """Return the metrics of all processes, with what this one serves, and their media type."""
        from prometheus_client import (  # noqa: PLC0415 - optional
            CONTENT_TYPE_LATEST,
            CollectorRegistry,
            generate_latest,
        )
        from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415 - optional

        registry = CollectorRegistry()
        if FOLDER in os.environ:
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # it has no types
        else:
            registry.register(self._registry)
        registry.register(served)
        return generate_latest(registry), CONTENT_TYPE_LATEST


class Served:
    """What the process that is asked serves. All of them follow the same folder."""

    def __init__(self, *, articles: int, stale: int) -> None:
        self._articles = articles
        self._stale = stale

    def collect(self) -> Iterator[Metric]:
        """Yield one gauge each."""
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - optional

        yield GaugeMetricFamily("quizapp_articles", "Articles served.", self._articles)
        yield GaugeMetricFamily(
            "quizapp_articles_stale",
            "Articles whose files are broken: an earlier version is served, or nothing.",
            self._stale,
        )


class CountMessages(logging.Handler):
    """Counts what is logged from warnings on."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.WARNING)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self._metrics.message(record)


def count_messages(metrics: Metrics) -> None:
    """Count what is logged, where logging is set up: a first handler keeps messages from standard error."""
    root = logging.getLogger()
    if root.handlers:
        root.addHandler(CountMessages(metrics))


@blueprint.get("/metrics")
def show() -> Response:
    """Give the metrics, or say what is missing."""
    metrics: Metrics | None = current_app.extensions.get("quizapp.metrics")
    if metrics is None:
        return Response(_HINT, 404, content_type="text/plain; charset=utf-8")
    site = current_site()
    broken = errors_by_entry(site.snapshot.problems, site.settings.content)
    body, media_type = metrics.text(Served(articles=len(site.snapshot.library.articles), stale=len(broken)))
    return Response(body, content_type=media_type)
