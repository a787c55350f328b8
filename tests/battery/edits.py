"""Edit articles of a running server while readers read them: `python -m tests.battery edits --edits 500`.

Starts `quizapp serve` with two workers over a scratch folder: the shipped article, which stays as it is, and
generated ones, in which every text bears the number of its edition (see marked_articles.py). Editors save
them in every way, a quarter of the saves broken, while readers fetch everything and take attempts. Judged are
torn replies, errors, what is served of a broken article, what one connection sees in which order, ETags and
lengths, attempts that mix editions, and how long a save takes to be served or reported.

`--bite` runs against builds with one fault each (FOUND_AS), which must be found.
"""

import gzip
import hashlib
import json
import re
import shutil
import tempfile
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from http.client import HTTPMessage
from pathlib import Path
from random import Random
from typing import Any

from battery.marked_articles import BREAKAGES, MarkedArticle, Way, editions
from battery.report import Report
from battery.serving import API, ARTICLE, ROOT, Client, at_work, serving

WORKERS = 2
READERS = 5
TAKERS = 2
RATE = 150
"""Requests a second that all readers make together, at most. Those who ask as fast as they can measure how a
machine shares its processors, not how soon edits are served."""
PER_CONNECTION = 25
"""Requests until a reader connects anew, most often to the other worker."""
LONGEST_SILENCE = 5.0
"""Seconds without a request after which a reader connects anew; after ten the server ends the connection."""
IN_A_ROW = 12
"""Replies on an article, or connections that ask for `/readyz`, that must agree until a save is through."""
PATIENCE = 30.0
"""Seconds after which an editor waits no longer for a save to be served."""
LONG_PAUSE = 0.4
"""A slow save that pauses for longer, on a machine that has no time for it, is not judged: half a second is
what the server allows."""
NEVER, UNKNOWN = 1e9, -1e9
"""Moments: of what did not come for as long as patience lasts, and of what the end of the run left open."""
WAYS = {Way.RENAMED: 0.4, Way.DELETED: 0.1, Way.SLOWLY: 0.25, Way.OVER_IT: 0.25}
SINGLE = (
    API + "/articles/{}",
    API + "/articles/{}?lang=en",
    API + "/articles/{}?fields=title,causes,faqs,levels",
    API + "/articles/{}/quiz",
    API + "/articles/{}/signs",
    "/articles/{}",
    "/articles/{}/quiz",
)
ALL = (API + "/articles", API + "/articles?limit=50", "/")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, and when it was asked for and had come."""

    path: str
    status: int
    headers: HTTPMessage
    body: bytes
    """Unpacked."""
    wire: bytes
    started: float
    ended: float


class Connection:
    """A connection that is replaced after some requests, and what has been seen through it."""

    def __init__(self, port: int) -> None:
        self._left, self._used = 0, 0.0
        self._client = Client(port)
        self.newest: dict[int, int] = {}
        """The newest edition of each article that this connection has seen, which goes to one worker."""

    def get(self, path: str, *, packed: bool = False, known: str | None = None) -> Reply:
        """Fetch a path, if not known by its ETag."""
        fields = {"Accept-Encoding": "gzip"} if packed else {}
        return self._send("GET", path, None, fields | ({"If-None-Match": known} if known else {}))

    def post(self, path: str, body: dict[str, Any]) -> Reply:
        """Send JSON."""
        return self._send("POST", API + path, json.dumps(body).encode(), {})

    def renew(self) -> None:
        """Connect anew for the next request."""
        self._left = 0

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def _send(self, method: str, path: str, body: bytes | None, fields: dict[str, str]) -> Reply:
        started = time.monotonic()
        if not self._left or started - self._used > LONGEST_SILENCE:
            self._client.close()
            self._left, self.newest = PER_CONNECTION, {}
        self._left, self._used = self._left - 1, started
        status, wire = self._client.ask(method, path, body, fields)
        headers = self._client.headers
        text = gzip.decompress(wire) if headers["Content-Encoding"] == "gzip" else wire
        return Reply(path, status, headers, text, wire, started, time.monotonic())


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that must not be: of which kind, about which articles if any, when, and exactly what."""

    kind: str
    articles: frozenset[int]
    began: float
    at: float
    what: str


class Board(Report):
    """What all threads know of the run."""

    def __init__(self, *, edits: int, requests: int, within: float, until: str | None) -> None:
        super().__init__()
        self.over = threading.Event()
        self.broken: set[tuple[int, int]] = set()
        """Editions that must never be served."""
        self.now_broken: dict[str, bool] = {}
        """Whether the last save of an article broke it, by its id."""
        self.replies: dict[int, deque[tuple[float, float, int]]] = defaultdict(lambda: deque(maxlen=2000))
        """The last replies about each article: when it was asked for, when it had come, its edition."""
        self.log: deque[tuple[float, str]] = deque()
        """When the log of the server said of which article that it is broken."""
        self.etags: dict[tuple[str, str], tuple[str, Counter[tuple[int, int]]]] = {}
        """By path and ETag the hash of what is sent, and its marks."""
        self.texts: dict[tuple[str, frozenset[tuple[int, int]]], str] = {}
        """By path and editions the hash of the text."""
        self.marks: dict[str, int] = {}
        """How many marks a reply has, by path; taken before the first edit."""
        self._wanted = {"edits": edits, "requests": requests}
        self._within = within
        self._until = until
        self._failures: list[Failure] = []
        self._excused: list[tuple[int, float, float]] = []

    def count(self, what: str, number: int = 1) -> None:
        """Count more; the run is over when there are enough edits and requests."""
        super().count(what, number)
        if all(self.counted[name] >= enough for name, enough in self._wanted.items()):
            self.over.set()

    def fail(
        self, kind: str, what: str = "", articles: Iterable[int] = (), *, began: float | None = None
    ) -> None:
        """Note what must not be, unless it is excused later, and since when it may have been so."""
        now = time.monotonic()
        self._failures.append(Failure(kind, frozenset(articles), began or now, now, what))
        if kind == self._until:
            self.over.set()

    def note(self, name: str, seconds: float, what: str) -> None:
        """Note how long after a save something was so; too long is a failure."""
        if seconds < 0:
            return  # the run was over before
        self.seconds[name].append(seconds)
        if seconds > self._within:
            self.fail(f"{name} late", f"{what}: {seconds:.2f} s")

    def excuse(self, article: int, since: float, until: float) -> None:
        """Take back what is noted of an article in this time, with what it was compared with."""
        self._excused.append((article, since, until))
        for path, marks in list(self.texts):
            if article in numbers(marks):
                self.texts.pop((path, marks), None)

    def settle(self) -> None:
        """Tell what is not excused."""
        for failure in self._failures:
            if not any(
                article in failure.articles and failure.began <= until and since <= failure.at
                for article, since, until in self._excused
            ):
                super().fail(failure.kind, failure.what)


def judge(board: Board, reply: Reply, client: Connection) -> None:
    """Look at one reply with content."""
    if reply.status == 304:
        marks = board.etags[reply.path, reply.headers["etag"]][1]
        board.count("304")
    elif reply.status == 200:
        marks = editions(reply.body)
        judge_form(board, reply, marks)
        expected = board.marks.setdefault(reply.path, marks.total())
        if marks.total() != expected:
            board.fail("torn", f"{reply.path}: {dict(marks)}, not {expected} marks", numbers(marks))
    else:
        named = [int(number) for number in re.findall(r"/blisters-(\d+)", reply.path)]
        board.fail(f"status {reply.status}", f"{reply.path}: {reply.body[:200]!r}", named)
        return
    judge_marks(board, reply, marks, client)


def judge_form(board: Board, reply: Reply, marks: Counter[tuple[int, int]]) -> None:
    """Look at length, ETag and packing of a reply, and whether both workers make the same of an edition."""
    if int(reply.headers["content-length"]) != len(reply.wire):
        board.fail("length", f"{reply.path}: {reply.headers['content-length']}, and {len(reply.wire)} came")
    sent = hashlib.sha256(reply.wire).hexdigest()
    if board.etags.setdefault((reply.path, reply.headers["etag"]), (sent, marks))[0] != sent:
        board.fail("one ETag of two bodies", f"{reply.path} {reply.headers['etag']}")
    text = hashlib.sha256(reply.body).hexdigest()
    if board.texts.setdefault((reply.path, frozenset(marks)), text) != text:
        board.fail("two texts of one edition", f"{reply.path}: {dict(marks)}", numbers(marks))
    board.count("packed" if len(reply.wire) != len(reply.body) else "plain")


def judge_marks(board: Board, reply: Reply, marks: Iterable[tuple[int, int]], client: Connection) -> None:
    """Look at the editions in a reply: one of each article, none that is broken, none older than before."""
    pairs = sorted(marks)
    found = dict(pairs)
    if len(found) != len(pairs):
        board.fail("torn", f"{reply.path}: {pairs}", numbers(pairs))
    for article, edition in found.items():
        board.replies[article].append((reply.started, reply.ended, edition))
        if (article, edition) in board.broken:
            board.fail("broken edition served", f"{reply.path}: {article}-{edition}", [article])
        newest = client.newest.get(article, 0)
        if edition < newest:
            what = f"{reply.path}: {article}-{edition} after {article}-{newest}"
            board.fail("back in time", what, [article])
        client.newest[article] = max(edition, newest)


def numbers(marks: Iterable[tuple[int, int]]) -> set[int]:
    """Return the numbers of the articles that marks are of."""
    return {article for article, _ in marks}


def read(board: Board, port: int, articles: Sequence[str], random: Random) -> None:
    """Fetch one thing or begin an attempt, again and again."""
    with closing(Connection(port)) as client:
        known: dict[tuple[str, bool], str] = {}
        paths = [path.format(article) for path in SINGLE for article in articles]
        while not board.over.is_set():
            board.count("requests")
            time.sleep(random.uniform(0, 2 * READERS / RATE))
            if random.random() < 0.05:
                reply = client.post(f"/articles/{random.choice(articles)}/attempts", {"mode": "check"})
                judge_turn(board, reply, client)
                continue
            path = random.choice(paths if random.random() < 0.9 else ALL)
            packed = random.random() < 0.5
            etag = known.get((path, packed)) if random.random() < 0.3 else None
            reply = client.get(path, packed=packed, known=etag)
            if reply.status == 304 and reply.headers["etag"] != etag:
                board.fail("304 of another ETag", f"{path}: {etag}, and {reply.headers['etag']} came")
            known[path, packed] = reply.headers.get("etag", "")
            judge(board, reply, client)


def judge_turn(board: Board, reply: Reply, client: Connection) -> set[tuple[int, int]]:
    """Look at what came of an attempt, which is like no other; return the editions in it."""
    if reply.status == 410:
        return set()
    if reply.status not in {200, 201}:
        board.fail(f"status {reply.status}", f"{reply.path}: {reply.body[:200]!r}")
        return set()
    marks = set(editions(reply.body))
    if reply.status == 201:
        judge_marks(board, reply, marks, client)
    return marks


def take(board: Board, port: int, articles: Sequence[str], random: Random) -> None:
    """Take attempts, going from one connection to the other, which may be another worker."""
    with closing(Connection(port)) as one, closing(Connection(port)) as other:
        while not board.over.is_set():
            article, began = random.choice(articles), time.monotonic()
            reply = one.post(f"/articles/{article}/attempts", {"mode": "check"})
            seen = judge_turn(board, reply, one)
            while reply.status < 300 and (turn := json.loads(reply.body))["item"] is not None:
                board.count("requests")
                time.sleep(random.uniform(0, 0.1))
                option = random.choice(turn["item"]["options"])["id"]
                client = random.choice([one, other])
                body = {"attempt": turn["attempt"], "item": turn["item"]["id"], "response": [option]}
                reply = client.post("/responses", body)
                seen |= judge_turn(board, reply, client)
            board.count("attempts")
            if reply.status == 410:
                board.count("attempts told to begin again")
            if len(seen) > 1:
                what = f"{article}, begun {time.monotonic() - began:.1f} s ago: {sorted(seen)}"
                board.fail("attempt mixes editions", what, numbers(seen), began=began)


def edit(board: Board, port: int, article: MarkedArticle, random: Random) -> None:
    """Save one article again and again, each time when the last save has shown."""
    edition, was_broken, doubtful_since = 0, False, NEVER
    with closing(Connection(port)) as client:
        while not board.over.is_set():
            edition += 1
            way = random.choices(list(WAYS), list(WAYS.values()))[0]
            breakage = None if was_broken or random.random() < 0.65 else random.choice(list(BREAKAGES))
            if breakage:
                board.broken.add((article.number, edition))
            board.now_broken[article.id] = breakage is not None
            began = time.monotonic()
            article.save(edition, way, random, breakage)
            saved = time.monotonic()
            what = f"{article.number}-{edition}, {way}, {breakage or 'good'}"
            judged = article.pauses <= LONG_PAUSE
            if breakage:
                reported = readyz_says(board, client, article.id, stale=True) - saved
                if judged:
                    board.note("reported", reported, what)
                    board.note("logged", logged(board, article.id, saved) - saved, what)
            else:
                board.note("served", served(board, article.number, edition, saved) - saved, what)
                if was_broken and readyz_says(board, client, article.id, stale=False) == NEVER:
                    board.fail("still called stale", what)
            if not judged:
                doubtful_since = min(began, doubtful_since)
                board.count("saves not judged")
            elif not breakage and doubtful_since < NEVER:  # nothing is left of what was taken for whole
                board.excuse(article.number, doubtful_since, time.monotonic())
                doubtful_since = NEVER
            was_broken = breakage is not None
            for name in ("edits", way, "broken edits" if breakage else "good edits"):
                board.count(name)
        board.excuse(article.number, doubtful_since, NEVER)


def served(board: Board, article: int, edition: int, saved: float) -> float:
    """Return when the last reader asked for the article and got an earlier edition, or the first this one."""

    def shows() -> float | None:
        since = [reply for reply in list(board.replies[article]) if reply[0] > saved]
        if len(since) < IN_A_ROW or any(seen != edition for _, _, seen in since[-IN_A_ROW:]):
            return None
        old = [started for started, _, seen in since if seen != edition]
        return max([*old, min(ended for _, ended, seen in since if seen == edition)])

    return wait(board, shows)


def readyz_says(board: Board, client: Connection, article_id: str, *, stale: bool) -> float:
    """Return when the first of many connections in a row was told what is to be told."""
    right: list[float] = []

    def shows() -> float | None:
        client.renew()
        reply = client.get("/readyz")
        board.count("requests")
        if reply.status != 200:
            board.fail(f"status {reply.status}", "/readyz")
        elif any(entry["article"] == article_id for entry in json.loads(reply.body)["stale"]) is stale:
            right.append(reply.ended)
        else:
            right.clear()
        return right[0] if len(right) == IN_A_ROW else None

    return wait(board, shows)


def logged(board: Board, article_id: str, saved: float) -> float:
    """Return when the last worker had logged that the article is broken."""

    def shows() -> float | None:
        told = [at for at, name in list(board.log) if name == article_id and at > saved]
        return told[WORKERS - 1] if len(told) >= WORKERS else None

    return wait(board, shows)


def wait(board: Board, shows: Callable[[], float | None]) -> float:
    """Ask until it shows; a time far away when the run is over before, or patience at an end."""
    end = time.monotonic() + PATIENCE
    while (found := shows()) is None:
        if board.over.wait(0.02) or time.monotonic() > end:
            return NEVER if time.monotonic() > end else UNKNOWN
    return found


def follow_log(board: Board, path: Path, end: threading.Event) -> None:
    """Note each time that a worker calls an article broken; the server's log goes nowhere else."""
    rest = ""
    with path.open(encoding="utf-8") as log:
        while not end.wait(0.02):
            *lines, rest = (rest + log.read()).split("\n")
            for line in lines:
                if found := re.search(r"(blisters-(\d+)) is broken", line):
                    board.log.append((time.monotonic(), found[1]))
                    if not board.now_broken.get(found[1]):
                        board.fail("good edit called broken", line, [int(found[2])])
                elif "Traceback" in line:
                    board.fail("traceback", "in the log of the server")


def edited(
    *,
    edits: int,
    requests: int,
    within: float,
    seed: int = 1,
    articles: int = 6,
    fault: str = "",
    until: str | None = None,
) -> Board:
    """Edit and read until there is enough of both, or a failure of the kind `until`."""
    board = Board(edits=edits, requests=requests, within=within, until=until)
    with tempfile.TemporaryDirectory() as scratch:
        content = Path(scratch) / "content"
        shutil.copytree(ROOT / "content" / ARTICLE, content / ARTICLE)
        marked = [MarkedArticle(content, number) for number in range(1, articles + 1)]
        ids = [article.id for article in marked]
        site = serving(Path(scratch) / "state", workers=WORKERS, fault=fault, QUIZAPP_CONTENT=str(content))
        with site as server, at_work([partial(follow_log, board, server.log)]):
            with closing(Connection(server.port)) as client:
                for path in (*ALL, *(path.format(name) for path in SINGLE for name in (*ids, ARTICLE))):
                    judge(board, client.get(path), client)
            threads: list[Callable[[Random], None]] = [
                *(partial(edit, board, server.port, article) for article in marked),
                *[partial(read, board, server.port, [*ids, ARTICLE])] * READERS,
                *[partial(take, board, server.port, ids)] * TAKERS,
            ]
            with ThreadPoolExecutor(len(threads)) as pool:
                for number, thread in enumerate(threads):
                    pool.submit(careful, board, thread, Random(f"{seed} {number}"))
                try:
                    board.over.wait()
                finally:
                    board.over.set()  # also when the run is ended from outside
    board.settle()
    return board


def careful(board: Board, thread: Callable[[Random], None], random: Random) -> None:
    """Run a thread to the end of the run; what it cannot go on with is a failure, and the end."""
    try:
        thread(random)
    except Exception as error:  # noqa: BLE001 - a driver that dies must say so, and not only in one thread
        board.fail("the driver failed", f"{thread}: {error!r}")
        board.over.set()


FOUND_AS = {
    "swaps tables one after the other": "back in time",
    "drops a broken article": "status 404",
    "serves a broken article": "broken edition served",
    "reads files while they are written": "good edit called broken",
    "looks for edits every five seconds": "served late",
    "makes an ETag from the beginning of a body": "one ETag of two bodies",
    "goes on with the newest edition": "attempt mixes editions",
}
"""Builds that must not pass (see `broken_builds`), and the kind of failure that each is found as."""


def is_found(fault: str) -> bool:
    """Edit under a build with a fault until it is found, or for sixty edits."""
    kind = FOUND_AS[fault]
    return kind in edited(edits=60, requests=1, within=3, articles=3, fault=fault, until=kind).wrong


def run(
    *,
    edits: int = 500,
    requests: int = 20_000,
    within: float = 2.0,
    seed: int = 1,
    articles: int = 6,
    bite: bool = False,
) -> Report:
    """Edit for a while, or with `bite` under every fault."""
    if not bite:
        return edited(edits=edits, requests=requests, within=within, seed=seed, articles=articles)
    report = Report()
    for fault in FOUND_AS:
        if not is_found(fault):
            report.fail("a fault is not found", fault)
    return report
