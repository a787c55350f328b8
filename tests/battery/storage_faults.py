"""What can happen to the storage of a running site, each with its repair, for the driver in faults.py.

A SQLite database lives in a small file system of its own where we may mount one, so that it can really be
full and read-only; elsewhere no file may grow, and permissions are taken away. A fault never takes a file out
of the world that steps were recorded in: what was in place, and until when, is kept for the comparison.
"""

import errno
import fcntl
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from subprocess import DEVNULL, PIPE

from battery.running import DATABASE, Found, found_in
from battery.serving import ROOT, TESTS
from waiting import until

MEGABYTE = 1 << 20
SIZE = 256 * MEGABYTE
"""Bytes of the file system of a run. Every file that was ever in place stays in it, 32 MB in a long one."""


Fault = Callable[[], AbstractContextManager[None]]
"""Something that happens to a storage; at its end it is set right as an operator would, without a restart."""


@dataclass
class Place:
    """A state folder, and every database file that was in it."""

    folder: Path
    mounted: bool
    scratch: Path
    """For what must not be lost when the file system is full."""
    processes: Callable[[], list[int]] = list
    gone: list[tuple[Path, float]] = field(default_factory=list)
    """Files that were in place, and until when."""
    stuck: bool = False

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def file(self) -> Path:
        return self.state / DATABASE

    def spare(self) -> Path:
        """Return a path for one more file on the same file system."""
        return self.folder / f"spare-{time.monotonic_ns()}"

    def keep(self) -> Path:
        """Give the file in place a second name, so that what is in it can be read later."""
        path = self.spare()
        path.hardlink_to(self.file)
        return path

    def copy_of(self, file: Path) -> Path:
        """Return a file of its own with the same in it, on the disk of the database."""
        return Path(shutil.copyfile(file, self.spare()))

    def note_gone(self, path: Path) -> None:
        self.gone.append((path, time.time()))

    def has_room(self) -> bool:
        """Whether the file system is far from full: it must not be a fault of its own all the time."""
        return shutil.disk_usage(self.folder).free > 16 * MEGABYTE

    def databases(self) -> Iterator[tuple[Found, float]]:
        """Yield what is in every file that was in place, and until when it was."""
        for path, last in [*self.gone, (self.file, float("inf"))]:
            yield found_in(path), last


@contextmanager
def sqlite_place(scratch: Path) -> Iterator[Place]:
    """Give a folder for a state folder, in a file system of its own where that can be had."""
    folder = scratch / "place"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        place = Place(folder, mounted, scratch)
        place.state.mkdir()
        yield place
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def without_special_rights() -> list[str]:
    """Return what before a command makes root's processes be refused what anyone else's are refused."""
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


@contextmanager
def held(place: Place, program: str) -> Iterator[None]:
    """Let another process hold a lock; the program is one of tests/store_processes.py."""
    command = [sys.executable, "-m", "store_processes", program, f"sqlite:///{place.file}"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{TESTS}"}
    while True:
        child = subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, text=True, env=environment)
        assert child.stdout is not None, "it is a pipe"
        if child.stdout.readline() == "locked\n":
            break
        child.communicate()  # the server was quicker, all the time that SQLite waits
    place.stuck = program == "hold_turn"
    yield
    child.communicate()
    place.stuck = False


@contextmanager
def garbage(place: Place) -> Iterator[None]:
    """Write something else into the file, at the same length; mended with what was in it."""
    good = place.scratch / f"good-{time.monotonic_ns()}"
    with turn(place):
        shutil.copyfile(place.file, good)
        with place.file.open("r+b") as file:
            file.write(os.urandom(place.file.stat().st_size))
        place.note_gone(good)
    yield
    # A damaged file is nowhere recorded in, so nothing is lost with it.
    place.copy_of(good).replace(place.file)


@contextmanager
def turn(place: Place) -> Iterator[None]:
    """Keep the server from writing for a moment, unless it is kept from that already."""
    if place.stuck:
        yield
        return
    with place.file.with_name(f"{place.file.name}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def deleted(place: Place) -> Iterator[None]:
    """Delete the file; mended by putting it back."""
    good = place.keep()
    place.file.unlink()
    place.note_gone(good)
    yield
    incoming = place.copy_of(good)  # what is recorded in it now comes after
    while True:
        with suppress(FileNotFoundError):
            made = place.keep()
            incoming.replace(place.file)
            place.note_gone(made)
            return
        with suppress(FileExistsError):  # made by the server just now
            place.file.hardlink_to(incoming)
            return


@contextmanager
def replaced(place: Place) -> Iterator[None]:
    """Give the name to another database, an empty one; mended by putting the old one back."""
    incoming = place.spare()
    incoming.touch()  # SQLite takes an empty file for a new database
    good = _swap(place, incoming)
    yield
    _swap(place, place.copy_of(good))


def _swap(place: Place, incoming: Path) -> Path:
    """Put a file in place of the one that is there, if there is one, and return that."""
    until(place.file.exists)
    before = place.keep()
    incoming.replace(place.file)
    place.note_gone(before)
    return before


@contextmanager
def away(place: Place) -> Iterator[None]:
    """Take the state folder away, as with a disk that is taken out; mended by putting it back."""
    elsewhere = place.folder / "elsewhere"
    place.state.rename(elsewhere)
    place.note_gone(elsewhere / DATABASE)
    yield
    while True:
        try:
            elsewhere.rename(place.state)
        except OSError as error:  # the server has made a new one meanwhile
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
                raise
            made = place.spare()
            place.state.rename(made)
            if (made / DATABASE).exists():
                place.note_gone(made / DATABASE)
        else:
            place.gone = [each for each in place.gone if each[0] != elsewhere / DATABASE]
            return


@contextmanager
def no_permission(place: Place) -> Iterator[None]:
    """Keep the server from entering the folder."""
    place.state.mkdir(exist_ok=True)  # it may be away
    place.state.chmod(0)
    yield
    place.state.chmod(0o755)


@contextmanager
def read_only(place: Place) -> Iterator[None]:
    """Let nothing in the folder be written."""
    place.state.mkdir(exist_ok=True)  # it may be away
    if place.mounted:
        # A file system cannot be made so while the server has files open in it. A view of it can, before
        # it is laid over the folder.
        view = place.scratch / "view"
        view.mkdir(exist_ok=True)
        for arguments in (
            ["--bind", str(place.state), str(view)],
            ["-o", "remount,bind,ro", str(view)],
            ["--bind", str(view), str(place.state)],
        ):
            subprocess.run(["mount", *arguments], check=True)
        yield
        subprocess.run(["umount", "-l", str(place.state), str(view)], check=True)
    else:
        _permit(place, 0o444, 0o555)
        yield
        _permit(place, 0o644, 0o755)


def _permit(place: Place, files: int, folder: int) -> None:
    place.state.chmod(0o755)
    for path in place.state.glob(f"{DATABASE}*"):
        path.chmod(files)
    place.state.chmod(folder)


@contextmanager
def full(place: Place) -> Iterator[None]:
    """Let not one more byte fit on the disk."""
    if not place.mounted:
        _limit(place, 1)
        yield
        _limit(place, resource.RLIM_INFINITY)
        return
    with (place.folder / "filler").open("wb", buffering=0) as filler:
        for size in (MEGABYTE, 4096):
            with suppress(OSError):
                while True:
                    filler.write(bytes(size))
    yield
    (place.folder / "filler").unlink()


def _limit(place: Place, size: int) -> None:
    for process in place.processes():
        _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
        resource.prlimit(process, resource.RLIMIT_FSIZE, (min(size, hard) if size == 1 else hard, hard))


def sqlite_faults(place: Place) -> Mapping[str, Fault]:
    """Return every fault, in an order in which any two can happen one after the other."""
    return {
        "locked": partial(held, place, "hold_database"),
        "stuck": partial(held, place, "hold_turn"),
        "garbage": partial(garbage, place),
        "deleted": partial(deleted, place),
        "replaced": partial(replaced, place),
        "away": partial(away, place),
        "no-permission": partial(no_permission, place),
        "read-only": partial(read_only, place),
        "full": partial(full, place),
    }


HEALS_ITSELF = {"deleted", "replaced", "away"}
"""After these there is a new place to record in at once, and what is said to be recorded is there."""
