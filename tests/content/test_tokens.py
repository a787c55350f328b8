import pytest

from quizapp.content.tokens import jaccard, root, roots, tokens


def test_tokens_have_no_case_and_straight_apostrophes() -> None:
    assert tokens("Mia\u2019s knee, LOW-impact!") == ("mia's", "knee", "low-impact")


@pytest.mark.parametrize(
    "forms",
    [
        ("climb", "climbs", "climbed", "climbing"),
        ("run", "runs", "running"),
        ("stop", "stops", "stopped", "stopping"),
        ("press", "presses", "pressed", "pressing"),
        ("carry", "carries", "carried"),
        ("dance", "dances", "danced", "dancing"),
        ("knee", "knees", "knee's"),
        ("easy", "easily"),
    ],
)
def test_the_forms_of_a_word_have_one_root(forms: tuple[str, ...]) -> None:
    assert {root(form) for form in forms} == {root(forms[0])}


@pytest.mark.parametrize("pair", [("bus", "bun"), ("this", "thing"), ("class", "clay"), ("ring", "red")])
def test_different_words_keep_different_roots(pair: tuple[str, str]) -> None:
    assert root(pair[0]) != root(pair[1])


def test_roots_leave_out_the_words_that_mean_little() -> None:
    assert roots("He should pad the sore spots and then walk on") == {"pad", "sor", "spot", "walk"}


def test_likeness_is_the_share_of_all_words_that_both_have() -> None:
    assert jaccard({"a", "b", "c"}, {"b", "c", "d"}) == 0.5
    assert jaccard({"a"}, {"a"}) == 1.0
    assert jaccard(set(), set()) == 0.0
