"""Whatever the bytes, reading gives a document or problems, and nothing else."""

import json

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizapp.yaml.reader import MAX_DEPTH, Document, Value, read

TOKENS = (
    *("a", "b: ", "- ", "? ", ": ", "\n", "\n  ", "\n    ", " ", "\t", "[", "]", "{", "}", ",", "#", " # x"),
    *('"', "'", "\\", '\\u202e"', "|", ">-", ">+2", "&x ", "*x", "!t ", "!!int ", "! ", "<<: ", "---\n"),
    *("...\n", "%YAML 1.2\n", "null", "~", "true", "no", "012", "1:30", "1e999", "9" * 30, ".nan", "@", "`"),
    *("2026-11-23", "\r\n", "\r", "\0", "\ufeff", "\u2028", "é", "🦵", "<<<<<<< HEAD\n", "=======\n"),
    "key: value\n",
)  # fmt: skip
token_soup = st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)


def check(body: bytes) -> bool:
    """Say whether the bytes were accepted, once what came out of them is as it should be."""
    found = read(body, "fuzz.yaml")
    if not isinstance(found, Document):
        assert found
        for problem in found:
            _check_place(body, problem.line, problem.column)
        return False
    json.dumps(found.value, allow_nan=False)
    _check_places(found)
    for event in yaml.parse(body, Loader=yaml.CBaseLoader):
        assert getattr(event, "anchor", None) is None
        assert getattr(event, "tag", None) is None
    return True


def _check_place(body: bytes, line: int, column: int) -> None:
    lines = body.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert 1 <= line <= len(lines)
    assert 1 <= column <= len(lines[line - 1]) + 1


def _check_places(document: Document) -> None:
    """Every place is in the text, and places come in the order of the values."""
    last = (0, 0)
    waiting: list[tuple[Value, tuple[str | int, ...]]] = [(document.value, ())]
    while waiting:
        value, where = waiting.pop()
        assert len(where) <= MAX_DEPTH
        place = document.place(where)
        _check_place(document.text.encode(), *place)
        assert place >= last
        last = place
        if isinstance(value, dict):
            waiting += [(inner, (*where, key)) for key, inner in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [(inner, (*where, index)) for index, inner in reversed(list(enumerate(value)))]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
@example(b"")
@example(b"\xff\xfe\x00")
def test_any_bytes_give_a_document_or_problems(body: bytes) -> None:
    check(body)


@settings(max_examples=200, deadline=None)
@given(token_soup)
def test_any_mixture_of_what_yaml_is_made_of_gives_a_document_or_problems(text: str) -> None:
    check(text.encode())


def test_the_mixture_is_not_all_refused() -> None:
    accepted = [check(text.encode()) for text in ("a", "b: a", "- a\n- 'a'", "b: [a, {b: a}]", "? a\n: b\n")]
    assert accepted == [True] * 5
