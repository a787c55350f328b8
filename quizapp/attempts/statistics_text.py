"""Item statistics as `quizapp stats` prints them: a table to read, JSON and CSV for programs.

JSON and CSV say the same as the table and no more; shares run from 0 to 1.
"""

from __future__ import annotations

import csv
import json
from io import StringIO
from textwrap import fill
from typing import TYPE_CHECKING

from quizapp.attempts.item_statistics import ENOUGH, FEWEST, Remark, shares
from quizapp.content.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from quizapp.attempts.item_statistics import BankStatistics, Estimate, ItemStatistics
    from quizapp.content.canonical import Json

SLUGS = tuple(level.slug for level in Level)

WORDS: Mapping[Remark, str] = {
    Remark.CHECK_KEY: (
        "Readers who do well on the other items are more often wrong here. Check the key, then the wording."
    ),
    Remark.KEY_OUTDONE: "More readers choose another option than the key. Check the key, then the wording.",
    Remark.CHECK_KEY_IF_IT_STAYS: (
        "Discrimination is below 0, though chance alone could do it. Check the key if it stays so."
    ),
    Remark.RARE_OPTION: (
        "Fewer than 5 % choose some option. That is usual two or more levels from the key; next to the key "
        "it means that the option tempts nobody."
    ),
}
"""What an editor is told for each remark."""

FIRST = (Remark.CHECK_KEY, Remark.KEY_OUTDONE, Remark.CHECK_KEY_IF_IT_STAYS)
"""The remarks that an editor should see first; the other is marked where it occurs."""

NOTES = (
    f"Figures are shown from {FEWEST} responses on and are provisional below {ENOUGH}.",
    "Ranges are 95 % intervals.",
    "Right is the item's facility. An urgent item that nearly all readers get right is as it should be.",
    "Discrimination tells how an item goes with the reader's other items: 1 with them, 0 apart, -1 against.",
    "Discrimination is small where nearly all are right, which is no fault.",
    "Under and over are the responses below and above the key.",
)
"""What a reader of the figures needs to know."""


def to_look_at(statistics: BankStatistics) -> Mapping[Remark, Sequence[ItemStatistics]]:
    """Return the items asked now that an editor should see first, each under its gravest remark."""
    found = {
        remark: [item for item in statistics.items if item.asked_now and item.remarks[:1] == (remark,)]
        for remark in FIRST
    }
    return {remark: items for remark, items in found.items() if items}


def as_json(statistics: BankStatistics) -> str:
    """Return the JSON document of `quizapp stats --format json`."""
    return json.dumps(as_data(statistics), indent=2)


def as_data(statistics: BankStatistics) -> Json:
    """Return item statistics as JSON data."""
    return {
        "article": statistics.article,
        "revision": statistics.revision,
        "shown_from": FEWEST,
        "provisional_below": ENOUGH,
        "checks": statistics.checks,
        "triage": [
            {"key": key, "chosen": row and dict(zip(SLUGS, row, strict=True))}
            for key, row in zip(SLUGS, statistics.triage, strict=True)
        ],
        "items": [_item_data(item) for item in statistics.items],
        "too_few": list(statistics.too_few),
    }


def _item_data(item: ItemStatistics) -> Json:
    return {
        "item": item.item,
        "revision": item.revision,
        "asked_now": item.asked_now,
        "key": item.key.slug,
        "n": item.n,
        "provisional": item.provisional,
        "facility": _estimate_data(item.facility),
        "discrimination": item.discrimination
        and {**_estimate_data(item.discrimination), "n": item.discrimination.n},
        "options": [
            {"level": level.slug, "chosen": item.chosen[level], **_estimate_data(item.options[level])}
            for level in Level
        ],
        "under_triage": _estimate_data(item.under_triage),
        "over_triage": _estimate_data(item.over_triage),
        "rare_options": [level.slug for level in item.rare_options],
        "remarks": [{"code": remark.value, "text": WORDS[remark]} for remark in item.remarks],
    }


def _estimate_data(estimate: Estimate) -> Json:
    values = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    return {name: round(value, 4) for name, value in values.items()}


def as_csv(statistics: BankStatistics) -> str:
    """Return one line for each item revision; figures are empty where there are too few responses."""
    rows = [_csv_row(item) for item in statistics.items]
    hidden = [{"item": item, "asked_now": True} for item in statistics.too_few]
    with StringIO(newline="") as out:
        writer = csv.DictWriter(out, _CSV_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, *hidden])
        return out.getvalue()


_CHOSEN = tuple(f"chosen_{level.name.lower()}" for level in Level)
_CSV_COLUMNS = (
    *("item", "revision", "asked_now", "key", "n", "provisional"),
    *("facility", "facility_low", "facility_high"),
    *("discrimination", "discrimination_low", "discrimination_high", "discrimination_n"),
    *_CHOSEN,
    *("under_triage", "under_triage_low", "under_triage_high"),
    *("over_triage", "over_triage_low", "over_triage_high"),
    "remarks",
)


def _csv_row(item: ItemStatistics) -> Json:
    data = _item_data(item)
    row = {name: data[name] for name in _CSV_COLUMNS[:6]}
    for name in ("facility", "discrimination", "under_triage", "over_triage"):
        figure = data[name] or {}
        row |= {
            name: figure.get("value"),
            f"{name}_low": figure.get("low"),
            f"{name}_high": figure.get("high"),
        }
    return row | {
        **dict(zip(_CHOSEN, item.chosen, strict=True)),
        "discrimination_n": item.discrimination and item.discrimination.n,
        "remarks": " ".join(item.remarks),
    }


def as_text(statistics: BankStatistics) -> str:
    """Return the table for a terminal."""
    checks = f"fewer than {FEWEST} checks" if statistics.checks is None else f"{statistics.checks:,} checks"
    head = [
        f"Item statistics of {statistics.article}, quiz revision {statistics.revision}",
        f"From {checks}: the first response of each to an item. Practice is left out.",
    ]
    sections = [head, _first_lines(statistics), _triage_lines(statistics), *_tables(statistics)]
    if statistics.too_few:
        title = f"FEWER THAN {FEWEST} RESPONSES, so nothing is said yet"
        sections.append([title, _filled(", ".join(statistics.too_few))])
    marks = "~ provisional   * fewer than 5 % choose this option"
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


def _triage_lines(statistics: BankStatistics) -> Sequence[str]:
    lines = [
        "KEY AGAINST CHOSEN LEVEL, for the responses to all items of a key",
        f"{'key':{_NAME}}{'n':>7}{'right':>12}{'':23}{_LEVELS.rstrip()}",
    ]
    for level, row in zip(Level, statistics.triage, strict=True):
        if row is None:
            lines.append(f"{level.slug:{_NAME}}  fewer than {FEWEST} responses")
        else:
            options = shares(row)
            right, chosen = _percent_range(options[level]), "".join(f"{part.value:9.0%} " for part in options)
            lines.append(f"{level.slug:{_NAME}}{sum(row):7,}{right:>12}{'':23}{chosen.rstrip()}")
    return lines


def _tables(statistics: BankStatistics) -> Iterator[Sequence[str]]:
    for level in Level:
        items = [item for item in statistics.items if item.key is level and item.asked_now]
        if items:
            yield [f"ITEMS KEYED {level.slug}", _HEAD, *(_line(item, item.item) for item in items)]
    past = [item for item in statistics.items if not item.asked_now]
    if past:
        lines = (_line(item, f"{item.item} ({item.key.slug}, {item.revision})") for item in past)
        yield ["NO LONGER ASKED, with key and revision", _HEAD, *lines]


_NAME = 40
"""Characters of a line for what it is about; a longer name moves its figures to the right."""

_LEVELS = "".join(f"{slug:>9} " for slug in SLUGS)
_HEAD = f"{'item':{_NAME}}{'n':>7}{'right':>12}{'discrimination':>23}{_LEVELS}{'under':>6}{'over':>6}"


def _line(item: ItemStatistics, name: str) -> str:
    n = f"{'~' if item.provisional else ''}{item.n:,}"
    options = "".join(
        f"{option.value:9.0%}{'*' if level in item.rare_options else ' '}"
        for level, option in zip(Level, item.options, strict=True)
    )
    ends = f"{item.under_triage.value:6.0%}{item.over_triage.value:6.0%}"
    right, discrimination = _percent_range(item.facility), _signed_range(item.discrimination)
    return f"{name:{_NAME}}{n:>7}{right:>12}{discrimination:>23}{options}{ends}"


def _percent_range(figure: Estimate) -> str:
    return f"{figure.value:.0%} {100 * figure.low:.0f}-{100 * figure.high:.0f}"


def _signed_range(figure: Estimate | None) -> str:
    if figure is None:
        return "-"
    return f"{figure.value:+.2f} {figure.low:+.2f} to {figure.high:+.2f}"


def _filled(text: str) -> str:
    return fill(text, 110, break_on_hyphens=False)
