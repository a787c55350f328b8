"""Reading a file: a document with places, or problems at the very thing that is wrong."""

import gc
from itertools import pairwise
from typing import NamedTuple

import pytest
import yaml

from quizapp.problem import Problem, Severity
from quizapp.yaml.decoding import MAX_BYTES
from quizapp.yaml.reader import MAX_DEPTH, MAX_EVENTS, MAX_PROBLEMS, MAX_SCALAR, Document, read


class Told(NamedTuple):
    """What a test compares of a problem."""

    code: str
    line: int
    column: int


def document(text: str) -> Document:
    found = read(text.encode(), "sample.yaml")
    assert isinstance(found, Document), found
    return found


def problems(body: str | bytes) -> tuple[Problem, ...]:
    found = read(body if isinstance(body, bytes) else body.encode(), "sample.yaml")
    assert not isinstance(found, Document)
    assert {problem.severity for problem in found} == {Severity.ERROR}
    assert {problem.path for problem in found} == {"sample.yaml"}
    return found


def told(body: str | bytes) -> list[Told]:
    return [Told(problem.code, problem.line, problem.column) for problem in problems(body)]


SAMPLE = """\
# a comment
title: Sore knees
tags: {joint: knee, "side": 'left'}
signs:
  - id: hot-joint
    note: >-
      Hot, and
      swollen.
  - id: limping
    cites: [a/b, a/c]
empty:
"""


def test_a_file_becomes_plain_values() -> None:
    assert document(SAMPLE).value == {
        "title": "Sore knees",
        "tags": {"joint": "knee", "side": "left"},
        "signs": [
            {"id": "hot-joint", "note": "Hot, and swollen."},
            {"id": "limping", "cites": ["a/b", "a/c"]},
        ],
        "empty": None,
    }


@pytest.mark.parametrize(
    ("where", "place", "key_place"),
    [
        ((), (2, 1), (2, 1)),
        (("title",), (2, 8), (2, 1)),
        (("tags",), (3, 7), (3, 1)),
        (("tags", "joint"), (3, 15), (3, 8)),
        (("tags", "side"), (3, 29), (3, 21)),
        (("signs",), (5, 3), (4, 1)),
        (("signs", 0), (5, 5), (5, 5)),
        (("signs", 0, "id"), (5, 9), (5, 5)),
        (("signs", 0, "note"), (6, 11), (6, 5)),
        (("signs", 1, "cites", 1), (10, 18), (10, 18)),
        (("empty",), (11, 7), (11, 1)),
    ],
)
def test_every_key_and_value_has_its_place(
    where: tuple[str | int, ...], place: tuple[int, int], key_place: tuple[int, int]
) -> None:
    sample = document(SAMPLE)
    assert (sample.place(where), sample.place(where, on_key=True)) == (place, key_place)


@pytest.mark.parametrize(
    ("where", "place"),
    [
        (("lang",), (2, 1)),
        (("signs", 0, "level"), (5, 5)),
        (("signs", 0, "level", "deeper"), (5, 5)),
        (("signs", 7, "id"), (5, 3)),
        (("signs", "id"), (5, 3)),
        (("title", 3), (2, 8)),
    ],
)
def test_what_is_missing_has_the_place_of_what_should_hold_it(
    where: tuple[str | int, ...], place: tuple[int, int]
) -> None:
    sample = document(SAMPLE)
    assert (sample.place(where), sample.place(where, on_key=True)) == (place, place)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_places_count_letters_and_lines_as_editors_do(ending: str) -> None:
    sample = document(ending.join(["größe: ü", "zoë: [ñandú, '🦵', x]", ""]))
    assert [sample.place(("zoë", index)) for index in range(3)] == [(2, 7), (2, 14), (2, 19)]
    assert sample.place(("größe",)) == (1, 8)


def test_a_document_may_be_marked_as_such() -> None:
    assert document("%YAML 1.2\n---\na: 1\n...\n").value == {"a": 1}


def test_words_of_older_yaml_stay_text_with_a_warning() -> None:
    sample = document('a: no\nb: "no"\nc: 1:30\nd: 2026-11-23\non: [yes]\n')
    assert sample.value == {"a": "no", "b": "no", "c": "1:30", "d": "2026-11-23", "on": ["yes"]}
    assert {(warning.code, warning.severity) for warning in sample.warnings} == {
        ("needs-quotes", Severity.WARNING)
    }
    places = [(warning.line, warning.column) for warning in sample.warnings]
    assert places == [(1, 4), (3, 4), (4, 4), (5, 6)]


@pytest.mark.parametrize(
    ("body", "column"),
    [
        pytest.param("a: Pain in joint #2 of the foot", 18, id="a number"),
        pytest.param("a: A post with #kneepain in it", 16, id="a tag"),
        pytest.param("a: Foot #2", 9, id="one word and a number"),
        pytest.param("- Step #3 of it\n- x", 8, id="in a list"),
        pytest.param("a: Two 🦵 #2\r\nb: c", 10, id="letters are counted"),
    ],
)
def test_a_text_that_a_comment_cuts_short_is_told_at_the_sign(body: str, column: int) -> None:
    (warning,) = document(body).warnings
    assert (warning.code, warning.line, warning.column) == ("text-cut-by-comment", 1, column)


@pytest.mark.parametrize(
    "body",
    [
        "a: Pain in the joint # of the foot",
        "a: Pain in the joint  #2 of the foot",
        "a: book #soon",
        "a: 4 #5",
        "a: 'Pain in joint' #2",
        "a: [b c] #2",
        "a: joint#2 of the foot",
        "a: >-\n  Pain in joint #2 of\n  the foot",
        "#1 a: b\na: b c",
    ],
)
def test_a_comment_is_a_comment(body: str) -> None:
    assert document(body).warnings == ()


@pytest.mark.parametrize(
    "body",
    ["a: “Sore knees”", "a: ‘Sore knees’", "a: „Sore knees“", "a: ”Sore knees”"],  # noqa: RUF001 - as they come
)
def test_curled_quotes_around_a_text_are_told(body: str) -> None:
    (warning,) = document(body).warnings
    assert (warning.code, warning.line, warning.column) == ("curly-quotes", 1, 4)
    assert warning.message.startswith(f"{body[3]} and {body[-1]} are no quotes in YAML")


@pytest.mark.parametrize(
    "body",
    [
        'a: "“Sore knees”"',
        "a: “No pain, no gain” is wrong",
        "a: “Sore” and “stiff”",
        "a: Doctors call it “bursitis”",
        "a: >-\n  “Sore knees”",
        "a: “",
    ],
)
def test_curled_quotes_in_a_text_belong_to_it(body: str) -> None:
    assert document(body).warnings == ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("", [Told("empty-file", 1, 1)], id="nothing"),
        pytest.param("# only a comment\n", [Told("empty-file", 1, 1)], id="a comment"),
        pytest.param("---\n", [Told("empty-file", 1, 1)], id="an empty document"),
        pytest.param(b"a: \xff\n", [Told("not-utf8", 1, 4)], id="a byte that is not UTF-8"),
        pytest.param("ä: 1\nb: ".encode() + b"\x92s", [Told("not-utf8", 2, 4)], id="Windows-1252"),
        pytest.param("a: 1".encode("utf-16"), [Told("not-utf8", 1, 1)], id="UTF-16 with a mark"),
        pytest.param("a: 1".encode("utf-16-be"), [Told("not-utf8", 1, 1)], id="UTF-16 without one"),
        pytest.param(b"\xef\xbb\xbfa: 1", [Told("byte-order-mark", 1, 1)], id="UTF-8 with a mark"),
        pytest.param("a: x\x00y", [Told("control-character", 1, 5)], id="NUL"),
        pytest.param("a: 1\nb: x\u202ey", [Told("control-character", 2, 5)], id="text turned around"),
        pytest.param("a: 1\nb: x\u2028y", [Told("control-character", 2, 5)], id="a hidden line end"),
        pytest.param("a: 1\rb: 2\n", [Told("control-character", 1, 5)], id="half a Windows line end"),
        pytest.param('a: 1\nb: "x\\0y"', [Told("control-character", 2, 4)], id="NUL behind a backslash"),
        pytest.param('a: 1\n"x\\u202Ey": 1', [Told("control-character", 2, 1)], id="a turn in a key"),
        pytest.param("a: &x 1\nb: [&y {}]", [Told("anchor", 1, 4), Told("anchor", 2, 5)], id="anchors"),
        pytest.param("a: 1\n&x b: 2", [Told("anchor", 2, 1)], id="an anchor on a key"),
        pytest.param("a: &x\n  b: 2", [Told("anchor", 1, 4)], id="an anchor on a group"),
        pytest.param("a: *x", [Told("alias", 1, 4)], id="an alias"),
        pytest.param("a: 1\n*x : 2", [Told("alias", 2, 1)], id="an alias as a key"),
        pytest.param("a: !!int 3\nb: !x [1]", [Told("tag", 1, 4), Told("tag", 2, 4)], id="tags"),
        pytest.param("a: ! 3", [Told("tag", 1, 4)], id="a tag without a name"),
        pytest.param(
            "a: !!python/object/apply:os.system ['x']", [Told("tag", 1, 4)], id="a tag that runs code"
        ),
        pytest.param("a: !x &y b", [Told("anchor", 1, 4), Told("tag", 1, 4)], id="a tag and an anchor"),
        pytest.param("a:\n  <<: {b: 1}", [Told("merge-key", 2, 3)], id="a merge key"),
        pytest.param(
            "a: 1\nb: 2\na: 3\na: 4",
            [Told("duplicate-key", 3, 1), Told("duplicate-key", 4, 1)],
            id="a key thrice",
        ),
        pytest.param("x:\n  - {a: 1, a: 2}", [Told("duplicate-key", 2, 12)], id="a key twice in braces"),
        pytest.param(
            "1: x\ntrue: y\n~: z\n1.5: a\n0x1: b\n? \n: c",
            [Told("key-not-text", line, 1) for line in (1, 2, 3, 4, 5)] + [Told("key-not-text", 6, 2)],
            id="keys that are no text",
        ),
        pytest.param(
            "9999999999999999999: x", [Told("key-not-text", 1, 1)], id="a key that is a huge number"
        ),
        pytest.param("? [a, b]\n: 1", [Told("key-not-text", 1, 3)], id="a list as a key"),
        pytest.param("{a: 1}: 1", [Told("key-not-text", 1, 1)], id="a group as a key"),
        pytest.param("a: 1\n---\nb: 2", [Told("several-documents", 2, 1)], id="two documents"),
        pytest.param("---\n---\na: 1", [Told("several-documents", 2, 1)], id="an empty one first"),
        pytest.param("a: " + "9" * 5000, [Told("bad-number", 1, 4)], id="a huge number"),
        pytest.param(
            "a: .inf\nb: 1e999", [Told("bad-number", 1, 4), Told("bad-number", 2, 4)], id="endless numbers"
        ),
        pytest.param("a: " + "x" * (MAX_SCALAR + 1), [Told("too-long", 1, 4)], id="a very long text"),
        pytest.param("x" * (MAX_BYTES + 1), [Told("too-big", 1, 1)], id="a very big file"),
        pytest.param(
            "- x\n" * MAX_EVENTS, [Told("too-many-values", MAX_EVENTS - 3, 3)], id="very many values"
        ),
    ],
)
def test_a_hostile_or_broken_file_is_refused_at_the_very_thing(
    body: str | bytes, expected: list[Told]
) -> None:
    assert told(body) == expected


def test_a_second_key_names_the_line_of_the_first() -> None:
    assert [problem.message for problem in problems("a: 1\nb: 2\nc: {b: 1, b: 2}\na: 3\nb: 4\na: 5")] == [
        'the key "b" stands on line 3 already',
        'the key "a" stands on line 1 already',
        'the key "b" stands on line 2 already',
        'the key "a" stands on line 1 already',
    ]


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("[", Told("too-deep", 1, 17)),
        ("{a: ", Told("too-deep", 1, 65)),
        ("- ", Told("too-deep", 1, 33)),
        ("? ", Told("key-not-text", 1, 3)),
        ("[{", Told("key-not-text", 1, 3)),
    ],
)
@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 1_000, 100_000])
def test_the_first_list_or_group_too_deep_is_told_before_it_costs_anything(
    opening: str, expected: Told, depth: int
) -> None:
    assert told((opening * depth)[:MAX_BYTES]) == [expected]


def test_depth_by_indentation_is_refused_too() -> None:
    text = "".join(f"{' ' * depth}a:\n" for depth in range(600))
    assert told(text) == [Told("too-deep", MAX_DEPTH + 1, MAX_DEPTH + 1)]


def test_the_deepest_file_that_is_read_is_read() -> None:
    text = "[" * MAX_DEPTH + "x" + "]" * MAX_DEPTH
    assert document(text).place((0,) * MAX_DEPTH) == (1, MAX_DEPTH + 1)


def test_bombs_of_aliases_and_merge_keys_are_refused_at_their_first_anchor() -> None:
    aliases = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in pairwise("abcdefghi"))
    merges = "a: &a {x: 1}\n" + "".join(f"{b}: &{b} {{<<: [*{a}, *{a}]}}\n" for a, b in pairwise("abcdefghi"))
    anchors = [Told("anchor", 1, 4), Told("anchor", 2, 4)]
    assert told(aliases) == [*anchors, Told("alias", 2, 8)]
    assert told(merges) == [*anchors, Told("merge-key", 2, 8), Told("alias", 2, 13)]


def test_a_file_with_very_many_mistakes_is_put_aside_early() -> None:
    assert len(told("a: !x 1\n" * 5_000)) == MAX_PROBLEMS


@pytest.mark.parametrize("ending", ["b: c: d", "'", "\n---\n", "a: [&x 1"])
def test_the_last_of_very_many_mistakes_may_be_of_any_sort(ending: str) -> None:
    for many in range(MAX_PROBLEMS - 2, MAX_PROBLEMS + 1):
        assert len(told("- !x 1\n" * many + ending)) in {many + 1, MAX_PROBLEMS, MAX_PROBLEMS + 1}


@pytest.mark.parametrize("text", [SAMPLE, "a: b: c", "[" * 100, "a: &x 1\nb: no"])
def test_reading_leaves_no_rings_for_the_collector(text: str) -> None:
    body = text.encode()
    gc.collect()
    gc.disable()
    try:
        for _ in range(20):
            read(body, "sample.yaml")
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_an_honest_file_reads_as_other_tools_read_it() -> None:
    assert document(SAMPLE).value == yaml.load(SAMPLE, Loader=yaml.CSafeLoader)
