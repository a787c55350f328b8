"""The table of replies by path, and the form in which replies are kept on disk.

Most replies are about an article and stay in its product until somebody asks for them; the last ones that
were asked for are held, up to a number of bytes.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from quizapp.cache import Product, key_of
from quizapp.web.headers import Headers
from quizapp.web.prebuilt.reply import JSON, Prebuilt

HELD = 16 << 20
"""Bytes of bodies that a table holds."""
_ABOUT = re.compile(r"/(?:api/v1/articles|articles|embed)/([^/]+?)(?:\.md)?(?:/|\Z)")


def records_of(replies: Mapping[str, Prebuilt], prefix: str = "") -> dict[str, bytes]:
    """Write replies as the records of a product: each a line of tags and sizes, and the bodies.

    Headers, which are long and of a few kinds, are records of their own. The bodies of the other form of a
    reply are those of the reply at the path with its ending.
    """
    records: dict[str, bytes] = {}
    for path, reply in replies.items():
        refs = []
        for form in (reply, reply.other):
            ref, line = _form_of(form.content_type, form.headers, form.headers_304) if form else ("-", b"")
            refs.append(ref)
            records[f"{prefix}{ref}"] = line
        packed = "-" if reply.gzip is None else len(reply.gzip)
        first = f"{' '.join(refs)} {reply.etag} {reply.etag_gzip} {len(reply.body)} {packed}\n"
        records[f"{prefix}{path}"] = b"".join((first.encode(), reply.body, reply.gzip or b""))
    return records


Form = tuple[str, Headers, Headers]
"""Content type, headers, and those of a 304."""


@lru_cache(maxsize=256)
def _form_of(*form: str | Headers) -> tuple[str, bytes]:
    line = json.dumps(form)
    return key_of(line), line.encode()


def reply_from(product: Product, prefix: str, path: str) -> Prebuilt | None:
    """Make the reply at a path of its record in a product, if there is one."""
    if (record := product.get(f"{prefix}{path}")) is None:
        return None
    start = record.index(b"\n") + 1
    ref, other_ref, etag, etag_gzip, size, packed = record[:start].decode().split()
    end = start + int(size)
    content_type, headers, headers_304 = _form(product, prefix, ref)
    reply = Prebuilt(
        body=record[start:end],
        gzip=None if packed == "-" else record[end : end + int(packed)],
        etag=etag,
        etag_gzip=etag_gzip,
        content_type=content_type,
        headers=headers,
        headers_304=headers_304,
    )
    ending = ".html" if content_type == JSON else ".md"
    if other_ref == "-" or (other := reply_from(product, prefix, f"{path}{ending}")) is None:
        return reply
    _, headers, headers_304 = _form(product, prefix, other_ref)
    return replace(reply, other=replace(other, headers=headers, headers_304=headers_304))


_FORMS: dict[str, Form] = {}
"""By the hash of what they say."""


def _form(product: Product, prefix: str, ref: str) -> Form:
    if ref not in _FORMS:
        content_type, *both = json.loads(product.get(f"{prefix}{ref}") or b"")
        headers, headers_304 = (tuple((name, value) for name, value in each) for each in both)
        _FORMS[ref] = content_type, headers, headers_304
    return _FORMS[ref]


class ReplyTable(Mapping[str, Prebuilt]):
    """Replies by path: its own, and those of products, whose records are called by a prefix and the path."""

    def __init__(
        self, own: Mapping[str, Prebuilt], products: Mapping[str, Sequence[tuple[Product, str]]]
    ) -> None:
        self._own = own
        self._products = products
        self._held = dict(own)
        self._order: dict[str, int] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def __getitem__(self, path: str) -> Prebuilt:
        """Find a reply; KeyError when there is none."""
        reply = self._held.get(path)
        return self._read(path) if reply is None else reply

    def __iter__(self) -> Iterator[str]:
        """Go through the paths."""
        yield from self._own
        for products in self._products.values():
            for product, prefix in products:
                for name in product.names():
                    if name.startswith(f"{prefix}/"):
                        yield name.removeprefix(prefix)

    def __len__(self) -> int:
        """Count the replies."""
        return sum(1 for _ in self)

    def _read(self, path: str) -> Prebuilt:
        about = _ABOUT.match(path)
        for product, prefix in self._products.get(about[1], ()) if about else ():
            if (reply := reply_from(product, prefix, path)) is not None:
                return self._hold(path, reply)
        raise KeyError(path)

    def _hold(self, path: str, reply: Prebuilt) -> Prebuilt:
        """Hold a reply for the next one who asks, in place of those that were read first."""
        size = sum(len(each.body) + len(each.gzip or b"") for each in (reply, reply.other) if each)
        with self._lock:
            if path not in self._order:
                self._held[path], self._order[path] = reply, size
                self._bytes += size
            while self._bytes > HELD:
                oldest = next(iter(self._order))
                self._bytes -= self._order.pop(oldest)
                del self._held[oldest]
        return reply
