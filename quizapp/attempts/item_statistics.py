"""Item statistics: how each item of a bank fares with its readers. Values in, values out.

Classical item analysis of recorded steps: checks only, and of each attempt the first response to an item.
It is kept by item revision, so that a change of wording or key begins anew.

*Shares* (facility, options, under- and over-triage) come with Wilson's interval, which holds near 0 and 1
(Wilson 1927). *Discrimination* is the item-rest correlation: over attempts with at least `FEWEST_OTHERS`
other responses, the correlation of this item (right 1, wrong 0) with the share of right responses among the
attempt's other items; the item itself is left out, for it would correlate with itself (Henrysson 1963). Its
interval goes by Fisher's z (Fisher 1921). All intervals are of 95 %, and those of correlations are rough: a
check stops early for some readers and not for others, and right or wrong is no normal variable.

The halves of a pair never meet in one attempt. At least so many readers have both right as the facilities of
the two exceed 1 together (Frechet's bound); a word that both halves share can lift one of them only.

What rests on fewer than `FEWEST` responses is not said, not even how many there are: these values have no
place for it. How many readers understand is not said either, because steps do not tell whether an attempt
is over.
"""

import enum
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import atanh, copysign, sqrt, tanh
from statistics import correlation as pearson
from typing import NamedTuple

from quizapp.attempts.model import Mode, Step
from quizapp.content.model import Level
from quizapp.quiz.bank import ItemBank, item_revision

FEWEST = 30
"""Responses that a figure rests on at the least."""

ENOUGH = 100
"""Responses from which a figure is no longer provisional."""

FEWEST_OTHERS = 5
"""Other responses that an attempt needs before it says how well its reader does."""

RARE = 0.05
"""An option that fewer choose than this does not work as a distractor."""

EASY = 0.90
"""An urgent item may be easier than this: the red flags are what every reader should know."""

_Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""

Counts = tuple[int, ...]
"""How many responses chose each of the four levels, carry-on to urgent."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval, and how many responses it rests on."""

    value: float
    low: float
    high: float
    n: int


class Remark(enum.StrEnum):
    """What an editor should look at."""

    CHECK_KEY = "check-key"
    """Discrimination is below 0, and more than chance: who does well elsewhere is more often wrong here."""
    KEY_OUTDONE = "key-outdone"
    """Some distractor is chosen more often than the key."""
    CHECK_KEY_IF_IT_STAYS = "check-key-if-it-stays"
    """Discrimination is below 0 on enough responses, but chance alone could do it."""
    RARE_OPTION = "rare-option"
    """Hardly anybody chooses some distractor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStatistics:
    """The statistics of one item revision with at least `FEWEST` responses."""

    item: str
    revision: str
    asked_now: bool
    """False for what the bank has edited or withdrawn since."""
    key: Level
    chosen: Counts
    n: int
    """Responses."""
    provisional: bool
    """Whether there are fewer than `ENOUGH` responses."""
    facility: Estimate
    """The share of right responses."""
    options: tuple[Estimate, ...]
    under_triage: Estimate
    over_triage: Estimate
    careful: Estimate
    """Responses one level above the key, which the verdict does not count."""
    hazards: Estimate | None
    """Of an urgent item the share of responses carry-on or modify."""
    discrimination: Estimate | None
    """None where too few attempts tell, or where every one of them says the same."""
    rare_options: tuple[Level, ...]
    """The distractors that hardly anybody chooses; never those of an urgent item that is easy."""
    remarks: tuple[Remark, ...]
    """What to look at, the gravest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairStatistics:
    """The two halves of a pair side by side, each with at least `FEWEST` responses.

    They never meet in one attempt, so how many readers have both right can only be said within bounds.
    """

    pair: str
    halves: tuple[ItemStatistics, ItemStatistics]

    @property
    def both_right(self) -> Estimate:
        """The share of readers who have both halves right at the least; below 0 it tells nothing.

        It is 0 where every reader answers both stories alike. Its interval is the normal one of a sum.
        """
        one, other = (half.facility for half in self.halves)
        least = one.value + other.value - 1
        spread = (figure.value * (1 - figure.value) / figure.n for figure in (one, other))
        reach = _Z * sqrt(sum(spread))
        return Estimate(least, max(-1.0, least - reach), min(1.0, least + reach), min(one.n, other.n))

    @property
    def both_right_at_most(self) -> float:
        """The share of readers who have both halves right at the most."""
        return min(half.facility.value for half in self.halves)

    @property
    def alike(self) -> bool:
        """Whether readers may well answer both stories alike, as if nothing had changed."""
        return self.both_right.low <= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BankStatistics:
    """The statistics of the item bank of one article."""

    article: str
    revision: str
    """That of the quiz."""
    checks: int | None
    """Attempts with a response; None below `FEWEST`."""
    triage: tuple[Counts | None, ...]
    """The table of key against chosen level: by the level of the key, the responses to the items asked now.

    Items with too few responses are in it where those of their level have at least `FEWEST` together: else
    taking the other items off the row would tell their responses. None where nothing is left.
    """
    items: tuple[ItemStatistics, ...]
    """In the order of the bank, then those no longer asked."""
    pairs: tuple[PairStatistics, ...]
    """Of the items asked now."""
    too_few: tuple[str, ...]
    """Ids of the items asked now that have fewer than `FEWEST` responses."""


class _ItemVersion(NamedTuple):
    """What statistics are kept by. The key is part of it, for a sign's new level may change no word."""

    item: str
    revision: str
    key: Level


@dataclass(slots=True)
class _Tally:
    """The responses to one item revision."""

    chosen: Counter[Level] = field(default_factory=Counter)
    pairs: Counter[tuple[float, float]] = field(default_factory=Counter)
    """(right, share of right responses to the attempt's other items), each with how often it occurred."""


def measure(bank: ItemBank, steps: Iterable[Step]) -> BankStatistics:
    """The statistics of a bank from all steps of its article, in the order of `SqlStore.steps`."""
    checks, tallies = _tallied(steps)
    asked = [
        _ItemVersion(item.id, item_revision(item), item.level)
        for item in bank.quiz.items
        if item.level is not None and item.withdrawn is None and bank.stratum(item) is not None
    ]
    shown = {version: tally for version, tally in tallies.items() if tally.chosen.total() >= FEWEST}
    past = sorted(shown.keys() - set(asked))
    items = tuple(
        _item(version, shown[version], asked_now=version not in past)
        for version in (*asked, *past)
        if version in shown
    )
    return BankStatistics(
        article=bank.article.id,
        revision=bank.quiz.revision,
        checks=checks if checks >= FEWEST else None,
        triage=tuple(_row([v for v in asked if v.key is level], tallies) for level in Level),
        items=items,
        pairs=tuple(_pairs(bank, {item.item: item for item in items if item.asked_now})),
        too_few=tuple(version.item for version in asked if version not in shown),
    )


def _pairs(bank: ItemBank, items: Mapping[str, ItemStatistics]) -> Iterator[PairStatistics]:
    for pair, halves in bank.quiz.pairs.items():
        found = [items[half.id] for half in halves if half.id in items]
        if len(found) == 2:
            yield PairStatistics(pair=pair, halves=(found[0], found[1]))


def share(count: int, n: int) -> Estimate:
    """The share of `count` in `n`, n > 0, with Wilson's interval."""
    whole = n + _Z**2
    middle = (count + _Z**2 / 2) / whole
    reach = _Z / whole * sqrt(count * (n - count) / n + _Z**2 / 4)
    return Estimate(count / n, max(0.0, middle - reach), min(1.0, middle + reach), n)


def shares(chosen: Counts) -> tuple[Estimate, ...]:
    """The share of each level among responses."""
    return tuple(share(count, sum(chosen)) for count in chosen)


def correlation(pairs: Mapping[tuple[float, float], int]) -> Estimate | None:
    """Pearson's correlation over pairs that occur so many times, with Fisher's interval.

    None below `FEWEST` pairs, and where all pairs agree in one of their values.
    """
    n = sum(pairs.values())
    if n < FEWEST or any(len(set(values)) == 1 for values in zip(*pairs, strict=True)):
        return None
    r = pearson(*zip(*Counter(pairs).elements(), strict=True))
    if abs(r) > 1 - 1e-12:  # where z has no end
        return Estimate(copysign(1, r), copysign(1, r), copysign(1, r), n)
    reach = _Z / sqrt(n - 3)
    return Estimate(r, tanh(atanh(r) - reach), tanh(atanh(r) + reach), n)


def _tallied(steps: Iterable[Step]) -> tuple[int, Mapping[_ItemVersion, _Tally]]:
    """How many checks there are, and the responses to each item revision."""
    checks = 0
    tallies: defaultdict[_ItemVersion, _Tally] = defaultdict(_Tally)
    for _, attempt in groupby(steps, key=lambda step: step.nonce):
        first: dict[str, tuple[_ItemVersion, Level]] = {}
        for step in attempt:
            if step.mode is Mode.CHECK and step.key_level is not None and step.chosen_level is not None:
                version = _ItemVersion(step.item, step.item_revision, Level(step.key_level))
                first.setdefault(step.item, (version, Level(step.chosen_level)))
        others = len(first) - 1
        all_right = sum(chosen is version.key for version, chosen in first.values())
        checks += bool(first)
        for version, chosen in first.values():
            tallies[version].chosen[chosen] += 1
            if others >= FEWEST_OTHERS:
                right = chosen is version.key
                tallies[version].pairs[right, (all_right - right) / others] += 1
    return checks, tallies


def _item(version: _ItemVersion, tally: _Tally, *, asked_now: bool) -> ItemStatistics:
    key, tells, chosen = version.key, correlation(tally.pairs), _by_level(tally.chosen)
    n, options = sum(chosen), shares(chosen)
    spared = n < ENOUGH or (key is Level.URGENT and options[key].value > EASY)
    rare = () if spared else tuple(x for x in Level if x is not key and options[x].value < RARE)
    remarks = {
        Remark.CHECK_KEY: tells is not None and tells.high < 0,
        Remark.KEY_OUTDONE: max(chosen) > chosen[key],
        Remark.CHECK_KEY_IF_IT_STAYS: (
            tells is not None and tells.value < 0 <= tells.high and tells.n >= ENOUGH
        ),
        Remark.RARE_OPTION: bool(rare),
    }
    return ItemStatistics(
        item=version.item,
        revision=version.revision,
        asked_now=asked_now,
        key=key,
        chosen=chosen,
        n=n,
        provisional=n < ENOUGH,
        facility=options[key],
        options=options,
        under_triage=share(sum(chosen[:key]), n),
        over_triage=share(sum(chosen[key + 1 :]), n),
        careful=share(sum(chosen[key + 1 : key + 2]), n),
        hazards=share(sum(chosen[: Level.BOOK]), n) if key is Level.URGENT else None,
        discrimination=tells,
        rare_options=rare,
        remarks=tuple(remark for remark, holds in remarks.items() if holds),
    )


def _row(versions: Sequence[_ItemVersion], tallies: Mapping[_ItemVersion, _Tally]) -> Counts | None:
    """The row of the table of levels for these items; see `BankStatistics.triage`."""
    shown, rest = Counter[Level](), Counter[Level]()
    for version in versions:
        if version in tallies:
            chosen = tallies[version].chosen
            (shown if chosen.total() >= FEWEST else rest).update(chosen)
    row = shown + rest if rest.total() >= FEWEST else shown
    return _by_level(row) if row else None


def _by_level(chosen: Counter[Level]) -> Counts:
    return tuple(chosen[level] for level in Level)
