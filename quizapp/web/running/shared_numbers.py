"""Where worker processes share what they count: a folder that lives as long as the server.

Prometheus' client looks for it when it is imported, so it is made before any worker is.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names it."""

_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it gets a name of its own

_PREFIX = "quizapp-metrics-"

_OWNER = "owner"
"""A file in the folder that is locked by the server: the system lets go of it however the server ends."""


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
    with TemporaryDirectory(prefix=_PREFIX, dir=place) as made, _owned(Path(made)):
        os.environ[FOLDER] = made
        yield


@contextlib.contextmanager
def _owned(made: Path) -> Iterator[None]:
    new = made / f"{_OWNER}.new"
    with new.open("wb") as owner:
        fcntl.flock(owner, fcntl.LOCK_EX)
        # It gets its name when it is locked: others may be sweeping.
        new.rename(made / _OWNER)
        yield


def _sweep(place: Path) -> None:
    """Remove the folders of servers that were killed; what is not ours to remove stays."""
    for left in place.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError), (left / _OWNER).open("rb") as owner:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left)
