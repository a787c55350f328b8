"""Where worker processes share what they count: a folder that lives as long as the server.

Prometheus' client looks for it when it is imported, so it is made before any worker is.
"""

from __future__ import annotations

import contextlib
import os
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names it."""

_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it gets a name of its own


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
    place = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with TemporaryDirectory(prefix="quizapp-metrics-", dir=place) as made:
        os.environ[FOLDER] = made
        yield
