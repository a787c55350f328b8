"""Throw spoilt files at the loader: `python tests/battery/fuzz.py --seconds 120`, or `--hostile 2000`.

The first mutates the shipped and the sample files and runs reader, schema, build and rules on them in this
program. Whatever comes out but problems is a failure, printed with the input that made it.

The second writes files that are meant to hurt (see hostile.py) and loads each in a child process with little
memory and little time. A death, a time-out or a hostile file that is taken is a failure, and so is a large
honest file that is refused.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]  # when run as a program

from battery import hostile  # noqa: E402 - see the line above

from quizapp.content import library  # noqa: E402 - as above
from quizapp.content.problem import Part, Problem, Severity  # noqa: E402 - as above
from quizapp.content.rules.book import RULES  # noqa: E402 - as above
from quizapp.content.yaml.reader import Document, read  # noqa: E402 - as above

Reader = Callable[[bytes, str], "Document | tuple[Problem, ...]"]

TESTS = Path(__file__).parents[1]
SMALL = TESTS / "samples" / "complete" / "blisters-from-new-shoes"
FOLDERS = (SMALL, *(TESTS / "samples" / "good").glob("*"), *(TESTS.parent / "content").glob("*"))
TODAY = "2026-11-23"
LARGE_SHARE = 0.02
"""Share of the inputs made from the shipped article: its check takes fifty times as long as a sample's."""
MOST_FAILURES = 5
META = (
    *(": ", "- ", "? ", ", ", "[", "]", "{", "}", '"', "'", "\\", "|", ">-\n"),
    *("&a ", "*a ", "!t ", "!!int ", "<<: ", "#", " # ", "%", "@", "`", "---\n", "...\n"),
    *("\t", "\r", "\n", "\r\n", "\0", "\ufeff", "\u202e", "\u2028", "[]", "{}", '""', "=======\n"),
    *("null", "~", "no", "true", "1e999", "0x1F", "9" * 30, ".nan", "2026-11-23"),
)  # fmt: skip


@dataclass
class Tally:
    """What one run of the mutator saw."""

    inputs: int = 0
    size: int = 0
    """Bytes of all inputs."""
    read: int = 0
    """Inputs that are YAML of this format's kind, whatever they say."""
    accepted: int = 0
    """Inputs that would be served."""
    worst: float = 0
    """Seconds that the slowest input took."""
    failures: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add what another process saw."""
        self.inputs += other.inputs
        self.size += other.size
        self.read += other.read
        self.accepted += other.accepted
        self.worst = max(self.worst, other.worst)
        self.failures += other.failures


@cache
def sources(folder: Path) -> dict[Part, bytes]:
    """Return the files of an article."""
    return {part: (folder / part).read_bytes() for part in Part}


@cache
def _document(folder: Path, part: Part) -> Document:
    found = read(sources(folder)[part], part)
    assert isinstance(found, Document)
    return found


def _delete(rng: random.Random, body: bytes, _: bytes) -> bytes:
    start = rng.randrange(len(body) + 1)
    return body[:start] + body[start + rng.randint(1, 40) :]


def _double(rng: random.Random, body: bytes, _: bytes) -> bytes:
    start = rng.randrange(len(body) + 1)
    end = start + rng.randint(1, 200)
    return body[:end] + body[start:end] + body[end:]


def _flip(rng: random.Random, body: bytes, _: bytes) -> bytes:
    spoilt = bytearray(body or b" ")
    spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
    return bytes(spoilt)


def _insert(rng: random.Random, body: bytes, _: bytes) -> bytes:
    at = rng.randrange(len(body) + 1)
    return body[:at] + rng.choice(META).encode() + body[at:]


def _splice(rng: random.Random, body: bytes, other: bytes) -> bytes:
    start = rng.randrange(len(other) + 1)
    at = rng.randrange(len(body) + 1)
    return body[:at] + other[start : start + rng.randint(1, 2_000)] + body[at:]


def _swap_lines(rng: random.Random, body: bytes, _: bytes) -> bytes:
    lines = body.splitlines(keepends=True) or [b""]
    first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"".join(lines)


def _drop_lines(rng: random.Random, body: bytes, _: bytes) -> bytes:
    lines = body.splitlines(keepends=True)
    start = rng.randrange(len(lines) + 1)
    return b"".join(lines[:start] + lines[start + rng.randint(1, 4) :])


def _indent(rng: random.Random, body: bytes, _: bytes) -> bytes:
    lines = body.splitlines(keepends=True) or [b""]
    at = rng.randrange(len(lines))
    for index in range(at, min(len(lines), at + rng.randint(1, 4))):
        lines[index] = b"  " + lines[index] if rng.random() < 0.5 else lines[index].removeprefix(b"  ")
    return b"".join(lines)


def _replace_value(rng: random.Random, body: bytes, other: bytes) -> bytes:
    """Give one key the value of another place, or something odd."""
    lines = body.splitlines(keepends=True) or [b""]
    at = rng.randrange(len(lines))
    key, colon, _ = lines[at].partition(b": ")
    value = rng.choice(META).encode()
    if rng.random() < 0.6:
        value = rng.choice(other.splitlines() or [b""]).rpartition(b": ")[2]
    lines[at] = key + colon + value + b"\n"
    return b"".join(lines)


def _replace_word(rng: random.Random, body: bytes, other: bytes) -> bytes:
    words, more = body.split(b" "), other.split(b" ")
    words[rng.randrange(len(words))] = rng.choice(more)
    return b" ".join(words)


MUTATORS = (
    *(_delete, _double, _flip, _insert, _splice, _swap_lines, _drop_lines),
    *(_indent, _replace_value, _replace_value, _replace_word, _replace_word),
)


def mutated(rng: random.Random, body: bytes, other: bytes) -> bytes:
    """Return the body with one to three changes."""
    for _ in range(rng.randint(1, 3)):
        body = rng.choice(MUTATORS)(rng, body, other)
    return body


def judge(folder: Path, part: Part, body: bytes, reader: Reader) -> tuple[bool, bool]:
    """Do with these bytes, in the place of one file of the article, what the library does with a file.

    Return whether they could be read, and whether the article would be served.
    """
    found = reader(body, part)
    if not isinstance(found, Document):
        assert found
        assert all(problem.code in RULES for problem in found)
        return False, False
    documents: dict[str, Document] = {
        each: found if each is part else _document(folder, each) for each in Part
    }
    article, _, findings = library._judged(documents, folder.name, TODAY)
    problems = [library._placed(finding, folder, documents) for finding in findings]
    lines = found.text.count("\n") + found.text.count("\r") + 1
    assert all(1 <= said.line <= lines for said in problems if said.path.endswith(part))
    broken = any(problem.severity is Severity.ERROR for problem in problems)
    assert broken or article is not None
    return True, not broken


def fuzz(seconds: float, seed: int, reader: Reader = read) -> Tally:
    """Mutate and judge until the time is over, or too much has failed."""
    rng = random.Random(seed)
    tally = Tally()
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(tally.failures) < MOST_FAILURES:
        folder = FOLDERS[-1] if rng.random() < LARGE_SHARE else rng.choice(FOLDERS[:-1])
        part = rng.choice(tuple(Part))
        body = mutated(rng, sources(folder)[part], sources(rng.choice(FOLDERS))[rng.choice(tuple(Part))])
        _one(tally, folder, part, body, reader)
    return tally


def _one(tally: Tally, folder: Path, part: Part, body: bytes, reader: Reader) -> None:
    start = time.perf_counter()
    try:
        was_read, accepted = judge(folder, part, body, reader)
    except Exception:  # noqa: BLE001 - that nothing is raised is what the run is about
        tally.failures.append(f"{folder.name}/{part}:\n{traceback.format_exc()}input: {body!r}")
        was_read = accepted = False
    tally.inputs += 1
    tally.size += len(body)
    tally.read += was_read
    tally.accepted += accepted
    tally.worst = max(tally.worst, time.perf_counter() - start)


def run_fuzz(seconds: float, seed: int) -> int:
    """Mutate in two processes and print the figures; 1 if anything failed."""
    total = Tally()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for tally in pool.map(fuzz, (seconds, seconds), (seed, seed + 1)):
            total.add(tally)
    for failure in total.failures:
        print("FAILURE", failure)
    inputs = max(1, total.inputs)
    print(f"mutated files         {total.inputs:,}")
    print(f"bytes                 {total.size:,}")
    print(f"readable              {total.read:,} ({total.read / inputs:.1%})")
    print(f"accepted              {total.accepted:,} ({total.accepted / inputs:.1%})")
    print(f"worst time            {1000 * total.worst:.0f} ms")
    print(f"not problems          {len(total.failures)}")
    return int(bool(total.failures) or not total.accepted)


def run_hostile(count: int, honest: int, seed: int) -> int:
    """Load hostile and honest files in children and print the figures; 1 if a bar is missed."""
    rng = random.Random(seed)
    bad = hostile.tried(hostile.hostile_files(count, rng))
    good = hostile.tried(hostile.honest_files(honest, rng), shape_only=True)
    taken = [trial.name for trial in bad if trial.fate == "" and not trial.codes]
    refused = [f"{trial.name} {trial.codes}" for trial in good if trial.codes]
    for title, names in (("TAKEN", taken), ("REFUSED", refused)):
        for name in names:
            print(title, name)
    for trial in (*bad, *good):
        if trial.fate:
            print("FATE", trial.name, trial.fate)
    sure = sum(bool(trial.codes) for trial in bad)
    print(f"hostile files         {len(bad):,} of {len({trial.name for trial in bad})} kinds")
    print(f"refused with a code   {sure:,} ({sure / max(1, len(bad)):.1%})")
    print(f"codes                 {', '.join(sorted({code for trial in bad for code in trial.codes}))}")
    print(f"signals               {sum(trial.fate.startswith('died') for trial in (*bad, *good))}")
    print(f"time-outs             {sum(trial.fate == 'too slow' for trial in (*bad, *good))}")
    print(f"worst time            {1000 * max(trial.seconds for trial in bad):.0f} ms")
    print(f"large honest files    {len(good):,}, {sum(trial.size for trial in good):,} bytes")
    print(f"refused of those      {len(refused)}")
    return int(sure < len(bad) or bool(refused) or any(trial.fate for trial in good))


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--hostile", type=int, default=0)
    parser.add_argument("--honest", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    status = 0
    if asked.seconds:
        status |= run_fuzz(asked.seconds, asked.seed)
    if asked.hostile:
        status |= run_hostile(asked.hostile, asked.honest, asked.seed)
    return status


if __name__ == "__main__":
    sys.exit(main())
