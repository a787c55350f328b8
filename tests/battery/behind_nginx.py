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
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from random import Random

from battery.report import Report
from battery.running import CONTENT, Crowd, Reader
from battery.serving import ROOT, Client, Server, free_port, wait_for_answer
from postgres_server import responses_in, running

READERS = 6
STEPS = 10
"""Of each reader who takes a check by turns."""
PAUSE = 1.5
"""Seconds between two ends, and until a replica is started again."""
GUIDE = ROOT / ".github" / "docs" / "operating.md"
BEFORE, AFTER = "```nginx\n", "```\n"


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


def compare_passage(port: int, report: Report) -> None:
    """Look whether a compressed article comes through with its strong ETag, and can be asked for by that."""
    with closing(Client(port)) as client:
        fields = {"Accept-Encoding": "gzip"}
        client.ask("GET", CONTENT, fields=fields)
        encoding, tag = client.headers["Content-Encoding"], client.headers["ETag"]
        again, _ = client.ask("GET", CONTENT, fields={**fields, "If-None-Match": tag})
    if (encoding, tag[0], again) != ("gzip", '"', 304):
        report.fail("a compressed article does not come through", f"{encoding} {tag} {again}")


def take_in_turns(crowd: Crowd, readers: int) -> None:
    """Let readers take checks one after the other, each request on another replica than the one before."""
    last = None
    for reader in [Reader(Random(number)) for number in range(readers)]:
        for _ in range(STEPS):
            now, sent, replies = reader.asked, time.time(), set()
            for _ in range(2 if now.key else 1):
                with closing(Client(crowd.port)) as client:
                    replies.add(client.post(now.path, now.body))
                crowd.report.count("requests by turns")
                if client.headers["X-Replica"] == last:
                    crowd.report.fail("a request stayed at its replica", now.path)
                last = client.headers["X-Replica"]
            [(status, body), *others] = replies
            if status not in {200, 201} or others:
                crowd.report.fail("an error, or two replies to one response", str(replies))
            reply = json.loads(body)
            if now.key is not None:
                crowd.sent[now.key] = now.response
                crowd.note(now.key, now.response, sent, reply)
            reader.take(reply)


def take_while_ended(crowd: Crowd, servers: list[Server], ends: Sequence[signal.Signals]) -> None:
    """Kill, end or renew replicas by turns under readers, and start each again."""
    with crowd.at_work(READERS):
        for number, how in enumerate(ends):
            server = servers[number % len(servers)]
            time.sleep(PAUSE)
            if how is signal.SIGHUP:
                server.renew()
                continue
            if how is signal.SIGKILL:
                server.kill()
            else:
                server.stop(how)
            time.sleep(PAUSE)
            server.start()


def run(*, readers: int = 50, kills: int = 20, terms: int = 20, hups: int = 4) -> Report:
    """Let so many readers take a check by turns, then end replicas so often in each way under a crowd."""
    ends = [signal.SIGKILL] * kills + [signal.SIGTERM] * terms + [signal.SIGHUP] * hups
    report = Report()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(running("fsync=on")).new_database()
        environment = {
            "QUIZAPP_DATABASE_URL": url,
            "QUIZAPP_RATE_LIMIT": "0",
            "QUIZAPP_PROXIES": "1",
            "QUIZAPP_LOG_FORMAT": "off",
        }
        servers = [
            stack.enter_context(Server(folder / name, workers=1, environment=environment))
            for name in ("one", "other")
        ]
        for server in servers:
            server.start()
        port = stack.enter_context(nginx([server.port for server in servers], folder))
        compare_passage(port, report)
        crowd = Crowd(port, report, pages=[CONTENT])
        take_in_turns(crowd, readers)
        take_while_ended(crowd, servers, ends)
        report.count("steps", len(crowd.answered))
        for key in [*crowd.lost(responses_in(url), crowd.acknowledged), *crowd.unrecorded()]:
            report.fail("lost, or not recorded", str(key))
    return report
