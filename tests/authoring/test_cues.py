from importlib.resources import files

import pytest
import yaml

from quizapp.authoring.cues import Role, cues_of, language_of, languages


@pytest.mark.parametrize("lang", languages())
def test_no_phrase_fits_words_that_say_nothing(lang: str) -> None:
    cues = cues_of(lang)
    assert [name for name, pattern in cues.patterns.items() if pattern.search("zzz zzzz")] in (
        [],
        ["no_subject"],
    )


@pytest.mark.parametrize("lang", languages())
def test_every_kind_of_phrase_is_one_that_english_has_too(lang: str) -> None:
    folder = files("quizapp.authoring") / "languages"
    own, english = (yaml.safe_load((folder / f"{each}.yaml").read_text("utf-8")) for each in (lang, "en"))
    assert [kind for kind in own if kind not in english] == []
    assert own["common"]


def test_a_space_may_be_a_hyphen_and_an_apostrophe_curly() -> None:
    cues = cues_of("en-GB")
    assert cues["urgent"].search("Get same-day advice.")
    assert cues["not_needed"].search("You don\u2019t need to ")


def test_a_phrase_never_begins_or_ends_within_a_word() -> None:
    assert not cues_of("en").speaks("The nonemergency line; resurgent pain.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Children like this go to resus.",
        "This can kill within hours.",
        "Several needed intensive care.",
        "You may have to stay in hospital.",
        "Someone should look at it in the next two hours.",
    ],
)
def test_danger_is_heard_even_where_nobody_is_to_be_called(sentence: str) -> None:
    assert cues_of("en").speaks(sentence)


def test_the_line_of_an_editorial_team_is_no_content() -> None:
    line = "By the Harbour Health editorial team. Last updated 3 March 2026. 5 minute read."
    found = [cues_of("en").chaff(text) for text in (line, "By the third day the team looks at the heel.")]
    assert found == ["a by-line", None]


def test_a_language_without_phrases_knows_emergency_numbers_alone() -> None:
    cues = cues_of("ru")
    assert (cues.is_empty, cues.speaks("Звоните 112."), cues.speaks("112,5")) == (True, True, False)
    assert cues.role("Emergency") is Role.OTHER


def test_a_text_is_in_the_language_of_its_common_words() -> None:
    found = [
        language_of(text) for text in ("It is on the foot.", "Está en la piel de los pies.", "水は大切です。")
    ]
    assert found == ["en", "es", None]
