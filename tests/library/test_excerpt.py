"""The marks stand under the word that a problem is about, whatever the line is made of."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.library.excerpt import CUT, LEAD, NEAR, WIDTH, excerpt, shown, token_end


@pytest.mark.parametrize(
    ("line", "column", "marks"),
    [
        ("    urgancy: soon", 5, "    ^^^^^^^"),
        ("    urgency: very soon  # a comment", 14, "             ^^^^^^^^^"),
        ("url: https://example.org/a#b", 6, "     ^^^^^^^^^^^^^^^^^^^^^^^"),
        ('  "a key": x', 3, "  ^^^^^^^"),
        (r'title: "a \" b" # c', 8, "       ^^^^^^^^"),
        ("title: 'it''s' # c", 8, "       ^^^^^^^"),
        ('title: "never closed', 8, "       ^^^^^^^^^^^^^"),
        ("summary: >-", 10, "         ^^"),
        ("  - id: x", 3, "  ^"),
        ("  - id: x", 5, "    ^^"),
        ("- -5", 3, "  ^^"),
        ("cites: [a/b, c/d]", 8, "       ^^^^^^^^^^"),
        ("cites: [a/b, c/d]", 9, "        ^^^"),
        ("- {id: x, name: a name, tags: {a: b}}", 3, "  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^"),
        ("- {id: x, name: a name, tags: {a: b}}", 17, "                ^^^^^^"),
        ("- {id: x", 3, "  ^"),
        ('- {"[": x, id: y}', 12, "           ^^"),
        ("title: ", 8, "       ^"),
        ("title:", 12, "      ^"),
        ("", 1, "^"),
    ],
)
def test_the_word_at_the_column_is_marked(line: str, column: int, marks: str) -> None:
    assert excerpt(line, column) == (line, marks)


@pytest.mark.parametrize(
    ("line", "column", "seen", "marks"),
    [
        ("\tid: x", 1, "    id: x", "^^^^"),
        ("\tid: x", 2, "    id: x", "    ^^"),
        ("膝の痛み: 腫れ", 7, "膝の痛み: 腫れ", "          ^^^^"),
        ("título: x", 9, "título: x", "        ^"),
        ("ti\u0301tulo: x", 10, "ti\u0301tulo: x", "        ^"),
        ("ti\u0301tulo: x", 1, "ti\u0301tulo: x", "^^^^^^"),
        ("한글: x", 5, "한글: x", "      ^"),
        ("\u1112\u1161\u11ab: x", 6, "\u1112\u1161\u11ab: x", "    ^"),
        ("🦵🏽: x", 5, "🦵🏽: x", "      ^"),
        ("ab\u200ccd: x", 8, "ab\u200ccd: x", "      ^"),
        ("全\u3000角: x", 6, "全\u3000角: x", "        ^"),
        ("a\u00a0b: x", 6, "a<U+00A0>b: x", "            ^"),
        ("a: \x1b[31mred\u202e", 4, "a: <U+001B>[31mred<U+202E>", "   ^^^^^^^^^^^^^^^^^^^^^^^"),
        ("\ufefftitle: x", 1, "<U+FEFF>title: x", "^^^^^^^^^^^^^"),
    ],
)
def test_cells_of_the_terminal_are_counted_and_not_characters(
    line: str, column: int, seen: str, marks: str
) -> None:
    assert excerpt(line, column) == (seen, marks)


def test_of_a_long_line_the_part_around_the_place_is_shown() -> None:
    line = "word " * 60
    assert excerpt(line, 201) == (
        f"{CUT}{line[200 - LEAD : 200 - LEAD + WIDTH]}{CUT}",
        " " * (LEAD + 1) + "^" * (WIDTH - LEAD),
    )
    assert excerpt(line, 1) == (f"{line[:WIDTH]}{CUT}", "^" * WIDTH)
    assert excerpt(line, 296) == (f"{CUT}{line[295 - LEAD :]}", " " * (LEAD + 1) + "^" * 4)


def test_a_line_as_long_as_a_file_may_be_is_shown_at_once() -> None:
    began = time.perf_counter()
    for line in ("x " * 120_000, " " * 240_000, "[" * 240_000, '"' * 240_000, "\\'" * 120_000):
        for column in (1, 120_000, 240_000):
            text, marks = excerpt(line, column)
            assert len(text) <= WIDTH + 2
            assert len(marks) <= WIDTH + 2
            assert column < token_end(line, column) <= column + NEAR
    assert time.perf_counter() - began < 5


@given(st.text(max_size=300), st.integers(1, 310))
def test_something_in_the_line_is_always_marked(line: str, column: int) -> None:
    text, marks = excerpt(line, column)
    assert marks.strip(" ") == "^" * marks.count("^") != ""
    assert marks.count("^") <= WIDTH
    assert column < token_end(line, column) <= max(len(line), column) + 1
    assert all(character.isprintable() or character in "\u200c\u200d\u3000" for character in text)


def test_a_text_is_shown_with_what_cannot_be_seen() -> None:
    assert shown("one\ntwo\u200b") == "one<U+000A>two<U+200B>"
