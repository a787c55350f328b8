"""Marked readers take the check, and no mark may stay: `python tests/battery/privacy.py --responses 1000`.

Requests have marks in their address, user agent, referrer, query, cookie and other fields, in paths, and in
bodies that are refused. Afterwards no mark may be in a file of the state folder or in the log; after a purge
nothing of the attempts may be there either.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))

from battery.serving import API, ARTICLE, Client, Server, end_on_term, respond_to, serving

from quizapp.attempts import upkeep

ADDRESS = "127.77.88.99"
MARK = "marked4reader"
MARKS = (ADDRESS, MARK)
FIELDS = {
    "User-Agent": f"{MARK}/1.0",
    "Referer": f"https://{MARK}.example/page?{MARK}",
    "X-Forwarded-For": f"{ADDRESS}, 10.9.8.7",
    "Forwarded": f"for={ADDRESS}",
    "X-Real-IP": ADDRESS,
    "Cookie": f"id={MARK}",
    "Authorization": f"Bearer {MARK}",
    "Accept-Language": f"{MARK}",
    "X-Request-Id": MARK,
}


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a run left behind."""

    responses: int
    recorded: int
    log_lines: int
    attempts: int
    """Places in files where an attempt could be found before the purge: there is something to find."""
    marks: dict[str, int]
    """Files with marks: how many, after the run."""
    after_purge: dict[str, int]
    """Files with marks or with nonces, after the purge."""


def run(responses: int, folder: Path) -> Findings:
    """Send so many marked responses, purge, and return what was found."""
    state = folder / "state"
    recorded = 0
    with serving(state) as server:
        client = Client(server.port, address=ADDRESS)
        for number in range(responses):
            if number % 10 == 0:
                turn = _begin(client, "practice" if number % 20 else "check")
                _be_refused(client, turn)
            status, turn = client.post("/responses", respond_to(turn), FIELDS)
            assert status == 200, turn
            recorded += turn["recorded"]
            if turn["item"] is None:
                turn = _begin(client, "check")
        client.close()
        marks = found(MARKS, files(server))
        nonces = _nonces(state)
        attempts = sum(found(nonces, files(server)).values())
    upkeep.purge(f"sqlite:///{state / 'quizapp.db'}", before="2999-01-01T00:00Z")
    return Findings(
        responses=responses,
        recorded=recorded,
        log_lines=server.log.read_bytes().count(b"\n"),
        attempts=attempts,
        marks=marks,
        after_purge=found([*MARKS, *nonces], files(server)),
    )


def _begin(client: Client, mode: str) -> dict[str, Any]:
    status, turn = client.post(f"/articles/{ARTICLE}/attempts", {"mode": mode}, FIELDS)
    assert status == 201, turn
    begun: dict[str, Any] = turn
    return begun


def _be_refused(client: Client, turn: dict[str, Any]) -> None:
    """Send what is refused or unknown, with marks in every place that has room for one."""
    for method, path, body in (
        ("GET", f"/{MARK}", None),
        ("GET", f"{API}/articles/{MARK}", None),
        ("GET", f"{API}/articles?q={MARK}", None),
        ("GET", f"{API}/articles?{MARK}=1", None),
        ("GET", f"/articles/{ARTICLE}/quiz?previous={MARK}", None),
        ("GET", f"{API}/articles/{ARTICLE}/statistics", None),
        (MARK.upper(), f"/{MARK}", None),
        ("POST", f"{API}/responses?{MARK}", respond_to(turn, comment=MARK)),
        ("POST", f"{API}/responses", respond_to(turn, response=[MARK])),
        ("POST", f"{API}/responses", {"attempt": MARK, "item": MARK, "response": [MARK]}),
        ("POST", f"{API}/articles/{ARTICLE}/attempts", {"mode": MARK, "lang": MARK}),
    ):
        try:
            status, reply = client.ask(method, path, body, FIELDS)
        except ConnectionError:  # a server may end a kept connection, most of all after such a request
            client.close()
            status, reply = client.ask(method, path, body, FIELDS)
        assert status < 500, reply


def files(server: Server) -> list[Path]:
    """Return everything that a server writes."""
    return [server.log, *(path for path in server.state.rglob("*") if path.is_file())]


def _nonces(state: Path) -> list[str]:
    with closing(sqlite3.connect(state / "quizapp.db")) as database:
        return [nonce for (nonce,) in database.execute("SELECT DISTINCT nonce FROM steps")]


def found(marks: Iterable[str], paths: Iterable[Path]) -> dict[str, int]:
    """Return the files that hold any of the marks, in small or capital letters, and how often."""
    wanted = [mark.encode() for mark in marks]
    counts = {path.name: _count(path.read_bytes(), wanted) for path in paths}
    return {name: count for name, count in counts.items() if count}


def _count(content: bytes, marks: Iterable[bytes]) -> int:
    small = content.lower()
    return sum(content.count(mark) or small.count(mark.lower()) for mark in marks)


def main() -> int:
    """Run, print the counts, and return 1 if anything stayed."""
    end_on_term()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=1000)
    with tempfile.TemporaryDirectory() as folder:
        findings = run(parser.parse_args().responses, Path(folder))
    print(
        f"{findings.responses} marked responses, {findings.recorded} recorded, {findings.log_lines} log lines"
    )
    print(f"marks left: {findings.marks or 0}")
    print(f"marks or attempts left after the purge: {findings.after_purge or 0}")
    print(f"places of attempts before the purge: {findings.attempts}")
    fine = findings.recorded == findings.responses and findings.attempts > 0
    fine = fine and not findings.marks and not findings.after_purge
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
