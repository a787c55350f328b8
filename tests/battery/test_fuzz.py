"""A short run of the fuzzer and of the hostile files, and proof that both see what they look for."""

import random

from battery import fuzz, hostile

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


def test_mutated_files_give_problems_and_nothing_else() -> None:
    tally = fuzz.fuzz(200, seed=1)
    assert tally.failures == []
    assert 0 < tally.accepted <= tally.read < tally.inputs == 200


def test_a_reader_that_raises_is_reported_with_the_input() -> None:
    def fragile(body: bytes, path: str) -> Document | tuple[Problem, ...]:
        if path == Part.QUIZ:
            raise KeyError("pairs")
        return read(body, path)

    tally = fuzz.fuzz(1_000, seed=1, reader=fragile)
    assert len(tally.failures) == fuzz.MOST_FAILURES
    assert all("KeyError" in failure and "input: b" in failure for failure in tally.failures)


def test_a_refusal_without_a_problem_is_reported() -> None:
    tally = fuzz.fuzz(10, seed=1, reader=lambda _body, _path: ())
    assert len(tally.failures) == fuzz.MOST_FAILURES


def test_hostile_files_are_refused_and_harm_nobody() -> None:
    trials = hostile.tried(hostile.hostile_files(100, random.Random(5)), seconds=20)
    assert [trial for trial in trials if trial.fate or not trial.codes] == []


def test_large_honest_files_are_read() -> None:
    trials = hostile.tried(hostile.honest_files(5, random.Random(5)), shape_only=True, seconds=20)
    assert [trial for trial in trials if trial.fate or trial.codes] == []


def test_a_child_that_dies_hangs_or_wants_too_much_memory_is_seen_and_replaced() -> None:
    fates = (DIES, "died of SIGSEGV", 20.0), (HANGS, "too slow", 0.5), (GREEDY, "died of status 1", 20.0)
    for program, fate, seconds in fates:
        trials = hostile.tried(hostile.hostile_files(2, random.Random(5)), program=program, seconds=seconds)
        assert [trial.fate for trial in trials] == [fate, fate]
