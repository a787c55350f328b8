"""Files that appear whole: written beside their place, forced to disk, then renamed."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

PRIVATE = 0o600
"""Only the owner may read a file, as the system gives it to a new one."""


def write_whole(path: Path, body: bytes, *, mode: int = PRIVATE) -> None:
    """Write a file of which nobody ever sees a half."""
    with whole_file(path, mode=mode) as draft:
        draft.write_bytes(body)


def write_once(path: Path, body: bytes) -> None:
    """Write a file as `write_whole` does; FileExistsError when it is there already."""
    with whole_file(path, once=True) as draft:
        draft.write_bytes(body)


@contextlib.contextmanager
def whole_file(
    path: Path, *, mode: int = PRIVATE, once: bool = False, durable: bool = True
) -> Iterator[Path]:
    """Give an empty file to fill, which gets its name when the block ends without an error.

    With `once`, one that is there already is not replaced: FileExistsError. One that is not `durable` may be
    gone, or empty, after a power cut.
    """
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        yield draft
        draft.chmod(mode)
        if durable:
            os.fsync(descriptor)
        if once:
            path.hardlink_to(draft)
        else:
            draft.replace(path)
    finally:
        os.close(descriptor)
        draft.unlink(missing_ok=True)
