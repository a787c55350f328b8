"""Simulated readers take the check through a running server: `python -m tests.battery readers --readers 200`.

Starts the server on a free port with a scratch state folder, lets so many readers of every archetype take the
check over HTTP, prints what became of them and exits with 1 when a bar of the verdict is broken. The readers
know the key from `quizapp export`; the server tells them nothing before they respond.
"""

import json
import math
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from battery.running import Client
from battery.serving import API, ARTICLE, serving

from quizapp.quiz.archetypes import ANY, ARCHETYPES, Archetype

LEVELS = ("carry-on", "modify", "book", "urgent")

Item = dict[str, Any]
Reader = Callable[[Item, Random], str]
"""Chooses the option id for an item, which comes with its key and levels."""


def too_low(flag: str) -> Reader:
    """Return the reader who knows everything but takes one red flag for something less urgent."""

    def reader(item: Item, random: Random) -> str:
        return option_at(item, random.choice(LEVELS[:3])) if flag in item["red_flags"] else key(item)

    return reader


def by_chance(archetype: Archetype, flags: list[str]) -> Reader:
    """Return the reader who chooses each level with the archetype's chances."""

    def reader(item: Item, random: Random) -> str:
        first = item["red_flags"][:1] == flags[:1]
        stratum = LEVELS.index(item["level"]) + (item["level"] == "urgent" and not first)
        return option_at(item, random.choices(LEVELS, archetype.on(stratum))[0])

    return reader


def key(item: Item) -> str:
    """Return the key of a scenario."""
    return str(item["key"][0])


def option_at(item: Item, level: str) -> str:
    """Return the option of a scenario at this level."""
    found = next(option for option in item["options"] if option["level"] == level)
    return str(found["id"])


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


def posted(client: Client, path: str, body: dict[str, Any]) -> Any:
    """Return the reply to a body; anything but success ends the run."""
    status, reply = client.post(API + path, json.dumps(body).encode())
    if status >= 300:
        raise SystemExit(f"{path}: {status} {reply.decode()}")
    return json.loads(reply)


def take_check(client: Client, items: dict[str, Item], reader: Reader, random: Random) -> tuple[str, int]:
    """Take one check until the verdict is clear; return it and the items answered."""
    turn = posted(client, f"/articles/{ARTICLE}/attempts", {"mode": "check"})
    while not turn["progress"]["decided"]:
        item = items[turn["item"]["id"]]
        response = [reader(item, random)]
        body = {"attempt": turn["attempt"], "item": item["id"], "response": response}
        turn = posted(client, "/responses", body)
    report = posted(client, "/finish", {"attempt": turn["attempt"]})
    return str(report["verdict"]), int(report["answered"])


def bank() -> tuple[dict[str, Item], list[str]]:
    """Return the scenarios with their keys, by id, and the ids of the red flags."""
    command = [sys.executable, "-m", "quizapp", "export", ARTICLE, "--to", "json"]
    document = json.loads(subprocess.check_output(command, cwd=Path(__file__).parents[2]))
    items = {item["id"]: item for item in document["quiz"]["items"]}
    return items, [flag["id"] for flag in document["article"]["red_flags"] if flag["tested"]]


def readers(flags: list[str]) -> dict[str, tuple[Reader, float, float]]:
    """Return every reader with the bars of its share of `understands`: at least, at most."""
    found: dict[str, tuple[Reader, float, float]] = {"key": (lambda item, _: key(item), 1, 1)}
    for flag in flags:
        found[f"too low: {flag}"] = (too_low(flag), 0, 0)
    for archetype in ARCHETYPES:
        if not archetype.by_position and archetype.attempts == 1 and archetype.passes != ANY:
            found[archetype.name] = (by_chance(archetype, flags), *archetype.passes)
    return found


CHANCE = 1e-5
"""The share of runs in which a reader who is right at a bar may seem to break it."""


def at_most_so_many(count: int, number: int, share: float) -> float:
    """The chance that of a number of readers at most so many pass, where each does by `share` (binomial)."""
    return sum(math.comb(number, n) * share**n * (1 - share) ** (number - n) for n in range(count + 1))


def within(passed: int, number: int, at_least: float, at_most: float) -> bool:
    """Whether so many passes of a number of readers fit the bars, but for rare chance."""
    few = at_most_so_many(passed, number, at_least)
    many = at_most_so_many(number - passed, number, 1 - at_most)
    return few >= CHANCE and many >= CHANCE


def run(number: int, seed: int) -> bool:
    """Let so many readers of each kind take the check; print the table and return whether every bar holds."""
    items, flags = bank()
    fine = True
    print(f"{'reader':36}{'understands':>12}{'not-yet':>9}{'open':>7}{'items':>7}")
    with ExitStack() as stack:
        state = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "state"
        server = stack.enter_context(serving(state, workers=1, QUIZAPP_RATE_LIMIT="0"))
        pool = stack.enter_context(clients(server.port))
        for name, (reader, at_least, at_most) in readers(flags).items():
            randoms = [Random(f"{seed} {name} {reader_number}") for reader_number in range(number)]
            ends = list(
                pool.map(
                    lambda random, reader=reader: take_check(_local.client, items, reader, random), randoms
                )
            )
            shares = {verdict: n / number for verdict, n in Counter(verdict for verdict, _ in ends).items()}
            passed = shares.get("understands", 0.0)
            holds = within(round(passed * number), number, at_least, at_most)
            fine = fine and holds
            print(
                f"{name:36}{passed:12.3f}{shares.get('not-yet', 0.0):9.3f}"
                f"{shares.get('not-enough-evidence', 0.0):7.3f}{sum(n for _, n in ends) / number:7.1f}"
                f"{'' if holds else '   BROKEN'}",
                flush=True,
            )
    return fine


def main(*, readers: int = 200, seed: int = 1) -> bool:
    """Let so many readers of every archetype take the check."""
    return run(readers, seed)
