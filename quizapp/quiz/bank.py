"""The item bank of one article, and the part of an item that a reader may see before responding.

`PublicItem` holds no key, no level, no sign and no rationale: it is a type of its own, so that nothing
private can be added to a question by mistake.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from quizapp.content.model import Kind
from quizapp.quiz.verdict import FIRST_FLAG, stratum_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.content.model import Article, Item, Quiz, VerdictRule


@dataclass(frozen=True, slots=True)
class PublicOption:
    """One option, or one entry of a sort item, as a reader sees it before responding."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicItem:
    """An item as a reader sees it before responding."""

    id: str
    kind: Kind
    stem: str
    lead_in: str
    options: tuple[PublicOption, ...]
    entries: tuple[PublicOption, ...]
    """Sort items only: what is to be put under one of the options."""
    lang: str | None = None
    """The language of its words, where that is not the attempt's."""

    @property
    def select(self) -> str:
        """How many options a response names: "one" or "many"."""
        return "one" if self.kind in {Kind.SCENARIO, Kind.CHOICE} else "many"


TAG_LENGTH = 8
"""Characters of a tag."""


def tag_of(item_id: str) -> str:
    """Return a short name of an item, TAG_LENGTH characters: what an attempt token keeps of it.

    48 bits: in a bank of a thousand items two are alike with a chance of one in five hundred million.
    """
    return urlsafe_b64encode(
        hashlib.blake2b(item_id.encode(), digest_size=TAG_LENGTH * 3 // 4).digest()
    ).decode()


def item_revision(item: Item) -> str:
    """Return the hash (12 hex digits) of an item with its key, by which statistics are kept."""
    options = [[option.id, option.text, option.rationale] for option in item.options]
    entries = [[entry.id, entry.text] for entry in item.entries]
    whole = [item.id, item.kind, item.stem, item.lead_in, options, entries, sorted(item.key)]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()[:12]


def rank(seed: str, *parts: str) -> bytes:
    """Return a place in an order that only the seed and the parts decide, on any machine.

    Each item is ranked by itself, so one more item leaves the order of the others as it was.
    """
    return hashlib.blake2b("\0".join(parts).encode(), key=seed.encode()[:64], digest_size=8).digest()


class ItemBank:
    """The items of one article, found by id, tag and stratum."""

    def __init__(
        self, article: Article, quiz: Quiz, canonical: bytes = b"", *, original: ItemBank | None = None
    ) -> None:
        self.article = article
        self.quiz = quiz
        self.canonical = canonical
        """What `content.rebuilt` makes the article from again; empty for one that was never in a file."""
        self.original = original or self
        """The bank that this is a translation of, or itself: responses in every language count for it."""
        self._spoken: dict[str, ItemBank] = {}
        self.items: Mapping[str, Item] = {item.id: item for item in quiz.items}
        self.by_tag: Mapping[str, Item] = {tag_of(item.id): item for item in quiz.items}

    def in_language(self, lang: str) -> ItemBank:
        """Return the bank with the words of a translation; this one where there is none into the language.

        What is withdrawn here is withdrawn there.
        """
        article = self.article.in_language(lang)
        if article is self.article or article.quiz is None:
            return self
        if article.lang not in self._spoken:
            items = tuple(
                replace(item, withdrawn=self.items[item.id].withdrawn) for item in article.quiz.items
            )
            self._spoken[article.lang] = ItemBank(article, replace(article.quiz, items=items), original=self)
        return self._spoken[article.lang]

    @property
    def rule(self) -> VerdictRule:
        """The parameters of the verdict."""
        return self.quiz.rule

    @cached_property
    def flag_index(self) -> Mapping[str, int]:
        """The index of each red flag among the article's red flags."""
        return {flag.id: index for index, flag in enumerate(self.article.red_flags)}

    @cached_property
    def strata(self) -> tuple[tuple[Item, ...], ...]:
        """The scenarios that can be asked, by stratum."""
        groups: list[list[Item]] = [[] for _ in range(FIRST_FLAG + len(self.flag_index))]
        for item in self.quiz.items:
            stratum = self.stratum(item)
            if stratum is not None and item.withdrawn is None:
                groups[stratum].append(item)
        return tuple(tuple(group) for group in groups)

    def stratum(self, item: Item) -> int | None:
        """Return the stratum of a scenario; None for practice kinds and for what the check never asks."""
        if item.level is None:
            return None
        flag = self.flag_index[item.red_flags[0]] if item.red_flags else None
        return stratum_of(item.level, flag)

    def public(self, item: Item, seed: str) -> PublicItem:
        """Return what a reader sees of an item, options in the order of this attempt.

        Levels stay in the order of the scale; other options and the entries are shuffled.
        """
        options = [PublicOption(option.id, option.text) for option in item.options]
        if item.kind in {Kind.CHOICE, Kind.MULTIPLE}:
            options.sort(key=lambda option: rank(seed, item.id, option.text))
        entries = [PublicOption(entry.id, entry.text) for entry in item.entries]
        entries.sort(key=lambda entry: rank(seed, item.id, entry.text))
        return PublicItem(
            id=item.id,
            kind=item.kind,
            stem=item.stem,
            lead_in=item.lead_in,
            options=tuple(options),
            entries=tuple(entries),
            lang=item.lang,
        )


def withdrawn_as_in(now: ItemBank, earlier: ItemBank) -> ItemBank:
    """Return an earlier edition in which the items that are withdrawn now are withdrawn too.

    An attempt keeps the items that it began with, but for those that turned out to be wrong. What was
    withdrawn in between and is asked again now is asked there too, as in a process that started just now.
    """
    was = earlier.article.quiz
    assert was is not None, "a bank is made of a quiz"
    reasons = {item.id: item.withdrawn for item in now.quiz.items if item.withdrawn is not None}
    items = tuple(
        replace(item, withdrawn=reasons[item.id]) if item.id in reasons else item for item in was.items
    )
    return (
        earlier
        if items == earlier.quiz.items
        else ItemBank(earlier.article, replace(was, items=items), earlier.canonical)
    )
