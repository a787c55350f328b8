from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from quizapp.attempts.probe import KEEPS, Probe
from quizapp.attempts.sql_store import SqlStore
from quizapp.errors import StoreError


class Watched(SqlStore):
    """A store that counts how often it was asked, and can fail or hang."""

    def __init__(self) -> None:
        super().__init__("sqlite://")
        self.asked = 0
        self.fails = False
        self.begun = threading.Event()
        self.may_end = threading.Event()
        self.may_end.set()

    def ping(self) -> None:
        self.asked += 1
        self.begun.set()
        self.may_end.wait()
        if self.fails:
            raise StoreError("out of order")


def test_the_store_is_asked_once_a_second_however_many_look() -> None:
    store, now = Watched(), [100.0]
    probe = Probe(store, clock=lambda: now[0])
    assert [probe.works() for _ in range(50)] == [True] * 50
    assert store.asked == 1
    now[0] += KEEPS
    assert [probe.works() for _ in range(50)] == [True] * 50
    assert store.asked == 2


def test_a_failure_and_its_end_are_told_within_the_second() -> None:
    store, now = Watched(), [100.0]
    probe = Probe(store, clock=lambda: now[0])
    said = []
    for store.fails in (False, True, False):
        said.append(probe.works())
        now[0] += KEEPS
    assert said == [True, False, True]


def test_nobody_waits_for_a_store_that_hangs_while_there_is_an_earlier_answer() -> None:
    store, now = Watched(), [100.0]
    probe = Probe(store, clock=lambda: now[0])
    assert probe.works()
    now[0] += KEEPS
    store.begun.clear()
    store.may_end.clear()
    store.fails = True
    with ThreadPoolExecutor(1) as threads:
        asking = threads.submit(probe.works)
        store.begun.wait()
        assert probe.works()
        store.may_end.set()
        assert not asking.result()
    assert not probe.works()


def test_at_first_everybody_waits_for_the_answer() -> None:
    store = Watched()
    store.may_end.clear()
    store.fails = True
    probe = Probe(store)
    with ThreadPoolExecutor(2) as threads:
        asking = [threads.submit(probe.works) for _ in range(2)]
        store.may_end.set()
        assert [each.result() for each in asking] == [False, False]
    assert store.asked == 1
