"""Break the storage of a running site in every way, and in every two: `python -m tests.battery faults`.

While readers take checks over HTTP each fault happens, lasts, and is repaired without a restart, alone and in
pairs. All the time content must be served and every response get its outcome, every check its report; no
reply may be an error, and none may say `recorded` of a step that is not in the database that was in place.
`/readyz` must say what the replies say, and two seconds after the repair everything must be recorded again.
Exits with 1 otherwise. `--database postgres` does the same to a PostgreSQL server.
"""

import json
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from itertools import combinations
from pathlib import Path
from random import Random

from battery.postgres_faults import Base, postgres_faults
from battery.running import (
    CONTENT,
    Client,
    Found,
    Kept,
    Key,
    Reader,
)
from battery.serving import ARTICLE, Server, at_work
from battery.storage_faults import (
    HEALS_ITSELF,
    Fault,
    sqlite_faults,
    sqlite_place,
    without_special_rights,
)
from postgres_server import responses_in, running
from waiting import until

READERS = 4
LASTS = 1.5
"""Seconds that a fault lasts after /readyz agrees with the replies."""
RESUMES = 2.0
"""Seconds after a repair from which on everything must be recorded."""
AGREES = 8.0
"""Seconds that /readyz has to say what the replies say; a caller of the store waits for five at the most."""
REPLIES = 200
"""Replies that must have come by then, else /readyz has longer: few come while a machine stands still."""
LONGEST = 60.0
"""Seconds after which /readyz has no more time, however few replies there are."""
SLOWEST = 8.0
"""Seconds that a page may take when a fault begins, while readers wait for a store that hangs."""
PAGES = (CONTENT, f"/articles/{ARTICLE}", f"{CONTENT}/quiz", f"{CONTENT}/red-flags")


@dataclass(frozen=True)
class Answered:
    """One response of a reader, and what was said of it."""

    key: Key
    response: Kept
    sent: float
    received: float
    recorded: bool


@dataclass
class Seen:
    """What readers saw. Threads add to it, under `lock`."""

    answered: list[Answered] = field(default_factory=list)
    reports: int = 0
    gets: list[float] = field(default_factory=list)
    """Seconds that each page took."""
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def reading(port: int, seen: Seen, seed: object) -> AbstractContextManager[None]:
    """Let readers take checks and read pages until the end."""
    responding = [partial(_respond, port, seen, Random(f"{seed} {number}")) for number in range(READERS)]
    return at_work([*responding, partial(_get, port, seen)])


def _respond(port: int, seen: Seen, random: Random, end: threading.Event) -> None:
    client, reader = Client(port), Reader(random)
    while not end.wait(0.02):
        now, sent = reader.asked, time.time()
        try:
            status, body = client.post(now.path, now.body)
        except (OSError, HTTPException) as error:
            with seen.lock:
                seen.wrong.append(f"no reply: {error!r}")
            continue
        reply = json.loads(body)
        with seen.lock:
            if status != (201 if now.key is None else 200):
                seen.wrong.append(f"{status} {body[:200].decode()}")
                continue
            if now.key is not None:
                seen.answered.append(Answered(now.key, now.response, sent, time.time(), reply["recorded"]))
                if not isinstance(reply["outcome"]["correct"], bool):
                    seen.wrong.append("no outcome")
            if reply["item"] is None:
                seen.reports += reply["report"]["verdict"] is not None
        reader.take(reply)
        # By a connection of its own each time, so that it comes to any of the workers.
        client.close()
    client.close()


def _get(port: int, seen: Seen, end: threading.Event) -> None:
    client, number = Client(port), 0
    while not end.wait(0.02):
        number += 1
        page, began = PAGES[number % len(PAGES)], time.monotonic()
        try:
            status, _ = client.get(page)
        except (OSError, HTTPException) as error:
            status = 0
            with seen.lock:
                seen.wrong.append(f"{page}: {error!r}")
        with seen.lock:
            seen.gets.append(time.monotonic() - began)
            if status != 200:
                seen.wrong.append(f"{page}: {status}")
        client.close()


@dataclass
class Trial:
    """One fault or two, and what came of it."""

    names: tuple[str, ...]
    storage: str
    """What /readyz said at last while it lasted."""
    responses: int
    unrecorded: int
    slowest_page: float
    then: float
    """The same, of pages after /readyz agreed with the replies."""
    resumed: float
    """Seconds after the repair at which the last response was sent that was not recorded."""
    wrong: list[str]

    def text(self) -> str:
        wrong = [f"\n    {text}: {number}" for text, number in Counter(self.wrong).most_common(5)]
        return (
            f"{' + '.join(self.names):28}{self.storage:9}{self.responses:6} responses, {self.unrecorded:4} "
            f"not recorded, slowest page {self.slowest_page:5.2f} s, then {self.then:5.2f} s, "
            f"resumed after {self.resumed:4.2f} s{''.join(wrong)}"
        )


def trial(names: Sequence[str], faults: Mapping[str, Fault], server: Server, seen: Seen) -> Trial:
    """Let faults happen, and repair them in the opposite order."""
    with seen.lock:
        answered, gets, wrong = len(seen.answered), len(seen.gets), len(seen.wrong)
    found = []
    with ExitStack() as happening:
        for name in names:
            happening.enter_context(faults[name]())
        agreed, storage = _agreement(server, seen, time.time())
        if not agreed:
            found.append(f"/readyz says {storage} and the replies do not")
        if storage not in {"ok", "failing"}:
            found.append("/readyz does not answer")
        if storage == "ok" and not set(names) & HEALS_ITSELF:
            found.append("the fault had no effect")
        with seen.lock:
            settled = len(seen.gets)
        time.sleep(LASTS)
    repaired = time.time()
    time.sleep(RESUMES + 0.7)
    until(lambda: any(each.sent > repaired + RESUMES for each in seen.answered[-READERS:]))
    with seen.lock:
        during = seen.answered[answered:]
        slowest, then = max(seen.gets[gets:], default=0.0), max(seen.gets[settled:], default=0.0)
        found += seen.wrong[wrong:]
    after = [each for each in during if each.sent > repaired]
    resumed = max((each.sent - repaired for each in after if not each.recorded), default=0.0)
    if slowest > SLOWEST:
        found.append("content is served too slowly")
    if resumed > RESUMES or not any(each.recorded for each in after):
        found.append("recording did not resume")
    if server.storage() != "ok":
        found.append("/readyz says that the store still fails")
    unrecorded = sum(not each.recorded for each in during)
    return Trial(tuple(names), storage, len(during), unrecorded, slowest, then, resumed, found)


def _agreement(server: Server, seen: Seen, applied: float) -> tuple[bool, str]:
    """Wait until /readyz says the same as the replies to responses that were sent when it happened."""
    while True:
        before = time.time()
        storage = server.storage()
        with seen.lock:
            since = [each.recorded for each in seen.answered if each.sent > applied]
        if storage in {"ok", "failing"} and set(since[-READERS:]) == {storage == "ok"}:
            return True, storage
        if before > applied + AGREES and (len(since) > REPLIES or before > applied + LONGEST):
            return False, storage
        time.sleep(0.1)


def false_records(seen: Seen, databases: Sequence[tuple[Found, float]]) -> list[Answered]:
    """Return the steps that were said to be recorded and are in no database that was in place then."""
    return [
        each
        for each in seen.answered
        if each.recorded
        and not any(
            each.sent <= until and found.steps.get(each.key) == each.response for found, until in databases
        )
    ]


@dataclass
class Result:
    """What all trials of a run came to."""

    trials: list[Trial]
    seen: Seen
    false: list[Answered]

    @property
    def fine(self) -> bool:
        return not self.false and not self.seen.wrong and not any(each.wrong for each in self.trials)

    def text(self) -> str:
        gets = sorted(self.seen.gets)
        recorded = sum(each.recorded for each in self.seen.answered)
        return (
            f"{len(self.trials)} trials, {sum(bool(each.wrong) for each in self.trials)} of them wrong; "
            f"{len(gets)} pages, p99 {gets[int(0.99 * (len(gets) - 1))]:.2f} s, slowest {gets[-1]:.2f} s; "
            f"{len(self.seen.answered)} responses, {recorded} recorded, {len(self.false)} falsely so, "
            f"{self.seen.reports} reports, {len(self.seen.wrong)} errors; recording resumed after "
            f"{max(each.resumed for each in self.trials):.2f} s at the most"
        )


Choose = Callable[[list[str]], list[tuple[str, ...]]]
"""What to try, from the names of all faults."""


def run_sqlite(choose: Choose, *, seed: int = 1, fault: str | None = None) -> Result:
    """Break a SQLite file in the ways that are chosen from the names of all faults."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        place = stack.enter_context(sqlite_place(scratch))
        server = stack.enter_context(Server(place.state, fault=fault, before=without_special_rights()))
        server.log = scratch / "log"
        server.start()
        place.processes = server.processes
        seen = Seen()
        faults = sqlite_faults(place)
        with reading(server.port, seen, seed):
            while not any(each.recorded for each in seen.answered):  # there must be something to break
                time.sleep(0.05)
            trials = _trials(choose(list(faults)), faults, server, seen)
        server.kill()
        if not place.has_room():
            raise SystemExit("the file system of the driver is too small for so many trials")
        return Result(trials, seen, false_records(seen, list(place.databases())))


def run_postgres(choose: Choose, *, seed: int = 1, fault: str | None = None) -> Result:
    """Break a PostgreSQL server in the ways that are chosen from the names of all faults."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = stack.enter_context(running("fsync=on"))
        base = Base(postgres, postgres.new_database())
        server = stack.enter_context(
            Server(scratch / "state", fault=fault, environment={"QUIZAPP_DATABASE_URL": base.url})
        )
        server.start()
        seen, faults = Seen(), postgres_faults(base)
        with reading(server.port, seen, seed):
            trials = _trials(choose(list(faults)), faults, server, seen)
        server.kill()
        steps = responses_in(base.url)
        found = Found("ok", len(steps), steps)
        return Result(trials, seen, false_records(seen, [(found, float("inf"))]))


def _trials(
    chosen: Sequence[tuple[str, ...]], faults: Mapping[str, Fault], server: Server, seen: Seen
) -> list[Trial]:
    done = []
    for names in chosen:
        done.append(trial(names, faults, server, seen))
        print(done[-1].text(), flush=True)
    return done


def singles_and_pairs(names: list[str]) -> list[tuple[str, ...]]:
    pairs = [pair for pair in combinations(names, 2) if pair != ("hung", "away")]  # what is away cannot hang
    return [*((name,) for name in names), *pairs]


def main(*, database: str = "sqlite", only: str = "", seed: int = 1) -> bool:
    """Try every fault and every two, or with `only` those named, at once: `--only locked,full`."""
    run = {"sqlite": run_sqlite, "postgres": run_postgres}[database]
    result = run((lambda _: [tuple(only.split(","))]) if only else singles_and_pairs, seed=seed)
    print(result.text())
    return result.fine
