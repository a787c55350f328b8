"""Item statistics for people and programs: one set of figures, as JSON, CSV and a table to read.

The page of statistics shows the same groups, and writes figures in the same way. In JSON and CSV shares run
from 0 to 1.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from io import StringIO
from textwrap import fill
from typing import NamedTuple

from quizapp.attempts.item_statistics import (
    ENOUGH,
    FEWEST,
    BankStatistics,
    Estimate,
    ItemStatistics,
    PairStatistics,
    Remark,
    shares,
)
from quizapp.content.canonical import Json
from quizapp.content.model import Level
from quizapp.content.projection import LEVEL_SLUGS as SLUGS
from quizapp.content.projection import level_word
from quizapp.content.shape import Shape, count, counts, flag, many, number, one, text, texts, within, word

WORDS: Mapping[Remark, str] = {
    Remark.CHECK_KEY: (
        "Readers who do well on the other items are more often wrong here. Check the key, then the wording."
    ),
    Remark.KEY_OUTDONE: "More readers choose another option than the key. Check the key, then the wording.",
    Remark.CHECK_KEY_IF_IT_STAYS: (
        "Discrimination is below 0, but chance alone could explain that. Check the key if it stays so."
    ),
    Remark.RARE_OPTION: (
        "Fewer than 5 % choose one of the options. That's usual two or more levels from the key; next to the "
        "key, it means that the option tempts nobody."
    ),
}
"""What an editor is told for each remark."""

FIRST = (Remark.CHECK_KEY, Remark.KEY_OUTDONE, Remark.CHECK_KEY_IF_IT_STAYS)
"""The remarks that an editor should see first; the other is marked where it occurs."""

NOTES = (
    f"Figures need at least {FEWEST} responses, and are provisional below {ENOUGH}.",
    "Ranges are 95 % intervals.",
    "Right is the item's facility. Nearly all readers should get an urgent item right.",
    "Discrimination says whether those who do well elsewhere do well here: from 1, always, to -1, never.",
    "Discrimination is small if nearly everyone is right; that's no fault.",
    "Under and over are the responses below and above the key; careful is one level above it.",
    "Hazards are urgent items answered carry-on or modify.",
    "No check asks both stories of a pair, so the share with both right is only known within bounds.",
)
"""What a reader of the figures needs to know."""


def to_look_at(statistics: BankStatistics) -> Mapping[Remark, Sequence[ItemStatistics]]:
    """The items asked now that an editor should see first, each under its gravest remark."""
    found = {
        remark: [item for item in statistics.items if item.asked_now and item.remarks[:1] == (remark,)]
        for remark in FIRST
    }
    return {remark: items for remark, items in found.items() if items}


class OfLevel(NamedTuple):
    """What there is to say of the items with one key."""

    level: Level
    responses: int | None
    """To all of them; None where there are too few."""
    chosen: Sequence[Estimate]
    """The share of each level among these responses."""
    items: Sequence[ItemStatistics]
    """Those asked now."""


def by_level(statistics: BankStatistics) -> Sequence[OfLevel]:
    """Group the statistics of a bank by the keys of its items."""
    return [
        OfLevel(
            level=level,
            responses=None if row is None else sum(row),
            chosen=() if row is None else shares(row),
            items=[item for item in statistics.items if item.key is level and item.asked_now],
        )
        for level, row in zip(Level, statistics.triage, strict=True)
    ]


def no_longer_asked(statistics: BankStatistics) -> Sequence[ItemStatistics]:
    """The items that were edited or withdrawn since their responses."""
    return [item for item in statistics.items if not item.asked_now]


def percent(share: float) -> str:
    """Write a share."""
    return f"{share:.0%}"


def percent_range(figure: Estimate) -> str:
    """Write the interval of a share."""
    return f"{100 * figure.low:.0f}-{100 * figure.high:.0f}"


def signed(value: float) -> str:
    """Write a correlation."""
    return f"{value:+.2f}"


def signed_range(figure: Estimate) -> str:
    """Write the interval of a correlation."""
    return f"{signed(figure.low)} to {signed(figure.high)}"


class OptionShare(NamedTuple):
    """How often one option of a scenario was chosen."""

    level: Level
    chosen: int
    share: Estimate


_figure = partial(number, plain=lambda value, _: round(value, 4))

ESTIMATE = Shape(
    "Estimate",
    "A figure with its 95 % interval.",
    value=_figure(),
    low=_figure(),
    high=_figure(),
)
DISCRIMINATION = Shape(
    "Discrimination",
    "How far an item agrees with the other items of an attempt, -1 to 1, from `n` responses.",
    **ESTIMATE.members,
    n=count(),
)
OPTION_STATISTICS = Shape(
    "OptionStatistics",
    "The share of an option; a scenario has one for each level.",
    level=level_word(),
    chosen=count(),
    **{name: within("share", figure) for name, figure in ESTIMATE.members.items()},
)
REMARK = Shape(
    "Remark",
    "What an editor should look at.",
    code=word(Remark, of=lambda remark, _: remark),
    text=text(of=lambda remark, _: WORDS[remark]),
)
ITEM_STATISTICS = Shape(
    "ItemStatistics",
    "The statistics of one item revision.",
    item=text(),
    revision=text(),
    asked_now=flag(),
    key=level_word(of="key.slug"),
    n=count(),
    provisional=flag(),
    facility=one(ESTIMATE),
    discrimination=one(DISCRIMINATION, maybe=True),
    options=many(OPTION_STATISTICS, of=lambda item, _: map(OptionShare, Level, item.chosen, item.options)),
    under_triage=one(ESTIMATE),
    over_triage=one(ESTIMATE),
    careful=one(ESTIMATE, "One level above the key."),
    hazards=one(ESTIMATE, "Urgent items only: carry-on or modify.", maybe=True),
    rare_options=texts(of=lambda item, _: [level.slug for level in item.rare_options]),
    remarks=many(REMARK),
)
PAIR_STATISTICS = Shape(
    "PairStatistics",
    "The halves of a pair side by side. At least, and at most, so many readers have both right.",
    pair=text(),
    items=texts(of=lambda pair, _: [half.item for half in pair.halves]),
    both_right=one(ESTIMATE),
    both_right_at_most=_figure(),
    alike=flag("Whether readers may well answer both stories alike."),
)
TRIAGE_ROW = Shape(
    "TriageRow",
    "The responses to all items of one key, by chosen level; null where there are too few.",
    key=level_word(of=lambda row, _: row[0]),
    chosen=counts(SLUGS, of=lambda row, _: row[1] and dict(zip(SLUGS, row[1], strict=True)), maybe=True),
)
STATISTICS = Shape(
    "Statistics",
    "The item statistics of an article.",
    article=text(),
    revision=text(),
    shown_from=count(of=lambda *_: FEWEST),
    provisional_below=count(of=lambda *_: ENOUGH),
    checks=count(maybe=True),
    triage=many(TRIAGE_ROW, of=lambda statistics, _: list(zip(SLUGS, statistics.triage, strict=True))),
    items=many(ITEM_STATISTICS),
    pairs=many(PAIR_STATISTICS),
    too_few=texts("Items with too few responses to say anything yet."),
)


def as_json(statistics: BankStatistics) -> str:
    """The JSON document of `quizapp stats --format json`."""
    return json.dumps(STATISTICS.data(statistics), indent=2)


def as_csv(statistics: BankStatistics) -> str:
    """One line for each item revision; figures are empty where there are too few responses."""
    rows = [_csv_row(item) for item in STATISTICS.data(statistics)["items"]]
    hidden = [{"item": item, "asked_now": True} for item in statistics.too_few]
    with StringIO(newline="") as out:
        writer = csv.DictWriter(out, _CSV_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, *hidden])
        return out.getvalue()


_CSV_COLUMNS = (
    *("item", "revision", "asked_now", "key", "n", "provisional"),
    *("facility", "facility_low", "facility_high"),
    *("discrimination", "discrimination_low", "discrimination_high", "discrimination_n"),
    *(f"chosen_{level.name.lower()}" for level in Level),
    *("under_triage", "under_triage_low", "under_triage_high"),
    *("over_triage", "over_triage_low", "over_triage_high"),
    *("careful", "careful_low", "careful_high"),
    *("hazards", "hazards_low", "hazards_high"),
    "remarks",
)


def _csv_row(item: Json) -> Json:
    """The figures of an item side by side: "facility": {"low": 0.2} stands as facility_low."""
    row: Json = {}
    for name, value in item.items():
        if isinstance(value, dict):
            row |= {name if part == "value" else f"{name}_{part}": figure for part, figure in value.items()}
        elif not isinstance(value, list):
            row[name] = value
    row |= {f"chosen_{option['level'].replace('-', '_')}": option["chosen"] for option in item["options"]}
    return row | {"remarks": " ".join(remark["code"] for remark in item["remarks"])}


def as_text(statistics: BankStatistics) -> str:
    """The tables for a terminal."""
    checks = f"fewer than {FEWEST} checks" if statistics.checks is None else f"{statistics.checks:,} checks"
    head = [
        f"Item statistics of {statistics.article}, quiz revision {statistics.revision}",
        f"From {checks}, with the first response in each to an item. Practice is left out.",
    ]
    sections = [head, _first_lines(statistics), *_tables(statistics)]
    if statistics.too_few:
        title = f"FEWER THAN {FEWEST} RESPONSES, too few to show"
        sections.append([title, _filled(", ".join(statistics.too_few))])
    marks = "~ provisional   * fewer than 5 % choose this option   ! readers may answer both stories alike"
    sections.append([*(_filled(note) for note in NOTES), marks])
    return "\n\n".join("\n".join(section) for section in sections if section)


def _first_lines(statistics: BankStatistics) -> Sequence[str]:
    found = to_look_at(statistics)
    if not found:
        told = any(item.asked_now for item in statistics.items)
        return ["No key looks wrong so far."] if told else []
    lines = ["LOOK AT THESE FIRST"]
    for remark, items in found.items():
        lines += [WORDS[remark], *(f"    {item.item}" for item in items)]
    return lines


_ITEM_WIDTHS = (7, 12, 23, *([10] * len(SLUGS)), 6, 6, 9, 9)
_PAIR_WIDTHS = (12, 12, 22, 9)
_LEVELS = tuple(f"{slug} " for slug in SLUGS)
_HEAD = ("item", "n", "right", "discrimination", *_LEVELS, "under", "over", "careful", "hazards")


def _tables(statistics: BankStatistics) -> Iterator[Sequence[str]]:
    levels, past = by_level(statistics), no_longer_asked(statistics)
    title = "CHOSEN LEVEL BY KEY, over all items with that key"
    yield _table(title, ("key", "n", "right", "", *_LEVELS), map(_level_cells, levels))
    for row in levels:
        if row.items:
            cells = (_item_cells(item, item.item) for item in row.items)
            yield _table(f"ITEMS KEYED {row.level.slug}", _HEAD, cells)
    if past:
        cells = (_item_cells(item, f"{item.item} ({item.key.slug}, {item.revision})") for item in past)
        yield _table("NO LONGER ASKED, with key and revision", _HEAD, cells)
    if statistics.pairs:
        head, pairs = ("pair", "n", "right", "both right at least", "at most"), statistics.pairs
        yield _table("PAIRS, with both halves asked now", head, map(_pair_cells, pairs), _PAIR_WIDTHS)


def _table(
    title: str, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int] = _ITEM_WIDTHS
) -> Sequence[str]:
    """Lines of a table, its first column 40 wide; a longer name moves its figures to the right."""
    lines = (
        f"{name:40}{''.join(f'{cell:>{width}}' for cell, width in zip(cells, widths, strict=False))}"
        for name, *cells in (head, *rows)
    )
    return [title, *(line.rstrip() for line in lines)]


def _level_cells(row: OfLevel) -> Sequence[str]:
    if row.responses is None:
        return [f"{row.level.slug:40}  fewer than {FEWEST} responses"]
    chosen = (f"{percent(part.value)} " for part in row.chosen)
    return [row.level.slug, f"{row.responses:,}", _with_range(row.chosen[row.level]), "", *chosen]


def _item_cells(item: ItemStatistics, name: str) -> Sequence[str]:
    tells = item.discrimination
    options = (
        f"{percent(option.value)}{'*' if level in item.rare_options else ' '}"
        for level, option in zip(Level, item.options, strict=True)
    )
    shares = (item.under_triage, item.over_triage, item.careful, item.hazards)
    return [
        name,
        f"{'~' if item.provisional else ''}{item.n:,}",
        _with_range(item.facility),
        "-" if tells is None else f"{signed(tells.value)} {signed_range(tells)}",
        *options,
        *("" if figure is None else percent(figure.value) for figure in shares),
    ]


def _pair_cells(pair: PairStatistics) -> Sequence[str]:
    return [
        pair.pair,
        " ".join(f"{half.n:,}" for half in pair.halves),
        " ".join(percent(half.facility.value) for half in pair.halves),
        f"{percent(max(0.0, pair.both_right.value))}{'!' if pair.alike else ''}",
        percent(pair.both_right_at_most),
    ]


def _with_range(figure: Estimate) -> str:
    return f"{percent(figure.value)} {percent_range(figure)}"


def _filled(text: str) -> str:
    return fill(text, 110, break_on_hyphens=False)
