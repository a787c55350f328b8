from __future__ import annotations

import pytest

from quizapp.content.importing.cues import BOOK, URGENT
from quizapp.content.importing.warnings import Warned, action_of, split_list, warned, with_entries


@pytest.mark.parametrize(
    ("sentence", "signs", "action"),
    [
        (
            "Important: If you have a hot, very swollen joint, fever, or a rash, seek urgent medical care.",
            ["A hot, very swollen joint", "Fever", "A rash"],
            "Seek urgent medical care.",
        ),
        (
            "Call 999 if you have chest pain or trouble breathing.",
            ["Chest pain", "Trouble breathing"],
            "Call 999.",
        ),
        (
            "If your child is limp, please ring 111.",
            ["Your child is limp"],
            "Please ring 111.",
        ),
        (
            "Go straight to A&E when there is a stiff neck, a fever and a rash, or confusion.",
            ["A stiff neck", "A fever and a rash", "Confusion"],
            "Go straight to A&E.",
        ),
        (
            "A sudden, severe headache is a medical emergency.",
            ["A sudden, severe headache"],
            "A sudden, severe headache is a medical emergency.",
        ),
        (
            "If you feel faint, rest, then see a doctor immediately.",
            ["You feel faint"],
            "Rest, then see a doctor immediately.",
        ),
        (
            "Get emergency help if you notice any of the following: a cold foot; a blue toe.",
            ["A cold foot", "A blue toe"],
            "Get emergency help.",
        ),
    ],
    ids=["a box", "what to do first", "a clause", "there is", "said of the sign", "two steps", "any of"],
)
def test_an_urgent_sentence_names_its_signs_and_what_to_do(
    sentence: str, signs: list[str], action: str
) -> None:
    assert warned(sentence, URGENT) == Warned(tuple(signs), action)


@pytest.mark.parametrize(
    ("sentence", "signs", "action"),
    [
        (
            "It settles if you rest, but swelling, numbness, or pain that lasts should be checked by a GP.",
            ["Swelling", "Numbness", "Pain that lasts"],
            "Swelling, numbness, or pain that lasts should be checked by a GP.",
        ),
        (
            "Make an appointment if it is no better after two weeks, or if it keeps coming back.",
            ["It is no better after two weeks", "It keeps coming back"],
            "Make an appointment.",
        ),
        (
            "If the pain is sharp, or comes with swelling, it is worth getting checked.",
            ["The pain is sharp, or comes with swelling"],
            "It is worth getting checked.",
        ),
        (
            "Speak to your GP if you have symptoms such as weight loss or night sweats.",
            ["Weight loss", "Night sweats"],
            "Speak to your GP.",
        ),
    ],
    ids=["a subject after a clause", "two conditions", "a clause stays whole", "symptoms such as"],
)
def test_so_does_one_that_asks_for_an_appointment(sentence: str, signs: list[str], action: str) -> None:
    assert warned(sentence, BOOK) == Warned(tuple(signs), action)


@pytest.mark.parametrize(
    "sentence",
    [
        "A clinician may evaluate your movement.",
        "You do not need to see a doctor if it is gone in a week.",
        "There is no need to see a doctor when it settles.",
        "You rarely need to see a GP if you rest.",
        "See a doctor.",
        "This should be checked by a doctor.",
        "See a doctor if you have:",
        "If !!, see a doctor.",
    ],
    ids=["no cue", "not needed", "no need", "rarely", "no sign", "a pronoun", "a list comes", "no word"],
)
def test_other_sentences_warn_of_nothing(sentence: str) -> None:
    assert warned(sentence, BOOK) is None


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
    assert split_list(text) == things


@pytest.mark.parametrize(
    ("lead_in", "action"),
    [
        ("Call 999 or go to A&E if you have:", "Call 999 or go to A&E."),
        ("Urgent: see a doctor today when:", "See a doctor today."),
        ("If any of these fits, call 999:", "If any of these fits, call 999."),
        ("Emergency signs:", "Emergency signs."),
    ],
)
def test_the_words_before_a_list_say_what_to_do(lead_in: str, action: str) -> None:
    assert action_of(lead_in) == action


def test_entries_below_an_entry_are_put_after_it() -> None:
    assert with_entries("Weakness, such as:", ["dropping cups.", "trouble with buttons;"]) == (
        "Weakness, such as: dropping cups; trouble with buttons"
    )
    assert with_entries("Rest.", []) == "Rest."
