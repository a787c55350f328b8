from __future__ import annotations

from dataclasses import replace

import pytest
from overlays import found, laid

from quizapp.content.problem import Where


@pytest.mark.parametrize(
    ("rule", "faults"),
    [
        ("{p0: 0.5, p1: 0.9}", {}),
        ("{id: sprt-flag/1}", {("rule", "id"): 'there is no rule "sprt-flag/1"; there is sprt-flags/1'}),
        ("{p0: 0.9}", {("rule", "p0"): "p0 has to be below p1, which is 0.9"}),
        ("{alpha: 0.99}", {("rule", "alpha"): "a risk of 0.99 is too high; at most 0.2"}),
        ("{beta: 0.3}", {("rule", "beta"): "a risk of 0.3 is too high; at most 0.2"}),
        (
            "{net: 1}",
            {("rule", "net"): "1 right response can be luck; at least 2 confirm a red flag"},
        ),
        (
            "{max_items: 40}",
            {("rule", "extended_items"): "the longer attempt has to hold at least the 40 of max_items"},
        ),
        (
            "{max_items: 2}",
            {("rule", "max_items"): "nobody can pass in 2 items; it takes 12"},
        ),
    ],
)
def test_parameters_that_cannot_give_an_honest_verdict_are_told(rule: str, faults: dict[Where, str]) -> None:
    findings = found(laid(f"quiz: {{rule: {rule}}}"), "verdict-unsound")
    assert {finding.where: finding.message for finding in findings} == faults


@pytest.mark.parametrize(
    ("rule", "found_at"),
    [
        ("{max_items: 40, extended_items: 50, practice_items: 40}", {}),
        (
            "{max_items: 41, extended_items: 50}",
            {("rule", "max_items"): "41 items are too many; 40 are the most"},
        ),
        ("{extended_items: 51}", {("rule", "extended_items"): "51 items are too many; 50 are the most"}),
        ("{practice_items: 90}", {("rule", "practice_items"): "90 items are too many; 40 are the most"}),
    ],
)
def test_an_attempt_has_an_end(rule: str, found_at: dict[Where, str]) -> None:
    findings = found(laid(f"quiz: {{rule: {rule}}}"), "attempt-too-long")
    assert {finding.where: finding.message for finding in findings} == found_at


def test_an_attempt_is_about_eight_red_flags_at_most() -> None:
    (flag,) = laid().red_flags
    article = replace(laid(), red_flags=(flag,) * 8)
    assert found(article, "attempt-too-long") == []
    (finding,) = found(replace(article, red_flags=(flag,) * 9), "attempt-too-long")
    assert (finding.where, finding.message) == (
        ("red_flags", 8),
        "9 red flags are too many for one attempt; 8 are the most",
    )
