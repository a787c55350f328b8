"""The program with one fault, for the drivers to find: `python -m battery.broken_builds FAULT serve ...`.

A fault is put in at run time, before the command line is read and before any worker is forked: another class
or function stands in the place of one of ours, which must be there. Drivers name it: `Server(state,
fault=FAULT)`.
"""

import json
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import make_url

from quizapp import cli, rules
from quizapp.attempts import database, sql_store
from quizapp.attempts.delivery import Delivery
from quizapp.attempts.model import Attempt, Edition, Step
from quizapp.attempts.sql_store import SqlStore
from quizapp.attempts.tables import row_of
from quizapp.errors import StoreError
from quizapp.library import follower, sandbox
from quizapp.library.follower import Follower
from quizapp.quiz.bank import ItemBank
from quizapp.web import app
from quizapp.web.ops.reload import Watch
from quizapp.web.prebuilt import reply


def put(owner: Any, name: str, stand_in: object) -> None:
    """Put something in the place of a thing that must be there."""
    assert hasattr(owner, name), f"{owner} has no {name}"
    setattr(owner, name, stand_in)


@contextmanager
def opened(url: str) -> Iterator[sqlite3.Connection]:
    """Open the file of a store beside it, for as long as it takes to write."""
    file = make_url(url).database
    assert file is not None, "the drivers break files"
    with closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")


class StoresNothing(SqlStore):
    """Says that it recorded, and did not."""

    def record(self, step: Step) -> Step:
        return step

    def keep(self, edition: Edition) -> None:
        """Forget it."""


class RecordsLater(SqlStore):
    """Says that it recorded five seconds before it does."""

    def record(self, step: Step) -> Step:
        threading.Timer(5, super().record, [step]).start()
        return step


class CountsTwice(SqlStore):
    """Records every response that it gets, in a table without a key."""

    def record(self, step: Step) -> Step:
        self.ping()
        row = row_of(step)
        with opened(self._url) as connection:
            columns = connection.execute("PRAGMA table_info(steps)").fetchall()
            if any(column[-1] for column in columns):  # the last member says what of the key it is
                connection.execute("ALTER TABLE steps RENAME TO steps_with_key")
                connection.execute("CREATE TABLE steps AS SELECT * FROM steps_with_key")
            insert = "INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            connection.execute(insert, tuple(row.values()))
        return step


class LetsTheLastWin(SqlStore):
    """Records another response over the first one."""

    def record(self, step: Step) -> Step:
        if super().record(step) != step:
            row = {"nonce": step.nonce, "number": step.number, "response": json.dumps(step.response)}
            change = "UPDATE steps SET response = :response WHERE nonce = :nonce AND number = :number"
            with opened(self._url) as connection:
                connection.execute(change, row)
        return step


class GivesUp(SqlStore):
    """Never records again after it failed once."""

    failed = False

    def record(self, step: Step) -> Step:
        if self.failed:
            raise StoreError("it gave up")
        try:
            return super().record(step)
        except StoreError:
            self.failed = True
            raise


class ReadsAtOnce(Follower):
    """Reads files while they are written."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **{**more, "settled": 0.0})


class LooksSeldom(Watch):
    """Looks for edits every five seconds."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **{**more, "interval": 5.0})


class SwapsInTwoSteps(Watch):
    """Takes up an edit, then shows what was served before beside the tables of the edit for a moment."""

    def _poll(self) -> None:
        site, before = self._site, self._site.snapshot
        super()._poll()
        if (new := site.snapshot) is not before:
            site.snapshot = replace(before, table=new.table)
            time.sleep(0.3)
            site.snapshot = new


def record_or_say_so(delivery: Delivery, step: Step) -> tuple[Step, bool]:
    try:
        return delivery.store.record(step), True
    except StoreError:
        return step, True


def newest_edition(delivery: Delivery, attempt: Attempt) -> ItemBank:
    return delivery.banks.editions(attempt.article)[0]


def no_rules() -> None:
    put(rules, "check", lambda *_: [])


def no_rules_in_checks() -> None:
    """Let the process that checks articles do without rules: it is another program."""
    no_rules()
    start = f"import sys; sys.path[:0] = {sys.path!r}; from battery import broken_builds"
    put(sandbox, "_PROGRAM", f"{start}; broken_builds.no_rules(); {sandbox._PROGRAM}")


def etag_of_the_beginning() -> None:
    whole = reply.etag_of
    put(reply, "etag_of", lambda form: whole(form[:30]))


FAULTS: Mapping[str, Callable[[], None]] = {
    "stores nothing": lambda: put(sql_store, "SqlStore", StoresNothing),
    "says recorded too early": lambda: put(sql_store, "SqlStore", RecordsLater),
    "counts twice": lambda: put(sql_store, "SqlStore", CountsTwice),
    "lets the last response win": lambda: put(sql_store, "SqlStore", LetsTheLastWin),
    "never records again": lambda: put(sql_store, "SqlStore", GivesUp),
    "syncs at times": lambda: put(database, "_PRAGMAS", (*database._PRAGMAS, "synchronous=NORMAL")),
    "calls everything recorded": lambda: put(Delivery, "_record", record_or_say_so),
    "has a probe that lies": lambda: put(SqlStore, "works", lambda _: True),
    "swaps tables one after the other": lambda: put(app, "Watch", SwapsInTwoSteps),
    "drops a broken article": lambda: put(Follower, "_good", lambda *_: None),
    "serves a broken article": no_rules_in_checks,
    "reads files while they are written": lambda: put(follower, "Follower", ReadsAtOnce),
    "looks for edits every five seconds": lambda: put(app, "Watch", LooksSeldom),
    "makes an ETag from the beginning of a body": etag_of_the_beginning,
    "goes on with the newest edition": lambda: put(Delivery, "_edition", newest_edition),
}
"""What each build does, and what makes it do so."""


if __name__ == "__main__":
    FAULTS[sys.argv.pop(1)]()
    cli.main()
