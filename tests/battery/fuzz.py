"""Throw spoilt files at the loader: `python -m tests.battery fuzz --inputs 20000`.

First it mutates the shipped and the sample files and runs reader, schema, build and rules on them in this
program. Whatever comes out but problems is a failure, told with the input that made it.

Then it writes files that are meant to hurt (see hostile.py) and loads each in a child process with little
memory and little time. A death, a time-out or a hostile file that is taken is a failure, and so is a large
honest file that is refused.
"""

import random
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path

from battery import hostile
from battery.report import Report

from quizapp.library import load
from quizapp.problem import Part, Problem, Severity
from quizapp.rules.registry import RULES
from quizapp.yaml.reader import Document, read

Reader = Callable[[bytes, str], Document | tuple[Problem, ...]]

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


@cache
def sources(folder: Path) -> dict[Part, bytes]:
    """Return the files that an article has."""
    return {part: (folder / part).read_bytes() for part in Part if (folder / part).exists()}


@cache
def _document(folder: Path, part: Part) -> Document:
    found = read(sources(folder)[part], part)
    assert isinstance(found, Document)
    return found


def _replace_bytes(rng: random.Random, body: bytes, other: bytes) -> bytes:
    """Put nothing, the same twice, any byte, a mark or a part of another file in the place of some bytes."""
    start, there = rng.randrange(len(body) + 1), rng.randrange(len(other) + 1)
    end = start + rng.choice([0, 0, 1, rng.randint(1, 200)])
    part = other[there : there + rng.randint(1, 2_000)]
    new = [b"", body[start:end] * 2, rng.randbytes(1), rng.choice(META).encode(), part]
    return body[:start] + rng.choice(new) + body[end:]


def _replace_lines(rng: random.Random, body: bytes, _: bytes) -> bytes:
    """Put nothing, another line or the same in another order or indentation in the place of some lines."""
    lines = body.splitlines(keepends=True) or [b""]
    start = rng.randrange(len(lines))
    end = start + rng.randint(1, 4)
    some = lines[start:end]
    indented, moved_back = [b"  " + line for line in some], [line.removeprefix(b"  ") for line in some]
    new = rng.choice([[], [rng.choice(lines)], some[::-1], indented, moved_back])
    return b"".join([*lines[:start], *new, *lines[end:]])


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


MUTATORS = (_replace_bytes, _replace_bytes, _replace_lines, _replace_value, _replace_word)


def mutated(rng: random.Random, body: bytes, other: bytes) -> bytes:
    """Return the body with one to three changes."""
    for _ in range(rng.randint(1, 3)):
        body = rng.choice(MUTATORS)(rng, body, other)
    return body


def judge(folder: Path, part: Part, body: bytes, reader: Reader) -> str:
    """Do with these bytes, in the place of one file of the article, what the library does with a file.

    Return whether they cannot be read, or the article would not be served, or it would.
    """
    found = reader(body, part)
    if not isinstance(found, Document):
        assert found
        assert all(problem.code in RULES for problem in found)
        return "unreadable"
    documents: dict[str, Document] = {
        each: found if each is part else _document(folder, each) for each in sources(folder)
    }
    article, findings = load._judged(documents, folder.name, TODAY)
    problems = [load._placed(finding, folder, documents) for finding in findings]
    lines = found.text.count("\n") + found.text.count("\r") + 1
    assert all(1 <= said.line <= lines for said in problems if said.path.endswith(part))
    broken = any(problem.severity is Severity.ERROR for problem in problems)
    assert broken or article is not None
    return "refused" if broken else "accepted"


def mutate(report: Report, inputs: int, rng: random.Random, reader: Reader = read) -> None:
    """Mutate and judge so often, or until too much has failed."""
    for _ in range(inputs):
        folder = FOLDERS[-1] if rng.random() < LARGE_SHARE else rng.choice(FOLDERS[:-1])
        part = rng.choice(tuple(sources(folder)))
        others = sources(rng.choice(FOLDERS))
        body = mutated(rng, sources(folder)[part], others[rng.choice(tuple(others))])
        try:
            report.count(judge(folder, part, body, reader))
        except Exception:  # noqa: BLE001 - that nothing is raised is what the run is about
            report.fail("raised", f"{folder.name}/{part}:\n{traceback.format_exc()}input: {body!r}")
            if len(report.wrong["raised"]) == MOST_FAILURES:
                break


def run(
    *,
    inputs: int = 20_000,
    hurting: int = 2_000,
    honest: int = 200,
    seconds: float = hostile.SECONDS,
    seed: int = 1,
) -> Report:
    """Mutate so often, then load so many files that are meant to hurt and large honest ones."""
    report, rng = Report(), random.Random(seed)
    mutate(report, inputs, rng)
    for trial in hostile.tried(hostile.hostile_files(hurting, rng), hostile.whole, seconds=seconds):
        report.count("hostile")
        if trial.fate or not trial.codes:
            report.fail("a hostile file did harm or was taken", str(trial))
    for trial in hostile.tried(hostile.honest_files(honest, rng), hostile.shape, seconds=seconds):
        report.count("honest")
        if trial.fate or trial.codes:
            report.fail("an honest file did harm or was refused", str(trial))
    return report
