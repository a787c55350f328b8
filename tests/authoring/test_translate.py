from typing import Any

import pytest
from overlays import laid, parsed, spoken
from translations import whole_translation

from quizapp.authoring.translate import completed, revised, to_do
from quizapp.content.model import Article
from quizapp.content.translation import words_of
from quizapp.errors import EditRefused, UnknownThing
from quizapp.rules.translations import compared

OURS = """# words of ours
format: 2
article: blisters-from-new-shoes
lang: es
review: {status: unreviewed}

takeaways:  # to remember
  - id: small-and-clear-is-fine
    based_on: "000000000000"   # not yet
    text: >-
      Pequeña y clara
      va bien.

# the end
"""


@pytest.fixture
def article() -> Article:
    return laid()


def data(text: str) -> Any:
    return parsed(text.encode(), "es.yaml")


def test_a_new_file_has_an_entry_for_everything_and_shows_nothing_of_it_yet(article: Article) -> None:
    text = completed(None, article, "es")
    untranslated, stale = to_do(text, article, "es")
    assert (len(untranslated), stale) == (len(words_of(article)), [])
    assert {finding.code for finding in compared(article, data(text), "es.yaml")} == {"translation-stale"}
    assert {claim.lang for _, _, claim in spoken(data(text)).claims()} == {"en"}


def test_what_is_missing_is_added_and_every_line_that_was_there_stays(article: Article) -> None:
    text = completed(OURS, article, "es")
    old = OURS.splitlines()
    assert [line for line in text.splitlines() if line in old and line.strip()] == [
        line for line in old if line.strip()
    ]
    assert completed(text, article, "es") == text


def test_the_entries_of_a_list_that_is_there_come_below_its_others() -> None:
    longer = laid("takeaways: [{id: hot-is-not, text: Hot is not., origin: stated, cites: [article/s4]}]")
    text = completed(OURS, longer, "es")
    ids = [entry["id"] for entry in data(text)["takeaways"]]
    assert ids == ["small-and-clear-is-fine", "hot-is-not"]
    assert text.index("hot-is-not") < text.index("# the end")


def test_a_stamp_changes_nothing_but_itself(article: Article) -> None:
    text = revised(OURS, article, "es", ["takeaways/small-and-clear-is-fine"])
    assert text == OURS.replace("000000000000", "af43247e1e79")
    assert to_do(text, article, "es") == ([], [])


def test_all_stamps_what_has_words_of_its_own(article: Article) -> None:
    assert revised(OURS, article, "es", ["all"]) == revised(
        OURS, article, "es", ["takeaways/small-and-clear-is-fine"]
    )
    whole = completed(None, article, "es")
    assert revised(whole, article, "es", ["all"]) == whole


def test_what_is_stale_is_told_apart_from_what_was_never_translated(article: Article) -> None:
    old = OURS.replace("000000000000", "0123456789ab")
    assert to_do(old, article, "es") == ([], ["takeaways/small-and-clear-is-fine"])


def test_words_that_nobody_has_translated_get_no_stamp(article: Article) -> None:
    text = completed(None, article, "es")
    with pytest.raises(EditRefused) as refused:
        revised(text, article, "es", ["about"])
    assert "still those of the original" in str(refused.value)


def test_an_entry_that_is_not_there_is_guessed(article: Article) -> None:
    with pytest.raises(UnknownThing) as unknown:
        revised(OURS, article, "es", ["takeaways/small-and-clear-is-fin"])
    assert "takeaways/small-and-clear-is-fine" in str(unknown.value)


@pytest.mark.parametrize("text", ["lang: es\nlang: es\n", "lang: es\n"], ids=["YAML", "shape"])
def test_a_broken_file_is_left_alone(article: Article, text: str) -> None:
    with pytest.raises(EditRefused):
        completed(text, article, "es")


def test_a_whole_translation_is_left_as_it_is(article: Article) -> None:
    text = completed(None, article, "es")
    assert data(text).keys() == whole_translation(article).keys()
