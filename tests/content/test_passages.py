import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.content.passages import MAX_SENTENCE, fingerprint, normalised, sentences


@pytest.mark.parametrize(
    "same",
    [
        "a mild ache, or a 'niggle'; it's fine",
        "A MILD ACHE, OR A “NIGGLE”. It’s fine!",  # noqa: RUF001 - the curly quotes are the point
        "  A mild ache or a niggle -- it's   fine.",
        "A mild ache, or a ‘niggle’ – it's ﬁne.",  # noqa: RUF001 - as above
    ],
    ids=["as typed", "curly quotes and capitals", "spaces and dashes", "ligatures"],
)
def test_what_is_no_word_does_not_count(same: str) -> None:
    assert fingerprint(same) == fingerprint("A mild ache or a niggle. It's fine")


@pytest.mark.parametrize(
    "other", ["a mild aches", "mild a ache", "a mild ache 2", "amild ache", "a mild", "à mild ache"]
)
def test_every_word_and_figure_counts(other: str) -> None:
    assert fingerprint(other) != fingerprint("a mild ache")


def test_a_fingerprint_is_twelve_hex_digits_of_sha_256() -> None:
    # printf 'new shoes rub' | sha256sum
    assert fingerprint("New shoes rub.") == "d933ea038bac"


def test_sentences_end_at_stops_and_not_at_abbreviations() -> None:
    text = "The goal is “modify, not quit.” Wait 1.5 hours, e.g. after lunch. Ask Dr. Sample! Not always?"
    assert list(sentences(text)) == [
        "The goal is “modify, not quit.”",
        "Wait 1.5 hours, e.g. after lunch.",
        "Ask Dr. Sample!",
        "Not always?",
    ]


def test_an_endless_sentence_is_cut_between_words() -> None:
    found = list(sentences("again and " * 1_000))
    assert max(map(len, found)) <= MAX_SENTENCE
    assert " ".join(found) == ("again and " * 1_000).strip()


@given(st.text())
def test_a_normalised_text_stays_as_it_is(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)
