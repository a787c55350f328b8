"""Proof that the fuzzer and the runs of hostile files see what they look for."""

import random

from battery import fuzz, hostile
from battery.report import Report

from quizapp.problem import Part, Problem
from quizapp.yaml.reader import Document, read

DIES = (
    "import sys, os, signal; sys.path[:0] = sys.argv[1:3]; from battery import hostile;"
    "hostile.child(lambda folder: os.kill(os.getpid(), signal.SIGSEGV))"
)
HANGS = (
    "import sys, time; sys.path[:0] = sys.argv[1:3]; from battery import hostile;"
    "hostile.child(lambda folder: time.sleep(60))"
)
GREEDY = (
    "import sys; sys.path[:0] = sys.argv[1:3]; from battery import hostile;"
    "hostile.child(lambda folder: [str(len(bytearray(1 << 30)))])"
)


def test_a_reader_that_raises_is_reported_with_the_input() -> None:
    def fragile(body: bytes, path: str) -> Document | tuple[Problem, ...]:
        if path == Part.QUIZ:
            raise KeyError("pairs")
        return read(body, path)

    failures = mutated(fragile)
    assert len(failures) == fuzz.MOST_FAILURES
    assert all("KeyError" in failure and "input: b" in failure for failure in failures)


def test_a_refusal_without_a_problem_is_reported() -> None:
    assert len(mutated(lambda _body, _path: ())) == fuzz.MOST_FAILURES


def mutated(reader: fuzz.Reader) -> list[str]:
    report = Report()
    fuzz.mutate(report, 1_000, random.Random(1), reader)
    return report.wrong["raised"]


def test_a_child_that_dies_hangs_or_wants_too_much_memory_is_seen_and_replaced() -> None:
    fates = (DIES, "died of SIGSEGV", 20.0), (HANGS, "too slow", 0.5), (GREEDY, "died of status 1", 20.0)
    for program, fate, seconds in fates:
        trials = hostile.tried(hostile.hostile_files(2, random.Random(5)), program=program, seconds=seconds)
        assert [trial.fate for trial in trials] == [fate, fate]
