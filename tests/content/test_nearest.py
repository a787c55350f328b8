"""A guess at what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.content.nearest import LONGEST, nearest

KEYS = [
    *("id", "name", "level", "within", "action", "note"),
    *("origin", "cites", "fills", "review", "title", "body"),
]
SIGNS = [
    *("hot-swollen-joint", "fever-with-joint-pain", "severe-redness"),
    *("cannot-bear-weight", "giving-way", "limping"),
]
LEVELS = ["carry-on", "modify", "book", "urgent"]


@pytest.mark.parametrize(
    ("written", "known", "meant"),
    [
        ("lvel", KEYS, "level"),
        ("orgin", KEYS, "origin"),
        ("Level", KEYS, "level"),
        ("levels", KEYS, "level"),
        ("cite", KEYS, "cites"),
        ("titel", KEYS, "title"),
        ("bdoy", KEYS, "body"),
        ("idd", KEYS, "id"),
        ("reviewed", KEYS, "review"),
        ("hot_swollen_joint", SIGNS, "hot-swollen-joint"),
        ("hot swollen joint", SIGNS, "hot-swollen-joint"),
        ("hotswollenjoint", SIGNS, "hot-swollen-joint"),
        ("hot-joint", SIGNS, "hot-swollen-joint"),
        ("swollen-hot-joint", SIGNS, "hot-swollen-joint"),
        ("hot-swolen-joitn", SIGNS, "hot-swollen-joint"),
        ("fever", SIGNS, "fever-with-joint-pain"),
        ("redness", SIGNS, "severe-redness"),
        ("limp", SIGNS, "limping"),
        ("urgnet", LEVELS, "urgent"),
        ("carryon", LEVELS, "carry-on"),
        ("senario", ["scenario", "choice", "multiple", "sort"], "scenario"),
        ("s2a2", ["s2a-2", "s2a-3"], "s2a-2"),
        ("causes", ["cause", "caused"], "cause"),
        ("s1-22", ["s12-2", "s1-2"], "s1-2"),
    ],
)
def test_a_slip_finds_what_was_meant(written: str, known: list[str], meant: str) -> None:
    assert nearest(written, known) == meant


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("url", KEYS),
        ("colour", KEYS),
        ("text", KEYS),
        ("pain", SIGNS),
        ("x", KEYS),
        ("", KEYS),
        ("f45", ["f4", "f5", "f44"]),
        ("s3-3", ["s3-4", "s4-3"]),
        ("joint", ["hot-joint", "red-joint"]),
        ("bat", ["cat", "bad"]),
        ("e" * (LONGEST + 1), ["e" * LONGEST]),
        ("level", []),
    ],
)
def test_nothing_near_or_a_tie_is_no_guess(written: str, known: list[str]) -> None:
    assert nearest(written, known) is None


def test_an_exact_word_is_its_own_nearest() -> None:
    assert [nearest(key, KEYS) for key in KEYS] == KEYS


@given(st.text(max_size=70), st.lists(st.text(max_size=70), max_size=8))
def test_the_guess_is_always_one_of_the_candidates(word: str, candidates: list[str]) -> None:
    assert nearest(word, candidates) in {None, *candidates}
