"""The library as a value: its articles by id, each kept as canonical text and built when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

from quizapp.cache import in_one_go
from quizapp.content import build
from quizapp.content.model import Article

MAX_BUILT = 16
"""Articles that are held as values. A large one with its items and a translation takes a megabyte."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An article by its canonical text: read and built when somebody asks, and not held for ever."""

    id: str
    revision: str
    fingerprint: str
    revisions: tuple[tuple[str, str, str | None], ...]
    """Language, revision, and revision of the quiz if there is one, of the original and each translation."""
    text: Callable[[], bytes] = field(compare=False, repr=False)

    @classmethod
    def of(cls, article: Article, canonical: bytes) -> Kept:
        """Keep an article that was built."""
        return cls(
            article.id, article.revision, article.fingerprint, revisions_of(article), lambda: canonical
        )

    @property
    def article(self) -> Article:
        """The article. Of many that are asked for, the last few are held."""
        return _built(self)

    @property
    def canonical(self) -> bytes:
        """The JSON that `build.from_canonical` makes it from."""
        return self.text()


def revisions_of(article: Article) -> tuple[tuple[str, str, str | None], ...]:
    """The revisions of an article in all its languages, as `Kept` has them."""
    return tuple(
        (each.lang, each.revision, each.quiz.revision if each.quiz else None)
        for each in (article, *article.translations.values())
    )


@lru_cache(maxsize=MAX_BUILT)
@in_one_go()
def _built(kept: Kept) -> Article:
    return build.from_canonical(kept.text(), kept.revisions)


Mark = TypeVar("Mark")
Thing = TypeVar("Thing")


class OnDemand(Mapping[str, Thing], Generic[Mark, Thing]):
    """One thing of each article by id, made when it is asked for."""

    def __init__(self, kept: Mapping[str, Mark], make: Callable[[Mark], Thing]) -> None:
        self.kept = kept
        self._make = make

    def __getitem__(self, name: str) -> Thing:
        return self._make(self.kept[name])

    def __contains__(self, name: object) -> bool:
        return name in self.kept

    def __iter__(self) -> Iterator[str]:
        return iter(self.kept)

    def __len__(self) -> int:
        return len(self.kept)


@dataclass(frozen=True, slots=True)
class Library:
    """The articles that can be served, by id and in the order of their ids."""

    articles: Mapping[str, Article]
    canonical: Mapping[str, bytes]
    """For each article the JSON that `build.from_canonical` makes it from again."""

    @property
    def marks(self) -> Mapping[str, Kept | Article]:
        """What tells the articles apart by id, revision and fingerprint; nothing is built for it."""
        return self.articles.kept if isinstance(self.articles, OnDemand) else self.articles
