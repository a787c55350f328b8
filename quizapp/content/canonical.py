"""Plain data as JSON: the one text by which two versions of a thing are equal, and the text of replies."""

import hashlib
import json
from typing import Any

Json = dict[str, Any]
"""A JSON object."""


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_COMPACT = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(data: object) -> bytes:
    """The one JSON text of some plain data: keys sorted, no spaces, UTF-8."""
    return _CANONICAL.encode(data).encode()


def compact(data: object) -> bytes:
    """Plain data as replies have it: the keys in the order that they have, no spaces, UTF-8."""
    return _COMPACT.encode(data).encode()


def fingerprint(data: object) -> str:
    """The first 16 hex digits of the SHA-256 of the canonical JSON."""
    return fingerprint_of(canonical(data))


def fingerprint_of(text: bytes) -> str:
    """The same of a text that is canonical."""
    return hashlib.sha256(text).hexdigest()[:16]
