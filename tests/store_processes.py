"""What tests of the store let other processes do: `python -m store_processes NAME URL`.

Every one writes lines to standard output when there is something to know, and ends when its input does.
"""

import fcntl
import os
import resource
import signal
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from steps import make_step, open_store
from waiting import PATIENT

from quizapp.attempts.sql_store import SqlStore
from quizapp.errors import StoreError


def say(*words: object) -> None:
    # One write a line: several threads talk at once.
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def hammer(url: str) -> None:
    """Record 400 steps whose keys another process uses too, up or down as told, and say whose they became.

    It records the first alone, and waits to be told to go on: by then the other process has its first, too.
    """
    store = SqlStore(url, patience=PATIENT)
    store.ping()
    say("ready")
    first, *others = {"up\n": range(400), "down\n": range(399, -1, -1)}[sys.stdin.readline()]

    def record(number: int) -> None:
        kept = store.record(make_step(f"attempt-{number % 20}", number, item=f"by-{os.getpid()}"))
        say(kept.nonce, kept.number, kept.item)

    record(first)
    sys.stdin.readline()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(record, others))
    store.close()


def hold_database(url: str) -> None:
    """Lock the database for everyone, as a stranger's program would."""
    connection = sqlite3.connect(file_of(url))
    connection.execute("BEGIN EXCLUSIVE")
    say("locked")
    sys.stdin.read()
    connection.close()


def hold_turn(url: str) -> None:
    """Take the turn to write and hang, as a stopped process of ours would."""
    with Path(f"{file_of(url)}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        say("locked")
        sys.stdin.read()


def fill_disk(url: str) -> None:
    """Say what becomes of a ping and of a step before, while and after no file can grow."""
    store = SqlStore(url)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for number, limit in enumerate([hard, 1, hard]):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        for call in (store.ping, partial(store.record, make_step(number=number))):
            try:
                call()
                say("done")
            except StoreError as error:
                say(type(error.__cause__).__name__)
    store.close()


def fork(url: str) -> None:
    """Record in a forked child while the parent records too, with a store that was closed before."""
    store = open_store(url)
    child = os.fork()
    for number in range(50):
        store.record(make_step("parent" if child else "child", number))
    store.close()
    if child:
        os.waitpid(child, 0)
    else:
        os._exit(0)


def fork_too_late(url: str) -> None:
    """Say what a child sees that was forked while the store was in use."""
    store = SqlStore(url)
    store.record(make_step("parent", 0))
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        store.record(make_step("parent", 1))
        store.close()
    else:
        for call in (lambda: store.record(make_step("child")), store.ping, lambda: list(store.steps("x"))):
            try:
                call()
                say("done")
            except StoreError as error:
                say(error)
        store.close()
        os._exit(0)


def file_of(url: str) -> str:
    return url.removeprefix("sqlite:///")


if __name__ == "__main__":
    globals()[sys.argv[1]](sys.argv[2])
