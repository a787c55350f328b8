"""Attempt tokens: an Attempt as a signed string that the reader holds.

The payload can be read by anyone and written by nobody else: HMAC-SHA-256 over it, with a list of keys so
that they can be rotated. Only the one spelling that we made is accepted; base64 leaves spare bits in its
last character, and a token that differs in any byte must not pass. Uniqueness never rests on the string.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from quizapp.attempts.model import Attempt, Mode, TakenStep
from quizapp.errors import BadToken
from quizapp.quiz.bank import TAG_LENGTH

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_TOKEN_LENGTH = 8192
"""Characters; longer strings are refused before any work is done on them."""

_SALT = "quizapp.attempt.1"


class Tokens:
    """Makes and reads attempt tokens. The first key signs, every key verifies."""

    def __init__(self, keys: Sequence[str]) -> None:
        assert keys, "the site makes a key before it makes tokens"
        self._keys = tuple(keys)
        # itsdangerous signs with the last key of its list.
        self._signer = Signer(list(reversed(keys)), salt=_SALT, digest_method=hashlib.sha256)

    def write(self, attempt: Attempt) -> str:
        """Return the token of an attempt; equal attempts give equal tokens."""
        payload = base64_encode(json.dumps(_as_list(attempt), separators=(",", ":")).encode())
        return self._signer.sign(payload).decode("ascii")

    def read(self, token: str) -> Attempt:
        """Return the attempt of a token; BadToken if it is not exactly one that we made."""
        if len(token) > MAX_TOKEN_LENGTH:
            raise BadToken
        try:
            payload = self._signer.unsign(token.encode("ascii"))
        except (BadSignature, UnicodeEncodeError):
            raise BadToken from None
        signature = token.rpartition(".")[2].encode("ascii")
        if base64_encode(base64_decode(signature)) != signature:
            raise BadToken
        return _from_list(json.loads(base64_decode(payload)))

    def seal(self, fingerprint: str) -> str:
        """Return the keyed digest of a fingerprint that new attempts carry."""
        return _digest(self._keys[0], fingerprint)

    def is_seal_of(self, seal: str, fingerprint: str) -> bool:
        """Whether a digest that an attempt carries was made from this fingerprint under any of the keys."""
        return any(hmac.compare_digest(seal, _digest(key, fingerprint)) for key in self._keys)


def _digest(key: str, fingerprint: str) -> str:
    return hmac.new(key.encode(), f"{_SALT}.edition:{fingerprint}".encode(), hashlib.sha256).hexdigest()[:16]


def _as_list(attempt: Attempt) -> list[object]:
    steps = [[step.tag, list(step.response), step.certainty or 0] for step in attempt.steps]
    return [
        attempt.article,
        attempt.lang,
        attempt.mode,
        attempt.edition,
        attempt.seed,
        attempt.nonce,
        attempt.limit,
        steps,
        attempt.pending or "",
        "".join(attempt.seen),
    ]


def _from_list(values: list[object]) -> Attempt:
    article, lang, mode, edition, seed, nonce, limit, steps, pending, seen = values
    assert isinstance(limit, int)
    assert isinstance(steps, list)
    tags = str(seen)
    return Attempt(
        article=str(article),
        lang=str(lang),
        mode=Mode(str(mode)),
        edition=str(edition),
        seed=str(seed),
        nonce=str(nonce),
        limit=limit,
        steps=tuple(
            TakenStep(tag=tag, response=tuple(response), certainty=certainty or None)
            for tag, response, certainty in steps
        ),
        pending=str(pending) or None,
        seen=tuple(tags[at : at + TAG_LENGTH] for at in range(0, len(tags), TAG_LENGTH)),
    )
