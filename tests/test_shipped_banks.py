"""Whether those pass the check who should, and no others: on every bank that is shipped."""

from pathlib import Path

import pytest

from quizapp.library.load import load
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.characteristics import measure
from quizapp.rules.supply import has_verdict

CONTENT = Path(__file__).parents[1] / "content"
BANKS = [
    ItemBank(article, article.quiz)
    for article in load(CONTENT).library.articles.values()
    if article.quiz is not None and has_verdict(article)
]


@pytest.mark.slow
@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.article.id)
def test_a_shipped_bank_meets_the_bars(bank: ItemBank) -> None:
    table = measure(bank, readers=3000, seed=2)
    assert {figure.name: figure.value for figure in table.measured if not figure.holds} == {}
    assert table.sentence == "This bank meets the bars."
