"""The log on standard error: one line a request, and what else there is to tell.

A request's line has its route and never its path, so that no token gets into it; it has no address, no user
agent, no referrer and no query. Every line is JSON for programs, or text for people.
"""

from __future__ import annotations

import json
import logging
import os
import time
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quizapp.web.running.watching import Seen

_STANDARD_ERROR = 2


def configuration(form: str) -> dict[str, Any]:
    """Return for `logging.config.dictConfig` how everything but requests is told."""
    formatter = {"()": JsonLine} if form == "json" else {"format": "%(asctime)s %(levelname)s %(message)s"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"standard error": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": "WARNING", "handlers": ["standard error"]},
        "loggers": {"_granian": {}, "quizapp": {"level": "INFO"}},
    }


class JsonLine(logging.Formatter):
    """Makes a line of JSON of whatever was logged; a traceback is a member of it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": _moment(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def tell_json(seen: Seen) -> None:
    """Write the line of a request as JSON."""
    # By hand, because it is written for every request.
    method, route, status, seconds, size = seen
    _write(
        f'{{"time":"{_moment(time.time())}","method":"{method}","route":{_quoted(route)},"status":{status},'
        f'"ms":{seconds * 1000:.2f},"bytes":{size}}}\n'
    )


def tell_text(seen: Seen) -> None:
    """Write the line of a request for people."""
    _write(
        f"{_moment(time.time())} {seen.method} {seen.route or '(no route)'} {seen.status} "
        f"{seen.seconds * 1000:.2f} ms {seen.size} B\n"
    )


@cache
def _quoted(route: str | None) -> str:
    return json.dumps(route)


TELLERS = {"json": tell_json, "text": tell_text}
"""By log format; "off" has none."""


def _write(line: str) -> None:
    # Past all buffers and locks: what is shorter than a pipe's page is written whole. Where nobody takes the
    # log any more, or there is no room for it, readers still get their replies.
    try:  # noqa: SIM105 - the quicker way, for every request
        os.write(_STANDARD_ERROR, line.encode())
    except OSError:
        pass


_last_second: tuple[int, str] = (0, "")


def _moment(moment: float) -> str:
    """Return a time of day as in 2026-11-23T14:35:12.345Z."""
    global _last_second  # noqa: PLW0603 - worked out once a second instead of once a request
    second = int(moment)
    known, text = _last_second
    if known != second:
        text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        _last_second = (second, text)
    return f"{text}.{int((moment - second) * 1000):03}Z"
