"""Let the power fail under load, again and again: `python -m tests.battery power_loss --rounds 50`.

A kill leaves to the system what a program wrote; a loss of power only what is on the disk. So strace writes
down what a running server does with its database, and from that the disk is made as it may be after a loss at
a moment: what no sync came after is gone (the worst case), or here and there a sector of it is not. From each
such disk every step must come back that a reader had been told was recorded before that moment.

Each round kills the server, tries the moment of the kill and some before it, and goes on with what the worst
case left. At the end the same is done to a build with `synchronous=NORMAL`, which must lose steps: otherwise
this looks in the wrong place.

What a disk itself keeps back after a sync is not simulated, nor is a new state folder whose name is lost.
"""

import re
import shutil
import tempfile
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from battery.kills import READERS
from battery.report import Report
from battery.running import DATABASE, Crowd, found_in
from battery.serving import Server
from waiting import until

SECTOR = 512
_CALLS = "openat,pwrite64,write,ftruncate,fallocate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2"
_LINE = re.compile(r"(?P<time>\d+\.\d+) (?P<call>\w+)\((?P<arguments>.*)\) += (?P<result>\d+)(<.*>)?")
_FILE = re.compile(r"\d+<([^>]*)>")
_PATH = re.compile(r'"([^"]*)"')
_WRITTEN = re.compile(r'"([^"]*)", \d+, (\d+)$')


@dataclass(frozen=True)
class Call:
    """One system call that succeeded."""

    time: float
    """When it began, in s since 1970."""
    name: str
    path: str
    offset: int = 0
    data: bytes = b""
    creates: bool = False


def calls(folder: Path) -> list[Call]:
    """Return what strace wrote into a folder, one file for each thread, in the order of time."""
    lines = [line for file in folder.iterdir() for line in file.read_text().splitlines()]
    # No match is an error, the end of a thread, or a line that the end cut off.
    found = [_call(parts) for parts in map(_LINE.fullmatch, lines) if parts]
    return sorted(found, key=lambda call: call.time)


def _call(parts: re.Match[str]) -> Call:
    at, name, arguments = float(parts["time"]), parts["call"], parts["arguments"]
    if name in {"openat", "unlink"}:
        assert "O_TRUNC" not in arguments, "nothing empties a file by opening it"
        [path] = _PATH.findall(arguments)
        return Call(at, name, _bytes(path).decode(), creates="O_CREAT" in arguments)
    file = _FILE.match(arguments)
    assert file is not None, f"{name} is not simulated"
    path = _bytes(file[1]).decode()
    if name == "pwrite64":
        written = _WRITTEN.search(arguments)
        assert written is not None, "the trace holds every byte"
        return Call(at, name, path, int(written[2]), _bytes(written[1])[: int(parts["result"])])
    if name == "ftruncate":
        return Call(at, name, path, int(arguments.rpartition(", ")[2]))
    assert name in {"fsync", "fdatasync"}, f"{name} is not simulated"
    return Call(at, "sync", path)


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


@dataclass
class Contents:
    """A file: what is on the disk for sure, and what was done to it since."""

    durable: bytes = b""
    since: list[Call] = field(default_factory=list)

    def sync(self) -> None:
        self.durable, self.since = self.after(self.since), []

    def after(self, done: Iterable[Call]) -> bytes:
        contents = bytearray(self.durable)
        for call in done:
            if call.name == "ftruncate":
                contents[:] = contents[: call.offset].ljust(call.offset, b"\0")
            else:
                contents[len(contents) :] = bytes(max(0, call.offset - len(contents)))
                contents[call.offset : call.offset + len(call.data)] = call.data
        return bytes(contents)


class Disk:
    """The files of one folder, as they are while calls are made, and as they may be after a loss of power."""

    def __init__(self, folder: Path, files: Mapping[str, bytes]) -> None:
        self._folder = str(folder)
        self._names = {str(folder / name): Contents(body) for name, body in files.items()}
        self._durable_names = dict(self._names)

    def do(self, call: Call) -> None:
        if call.path == self._folder:
            if call.name == "sync":
                self._durable_names = dict(self._names)
        elif call.name == "openat":
            if call.creates:
                self._names.setdefault(call.path, Contents())
        elif call.name == "unlink":
            del self._names[call.path]
        elif call.name == "sync":
            self._names[call.path].sync()
        else:
            self._names[call.path].since.append(call)

    def worst(self) -> Mapping[str, bytes]:
        """Return the files by name with nothing that no sync came after."""
        return {Path(path).name: contents.durable for path, contents in self._durable_names.items()}

    def by_chance(self, random: Random) -> Mapping[str, bytes]:
        """Return the files by name with some of what no sync came after, torn at any sector."""
        names = random.choice([self._names, self._durable_names])
        return {
            Path(path).name: contents.after(_some(contents.since, random)) for path, contents in names.items()
        }


def _some(since: Sequence[Call], random: Random) -> Iterator[Call]:
    for call in since:
        if call.name == "ftruncate":
            if random.random() < 0.5:
                yield call
            continue
        for start in range(0, len(call.data), SECTOR):
            if random.random() < 0.5:
                part = call.data[start : start + SECTOR]
                yield Call(call.time, call.name, call.path, call.offset + start, part)


def run(*, rounds: int = 50, moments: int = 10, acknowledgements: int = 40) -> Report:
    """Let the power fail at so many moments of each round; then under a build that must lose steps."""
    shipped = Report()
    without_power(shipped, rounds, moments, acknowledgements)
    syncs_less = Report()
    without_power(syncs_less, max(2, rounds // 10), moments, acknowledgements, fault="syncs at times")
    if "lost" not in syncs_less.wrong:
        shipped.fail("a build that syncs less lost nothing")
    return shipped


def without_power(
    report: Report, rounds: int, moments: int, acknowledgements: int, *, fault: str = ""
) -> None:
    """Let the power fail so often, at so many moments each time."""
    random = Random(1)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch).resolve()
        state, trace = folder / "state", folder / "trace"
        state.mkdir()
        server = Server(state, fault=fault, before=_tracing(state, trace))
        crowd = Crowd(server.port, report, patient=True)
        with server, crowd.at_work(READERS):
            for _ in range(rounds):
                trace.mkdir()
                there = [path for path in _database(state) if path.exists()]
                disk = Disk(state, {path.name: path.read_bytes() for path in there})
                server.start()
                crowd.wait_for(acknowledgements)
                time.sleep(random.uniform(0.05, 0.4))
                server.kill()
                until(lambda: _has_ended(trace))
                _look(crowd, disk, calls(trace), moments, random)
                shutil.rmtree(trace)
                _put(disk.worst(), state)


def _database(folder: Path) -> list[Path]:
    return [folder / f"{DATABASE}{end}" for end in ("", "-journal")]


def _tracing(state: Path, trace: Path) -> list[str]:
    paths = [word for path in (state, *_database(state)) for word in ("-P", str(path))]
    # -DD: the server is not a child of strace, and not in its group, so that strace sees the end of it.
    options = ["-DD", "-ff", "-ttt", "-y", "-xx", "-s", "100000", "--seccomp-bpf", "-e", f"trace={_CALLS}"]
    return ["strace", *options, "-o", str(trace / "of"), *paths]


def _has_ended(trace: Path) -> bool:
    return all(re.search(r"\+\+\+ .* \+\+\+\n$", file.read_text()[-100:]) for file in trace.iterdir())


def _look(crowd: Crowd, disk: Disk, done: Sequence[Call], moments: int, random: Random) -> None:
    """Look at the disk at moments of a round, the last of them its end."""
    said = dict(crowd.acknowledged)
    times = [call.time for call in done]
    begun = 0
    for moment in [*_moments(times, said.values(), moments - 1, random), float("inf")]:
        end = bisect_right(times, moment)
        for call in done[begun:end]:
            disk.do(call)
        begun = end
        acknowledged = [key for key, at in said.items() if at <= moment]
        for files in (disk.worst(), disk.by_chance(random)):
            with tempfile.TemporaryDirectory() as folder:
                _put(files, Path(folder))
                crowd.check(found_in(Path(folder) / DATABASE), acknowledged)
        crowd.report.count("losses of power")


def _moments(
    times: Sequence[float], acknowledged: Iterable[float], number: int, random: Random
) -> list[float]:
    """Return so many moments of a round; half of them are those at which a reader was just told."""
    told = [at for at in acknowledged if times[0] < at < times[-1]]
    # From the first acknowledgement of the round, or of the run: before it there may be no database.
    first = min(told, default=times[0])
    just_told = random.sample(told, min(number // 2, len(told)))
    others = (random.uniform(first, times[-1]) for _ in range(number - len(just_told)))
    return sorted([*just_told, *others])


def _put(files: Mapping[str, bytes], folder: Path) -> None:
    for path in _database(folder):
        path.unlink(missing_ok=True)
    for name, body in files.items():
        (folder / name).write_bytes(body)
