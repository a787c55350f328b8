from dataclasses import replace

import pytest
from factories import make_article, with_items

from quizapp.content.model import Option, quiz_of
from quizapp.quiz.length import CheckLength, check_length


def test_a_check_is_as_long_as_its_words() -> None:
    article = make_article(flags=4, per_stratum=1)
    options = tuple(Option(id=letter, text="Ask a doctor.", rationale="") for letter in "abcd")
    items = tuple(
        replace(
            item, stem="Her left knee hurts.", lead_in="What now?", options=options, reason="It is not red."
        )
        for item in quiz_of(article).items
    )
    length = check_length(with_items(article, items))
    # Four words of story, two of question, twelve of options, four of reason, and four for the heading.
    assert length == CheckLength(min_items=15, about_items=17, max_items=26, words=26.0)
    assert length.minutes == pytest.approx(17 * (26 / 200 + 5 / 60))


def test_practice_items_and_withdrawn_ones_are_not_read_in_a_check() -> None:
    article = make_article(flags=2, per_stratum=1)
    long, *others = quiz_of(article).items
    items = (replace(long, stem="word " * 500, withdrawn="wrong"), *others)
    assert check_length(with_items(article, items)).words < 50
