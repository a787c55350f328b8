import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.yaml.reader import Document, read
from quizapp.yaml.writing import double_quoted, is_plain


@pytest.mark.parametrize("text", ["word", "two words", 'it\'s, "so" [x]', "a:b", "a#b", "e12", "été"])
def test_these_need_no_quotes(text: str) -> None:
    assert is_plain(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "12", "1e5", "123456e78901", "No", "on", "null", "~", "2026-11-23"),
        *("a: b", "a #b", "a:", "-x", "[x", "x "),
    ],
)
def test_these_need_quotes(text: str) -> None:
    assert not is_plain(text)


SEEN = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Cn"]), min_size=1)


@given(SEEN)
def test_both_ways_are_read_back_as_they_were(text: str) -> None:
    written = text if is_plain(text) else double_quoted(text)
    document = read(f"key: {written}\n".encode(), "test")
    assert isinstance(document, Document), document
    assert (document.value, document.warnings) == ({"key": text}, ())
