"""Two replicas on one PostgreSQL behind nginx: `python -m tests.battery behind_nginx`.

nginx runs with the lines of the guide for operators. One reader after the other takes a check, and every
request goes to another replica than the one before. Each response is sent twice, the second time to the
other replica, which must give the same reply. Then readers work at the same time while replicas are killed,
ended in good order and renewed: nobody may notice. In the end every response that was called recorded must
be in the database as it was sent.
"""

import json
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from typing import Any

from battery.running import CONTENT, Asked, Client, Kept, Key, Reader
from battery.serving import ROOT, Server, at_work, free_port, wait_for_answer
from postgres_server import responses_in, running

READERS = 6
NO_REPLY = 0
"""Counts among the statuses."""
GUIDE = ROOT / ".github" / "docs" / "operating.md"
BEFORE, AFTER = "```nginx\n", "```\n"


@dataclass(kw_only=True)
class Findings:
    """What a run came to."""

    steps: int = 0
    changed: int = 0
    """Requests that went to another replica than the reader's last one."""
    stayed: int = 0
    unequal: int = 0
    """Replies to the same response that differed between the replicas."""
    statuses: Counter[int] = field(default_factory=Counter)
    unrecorded: int = 0
    acknowledged: dict[Key, Kept] = field(default_factory=dict)
    lost: int = 0
    passes: dict[str, str] = field(default_factory=dict)
    """What came through of a compressed article."""

    @property
    def fine(self) -> bool:
        return (
            set(self.statuses) <= {200, 201}
            and (self.stayed, self.unequal, self.unrecorded, self.lost) == (0, 0, 0, 0)
            and self.passes.get("again") == "304"
        )


def configuration(port: int, replicas: list[int], folder: Path) -> str:
    """Return the lines of the guide with our ports, and what nginx needs to run without any other file."""
    lines = GUIDE.read_text().partition(BEFORE)[2].partition(AFTER)[0]
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{port}; add_header X-Replica $upstream_addr always;"),
        ("127.0.0.1:8001", f"127.0.0.1:{replicas[0]}"),
        ("127.0.0.1:8002", f"127.0.0.1:{replicas[1]}"),
    ):
        assert lines.count(old) == 1, f"{old} in {GUIDE.name}"
        lines = lines.replace(old, new)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    # One process, so that turns are taken among all requests.
    return (
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\n{places}{lines}}}\n"
    )


@contextmanager
def nginx(replicas: list[int], folder: Path) -> Iterator[int]:
    """Run nginx in front of replicas; give its port."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    port, file = free_port(), folder / "nginx.conf"
    file.write_text(configuration(port, replicas, folder))
    process = subprocess.Popen([program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(file)])
    try:
        wait_for_answer(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def passes(port: int) -> dict[str, str]:
    """Return how a compressed article comes through, and the status when it is asked for again."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        fields = {"Accept-Encoding": "gzip"}
        connection.request("GET", CONTENT, headers=fields)
        reply = connection.getresponse()
        reply.read()
        tag = reply.getheader("ETag", "")
        connection.request("GET", CONTENT, headers={**fields, "If-None-Match": tag})
        again = connection.getresponse()
        again.read()
    return {
        "encoding": reply.getheader("Content-Encoding", ""),
        "tag": "weak" if tag.startswith("W/") else "strong",
        "again": str(again.status),
    }


def take_in_turns(port: int, found: Findings, readers: int, steps: int) -> None:
    """Let readers take checks one after the other, each request on another replica than the one before."""
    last = ""
    for number in range(readers):
        reader = Reader(Random(number))
        for _ in range(steps):
            asked, replies = reader.asked, []
            for _ in range(2 if asked.key else 1):
                status, replica, body = post(port, asked)
                found.statuses[status] += 1
                found.changed += replica != last
                found.stayed += replica == last
                last = replica
                replies.append(body)
            found.unequal += len(set(replies)) - 1
            take(found, reader, asked, replies[0])


def post(port: int, asked: Asked) -> tuple[int, str, bytes]:
    """Return status, replica and body."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("POST", asked.path, asked.body, {"Content-Type": "application/json"})
        reply = connection.getresponse()
        return reply.status, reply.getheader("X-Replica", ""), reply.read()


def take(found: Findings, reader: Reader, asked: Asked, body: bytes) -> None:
    reply = json.loads(body)
    if asked.key is not None:
        found.steps += 1
        if reply["recorded"]:
            found.acknowledged[asked.key] = asked.response
        else:
            found.unrecorded += 1
    reader.take(reply)


def take_while_ended(
    port: int, servers: list[Server], found: Findings, ends: Sequence[signal.Signals], pause: float
) -> None:
    """Kill, end or renew replicas by turns under readers, and start each again."""

    def respond(seed: int, end: threading.Event) -> None:
        reader, client = Reader(Random(seed)), Client(port)
        while not end.wait(0.03):
            asked = reader.asked
            status, body = _asked(client.post, found, asked.path, asked.body)
            if status in {200, 201}:
                take(found, reader, asked, body)
        client.close()

    def read(end: threading.Event) -> None:
        client = Client(port)
        while not end.wait(0.03):
            _asked(client.get, found, CONTENT)
        client.close()

    work: list[Callable[[threading.Event], None]] = [
        *(partial(respond, 1000 + number) for number in range(READERS)),
        *[read] * READERS,
    ]
    with at_work(work):
        for number, how in enumerate(ends):
            server = servers[number % len(servers)]
            time.sleep(pause)
            if how is signal.SIGHUP:
                server.renew()
            else:
                server.kill() if how is signal.SIGKILL else server.stop(how)
                time.sleep(pause)
                server.start()
            print(f"{how.name} {number + 1}: {dict(found.statuses)}", flush=True)


def _asked(send: Callable[..., tuple[int, bytes]], found: Findings, *request: Any) -> tuple[int, bytes]:
    try:
        status, body = send(*request)
    except (OSError, HTTPException) as error:
        print(repr(error), flush=True)
        status, body = NO_REPLY, b""
    found.statuses[status] += 1
    return status, body


def run(
    readers: int, ends: Sequence[signal.Signals], folder: Path, *, steps: int = 10, pause: float = 1.5
) -> Findings:
    """Run everything once."""
    found = Findings()
    with running("fsync=on") as postgres:
        url = postgres.new_database()
        environment = {
            "QUIZAPP_DATABASE_URL": url,
            "QUIZAPP_RATE_LIMIT": "0",
            "QUIZAPP_PROXIES": "1",
            "QUIZAPP_LOG_FORMAT": "off",
        }
        with (
            Server(folder / "one", workers=1, environment=environment) as one,
            Server(folder / "other", workers=1, environment=environment) as other,
        ):
            one.start()
            other.start()
            (folder / "nginx").mkdir()
            with nginx([one.port, other.port], folder / "nginx") as port:
                found.passes = passes(port)
                take_in_turns(port, found, readers, steps)
                take_while_ended(port, [one, other], found, ends, pause)
        kept = responses_in(url)
    found.lost = sum(kept.get(key) != response for key, response in found.acknowledged.items())
    return found


def main(*, readers: int = 50, kills: int = 20, terms: int = 20, hups: int = 4) -> bool:
    """Run, print the counts, and return whether every promise was kept."""
    ends = [signal.SIGKILL] * kills + [signal.SIGTERM] * terms + [signal.SIGHUP] * hups
    with tempfile.TemporaryDirectory() as folder:
        found = run(readers, ends, Path(folder))
    print(f"{found.statuses.total()} requests, {found.statuses[NO_REPLY]} without a reply")
    print(f"{found.steps} steps, {len(found.acknowledged)} recorded, {found.lost} lost")
    print(f"{found.changed} requests changed replica, {found.stayed} did not; {found.unequal} unequal")
    print(f"statuses {dict(found.statuses)}, {found.unrecorded} unrecorded; an article: {found.passes}")
    return found.fine
