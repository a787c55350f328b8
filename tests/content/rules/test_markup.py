from __future__ import annotations

import json

import pytest
from overlays import found, laid


def body(text: str) -> str:
    return f"causes: [{{id: new-shoes, body: {json.dumps(text)}}}]"


def stem(text: str) -> str:
    return f"quiz: {{items: [{{id: first-run, stem: {json.dumps(text)}}}]}}"


@pytest.mark.parametrize(
    ("fragment", "seen"),
    [
        (
            body("New leather is <strong>stiff</strong>."),
            'HTML is not read here: readers would see "<strong>"',
        ),
        (body("Shoes &amp; socks rub."), 'HTML is not read here: readers would see "&amp;"'),
        (body("See ![a heel](heel.png)."), 'an image is not read here: readers would see "![a heel]("'),
        (body("Shoes rub.\n\n## When\n\nAt once."), 'a heading is not read here: readers would see "##"'),
        (body("Take `two` pads."), 'code is not read here: readers would see "`"'),
        (stem("Aron has **one** blister."), 'Markdown is not read here: readers would see "**o"'),
        (
            stem("See [this](https://example.org)."),
            'Markdown is not read here: readers would see "[this](https://example.org)"',
        ),
        (body("New leather is **stiff** and [hard](https://example.org)."), None),
        (stem("His pain is < 3 out of 10 & fading, <10 km, a * b."), None),
    ],
)
def test_marks_that_readers_would_see_are_told(fragment: str, seen: str | None) -> None:
    messages = [finding.message for finding in found(laid(fragment), "mark-shown")]
    assert messages == ([] if seen is None else [seen])
