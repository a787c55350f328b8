"""Editions: the versions of articles that attempts run on, kept in the store as long as they are in use.

    editions = Editions(store)
    editions.note(bank, "2026-11-23T14:00Z")
    editions.find("sore-heel", fits)      # the bank, in this process or in another one; None if nobody has it

An attempt goes on with the items that it began with. A process remembers the last editions of each article;
the store has them for processes that started after the edit or do not serve it yet. An edition is stored with
the first attempt on it and not when it is first served: most saves of an editor see no attempt, and reading
an article never touches the store.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from quizapp.attempts.model import Edition
from quizapp.errors import StoreError
from quizapp.library.archive import keeps_the_rules, rebuilt
from quizapp.quiz.bank import ItemBank

if TYPE_CHECKING:
    from quizapp.attempts.sql_store import SqlStore  # slow to load

_LOG = logging.getLogger(__name__)

MAX_REBUILT = 32
"""Editions that a process holds because attempts came with them; a large one takes half a megabyte."""

_Key = tuple[str, str]
_NEVER = (0, "")


class Editions:
    """Writes and finds editions. Every method may be called from any thread."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self._noted: dict[_Key, tuple[int, str]] = {}
        self._rebuilt: dict[_Key, ItemBank | None] = {}
        self._rebuilding = threading.Lock()

    def note(self, bank: ItemBank, hour: str) -> None:
        """Keep an edition as one that was in use in this hour. What fails is tried next time."""
        key = (bank.article.id, bank.article.fingerprint)
        with contextlib.suppress(StoreError):
            # A database that was opened anew may be another one, without what was kept in the one before.
            if self._noted.get(key, _NEVER) >= (self._store.openings, hour):
                return
            self._store.keep(Edition(article=key[0], fingerprint=key[1], hour=hour, content=bank.canonical))
            self._noted[key] = (self._store.openings, hour)

    def find(self, article_id: str, fits: Callable[[str], bool]) -> ItemBank | None:
        """An edition as it was, by its fingerprint; StoreError if the store cannot say.

        One that breaks today's rules is not found: the key of an item may contradict its article.
        """
        for (name, fingerprint), bank in tuple(self._rebuilt.items()):
            if name == article_id and fits(fingerprint):
                return bank
        edition = self._store.find(article_id, fits)
        if edition is None:
            return None
        key = (edition.article, edition.fingerprint)
        # One at a time: after a restart many readers come with the same edition, and its check takes long.
        with self._rebuilding:
            if key not in self._rebuilt:
                while len(self._rebuilt) >= MAX_REBUILT:
                    self._rebuilt.pop(next(iter(self._rebuilt)))
                self._rebuilt[key] = _bank_of(edition)
            return self._rebuilt[key]


def _bank_of(edition: Edition) -> ItemBank | None:
    article = rebuilt(edition.content, edition.fingerprint)
    if (
        article is None
        or article.id != edition.article
        or article.quiz is None
        or not keeps_the_rules(article)
    ):
        _LOG.warning("an edition of %s in the store cannot be used and is ignored", edition.article)
        return None
    return ItemBank(article, article.quiz, edition.content)
