"""Find and read the files of a content folder without trusting it.

A content folder may come from anyone's pull request: links that lead out of it, pipes that would block
for ever, folders with the names of files. Each is refused with words an editor understands.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.content.yaml_reader import MAX_BYTES

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file or folder is not read; `code` is that of a rule."""

    code: str
    message: str
    hint: str | None = None


def read_file(path: Path, root: Path) -> bytes | Refusal:
    """Return the bytes of a regular file inside `root`: all of them, or one more than the reader takes."""
    if refused := leads_out(path, root):
        return refused
    try:
        # without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return Refusal(
                    "not-a-file", "this is not a file", "a folder, pipe or device stands in its place"
                )
            return _read_all(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        return unreadable(error)


def _read_all(descriptor: int) -> bytes:
    chunks = []
    left = MAX_BYTES + 1
    while left and (chunk := os.read(descriptor, left)):
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks)


def leads_out(path: Path, root: Path) -> Refusal | None:
    """Refuse a path that a symbolic link leads out of `root`."""
    real, top = os.path.realpath(path), os.path.realpath(root)
    if os.path.commonpath((real, top)) == top:
        return None
    return Refusal("outside-folder", "a link leads out of the content folder", "put the file itself here")


def unreadable(error: OSError) -> Refusal:
    """Say why the system does not let us read."""
    return Refusal("unreadable", f"this cannot be read: {(error.strerror or 'unknown reason').lower()}")
