"""Attempt tokens: an Attempt as a signed string that the reader holds.

The payload can be read by anyone and written by nobody else: HMAC-SHA-256 over it, with a list of keys so
that they can be rotated. Only the one spelling that we made is accepted; base64 leaves spare bits in its
last character, and a token that differs in any byte must not pass. Uniqueness never rests on the string.

What decides the next item is not in the payload: the seed is made of the nonce under the key that signed the
first token. Every later one is signed with that key too, so that a new key in front changes no attempt.
There is no default key: where the settings have none, one is made in the state folder.
"""

import contextlib
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from typing import Any

from itsdangerous import Signer
from itsdangerous.encoding import base64_decode, base64_encode

from quizapp.attempts.model import Attempt, Mode, TakenStep
from quizapp.disk import write_once
from quizapp.errors import AttemptExpired, BadToken, SettingsError
from quizapp.quiz.bank import TAG_LENGTH
from quizapp.settings import MIN_KEY_LENGTH, PRIVATE, Settings

MAX_TOKEN_LENGTH = 8192
"""Characters; longer strings are refused before any work is done on them."""

SECRET_FILE = "secret"  # noqa: S105 - the name of the file, not what is in it
_SALT = "quizapp.attempt.2"
_OLD_SALT = "quizapp.attempt.1"
"""What signed tokens that held their seed."""


def secret_keys(settings: Settings) -> tuple[str, ...]:
    """The keys, the one that signs first: those of the settings, or one that is made once and kept.

    SettingsError when none can be had. Workers that start at the same moment all get the same key, because
    the file appears under its name only when it is whole, and only once.
    """
    if settings.secret_keys:
        return settings.secret_keys
    path = settings.state / SECRET_FILE
    try:
        if not path.exists():
            path.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                write_once(path, f"{secrets.token_urlsafe(32)}\n".encode("ascii"))
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = f"the secret in {path} can't be read or made: {error}"
        raise SettingsError("QUIZAPP_STATE", why) from error
    if len(key) < MIN_KEY_LENGTH:
        raise SettingsError("QUIZAPP_STATE", f"{path} holds no whole key; delete it to have one made")
    return (key,)


def seed_of(key: str, nonce: str) -> str:
    """What decides the order of items in the attempt with this nonce, for whoever holds the key."""
    return _digest(key, "seed", nonce, 32)


class Tokens:
    """Makes and reads attempt tokens. The first key signs new attempts, every key verifies."""

    def __init__(self, keys: Sequence[str]) -> None:
        assert keys, "the site makes a key before it makes tokens"
        self._keys = tuple(keys)
        self._signers = {key: _signer(key, _SALT) for key in keys}
        self._old_signers = [_signer(key, _OLD_SALT) for key in keys]

    def seed(self, nonce: str) -> str:
        """The seed of a new attempt."""
        return seed_of(self._keys[0], nonce)

    def write(self, attempt: Attempt) -> str:
        """The token of an attempt; equal attempts give equal tokens."""
        payload = base64_encode(json.dumps(_as_list(attempt), separators=(",", ":")).encode())
        fitting = (key for key in self._keys if seed_of(key, attempt.nonce) == attempt.seed)
        return self._signers[next(fitting, self._keys[0])].sign(payload).decode("ascii")

    def read(self, token: str) -> Attempt:
        """The attempt of a token; BadToken if it is not exactly one that we made.

        AttemptExpired if an earlier version of this program made it.
        """
        if len(token) > MAX_TOKEN_LENGTH or not token.isascii():
            raise BadToken
        signed = token.encode("ascii")
        signature = signed.rpartition(b".")[2]
        for key, signer in self._signers.items():
            if signer.validate(signed) and base64_encode(base64_decode(signature)) == signature:
                return _from_list(json.loads(base64_decode(signed.rpartition(b".")[0])), key)
        if any(signer.validate(signed) for signer in self._old_signers):
            raise AttemptExpired
        raise BadToken

    def seal(self, fingerprint: str) -> str:
        """The keyed digest of a fingerprint that new attempts carry."""
        return _digest(self._keys[0], "edition", fingerprint)

    def is_seal_of(self, seal: str, fingerprint: str) -> bool:
        """Whether a digest that an attempt carries was made from this fingerprint under any of the keys."""
        return any(hmac.compare_digest(seal, _digest(key, "edition", fingerprint)) for key in self._keys)


def _signer(key: str, salt: str) -> Signer:
    return Signer(key, salt=salt, digest_method=hashlib.sha256)


def _digest(key: str, purpose: str, text: str, length: int = 16) -> str:
    whole = hmac.new(key.encode(), f"{_SALT}.{purpose}:{text}".encode(), hashlib.sha256)
    return whole.hexdigest()[:length]


def _as_list(attempt: Attempt) -> list[object]:
    steps = [[step.tag, list(step.response), step.certainty or 0] for step in attempt.steps]
    return [
        attempt.article,
        attempt.lang,
        attempt.mode,
        attempt.edition,
        attempt.day,
        attempt.nonce,
        steps,
        attempt.pending or "",
        "".join(attempt.seen),
    ]


def _from_list(values: list[Any], key: str) -> Attempt:
    article, lang, mode, edition, day, nonce, steps, pending, seen = values
    return Attempt(
        article=article,
        lang=lang,
        mode=Mode(mode),
        edition=edition,
        day=day,
        seed=seed_of(key, nonce) if nonce else "",
        nonce=nonce,
        steps=tuple(
            TakenStep(tag=tag, response=tuple(response), certainty=certainty or None)
            for tag, response, certainty in steps
        ),
        pending=pending or None,
        seen=tuple(seen[at : at + TAG_LENGTH] for at in range(0, len(seen), TAG_LENGTH)),
    )
