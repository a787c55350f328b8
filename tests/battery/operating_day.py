"""A day of operation in fast motion: `python -m tests.battery operating_day --rounds 10`.

Ten readers take checks and read pages while a site is deployed, loses its content folder, its workers and
the room on its disk, sees its tables upgraded by a newer program and rolled back, is backed up, restored
elsewhere, gets new keys, moves from SQLite to PostgreSQL, and has that restarted. Nothing that was
acknowledged may be lost, no page may fail, /readyz must tell of each unrecorded response within two seconds,
and the log must do so in few lines.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from pathlib import Path
from random import Random

from battery.running import BEGIN as BEGINNING
from battery.running import CONTENT, RESPOND, Client, found_in
from battery.serving import ARTICLE, KEY, ROOT, Server, at_work
from battery.storage_faults import Place, full, sqlite_place, turn
from postgres_server import PostgresServer, responses_in, running
from waiting import until

from quizapp.attempts.tables import SCHEMA_VERSION
from quizapp.attempts.tokens import Tokens

READERS = 10
NEW_KEY = "the key that follows on that one"
ANNOUNCED = 2.0
"""Seconds within which /readyz has to tell of a response that went unrecorded."""
MOST_LINES = 20
"""Lines about storage that the log of the whole day may have, for each round."""
PAGES = (CONTENT, f"/articles/{ARTICLE}", f"/embed/{ARTICLE}/red-flags", "/")
Key = tuple[str, int]
Span = tuple[float, float]
"""Two moments: a machine may stand still between them."""


@dataclass
class Day:
    """The site, and what its readers and its operator saw. Threads add to it."""

    port: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    """Of pages and calls; 0 where there was no reply, as while the server is restarted."""
    wrong: list[str] = field(default_factory=list)
    acknowledged: dict[Key, list[str]] = field(default_factory=dict)
    unrecorded: list[Span] = field(default_factory=list)
    """From when a response was sent until it came back and was not recorded."""
    failing: list[Span] = field(default_factory=list)
    """From when /readyz was asked until it said so."""
    lost: int = 0
    """Acknowledged steps that are not in the last database."""
    lines: list[str] = field(default_factory=list)
    """What the log said of recording."""

    def unannounced(self) -> int:
        """How many responses went unrecorded without a word of /readyz in time."""
        return sum(
            not any(told >= sent - ANNOUNCED and asked <= lost + ANNOUNCED for asked, told in self.failing)
            for sent, lost in self.unrecorded
        )


def _ask_anew(day: Day, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    """The status and body of a reply on a new connection, to any worker; 0 and nothing where none came."""
    client = Client(day.port)
    try:
        status, said = client.get(path) if body is None else client.post(path, body)
    except (OSError, HTTPException):
        status, said = 0, b""
        time.sleep(0.05)
    finally:
        client.close()
    day.statuses[status] += 1
    if status >= 300:
        day.wrong.append(f"{path}: {status} {said[:200].decode(errors='replace')}")
    return status, said


def _take_checks(day: Day, number: int, end: threading.Event) -> None:
    tokens, random, turn = Tokens([KEY, NEW_KEY]), Random(number), None
    while not end.wait(0.03):
        if turn is None or turn["item"] is None:
            status, said = _ask_anew(day, BEGINNING, b"{}")
            turn = json.loads(said) if status == 201 else None
            continue
        attempt = tokens.read(turn["attempt"])
        response = [random.choice(turn["item"]["options"])["id"]]
        body = {"attempt": turn["attempt"], "item": turn["item"]["id"], "response": response}
        status, said, sent = 0, b"", 0.0
        while not status and not end.is_set():  # what is lost with a process is sent again, as by a proxy
            sent = time.monotonic()
            status, said = _ask_anew(day, RESPOND, json.dumps(body).encode())
        turn = json.loads(said) if status == 200 else None
        if turn is not None and turn["recorded"]:
            day.acknowledged[attempt.nonce, len(attempt.steps)] = response
        elif turn is not None:
            day.unrecorded.append((sent, time.monotonic()))


def _read_pages(day: Day, end: threading.Event) -> None:
    number = 0
    while not end.wait(0.02):
        number += 1
        _ask_anew(day, PAGES[number % len(PAGES)])


def _watch(day: Day, end: threading.Event) -> None:
    while not end.wait(0.2):
        asked = time.monotonic()
        status, said = _ask_anew(day, "/readyz")
        if status == 200 and json.loads(said)["storage"] == "failing":
            day.failing.append((asked, time.monotonic()))


@contextmanager
def _served(day: Day, state: Path, content: Path, keys: str, **environment: str) -> Iterator[Server]:
    settings = {"QUIZAPP_CONTENT": str(content), "QUIZAPP_SECRET_KEYS": keys, "QUIZAPP_RATE_LIMIT": "0"}
    with Server(state, workers=2, environment={**settings, **environment}) as server:
        server.log = content.with_name("log")  # not on the disk that will be full
        server.start()
        day.port = server.port
        yield server
        server.stop()


def _recording(day: Day) -> None:
    """Wait until responses are recorded again, each of them."""
    known = len(day.acknowledged)
    until(lambda: len(day.acknowledged) > known + READERS)


def _deploy(day: Day, content: Path, number: int) -> None:
    """Write a release beside the last one and swap the link; wait until it is served."""
    release = content.with_name(f"release-{number}")
    shutil.copytree(content, release)
    path = release / ARTICLE / "article.yaml"
    lines = path.read_text().splitlines(keepends=True)
    title = next(line for line in lines if line.startswith("title:"))
    path.write_text("".join(lines).replace(title, f"title: Release {number}\n", 1))
    link = content.with_name("next")
    link.symlink_to(release)
    link.replace(content)

    def is_served() -> bool:
        with closing(Client(day.port)) as client:
            return f"Release {number}".encode() in client.get(CONTENT)[1]

    until(is_served)


def _lose_folder(content: Path) -> None:
    folder = content.resolve() / ARTICLE
    folder.rename(folder.with_name(".away"))
    time.sleep(2.5)
    folder.with_name(".away").rename(folder)


def _kill_worker(server: Server) -> None:
    os.kill(server.workers()[-1], signal.SIGKILL)


def _fill_disk(day: Day, place: Place) -> None:
    with full(place):
        lost = len(day.unrecorded)
        until(lambda: len(day.unrecorded) > lost + READERS)
    _recording(day)


def _roll_back(day: Day, place: Place) -> None:
    """Let a newer program upgrade the tables under this one, and set them back."""

    def set_version(version: str) -> None:
        with turn(place), closing(sqlite3.connect(place.file)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", [version])
            connection.commit()

    set_version("9999")
    lost = len(day.unrecorded)
    until(lambda: len(day.unrecorded) > lost + READERS)
    set_version(SCHEMA_VERSION)
    _recording(day)


def _back_up(day: Day, place: Place, folder: Path) -> None:
    """Back the running site up, restore that elsewhere, and look for all that was acknowledged before."""
    folder.mkdir(exist_ok=True)
    before = dict(day.acknowledged)
    _quizapp("db", "backup", str(folder), "--keep", "2", "--state", str(place.state))
    newest = max(folder.glob("quizapp-*.tar.gz"))
    with tempfile.TemporaryDirectory(dir=folder) as restored:
        with tarfile.open(newest) as archive:
            archive.extractall(restored, filter="data")
        kept = found_in(Path(restored) / "quizapp.db").steps
        missing = [key for key, response in before.items() if kept.get(key) != tuple(response)]
        if missing or not (Path(restored) / "history" / ARTICLE / "last.json").exists():
            day.wrong.append(f"a backup lacks {len(missing)} steps, or the history")


def _quizapp(*arguments: str) -> None:
    command = [sys.executable, "-m", "quizapp", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def _restart_database(day: Day, postgres: PostgresServer, how: signal.Signals) -> None:
    postgres.stop(how)
    time.sleep(0.5)
    postgres.start("fsync=on")
    _recording(day)


def run(rounds: int, folder: Path) -> Day:
    """Live through the day, with each of its events so many times."""
    day, content = Day(), folder / "content"
    shutil.copytree(ROOT / "content" / ARTICLE, folder / "release-0" / ARTICLE)
    content.symlink_to(folder / "release-0")
    with sqlite_place(folder) as place, running("fsync=on") as postgres:
        url = postgres.new_database()
        with at_work(_readers(day)):
            _morning(day, place, content, rounds)
            _quizapp("db", "copy", f"sqlite:///{place.file}", url)
            rotation = {f"{KEY}, {NEW_KEY}": signal.SIGINT, f"{NEW_KEY}, {KEY}": signal.SIGQUIT}
            for keys, how in rotation.items():
                with _served(day, place.state, content, keys, QUIZAPP_DATABASE_URL=url):
                    for _ in range(rounds):
                        _restart_database(day, postgres, how)
        kept = responses_in(url)
        day.lost = sum(kept.get(key) != tuple(sent) for key, sent in day.acknowledged.items())
    day.lines = _storage_lines(folder / "log")
    return day


def _readers(day: Day) -> list[Callable[[threading.Event], object]]:
    checks = [partial(_take_checks, day, number) for number in range(READERS)]
    return [*checks, partial(_read_pages, day), partial(_watch, day)]


def _morning(day: Day, place: Place, content: Path, rounds: int) -> None:
    """All that can happen on SQLite."""
    with _served(day, place.state, content, KEY) as server:
        place.processes = server.processes
        for number in range(1, rounds + 1):
            _recording(day)
            _deploy(day, content, number)
            _lose_folder(content)
            _kill_worker(server)
            _back_up(day, place, content.with_name("backups"))
            _fill_disk(day, place)
            _roll_back(day, place)
            print(f"round {number}: {len(day.acknowledged)} recorded", flush=True)


def _storage_lines(log: Path) -> list[str]:
    """What the log of all servers says of recording, but for where it is done."""
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    told = [line["message"] for line in lines if line["event"] == "storage"]
    return [message for message in told if not message.startswith("steps are recorded in")]


def main(*, rounds: int = 10) -> bool:
    """Run, print the counts, and return whether every promise was kept."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        day = run(rounds, Path(folder))
    print(f"{len(day.acknowledged)} recorded, {day.lost} lost; statuses {dict(day.statuses)}")
    print(f"{len(day.unrecorded)} unrecorded, {day.unannounced()} of them without a word of /readyz")
    print(f"{len(day.lines)} lines about storage", *day.wrong[:5], sep="\n")
    return not (day.lost or day.wrong or day.unannounced() or len(day.lines) > MOST_LINES * rounds)
