"""What can be told of a content folder without reading a file: enough to know that something was changed.

    traces(Path("content"))["sore-heel"]   # size, times and inode of each YAML file in that folder

Equal traces mean equal files, but for a file that is written twice within the few milliseconds that a file
system cannot tell apart. Whoever rests on that waits for longer before reading.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from quizapp.library.files import is_yaml

FileTrace = tuple[str, int, int, int, int]
"""Name, size in bytes, time of writing and of any change in nanoseconds, inode; zeros for a dead link."""
Trace = tuple[FileTrace, ...]
"""The files of one entry of a content folder, by name; none for a folder that cannot be read."""


def traces(root: Path) -> Mapping[str, Trace]:
    """The trace of every entry of a content folder that is not hidden; OSError when it is away."""
    with os.scandir(root) as entries:
        found = {entry.name: trace(entry) for entry in entries if not entry.name.startswith(".")}
    return {name: each for name, each in found.items() if each is not None}


def trace(entry: Path | os.DirEntry[str]) -> Trace | None:
    """The trace of one entry: an article's folder, or whatever is there. None when nothing is."""
    try:
        with os.scandir(entry) as inner:
            return tuple(sorted(of_file(file) for file in inner if is_yaml(file.name)))
    except NotADirectoryError:
        return (of_file(entry),)
    except OSError:
        return () if os.path.lexists(entry) else None


def files_in(folder: Path) -> Iterator[FileTrace]:
    """Yield the trace of every file in a folder; none where it cannot be read."""
    with suppress(OSError), os.scandir(folder) as entries:
        yield from map(of_file, entries)


def of_file(file: Path | os.DirEntry[str]) -> FileTrace:
    """The trace of one file."""
    try:
        seen = file.stat()
    except OSError:
        return (file.name, 0, 0, 0, 0)
    return (file.name, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino)
