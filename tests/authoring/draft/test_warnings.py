import pytest

from quizapp.authoring.cues import cues_of
from quizapp.authoring.draft.warnings import action_of, split_list, warned, with_entries

EN = cues_of("en")


def told(sentence: str, level: str) -> str | None:
    """Return the signs and what to do, as "One / Another > Do this."; signs alone where all of it says so."""
    found = warned(sentence, level, EN)
    if found is None or not found.signs:
        return None
    return " / ".join(found.signs) + (f" > {found.action}" if found.action != sentence else "")


URGENT = {
    "a box": (
        "Important: If you have a hot, very swollen joint, fever, or a rash, seek urgent medical care.",
        "A hot, very swollen joint / Fever / A rash > Seek urgent medical care.",
    ),
    "what to do first": (
        "Call 999 if you have chest pain or trouble breathing.",
        "Chest pain / Trouble breathing > Call 999.",
    ),
    "a clause": ("If your child is limp, please ring 111.", "Your child is limp > Please ring 111."),
    "there is": (
        "Go straight to A&E when there is a stiff neck, a fever and a rash, or confusion.",
        "A stiff neck / A fever and a rash / Confusion > Go straight to A&E.",
    ),
    "said of the sign": ("A sudden, severe headache is a medical emergency.", "A sudden, severe headache"),
    "two steps": (
        "If you feel faint, rest, then see a doctor immediately.",
        "You feel faint > Rest, then see a doctor immediately.",
    ),
    "any of": (
        "Get emergency help if you notice any of the following: a cold foot; a blue toe.",
        "A cold foot / A blue toe > Get emergency help.",
    ),
    "a guess at the cause": ("A swollen calf may be a clot and needs urgent care.", "A swollen calf"),
    "a guess and what to do": (
        "Spots that stay under a glass can mean sepsis, so dial 999 without delay.",
        "Spots that stay under a glass",
    ),
    "a sign before an arrow": ("Cold, blue toes → call 999.", "Cold, blue toes > Call 999."),
    "a number for a verb": (
        "Weakness on one side means 911, even if you've had it before.",
        "Weakness on one side",
    ),
    "two clauses": (
        "Sudden pain on one side could be an ectopic pregnancy, and that's a 999 matter.",
        "Sudden pain on one side could be an ectopic pregnancy > That's a 999 matter.",
    ),
    "what to do besides": (
        "Call 999 if acid gets in someone's eyes, and rinse them until help comes.",
        "Acid gets in someone's eyes, and rinse them until help comes > Call 999.",
    ),
    "a sign before a dash": (
        "Spots that don't fade under a glass – 999.",  # noqa: RUF001 - a dash
        "Spots that don't fade under a glass > 999.",
    ),
    "a clause with that": ("If you notice that a toe is blue, call 999.", "A toe is blue > Call 999."),
    "a list in brackets": ("Any harm (a burn, a cut) needs an ambulance.", "Any harm (a burn, a cut)"),
}
TO_BOOK = {
    "a subject after a clause": (
        "It settles if you rest, but swelling, numbness, or pain that lasts should be checked by a GP.",
        (
            "Swelling / Numbness / Pain that lasts"
            " > Swelling, numbness, or pain that lasts should be checked by a GP."
        ),
    ),
    "two conditions": (
        "Make an appointment if it is no better after two weeks, or if it keeps coming back.",
        "It is no better after two weeks / It keeps coming back > Make an appointment.",
    ),
    "a clause stays whole": (
        "If the pain is sharp, or comes with swelling, it is worth getting checked.",
        "The pain is sharp, or comes with swelling > It is worth getting checked.",
    ),
    "symptoms such as": (
        "Speak to your GP if you have symptoms such as weight loss or night sweats.",
        "Weight loss / Night sweats > Speak to your GP.",
    ),
}


@pytest.mark.parametrize(("sentence", "expected"), URGENT.values(), ids=URGENT)
def test_an_urgent_sentence_names_its_signs_and_what_to_do(sentence: str, expected: str) -> None:
    assert told(sentence, "urgent") == expected


@pytest.mark.parametrize(("sentence", "expected"), TO_BOOK.values(), ids=TO_BOOK)
def test_so_does_one_that_asks_for_an_appointment(sentence: str, expected: str) -> None:
    assert told(sentence, "book") == expected


NO_WARNING = {
    "no cue": "A clinician may evaluate your movement.",
    "not needed": "You do not need to see a doctor if it is gone in a week.",
    "no need": "There is no need to see a doctor when it settles.",
    "rarely": "You rarely need to see a GP if you rest.",
    "no sign": "See a doctor.",
    "a pronoun": "This should be checked by a doctor.",
    "a list comes": "See a doctor if you have:",
    "no word": "If !!, see a doctor.",
}
NOT_NOTICED = {
    "in general": "If you believe you may have a medical emergency, call your provider or 112 at once.",
    "what one was shown": "Sit up, use the spray if you have been told how, and call an ambulance.",
    "the reason": "Keep the leg still and call 999 – a nerve can be hurt within hours.",  # noqa: RUF001 - a dash
    "an onset": "The pain may come on at once or the next morning.",
    "a course": "The headache passes within 24 hours.",
    "a title": "Chest pain: when to call 999",
    "a question within": "You should know whether a fever means a trip to the ER.",
    "what one can do": "Give glucagon if you can and phone for an ambulance.",
    "what stands before": "If any of these happens, call 999.",
    "whoever is alone": "Get to a hospital now; if you are alone, dial 112.",
    "the ambulance itself": "Dial 108 for a free ambulance, or 112 from any phone.",
    "a footer": "If you think you're having a medical emergency, hang up and dial 911.",
    "if possible": "Speak to your specialist today if possible.",
}


@pytest.mark.parametrize("sentence", NO_WARNING.values(), ids=NO_WARNING)
def test_other_sentences_warn_of_nothing(sentence: str) -> None:
    assert warned(sentence, "book", EN) is None


@pytest.mark.parametrize("sentence", NOT_NOTICED.values(), ids=NOT_NOTICED)
def test_what_is_not_noticed_is_no_urgent_sign(sentence: str) -> None:
    assert told(sentence, "urgent") is None


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("fever", ["fever"]),
        ("fever or a rash", ["fever", "a rash"]),
        ("a rash, fever and vomiting", ["a rash", "fever and vomiting"]),
        ("a rash, fever, and vomiting", ["a rash", "fever", "vomiting"]),
        ("numb, weak or tingling fingers", ["numb, weak or tingling fingers"]),
        ("loss of bladder or bowel control", ["loss of bladder or bowel control"]),
        ("pain in the arm or jaw", ["pain in the arm or jaw"]),
        ("a, b or c", ["a", "b", "c"]),
        ("red, swollen", ["red, swollen"]),
        (" ,; ", []),
    ],
)
def test_a_list_is_split_where_it_is_plain(text: str, things: list[str]) -> None:
    assert split_list(text, EN) == things


@pytest.mark.parametrize(
    ("lead_in", "action"),
    [
        ("Call 999 or go to A&E if you have:", "Call 999 or go to A&E."),
        ("Urgent: see a doctor today when:", "See a doctor today."),
        ("If any of these fits, call 999:", "Call 999."),
        ("Emergency signs:", "Emergency signs."),
    ],
)
def test_the_words_before_a_list_say_what_to_do(lead_in: str, action: str) -> None:
    assert action_of(lead_in, EN) == action


def test_entries_below_an_entry_are_put_after_it() -> None:
    assert with_entries("Weakness, such as:", ["dropping cups.", "trouble with buttons;"]) == (
        "Weakness, such as: dropping cups; trouble with buttons"
    )
    assert with_entries("Rest.", []) == "Rest."
