"""Files that are meant to hurt who reads them, and child processes that load them one by one.

trials = tried(hostile_files(100, random.Random(1)), whole)
[trial.name for trial in trials if trial.fate]        # who killed or delayed a child
"""

import os
import random
import resource
import shutil
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from quizapp.content import schema
from quizapp.library import files
from quizapp.library.load import load_article
from quizapp.problem import Part, Severity
from quizapp.yaml.reader import Document, read

TESTS = Path(__file__).parents[1]
SMALL = TESTS / "samples" / "complete" / "blisters-from-new-shoes"
ARTICLE = (SMALL / Part.ARTICLE).read_bytes()
MEMORY = 512 << 20
"""Bytes of address space that a child has."""
SECONDS = 2.0
"""How long one file may take."""

Load = Callable[[Path], list[str]]
"""Returns the codes with which an article is refused."""
Maker = Callable[[random.Random, Path], None]
"""Puts something into the folder of an article that is otherwise complete."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one file."""

    name: str
    size: int
    codes: tuple[str, ...]
    """The codes with which it was refused."""
    fate: str
    """How it ended the child: "died of ..." or "too slow"; empty if it did not."""
    seconds: float


def _written(make: Callable[[random.Random], bytes]) -> Maker:
    def maker(rng: random.Random, folder: Path) -> None:
        (folder / Part.ARTICLE).write_bytes(make(rng))

    return maker


def _size(rng: random.Random, least: int, most: int) -> int:
    """Return a number between the two, as often small as large."""
    return int(least * (most / least) ** rng.random())


def _titled(value: bytes) -> bytes:
    return ARTICLE.replace(b"title: Blisters from new shoes\n", b"title: " + value + b"\n", 1)


def _somewhere(rng: random.Random, what: bytes) -> bytes:
    at = rng.randrange(1, len(ARTICLE) - 1)
    while ARTICLE[at] & 0xC0 == 0x80:
        at -= 1
    return ARTICLE[:at] + what + ARTICLE[at:]


def _nested_flow(rng: random.Random) -> bytes:
    depth = _size(rng, 10, 1_000_000)
    return _titled(b"[" * depth + b"x" + b"]" * (depth if rng.random() < 0.7 else 0))


def _nested_groups(rng: random.Random) -> bytes:
    depth = _size(rng, 10, 1_000_000)
    return _titled(b"{a: " * depth + b"x" + b"}" * depth)


def _nested_lines(rng: random.Random) -> bytes:
    return b"".join(b" " * level + b"a:\n" for level in range(_size(rng, 10, 700)))


def _bomb(rng: random.Random) -> bytes:
    lines = [b"a0: &a0 [x, x]"]
    lines += [b"a%d: &a%d [*a%d, *a%d]" % (n, n, n - 1, n - 1) for n in range(1, _size(rng, 5, 2_000))]
    return b"\n".join(lines)


def _merge_bomb(rng: random.Random) -> bytes:
    lines = [b"a0: {k: v}"]
    lines += [b"a%d: {<<: [*a%d, *a%d]}" % (n, n - 1, n - 1) for n in range(1, _size(rng, 5, 2_000))]
    return ARTICLE + b"\n".join(lines if rng.random() < 0.5 else [b"<<: {title: x}"])


def _duplicates(rng: random.Random) -> bytes:
    depth = rng.randint(1, 14)
    lines = []
    for level in range(depth):
        lines += [b"  " * level + b"a: 1"] * _size(rng, 2, 600) + [b"  " * level + b"b:"]
    return b"\n".join([*lines, b"  " * depth + b"c: 1"])


def _duplicates_below(rng: random.Random) -> bytes:
    return ARTICLE.replace(b"origin:", b"origin: added\n    " * rng.randint(1, 99) + b"origin:")


def _unknown_references(rng: random.Random) -> bytes:
    claims = [
        b"  - {id: q%d, text: x, origin: added, cites: [no-%d/x%d]}\n" % (n, n, n)
        for n in range(_size(rng, 1, 4_000))
    ]
    return ARTICLE.replace(b"takeaways:\n", b"takeaways:\n" + b"".join(claims))


UNSEEN = ("\x1b[2J", *"\u202e\u202a\u2066\u200f\u061c\ufeff\u2028\x85\x07\x7f")
BAD_UTF8 = [bytes.fromhex(each) for each in ["ff", "c080", "eda080", "f4908080", "e282", "80", "f888808080"]]
TAGS = (
    *(b"!!python/object/apply:os.system [exit]", b"!!binary AAAA", b"!!map {}"),
    *(b"!<tag:x> y", b"!!set {a}", b"! x"),
)
ESCAPES = (b"\\U0010", b"\\x0", b"\\uD800", b"\\ud83d", b"\\q")
SPECIAL = b"[]{},:&*!|>'\"%@`#-?"
NUMBERS = (b"-", b"", b"0x", b"0o", b"1e", b"1.")

TEXTS: dict[str, Callable[[random.Random], bytes]] = {
    "nested lists": _nested_flow,
    "nested groups": _nested_groups,
    "nested lines": _nested_lines,
    "nested dashes": lambda rng: b"- " * _size(rng, 10, 1_000_000) + b"x",
    "nested keys": lambda rng: b"? " * _size(rng, 10, 1_000_000) + b"x",
    "alias bomb": _bomb,
    "merge bomb": _merge_bomb,
    "itself": lambda rng: b"a: &a " + b"[" * rng.randint(1, 9) + b"*a",
    "anchors": lambda rng: b"".join(b"a%d: &a%d x\n" % (n, n) for n in range(_size(rng, 1, 9_000))),
    "huge text": lambda rng: _titled(b"x" * _size(rng, 20_001, 250_000)),
    "huge block": lambda rng: _titled(b">-\n" + b"  words and words\n" * _size(rng, 1_200, 12_000)),
    "huge key": lambda rng: ARTICLE + b"x" * _size(rng, 1_100, 200_000) + b": y\n",
    "huge number": lambda rng: _titled(rng.choice(NUMBERS) + b"7" * _size(rng, 16, 200_000)),
    "endless number": lambda rng: _titled(rng.choice((b".inf", b"-.INF", b".nan", b"1e999", b"-1e400"))),
    "many documents": lambda rng: b"---\na: 1\n" * _size(rng, 2, 25_000),
    "many values": lambda rng: b"a: [" + b"x, " * _size(rng, 20_000, 80_000) + b"x]",
    "unknown keys": lambda rng: ARTICLE + b"".join(b"k%d: x\n" % n for n in range(_size(rng, 1, 9_000))),
    "NULs": lambda rng: _somewhere(rng, b"\0" * _size(rng, 1, 200_000)),
    "not UTF-8": lambda rng: _somewhere(rng, rng.choice(BAD_UTF8) * _size(rng, 1, 20_000)),
    "unseen": lambda rng: _somewhere(rng, (rng.choice(UNSEEN) * _size(rng, 1, 20_000)).encode()),
    "lone returns": lambda rng: _somewhere(rng, b"\rx" * _size(rng, 1, 20_000)),
    "duplicate keys": _duplicates,
    "duplicates below": _duplicates_below,
    "too big": lambda rng: ARTICLE + b"#" * _size(rng, 260_000, 3_000_000),
    "comments": lambda rng: b"# x\n" * _size(rng, 1, 60_000),
    "spaces": lambda rng: b" " * _size(rng, 1, 250_000),
    "line ends": lambda rng: b"\n" * _size(rng, 1, 250_000),
    "tags": lambda rng: _titled(rng.choice(TAGS)),
    "many tags": lambda rng: b"".join(b"a%d: !!str x\n" % n for n in range(_size(rng, 1, 9_000))),
    "colons": lambda rng: b"a: " * _size(rng, 2, 80_000) + b"a",
    "directives": lambda rng: b"%TAG ! x\n" * _size(rng, 1, 20_000) + ARTICLE,
    "open quote": lambda rng: _titled(rng.choice((b'"', b"'")) + b"x" * _size(rng, 1, 250_000)),
    "escapes": lambda rng: _titled(b'"' + rng.choice(ESCAPES) * _size(rng, 1, 40_000) + b'"'),
    "brackets": lambda rng: _titled(b"[" + bytes(rng.choices(SPECIAL, k=_size(rng, 1, 9_000))) + b"}]"),
    "UTF-16": lambda rng: ARTICLE.decode().encode(rng.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32"))),
    "noise": lambda rng: b"\xff" + rng.randbytes(_size(rng, 1, 250_000)),
    "cut short": lambda rng: ARTICLE[: rng.randrange(len(ARTICLE) * 9 // 10)],
    "conflicts": lambda rng: b"<<<<<<< a\n" * _size(rng, 1, 20_000) + ARTICLE,
    "tabs": lambda rng: b"a:\n" + b"\t" * _size(rng, 1, 200_000) + b"b: c",
    "unknown references": _unknown_references,
}  # fmt: skip


LINKED = ("/etc/passwd", "/dev/zero", "/dev/stdin", "/proc/self/mem", Part.ARTICLE, "gone.yaml", "../..")


def _instead(make: Callable[[random.Random, Path], object]) -> Maker:
    """Return what makes something else of the article's name."""

    def maker(rng: random.Random, folder: Path) -> None:
        (folder / Part.ARTICLE).unlink()
        make(rng, folder / Part.ARTICLE)

    return maker


def _folder_beside(rng: random.Random, folder: Path) -> None:
    (folder / rng.choice(("x.yaml", "quiz.yml", "de.yaml", "\u202e.yaml"))).mkdir()


KINDS: dict[str, Maker] = {
    **{name: _written(make) for name, make in TEXTS.items()},
    "pipe": _instead(lambda _, path: os.mkfifo(path)),
    "link": _instead(lambda rng, path: path.symlink_to(rng.choice(LINKED))),
    "folder": _instead(lambda _, path: path.mkdir()),
    "folder beside": _folder_beside,
}


def hostile_files(count: int, rng: random.Random) -> Iterator[tuple[str, Maker, random.Random]]:
    """Return this many hostile files, all kinds in turn."""
    for name, maker in islice(cycle(KINDS.items()), count):
        yield name, maker, random.Random(rng.random())


def _large(rng: random.Random) -> bytes:
    """Return an honest article with hundreds of claims, all different, in one of several ways of writing."""
    claims = [
        b"  - id: more-%d\n    text: %s\n    origin: added\n    cites: [clinic/f1]\n"
        % (n, b" ".join(b"word%d" % rng.randrange(9_999) for _ in range(rng.randint(5, 20))))
        for n in range(_size(rng, 300, 1_200))
    ]
    body = ARTICLE.replace(b"takeaways:\n", b"takeaways:\n" + b"".join(claims))
    if rng.random() < 0.3:
        body = body.replace(b"\n", b"\r\n")
    return body if rng.random() < 0.5 else b"# " + "größer 🦶".encode() * rng.randint(1, 500) + b"\n" + body


def honest_files(count: int, rng: random.Random) -> Iterator[tuple[str, Maker, random.Random]]:
    """Return this many large files with nothing wrong in their form."""
    for _ in range(count):
        yield "large", _written(_large), random.Random(rng.random())


def tried(
    makers: Iterable[tuple[str, Maker, random.Random]], load: Load, *, seconds: float = SECONDS
) -> list[Trial]:
    """Load each file in a child; one that dies or is too slow is followed by another."""
    trials = []
    with TemporaryDirectory() as root, closing(_Child(load)) as child:
        for index, (name, maker, rng) in enumerate(makers):
            folder = Path(root) / f"n{index}" / SMALL.name
            shutil.copytree(SMALL, folder)
            maker(rng, folder)
            trials.append(child.trial(name, folder, seconds))
            shutil.rmtree(folder.parent)
    return trials


class _Child:
    """A process that loads articles, and is started again when it is gone."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._started: tuple[SpawnProcess, Connection] | None = None

    def trial(self, name: str, folder: Path, seconds: float) -> Trial:
        """Have one folder loaded."""
        process, pipe = self._started = self._started or self._start()
        codes, fate, began = [], "too slow", time.perf_counter()
        pipe.send(folder)
        try:
            if pipe.poll(seconds):
                codes, fate = pipe.recv(), ""
        except EOFError:
            process.join()
            status = process.exitcode or 0
            fate = f"died of {signal.Signals(-status).name if status < 0 else f'status {status}'}"
        took = time.perf_counter() - began
        if fate:
            self.close()
        return Trial(name, (folder / Part.ARTICLE).lstat().st_size, tuple(codes), fate, took)

    def _start(self) -> tuple[SpawnProcess, Connection]:
        spawning = get_context("spawn")
        ours, theirs = spawning.Pipe()
        process = spawning.Process(target=_serve, args=(theirs, self._load))
        process.start()
        theirs.close()
        ours.recv()  # it is there
        return process, ours

    def close(self) -> None:
        """End the process, if there is one."""
        if self._started is not None:
            process, pipe = self._started
            process.kill()
            process.join()
            pipe.close()
            self._started = None


def _serve(pipe: Connection, load: Load) -> None:
    """Be the child: for each folder that comes in, the codes go out."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe.send("ready")
    while True:
        pipe.send(load(pipe.recv()))


def whole(folder: Path) -> list[str]:
    """Return the errors of an article; a file of a name that nothing reads is none, but it is told."""
    problems = load_article(folder, folder.parent, today="2026-11-23").problems
    return sorted(
        {each.code for each in problems if each.severity is Severity.ERROR or each.code == "unread-file"}
    )


def shape(folder: Path) -> list[str]:
    """Return what reader and schema find alone: rules dislike an article of numbered words."""
    body = files.read_file(folder / Part.ARTICLE, folder)
    if isinstance(body, files.Refusal):
        return [body.code]
    found = read(body, Part.ARTICLE)
    if not isinstance(found, Document):
        return [problem.code for problem in found]
    return [finding.code for finding in schema.findings(Part.ARTICLE, found.value)]
