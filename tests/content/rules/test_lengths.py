from __future__ import annotations

import pytest
from overlays import found, laid, sock_fold

from quizapp.content.rules.lengths import KEYS_LONGEST_IN_BANK, _at_least


@pytest.mark.parametrize(
    ("texts", "findings"),
    [
        pytest.param(("a b c d", "a b c d e", "b c d e", "c d e f"), 0, id="a quarter more is fair"),
        pytest.param(("a b c d", "a b c d e f", "b c d e", "c d e f"), 1, id="half more is not"),
        pytest.param(("a b c d e f", "b c d e f g", "b c", "c d"), 0, id="as long as the longest distractor"),
    ],
)
def test_the_key_may_be_a_quarter_longer_than_the_mean(
    texts: tuple[str, str, str, str], findings: int
) -> None:
    assert len(found(laid(sock_fold(*texts)), "key-longest")) == findings


def test_items_with_several_right_options_have_no_longest_key() -> None:
    article = laid(
        """
        quiz:
          items:
            - id: first-aid-at-home
              options:
                - {text: a b c d e f g h, correct: true, rationale: Because of reasons.}
                - {text: a b c d e f g i, correct: true, rationale: Because of reasons.}
                - {text: a, rationale: Because of reasons.}
        """
    )

    assert found(article, "key-longest") == []


def test_a_bank_is_judged_by_chance() -> None:
    """Of the twenty-one items with one key, eleven by chance would be p = .0075, ten p = .02."""
    six_more = KEYS_LONGEST_IN_BANK.fails
    five_more = six_more.rpartition("    - id: first-run")[0]

    assert [f.message for f in found(laid(six_more), "keys-longest-in-bank")] == [
        "the key is the longest option in 11 of 21 items"
    ]
    assert found(laid(five_more), "keys-longest-in-bank") == []


@pytest.mark.parametrize(
    ("hits", "trials", "chance", "probability"),
    [(0, 20, 0.25, 1.0), (11, 20, 0.25, 0.003942), (10, 20, 0.25, 0.013864), (2, 2, 0.5, 0.25)],
)
def test_chance_is_binomial(hits: int, trials: int, chance: float, probability: float) -> None:
    assert _at_least(hits, trials, chance) == pytest.approx(probability, abs=1e-6)


def test_chance_can_be_told_for_the_largest_bank() -> None:
    assert _at_least(1000, 5000, 0.25) == pytest.approx(1.0)
    assert _at_least(2000, 5000, 0.25) == pytest.approx(0.0)
