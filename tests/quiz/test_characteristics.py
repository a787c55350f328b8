import json
from dataclasses import replace
from functools import cache

from paired_banks import make_paired_bank

from quizapp.quiz.archetypes import ARCHETYPES
from quizapp.quiz.characteristics import ROWS, BankResults, as_json, as_text, measure
from quizapp.quiz.naive import Cue, NaiveResult

BANK = make_paired_bank()
TICKS: list[int] = []
FINE = NaiveResult(name="longest option", kind="options", accuracy=0.2, both_right=0.1, understands=0.0)


@cache
def table() -> BankResults:
    return measure(BANK, readers=2_000, seed=1, tick=lambda: TICKS.append(1))


def perfect(table: BankResults) -> BankResults:
    """Return the table with every figure within its bar."""
    bars = {archetype.name: archetype.passes for archetype in ARCHETYPES}
    rows = tuple(
        replace(row, understands=bars[row.name].at_least, mean_items=17.0, told_careful=1.0)
        for row in table.rows
    )
    rows = tuple(
        replace(row, understands=0.7) if row.name.startswith("urgent taken") else row for row in rows
    )
    return replace(table, rows=rows, naive=(FINE,), length=replace(table.length, words=70.0))


def test_every_reader_has_a_row_and_a_tick() -> None:
    assert [row.name for row in table().rows] == [archetype.name for archetype in ARCHETYPES]
    assert len(TICKS) == ROWS == len(ARCHETYPES) + 1


def test_readers_who_know_mostly_pass_and_others_rarely() -> None:
    """All that this bank misses is about its stories, which say of which pair they are, and which half."""
    assert {figure.name for figure in table().measured if not figure.holds} == {
        "stories right by words",
        "stories right by options",
        "stories right by order",
        "pairs right by a naive reader",
        "naive readers who pass",
    }
    assert table().row("solid 95%, counted errors").mean_items <= 17.5


def test_a_bank_that_misses_a_bar_is_told_which_and_what_to_do() -> None:
    fine = perfect(table())
    learned = replace(FINE, name="words of other stories", kind="words", accuracy=0.7)
    missed = replace(fine, naive=(FINE, learned), length=replace(fine.length, words=90.0))
    assert missed.sentence == (
        "This bank misses 3 of 39 bars (stories right by words, words a story, minutes): change the words"
        " under CUES, or put them into both stories of a pair; shorten stories and options."
    )


def test_other_numbers_of_red_flags_have_no_bars_about_readers() -> None:
    two = measure(make_paired_bank(flags=2), readers=5, seed=1)
    assert {figure.name for figure in two.measured} == {
        "stories right by keywords",
        "stories right by words",
        "stories right by options",
        "stories right by order",
        "pairs right by a naive reader",
        "naive readers who pass",
        "longest option",
        "words a story",
        "minutes",
    }
    assert "with 2 the rule is less sharp." in as_text(two)


def test_the_document_has_what_the_table_has() -> None:
    told = replace(perfect(table()), cues=(Cue(word="less", more_urgent=1, less_urgent=7),))
    document = json.loads(as_json(told))
    assert document["limits"] == {"pooled": [10, 16, 21, 25], "min_items": 15, "max_items": 26}
    assert document["cues"] == [{"word": "less", "more_urgent": 1, "less_urgent": 7}]
    assert document["naive_readers"] == [
        {"name": "longest option", "kind": "options", "accuracy": 0.2, "both_right": 0.1, "understands": 0.0}
    ]
    assert document["bars"][0] == {
        "name": "expert 99%",
        "value": 0.99,
        "at_least": 0.99,
        "at_most": 1,
        "holds": True,
    }
    assert document["sentence"] == "This bank meets the bars."


def test_the_text_marks_what_is_missed() -> None:
    rows = tuple(
        replace(row, understands=0.5) if row.name == "one flag guessed" else row
        for row in perfect(table()).rows
    )
    text = as_text(replace(perfect(table()), rows=rows))
    (line,) = [line for line in text.splitlines() if line.endswith("MISSED")]
    assert line.startswith("one flag guessed")
    assert " ".join(text.split()).endswith(
        "write pairs for the signs and steps that have the fewest stories."
    )
