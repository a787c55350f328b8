"""Send responses several times at once: `python -m tests.battery duplicates --keys 2000`.

So many steps get eight equal responses at the same time, and as many two different ones, over HTTP to a
server with two workers. Of equal ones every reply must be the same to the byte. Of two different ones the
first is recorded, and the other gets 409 with the recorded outcome; sent again, each gets the same reply as
before. In the database each step must then be once, as the replies say.
"""

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from battery.report import Report
from battery.running import BEGIN, DATABASE, Asked, Json, Kept, Key, asked, found_in
from battery.serving import Client, serving

AT_ONCE = 8

Reply = tuple[int, bytes]
Sent = tuple[Asked, Json]
"""What was sent and is to be kept, and the reply to it."""
Send = Callable[[Sequence[Client], Json, Random, Report], Sent]


def at_once(clients: Sequence[Client], requests: Sequence[Asked]) -> list[Reply]:
    """Send each request over a client of its own before the first reply is read."""
    pairs = list(zip(clients, requests, strict=False))
    for client, request in pairs:
        client.send(request.path, request.body)
    return [client.receive() for client, _ in pairs]


def send_equal(clients: Sequence[Client], turn: Json, random: Random, report: Report) -> Sent:
    """Send one response over every client."""
    request = asked(turn, random.choice(turn["item"]["options"])["id"])
    replies = at_once(clients, [request] * len(clients))
    reply: Json = json.loads(replies[0][1])
    if set(replies) != {(200, replies[0][1])} or reply["recorded"] is not True:
        report.fail("equal responses, and not one reply that they are recorded", str(set(replies)))
    return request, reply


def send_different(clients: Sequence[Client], turn: Json, random: Random, report: Report) -> Sent:
    """Send two responses that differ, of which the first is to be kept."""
    requests = [asked(turn, option["id"]) for option in random.sample(turn["item"]["options"], 2)]
    replies = at_once(clients, requests)
    again = at_once(clients, requests)
    statuses = [status for status, _ in replies]
    first = 0 if statuses[0] == 200 else 1
    won: Json = json.loads(replies[first][1])
    lost: Json = json.loads(replies[1 - first][1])
    if sorted(statuses) != [200, 409]:
        report.fail(f"different responses got {sorted(statuses)}")
    elif won != {name: lost[name] for name in won} or won["recorded"] is not True:
        report.fail("409 does not tell what was recorded", str(lost))
    if again != replies:
        report.fail("sent again, a response got another reply", f"{again}, not {replies}")
    return requests[first], won


def run(*, keys: int = 2_000, fault: str = "") -> Report:
    """Send so many steps either way."""
    report, kept = Report(), dict[Key | None, Kept]()
    # It sends more than the readers of any network could.
    with (
        tempfile.TemporaryDirectory() as scratch,
        serving(Path(scratch) / "state", fault=fault, QUIZAPP_RATE_LIMIT="0") as server,
    ):
        for send in (send_equal, send_different):
            kept |= _take(server.port, send, keys, report)
        found = found_in(server.state / DATABASE)
    report.count("steps", len(kept))
    report.count("rows", found.rows)
    if (found.integrity, found.rows, dict(found.steps)) != ("ok", 2 * keys, kept):
        report.fail("the database does not hold what the replies say", found.integrity)
    return report


def _take(port: int, send: Send, steps: int, report: Report) -> dict[Key | None, Kept]:
    clients, random = [Client(port) for _ in range(AT_ONCE)], Random(1)
    turn: Json = {"item": None}
    kept = {}
    for _ in range(steps):
        if turn["item"] is None:
            turn = json.loads(clients[0].post(BEGIN, b'{"mode": "check"}')[1])
        request, turn = send(clients, turn, random, report)
        kept[request.key] = request.response
    for client in clients:
        client.close()
    return kept
