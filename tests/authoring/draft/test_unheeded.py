"""The net below the signs: nothing that may speak of an emergency leaves without a word."""

import re

import pytest

from quizapp.authoring.draft.draft import drafted
from quizapp.authoring.source_text import formats


def caught(text: str, lang: str = "en") -> tuple[list[str], list[str]]:
    """The places of what is sure and of what may be, without the section of each: "1", "2 to 4"."""
    found = drafted(formats.read(text, lang)).unheeded
    sure, doubtful = (
        [re.sub(r"s\d+[a-z]?-", "", line.rpartition("(article/")[2][:-1]) for line in lines]
        for lines in (found.sure, found.doubtful)
    )
    return sure, doubtful


@pytest.mark.parametrize(
    "text",
    [
        "Let your midwife know the same day.",
        "A person who has had two should be admitted and watched.",
        "A leak means a call to the labour ward.",
        "Spreading redness means that a doctor should look at it that day.",
        "Try to get a same-day visit.",
        "Poor feeding: phone the out-of-hours service tonight.",
        "A hot heel wants the eye of a nurse before the day is out.",
        "Set off for the hospital this minute.",
        "Toddlers should have a scald looked at within 24 hours.",
        "Black heels should never be ignored.",
        "Get him to a doctor before nightfall.",
        "A heel that reeks is not something to sit on.",
        "If the stitches burst, drop everything and get to the clinic.",
        "If the heel bleeds again, come straight back to the ward.",
    ],
)
def test_what_speaks_of_care_on_the_same_day_is_a_red_flag_or_listed(text: str) -> None:
    draft = drafted(formats.read(f"# Heels\n\n{text}\n", "en"))
    assert draft.counts.get("red_flags", 0) + len([*draft.unheeded.sure, *draft.unheeded.doubtful]) == 1


@pytest.mark.parametrize(
    ("text", "sure", "doubtful"),
    [
        ("Are your toes cold? Go to the nearest emergency department.", ["2"], ["1"]),
        ("**Call your nurse the same day.** The heel is black on two days, but you feel fine.", ["1"], ["2"]),
        ("**I took a lot of tablets on purpose. What now?** Get to a hospital now.", ["3"], ["1"]),
        ("He hit his head. Is it the heel?\n\nPhone a nurse today.", ["3"], ["1"]),
        ("Signs of a severe reaction:\n\n- Hives\n- Fever\n\nChildren may go floppy.", [], ["4"]),
        ("## Emergency signs\n\nThe heel is black.\n\nGo to the ward.", [], ["1", "2"]),
        ("## Ring us at once\n\nThe shoe is in two.\n\nIt can be mild.", [], ["1"]),
        ("## Go this minute\n\nThe shoe is soft.", [], ["1"]),
        ("## Drop what you are doing\n\nThe shoe is soft.", [], ["1"]),
        ("## Not something to sleep on\n\nThe shoe is soft.", [], ["1"]),
        ("## Grave\n\nA cut heel.\n\nBlood on a sock.", [], ["1 to 2"]),
    ],
)
def test_so_may_what_stands_beside_it(text: str, sure: list[str], doubtful: list[str]) -> None:
    assert caught(f"# Heels\n\n{text}\n") == (sure, doubtful)


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("A calf that is swollen, warm and red may be a clot.", ["1"]),
        ("Signs of a clot\n\n- a swollen calf\n- warm skin\n- or nothing at all", ["2 to 4"]),
        ("This can turn into gangrene, and people lose a foot.", ["1"]),
        ("Phone the ward if your child is floppy.", ["1"]),
        ("![A leg with a clot: swollen, red and hot](leg.png)", ["1"]),
        (
            "| Sign | Cause |\n|---|---|\n| cold, blue toes | a blocked artery |\n| itch | a rash |",
            ["1 to 4"],
        ),
    ],
)
def test_words_weigh_where_no_phrase_is_known(text: str, doubtful: list[str]) -> None:
    assert caught(f"# Heels\n\n{text}\n") == ([], doubtful)


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("A stung heel should be seen before you turn in.", ["1"]),
        ("A stung heel should be checked once school is out.", ["1"]),
        ("Arrange to see your doctor by close of play if the heel aches.", ["1"]),
        ("A stung heel should be seen by your GP.", []),
        ("See your GP before Friday is over if you have:\n\n- a lump\n- a corn", ["2 to 3"]),
        ("See your GP if you have:\n\n- a lump\n- a corn", []),
        (
            "| Sign | To do |\n|---|---|\n| a hot heel | See your GP within a day or so |\n| a corn | Rest |",
            ["3 to 4"],
        ),
    ],
)
def test_a_sign_to_book_for_is_listed_where_a_word_of_time_may_mean_today(
    text: str, doubtful: list[str]
) -> None:
    assert caught(f"# Heels\n\n{text}\n") == ([], doubtful)


def test_they_do_in_spanish() -> None:
    text = "# Piernas\n\nUna pantorrilla hinchada, roja y caliente puede ser un coágulo. Camine cada día.\n"
    assert caught(text, "es") == ([], ["1"])


@pytest.mark.parametrize(
    "text",
    [
        "Patients have a scan and go home the same day.",
        "## Treatment in hospital\n\nSoles are cast.",
        "Rest it. It heals in a week.",
        "## When is it urgent?\n\nRead on.",
        "Wear soft shoes for two weeks.",
    ],
)
def test_the_rest_of_a_page_is_not_listed(text: str) -> None:
    assert caught(f"# Heels\n\n{text}\n") == ([], [])


def test_a_piece_has_the_words_above_it() -> None:
    prose = "They may come of a clot in the leg and be cold."
    text = f"# Heels\n\n## Blue toes\n\n{prose}\n\nSigns:\n\n- pain\n- a numb foot\n"
    assert drafted(formats.read(text, "en")).unheeded.doubtful == (
        f"Blue toes: {prose} (article/s0-1)",
        "Signs: pain; a numb foot (article/s0-3 to s0-4)",
    )
