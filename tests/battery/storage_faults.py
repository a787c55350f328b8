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
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from battery.running import DATABASE, Found, found_in

TESTS = Path(__file__).parents[1]
MEGABYTE = 1 << 20
SIZE = 256 * MEGABYTE
"""Bytes of the file system of a run. Every file that was ever in place stays in it, 32 MB in a long one."""


class Fault(Protocol):
    """Something that happens to a storage."""

    def apply(self) -> None:
        """Let it happen."""

    def repair(self) -> None:
        """Set it right as an operator would, without a restart."""


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

    def note_gone(self, path: Path) -> None:
        self.gone.append((path, time.time()))

    def has_room(self) -> bool:
        """Whether the file system is far from full: it must not be a fault of its own all the time."""
        return shutil.disk_usage(self.folder).free > 16 * MEGABYTE

    def databases(self) -> Iterator[tuple[Found, float]]:
        """Yield what is in every file that was in place, and until when it was."""
        for path, until in [*self.gone, (self.file, float("inf"))]:
            yield found_in(path), until


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


@dataclass
class Held:
    """A lock that another process holds; the program is one of tests/store_processes.py."""

    place: Place
    program: str
    child: subprocess.Popen[str] | None = None

    def apply(self) -> None:
        command = [sys.executable, "-m", "store_processes", self.program, f"sqlite:///{self.place.file}"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}
        deadline = time.monotonic() + 30
        while self.child is None:
            child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, env=environment,
            )  # fmt: skip
            assert child.stdout is not None, "it is a pipe"
            if child.stdout.readline() == "locked\n":
                self.child = child
            else:  # the server was quicker, all the time that SQLite waits
                child.communicate()
                assert time.monotonic() < deadline, "the database could not be locked"
        self.place.stuck = self.program == "hold_turn"

    def repair(self) -> None:
        assert self.child is not None, "it was applied"
        self.child.communicate()
        self.child, self.place.stuck = None, False


@dataclass
class Garbage:
    """The file holds something else, at the same length; mended with what was in it."""

    place: Place
    good: Path | None = None

    def apply(self) -> None:
        self.good = self.place.scratch / f"good-{time.monotonic_ns()}"
        with _turn(self.place):
            shutil.copyfile(self.place.file, self.good)
            with self.place.file.open("r+b") as file:
                file.write(os.urandom(self.place.file.stat().st_size))
            self.place.note_gone(self.good)

    def repair(self) -> None:
        assert self.good is not None, "it was applied"
        # A damaged file is nowhere recorded in, so nothing is lost with it.
        incoming = self.place.spare()
        shutil.copyfile(self.good, incoming)
        incoming.replace(self.place.file)


@contextmanager
def _turn(place: Place) -> Iterator[None]:
    """Keep the server from writing for a moment, unless it is kept from that already."""
    if place.stuck:
        yield
        return
    with place.file.with_name(f"{place.file.name}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@dataclass
class Deleted:
    """The file is gone; mended by putting it back."""

    place: Place
    good: Path | None = None

    def apply(self) -> None:
        self.good = self.place.keep()
        self.place.file.unlink()
        self.place.note_gone(self.good)

    def repair(self) -> None:
        assert self.good is not None, "it was applied"
        # To the disk of the old file, as a file of its own: what is recorded in it now comes after.
        incoming = self.place.spare()
        shutil.copyfile(self.good, incoming)
        while True:
            with suppress(FileNotFoundError):
                made = self.place.keep()
                incoming.replace(self.place.file)
                self.place.note_gone(made)
                return
            with suppress(FileExistsError):  # made by the server just now
                self.place.file.hardlink_to(incoming)
                return


@dataclass
class Replaced:
    """Another database, empty, has the name; mended by putting the old one back."""

    place: Place
    good: Path | None = None

    def apply(self) -> None:
        incoming = self.place.spare()
        incoming.touch()  # SQLite takes an empty file for a new database
        self.good = _swap(self.place, incoming)

    def repair(self) -> None:
        assert self.good is not None, "it was applied"
        incoming = self.place.spare()
        shutil.copyfile(self.good, incoming)
        _swap(self.place, incoming)


def _swap(place: Place, incoming: Path) -> Path:
    """Put a file in place of the one that is there, if there is one, and return that."""
    while not place.file.exists():
        time.sleep(0.01)
    before = place.keep()
    incoming.replace(place.file)
    place.note_gone(before)
    return before


@dataclass
class Away:
    """The state folder is gone, as with a disk that was taken out; mended by putting it back."""

    place: Place

    def apply(self) -> None:
        elsewhere = self.place.folder / "elsewhere"
        self.place.state.rename(elsewhere)
        self.place.note_gone(elsewhere / DATABASE)

    def repair(self) -> None:
        elsewhere = self.place.folder / "elsewhere"
        while True:
            try:
                elsewhere.rename(self.place.state)
            except OSError as error:  # the server has made a new one meanwhile
                if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
                    raise
                made = self.place.spare()
                self.place.state.rename(made)
                if (made / DATABASE).exists():
                    self.place.note_gone(made / DATABASE)
            else:
                self.place.gone = [each for each in self.place.gone if each[0] != elsewhere / DATABASE]
                return


@dataclass
class NoPermission:
    """The server may no longer enter the folder."""

    place: Place

    def apply(self) -> None:
        self.place.state.mkdir(exist_ok=True)  # it may be away
        self.place.state.chmod(0)

    def repair(self) -> None:
        self.place.state.chmod(0o755)


@dataclass
class ReadOnly:
    """Nothing in the folder can be written."""

    place: Place

    def apply(self) -> None:
        self.place.state.mkdir(exist_ok=True)  # it may be away
        if self.place.mounted:
            # A file system cannot be made so while the server has files open in it. A view of it can, before
            # it is laid over the folder.
            self._view.mkdir(exist_ok=True)
            _mount("--bind", str(self.place.state), str(self._view))
            _mount("-o", "remount,bind,ro", str(self._view))
            _mount("--bind", str(self._view), str(self.place.state))
        else:
            self._permit(0o444, 0o555)

    def repair(self) -> None:
        if self.place.mounted:
            subprocess.run(["umount", "-l", str(self.place.state), str(self._view)], check=True)
        else:
            self._permit(0o644, 0o755)

    @property
    def _view(self) -> Path:
        return self.place.scratch / "view"

    def _permit(self, files: int, folder: int) -> None:
        self.place.state.chmod(0o755)
        for path in self.place.state.glob(f"{DATABASE}*"):
            path.chmod(files)
        self.place.state.chmod(folder)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


@dataclass
class Full:
    """Not one more byte fits on the disk."""

    place: Place

    def apply(self) -> None:
        if not self.place.mounted:
            self._limit(1)
            return
        with (self.place.folder / "filler").open("wb", buffering=0) as filler:
            for size in (MEGABYTE, 4096):
                with suppress(OSError):
                    while True:
                        filler.write(bytes(size))

    def repair(self) -> None:
        if not self.place.mounted:
            self._limit(resource.RLIM_INFINITY)
            return
        (self.place.folder / "filler").unlink()

    def _limit(self, size: int) -> None:
        for process in self.place.processes():
            _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
            resource.prlimit(process, resource.RLIMIT_FSIZE, (min(size, hard) if size == 1 else hard, hard))


def sqlite_faults(place: Place) -> Mapping[str, Fault]:
    """Return every fault, in an order in which any two can happen one after the other."""
    return {
        "locked": Held(place, "hold_database"),
        "stuck": Held(place, "hold_turn"),
        "garbage": Garbage(place),
        "deleted": Deleted(place),
        "replaced": Replaced(place),
        "away": Away(place),
        "no permission": NoPermission(place),
        "read-only": ReadOnly(place),
        "full": Full(place),
    }


HEALS_ITSELF = {"deleted", "replaced", "away"}
"""After these there is a new place to record in at once, and what is said to be recorded is there."""
