from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial
from multiprocessing import active_children
from typing import Any

import pytest

from quizapp.content.folder.following import first_loaded, follow
from quizapp.settings import Settings
from quizapp.web.running.beginning import beginning_of
from quizapp.web.spread import OnAllCores, one_by_one

on_all_cores = OnAllCores(meanwhile=lambda: None)


def in_which_process(thing: int) -> tuple[int, int]:
    return thing, os.getpid()


@pytest.fixture(params=[1, 2, 3])
def cores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """A machine with so many."""
    number: int = request.param
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(number)))
    return number


def test_what_came_of_each_stands_in_its_place(cores: int) -> None:
    done = on_all_cores([partial(in_which_process, thing) for thing in range(7)])
    assert [thing for thing, _ in done] == list(range(7))
    processes = {process for _, process in done}
    assert (len(processes), os.getpid() in processes) == (cores, False)


@pytest.mark.usefixtures("cores")
@pytest.mark.parametrize("things", [[], [4], [4, 1]])
def test_it_does_what_would_be_done_one_by_one(things: list[int]) -> None:
    doings = [partial(abs, thing) for thing in things]
    assert on_all_cores(doings) == one_by_one(doings) == things


def test_something_else_is_done_here_meanwhile() -> None:
    done: list[int] = []
    spread = OnAllCores(meanwhile=lambda: done.append(os.getpid()))
    assert spread([partial(abs, -1)]) == [1]
    assert done == [os.getpid()]


@pytest.mark.usefixtures("cores")
def test_an_error_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        on_all_cores([partial(divmod, 1, thing) for thing in (2, 1, 0, 3)])


@pytest.mark.usefixtures("cores")
def test_a_child_that_dies_is_no_loss() -> None:
    here = os.getpid()

    def die_elsewhere(thing: int) -> int:
        return thing if os.getpid() == here else os._exit(1)

    assert on_all_cores([partial(die_elsewhere, thing) for thing in range(7)]) == list(range(7))


def large(_: int) -> bytes:
    """Return more than a pipe holds, so that a child waits until it is read."""
    return bytes(1 << 20)


def end_children() -> None:
    """Kill each child of a spread when it has had the time to begin to tell."""
    time.sleep(0.3)
    children = active_children()
    assert children
    for child in children:
        child.kill()


@pytest.mark.usefixtures("cores")
def test_a_child_that_dies_while_it_tells_what_came_of_it_is_no_loss() -> None:
    spread = OnAllCores(meanwhile=end_children)
    assert spread([partial(large, number) for number in range(3)]) == [large(0)] * 3


PROGRAM = """
import os, signal, sys, time
from functools import partial
from quizapp.web.spread import OnAllCores

def meanwhile():
    print(os.getpid(), flush=True)
    time.sleep(0.3)
    if sys.argv[1] == "error":
        raise ZeroDivisionError
    os.kill(os.getpid(), getattr(signal, sys.argv[1]))

OnAllCores(meanwhile)([partial(bytes, 1 << 20)] * 3)
"""


@pytest.mark.parametrize("end", ["SIGTERM", "SIGKILL", "SIGINT", "error"])
def test_with_the_parent_its_children_end(end: str) -> None:
    """However it ends, also while they have more to tell than a pipe holds; their output ends with them."""
    command = [sys.executable, "-c", PROGRAM, end]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode != 0
    told = {"SIGINT": "KeyboardInterrupt", "error": "ZeroDivisionError"}.get(end)
    assert done.stderr.count("Traceback") == (1 if told else 0)
    assert told is None or told in done.stderr


def test_a_site_is_the_same_however_it_was_made(settings: Settings) -> None:
    made: list[Any] = []
    for spread in (one_by_one, on_all_cores):
        follower = follow(settings)
        snapshot = beginning_of(follower, first_loaded(follower, settings), settings, spread).snapshot
        made.append((snapshot.table, snapshot.spoken))
    assert made[0] == made[1]
