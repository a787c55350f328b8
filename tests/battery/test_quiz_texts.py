"""A short run of the driver, and proof that it sees a text that changes on its way."""

from collections.abc import Callable

import pytest
from battery import quiz_texts

from quizapp.content.model import Article


def test_hostile_texts_come_through_gift_and_moodle_xml_as_they_are() -> None:
    assert quiz_texts.differences(1_600, seed=1) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda gift: gift.replace(b"heel", b"toe", 1),
        lambda gift: gift.replace(b"~%-100%", b"~%-50%", 1),
        lambda gift: gift.replace(b"&amp;", b"&"),
        lambda gift: gift.replace(b"\\n", b" "),
    ],
    ids=["a word", "a share", "an escape", "a line break"],
)
def test_a_file_that_says_something_else_is_reported(spoil: Callable[[bytes], bytes]) -> None:
    def spoilt(article: Article) -> bytes:
        return spoil(quiz_texts.as_gift_file(article))

    assert quiz_texts.differences(160, seed=1, export=spoilt) != []
