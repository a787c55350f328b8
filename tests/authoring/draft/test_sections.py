"""What becomes of sections, where the whole samples do not show it."""

from inspect import cleandoc

import pytest

from quizapp import rules
from quizapp.authoring.cues import cues_of
from quizapp.authoring.draft.claims import in_small_letters
from quizapp.authoring.draft.draft import drafted
from quizapp.authoring.skeleton import article_of
from quizapp.authoring.source_text.formats import read
from quizapp.content.model import Article, Claim
from quizapp.problem import Severity
from quizapp.rules.registry import severity_of

EN = cues_of("en")


def article(text: str) -> Article:
    """Return the article of a draft, which has no error."""
    made = article_of(drafted(read(cleandoc(text), "en"), "x").yaml)
    assert [found for found in rules.check(made) if severity_of(found.code) is Severity.ERROR] == []
    return made


def cites(claim: Claim) -> list[str]:
    return [cite.passage for cite in claim.cites]


def test_what_is_urgent_anywhere_is_never_listed_for_an_appointment() -> None:
    made = article(
        """
        # Heels
        A fever should be checked. A red heel should be checked too.
        ## When to get help
        If you have a fever, go to A&E.
        """
    )
    assert [(flag.name, cites(flag)) for flag in made.red_flags] == [("A fever", ["s1-1", "s0-1"])]
    assert [sign.name for sign in made.signs] == ["A red heel"]


def test_a_sign_that_is_named_twice_has_both_cites() -> None:
    made = article("# Heels\n\nNumbness should be checked.\n\nSee a doctor if you have numbness.\n")
    assert [(sign.name, cites(sign)) for sign in made.signs] == [("Numbness", ["s0-1", "s0-2"])]


def test_a_second_summary_is_a_topic() -> None:
    made = article("# Heels\n\n## Summary\n\nRest.\n\n## Overview\n\nNew shoes rub.\n")
    assert (made.summary, [(topic.title, topic.body) for topic in made.topics]) == (
        "Rest.",
        [("Overview", "New shoes rub.")],
    )


def test_a_cause_with_nothing_but_a_lost_list_is_kept_with_a_to_do() -> None:
    made = article("# Heels\n\n## Causes\n\n### New shoes\n\nThey rub at:\n\n### Socks\n\nThey rub.\n")
    assert [(cause.title, cause.body) for cause in made.causes] == [
        ("New shoes", "To do: what the source has lost of this cause"),
        ("Socks", "They rub."),
    ]
    assert [gap.lead_in for gap in made.gaps] == ["They rub at:"]


def test_a_cause_that_is_only_a_warning_keeps_it() -> None:
    made = article("# Heels\n\n## Causes\n\n### Gout\n\nIf the toe is hot, call 111.\n")
    assert [cause.body for cause in made.causes] == ["If the toe is hot, call 111."]


def test_what_does_not_fit_into_one_body_goes_on_in_topics() -> None:
    long = "\n\n".join(f"Paragraph {number} of it. {'More words follow here. ' * 40}" for number in range(9))
    made = article(f"# Heels\n\n## Causes\n\n### Shoes\n\n{long}\n\n## Does ice help?\n\n{long}\n")
    assert ([cause.title for cause in made.causes], [faq.question for faq in made.faqs]) == (
        ["Shoes"],
        ["Does ice help?"],
    )
    assert [topic.title for topic in made.topics] == ["Shoes", "Does ice help?"]
    bodies = [made.causes[0].body, made.topics[0].body, made.faqs[0].answer, made.topics[1].body]
    assert "\n\n".join(bodies[:2]).split() == long.split() == "\n\n".join(bodies[2:]).split()


def test_a_lead_in_whose_list_went_elsewhere_is_waived() -> None:
    made = article("# Heels\n\n## What helps\n\nTry these:\n\n- rest\n- ice\n\nBe patient.\n")
    assert [step.text for step in made.self_care] == ["rest", "ice"]
    assert [topic.body for topic in made.topics] == ["Be patient."]
    assert [passage.waived for passage in made.sources[0].passages if passage.id == "s0-1"] == [
        "Only announces the list after it"
    ]


def test_steps_of_a_clinic_are_no_signs() -> None:
    made = article("# Heels\n\n## When to get help\n\nA nurse may:\n\n- look at it\n- clean it\n")
    assert made.signs == ()
    assert [topic.body for topic in made.topics] == ["A nurse may:\n\n- look at it\n- clean it"]


def test_a_telephone_number_in_a_list_of_signs_is_no_sign() -> None:
    made = article(
        """
        # Heels
        ## When to get help
        Call 999 if you have:
        - chest pain
        - Helpline: 0800 1111
        - a pulse of: 130
        """
    )
    assert [flag.name for flag in made.red_flags] == ["Chest pain", "A pulse of: 130"]


def test_medicines_are_cautions_and_no_signs() -> None:
    made = article("# Heels\n\n## Care\n\nSee a pharmacist if you take aspirin.\n\nAsk friends, too.\n")
    assert made.signs == ()
    assert [(topic.group, topic.body) for topic in made.topics] == [
        ("background", "Ask friends, too."),
        ("caution", "See a pharmacist if you take aspirin."),
    ]


def test_equal_names_get_numbers() -> None:
    made = article("# Heels\n\n## Heels\n\nRest.\n\n## Heels\n\nWalk.\n\n## Article\n\nRead.\n")
    assert [topic.id for topic in made.topics] == ["heels", "heels-2", "article-2"]


def test_capitals_become_small_letters_but_for_short_forms() -> None:
    assert in_small_letters("WHEN TO SEE A GP OR HAVE AN X-RAY", EN) == "When to see a GP or have an X-ray"
    assert in_small_letters("When to See a GP", EN) == "When to See a GP"
    assert in_small_letters("MRI", EN) == "MRI"


def flags(text: str) -> list[tuple[str, str | None]]:
    return [(flag.name, flag.within) for flag in article(text).red_flags]


def test_what_is_to_be_checked_today_is_a_red_flag_and_not_an_appointment() -> None:
    text = """
        # Heels
        Have it checked within a day if the heel turns dark. A hot heel should be assessed straight away.
        See a doctor if the heel itches.
        """
    assert flags(text) == [("The heel turns dark", "today"), ("A hot heel", "now")]
    assert [sign.name for sign in article(text).signs] == ["The heel itches"]


def test_a_step_to_take_is_no_name_of_a_sign() -> None:
    text = """
        # Heels
        Give the cold foot a blanket and dial 999.
        """
    asked = "To do: name the sign; the source only says what to do: Give the cold foot a blanket and dial 999"
    assert flags(text) == [(asked, "now")]


def test_a_cell_that_names_its_own_sign_is_not_taken_for_what_to_do_alone() -> None:
    text = """
        # Heels

        | Medicine | Use | Look out for |
        |---|---|---|
        | Gel | Eases pain | Trouble breathing = ambulance |
        | Cream | Softens skin | If the skin blisters, call 112 |
        | Tablets | Ease pain | Tiredness |
        """
    assert flags(text) == [("Gel: Trouble breathing", "now"), ("Cream: The skin blisters", "now")]


@pytest.mark.parametrize("last", ["What to do", "The right place"])
def test_a_table_whose_last_row_says_what_to_do_has_its_signs_in_columns(last: str) -> None:
    text = f"""
        # Heels

        | | Mild | Bad | Severe |
        |---|---|---|---|
        | Skin | Pink | Red and hot | Black |
        | Walking | As ever | A limp | Cannot stand |
        | Nails | Whole | Whole | Torn |
        | {last} | Rest | Phone your GP today | Call 999 |
        """
    assert flags(text) == [
        ("Skin: Red and hot; Walking: A limp", "today"),
        ("Skin: Black; Walking: Cannot stand; Nails: Torn", "now"),
    ]


NAMED = {
    "several relatives": (
        "A baby who is floppy, who cannot be woken or who is blue needs an ambulance.",
        ["A baby who is floppy, who cannot be woken or who is blue"],
    ),
    "nothing": ("No urine for a day. Go to A&E now.", ["No urine for a day > Go to A&E now."]),
    "what goes on": (
        "Call 911 if you have chest pain. The same goes for numbness or a droopy face.",
        ["Chest pain > Call 911.", "Numbness > Call 911.", "A droopy face > Call 911."],
    ),
    "the title of a call-out": (
        "**Anaphylaxis** Lie down, then phone 999.",
        ["Anaphylaxis > Lie down, then phone 999."],
    ),
    "three conditions": (
        "Go to A&E if the pain gets worse, if you can't be woken, or if you faint.",
        ["The pain gets worse > Go to A&E.", "You can't be woken > Go to A&E.", "You faint > Go to A&E."],
    ),
    "columns": (
        "| Sign | How soon | Who to call |\n|---|---|---|\n| 20 stings at once | Any time | Hospital |\n",
        ["20 stings at once > Any time: Hospital."],
    ),
    "a lead-in": (
        "If any of these is seen, sit, and an ambulance should be called:\n\n- A fit, or\n- A faint",
        [
            "A fit > Sit, and an ambulance should be called.",
            "A faint > Sit, and an ambulance should be called.",
        ],
    ),
    "what it may be": (
        "A red streak could mean an infection. Go to A&E now.",
        ["A red streak > Go to A&E now."],
    ),
    "advice": ("Drink until your urine is clear. An emergency department visit teaches many.", []),
    "a clause": (
        "Reactions are rare: a swollen throat needs help at once.",
        ["A swollen throat > A swollen throat needs help at once."],
    ),
    "a clause with a reason": (
        "Reactions are rare: a swollen throat after it needs a pen and an ambulance.",
        [],
    ),
}


@pytest.mark.parametrize(("text", "expected"), NAMED.values(), ids=NAMED)
def test_a_flag_is_named_by_what_people_notice(text: str, expected: list[str]) -> None:
    found = article_of(drafted(read(f"# Stings\n\n{text}\n", "en")).yaml).red_flags
    told = [flag.name if flag.action == text else f"{flag.name} > {flag.action}" for flag in found]
    assert told == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Signs of a severe reaction:\n\n- hives\n- a hoarse voice", ["Hives", "A hoarse voice"]),
        ("> [!WARNING]\n> A hot, swollen calf could be a clot within hours.", ["A hot, swollen calf"]),
        (
            "- a rigid belly\n- black vomit\n\nThey belong in hospital today.",
            ["A rigid belly", "Black vomit"],
        ),
        ('!!! danger "Category A"\n    - a heel that is crushed', ["A heel that is crushed"]),
        ("🚨 Call 999 if your child:\n\n❌ is floppy\n\n❌ has a fit", ["Is floppy", "Has a fit"]),
    ],
)
def test_a_danger_makes_red_flags_where_no_sentence_says_what_to_do(text: str, names: list[str]) -> None:
    made = article_of(drafted(read(f"# Heels\n\nRest.\n\n{text}\n", "en"), "x").yaml)
    assert [flag.name for flag in made.red_flags] == names


def test_the_head_of_a_table_is_no_text() -> None:
    table = "| What you notice | What to do |\n|---|---|\n| A blister | Pad it |"
    made = article(f"# Heels\n\nRest.\n\n{table}\n")
    assert [topic.body for topic in made.topics] == ["Rest.\n\nA blister. Pad it"]


def gaps(text: str) -> list[tuple[str, str, bool]]:
    """Return the gaps of a text: the words before, what is missing, and whether that is unsure."""
    draft = drafted(read(text, "en"), "x")
    unsure = {line.split(",")[0].rpartition(" ")[2] for line in draft.unsure if "at the gap" in line}
    return [(gap.lead_in, gap.what, gap.id in unsure) for gap in article_of(draft.yaml).gaps]


LOST = {
    "prose": ("## A\n\nLook for:\n\nSee a doctor soon.", ("Look for:", "list", False)),
    "a heading": ("## A\n\nLook for:\n\n## B\n\nText.", ("Look for:", "list", False)),
    "the end": ("## A\n\nLook for:", ("Look for:", "list", False)),
    "an entry beside": ("## A\n\n- Look for:\n- heat", ("Look for:", "list", False)),
    "no text": ("## A\n\n## B\n\nText.", ("A", "section", False)),
    "no answer": ("## A?\n\n## B\n\nText.", ("A?", "section", False)),
    "a call-out": ("## A\n\nMany steps can help.\n\nTip: rest.", ("Many steps can help.", "list", True)),
    "the end of care": ("## What helps\n\nThese tips may help.", ("These tips may help.", "list", True)),
}
KEPT = {
    "list": "## A\n\nLook for:\n\n- heat",
    "list below": "## A\n\n- Look for:\n  - heat",
    "terms": "## A\n\nThere are two:\n\n**Shoes.** They rub.",
    "plain terms": "## A\n\nThere are two:\n\nNew shoes: they rub.",
    "sections": "## Causes\n\nThese are the causes:\n\n### Shoes\n\nThey rub.",
    "only above": "## A\n\n### B\n\nText.",
    "named": "## A\n\nSteps that help are rest, ice and time.\n\nTip: rest.",
    "tail": "## Newsletter",
    "text": "## A\n\nText.",
}


@pytest.mark.parametrize(("text", "expected"), LOST.values(), ids=LOST)
def test_what_is_announced_and_not_there_is_a_gap(text: str, expected: tuple[str, str, bool]) -> None:
    assert gaps(f"# T\n\n{text}\n") == [expected]


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_is_there_is_no_gap(text: str) -> None:
    assert gaps(f"# T\n\n{text}\n") == []
