"""A short model-based run, and proof that it sees what it looks for."""

from collections.abc import Callable

import pytest
from battery.stateful import Attempts, SwitchedStore, Tally, runs

from quizapp.attempts import delivery
from quizapp.attempts.model import Attempt, Edition, Step
from quizapp.errors import QuizappError
from quizapp.quiz.bank import ItemBank


def lived(steps: int, machine: type[Attempts] = Attempts) -> Tally:
    """Return what was done in so many steps; an error where it was not as the model says."""
    *_, last = runs(steps, 1, machine, shrink=False)
    return last


def test_attempts_are_what_the_model_says_through_edits_restarts_and_faults() -> None:
    tally = lived(200)
    assert tally.steps >= 200
    assert tally.met["response"] > 0


class LastWins(SwitchedStore):
    """Says of every step that it is the one that is kept."""

    def record(self, step: Step) -> Step:
        super().record(step)
        return step


class Forgetful(SwitchedStore):
    """Finds no edition."""

    def find(self, article: str, _fits: Callable[[str], bool]) -> Edition | None:
        super().find(article, lambda _: False)
        return None


@pytest.mark.parametrize("broken", [LastWins, Forgetful])
def test_a_store_that_breaks_a_promise_is_seen(broken: type[SwitchedStore]) -> None:
    machine = type(f"Attempts{broken.__name__}", (Attempts,), {"store_of": broken})
    with pytest.raises((AssertionError, QuizappError)):
        lived(20_000, machine)


def test_a_withdrawn_item_that_stays_on_the_page_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def as_it_was(_bank: ItemBank, attempt: Attempt) -> Attempt:
        return attempt

    monkeypatch.setattr(delivery, "_as_of_now", as_it_was)
    with pytest.raises((AssertionError, QuizappError)):
        lived(20_000)


def test_a_withdrawal_that_passes_by_what_is_found_in_the_store_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery, "withdrawn_as_in", lambda _now, earlier: earlier)
    with pytest.raises((AssertionError, QuizappError)):
        lived(20_000)
