"""Send responses several times at once: `python -m tests.battery duplicates --keys 2000`.

So many steps get eight equal responses at the same time, and as many two different ones, over HTTP to a
server with two workers. Of equal ones every reply must be the same to the byte. Of two different ones the
first is recorded, and the other gets 409 with the recorded outcome; sent again, each gets the same reply as
before. In the database each step must then be once, as the replies say. Exits with 1 otherwise.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from battery.running import (
    DATABASE,
    Asked,
    Client,
    Json,
    Kept,
    Key,
    Reader,
    asked,
    found_in,
)
from battery.serving import Server

AT_ONCE = 8

Reply = tuple[int, bytes]


@dataclass
class Findings:
    """What the replies and the database said."""

    kept: dict[Key, Kept] = field(default_factory=dict)
    equal: int = 0
    different: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    rows: int = 0
    """In the database, of all steps together."""

    def text(self) -> str:
        return (
            f"{self.equal} steps with {AT_ONCE} equal responses at once, {self.different} with 2 different "
            f"ones, statuses {dict(self.statuses)}; {self.rows} rows for {len(self.kept)} steps, "
            f"{len(self.wrong)} wrong{''.join(f'{chr(10)}  {text}' for text in self.wrong[:5])}"
        )


def at_once(clients: Sequence[Client], requests: Sequence[Asked]) -> list[Reply]:
    """Send each request over a client of its own before the first reply is read."""
    pairs = list(zip(clients, requests, strict=False))
    for client, request in pairs:
        client.send(request.path, request.body)
    return [client.receive() for client, _ in pairs]


def send_equal(clients: Sequence[Client], turn: Json, random: Random, findings: Findings) -> Json:
    """Send one response over every client; return the reply."""
    request = asked(turn, random.choice(turn["item"]["options"])["id"])
    replies = at_once(clients, [request] * len(clients))
    findings.statuses.update(status for status, _ in replies)
    reply: Json = json.loads(replies[0][1])
    if set(replies) != {(200, replies[0][1])} or reply["recorded"] is not True:
        findings.wrong.append(f"{len(set(replies))} replies to equal responses, {reply.get('recorded')=}")
    assert request.key is not None, "a turn with an item has one"
    findings.kept[request.key] = request.response
    findings.equal += 1
    return reply


def send_different(clients: Sequence[Client], turn: Json, random: Random, findings: Findings) -> Json:
    """Send two responses that differ; return the reply to the one that was first."""
    requests = [asked(turn, option["id"]) for option in random.sample(turn["item"]["options"], 2)]
    replies = at_once(clients, requests)
    again = at_once(clients, requests)
    findings.statuses.update(status for status, _ in replies)
    findings.different += 1
    first = 0 if replies[0][0] == 200 else 1
    won: Json = json.loads(replies[first][1])
    lost: Json = json.loads(replies[1 - first][1])
    if sorted(status for status, _ in replies) != [200, 409]:
        findings.wrong.append(f"different responses got {[status for status, _ in replies]}")
    elif won != {name: lost[name] for name in won} or won["recorded"] is not True:
        findings.wrong.append("409 does not tell what was recorded")
    if again != replies:
        findings.wrong.append("sent again, a response got another reply")
    key = requests[first].key
    assert key is not None, "a turn with an item has one"
    findings.kept[key] = requests[first].response
    return won


def run(keys: int, *, seed: int = 1, fault: str | None = None) -> Findings:
    """Send so many steps either way."""
    findings = Findings()
    with tempfile.TemporaryDirectory() as scratch:
        # It sends more than the readers of any network could.
        with Server(Path(scratch) / "state", fault=fault, environment={"QUIZAPP_RATE_LIMIT": "0"}) as server:
            server.start()
            for send in (send_equal, send_different):
                _take(server.port, send, keys, Random(seed), findings)
        found = found_in(server.state / DATABASE)
    findings.rows = found.rows
    if found.integrity != "ok" or dict(found.steps) != findings.kept:
        findings.wrong.append("the database does not hold what the replies say")
    return findings


Send = Callable[[Sequence[Client], Json, Random, Findings], Json]


def _take(port: int, send: Send, steps: int, random: Random, findings: Findings) -> None:
    clients = [Client(port) for _ in range(AT_ONCE)]
    begin = Reader(random).asked
    turn: Json = {"item": None}
    for _ in range(steps):
        if turn["item"] is None:
            turn = json.loads(clients[0].post(begin.path, begin.body)[1])
        turn = send(clients, turn, random, findings)
    for client in clients:
        client.close()


def main(*, keys: int = 2_000, seed: int = 1) -> bool:
    """Send so many steps either way; print what came and return whether all is well."""
    findings = run(keys, seed=seed)
    print(findings.text())
    return not findings.wrong and findings.rows == 2 * keys
