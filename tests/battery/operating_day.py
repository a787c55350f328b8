"""A day of operation in fast motion: `python -m tests.battery operating_day --rounds 10`.

Ten readers take checks and read pages while a site is deployed, loses its content folder, its workers and
the room on its disk, sees its tables upgraded by a newer program and rolled back, is backed up, restored
elsewhere, gets new keys, moves from SQLite to PostgreSQL, and has that restarted. Nothing that was
acknowledged may be lost, no page may fail, /readyz must tell of each unrecorded response within two seconds,
and the log must do so in few lines.
"""

import json
import os
import re
import shutil
import signal
import sqlite3
import tarfile
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from battery.report import Report
from battery.running import CONTENT, DATABASE, Crowd, found_in
from battery.serving import ARTICLE, KEY, NEXT_KEY, ROOT, Server, at_work, fetch, quizapp
from battery.storage_faults import Place, full, sqlite_place, turn
from postgres_server import PostgresServer, responses_in, running
from waiting import until

from quizapp.attempts.tables import SCHEMA_VERSION

READERS = 10
ANNOUNCED = 2.0
"""Seconds within which /readyz has to tell of a response that went unrecorded."""
MOST_LINES = 20
"""Lines about storage that the log of the whole day may have, for each round."""
PAGES = (CONTENT, f"/articles/{ARTICLE}", f"/embed/{ARTICLE}/red-flags", "/")
Span = tuple[float, float]
"""Two moments: a machine may stand still between them."""


def run(*, rounds: int = 10) -> Report:
    """Live through the day, with each of its events so many times."""
    crowd = Crowd(0, Report(), pages=PAGES, patient=True)  # what is lost with a process is sent again
    failing: list[Span] = []
    with (
        tempfile.TemporaryDirectory(dir="/tmp") as scratch,
        sqlite_place(Path(scratch)) as place,
        running("fsync=on") as postgres,
    ):
        content, url = place.scratch / "content", postgres.new_database()
        shutil.copytree(ROOT / "content" / ARTICLE, place.scratch / "release-0" / ARTICLE)
        content.symlink_to(place.scratch / "release-0")
        with crowd.at_work(READERS), at_work([partial(watch, crowd, failing)]):
            with served(crowd, place, content, KEY) as server:
                for number in range(1, rounds + 1):
                    live_through_the_morning(crowd, place, content, server, number)
            quizapp("db", "copy", f"sqlite:///{place.file}", url)
            rotation = {f"{KEY}, {NEXT_KEY}": signal.SIGINT, f"{NEXT_KEY}, {KEY}": signal.SIGQUIT}
            for keys, how in rotation.items():
                with served(crowd, place, content, keys, QUIZAPP_DATABASE_URL=url):
                    for _ in range(rounds):
                        restart(postgres, how)
                        crowd.wait_for(READERS)
        for key in crowd.lost(responses_in(url), crowd.acknowledged):
            crowd.report.fail("lost", str(key))
        judge_announcements(crowd, failing, rounds, place.scratch / "log")
    return crowd.report


@contextmanager
def served(crowd: Crowd, place: Place, content: Path, keys: str, **environment: str) -> Iterator[Server]:
    settings = {"QUIZAPP_CONTENT": str(content), "QUIZAPP_SECRET_KEYS": keys, "QUIZAPP_RATE_LIMIT": "0"}
    with Server(place.state, environment={**settings, **environment}) as server:
        server.log = place.scratch / "log"  # not on the disk that will be full
        place.processes = server.processes
        server.start()
        crowd.port = server.port
        yield server
        server.stop()


def watch(crowd: Crowd, failing: list[Span], end: threading.Event) -> None:
    """Note from when /readyz was asked until it said that recording fails."""
    while not end.wait(0.2):
        asked, said = time.time(), crowd.ask("/readyz")
        if said is not None and json.loads(said)["storage"] == "failing":
            failing.append((asked, time.time()))


def live_through_the_morning(crowd: Crowd, place: Place, content: Path, server: Server, number: int) -> None:
    """Let happen all that can happen on SQLite."""
    crowd.wait_for(READERS)
    deploy(server.port, content, number)
    lose_folder(content)
    os.kill(server.workers()[-1], signal.SIGKILL)
    back_up(crowd, place)
    with full(place):
        until_unrecorded(crowd)
    crowd.wait_for(READERS)
    set_version(place, "9999")  # as a newer program does that upgrades the tables
    until_unrecorded(crowd)
    set_version(place, SCHEMA_VERSION)


def until_unrecorded(crowd: Crowd) -> None:
    """Wait until each reader has met it that a response is not recorded."""
    known = len(crowd.unrecorded())
    until(lambda: len(crowd.unrecorded()) > known + READERS)


def deploy(port: int, content: Path, number: int) -> None:
    """Write a release beside the last one and swap the link; wait until it is served."""
    release = content.with_name(f"release-{number}")
    shutil.copytree(content, release)
    path = release / ARTICLE / "article.yaml"
    path.write_text(re.sub(r"(?m)^title: .*$", f"title: Release {number}", path.read_text(), count=1))
    link = content.with_name("next")
    link.symlink_to(release)
    link.replace(content)
    until(lambda: f"Release {number}".encode() in fetch(port, CONTENT)[1])


def lose_folder(content: Path) -> None:
    folder = content.resolve() / ARTICLE
    away = folder.rename(folder.with_name(".away"))
    time.sleep(2.5)
    away.rename(folder)


def set_version(place: Place, version: str) -> None:
    with turn(place), closing(sqlite3.connect(place.file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [version])
        connection.commit()


def back_up(crowd: Crowd, place: Place) -> None:
    """Back the running site up, restore that elsewhere, and look for all that was acknowledged before."""
    folder = place.scratch / "backups"
    folder.mkdir(exist_ok=True)
    before = list(crowd.acknowledged)
    quizapp("db", "backup", str(folder), "--keep", "2", "--state", str(place.state))
    with (
        tempfile.TemporaryDirectory(dir=folder) as restored,
        tarfile.open(max(folder.glob("quizapp-*.tar.gz"))) as archive,
    ):
        archive.extractall(restored, filter="data")
        for key in crowd.lost(found_in(Path(restored) / DATABASE).steps, before):
            crowd.report.fail("not in a backup", str(key))
        if not (Path(restored) / "history" / ARTICLE / "last.json").exists():
            crowd.report.fail("no history in a backup")


def restart(postgres: PostgresServer, how: signal.Signals) -> None:
    postgres.stop(how)
    time.sleep(0.5)
    postgres.start("fsync=on")


def judge_announcements(crowd: Crowd, failing: list[Span], rounds: int, log: Path) -> None:
    """Find what went unrecorded without a word of /readyz in time, and a log that tells too much of it."""
    unrecorded = crowd.unrecorded()
    crowd.report.count("responses recorded", len(crowd.acknowledged))
    crowd.report.count("responses unrecorded", len(unrecorded))
    for each in unrecorded:
        near = (each.sent - ANNOUNCED, each.received + ANNOUNCED)
        if not any(told >= near[0] and asked <= near[1] for asked, told in failing):
            crowd.report.fail("unrecorded, and /readyz did not tell", str(each))
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    told = [line["message"] for line in lines if line["event"] == "storage"]
    of_recording = [message for message in told if not message.startswith("steps are recorded in")]
    if not 0 < len(of_recording) <= MOST_LINES * rounds:
        crowd.report.fail(f"{len(of_recording)} lines about storage in the log", str(of_recording[:1]))
