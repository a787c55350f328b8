"""Item statistics: how each item of a bank fares with its readers. Values in, values out.

Classical item analysis of recorded steps: checks only, and of each attempt the first response to an item.
It is kept by item revision, so that a change of wording or key begins anew.

*Shares* (facility, options, under- and over-triage) come with Wilson's interval, which holds near 0 and 1
(Wilson 1927). *Discrimination* is the item-rest correlation: over attempts with at least `FEWEST_OTHERS`
other responses, the correlation of this item (right 1, wrong 0) with the share of right responses among the
attempt's other items; the item itself is left out, for it would correlate with itself (Henrysson 1963). Its
interval goes by Fisher's z (Fisher 1921). All intervals are of 95 %, and those of correlations are rough: a
check stops early for some readers and not for others, and right or wrong is no normal variable.

What rests on fewer than `FEWEST` responses is not said, not even how many there are: these values have no
place for it. How many readers understand is not said either, because steps do not tell whether an attempt
is over.
"""

from __future__ import annotations

import enum
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from math import atanh, copysign, fsum, sqrt, tanh
from typing import TYPE_CHECKING, NamedTuple

from quizapp.attempts.model import Mode
from quizapp.content.model import Level
from quizapp.quiz.bank import item_revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from quizapp.attempts.model import Step
    from quizapp.quiz.bank import ItemBank

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
    discrimination: Estimate | None
    """None where too few attempts tell, or where every one of them says the same."""

    @property
    def n(self) -> int:
        """Responses."""
        return sum(self.chosen)

    @property
    def provisional(self) -> bool:
        """Whether there are fewer than `ENOUGH` responses."""
        return self.n < ENOUGH

    @property
    def facility(self) -> Estimate:
        """The share of right responses."""
        return share(self.chosen[self.key], self.n)

    @property
    def options(self) -> tuple[Estimate, ...]:
        """The share of each option, carry-on to urgent."""
        return shares(self.chosen)

    @property
    def under_triage(self) -> Estimate:
        """The share of responses below the key."""
        return share(sum(self.chosen[: self.key]), self.n)

    @property
    def over_triage(self) -> Estimate:
        """The share of responses above the key."""
        return share(sum(self.chosen[self.key + 1 :]), self.n)

    @property
    def rare_options(self) -> tuple[Level, ...]:
        """The distractors that hardly anybody chooses; never those of an urgent item that is easy."""
        meant = self.key is Level.URGENT and self.facility.value > EASY
        if self.provisional or meant:
            return ()
        return tuple(level for level in Level if level is not self.key and self.options[level].value < RARE)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What to look at, the gravest first."""
        tells = self.discrimination
        found = {
            Remark.CHECK_KEY: tells is not None and tells.high < 0,
            Remark.KEY_OUTDONE: max(self.chosen) > self.chosen[self.key],
            Remark.CHECK_KEY_IF_IT_STAYS: (
                tells is not None and tells.value < 0 <= tells.high and tells.n >= ENOUGH
            ),
            Remark.RARE_OPTION: bool(self.rare_options),
        }
        return tuple(remark for remark, holds in found.items() if holds)


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
    too_few: tuple[str, ...]
    """Ids of the items asked now that have fewer than `FEWEST` responses."""


class _Version(NamedTuple):
    """What statistics are kept by. The key is part of it, for a sign's new level may change no word."""

    item: str
    revision: str
    key: Level


class _Response(NamedTuple):
    version: _Version
    chosen: Level

    @property
    def right(self) -> bool:
        return self.chosen is self.version.key


@dataclass(slots=True)
class _Tally:
    """The responses to one item revision."""

    chosen: Counter[Level] = field(default_factory=Counter)
    pairs: Counter[tuple[float, float]] = field(default_factory=Counter)
    """(right, share of right responses to the attempt's other items), each with how often it occurred."""

    @property
    def counts(self) -> Counts:
        return tuple(self.chosen[level] for level in Level)


def measure(bank: ItemBank, steps: Iterable[Step]) -> BankStatistics:
    """Return the statistics of a bank from all steps of its article, in the order of `Store.steps`."""
    checks, tallies = _tallied(steps)
    asked = [
        _Version(item.id, item_revision(item), item.level)
        for item in bank.quiz.items
        if item.level is not None and item.withdrawn is None and bank.stratum(item) is not None
    ]
    shown = {version: tally for version, tally in tallies.items() if tally.chosen.total() >= FEWEST}
    past = sorted(shown.keys() - set(asked))
    return BankStatistics(
        article=bank.article.id,
        revision=bank.quiz.revision,
        checks=checks if checks >= FEWEST else None,
        triage=tuple(_row([v for v in asked if v.key is level], tallies) for level in Level),
        items=tuple(
            _item(version, shown[version], asked_now=version not in past)
            for version in (*asked, *past)
            if version in shown
        ),
        too_few=tuple(version.item for version in asked if version not in shown),
    )


def share(count: int, n: int) -> Estimate:
    """Return the share of `count` in `n`, n > 0, with Wilson's interval."""
    whole = n + _Z**2
    middle = (count + _Z**2 / 2) / whole
    reach = _Z / whole * sqrt(count * (n - count) / n + _Z**2 / 4)
    return Estimate(count / n, max(0.0, middle - reach), min(1.0, middle + reach), n)


def shares(chosen: Counts) -> tuple[Estimate, ...]:
    """Return the share of each level among responses."""
    return tuple(share(count, sum(chosen)) for count in chosen)


def correlation(pairs: Mapping[tuple[float, float], int]) -> Estimate | None:
    """Return Pearson's correlation over pairs that occur so many times, with Fisher's interval.

    None below `FEWEST` pairs, and where all pairs agree in one of their values.
    """
    n = sum(pairs.values())
    if n < FEWEST or any(len(set(values)) == 1 for values in zip(*pairs, strict=True)):
        return None
    mean_x = fsum(x * times for (x, _), times in pairs.items()) / n
    mean_y = fsum(y * times for (_, y), times in pairs.items()) / n
    xx = fsum((x - mean_x) ** 2 * times for (x, _), times in pairs.items())
    yy = fsum((y - mean_y) ** 2 * times for (_, y), times in pairs.items())
    xy = fsum((x - mean_x) * (y - mean_y) * times for (x, y), times in pairs.items())
    r = xy / sqrt(xx * yy)
    if abs(r) > 1 - 1e-12:  # where z has no end
        return Estimate(copysign(1, r), copysign(1, r), copysign(1, r), n)
    reach = _Z / sqrt(n - 3)
    return Estimate(r, tanh(atanh(r) - reach), tanh(atanh(r) + reach), n)


def _tallied(steps: Iterable[Step]) -> tuple[int, Mapping[_Version, _Tally]]:
    """Return how many checks there are, and the responses to each item revision."""
    checks = 0
    tallies: defaultdict[_Version, _Tally] = defaultdict(_Tally)
    for _, attempt in groupby(steps, key=lambda step: step.nonce):
        responses = _first_responses(attempt)
        others, right = len(responses) - 1, sum(response.right for response in responses)
        checks += bool(responses)
        for response in responses:
            tally = tallies[response.version]
            tally.chosen[response.chosen] += 1
            if others >= FEWEST_OTHERS:
                tally.pairs[response.right, (right - response.right) / others] += 1
    return checks, tallies


def _first_responses(attempt: Iterable[Step]) -> Sequence[_Response]:
    """Return what an attempt adds: for each scenario of a check its first response."""
    first: dict[str, _Response] = {}
    for step in attempt:
        if step.mode is Mode.CHECK and step.key_level is not None and step.chosen_level is not None:
            version = _Version(step.item, step.item_revision, Level(step.key_level))
            first.setdefault(step.item, _Response(version, Level(step.chosen_level)))
    return list(first.values())


def _item(version: _Version, tally: _Tally, *, asked_now: bool) -> ItemStatistics:
    return ItemStatistics(
        item=version.item,
        revision=version.revision,
        asked_now=asked_now,
        key=version.key,
        chosen=tally.counts,
        discrimination=correlation(tally.pairs),
    )


def _row(versions: Sequence[_Version], tallies: Mapping[_Version, _Tally]) -> Counts | None:
    """Return the row of the table of levels for these items; see `BankStatistics.triage`."""
    known = [tallies[version].counts for version in versions if version in tallies]
    shown = _sum(counts for counts in known if sum(counts) >= FEWEST)
    rest = _sum(counts for counts in known if sum(counts) < FEWEST)
    row = _sum([shown, rest]) if sum(rest) >= FEWEST else shown
    return row if sum(row) else None


def _sum(rows: Iterable[Counts]) -> Counts:
    return tuple(sum(column) for column in zip((0,) * len(Level), *rows, strict=True))
