"""The item bank of one article, and the part of an item that a reader may see before responding.

`PublicItem` holds no key, no level, no sign and no rationale: it is a type of its own, so that nothing
private can be added to a question by mistake.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from quizapp.content.model import Article, Item, Kind, Level, Quiz, quiz_of
from quizapp.quiz.verdict import FIRST_FLAG, Limits, limits
from quizapp.rules.supply import has_verdict


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
    place: str | None = None
    """What the picture beside a story points at; it is only a picture."""
    lang: str | None = None
    """The language of its words, where that is not the attempt's."""

    @property
    def select(self) -> str:
        """How many options a response names: "one" or "many"."""
        return "one" if self.kind in {Kind.SCENARIO, Kind.CHOICE} else "many"


TAG_LENGTH = 8
"""Characters of a tag."""


def tag_of(item_id: str) -> str:
    """A short name of an item, TAG_LENGTH characters: what an attempt token keeps of it.

    48 bits: in a bank of a thousand items two are alike with a chance of one in five hundred million.
    """
    return urlsafe_b64encode(
        hashlib.blake2b(item_id.encode(), digest_size=TAG_LENGTH * 3 // 4).digest()
    ).decode()


def item_revision(item: Item) -> str:
    """The hash (12 hex digits) of an item with its key, by which statistics are kept."""
    options = [[option.id, option.text, option.rationale] for option in item.options]
    entries = [[entry.id, entry.text] for entry in item.entries]
    whole = [item.id, item.kind, item.stem, item.lead_in, options, entries, sorted(item.key)]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()[:12]


def rank(seed: str, *parts: str) -> bytes:
    """A place in an order that only the seed and the parts decide, on any machine.

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
        """What `library.archive` makes the article from again; empty for one that was never in a file."""
        self.original = original or self
        """The bank that this is a translation of, or itself: responses in every language count for it."""
        self._by_language: dict[str, ItemBank] = {}
        self.items: Mapping[str, Item] = {item.id: item for item in quiz.items}
        self.by_tag: Mapping[str, Item] = {tag_of(item.id): item for item in quiz.items}

    def in_language(self, lang: str) -> ItemBank:
        """The bank with the words of a translation; this one where there is none into the language.

        What is withdrawn here is withdrawn there.
        """
        article = self.article.in_language(lang)
        if article is self.article or article.quiz is None:
            return self
        if article.lang not in self._by_language:
            quiz = _withdrawn_as_in(self.quiz, article.quiz)
            self._by_language[article.lang] = ItemBank(article, quiz, original=self)
        return self._by_language[article.lang]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that there are items in, the original's first."""
        others = (each.lang for each in self.article.translations.values() if each.quiz)
        return (self.article.lang, *others)

    @cached_property
    def flag_index(self) -> Mapping[str, int]:
        """The index of each red flag among those that the check tests."""
        return {flag.id: index for index, flag in enumerate(self.article.tested_flags)}

    @property
    def limits(self) -> Limits:
        """The constants of the verdict for this number of red flags."""
        return limits(len(self.flag_index))

    @cached_property
    def has_check(self) -> bool:
        """Whether there are stories enough for a verdict; otherwise there is practice alone."""
        same = self.quiz is self.article.quiz
        return has_verdict(self.article if same else replace(self.article, quiz=self.quiz))

    @cached_property
    def strata(self) -> tuple[tuple[Item, ...], ...]:
        """The scenarios that can be asked, by stratum."""
        groups: list[list[Item]] = [[] for _ in range(FIRST_FLAG + len(self.flag_index))]
        for item in self.quiz.items:
            stratum = self.stratum(item)
            if stratum is not None and item.withdrawn is None:
                groups[stratum].append(item)
        return tuple(tuple(group) for group in groups)

    @cached_property
    def scenarios(self) -> tuple[Item, ...]:
        """The scenarios that can be asked, stratum by stratum."""
        return tuple(item for group in self.strata for item in group)

    def stratum(self, item: Item) -> int | None:
        """The stratum of a scenario; None for practice kinds and for what the check never asks.

        That is an urgent item without a tested red flag: nothing that the verdict weighs would rest on it.
        """
        if item.level is not Level.URGENT:
            return item.level
        flags = (self.flag_index[flag] for flag in item.red_flags if flag in self.flag_index)
        return next((FIRST_FLAG + index for index in flags), None)

    def public(self, item: Item, seed: str) -> PublicItem:
        """The public part of an item, with its options in the order of this attempt.

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
            place=item.tags.get("place"),
            lang=item.lang,
        )


def withdrawn_as_in(now: ItemBank, earlier: ItemBank) -> ItemBank:
    """An earlier edition in which the items that are withdrawn now are withdrawn too.

    An attempt keeps the items that it began with, but for those that turned out to be wrong. What was
    withdrawn in between and is asked again now is asked there too, as in a process that started just now.
    """
    quiz = _withdrawn_as_in(now.quiz, quiz_of(earlier.article))
    return earlier if quiz == earlier.quiz else ItemBank(earlier.article, quiz, earlier.canonical)


def _withdrawn_as_in(now: Quiz, was: Quiz) -> Quiz:
    """The quiz `was`, the same one where nothing else is withdrawn now."""
    reasons = {item.id: item.withdrawn for item in now.items if item.withdrawn is not None}
    items = tuple(
        replace(item, withdrawn=reasons[item.id]) if item.id in reasons else item for item in was.items
    )
    return was if items == was.items else replace(was, items=items)
