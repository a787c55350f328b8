"""Submitting: what recording a response costs.

Direct, in this process, against the least that SQLite needs: one connection of the driver, one commit a
response, with the settings of the store. Over HTTP with two worker processes, against the same application
with the one class changed that records; the client is one thread, and its share of the time is printed.
"""

import json
import selectors
import socket
import sqlite3
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from random import Random
from secrets import token_urlsafe

from battery.broken_builds import StoresNothing
from battery.running import BEGIN, DATABASE, RESPOND, Reader, found_in
from battery.serving import ARTICLE, KEY, ROOT, Server, fetch
from benchmarks.goals import Goal, Result, Round, in_turns
from steps import make_step

from quizapp.attempts.database import JOURNAL
from quizapp.attempts.model import Mode, Step
from quizapp.attempts.sql_store import SqlStore
from quizapp.attempts.tables import INSERT, row_of
from quizapp.attempts.tokens import Tokens
from quizapp.quiz.grading import grade
from quizapp.settings import Settings
from quizapp.web.site import Site

READERS = 16
MOST_A_SECOND = 4000
"""Requests that are made ready for a second; nothing here answers more."""
DIRECT = (
    Goal(name="W1 one caller, rate to raw SQLite's", of="one caller", to="raw", at_least=0.9),
    Goal(name="W1 16 callers, rate to raw SQLite's", of="16 callers", to="raw", at_least=5),
    Goal(name="W4 token read and graded, time to a commit's", of="grading", to="commit", at_most=0.05),
)
HTTP = (
    Goal(name="W2 rate to the same storing nothing", of="rate", to="bare rate", at_least=0.38),
    Goal(name="W3 p99 to the same storing nothing", of="p99", to="bare p99", at_most=1.5),
)


def rate(work: Callable[[], object], seconds: float, callers: int = 1) -> float:
    """Return how often a second so many callers get it done, each in a thread of its own."""
    began = time.perf_counter()

    def call(_: int) -> int:
        done = 0
        while time.perf_counter() < began + seconds:
            work()
            done += 1
        return done

    with ThreadPoolExecutor(callers) as threads:
        done = sum(threads.map(call, range(callers)))
    return done / (time.perf_counter() - began)


def fresh_step() -> Step:
    return make_step(token_urlsafe(12), response=("1",), certainty=None)


def raw_commits(file: Path) -> Callable[[], None]:
    """Return what commits one step to a database of the store, set up as the store does."""
    store = SqlStore(f"sqlite:///{file}")
    store.ping()
    store.close()
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    for pragma in (f"journal_mode={JOURNAL}", "synchronous=FULL", "secure_delete=ON", "mmap_size=0"):
        connection.execute(f"PRAGMA {pragma}")

    def commit() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(INSERT.text, row_of(fresh_step()))
        connection.execute("COMMIT")

    return commit


def direct(rounds: int, seconds: float, folder: Path) -> list[Round]:
    """Measure the store and the grading without a server."""
    settings = Settings(content=ROOT / "content", state=folder / "state")
    site = Site(settings, store=StoresNothing("sqlite://"), keys=(KEY,))
    turn = site.delivery.begin(ARTICLE, mode=Mode.CHECK, lang="en")
    assert turn.item is not None, "an attempt begins with an item"
    item, tokens = site.snapshot.bank(ARTICLE).items[turn.item.id], Tokens([KEY])
    response = (item.options[0].id,)

    def grading() -> None:
        tokens.read(turn.token)
        grade(item, response)

    def whole() -> None:
        site.delivery.respond(turn.token, item_id=item.id, response=response)

    def raw_rate() -> Round:
        found = rate(raw, seconds)
        return {"raw": found, "commit": 1 / found}

    raw, store = raw_commits(folder / "raw.db"), SqlStore(f"sqlite:///{folder / 'store.db'}")
    with closing(store):
        store.ping()
        contenders: dict[str, Callable[[], float | Round]] = {
            "raw": raw_rate,
            "one caller": lambda: rate(lambda: store.record(fresh_step()), seconds),
            "16 callers": lambda: rate(lambda: store.record(fresh_step()), seconds, READERS),
            "grading": lambda: 1 / rate(grading, seconds / 4),
            "all but recording": lambda: 1 / rate(whole, seconds / 4),
        }
        return in_turns(contenders, rounds)


class Requests:
    """First responses of attempts that nobody began: as good as any, since their tokens are signed."""

    def __init__(self, port: int) -> None:
        _, reply = fetch(port, BEGIN, b'{"mode": "check"}')
        reader = Reader(Random(1))
        reader.take(json.loads(reply))
        self._body = reader.asked.body.decode()
        self._token = json.loads(reply)["attempt"]
        self._tokens = Tokens([KEY])
        self._attempt = self._tokens.read(self._token)

    def some(self, number: int) -> list[bytes]:
        """Return so many requests, each about another attempt."""
        return [self._one() for _ in range(number)]

    def _one(self) -> bytes:
        token = self._tokens.write(replace(self._attempt, nonce=token_urlsafe(12)))
        body = self._body.replace(self._token, token)
        return (
            f"POST {RESPOND} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()


def load(port: int, requests: list[bytes], seconds: float) -> tuple[list[float], float]:
    """Send requests over a connection for every reader; return the seconds of each reply and of the whole."""
    took: list[float] = []
    waiting: Iterator[bytes] = iter(requests)
    began = time.perf_counter()
    with selectors.DefaultSelector() as selector, ExitStack() as stack:
        for _ in range(READERS):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(next(waiting))
            selector.register(connection, selectors.EVENT_READ, time.perf_counter())
        while selector.get_map():
            for key, _ in selector.select(30):
                assert isinstance(key.fileobj, socket.socket), "nothing else is registered"
                take_reply(key.fileobj)
                now = time.perf_counter()
                took.append(now - key.data)
                request = next(waiting, None) if now < began + seconds else None
                if request is None:
                    selector.unregister(key.fileobj)
                else:
                    key.fileobj.sendall(request)
                    selector.modify(key.fileobj, selectors.EVENT_READ, time.perf_counter())
    return took, time.perf_counter() - began


def take_reply(connection: socket.socket) -> None:
    """Read one reply whole; end the run if it is anything but a recorded response."""
    reply = connection.recv(65536)
    head, _, body = reply.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
    while len(body) < length:
        body += connection.recv(65536)
    if not head.startswith(b"HTTP/1.1 200") or b'"recorded":true' not in body.replace(b": ", b":"):
        raise SystemExit(f"not recorded: {reply[:2000]!r}")


def slice_of(server: Server, requests: Requests, seconds: float, prefix: str) -> Round:
    """Measure one server for a while."""
    supply = requests.some(int(seconds * MOST_A_SECOND))
    begun = time.process_time()
    took, whole = load(server.port, supply, seconds)
    return {
        f"{prefix}rate": len(took) / whole,
        f"{prefix}p99": sorted(took)[int(len(took) * 0.99)],
        f"{prefix}answered": len(took),
        f"{prefix}client's share": (time.process_time() - begun) / whole,
    }


def over_http(rounds: int, seconds: float, folder: Path) -> list[Round]:
    """Measure a server with two workers, and one that stores nothing; count what is in the database after."""
    quiet = {"QUIZAPP_RATE_LIMIT": "0", "QUIZAPP_LOG_FORMAT": "off"}
    with (
        Server(folder / "ours", environment=quiet) as ours,
        Server(folder / "bare", fault="stores nothing", environment=quiet) as bare,
    ):
        for server in (ours, bare):
            server.start()
        requests = Requests(ours.port)
        contenders: dict[str, Callable[[], Round]] = {
            "bare": lambda: slice_of(bare, requests, seconds, "bare "),
            "ours": lambda: slice_of(ours, requests, seconds, ""),
        }
        for warm_up in contenders.values():
            acknowledged = warm_up().get("answered", 0.0)
        found = in_turns(contenders, rounds)
        for server in (ours, bare):
            server.stop()
    acknowledged += sum(each["answered"] for each in found)
    rows = [found_in(server.state / DATABASE).rows for server in (ours, bare)]
    if rows != [acknowledged, 0]:
        raise SystemExit(f"{acknowledged:.0f} acknowledged, in the databases: {rows}")
    return found


def measure(options: Namespace) -> list[Result]:
    """Measure both; the databases are made in the folder, which should be on a disk and not in memory."""
    results: list[Result] = []
    for measured, goals in ((direct, DIRECT), (over_http, HTTP)):
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            rounds = measured(options.rounds, options.seconds, Path(folder))
        results += [goal.judge(rounds) for goal in goals]
    return results
