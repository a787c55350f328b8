"""From bytes to a text that may be parsed."""

import pytest

from quizapp.problem import Problem, Severity
from quizapp.yaml.decoding import MAX_BYTES, Lines, decoded, first_unseen


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", [(1, 1)]),
        ("ab", [(1, 1), (1, 2), (1, 3)]),
        ("a\nb\n", [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1)]),
        ("a\r\nb", [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]),
        ("\n\n🦵", [(1, 1), (2, 1), (3, 1), (3, 2)]),
    ],
)
def test_lines_and_columns_count_from_one(text: str, places: list[tuple[int, int]]) -> None:
    lines = Lines(text)
    assert [lines.place(offset) for offset in range(len(text) + 1)] == places


def test_utf_8_becomes_text() -> None:
    assert decoded("größe: 🦵".encode(), "a.yaml") == "größe: 🦵"
    assert decoded(b"x" * MAX_BYTES, "a.yaml") == "x" * MAX_BYTES


def test_what_has_no_text_says_where_and_why() -> None:
    assert decoded("ä\nö".encode() + b"\x92", "a.yaml") == Problem(
        path="a.yaml",
        line=2,
        column=2,
        code="not-utf8",
        severity=Severity.ERROR,
        message="the byte 0x92 here is not UTF-8",
        hint="save the file as UTF-8 (without a byte order mark)",
    )


@pytest.mark.parametrize("text", ["", "plain\n\ttext\r\n", "größe 🦵 \u200c\u200d „so“", "x" * 100_000])
def test_honest_text_has_nothing_unseen(text: str) -> None:
    assert first_unseen(text) is None


@pytest.mark.parametrize(
    "character", [*map(chr, range(32)), "\x7f", "\x85", "\u202e", "\u2066", "\ufeff", "\uffff"]
)
def test_unseen_characters_are_found_where_they_stand(character: str) -> None:
    found = first_unseen(f"größe{character}x")
    expected = None if character in "\t\n" else (5, character)
    assert (found and (found.start(), found[0])) == expected
