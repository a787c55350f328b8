import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from waiting import PATIENT, until

from quizapp.attempts import group_commit
from quizapp.attempts.group_commit import MAX_GROUP, GroupCommit
from quizapp.errors import StoreError


class Disk:
    """Work that waits until it is let go, and remembers its groups."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.began = threading.Semaphore(0)
        self.may_end = threading.Semaphore(0)

    def work(self, requests: Sequence[int]) -> list[int]:
        self.groups.append(list(requests))
        self.began.release()
        self.may_end.acquire()
        return [request * 10 for request in requests]


def waits(group: GroupCommit[int, int], number: int) -> bool:
    return len(group._waiting) == number


def test_what_came_during_one_group_makes_the_next() -> None:
    disk = Disk()
    group = GroupCommit(disk.work, patience=PATIENT)
    with ThreadPoolExecutor(4) as callers:
        first = callers.submit(group.submit, 0)
        disk.began.acquire()
        others = []
        for request in (1, 2, 3):
            others.append(callers.submit(group.submit, request))
            until(partial(waits, group, request))
        disk.may_end.release(2)
        assert [first.result(), *(other.result() for other in others)] == [0, 10, 20, 30]
    assert disk.groups == [[0], [1, 2, 3]]
    assert group.close()


def test_a_group_is_never_larger_than_the_limit() -> None:
    sizes = []

    def work(requests: Sequence[int]) -> Sequence[int]:
        sizes.append(len(requests))
        time.sleep(0.02)
        return requests

    group = GroupCommit(work, patience=PATIENT)
    with ThreadPoolExecutor(MAX_GROUP + 100) as callers:
        assert list(callers.map(group.submit, range(MAX_GROUP + 100))) == list(range(MAX_GROUP + 100))
    assert max(sizes) <= MAX_GROUP
    assert group.close()


def test_a_caller_waits_no_longer_than_its_patience_and_later_ones_not_at_all() -> None:
    disk = Disk()
    group = GroupCommit(disk.work, patience=PATIENT)
    with ThreadPoolExecutor(1) as callers:
        first = callers.submit(group.submit, 1)
        disk.began.acquire()
        group._patience = 0.2
        # On a busy machine this caller may come so late that the group counts as stuck already.
        with pytest.raises(StoreError, match=r"no answer|stuck"):
            group.submit(2)
        with pytest.raises(StoreError, match="stuck"):  # at once; who has waited hears of no answer
            group.submit(3)
        group._patience = PATIENT
        assert group._waiting == []
        disk.may_end.release(2)
        assert (first.result(), group.submit(4)) == (10, 40)
    # 2 gave up while it still waited, 3 never waited: neither was carried out.
    assert disk.groups == [[1], [4]]
    assert group.close()


def test_while_work_fails_slowly_one_caller_at_a_time_tries_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "SLOW", 0.0)
    disk, broken = Disk(), threading.Event()

    def work(requests: Sequence[int]) -> list[int]:
        replies = disk.work(requests)
        if broken.is_set():
            raise OSError("locked")
        return replies

    group = GroupCommit(work, patience=PATIENT)
    broken.set()
    with ThreadPoolExecutor(2) as callers:
        first = callers.submit(group.submit, 1)
        disk.began.acquire()
        disk.may_end.release()
        assert isinstance(first.exception(), StoreError)
        trying = callers.submit(group.submit, 2)
        disk.began.acquire()
        with pytest.raises(StoreError, match="another request"):
            group.submit(3)
        broken.clear()
        disk.may_end.release()
        assert trying.result() == 20
        # It works again, so that others may wait once more.
        more = [callers.submit(group.submit, request) for request in (4, 5)]
        disk.may_end.release(2)
        assert [each.result() for each in more] == [40, 50]
    assert group.close()


def test_closing_carries_out_what_waits_and_refuses_what_comes_later() -> None:
    disk = Disk()
    group = GroupCommit(disk.work, patience=PATIENT)
    with ThreadPoolExecutor(3) as callers:
        first = callers.submit(group.submit, 1)
        disk.began.acquire()
        second = callers.submit(group.submit, 2)
        until(partial(waits, group, 1))
        closed = callers.submit(group.close)
        disk.may_end.release(2)
        assert (first.result(), second.result(), closed.result()) == (10, 20, True)
    with pytest.raises(StoreError, match="closed"):
        group.submit(3)


def test_closing_does_not_wait_for_ever_for_work_that_hangs() -> None:
    disk = Disk()
    group = GroupCommit(disk.work, patience=PATIENT)
    with ThreadPoolExecutor(1) as callers:
        first = callers.submit(group.submit, 1)
        disk.began.acquire()
        group._patience = 0.3
        assert not group.close()
        group._patience = PATIENT
        disk.may_end.release()
        assert (first.result(), group.close()) == (10, True)
