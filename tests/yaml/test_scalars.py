"""What a plain scalar stands for."""

import math

import pytest

from quizapp.yaml.scalars import other_reading, resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("FALSE", False),
        ("0", 0),
        ("-12", -12),
        ("+7", 7),
        ("012", 12),
        ("0o14", 12),
        ("0x1F", 31),
        ("1.50", 1.5),
        (".5", 0.5),
        ("2.", 2.0),
        ("1e3", 1000.0),
        ("-2.5E-1", -0.25),
    ],
)
def test_the_core_schema_has_null_truth_and_numbers(text: str, value: object) -> None:
    assert (resolve(text), type(resolve(text))) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    [
        *("no", "on", "yes", "off", "y", "nULL", "tRUE", "1:30", "12:30:45", "2026-11-23", "1_000", "0b1"),
        *("1.2.3", "-", "+", ".", "0o9", "0xg", "1e", "e3", "--1", "٣", "3 of 10", "<<", "=", "1\n"),
    ],
)
def test_everything_else_is_the_text_that_an_editor_sees(text: str) -> None:
    assert resolve(text) == text


@pytest.mark.parametrize(
    "text", ["9" * 16, "-" + "9" * 15, "0x" + "f" * 14, ".inf", "-.Inf", ".nan", "1e999", "0." + "1" * 5000]
)
def test_a_number_that_is_too_long_or_endless_is_none(text: str) -> None:
    number = resolve(text)
    assert isinstance(number, float)
    assert math.isnan(number)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("no", "a yes/no value"),
        ("On", "a yes/no value"),
        ("2026-11-23", "a date"),
        ("2026-11-23 10:00", "a date"),
        ("1:30", "a number of seconds"),
        ("012", "another number"),
        ("1_000", "another number"),
        ("0b11", "another number"),
        ("none", None),
        ("12", None),
        ("true", None),
        ("2026-11-23-2", None),
    ],
)
def test_what_older_tools_take_for_something_else_is_known(text: str, reading: str | None) -> None:
    assert other_reading(text) == reading
