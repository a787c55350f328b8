"""The rule and the script of a static copy, set side by side over thousands of attempts.

    python -m tests.battery script_twin --attempts 1000

So many seeded readers take each bank in Python, and the script takes their attempts again in Node.js: items,
their order and that of options, grades, progress, supply and the whole report have to be equal; the first
difference ends it.
"""

from collections.abc import Iterator

from battery.report import Report
from script_attempts import compared, odd_bank, vectors_of

from quizapp.library.load import load
from quizapp.quiz.bank import ItemBank
from quizapp.settings import default_content

PART = 250
"""Attempts that go to Node.js at once."""


def banks() -> Iterator[tuple[str, ItemBank]]:
    """Yield the shipped banks in every language, and invented ones with all kinds and odd characters."""
    for article in load(default_content()).library.articles.values():
        if article.quiz is not None:
            bank = ItemBank(article, article.quiz)
            yield from (
                (f"{article.id} {lang}", bank.in_language(lang)) for lang in article.languages or ["en"]
            )
    yield "invented, two flags", odd_bank(flags=2, per_flag=3, per_level=7)
    yield "invented, eight flags", odd_bank(flags=8, per_flag=8, per_level=24)


def run(*, attempts: int = 1_000) -> Report:
    """Compare so many attempts in each bank."""
    report = Report()
    for name, bank in banks():
        for start in range(0, attempts, PART):
            numbers = range(start, min(start + PART, attempts))
            report.count(f"equal steps of {name}", compared(vectors_of(bank, numbers))["steps"])
    return report
