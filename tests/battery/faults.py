"""Break the storage of a running site in every way, and in every two: `python -m tests.battery faults`.

While readers take checks over HTTP each fault happens, lasts, and is repaired without a restart, alone and in
pairs. All the time content must be served and every response get its outcome, every check its report; no
reply may be an error, and none may say `recorded` of a step that is not in the database that was in place.
`/readyz` must say what the replies say, and two seconds after the repair everything must be recorded again.
`--database postgres` does the same to a PostgreSQL server, and `--only "full locked,away"` tries these alone.
"""

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import combinations
from pathlib import Path

from battery.postgres_faults import Base, postgres_faults
from battery.report import Report
from battery.running import CONTENT, Crowd, Found
from battery.serving import ARTICLE, Server
from battery.storage_faults import HEALS_ITSELF, Fault, sqlite_faults, sqlite_place, without_special_rights
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

Databases = Callable[[], Iterable[tuple[Found, float]]]
"""Gives what is in every database that was in place, and until when it was."""
Site = tuple[Server, Mapping[str, Fault], Databases]


@contextmanager
def on_sqlite(scratch: Path, fault: str) -> Iterator[Site]:
    with (
        sqlite_place(scratch) as place,
        Server(place.state, fault=fault, before=without_special_rights()) as server,
    ):
        server.log = scratch / "log"
        place.processes = server.processes
        yield server, sqlite_faults(place), place.databases
        assert place.has_room(), "the file system of the driver is too small for so many trials"


@contextmanager
def on_postgres(scratch: Path, fault: str) -> Iterator[Site]:
    with running("fsync=on") as postgres:
        base = Base(postgres, postgres.new_database())
        environment = {"QUIZAPP_DATABASE_URL": base.url}

        def databases() -> list[tuple[Found, float]]:
            return [(Found("ok", 0, responses_in(base.url)), float("inf"))]

        with Server(scratch / "state", fault=fault, environment=environment) as server:
            yield server, postgres_faults(base), databases


def run(*, database: str = "sqlite", only: str = "", fault: str = "") -> Report:
    """Try every fault and every two, or those named."""
    report = Report()
    site = {"sqlite": on_sqlite, "postgres": on_postgres}[database]
    with tempfile.TemporaryDirectory() as scratch, site(Path(scratch), fault) as (server, faults, databases):
        server.start()
        crowd = Crowd(server.port, report, pages=PAGES)
        with crowd.at_work(READERS):
            crowd.wait_for(1)  # there must be something to break
            for names in [tuple(each.split(",")) for each in only.split()] or singles_and_pairs(list(faults)):
                trial(names, faults, server, crowd)
        server.kill()
        judge_recorded(crowd, list(databases()))
    return report


def singles_and_pairs(names: list[str]) -> list[tuple[str, ...]]:
    pairs = [pair for pair in combinations(names, 2) if pair != ("hung", "away")]  # what is away cannot hang
    return [*((name,) for name in names), *pairs]


def trial(names: Sequence[str], faults: Mapping[str, Fault], server: Server, crowd: Crowd) -> None:
    """Let faults happen, and repair them in the opposite order."""
    report, pages = crowd.report, crowd.report.seconds["pages"]
    begun, which = len(pages), " + ".join(names)
    with ExitStack() as happening:
        for name in names:
            happening.enter_context(faults[name]())
        agreed, storage = _agreement(server, crowd)
        if not agreed:
            report.fail(f"/readyz says {storage} and the replies do not", which)
        elif storage == "ok" and not set(names) & HEALS_ITSELF:
            report.fail("the fault had no effect", which)
        time.sleep(LASTS)
    repaired = time.time()
    time.sleep(RESUMES + 0.7)
    until(lambda: any(each.sent > repaired + RESUMES for each in crowd.answered[-READERS:]))
    after = [each for each in list(crowd.answered) if each.sent > repaired]
    resumed = max((each.sent - repaired for each in after if not each.recorded), default=0.0)
    report.count("trials")
    report.seconds["recording resumed"].append(resumed)
    if resumed > RESUMES or not any(each.recorded for each in after):
        report.fail("recording did not resume", which)
    if max(pages[begun:], default=0.0) > SLOWEST:
        report.fail("content is served too slowly", which)
    if server.storage() != "ok":
        report.fail("/readyz says that the store still fails", which)


def _agreement(server: Server, crowd: Crowd) -> tuple[bool, str]:
    """Wait until /readyz says the same as the replies to responses that were sent since now."""
    applied = time.time()
    while True:
        before, storage = time.time(), server.storage()
        since = [each.recorded for each in list(crowd.answered) if each.sent > applied]
        if storage in {"ok", "failing"} and set(since[-READERS:]) == {storage == "ok"}:
            return True, storage
        if before > applied + AGREES and (len(since) > REPLIES or before > applied + LONGEST):
            return False, storage
        time.sleep(0.1)


def judge_recorded(crowd: Crowd, databases: Sequence[tuple[Found, float]]) -> None:
    """Find the steps that were said to be recorded and are in no database that was in place then."""
    for each in crowd.answered:
        steps = [found.steps for found, last in databases if each.sent <= last]
        if each.recorded and not any(kept.get(each.key) == each.response for kept in steps):
            crowd.report.fail("falsely recorded", str(each))
