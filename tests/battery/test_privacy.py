"""Marked readers take the check, and no mark may stay.

Requests have marks in their address, user agent, referrer, query, cookie and other fields, in paths, and in
bodies that are refused. Afterwards no mark may be in a file of the state folder or in the log; after a purge
nothing of the attempts may be there either.
"""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from battery.running import BEGIN, DATABASE, RESPOND, found_in
from battery.serving import API, ARTICLE, Client, Server, respond_to, serving

from quizapp.attempts import maintenance

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


def _ask(client: Client, method: str, path: str, body: object) -> tuple[int, bytes]:
    request = (method, path, None if body is None else json.dumps(body).encode(), FIELDS)
    try:
        return client.ask(*request)
    except ConnectionError:  # a server may end a kept connection, most of all after what it refused
        return client.ask(*request)


def _begin(client: Client, mode: str) -> Any:
    status, turn = _ask(client, "POST", BEGIN, {"mode": mode})
    assert status == 201, turn
    return json.loads(turn)


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
        status, reply = _ask(client, method, path, body)
        assert status < 500, reply


def files(server: Server) -> list[Path]:
    """Return everything that a server writes."""
    return [server.log, *(path for path in server.state.rglob("*") if path.is_file())]


def found(marks: Sequence[str], paths: Iterable[Path]) -> set[str]:
    """Return the files that hold any of the marks, in small or capital letters."""
    wanted = re.compile(b"|".join(re.escape(mark.encode()) for mark in marks), re.IGNORECASE)
    return {path.name for path in paths if wanted.search(path.read_bytes())}


def test_nothing_of_a_reader_stays_in_files_or_logs(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with serving(state, workers=1) as server:
        client = Client(server.port, address=ADDRESS)
        turn: dict[str, Any] = {"item": None}
        for number in range(30):
            if number % 10 == 0:
                turn = _begin(client, "practice" if number % 20 else "check")
                _be_refused(client, turn)
            status, reply = _ask(client, "POST", RESPOND, respond_to(turn))
            turn = json.loads(reply)
            assert (status, turn["recorded"]) == (200, True)
            if turn["item"] is None:
                turn = _begin(client, "check")
        client.close()
        nonces = list({nonce for nonce, _ in found_in(state / DATABASE).steps})
        assert found(MARKS, files(server)) == set()
        assert found(nonces, files(server)) != set()  # there is something to find
    maintenance.purge(f"sqlite:///{state / DATABASE}", before="2999-01-01T00:00Z")
    assert found([*MARKS, *nonces], files(server)) == set()
    assert server.log.read_bytes().count(b"\n") > 30


def test_a_mark_would_be_found(tmp_path: Path) -> None:
    paths = [tmp_path / "clean", tmp_path / "with"]
    paths[0].write_bytes(b"nothing here")
    paths[1].write_bytes(b"\0\xff127.77.88.99 GET /Marked4Reader")
    assert found(MARKS, paths) == {"with"}
    assert found(["GET", "no mark"], paths) == {"with"}
