"""Steps and editions for tests of the store, with good defaults."""

from typing import Any

from quizapp.attempts.model import Edition, Mode, Step
from quizapp.attempts.sql_store import SqlStore


def make_step(nonce: str = "an-attempt", number: int = 0, **changes: Any) -> Step:
    return Step(
        **{
            "nonce": nonce,
            "number": number,
            "hour": "2026-11-23T14:00Z",
            "article": "an-article",
            "mode": Mode.CHECK,
            "item": "an-item",
            "item_revision": "0123456789abcdef",
            "response": ("a", "c"),
            "certainty": 2,
            "key_level": 3,
            "chosen_level": 1,
            "score": 0.1,
            **changes,
        }
    )


def make_edition(fingerprint: str = "0123456789abcdef", **changes: Any) -> Edition:
    return Edition(
        **{
            "article": "an-article",
            "fingerprint": fingerprint,
            "hour": "2026-11-23T14:00Z",
            "content": b'[{"id":"an-article"},null]',
            **changes,
        }
    )


def open_store(url: str) -> SqlStore:
    """Make folder and tables; StoreError if the store cannot be used now."""
    store = SqlStore(url)
    try:
        store.ping()
    finally:
        store.close()
    return store
