"""Alter attempt tokens: `python tests/battery/altered_tokens.py --tokens 1000000 --attempts 2000`.

Reads so many tokens that were spoilt by one or two mutations. One that is accepted although it differs, or
that makes anything but the clean error, is a failure and printed.

Then responds to so many attempts by every spelling of their tokens that decodes to the same bytes, and by the
token that another key of the site signs: each attempt must have one step in the store, whatever came first.
"""

from __future__ import annotations

import argparse
import random
import string
import sys
import time
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]  # when run as a program

from factories import make_bank  # noqa: E402 - see the line above

from quizapp.attempts.delivery import Delivery, StepConflict  # noqa: E402 - as above
from quizapp.attempts.editions import Editions  # noqa: E402 - as above
from quizapp.attempts.model import Attempt, Mode, TakenStep  # noqa: E402 - as above
from quizapp.attempts.sql_store import SqlStore  # noqa: E402 - as above
from quizapp.attempts.tokens import Tokens  # noqa: E402 - as above
from quizapp.errors import BadToken  # noqa: E402 - as above
from quizapp.quiz.bank import ItemBank  # noqa: E402 - as above

KEYS = ("the key of today", "the key of before")
BASE64 = string.ascii_letters + string.digits + "-_"
ODD = ("+", "/", "=", ".", " ", "\n", "\0", "é", "\ud800", "\u200b", "\U0001d538", "%2E")
MOST_FAILURES = 5


@dataclass
class Tally:
    """What came of the altered tokens."""

    altered: int = 0
    refused: int = 0
    failures: list[str] = field(default_factory=list)


def _change(rng: random.Random, token: str, _: str) -> str:
    at = rng.randrange(len(token) + 1)
    return token[:at] + rng.choice(BASE64) + token[at + 1 :]


def _insert(rng: random.Random, token: str, _: str) -> str:
    at = rng.randrange(len(token) + 1)
    return token[:at] + rng.choice(rng.choice((BASE64, ODD))) + token[at:]


def _odd(rng: random.Random, token: str, _: str) -> str:
    at = rng.randrange(len(token) + 1)
    return token[:at] + rng.choice(ODD) + token[at + 1 :]


def _delete(rng: random.Random, token: str, _: str) -> str:
    at = rng.randrange(len(token) + 1)
    return token[:at] + token[at + rng.randint(1, 8) :]


def _cut(rng: random.Random, token: str, _: str) -> str:
    at = rng.randrange(len(token) + 1)
    return token[:at] if rng.random() < 0.5 else token[at:]


def _double(rng: random.Random, token: str, _: str) -> str:
    at = rng.randrange(len(token) + 1)
    return token[:at] + token[at : at + rng.randint(1, 16)] * 2 + token[at:]


def _swap_case(rng: random.Random, token: str, _: str) -> str:
    at = rng.randrange(len(token) + 1)
    return token[:at] + token[at : at + 1].swapcase() + token[at + 1 :]


def _swap_places(rng: random.Random, token: str, _: str) -> str:
    at = rng.randrange(len(token) + 1)
    return token[:at] + token[at : at + 2][::-1] + token[at + 2 :]


def _cross(rng: random.Random, token: str, other: str) -> str:
    """Sign the payload of one with the signature of another, or splice them anywhere."""
    if rng.random() < 0.5:
        return f"{token.rpartition('.')[0]}.{other.rpartition('.')[2]}"
    at = rng.randrange(len(token) + 1)
    return token[:at] + other[at:]


def _spell(rng: random.Random, token: str, _: str) -> str:
    """Spell the same bytes in another way."""
    return rng.choice(list(spellings(token)))


MUTATIONS = (_change, _insert, _odd, _delete, _cut, _double, _swap_case, _swap_places, _cross, _spell)


def spellings(token: str) -> Iterator[str]:
    """Yield other strings that a lax reader decodes to the bytes of a token."""
    payload, _, signature = token.rpartition(".")
    for end in (f"{signature}=", f"{signature}==", f"{signature}\n", f" {signature}", *_last_bits(signature)):
        yield f"{payload}.{end}"
    for start in (f"{payload}=", f"{payload}==", f"{payload}\n", *_last_bits(payload)):
        yield f"{start}.{signature}"
    if token != (standard := token.replace("-", "+").replace("_", "/")):
        yield standard


def _last_bits(text: str) -> list[str]:
    """Return the spellings of base64 text that differ in bits of its last character that nothing reads."""
    padding = "=" * (-len(text) % 4)
    changed = (text[:-1] + letter for letter in BASE64 if not text.endswith(letter))
    try:
        meant = urlsafe_b64decode(text + padding)
        return [each for each in changed if urlsafe_b64decode(each + padding) == meant]
    except ValueError:  # an earlier mutation left nothing that could be decoded
        return []


def random_attempt(rng: random.Random) -> Attempt:
    """Return an attempt as readers may hold one, early or late."""

    def word(length: int) -> str:
        return "".join(rng.choices(BASE64, k=length))

    return Attempt(
        article=rng.choice(["an-article", "joint-pain-after-exercise", "a" * 60]),
        lang=rng.choice(["en", "de", "pt-BR"]),
        mode=rng.choice(list(Mode)),
        edition=f"{rng.getrandbits(64):016x}",
        seed=word(16),
        nonce=word(16),
        limit=rng.choice([12, 24, 30]),
        steps=tuple(
            TakenStep(tag=word(8), response=(rng.choice("abcd"),), certainty=rng.choice([None, 1, 2, 3]))
            for _ in range(rng.randrange(25))
        ),
        pending=rng.choice([None, word(8)]),
        seen=tuple(word(8) for _ in range(rng.choice([0, 0, 5, 40]))),
    )


def alter(number: int, *, seed: int, tokens: Tokens | None = None) -> Tally:
    """Read so many altered tokens and say what came of them."""
    rng, tally = random.Random(seed), Tally()
    made, read = Tokens(KEYS), (tokens or Tokens(KEYS)).read
    attempts = [random_attempt(rng) for _ in range(200)]
    written = [made.write(attempt) for attempt in attempts]
    while tally.altered < number and len(tally.failures) < MOST_FAILURES:
        at = rng.randrange(len(written))
        altered = written[at]
        for _ in range(rng.choice([1, 1, 1, 2])):
            altered = rng.choice(MUTATIONS)(rng, altered or "A", rng.choice(written))
        if altered in written:
            continue
        tally.altered += 1
        try:
            accepted = read(altered)
        except BadToken:
            tally.refused += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what this looks for
            tally.failures.append(f"{type(error).__name__} {error}: {altered!r}")
        else:
            same = "the same" if accepted == attempts[at] else "ANOTHER"
            tally.failures.append(f"accepted, with {same} payload: {altered!r}")
    return tally


@dataclass
class Shelf:
    """One item bank, as a site holds it."""

    only: ItemBank = field(default_factory=make_bank)

    def bank(self, _article: str) -> ItemBank:
        return self.only

    def editions(self, _article: str) -> list[ItemBank]:
        return [self.only]


@dataclass
class Submissions:
    """What came of attempts that were sent in many spellings."""

    attempts: int = 0
    sent: int = 0
    refused: int = 0
    recorded: int = 0
    """Replies that named a recorded step."""
    conflicts: int = 0
    steps: int = 0
    """Steps in the store at the end."""
    nonces: int = 0


def submit(number: int, *, seed: int, tokens: Callable[[tuple[str, ...]], Tokens] = Tokens) -> Submissions:
    """Respond to so many attempts by every spelling of their tokens, and say what was stored."""
    rng, shelf, store, found = random.Random(seed), Shelf(), SqlStore("sqlite://"), Submissions()
    today, before = (_delivery(shelf, store, tokens(keys), rng) for keys in (KEYS, KEYS[::-1]))
    for _ in range(number):
        turn = today.begin("an-article", mode=Mode.CHECK, lang="en")
        assert turn.item is not None
        # The same attempt under both keys: two tokens that share no byte of their signatures.
        valid = [turn.token, Tokens(KEYS[::-1]).write(turn.attempt)]
        assert valid[0] != valid[1]
        strings = [*valid, *(each for token in valid for each in spellings(token))]
        rng.shuffle(strings)
        found.attempts += 1
        for each in strings:
            _send(each, turn.item.id, rng.choice("abcd"), rng.choice([today, before]), found)
    steps = list(store.steps("an-article"))
    found.steps, found.nonces = len(steps), len(Counter(step.nonce for step in steps))
    store.close()
    return found


def _send(token: str, item: str, option: str, delivery: Delivery, found: Submissions) -> None:
    found.sent += 1
    try:
        found.recorded += delivery.respond(token, item_id=item, response=[option]).recorded
    except BadToken:
        found.refused += 1
    except StepConflict as conflict:
        found.conflicts += conflict.reply.recorded


def _delivery(shelf: Shelf, store: SqlStore, tokens: Tokens, rng: random.Random) -> Delivery:
    return Delivery(
        banks=shelf,
        store=store,
        editions=Editions(store),
        tokens=tokens,
        clock=lambda: datetime(2026, 11, 23, 14, tzinfo=UTC),
        entropy=lambda: f"{rng.getrandbits(96):024x}",
    )


def counts_once(found: Submissions) -> bool:
    """Whether every attempt has one step, and every string was refused or met that step."""
    met = found.recorded + found.conflicts
    return found.attempts == found.steps == found.nonces and found.refused + met == found.sent


def main(number: int, attempts: int, seed: int) -> bool:
    """Do both at full size; print the counts and return whether all is well."""
    began = time.monotonic()
    tally = alter(number, seed=seed)
    took = time.monotonic() - began
    print(
        f"{tally.altered} altered tokens: {tally.refused} refused cleanly, {len(tally.failures)} failures"
        f" ({took:.0f} s)"
    )
    for failure in tally.failures:
        print(failure)
    found = submit(attempts, seed=seed)
    print(
        f"{found.attempts} attempts sent as {found.sent} strings: {found.refused} refused, {found.recorded}"
        f" recorded or repeated, {found.conflicts} told of the first response; {found.steps} steps stored"
    )
    return not tally.failures and counts_once(found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=1_000_000)
    parser.add_argument("--attempts", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sys.exit(0 if main(arguments.tokens, arguments.attempts, arguments.seed) else 1)
