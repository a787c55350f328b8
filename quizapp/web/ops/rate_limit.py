"""The rate limit: a network that sends more posts than its readers could gets 429 until it slows down.

No address is kept. A network (an IPv4 /24, an IPv6 /48) picks two places of a table by a hash whose key only
this process knows, and each place holds a time. The table never grows. Two networks may share one place but
hardly ever both, and the place that allows more decides, so that nobody is held back for another.
"""

import hashlib
import logging
import secrets
import threading
import time
from array import array
from collections.abc import Callable
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from math import ceil

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

from quizapp.settings import Settings

_LOG = logging.getLogger(__name__)

_PLACES = 1 << 19
"""Of eight bytes each: half a million networks at once, in 4 MiB."""

_BURST = 60.0
"""Seconds whose posts may come all at once."""


class Limiter:
    """Counts posts of networks; any thread may ask."""

    def __init__(self, posts_a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = 60 / posts_a_minute
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._free_at = array("d", bytes(8 * _PLACES))
        """When all posts of a place would be over, were they sent evenly; the generic cell rate algorithm."""
        self._lock = threading.Lock()

    def wait(self, address: str) -> int:
        """Count a post from an address and return 0, or in how many seconds one would be taken."""
        digest = hashlib.blake2b(network_of(address), digest_size=8, key=self._key).digest()
        one, other = (int.from_bytes(half, "big") % _PLACES for half in (digest[:4], digest[4:]))
        with self._lock:
            now = self._clock()
            free_at = max(now, min(self._free_at[one], self._free_at[other]))
            late = free_at + self._interval - now - _BURST
            if late > 0:
                return ceil(late)
            for place in (one, other):
                self._free_at[place] = max(self._free_at[place], free_at + self._interval)
            return 0


def network_of(address: str) -> bytes:
    """What stands for the network of an address; what is no address is a network of its own."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return address.encode(errors="surrogateescape")
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return parsed.packed[:3] if isinstance(parsed, IPv4Address) else parsed.packed[:6]


def sender(peer: str, forwarded_for: str | None, proxies: int) -> str:
    """Who sent a request through so many proxies of ours, each of which adds whom it heard it from.

    What is further left in X-Forwarded-For anybody can have made up.
    """
    named = [part.strip() for part in (forwarded_for or "").split(",")]
    return named[-proxies] if proxies and len(named) >= proxies and named[-proxies] else peer


def register(app: Flask, settings: Settings) -> None:
    """Hold back posts as the settings say."""
    if not settings.rate_limit:
        return
    limiter = Limiter(settings.rate_limit)

    @cache
    def tell_once(what: str) -> None:
        _LOG.warning("%s", what, extra={"event": "start"})

    @app.before_request
    def hold_back() -> None:
        if request.method != "POST":
            return
        forwarded_for = request.headers.get("X-Forwarded-For")
        passed = len(forwarded_for.split(",")) if forwarded_for else 0
        if passed < settings.proxies:
            tell_once(f"a post came through {passed} of QUIZAPP_PROXIES={settings.proxies}: is it too high?")
        wait = limiter.wait(sender(request.remote_addr or "", forwarded_for, settings.proxies))
        if not wait:
            return
        if passed and not settings.proxies:
            tell_once("posts are held back that came through a proxy: is QUIZAPP_PROXIES missing?")
        why = f"Too many requests come from this network. Try again in {wait} s."
        raise TooManyRequests(why, retry_after=wait)
