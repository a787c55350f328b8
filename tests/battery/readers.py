"""Simulated readers take the check through a running server: `python tests/battery/readers.py --readers 200`.

Starts the server on a free port with a scratch state folder, lets so many readers of every archetype take the
check over HTTP, prints what became of them and exits with 1 when a bar of the verdict is broken. The readers
know the key from `quizapp export`; the server tells them nothing before they respond.
"""

from __future__ import annotations

import argparse
import json
import math
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import Any

from quizapp.quiz.simulation import ARCHETYPES, Archetype

ARTICLE = "joint-pain-after-exercise"
API = "/api/v1"
LEVELS = ("carry-on", "modify", "book", "urgent")

Item = dict[str, Any]
Reader = Callable[[Item, Random], str]
"""Chooses the option id for an item, which comes with its key and levels."""


def constant(level: str) -> Reader:
    """Return the reader who chooses this level for everything."""
    return lambda item, _: option_at(item, level)


def some_care(item: Item, random: Random) -> str:
    """Choose one of the two levels that see somebody."""
    return option_at(item, random.choice(["book", "urgent"]))


def too_low(flag: str) -> Reader:
    """Return the reader who knows everything but takes one red flag for something less urgent."""

    def reader(item: Item, random: Random) -> str:
        return option_at(item, random.choice(LEVELS[:3])) if flag in item["red_flags"] else key(item)

    return reader


def by_chance(archetype: Archetype, flags: list[str]) -> Reader:
    """Return the reader who is right with the archetype's chances, and otherwise chooses anything else."""
    chances = archetype.chances(len(flags))
    index = {level: at for at, level in enumerate(LEVELS[:3])}

    def reader(item: Item, random: Random) -> str:
        stratum = index[item["level"]] if item["level"] in index else 3 + flags.index(item["red_flags"][0])
        if random.random() < chances[stratum]:
            return key(item)
        others: list[str] = [option["id"] for option in item["options"] if option["id"] != key(item)]
        return random.choice(others)

    return reader


def key(item: Item) -> str:
    """Return the key of a scenario."""
    return str(item["key"][0])


def option_at(item: Item, level: str) -> str:
    """Return the option of a scenario at this level."""
    found = next(option for option in item["options"] if option["level"] == level)
    return str(found["id"])


class Client:
    """A JSON client on one kept connection."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send a body and return the reply; anything but success ends the run."""
        self._connection.request("POST", API + path, json.dumps(body), {"Content-Type": "application/json"})
        reply = self._connection.getresponse()
        content = reply.read()
        if reply.status >= 300:
            raise SystemExit(f"{path}: {reply.status} {content.decode()}")
        answer: dict[str, Any] = json.loads(content)
        return answer

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


CLIENTS = 8
"""Readers at a time: steps are made durable in groups, so that many readers cost little more than one."""

_local = threading.local()


@contextmanager
def clients(port: int) -> Iterator[ThreadPoolExecutor]:
    """Give threads that each have a client of their own as `_local.client`."""
    made: list[Client] = []

    def connect() -> None:
        _local.client = Client(port)
        made.append(_local.client)

    with ThreadPoolExecutor(CLIENTS, initializer=connect) as pool:
        yield pool
    for client in made:
        client.close()


def take_check(client: Client, items: dict[str, Item], reader: Reader, random: Random) -> tuple[str, int]:
    """Take one check to its report; return verdict and items answered."""
    turn = client.post(f"/articles/{ARTICLE}/attempts", {"mode": "check"})
    answered = 0
    while turn["item"] is not None:
        item = items[turn["item"]["id"]]
        response = [reader(item, random)]
        turn = client.post(
            "/responses", {"attempt": turn["attempt"], "item": item["id"], "response": response}
        )
        answered += 1
    return str(turn["report"]["verdict"]), answered


@contextmanager
def server(workers: int = 1) -> Iterator[int]:
    """Run the site on a free port with a scratch state folder, and give its port once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as state:
        command = ["-m", "quizapp", "serve", "--port", str(port), "--state", state, "--workers", str(workers)]
        process = subprocess.Popen([sys.executable, *command], cwd=Path(__file__).parents[2])
        try:
            wait_until_ready(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return once the server answers; end the run when it does not within two minutes of a busy machine."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=1)) as connection:
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.1)
        if process.poll() is not None:
            break
    raise SystemExit("the server did not start")


def bank() -> tuple[dict[str, Item], list[str]]:
    """Return the scenarios with their keys, by id, and the ids of the red flags."""
    command = [sys.executable, "-m", "quizapp", "export", ARTICLE, "--to", "json"]
    document = json.loads(subprocess.check_output(command, cwd=Path(__file__).parents[2]))
    items = {item["id"]: item for item in document["quiz"]["items"]}
    return items, [flag["id"] for flag in document["article"]["red_flags"]]


def readers(flags: list[str]) -> dict[str, tuple[Reader, float, float]]:
    """Return every reader with the bars of its share of `understands`: at least, at most."""
    at_most = {
        "random": 0.001,
        "always some care": 0.001,
        "modify-training only": 0.005,
        "seek-care only": 0.005,
        "one flag misread": 0.02,
        "one flag guessed": 0.10,
        "partial 60%": 0.01,
        "partial 70%": 0.05,
    }
    at_least = {"solid 95%": 0.90, "expert 99%": 0.99}
    found: dict[str, tuple[Reader, float, float]] = {"key": (lambda item, _: key(item), 1, 1)}
    for level in LEVELS:
        found[f"always {level}"] = (constant(level), 0, 0)
    for flag in flags:
        found[f"too low: {flag}"] = (too_low(flag), 0, 0)
    for archetype in ARCHETYPES:
        if archetype.name in at_most or archetype.name in at_least:
            reader = some_care if archetype.name == "always some care" else by_chance(archetype, flags)
            bars = (at_least.get(archetype.name, 0), at_most.get(archetype.name, 1))
            found[archetype.name] = (reader, *bars)
    return found


def slack(bar: float, number: int) -> float:
    """Return how far a share of so many readers may stray from its bar by chance (3.3 standard errors)."""
    return 3.3 * math.sqrt(bar * (1 - bar) / number)


def run(number: int, seed: int) -> bool:
    """Let so many readers of each kind take the check; print the table and return whether every bar holds."""
    items, flags = bank()
    fine = True
    print(f"{'reader':36}{'understands':>12}{'not-yet':>9}{'open':>7}{'items':>7}")
    with server() as port, clients(port) as pool:
        for name, (reader, at_least, at_most) in readers(flags).items():
            randoms = [Random(f"{seed} {name} {reader_number}") for reader_number in range(number)]
            ends = list(
                pool.map(
                    lambda random, reader=reader: take_check(_local.client, items, reader, random), randoms
                )
            )
            shares = {verdict: n / number for verdict, n in Counter(verdict for verdict, _ in ends).items()}
            passed = shares.get("understands", 0.0)
            holds = at_least - slack(at_least, number) <= passed <= at_most + slack(at_most, number)
            fine = fine and holds
            print(
                f"{name:36}{passed:12.3f}{shares.get('not-yet', 0.0):9.3f}"
                f"{shares.get('not-enough-evidence', 0.0):7.3f}{sum(n for _, n in ends) / number:7.1f}"
                f"{'' if holds else '   BROKEN'}",
                flush=True,
            )
    return fine


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sys.exit(0 if run(arguments.readers, arguments.seed) else 1)
