import pytest

from quizapp.text import clipped, many, slug


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("x" * 60, 60, "x" * 60),
        ("x" * 61, 60, "x" * 57 + "..."),
        ("x" * 56 + " yyyyy", 60, "x" * 56 + "..."),
        ("Pad the sore spot", 16, "Pad the sore..."),
        ("Pad the sore spot", 14, "Pad the..."),
    ],
)
def test_a_text_is_cut_between_words_or_in_one(text: str, most: int, short: str) -> None:
    assert clipped(text, most) == short
    assert len(short) <= most


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Sore Heel", "sore-heel"),
        ("Don\u2019t run: it's Ünwise!", "dont-run-its-unwise"),
        ("水", ""),
        ("word " * 20, "-".join(["word"] * 10)),
        ("w" * 80, "w" * 50),
    ],
)
def test_a_text_becomes_an_id(text: str, id_: str) -> None:
    assert slug(text, 50) == id_


def test_a_number_has_its_word() -> None:
    assert [many(number, "sentence") for number in (0, 1, 2)] == ["0 sentences", "1 sentence", "2 sentences"]
    assert many(3, "entry", "entries") == "3 entries"
