"""The outline of a source: roles and ids of its parts."""

from inspect import cleandoc

import pytest

from quizapp.authoring.cues import Role
from quizapp.authoring.draft.outline import Outline, outlined
from quizapp.authoring.source_text.formats import read


def outline(text: str) -> Outline:
    return outlined(read(cleandoc(text), "en"))


def roles(text: str) -> str:
    """Return the role of each section with its heading."""
    return " ".join(f"{section.role.name}({section.heading})" for section in outline(text).sections)


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
    ids = [line.id for line in outline(f"# T\n## Causes\n{causes}").lines]
    assert (ids[1], ids[26], ids[27], ids[28]) == ("s0a-1", "s0z-1", "s0aa-1", "s0ab-1")


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
    assert roles(text) == "CAUSES(Causes) CAUSE(Shoes) HELP(When to see a doctor) CAUSE(Socks)"


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
    causes = "CAUSES(Common causes) CAUSE(New shoes) CAUSE(Wet socks)"
    assert roles(text) == f"{causes} OTHER(How blisters heal)"


def test_a_section_on_causes_with_much_text_of_its_own_holds_them_itself() -> None:
    text = f"Heels\nCauses\n{'Many words on causes. ' * 15}\nNew shoes\nThey rub."
    assert roles(text) == "CAUSES(Causes) OTHER(New shoes)"


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
    assert roles(text) == "FAQ(FAQ) HELP(When to see a doctor)"


def test_many_bare_headings_in_a_row_are_a_list() -> None:
    text = "Heels\nNew shoes rub.\n\nSymptoms\nRedness\nHeat\nSwelling\n\nCauses\nShoes rub."
    found = outline(text)
    assert [section.heading for section in found.sections] == ["", "Symptoms", "Causes"]
    assert [para.text for para in found.sections[1].paras] == ["Redness", "Heat", "Swelling"]


def test_a_tail_goes_on_as_long_as_nothing_comes_below_its_headings() -> None:
    tail = "Get Our Tips\nJoin readers like you. No spam.\nMore on feet\nToes\n"
    text = f"Heels\nRest.\n{tail}Causes\nShoes rub them."
    assert roles(text) == "OTHER() TAIL(Get Our Tips) TAIL(More on feet) TAIL(Toes) CAUSES(Causes)"
