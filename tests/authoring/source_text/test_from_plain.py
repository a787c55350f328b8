"""Plain text: the docstring of a test is its text, unless a parameter is."""

from inspect import cleandoc

import pytest

from quizapp.authoring.source_text.blocks import BlockKind
from quizapp.authoring.source_text.from_plain import read_plain

MARKS = {BlockKind.HEADING: "#", BlockKind.PARAGRAPH: "", BlockKind.ENTRY: "-"}


def outline(text: str | None) -> list[str]:
    """Return the blocks of a text with "# " before headings, and "- " before entries as deep as they lie."""
    blocks = read_plain(cleandoc(text or "")).blocks
    return [
        f"{'  ' * max(0, block.depth - 1)}{MARKS[block.kind]} {block.text}".rstrip()
        if MARKS[block.kind]
        else block.text
        for block in blocks
    ]


def test_a_short_line_without_a_stop_is_a_heading() -> None:
    text = """
    Sore heels
    New shoes rub. They are stiff.
    WHAT HELPS
    Does ice help?
    Rest it. Then walk
    """
    assert outline(text) == [
        "# Sore heels",
        "New shoes rub. They are stiff.",
        "# WHAT HELPS",
        "# Does ice help?",
        "# Rest it. Then walk",
    ]


WRAPPED = (
    "rub, and the skin of the heel is thin there. It blisters after an hour, and most of the blisters are"
    " gone in a week."
)


def test_wrapped_lines_are_one_paragraph() -> None:
    text = """
    Sore heels

    New shoes rub, and the skin of the heel is thin there.
    It blisters after an hour, and most of the blisters
    are gone in a week.
    They heal by themselves.
    - An entry can go on in the next line as well, when it
      is long.
    """
    assert outline(text) == [
        "# Sore heels",
        f"New shoes {WRAPPED}",
        "They heal by themselves.",
        "- An entry can go on in the next line as well, when it is long.",
    ]


def test_long_lines_are_paragraphs_of_their_own() -> None:
    long = f"This line is long{', and goes on' * 10}."
    assert outline(f"{long}\nthis one begins small.\n{long}") == [long, "this one begins small.", long]


@pytest.mark.parametrize("bullet", ["-", "*", "•", "–", "1.", "2)", "(3)", "a)"])  # noqa: RUF001 - a dash
def test_every_bullet_makes_an_entry(bullet: str) -> None:
    assert outline(f"{bullet} rest the foot.") == ["- rest the foot."]


def test_entries_lie_as_deep_as_they_are_indented() -> None:
    text = """
    - one.
       - below.
         - deepest.
       - below again.
    - two.
    Then a paragraph.
      - indented from the start.
    """
    assert outline(text) == [
        "- one.",
        "  - below.",
        "    - deepest.",
        "  - below again.",
        "- two.",
        "Then a paragraph.",
        "- indented from the start.",
    ]


def test_lines_after_a_colon_are_a_list_that_lost_its_bullets() -> None:
    text = """
    Look for signs like these:
    Swelling that lasts
    pain at night

    Call somebody if you see:

    redness
    heat
    Key points:
    Rest it
    """
    assert outline(text) == [
        "Look for signs like these:",
        "- Swelling that lasts",
        "- pain at night",
        "Call somebody if you see:",
        "- redness",
        "- heat",
        "Key points:",
        "# Rest it",
    ]


def test_numbered_lines_with_text_below_each_are_headings() -> None:
    text = """
    1. New shoes
    They are stiff.
    2. Wet socks
    They rub.

    1. Wash it.
    2. Pad it
    """
    assert outline(text) == [
        "# New shoes",
        "They are stiff.",
        "# Wet socks",
        "They rub.",
        "- Wash it.",
        "- Pad it",
    ]


def test_a_line_below_a_line_makes_it_a_heading() -> None:
    text = """
    It rubs, it hurts.
    ------------------
    Rest it.

    ---
    """
    assert outline(text) == ["# It rubs, it hurts.", "Rest it."]


def test_the_first_line_may_be_a_long_title() -> None:
    title = "Why the skin of the heel blisters in new shoes, and what a walker can do about it on the day"
    assert outline(f"{title}\n{title}") == [f"# {title}", title]
    assert outline(f"{title}.") == [f"{title}."]


def test_a_question_with_a_mark_is_no_heading() -> None:
    assert outline("Title\nQ: Does ice help?\nA: Yes") == ["# Title", "Q: Does ice help?", "A: Yes"]
