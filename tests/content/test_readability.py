import pytest

from quizapp.content.readability import Readability, measure, sentences, syllables, words

SYLLABLES = {
    1: "knee ache aches hurts walked called eyes shoes don't can't she's Sam\u2019s naïve 10 hmm",
    2: (
        "rested races classes ankle ankles muscle swollen being seeing fluid safely something "
        "movement careful fatigue technique people business urgent special patient client elbow "
        "increase spasm didn't haven't"
    ),
    3: (
        "everything exercise physio media basically appointment medicine arthritis area ideas low-impact MRI"
    ),
    4: "actually ibuprofen",
    5: "WHO",
    6: "osteoarthritis",
}


@pytest.mark.parametrize(
    ("word", "count"), [(word, count) for count, words in SYLLABLES.items() for word in words.split()]
)
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_words_keep_hyphens_and_apostrophes_and_figures() -> None:
    assert words("Sam's low-impact run took 2.5 hours — at 7:30!") == (
        ["Sam's", "low-impact", "run", "took", "2.5", "hours", "at", "7:30"]
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("...", []),
        ("... Rest.", ["Rest."]),
        ("Rest. Then walk!", ["Rest.", "Then walk!"]),
        ("What now? Rest.", ["What now?", "Rest."]),
        ("Dr. Lee ran 5.5 km.", ["Dr. Lee ran 5.5 km."]),
        ("Rest, e.g. for a day.", ["Rest, e.g. for a day."]),
        ("He ran at 7 a.m. on Monday.", ["He ran at 7 a.m. on Monday."]),
        ("He ran at 7 a.m. It hurt.", ["He ran at 7 a.m.", "It hurt."]),
        ("Is it broken? No. Walk on.", ["Is it broken?", "No.", "Walk on."]),
        ("Take no. 5 of these.", ["Take no. 5 of these."]),
        ('"Stop!" she said.', ['"Stop!" she said.']),
        ("It hurt (a lot). Rest.", ["It hurt (a lot).", "Rest."]),
        ("Rest\n\nWalk", ["Rest", "Walk"]),
        ("Do this:\n- rest\n- walk on\n  the flat", ["Do this:", "- rest", "- walk on\n  the flat"]),
        ("One line\nand the next.", ["One line\nand the next."]),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, parts: list[str]) -> None:
    assert list(sentences(text)) == parts


def test_texts_are_pooled_before_they_are_graded() -> None:
    assert measure(["Rest the knee.", "Make an appointment today"]) == Readability(
        sentences=2, words=7, syllables=10, polysyllables=1
    )


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    counted = Readability(sentences=4, words=52, syllables=78, polysyllables=6)

    assert counted.grade == pytest.approx(0.39 * 13 + 11.8 * 1.5 - 15.59)
    assert counted.grade == pytest.approx(7.18)


def test_smog_follows_from_thirty_sentences() -> None:
    """McLaughlin's own shortcut: three more than the root of the polysyllables in thirty sentences."""
    assert Readability(sentences=30, words=300, syllables=450, polysyllables=49).smog == pytest.approx(
        1.0430 * 7 + 3.1291
    )


def test_nothing_at_all_has_no_grade() -> None:
    nothing = measure([])

    assert (nothing.grade, nothing.smog) == (0.0, 0.0)


def test_the_start_of_the_gettysburg_address_reads_at_grade_fifteen() -> None:
    """Counted by hand: thirty words in one sentence, forty-eight syllables, five long words."""
    text = """
        Four score and seven years ago our fathers brought forth on this continent a new nation, conceived
        in liberty, and dedicated to the proposition that all men are created equal.
    """
    counted = measure([text])

    assert counted == Readability(sentences=1, words=30, syllables=48, polysyllables=5)
    assert counted.grade == pytest.approx(14.99)
