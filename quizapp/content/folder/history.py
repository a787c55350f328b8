"""The versions that an article has had, on disk: what was served, when it was first seen, what had changed.

    history = History(state / "history", clock)
    history.follow(library)          # history/sore-heel/000001.json; (Version(number=1, ...),) by article

A file is written once and never again: one line that says what it is, then the article as the API gives it.
Several processes may share a folder: whoever is first writes the next number, the others find it. A file that
is torn or altered is known by its hash and is as good as none. Of an article that was withdrawn a note stays,
and nothing of what it said.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from quizapp.content.changes import Change, Did, changes
from quizapp.content.projection import article_data

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from quizapp.content.library import Library
    from quizapp.content.model import Article

_LOG = logging.getLogger(__name__)

MAX_KEPT = 20
"""Versions of one article that are kept, on disk and in memory."""
_NAME = re.compile(r"([0-9]{6})\.json", re.ASCII)
_TRIES = 5
"""Other processes may be first this many times; they would have to take up as many edits at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of an article, or a note that it was withdrawn."""

    number: int
    """From 1, in the order in which they were seen."""
    seen: str | None
    """When it was first seen, in UTC as in RFC 3339; None where no record is kept."""
    revision: str | None
    """None where the article was withdrawn."""
    previous: str | None
    """The revision before; None for one that is new, or is there again."""
    title: str
    changes: tuple[Change, ...] = ()
    body: bytes = b""
    """The article as the API gives it."""


def unrecorded(article: Article) -> Version:
    """Return the version that an article has now, where no record is kept of it."""
    return Version(
        number=1,
        seen=None,
        revision=article.revision,
        previous=None,
        title=article.title,
        body=_as_json(article_data(article)),
    )


@dataclass(frozen=True, slots=True)
class _Record:
    """What is known of one article."""

    versions: tuple[Version, ...] = ()
    highest: int = 0
    """The number of its newest file, which may be one that cannot be read."""

    @property
    def last(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    @property
    def revision(self) -> str | None:
        """What it says now; None where it was withdrawn, or nothing is known."""
        return self.last.revision if self.last else None


class History:
    """Keeps versions in a folder, which is made when it is needed; for use by one thread.

    A folder that cannot be written is logged and nothing more: versions are then known until the end.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._clock = clock
        self._records: dict[str, _Record] = {}

    def follow(self, library: Library, broken: Collection[str] = ()) -> Mapping[str, Sequence[Version]]:
        """Take up what is served now; return the versions of every article, withdrawn ones too, oldest first.

        `broken` names the articles that are not served but not withdrawn either.
        """
        for name in {*self._recorded(), *library.articles} - self._records.keys():
            self._records[name] = self._read(name)
        for name, article in library.articles.items():
            self._take(name, article)
        for name in sorted(self._records.keys() - {*library.articles, *broken}):
            self._take(name, None)
        return {name: record.versions for name, record in self._records.items() if record.versions}

    def _recorded(self) -> Iterable[str]:
        try:
            return [path.name for path in self._folder.iterdir() if path.is_dir()]
        except OSError:
            return ()

    def _take(self, name: str, article: Article | None) -> None:
        """Write the next version; what another process has written in the meantime counts instead."""
        revision = article.revision if article else None
        if self._records[name].revision != revision:
            self._records[name] = self._merged(name)
        for _ in range(_TRIES):
            record = self._records[name]
            if record.revision == revision:
                return
            version = self._next(record, article)
            try:
                _write_once(self._path(name, version.number), _as_file(version))
            except FileExistsError:
                self._records[name] = self._read(name)
                continue
            except OSError as error:
                _LOG.warning("version %s of %s is not recorded: %s", version.number, name, error)
            self._records[name] = self._kept(name, _Record((*record.versions, version), version.number))
            return

    def _merged(self, name: str) -> _Record:
        """Return what is on disk by now; what could not be written is not forgotten for that."""
        known, found = self._records[name], self._read(name)
        return found if found.highest >= known.highest else known

    def _next(self, record: _Record, article: Article | None) -> Version:
        last, number = record.last, record.highest + 1
        seen = self._now(last)
        if article is None:
            assert last is not None, "only what was there can be withdrawn"
            return Version(number=number, seen=seen, revision=None, previous=last.revision, title=last.title)
        data = article_data(article)
        return Version(
            number=number,
            seen=seen,
            revision=article.revision,
            previous=record.revision,
            title=article.title,
            changes=changes(json.loads(last.body), data) if last and last.body else (),
            body=_as_json(data),
        )

    def _now(self, last: Version | None) -> str:
        """Return the time, which never runs backwards from one version to the next."""
        now = self._clock().isoformat(timespec="microseconds").replace("+00:00", "Z")
        return max(now, last.seen or "") if last else now

    def _kept(self, name: str, record: _Record) -> _Record:
        """Let go of the oldest, and of everything that a withdrawn article said."""
        versions = record.versions[-1:] if record.revision is None else record.versions[-MAX_KEPT:]
        for number in self._numbers(name):
            if number < versions[0].number:
                try:
                    self._path(name, number).unlink(missing_ok=True)
                except OSError as error:
                    _LOG.warning("version %s of %s cannot be let go: %s", number, name, error)
        return replace(record, versions=versions)

    def _read(self, name: str) -> _Record:
        numbers = self._numbers(name)
        found = (self._version(name, number) for number in numbers[-MAX_KEPT:])
        return _Record(tuple(version for version in found if version), max(numbers, default=0))

    def _version(self, name: str, number: int) -> Version | None:
        path = self._path(name, number)
        try:
            version = _from_file(path.read_bytes())
        except OSError as error:
            _LOG.warning("version %s of %s cannot be read: %s", number, name, error)
            return None
        if version is None or version.number != number:
            _LOG.warning("%s holds no whole version and is ignored", path)
            return None
        return version

    def _numbers(self, name: str) -> list[int]:
        try:
            names = [path.name for path in (self._folder / name).iterdir()]
        except OSError:
            return []
        return sorted(int(found[1]) for each in names if (found := _NAME.fullmatch(each)))

    def _path(self, name: str, number: int) -> Path:
        return self._folder / name / f"{number:06}.json"


def _as_json(data: object) -> bytes:
    """Return data as the API writes it; a test holds the two together."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _as_file(version: Version) -> bytes:
    told: dict[str, Any] = {name: value for name, value in asdict(version).items() if name != "body"}
    return b"%b\n%b" % (_as_json({**told, "sha256": _hash(told, version.body)}), version.body)


def _hash(told: object, body: bytes) -> str:
    return hashlib.sha256(_as_json(told) + body).hexdigest()


def _from_file(text: bytes) -> Version | None:
    """Return the version in a file; None unless it is whole and of this shape."""
    first, _, body = text.partition(b"\n")
    try:
        told = json.loads(first)
        if told.pop("sha256") != _hash(told, body):
            return None
        found = [
            Change(**{**change, "did": Did(change["did"]), "members": tuple(change["members"])})
            for change in told.pop("changes")
        ]
        return Version(**told, changes=tuple(found), body=body)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _write_once(path: Path, text: bytes) -> None:
    """Make a file that is whole from its first moment; FileExistsError when it is there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}-{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
