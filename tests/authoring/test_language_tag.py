import pytest

from quizapp.authoring.language_tag import language_tag
from quizapp.errors import BadArgument


@pytest.mark.parametrize("tag", ["en", "pt-BR", "es-419", "zh-Hant-TW", "fil"])
def test_a_tag_stays_as_it_is(tag: str) -> None:
    assert language_tag(tag) == tag


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("english", "en"),
        ("en_GB", "en-GB"),
        ("EN", "en"),
        ("spanihs", "es"),
        ("sp", "es"),
        ("pt-br", "pt-BR"),
    ],
)
def test_another_word_is_refused_with_a_guess(text: str, guess: str) -> None:
    with pytest.raises(BadArgument, match=f'did you mean "{guess}"'):
        language_tag(text)


@pytest.mark.parametrize("text", ["", "xx", "es.yaml", "../es"])
def test_what_is_like_none_is_refused(text: str) -> None:
    with pytest.raises(BadArgument, match="is no language tag"):
        language_tag(text)
