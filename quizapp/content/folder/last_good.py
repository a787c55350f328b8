"""The last good version of each article, on disk: what is served when a file is broken at a cold start.

    shelf = LastGood(state / "last-good")
    shelf.keep(article, canonical)       # last-good/sore-heel.json
    shelf.recall("sore-heel")            # the article, built again; None when there is no whole one

A file holds the clean data of all files of the article, and their fingerprint. It is written beside its
place, forced to disk and renamed; one that is torn nevertheless is known by the fingerprint, one that another
version of this program wrote by its shape, and either is as good as no file. Several processes may share a
folder: they keep what they read from the same content.
"""

from __future__ import annotations

import json
import logging
import os
from typing import TYPE_CHECKING, NamedTuple

from quizapp.content.canonical import canonical
from quizapp.content.rebuilt import rebuilt

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from quizapp.content.model import Article

_LOG = logging.getLogger(__name__)


class Kept(NamedTuple):
    """An article, and the JSON that `build.from_canonical` makes it from again."""

    article: Article
    canonical: bytes


class LastGood:
    """Keeps articles in a folder, which is made when it is needed.

    A folder that cannot be written is logged and nothing more: content is served without it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, kept: Kept) -> None:
        """Make this the last good version of the article; a file that says so already is left alone."""
        path = self._path(kept.article.id)
        body = _as_body(kept)
        try:
            if not path.exists() or path.read_bytes() != body:
                _write(path, body)
        except OSError as error:
            _LOG.warning("%s is not kept as the last good version: %s", kept.article.id, error)

    def recall(self, article_id: str) -> Kept | None:
        """Return the last good version of an article, if there is a whole one."""
        path = self._path(article_id)
        try:
            body = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            _LOG.warning("the last good version of %s cannot be read: %s", article_id, error)
            return None
        kept = _from_body(body)
        if kept is None or kept.article.id != article_id:
            _LOG.warning("%s holds no whole article and is ignored", path)
            return None
        return kept

    def forget_all_but(self, article_ids: Collection[str]) -> None:
        """Let go of the articles that were deleted, so that none of them ever comes back by itself."""
        for path in self._folder.glob("*.json"):
            if path.stem not in article_ids:
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    _LOG.warning("%s was deleted, and its last good version cannot be: %s", path.stem, error)

    def _path(self, article_id: str) -> Path:
        return self._folder / f"{article_id}.json"


def _as_body(kept: Kept) -> bytes:
    fingerprint = kept.article.fingerprint.encode()
    return b'{"fingerprint":"%b","files":%b}\n' % (fingerprint, kept.canonical)


def _from_body(body: bytes) -> Kept | None:
    """Build the article of a file again; None unless the file is as `_as_body` makes it today."""
    try:
        whole = json.loads(body)
        text = canonical(whole["files"])
        fingerprint = whole["fingerprint"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    article = rebuilt(text, fingerprint)
    return None if article is None else Kept(article, text)


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}-{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
