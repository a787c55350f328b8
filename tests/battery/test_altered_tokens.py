"""A short cut of the altered tokens, and proof that careless readers of tokens are seen."""

from __future__ import annotations

import hashlib
import random
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace

from battery import altered_tokens
from battery.altered_tokens import KEYS, alter, counts_once, submit

from quizapp.attempts.model import Attempt
from quizapp.attempts.tokens import Tokens
from quizapp.errors import BadToken


def test_no_altered_token_is_accepted_and_each_is_refused_cleanly() -> None:
    tally = alter(20_000, seed=random.randrange(1 << 30))
    assert (tally.altered, tally.refused, tally.failures) == (20_000, 20_000, [])


def test_an_attempt_counts_once_however_its_token_is_spelt() -> None:
    found = submit(20, seed=random.randrange(1 << 30))
    assert counts_once(found)
    assert found.recorded + found.conflicts == 2 * found.attempts
    assert found.refused > 10 * found.attempts


class Lax(Tokens):
    """Takes every spelling of the right bytes, as a reader does that trusts its base64 decoder."""

    def read(self, token: str) -> Attempt:
        payload, _, signature = token.encode("ascii", "ignore").rpartition(b".")
        parts = (urlsafe_b64encode(urlsafe_b64decode(part.strip() + b"==")) for part in (payload, signature))
        return super().read(b".".join(part.rstrip(b"=") for part in parts).decode())


class ByString(Lax):
    """Makes an attempt unique by the string of its token."""

    def read(self, token: str) -> Attempt:
        name = hashlib.sha256(token.encode()).hexdigest()
        return replace(super().read(token), nonce=name)


def test_a_reader_that_takes_another_spelling_is_reported() -> None:
    tally = alter(2_000, seed=1, tokens=Lax(KEYS))
    assert len(tally.failures) == altered_tokens.MOST_FAILURES
    assert any("accepted, with the same payload" in failure for failure in tally.failures)


class Hasty(Tokens):
    """Does not look at the signature at all."""

    def read(self, token: str) -> Attempt:
        try:
            return super().read(self._signer.sign(token.rpartition(".")[0]).decode())
        except UnicodeEncodeError:
            raise BadToken from None


def test_a_reader_that_does_not_look_at_the_signature_is_reported() -> None:
    tally = alter(5_000, seed=1, tokens=Hasty(KEYS))
    assert len(tally.failures) == altered_tokens.MOST_FAILURES
    assert any("ANOTHER payload" in failure for failure in tally.failures)
    assert any("Error" in failure for failure in tally.failures)


def test_a_store_that_is_keyed_by_the_string_of_a_token_is_reported() -> None:
    assert counts_once(submit(5, seed=1, tokens=Lax))
    assert not counts_once(submit(5, seed=1, tokens=ByString))
