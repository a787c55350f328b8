"""Let the power fail under load, again and again: `python -m tests.battery power_loss --rounds 50`.

A kill leaves to the system what a program wrote; a loss of power only what is on the disk. So strace writes
down what a running server does with its database, and from that the disk is made as it may be after a loss at
a moment: what no sync came after is gone (the worst case), or here and there a sector of it is not. From each
such disk every step must come back that a reader had been told was recorded before that moment.

Each round kills the server, tries the moment of the kill and some before it, and goes on with what the worst
case left. At the end the same is done to a build with `synchronous=NORMAL`, which must lose steps: otherwise
this looks in the wrong place. Exits with 1 unless both is so.

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

from battery.kills import Tally, reading, wait_for
from battery.running import DATABASE, Key, found_in
from battery.serving import Server
from waiting import until

HOW_TO_GET_IT = "this needs strace: `apt-get install strace`"
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
    found = [call for line in lines if (call := _call(line)) is not None]
    return sorted(found, key=lambda call: call.time)


def _call(line: str) -> Call | None:
    parts = _LINE.fullmatch(line)
    if parts is None:
        return None  # an error, the end of the thread, or a line that the end cut off
    name, arguments, result = parts["call"], parts["arguments"], int(parts["result"])
    at = float(parts["time"])
    if name == "openat":
        assert "O_TRUNC" not in arguments, "nothing empties a file by opening it"
        [path] = _PATH.findall(arguments)
        return Call(at, name, _text(path), creates="O_CREAT" in arguments)
    if name == "unlink":
        [path] = _PATH.findall(arguments)
        return Call(at, name, _text(path))
    file = _FILE.match(arguments)
    assert file is not None, f"{name} is not simulated"
    path = _text(file[1])
    if name == "pwrite64":
        written = _WRITTEN.search(arguments)
        assert written is not None, "the trace holds every byte"
        return Call(at, name, path, int(written[2]), _bytes(written[1])[:result])
    if name == "ftruncate":
        return Call(at, name, path, int(arguments.rpartition(", ")[2]))
    assert name in {"fsync", "fdatasync"}, f"{name} is not simulated"
    return Call(at, "sync", path)


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _text(escaped: str) -> str:
    return _bytes(escaped).decode()


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


@dataclass
class Losses:
    """What the losses of power did."""

    tally: Tally = field(default_factory=Tally)
    moments: int = 0
    disks: int = 0
    bad_disks: int = 0
    """Disks from which a step did not come back, or that were damaged."""
    syncs: int = 0

    def add(self, files: Mapping[str, bytes], acknowledged: set[Key]) -> None:
        """Look whether a disk holds what was acknowledged."""
        with tempfile.TemporaryDirectory() as folder:
            _put(files, Path(folder))
            found = found_in(Path(folder) / DATABASE)
        self.tally.check(found, acknowledged)
        self.disks += 1
        self.bad_disks += found.integrity != "ok" or not acknowledged <= found.steps.keys()

    def text(self) -> str:
        return (
            f"{self.moments} losses of power, {self.disks} disks, {self.syncs} syncs seen; "
            f"{self.bad_disks} disks lost steps\n{self.tally.text()}"
        )


def run(
    rounds: int, *, moments: int = 10, acknowledgements: int = 40, seed: int = 1, fault: str | None = None
) -> Losses:
    """Let the power fail so often, at so many moments each time."""
    if shutil.which("strace") is None:
        raise SystemExit(HOW_TO_GET_IT)
    losses, random = Losses(), Random(seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch).resolve()
        state, trace = folder / "state", folder / "trace"
        state.mkdir()
        server = Server(state, fault=fault, before=_tracing(state, trace))
        with server, reading(server.port, losses.tally, seed):
            for number in range(rounds):
                trace.mkdir()
                disk = Disk(state, {name: (state / name).read_bytes() for name in _names(state)})
                server.start()
                wait_for(losses.tally, len(losses.tally.acknowledged) + acknowledgements)
                time.sleep(random.uniform(0.05, 0.4))
                server.kill()
                until(lambda: _has_ended(trace))
                _look(losses, disk, calls(trace), moments, random)
                shutil.rmtree(trace)
                _put(disk.worst(), state)
                if (number + 1) % 10 == 0:
                    print(f"{number + 1} rounds: {losses.text()}", flush=True)
    return losses


def _names(folder: Path) -> list[str]:
    return [path.name for path in _database(folder) if path.exists()]


def _database(folder: Path) -> list[Path]:
    return [folder / f"{DATABASE}{end}" for end in ("", "-journal")]


def _tracing(state: Path, trace: Path) -> list[str]:
    paths = [word for path in (state, *_database(state)) for word in ("-P", str(path))]
    # -DD: the server is not a child of strace, and not in its group, so that strace sees the end of it.
    options = ["-DD", "-ff", "-ttt", "-y", "-xx", "-s", "100000", "--seccomp-bpf", "-e", f"trace={_CALLS}"]
    return ["strace", *options, "-o", str(trace / "of"), *paths]


def _has_ended(trace: Path) -> bool:
    return all(re.search(r"\+\+\+ .* \+\+\+\n$", file.read_text()[-100:]) for file in trace.iterdir())


def _look(losses: Losses, disk: Disk, done: Sequence[Call], moments: int, random: Random) -> None:
    """Look at the disk at moments of a round, the last of them its end."""
    with losses.tally.lock:
        said = dict(losses.tally.acknowledged)
    losses.syncs += sum(call.name == "sync" for call in done)
    times = [call.time for call in done]
    begun = 0
    for moment in [*_moments(times, said.values(), moments - 1, random), float("inf")]:
        end = bisect_right(times, moment)
        for call in done[begun:end]:
            disk.do(call)
        begun = end
        acknowledged = {key for key, at in said.items() if at <= moment}
        losses.add(disk.worst(), acknowledged)
        losses.add(disk.by_chance(random), acknowledged)
        losses.moments += 1


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


def main(*, rounds: int = 50, moments: int = 10, seed: int = 1) -> bool:
    """Let the power fail at so many moments of each round; then under a build that must lose steps."""
    shipped = run(rounds, moments=moments, seed=seed)
    print(f"as shipped: {shipped.text()}", flush=True)
    bite = run(max(2, rounds // 10), moments=moments, fault="syncs at times")
    print(f"with synchronous=NORMAL, which must lose steps: {bite.text()}")
    return shipped.tally.fine and bool(bite.tally.lost)
