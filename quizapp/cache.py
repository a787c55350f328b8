"""The cache on disk: products of content that are made once, for every process that serves it.

    cache = Cache(Path(".quizapp/cache"))
    product = cache.product("replies", "sore-heel", key_of("what", "it", "is made of"), make)
    product.head                              # JSON, read at once
    product.get("en /articles/sore-heel")     # bytes, read when they are asked for

A key is the hash of all that a product is made of, the program included. So processes and versions may share
a folder, and none of them ever finds what another one means by the same name. A file appears whole and never
changes. Its head is checked when it is found, each record when it is read; what is damaged or gone is made
anew. Without a folder, or where it cannot be written, products are held in memory.
"""

import gc
import json
import logging
import os
import platform
import re
import shutil
import struct
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache as once
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

from quizapp.disk import whole_file

_LOG = logging.getLogger(__name__)

Head: TypeAlias = dict[str, Any]
Records: TypeAlias = Mapping[str, bytes]
Make: TypeAlias = Callable[[], tuple[Head, Records]]

_NAMES = ""
"""The record that names the others."""
KEPT = 4
"""Products of one name that are kept on disk, the newest: other versions of the program may use the older."""
_TOP = struct.Struct(">16sII")
"""The hash of all that follows up to the records, and the sizes of the head and of the index."""
_ENTRY = struct.Struct(">16sII16s")
"""Of one record the hash of its name, where it begins, its size and its hash."""
_MADE_WITH = ("jinja2", "markupsafe", "marshmallow", "markdown-it-py", "pyyaml")
_PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


@once
def program() -> bytes:
    """The hash of this program: its files, and the versions of what its products are made with."""
    folder = Path(__file__).parent
    # Python writes modules that it compiles under passing names beside their last ones
    files = sorted(each for each in folder.rglob("*") if each.parent.name != "__pycache__" and each.is_file())
    own = (part for path in files for part in (path.relative_to(folder).as_posix(), path.read_bytes()))
    return key_of(platform.python_version(), *map(version, _MADE_WITH), *own).encode()


def key_of(*parts: str | bytes) -> str:
    """The key of what is made of these parts."""
    found = blake2b(digest_size=16)
    for part in parts:
        body = part.encode(errors="surrogatepass") if isinstance(part, str) else part
        found.update(len(body).to_bytes(8, "big"))
        found.update(body)
    return found.hexdigest()


@contextmanager
def in_one_go() -> Iterator[None]:
    """Make something large with no search for garbage meanwhile, which would look at all of it many times."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Product:
    """A head, and records by name."""

    __slots__ = ("_file", "_make", "_records", "head")

    def __init__(self, head: Head, records: Records | None, file: str | None, make: Make) -> None:
        self.head = head
        self._records = records
        self._file = file
        self._make = make

    def get(self, name: str) -> bytes | None:
        """A record; None when there is none of this name."""
        records = self._records  # looked at once: another thread may be making them
        if records is None:
            assert self._file is not None, "what is not in memory is on disk"
            try:
                return _record(self._file, name)
            except (OSError, ValueError) as error:
                _LOG.warning("%s is made anew: %s", self._file, error)
            _, records = _made(self._make)
            if not _write(self._file, self.head, records):
                self._records = records
        return records.get(name)

    def names(self) -> Collection[str]:
        """The names of all records."""
        found: list[str] = json.loads(self.get(_NAMES) or b"[]")
        return found


class Cache:
    """Finds products, and keeps them. Every method may be called from any thread and process."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def find(self, kind: str, name: str, key: str, make: Make) -> Product | None:
        """A product that is there; `make` is for the day on which it is there no more."""
        file = self._file(kind, name, key)
        if file is None:
            return None
        head = _head(file)
        return None if head is None else Product(head, None, file, make)

    def product(self, kind: str, name: str, key: str, make: Make) -> Product:
        """A product: the one that is there, or one that is made now."""
        return self.find(kind, name, key, make) or self.keep(kind, name, key, make)

    def keep(self, kind: str, name: str, key: str, make: Make) -> Product:
        """Make a product, and keep it."""
        head, records = _made(make)
        file = self._file(kind, name, key)
        if file is None or not _write(file, head, records):
            return Product(head, records, file, make)
        # This one is the newest, whatever the clock says, which may have been set back.
        others = (each for each in Path(file).parent.glob("[!.]*") if each != Path(file))
        for each in sorted(others, key=_written)[: 1 - KEPT]:
            _let_go(each)
        return Product(head, None, file, make)

    def retain(self, kind: str, names: Collection[str]) -> None:
        """Let go of all products of a kind but those of these names."""
        kept = {_stem(name) for name in names}
        for each in self._folder.glob(f"{kind}/*") if self._folder else ():
            if each.name not in kept:
                _let_go(each)

    def _file(self, kind: str, name: str, key: str) -> str | None:
        return f"{self._folder}/{kind}/{_stem(name)}/{key_of(program(), key)}" if self._folder else None


IN_MEMORY = Cache()


def _stem(name: str) -> str:
    return name if _PLAIN.fullmatch(name) and len(name) < 100 else f"_{key_of(name)}"


def _let_go(path: Path) -> None:
    """Remove a product, or all of one name."""
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:  # nothing may wait for that
        _LOG.warning("%s cannot be let go: %s", path, error)


def _written(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _made(make: Make) -> tuple[Head, Records]:
    with in_one_go():
        head, records = make()
    return head, {**records, _NAMES: json.dumps(list(records)).encode()}


def _hash(what: bytes, body: bytes) -> bytes:
    """The hash of a head, a name or a record, as `what` says: a record never has that of a name."""
    return blake2b(body, digest_size=16, person=what).digest()


def _write(file: str, head: Head, records: Records) -> bool:
    """Write a product; say whether that went well. Nothing waits for the disk: it need not survive."""
    first = json.dumps(head).encode()
    index, start = [], _TOP.size + len(first) + len(records) * _ENTRY.size
    for name, body in records.items():
        index.append(_ENTRY.pack(_hash(b"name", name.encode()), start, len(body), _hash(b"record", body)))
        start += len(body)
    rest = b"".join((first, *index))
    top = _TOP.pack(_hash(b"head", rest), len(first), len(index) * _ENTRY.size)
    try:
        Path(file).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with whole_file(Path(file), durable=False) as draft:
            draft.write_bytes(b"".join((top, rest, *records.values())))
    except OSError as error:
        _LOG.warning("%s is not kept: %s", file, error)
        return False
    return True


def _head(file: str) -> Head | None:
    """The head of a file, if there is one that is whole."""
    try:
        with Path(file).open("rb", buffering=0) as opened:
            head: Head = json.loads(_checked_head(opened.fileno()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        _LOG.warning("%s is not used: %s", file, error)
        return None
    return head


def _checked_head(descriptor: int) -> bytes:
    """The head of a file; ValueError unless that and the index are what was written."""
    top = os.pread(descriptor, _TOP.size, 0)
    if len(top) != _TOP.size:
        raise ValueError("it is cut off")
    known, size, size_of_index = _TOP.unpack(top)
    rest = os.pread(descriptor, size + size_of_index, _TOP.size)
    if _hash(b"head", rest) != known:
        raise ValueError("its head is not what was written")
    return rest[:size]


def _record(file: str, name: str) -> bytes | None:
    """A record, if there is one; ValueError when the file is damaged."""
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _, size, size_of_index = _TOP.unpack(os.pread(descriptor, _TOP.size, 0).ljust(_TOP.size, b"\0"))
        index = os.pread(descriptor, size_of_index, _TOP.size + size)
        place = index.find(_hash(b"name", name.encode(errors="surrogatepass")))
        if place < 0:
            _checked_head(descriptor)  # a damaged index finds nothing either
            return None
        entry = index[place : place + _ENTRY.size].ljust(_ENTRY.size, b"\0")
        _, start, length, known = _ENTRY.unpack(entry)
        body = os.pread(descriptor, length, start)
    finally:
        os.close(descriptor)
    if _hash(b"record", body) != known:
        raise ValueError("a record is not what was written")
    return body
