"""The grade of a response: right or wrong, a score, and the direction of the mistake.

Under-triage is a response below the key's level (a risk to the reader), over-triage one above it
(overcautious); Kopka 2022, PMC9607917. A hazard is an urgent item answered with carry-on or modify. A careful
response is one level above the key: over-triage that counts neither for the reader nor against.
"""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.content.model import Entry, Item, Kind, Level, entry_and_option, placement_id
from quizapp.quiz.verdict import Mark, mark_of

Response = tuple[str, ...]
"""The option ids that a reader chose, sorted; for sort items "<entry id>-<option id>"."""


class Mistake(enum.StrEnum):
    """The direction of a wrong response."""

    UNDER_TRIAGE = "under-triage"
    OVER_TRIAGE = "over-triage"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """The worth of a response. `score` runs from 0 to 1 and is 1 exactly when the response is right."""

    correct: bool
    score: float
    mistake: Mistake | None
    hazard: bool = False
    careful: bool = False


def response_fault(item: Item, response: Sequence[str]) -> str | None:
    """Say in words what is wrong with the form of a response, or None if it can be graded."""
    if len(set(response)) != len(response):
        return "an option is named twice"
    known = {option.id for option in item.options}
    if item.kind is Kind.SORT:
        known = {placement_id(entry, option) for entry in item.entries for option in item.options}
    strangers = [part for part in response if part not in known]
    if strangers:
        return f'"{strangers[0]}" is not an option of this item'
    if item.kind in {Kind.SCENARIO, Kind.CHOICE} and len(response) != 1:
        return "choose exactly one option"
    if item.kind is Kind.MULTIPLE and not response:
        return "choose at least one option"
    if item.kind is Kind.SORT and sorted(entry_and_option(part)[0] for part in response) != sorted(
        entry.id for entry in item.entries
    ):
        return "put every sign under exactly one level"
    return None


def grade(item: Item, response: Response) -> Grade:
    """Grade a response that has no fault of form."""
    if item.kind is Kind.MULTIPLE:
        return _grade_multiple(item, frozenset(response))
    if item.kind is Kind.SORT:
        return _grade_sort(item, response)
    correct = frozenset(response) == item.key
    chosen = chosen_level(item, response)
    if correct or chosen is None or item.level is None:
        return Grade(correct=correct, score=float(correct), mistake=None if correct else Mistake.OTHER)
    mark = mark_of(item.level, chosen)
    return Grade(
        correct=False,
        score=0.0,
        mistake=Mistake.UNDER_TRIAGE if chosen < item.level else Mistake.OVER_TRIAGE,
        hazard=mark is Mark.HAZARD,
        careful=mark is Mark.CAREFUL,
    )


def chosen_level(item: Item, response: Response) -> Level | None:
    """The level that a reader chose for a scenario; None for other kinds."""
    levels = {option.id: option.level for option in item.options}
    return levels[response[0]] if item.kind is Kind.SCENARIO else None


def _grade_multiple(item: Item, response: frozenset[str]) -> Grade:
    """Share of the right options chosen minus share of the wrong ones, so that ticking everything earns 0."""
    distractors = {option.id for option in item.options} - item.key
    hits = len(response & item.key) / len(item.key)
    false_alarms = len(response & distractors) / len(distractors)
    score = max(0.0, hits - false_alarms)
    return Grade(correct=response == item.key, score=score, mistake=None if score == 1 else Mistake.OTHER)


def placed(item: Item, response: Response) -> Iterator[tuple[Entry, Level]]:
    """Yield each entry of a sort item with the level that the reader put it under."""
    levels = {option.id: option.level for option in item.options}
    entries = {entry.id: entry for entry in item.entries}
    for part in response:
        entry_id, option_id = entry_and_option(part)
        level = levels[option_id]
        assert level is not None, "the options of a sort item are the levels"
        yield entries[entry_id], level


def _grade_sort(item: Item, response: Response) -> Grade:
    """Share of the entries under their level; one entry placed too low makes the mistake under-triage."""
    pairs = [(chosen, entry.level) for entry, chosen in placed(item, response)]
    low = sum(chosen < right for chosen, right in pairs)
    high = sum(chosen > right for chosen, right in pairs)
    hazard = any(right is Level.URGENT and chosen <= Level.MODIFY for chosen, right in pairs)
    mistake = Mistake.UNDER_TRIAGE if low else Mistake.OVER_TRIAGE if high else None
    score = 1 - (low + high) / len(item.entries)
    return Grade(correct=mistake is None, score=score, mistake=mistake, hazard=hazard)
