"""Proof that the fuzzer and the runs of hostile files see what they look for."""

import os
import random
import signal
import time
from pathlib import Path

import pytest
from battery import fuzz, hostile
from battery.report import Report

from quizapp.problem import Part, Problem
from quizapp.yaml.reader import Document, read


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


def dies(_: Path) -> list[str]:
    os.kill(os.getpid(), signal.SIGSEGV)
    return []


def hangs(_: Path) -> list[str]:
    time.sleep(60)
    return []


def is_greedy(_: Path) -> list[str]:
    return [str(len(bytearray(1 << 30)))]


@pytest.mark.parametrize(
    ("load", "fate", "seconds"),
    [(dies, "died of SIGSEGV", 20.0), (hangs, "too slow", 0.5), (is_greedy, "died of status 1", 20.0)],
)
def test_a_child_that_dies_hangs_or_wants_too_much_memory_is_seen_and_replaced(
    load: hostile.Load, fate: str, seconds: float
) -> None:
    trials = hostile.tried(hostile.hostile_files(2, random.Random(5)), load, seconds=seconds)
    assert [trial.fate for trial in trials] == [fate, fate]
