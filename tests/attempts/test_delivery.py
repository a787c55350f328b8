from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from factories import make_bank, response_at, withdrawing

from quizapp.attempts.delivery import Delivery, Turn
from quizapp.attempts.editions import Editions
from quizapp.attempts.model import Mode
from quizapp.attempts.sql_store import SqlStore
from quizapp.attempts.tokens import Tokens
from quizapp.content.model import Item, Level
from quizapp.errors import AttemptExpired, ItemNotAsked
from quizapp.quiz.bank import ItemBank, withdrawn_as_in
from quizapp.quiz.verdict import FlagStatus, Verdict

NOW = datetime(2026, 11, 23, 14, 35, 12, tzinfo=UTC)
ARTICLE = "an-article"


@dataclass
class Shelf:
    """The item banks of one article, as a site holds them."""

    now: ItemBank = field(default_factory=lambda: make_bank(flags=2, per_stratum=10))
    earlier: list[ItemBank] = field(default_factory=list)

    def bank(self, _article_id: str) -> ItemBank:
        return self.now

    def editions(self, _article_id: str) -> list[ItemBank]:
        return [self.now, *self.earlier]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def delivery(store: SqlStore, shelf: Shelf) -> Delivery:
    numbers = count()
    return Delivery(
        banks=shelf,
        store=store,
        editions=Editions(store),
        tokens=Tokens(["a key of the site"]),
        clock=lambda: NOW,
        entropy=lambda: f"random-{next(numbers)}",
    )


def begin(delivery: Delivery, *, mode: Mode = Mode.CHECK, previous: str | None = None) -> Turn:
    return delivery.begin(ARTICLE, mode=mode, lang="en", previous=previous)


def item_of(turn: Turn, shelf: Shelf) -> Item:
    assert turn.item is not None
    return shelf.now.items[turn.item.id]


def by_key(item: Item) -> tuple[str, ...]:
    return tuple(item.key)


def play(
    delivery: Delivery, shelf: Shelf, turn: Turn, reader: Callable[[Item], tuple[str, ...]] = by_key
) -> Turn:
    while turn.item is not None:
        turn = delivery.respond(turn.token, item_id=turn.item.id, response=reader(item_of(turn, shelf))).turn
    return turn


def test_every_step_is_recorded_once_with_no_time_finer_than_an_hour(
    delivery: Delivery, shelf: Shelf, store: SqlStore
) -> None:
    play(delivery, shelf, begin(delivery))
    steps = list(store.steps(ARTICLE))
    assert [step.number for step in steps] == list(range(11))
    assert {(step.hour, step.nonce, step.mode) for step in steps} == {
        ("2026-11-23T14:00Z", "random-0", Mode.CHECK)
    }
    assert all(step.score == 1 and step.key_level == step.chosen_level for step in steps)


def test_an_attempt_goes_on_to_the_last_day_of_its_life_and_no_longer(delivery: Delivery) -> None:
    now = [NOW]
    delivery = replace(delivery, clock=lambda: now[0], lifetime=timedelta(days=180))
    turn = begin(delivery)
    now[0] = NOW + timedelta(days=180)
    assert delivery.resume(turn.token) == turn
    now[0] = NOW - timedelta(days=1)
    assert delivery.resume(turn.token) == turn
    now[0] = NOW + timedelta(days=181)
    for go_on in (
        lambda: delivery.resume(turn.token),
        lambda: delivery.finish(turn.token),
        lambda: delivery.respond(turn.token, item_id="carry-on-0", response=("a",)),
        lambda: begin(delivery, previous=turn.seen_token),
    ):
        with pytest.raises(AttemptExpired):
            go_on()


def test_a_seen_token_knows_what_was_shown_and_no_response(delivery: Delivery, shelf: Shelf) -> None:
    end = play(delivery, shelf, begin(delivery))
    seen_token = Tokens(["a key of the site"]).read(end.seen_token)
    assert (seen_token.steps, seen_token.nonce, seen_token.seed, seen_token.pending) == ((), "", "", None)
    assert begin(delivery, previous=end.seen_token).attempt.seen == seen_token.seen
    assert set(seen_token.seen) == {step.tag for step in end.attempt.steps}
    with pytest.raises(ItemNotAsked):
        delivery.respond(end.seen_token, item_id="carry-on-0", response=("1",))


def withdraw(shelf: Shelf, *item_ids: str) -> None:
    """Let an edit withdraw items of the article."""
    was, quiz = shelf.now, withdrawing(shelf.now, *item_ids).quiz
    article = replace(was.article, fingerprint=f"{was.article.fingerprint}-", quiz=quiz)
    shelf.now = ItemBank(article, quiz)
    shelf.earlier = [withdrawn_as_in(shelf.now, bank) for bank in (was, *shelf.earlier)]


def test_an_item_that_would_come_next_is_left_out_once_it_is_withdrawn(
    delivery: Delivery, shelf: Shelf
) -> None:
    turn = begin(delivery)
    item = item_of(turn, shelf)
    following = delivery.respond(turn.token, item_id=item.id, response=by_key(item)).turn
    withdraw(shelf, item_of(following, shelf).id)
    again = delivery.respond(turn.token, item_id=item.id, response=by_key(item))
    assert again.recorded
    assert again.turn.item is not None
    assert again.turn.item.id != item_of(following, shelf).id
    assert again.turn == delivery.resume(following.token)


def test_an_attempt_that_ended_on_what_was_withdrawn_since_goes_on(delivery: Delivery, shelf: Shelf) -> None:
    end = play(delivery, shelf, begin(delivery))
    tags = {step.tag for step in end.attempt.steps[:2]}
    gone = [item.id for tag, item in shelf.now.by_tag.items() if tag in tags]
    withdraw(shelf, *gone)
    resumed = delivery.resume(end.token)
    assert (resumed.report, resumed.answered) == (None, 11)
    report = play(delivery, shelf, resumed).report
    assert report is not None
    assert (report.verdict, set(report.withdrawn)) == (Verdict.UNDERSTANDS, set(gone))


def test_a_reader_whose_verdict_is_clear_may_see_it_or_go_on(delivery: Delivery, shelf: Shelf) -> None:
    def no_booking(item: Item) -> tuple[str, ...]:
        return response_at(item, Level.CARRY_ON) if item.level is Level.BOOK else by_key(item)

    turn = begin(delivery)
    while not turn.progress.decided:
        item = item_of(turn, shelf)
        turn = delivery.respond(turn.token, item_id=item.id, response=no_booking(item)).turn
    assert turn.item is not None
    report = delivery.finish(turn.token).report
    assert report is not None
    assert report.verdict is Verdict.NOT_YET
    end = play(delivery, shelf, turn, no_booking)
    assert end.report is not None
    assert [flag.status for flag in end.report.red_flags] == [FlagStatus.CONFIRMED] * 2
    assert end.report.verdict is Verdict.NOT_YET
    assert end.answered > turn.answered
