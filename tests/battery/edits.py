"""Editors and readers at once: `python tests/battery/edits.py --edits 500 --requests 20000`.

Starts the server on a scratch content folder. Editors save articles again and again: a quarter of the saves is
broken, half are written slowly in place, half renamed into place. Each save has a number, which stands in many
texts of both files. Readers ask for everything all the while. Prints what it counted, and exits with 1 when

- a reply or an attempt mixes two saves, or equal ETags have unequal bodies (torn),
- a reader sees an older save after a newer one on the same connection (back),
- a reply is no success, or none comes, or an article that nobody edits changes (bad),
- a save takes longer than two seconds to be served or, when broken, to be told in `/readyz` (late),
- fewer saves were made or fewer replies came than asked for, or readers hardly saw any of the saves.

`--spoil` proves that it bites: the same run against a server in which one function was put out of order, which must
therefore fail. `SPOILT` names the ways.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from typing import Any

from quizapp.content.library import load_article
from quizapp.content.problem import Severity

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "samples" / "complete" / "blisters-from-new-shoes"
PARTS = ("article.yaml", "quiz.yaml")
API = "/api/v1"
MARK = re.compile(r"Edition (\d+)")
EDITED = tuple(f"edited-{number}" for number in range(10))
LEFT_ALONE = tuple(f"left-alone-{number}" for number in range(3))
READERS = 5
LONGEST_PAUSE = 0.15
"""Seconds that an editor lets pass between two pieces of a file, or two files: well below a poll."""
TOO_LONG = 0.4
"""When this machine was so busy that a pause was longer, the save was none that a server can tell from a whole."""

Mistake = Callable[[str], str]


# What editors save


def text_of(part: str, article: str, number: int) -> str:
    """Return a file of an article in which many texts say which save they are of."""
    text = (SAMPLE / part).read_text("utf-8").replace(SAMPLE.name, article)
    text = re.sub(r"(?m)^((?:  )?(?:  - )?title: .*\w)([?]?)$", rf"\1, Edition {number}\2", text)
    text = re.sub(r"(?m)^(    (?:name|question): .*\w)([?]?)$", rf"\1, Edition {number}\2", text)
    texts = "summary|intro|    stem|    body|    text|    answer"
    text = re.sub(rf"(?m)^({texts}): (\w.*)$", rf"\1: \2 Edition {number}.", text)
    # comments, so that no two saves in a row have a mistake at the same place
    return "# a note\n" * (number % 97) + text


def instead(old: str, new: str) -> Mistake:
    """Return the mistake of writing one thing for another, once."""
    return lambda text: text.replace(old, new, 1)


MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "article.yaml": (
        instead("\ntitle: ", "\ntitel: "),
        instead('"Do this first:"', '"Do this first:'),
        instead("level: modify", "level: modfiy"),
        instead("[leaflet/p2]", "[leaflet/p22]"),
        instead("\n    title: ", "\n\ttitle: "),
        instead("\nlang: en", "\nlang: en\nlang: en"),
        lambda text: text[: len(text) * 6 // 10],
        lambda text: "",
    ),
    "quiz.yaml": (
        instead("\nitems:", "\nitmes:"),
        instead("    stem: ", "    stem: - "),
        instead("key: modify", "key: urgent"),
        instead("\nintro: ", "\n<<<<<<< HEAD\nintro: "),
        instead("[small-blister]", "[small-blisters]"),
        lambda text: text[: len(text) * 8 // 10],
    ),
}


@dataclass(frozen=True, slots=True)
class Save:
    """One save of both files of an article."""

    article: str
    number: int
    texts: dict[str, str]
    in_place: bool
    wrong: dict[str, Any] | None
    """The first error that it makes, as `/readyz` tells it; None for a good save."""


def make_save(article: str, number: int, random: Random, scratch: Path) -> Save:
    """Return the next save of an article: one in four is broken, one in two is written in place."""
    texts = {part: text_of(part, article, number) for part in PARTS}
    if random.random() >= 0.25:
        return Save(article, number, texts, random.random() < 0.5, None)
    part = random.choice(PARTS)
    texts[part] = random.choice(MISTAKES[part])(texts[part])
    return Save(article, number, texts, random.random() < 0.5, first_error(article, texts, scratch))


def first_error(article: str, texts: dict[str, str], scratch: Path) -> dict[str, Any]:
    """Return place and code of the first error of these files, which are read in a folder of their own."""
    folder = scratch / article
    folder.mkdir(parents=True, exist_ok=True)
    for part, text in texts.items():
        (folder / part).write_text(text, "utf-8")
    problems = load_article(folder, scratch).problems
    error = next(problem for problem in problems if problem.severity is Severity.ERROR)
    path = Path(error.path).relative_to(scratch).as_posix()
    return {"path": path, "line": error.line, "column": error.column, "code": error.code}


def write(save: Save, content: Path, random: Random) -> float:
    """Write the files of a save; return the longest pause in which they were half written."""
    folder, longest, last = content / save.article, 0.0, time.monotonic()
    for part in PARTS:
        body = save.texts[part].encode()
        pieces = 6 if save.in_place else 1
        path = folder / (part if save.in_place else f".{part}.draft")
        with path.open("wb") as file:
            for index in range(pieces):
                file.write(body[len(body) * index // pieces : len(body) * (index + 1) // pieces])
                file.flush()
                longest, last = max(longest, time.monotonic() - last), time.monotonic()
                if save.in_place:
                    time.sleep(random.uniform(0, LONGEST_PAUSE))
        if not save.in_place:
            path.replace(folder / part)
    return max(longest, time.monotonic() - last)


# What is counted


@dataclass
class Counts:
    """What editors and readers found; any thread may add to it."""

    replies: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    shown: dict[str, list[float]] = field(default_factory=lambda: {"good": [], "broken": []})
    saves: Counter[str] = field(default_factory=Counter)
    seen: set[tuple[str, int]] = field(default_factory=set)
    excused: set[tuple[str, int]] = field(default_factory=set)
    bodies: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fault(self, kind: str, example: object) -> None:
        """Note something that must not be."""
        with self.lock:
            self.faults[kind] += 1
            self.examples.setdefault(kind, str(example)[:500])

    def reply(self, status: int, etag: str | None, body: bytes, path: str) -> None:
        """Note a reply; equal ETags must have equal bodies."""
        digest = sha256(body).hexdigest()
        with self.lock:
            self.replies[status] += 1
            known = self.bodies.setdefault(f"{path} {etag}", digest) if etag and body else digest
        if known != digest:
            self.fault("torn", f"{path}: another body under {etag}")


class Client:
    """Sends requests on one kept connection, and so to one worker of the server."""

    def __init__(self, port: int, counts: Counts) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self._counts = counts

    def ask(self, path: str, body: dict[str, Any] | None = None) -> tuple[int, bytes]:
        """Return status and body of the reply to a GET, or to a POST of a body; (0, b"") when none comes."""
        try:
            if body is None:
                self._connection.request("GET", path)
            else:
                headers = {"Content-Type": "application/json"}
                self._connection.request("POST", path, json.dumps(body), headers)
            reply = self._connection.getresponse()
            content = reply.read()
        except (OSError, HTTPException) as error:
            self._connection.close()
            self._counts.fault("bad", f"{path}: {error!r}")
            return 0, b""
        self._counts.reply(reply.status, reply.headers["ETag"], content, path)
        if not 200 <= reply.status < 300:
            self._counts.fault("bad", f"{path}: {reply.status} {content.decode()}")
        return reply.status, content


# Editors


class Editor(threading.Thread):
    """Saves one article so many times, and waits for most of the saves to be shown."""

    def __init__(self, article: str, saves: int, run: Run) -> None:
        super().__init__(name=article)
        self._article, self._saves, self._run = article, saves, run
        self._random = Random(f"{run.seed} {article}")
        self._client = Client(run.port, run.counts)

    def run(self) -> None:
        """Make the saves, and a last one that is good."""
        for number in range(1, self._saves + 1):
            save = make_save(self._article, number, self._random, self._run.scratch)
            self._make(save)
            # some saves follow each other faster than a server can show them
            if save.wrong or self._random.random() < 0.75:
                self._await(save)

    def _make(self, save: Save) -> None:
        counts = self._run.counts
        kinds = ("broken" if save.wrong else "good", "in place" if save.in_place else "renamed")
        if write(save, self._run.content, self._random) > TOO_LONG:
            counts.excused.add((save.article, save.number))
        with counts.lock:
            counts.saves.update(kinds)

    def _await(self, save: Save) -> None:
        saved = time.monotonic()
        while not self._is_shown(save):
            if time.monotonic() - saved > 10 * self._run.within:
                break
            time.sleep(0.02)
        took = time.monotonic() - saved
        self._run.counts.shown["broken" if save.wrong else "good"].append(took)
        if took > self._run.within:
            self._run.counts.fault("late", f"{save.article} {save.number}: {took:.2f} s")

    def _is_shown(self, save: Save) -> bool:
        if save.wrong is None:
            _, body = self._client.ask(f"{API}/articles/{save.article}?fields=title")
            return f"Edition {save.number}" in body.decode()
        _, body = self._client.ask("/readyz")
        told = [found for found in json.loads(body or b"{}").get("stale", ()) if found["article"] == save.article]
        return any(save.wrong.items() <= problem.items() for found in told for problem in found["problems"][:1])


# Readers


class Reader(threading.Thread):
    """Asks for everything until it is stopped, and looks at each reply."""

    def __init__(self, number: int, run: Run) -> None:
        super().__init__(name=f"reader-{number}")
        self._random = Random(f"{run.seed} {number}")
        self._run, self._counts = run, run.counts
        self._client = Client(run.port, run.counts)
        self._newest: Counter[str] = Counter()
        self._first: dict[str, bytes] = {}

    def run(self) -> None:
        """Ask for one thing after another."""
        asks = (self._article, self._article, self._article, self._list, self._left_alone, self._attempt)
        while not self._run.over.is_set():
            self._random.choice(asks)()

    def _article(self) -> None:
        article = self._random.choice(EDITED)
        about = f"{API}/articles/{article}"
        path, marks = self._random.choice(
            (
                (about, 10),
                (f"{about}/signs", 3),
                (f"{about}/faqs", 2),
                (f"{about}?fields=faqs,signs,title,takeaways", 6),
                (f"{about}/quiz", 2),
                (f"/articles/{article}", 10),
                (f"/articles/{article}/quiz", 2),
            )
        )
        status, body = self._client.ask(path)
        if status == 200:
            self._check(article, body, marks, path)

    def _list(self) -> None:
        path = self._random.choice((f"{API}/articles", f"{API}/articles?q=blisters&limit=5"))
        status, body = self._client.ask(path)
        for entry in json.loads(body)["articles"] if status == 200 else ():
            if entry["id"] in EDITED:
                self._check(entry["id"], json.dumps(entry).encode(), 2, path)

    def _left_alone(self) -> None:
        article = self._random.choice(LEFT_ALONE)
        path = self._random.choice(("/articles/{}", "/api/v1/articles/{}", "/api/v1/articles/{}/quiz")).format(article)
        status, body = self._client.ask(path)
        if status == 200 and self._first.setdefault(path, body) != body:
            self._counts.fault("bad", f"{path} changed, and nobody edited it")

    def _attempt(self) -> None:
        """Take some steps of an attempt; everything in it must be of one save."""
        article = self._random.choice(EDITED)
        status, body = self._client.ask(f"{API}/articles/{article}/attempts", {"mode": "check"})
        whole = body
        for _ in range(self._random.randrange(1, 5)):
            turn = json.loads(body) if status in {200, 201} else {}
            if not turn.get("item"):
                break
            time.sleep(self._random.uniform(0, 0.2))
            response = {"item": turn["item"]["id"], "response": [turn["item"]["options"][0]["id"]]}
            status, body = self._client.ask(f"{API}/responses", {"attempt": turn["attempt"], **response})
            whole += body
        if whole:
            self._check(article, whole, 1, "an attempt", in_order=False)

    def _check(self, article: str, body: bytes, least: int, path: str, *, in_order: bool = True) -> None:
        """Hold a reply against its marks: enough of them, all of one save, and of no older one than before."""
        marks = [int(mark) for mark in MARK.findall(body.decode())]
        numbers = set(marks)
        if {(article, number) for number in numbers} & self._counts.excused:
            return
        if len(numbers) != 1 or len(marks) < least:
            self._counts.fault("torn", f"{path} of {article} has {Counter(marks)}: {body.decode()}")
            return
        (number,) = numbers
        if in_order and number < self._newest[article]:
            self._counts.fault("back", f"{path} of {article}: {number} after {self._newest[article]}")
        self._newest[article] = max(number, self._newest[article])
        self._counts.seen.add((article, number))


# The run


@dataclass
class Run:
    """What editors and readers share."""

    port: int
    content: Path
    scratch: Path
    seed: int
    within: float
    counts: Counts = field(default_factory=Counts)
    over: threading.Event = field(default_factory=threading.Event)


def run(*, edits: int, requests: int, within: float = 2.0, workers: int = 2, seed: int = 1, spoil: str = "") -> bool:
    """Let editors and readers work on a server, print what they found, and return whether all is well."""
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        for article in (*EDITED, *LEFT_ALONE):
            (content / article).mkdir(parents=True)
            for part in PARTS:
                (content / article / part).write_text(text_of(part, article, 0), "utf-8")
        with server(content, Path(folder) / "state", workers, spoil) as port:
            work = Run(port, content, Path(folder) / "scratch", seed, within)
            started = time.monotonic()
            let_all_work(work, edits, requests)
            seconds = time.monotonic() - started
    return told(work.counts, edits, requests, seconds)


def let_all_work(work: Run, edits: int, requests: int) -> None:
    """Run editors until they are done, and readers until they had so many replies."""
    readers = [Reader(number, work) for number in range(READERS)]
    editors = [
        Editor(article, (edits + index) // len(EDITED), work) for index, article in enumerate(EDITED)
    ]
    for thread in (*readers, *editors):
        thread.start()
    for thread in editors:
        thread.join()
    while work.counts.replies.total() < requests:
        time.sleep(0.05)
    work.over.set()
    for thread in readers:
        thread.join()


def told(counts: Counts, edits: int, requests: int, seconds: float) -> bool:
    """Print the counts; return whether all is well."""
    saves, replies = counts.saves, counts.replies
    made = saves["good"] + saves["broken"]
    print(f"saves     {made} ({saves['broken']} broken; {saves['in place']} in place, {saves['renamed']} renamed)")
    print(f"replies   {replies.total():,} in {seconds:.0f} s: {dict(sorted(replies.items()))}")
    print(f"seen      {len(counts.seen)} saves by readers; {len(counts.excused)} excused (this machine was too busy)")
    for kind, took in counts.shown.items():
        ordered = sorted(took)
        middle, most = (ordered[len(ordered) // 2], ordered[-1]) if ordered else (0, 0)
        print(f"{kind:9} shown after {middle:.2f} s in the middle, {most:.2f} s at the most, of {len(took)}")
    print("faults   ", ", ".join(f"{kind} {counts.faults[kind]}" for kind in ("torn", "back", "bad", "late")))
    for kind, example in counts.examples.items():
        print(f"  {kind}: {example}")
    enough = made >= edits and replies.total() >= requests and len(counts.seen) > saves["good"] / 3
    return enough and saves["broken"] > made / 8 and not counts.faults


@contextmanager
def server(content: Path, state: Path, workers: int, spoil: str) -> Iterator[int]:
    """Run the site on a free port, or a spoilt one, and give its port once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = ["-m", "quizapp", "serve", "--port", str(port), "--workers", str(workers)]
    spoilt = [str(Path(__file__)), "--serve", spoil, "--port", str(port)]
    command = [*(spoilt if spoil else own), "--content", str(content), "--state", str(state)]
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        wait_until_ready(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return once the server answers; end the run when it does not within a minute."""
    for _ in range(600):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                connection.close()
                return
        except OSError:
            time.sleep(0.1)
        if process.poll() is not None:
            break
    raise SystemExit("the server did not start")


# Servers that must fail


def unsettled() -> None:
    """Take up files at the first sight, whether or not they change while they are read."""
    from quizapp.content import following, traces
    from quizapp.web import reload

    reload.INTERVAL = 0.05
    original = following.Follower.__init__
    following.Follower.__init__ = lambda self, *args, **_: original(self, *args, eager=True)
    following.Follower._take = lambda self, name, seen: self._put(name, seen, self._checker.load(name)) or True


def forgetful() -> None:
    """Forget the last good version of what is broken."""
    from quizapp.content import following

    following.Follower._standing = lambda self, name, loaded: loaded


def piecemeal() -> None:
    """Change the snapshot that is served bit by bit instead of swapping it."""


def deaf() -> None:
    """Look for edits every four seconds."""


SPOILT = {"unsettled": unsettled, "forgetful": forgetful, "piecemeal": piecemeal, "deaf": deaf}
