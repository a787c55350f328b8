from __future__ import annotations

import pytest
from overlays import found, laid

NUMB_FOOT = """
red_flags:
  - id: numb-foot
    name: A numb foot
    level: urgent
    action: Get medical help today.
    origin: stated
    cites: [leaflet/p5]
"""


def told(fragment: str) -> list[tuple[object, ...]]:
    return [finding.where for finding in found(laid(fragment), "notice-without-red-flag")]


@pytest.mark.parametrize(
    ("notice", "where"),
    [
        ("If the skin is hot and red, see a doctor today.", [("red_flags", 1, "name")]),
        ("If the skin is hot and red or you feel numbness, see a doctor today.", []),
        (
            "If one of the signs is there now, see a doctor today.",
            [("red_flags", at, "name") for at in (0, 1)],
        ),
        ("To do: what to do now", []),
    ],
)
def test_the_notice_has_a_telling_word_of_every_red_flag(notice: str, where: list[object]) -> None:
    assert told(f"urgent_notice: '{notice}'\n{NUMB_FOOT}") == where


def test_a_word_that_two_red_flags_share_tells_neither_of_them() -> None:
    notice = "urgent_notice: If the skin around a blister is hot, see a doctor today."
    assert told(f"{notice}\n{NUMB_FOOT.replace('A numb foot', 'A hot foot with a blister')}") == [
        ("red_flags", 1, "name")
    ]


def test_a_red_flag_without_a_name_is_a_to_do_of_its_own() -> None:
    assert told(NUMB_FOOT.replace("A numb foot", '"To do: the urgent sign"')) == []
