"""Syntax errors, as an editor is told of them."""

import pytest

from quizapp.problem import Problem
from quizapp.yaml.reader import Document, read

QUOTE_ALL = "put the whole text between quotes"
NO_COLON = "this line is neither a key with its value nor a part of the text above"
GOES_ON = "a key stands where the text of the line above goes on"
UNINDENTED = "this text is not indented, so it is no part of the key above it"
CURLED = '“ is no quote in YAML, so the ": " in this text is taken for that of a key'


def problem_of(text: str) -> Problem:
    found = read(text.encode(), "sample.yaml")
    assert not isinstance(found, Document)
    (problem,) = found
    return problem


def mistake(text: str) -> tuple[str, int, int, str]:
    problem = problem_of(text)
    return problem.code, problem.line, problem.column, problem.message


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("title: Knees: what to do\nid: x\n", 1, 13, 'this text has ": " in it and no quotes'),
        ("- id: x\n  stem: Mia: 3 km\n", 2, 12, 'this text has ": " in it and no quotes'),
        ("title: “Knees: what to do”\n", 1, 8, CURLED),
        ("- id: x\n  stem: “Mia: 3 km”\n", 2, 9, CURLED),
        ('"title": Knees: what to do\n', 1, 15, 'this text has ": " in it and no quotes'),
        ('"b: " : c: d\n', 1, 10, 'this text has ": " in it and no quotes'),
        ('a: 1\nb: "x\nc: 1\n', 2, 4, "the quote that opens here is never closed"),
        ('a: "x\n---\n', 1, 4, "the quote that opens here is never closed"),
        ('a: "x\nb: "y"\n', 1, 4, "the quote that opens here is not closed before line 2"),
        ("a: 'it's'\n", 1, 8, "something follows the closing quote"),
        ('a: "he said "no" to it"\n', 1, 14, "something follows the closing quote"),
        ("a: [x, y]]\n", 1, 10, '"]" stands after the end of the value'),
        ('a: "\\d"\n', 1, 5, '"\\d" means nothing between double quotes'),
        ('a: "\\ud800"\n', 1, 7, "the letters after this backslash are no character"),
        ("a: *bold* x\n", 1, 4, 'a text that starts with "*" needs quotes'),
        ("a: & b\n", 1, 4, 'a text that starts with "&" needs quotes'),
        ("a: !<x\n", 1, 4, 'a text that starts with "!" needs quotes'),
        ("%FOO\n---\na: 1\n", 1, 1, 'a text that starts with "%" needs quotes'),
        ("a: @x\n", 1, 4, 'a text cannot start with "@"'),
        ("a: `x`\n", 1, 4, 'a text cannot start with "`"'),
        ("a: ]\n", 1, 4, '"]" stands where a value should be'),
        ("a: [1, 2\nb: 3\n", 1, 4, 'the "[" that opens here is not closed as it should be'),
        ("a: {b: 1, c: d: e}\n", 1, 15, "a second colon stands here with no comma before it"),
        ("- [\n", 2, 1, "the file ends before this is closed"),
        ("a: 1\nb:2\nc: 3\n", 2, 1, "there is no space after the colon"),
        ("-a\n-b\nc: 1\n", 2, 1, "there is no space after the dash"),
        ("a: 1\nb: x\n\nthis is text\nc: 3\n", 4, 1, NO_COLON),
        ("title\nb: 1\n", 1, 1, NO_COLON),
        ("a: >-\ntext at the margin\nb: 1\n", 2, 1, UNINDENTED),
        ("a: 1\nb: |\nTwo lines\n  at the margin.\n\nc: 1\n", 3, 1, UNINDENTED),
        ("- b: >-\n  text below the key\n  c: 1\n", 2, 3, UNINDENTED),
        ("a: >-\n  Text.\nb: c\nother words\nd: 1\n", 4, 1, NO_COLON),
        ("key: value\nother words\n", 2, 1, NO_COLON),
        ("a: b\n  c: d\n", 2, 3, GOES_ON),
        ("items:\n  - id: a\n     key: b\n", 3, 6, GOES_ON),
        ("a:\n    b: 1\n  c: 2\n", 3, 3, "this line does not line up with the keys that begin on line 1"),
        ("a: 1\n- b\n", 2, 1, "this list entry does not line up with the keys that begin on line 1"),
        (
            "items:\n  - id: a\n   key: b\n",
            3,
            4,
            "this line does not line up with the list that begins on line 2",
        ),
        ("a: - b\n", 1, 4, "a list cannot start on the line of its key"),
        ("a: | foo\n", 1, 4, 'text follows the "|" on the same line'),
        ("a: 1\n...\nb\n", 3, 1, "something follows the end of the document"),
        ("a: ? b\n", 1, 4, "this cannot be read as YAML"),
    ],
)
def test_a_syntax_error_is_told_where_and_as_what_it_most_likely_is(
    text: str, line: int, column: int, message: str
) -> None:
    assert mistake(text) == ("syntax", line, column, message)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a:\n\tb: 1\n", 2, 1),
        ("a:\n  - b\n  \t- c\n", 3, 3),
        ("a: |\n\tx\n", 2, 1),
        ("a:\n  b: 1\n\tc: 1\n", 3, 1),
    ],
)
def test_a_tab_is_called_a_tab(text: str, line: int, column: int) -> None:
    assert mistake(text) == ("tab-indent", line, column, "a tab stands where the line is indented")


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", "=======", ">>>>>>> branch", "||||||| base"])
def test_marks_of_a_merge_conflict_are_called_that(mark: str) -> None:
    expected = f'"{mark[:7]}" is a mark that git leaves where two edits meet'
    assert mistake(f"a: 1\n{mark}\nb: 1\n") == ("merge-conflict", 2, 1, expected)


def test_a_line_of_equals_signs_in_a_text_is_no_conflict() -> None:
    found = read(b"a: |\n  Title\n  =======\n  text ======= text\n", "sample.yaml")
    assert isinstance(found, Document)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b: c", QUOTE_ALL),
        ("a: 'it's'", "close it where the text ends; an apostrophe in it is written ''"),
        ('a: "it "is""', 'close it where the text ends; a quote in it is written \\"'),
        ("a: {text: b, c: d: e}", 'put a "," before the key, or the text with the colon between quotes'),
    ],
)
def test_a_hint_says_what_to_write(text: str, expected: str) -> None:
    assert problem_of(text).hint == expected
