"""The outline of a source: roles and ids of its parts."""

from inspect import cleandoc

import pytest

from quizapp.authoring.cues import Role, cues_of
from quizapp.authoring.draft.holes import holes
from quizapp.authoring.draft.outline import Outline, outlined
from quizapp.authoring.source_text.formats import read

EN = cues_of("en")


def outline(text: str) -> Outline:
    return outlined(read(cleandoc(text), "en"))


def roles(text: str) -> list[tuple[str, str, str]]:
    """Return id, role and heading of each section."""
    return [(section.id, section.role.name.lower(), section.heading) for section in outline(text).sections]


def lost(text: str) -> list[tuple[str, str, bool]]:
    """Return the holes of a text: the words before, what is missing, and whether that is unsure."""
    sections = outline(text).sections
    found = [hole for pair in zip(sections, [*sections[1:], None], strict=False) for hole in holes(*pair, EN)]
    return [(hole.line.text, hole.what, hole.is_unsure) for hole in found]


def test_ids_follow_the_place() -> None:
    found = outline(
        """
        # Sore heels
        Two sentences. Here they are.
        ## Causes
        ### Shoes
        One. Two.
        ### Socks
        One.
        ## Key points
        """
    )
    assert found.title is not None
    assert (found.title.id, found.title.text) == ("t0", "Sore heels")
    assert [line.id for section in found.sections for line in section.lines] == [
        *("s0-1", "s0-2", "s1a-1", "s1a-2", "s1b-1", "s2")
    ]


def test_more_causes_than_letters_have_two() -> None:
    causes = "\n".join(f"### Cause {number}\nText." for number in range(28))
    ids = [section.id for section in outline(f"# T\n## Causes\n{causes}").sections]
    assert (ids[1], ids[26], ids[27], ids[28]) == ("s0a", "s0z", "s0aa", "s0ab")


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Summary", Role.SUMMARY),
        ("Common causes of sore heels", Role.CAUSES),
        ("Why do heels hurt?", Role.CAUSES),
        ("Reasons to see a doctor", Role.HELP),
        ("When should I worry?", Role.HELP),
        ("When to get urgent help", Role.URGENT),
        ("Red flags", Role.URGENT),
        ("What you can do", Role.CARE),
        ("How to prevent blisters", Role.CARE),
        ("FAQs", Role.FAQ),
        ("The bottom line", Role.TAKEAWAYS),
        ("Does ice help?", Role.QUESTION),
        ("Is it an emergency?", Role.QUESTION),
        ("References", Role.TAIL),
        ("You might also like", Role.TAIL),
        ("How the heel is built", Role.OTHER),
    ],
)
def test_a_heading_says_what_is_below_it(heading: str, role: Role) -> None:
    found = outline(f"# Heels\n\n## {heading}\n\nSome text of many words stands here below.\n")
    assert [section.role for section in found.sections] == [role]


def test_a_warning_among_the_causes_is_no_cause() -> None:
    text = """
    # Heels
    ## Causes
    ### Shoes
    They rub.
    ### When to see a doctor
    If it is red.
    ### Socks
    They rub.
    """
    assert [role for _, role, _ in roles(text)] == ["causes", "cause", "help", "cause"]


def test_in_plain_text_causes_end_where_a_heading_asks_or_has_another_role() -> None:
    text = """
    Heels
    Common causes
    New shoes
    They rub.
    Wet socks
    They rub too.
    How blisters heal
    By themselves.
    """
    assert roles(text) == [
        ("s0", "causes", "Common causes"),
        ("s0a", "cause", "New shoes"),
        ("s0b", "cause", "Wet socks"),
        ("s1", "other", "How blisters heal"),
    ]


def test_a_section_on_causes_with_much_text_of_its_own_holds_them_itself() -> None:
    text = f"Heels\nCauses\n{'Many words on causes. ' * 15}\nNew shoes\nThey rub."
    assert [role for _, role, _ in roles(text)] == ["causes", "other"]


def test_questions_in_a_section_of_questions_are_no_sections() -> None:
    text = """
    # Heels
    ## FAQ
    ### Does ice help?
    Yes.
    ### On heat
    No.
    ## When to see a doctor
    If it is red.
    """
    assert roles(text) == [("s0", "faq", "FAQ"), ("s1", "help", "When to see a doctor")]


def test_many_bare_headings_in_a_row_are_a_list() -> None:
    text = "Heels\nNew shoes rub.\n\nSymptoms\nRedness\nHeat\nSwelling\n\nCauses\nShoes rub."
    found = outline(text)
    assert [section.heading for section in found.sections] == ["", "Symptoms", "Causes"]
    assert [para.text for para in found.sections[1].paras] == ["Redness", "Heat", "Swelling"]


def test_a_tail_goes_on_as_long_as_nothing_comes_below_its_headings() -> None:
    tail = "Get Our Tips\nJoin readers like you. No spam.\nMore on feet\nToes\n"
    text = f"Heels\nRest.\n{tail}Causes\nShoes rub them."
    assert roles(text) == [
        ("s0", "other", ""),
        ("s1", "tail", "Get Our Tips"),
        ("s2", "tail", "More on feet"),
        ("s3", "tail", "Toes"),
        ("s4", "causes", "Causes"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# T\n\n## A\n\nLook for:\n\nSee a doctor soon.\n", [("Look for:", "list", False)]),
        ("# T\n\n## A\n\nLook for:\n\n## B\n\nText.\n", [("Look for:", "list", False)]),
        ("# T\n\n## A\n\nLook for:\n", [("Look for:", "list", False)]),
        ("# T\n\n## A\n\n- Look for:\n- heat\n", [("Look for:", "list", False)]),
        ("# T\n\n## A\n\n## B\n\nText.\n", [("A", "section", False)]),
        ("# T\n\n## A?\n\n## B\n\nText.\n", [("A?", "section", False)]),
        ("# T\n\n## A\n\nMany steps can help.\n\nTip: rest.\n", [("Many steps can help.", "list", True)]),
        ("# T\n\n## What helps\n\nThese tips may help.\n", [("These tips may help.", "list", True)]),
    ],
    ids=[
        "prose",
        "a heading",
        "the end",
        "an entry beside",
        "no text",
        "no answer",
        "a call-out",
        "the end of care",
    ],
)
def test_what_is_announced_and_not_there_is_a_hole(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert lost(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "# T\n\n## A\n\nLook for:\n\n- heat\n",
        "# T\n\n## A\n\n- Look for:\n  - heat\n",
        "# T\n\n## A\n\nThere are two:\n\n**Shoes.** They rub.\n",
        "# T\n\n## A\n\nThere are two:\n\nNew shoes: they rub.\n",
        "# T\n\n## Causes\n\nThese are the causes:\n\n### Shoes\n\nThey rub.\n",
        "# T\n\n## A\n\n### B\n\nText.\n",
        "# T\n\n## A\n\nSteps that help are rest, ice and time.\n\nTip: rest.\n",
        "# T\n\n## Newsletter\n",
        "# T\n\n## A\n\nText.\n",
    ],
    ids=["list", "list below", "terms", "plain terms", "sections", "only above", "named", "tail", "text"],
)
def test_what_is_there_is_no_hole(text: str) -> None:
    assert lost(text) == []
