"""Delivery: begin an attempt, take a response, go on, finish. The only service of the package.

It holds no state between calls: everything about an attempt is in its token, so any replica can go on
with it. The store makes a step unique and has the editions that a replica does not know; when it fails the
reader still gets outcome and report, with `recorded` false.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

from quizapp import errors
from quizapp.attempts.editions import Editions
from quizapp.attempts.model import Attempt, Mode, Step, TakenStep
from quizapp.attempts.tokens import Tokens
from quizapp.content.model import Article, Item
from quizapp.quiz.bank import ItemBank, PublicItem, item_revision, tag_of, withdrawn_as_in
from quizapp.quiz.grading import Grade, chosen_level, grade, response_fault
from quizapp.quiz.report import (
    Answered,
    Progress,
    Report,
    check_progress,
    evidence_of,
    practice_progress,
    report,
)
from quizapp.quiz.selection import next_item, next_practice_item, supply_left
from quizapp.settings import ATTEMPT_LIFETIME

if TYPE_CHECKING:
    from quizapp.attempts.sql_store import SqlStore  # slow to load

_FIRST_DAY = date(1970, 1, 1)


class Banks(Protocol):
    """Where delivery finds item banks: the current one of an article, and those that attempts began with."""

    def bank(self, article_id: str) -> ItemBank:
        """The current bank; UnknownThing when the article or its quiz does not exist."""

    def editions(self, article_id: str) -> Sequence[ItemBank]:
        """The current bank and those before it that are at hand, newest first; errors as for `bank`.

        In every one what is withdrawn in the current one is withdrawn too.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Where an attempt stands: the item asked now, or the report when there is none."""

    token: str
    attempt: Attempt
    article: Article
    item: PublicItem | None
    report: Report | None
    progress: Progress
    seen_token: str
    """A token for `previous`, fit for a link: it knows which items were shown, and no response."""

    @property
    def answered(self) -> int:
        """Items that have a response."""
        return self.progress.answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a reader is told about one response."""

    item: Item
    response: tuple[str, ...]
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to a response: its outcome, and the next turn."""

    outcome: Outcome
    turn: Turn
    recorded: bool
    """True only when the step is durable."""


class StepConflict(errors.QuizappError):
    """The step has a recorded response already, and it is another one.

    `reply` goes on from the recorded one.
    """

    def __init__(self, reply: Reply) -> None:
        super().__init__("this step has a recorded response already; the first one counts")
        self.reply = reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Delivers the quizzes of the library's articles."""

    banks: Banks
    store: SqlStore
    editions: Editions
    tokens: Tokens
    clock: Callable[[], datetime]
    entropy: Callable[[], str]
    lifetime: timedelta = ATTEMPT_LIFETIME
    graded: Callable[[bool, float], None] = lambda _recorded, _seconds: None
    """Hears of each response whether it is recorded, and how many seconds the store took."""

    def begin(self, article_id: str, *, mode: Mode, lang: str, previous: str | None = None) -> Turn:
        """Begin an attempt. With `previous`, the token of an earlier one, its items count as seen.

        It is in `lang`, or in the language of the original where there is no translation into that.
        BadArgument for a check on a bank that is offered as practice alone.
        """
        bank = self.banks.bank(article_id).in_language(lang)
        if mode is Mode.CHECK and not bank.has_check:
            raise errors.BadArgument([("/mode", 'only "practice": there are too few stories for a verdict')])
        seen: tuple[str, ...] = ()
        if previous is not None:
            earlier = self._read(previous)
            if earlier.article != article_id:
                raise errors.BadArgument([("/previous", f'that attempt is about "{earlier.article}"')])
            seen = _seen_only(earlier).seen
        nonce = self.entropy()
        attempt = Attempt(
            article=article_id,
            lang=bank.article.lang,
            mode=mode,
            edition=self.tokens.seal(bank.article.fingerprint),
            day=self._today(),
            seed=self.tokens.seed(nonce),
            nonce=nonce,
            seen=seen,
        )
        self.editions.note(bank.original, self._hour())
        return self._turn(bank, _with_next_item(bank, attempt))

    def respond(
        self, token: str, *, item_id: str, response: Sequence[str], certainty: int | None = None
    ) -> Reply:
        """Take the response to the item that is asked now.

        The same response again gives an equal reply. StepConflict when the step has another one.
        ItemWithdrawn when the item was withdrawn meanwhile: nobody is told that a response was right, or
        wrong, by a key that turned out to be wrong.
        """
        attempt, bank = self._open(token)
        item = bank.by_tag[attempt.pending] if attempt.pending else None
        if item is None or item.id != item_id:
            if item_id in bank.items and bank.items[item_id].withdrawn is not None:
                raise errors.ItemWithdrawn(item_id)
            raise errors.ItemNotAsked(item_id, item.id if item else None)
        fault = response_fault(item, response)
        if fault:
            raise errors.BadArgument([("/response", fault)])
        mine = self._step(attempt, bank.original.items[item.id], tuple(sorted(response)), certainty)
        began = time.perf_counter()
        kept, recorded = self._record(mine)
        seconds = time.perf_counter() - began
        if recorded:
            self.editions.note(bank.original, mine.hour)
        if kept.item != mine.item:
            # A fork from a time without the store: what is kept is about another item, and says nothing here.
            kept, recorded = mine, False
        self.graded(recorded, seconds)
        taken = TakenStep(tag=tag_of(item.id), response=kept.response, certainty=kept.certainty)
        moved_on = replace(attempt, steps=(*attempt.steps, taken), pending=None)
        reply = self._reply(bank, _with_next_item(bank, moved_on), recorded=recorded)
        if kept.response != mine.response:
            raise StepConflict(reply)
        return reply

    def last_reply(self, token: str) -> Reply:
        """The reply to the last response of an attempt again, as far as its token tells it.

        BadToken when it has no response yet, ItemWithdrawn when the item was withdrawn since.
        """
        attempt, bank = self._open(token)
        if not attempt.steps:
            raise errors.BadToken
        reply = self._reply(bank, attempt, recorded=True)
        if reply.outcome.item.withdrawn is not None:
            raise errors.ItemWithdrawn(reply.outcome.item.id)
        return reply

    def resume(self, token: str) -> Turn:
        """Where an attempt stands."""
        attempt, bank = self._open(token)
        return self._turn(bank, attempt)

    def finish(self, token: str) -> Turn:
        """The report as it stands; the attempt itself stays as it is."""
        attempt, bank = self._open(token)
        return replace(self._turn(bank, attempt), item=None, report=_report(bank, attempt))

    def _open(self, token: str) -> tuple[Attempt, ItemBank]:
        """The attempt of a token as it stands now, and the edition that it runs on."""
        attempt = self._read(token)
        bank = self._edition(attempt).in_language(attempt.lang)
        return _as_of_now(bank, attempt), bank

    def _read(self, token: str) -> Attempt:
        attempt = self.tokens.read(token)
        if self._today() - attempt.day > self.lifetime.days:
            raise errors.AttemptExpired
        return attempt

    def _edition(self, attempt: Attempt) -> ItemBank:
        fits = partial(self.tokens.is_seal_of, attempt.edition)
        try:
            editions = self.banks.editions(attempt.article)
        except errors.UnknownThing:
            raise errors.RevisionGone(attempt.article) from None
        for bank in editions:
            if fits(bank.article.fingerprint):
                return bank
        try:
            found = self.editions.find(attempt.article, fits)
        except errors.StoreError as failure:
            raise errors.RevisionAway(attempt.article) from failure
        if found is None:
            raise errors.RevisionGone(attempt.article)
        return withdrawn_as_in(editions[0], found)

    def _today(self) -> int:
        return (self.clock().date() - _FIRST_DAY).days

    def _hour(self) -> str:
        return self.clock().strftime("%Y-%m-%dT%H:00Z")

    def _step(self, attempt: Attempt, item: Item, response: tuple[str, ...], certainty: int | None) -> Step:
        chosen = chosen_level(item, response)
        return Step(
            nonce=attempt.nonce,
            number=len(attempt.steps),
            hour=self._hour(),
            article=attempt.article,
            mode=attempt.mode,
            item=item.id,
            item_revision=item_revision(item),
            response=response,
            certainty=certainty,
            key_level=None if item.level is None else int(item.level),
            chosen_level=None if chosen is None else int(chosen),
            score=grade(item, response).score,
        )

    def _record(self, step: Step) -> tuple[Step, bool]:
        try:
            return self.store.record(step), True
        except errors.StoreError:
            return step, False

    def _reply(self, bank: ItemBank, attempt: Attempt, *, recorded: bool) -> Reply:
        """The reply to the last response of an attempt."""
        last = attempt.steps[-1]
        item = bank.by_tag[last.tag]
        outcome = Outcome(item=item, response=last.response, grade=grade(item, last.response))
        return Reply(outcome=outcome, turn=self._turn(bank, attempt), recorded=recorded)

    def _turn(self, bank: ItemBank, attempt: Attempt) -> Turn:
        item = bank.by_tag[attempt.pending] if attempt.pending else None
        report = _report(bank, attempt) if item is None else None
        return Turn(
            token=self.tokens.write(attempt),
            attempt=attempt,
            article=bank.article,
            item=bank.public(item, attempt.seed) if item else None,
            report=report,
            progress=_progress(bank, attempt),
            seen_token=self.tokens.write(_seen_only(attempt)),
        )


def _seen_only(attempt: Attempt) -> Attempt:
    """An attempt of which nothing is left but the items that the reader has seen."""
    pending = [attempt.pending] if attempt.pending else []
    seen = {*attempt.seen, *(step.tag for step in attempt.steps), *pending}
    return replace(attempt, steps=(), pending=None, seed="", nonce="", seen=tuple(sorted(seen)))


def _answered(bank: ItemBank, attempt: Attempt) -> list[Answered]:
    return [
        Answered(item=bank.by_tag[step.tag], response=step.response, certainty=step.certainty)
        for step in attempt.steps
    ]


def _ids(bank: ItemBank, tags: Sequence[str]) -> set[str]:
    """The ids of tags; items that the bank no longer has are left out."""
    return {bank.by_tag[tag].id for tag in tags if tag in bank.by_tag}


def _with_next_item(bank: ItemBank, attempt: Attempt) -> Attempt:
    """The attempt with its next item pending, or with none when it is over."""
    asked = [bank.by_tag[step.tag].id for step in attempt.steps]
    seen = _ids(bank, attempt.seen)
    if attempt.mode is Mode.CHECK:
        evidence = evidence_of(bank, _answered(bank, attempt))
        item = next_item(bank, attempt.seed, evidence, asked, seen)
    else:
        item = next_practice_item(bank, attempt.seed, asked, seen)
    return replace(attempt, pending=tag_of(item.id) if item else None)


def _as_of_now(bank: ItemBank, attempt: Attempt) -> Attempt:
    """The attempt with another item in place of a pending one that was withdrawn since.

    One that is over, and rests on what was withdrawn since, may go on.
    """
    tags = [attempt.pending] if attempt.pending else [step.tag for step in attempt.steps]
    withdrawn = any(bank.by_tag[tag].withdrawn is not None for tag in tags)
    return _with_next_item(bank, attempt) if withdrawn else attempt


def _report(bank: ItemBank, attempt: Attempt) -> Report:
    supply = None
    if attempt.mode is Mode.CHECK:
        asked = _ids(bank, [step.tag for step in attempt.steps])
        supply = supply_left(bank, asked, _ids(bank, attempt.seen))
    return report(bank, _answered(bank, attempt), supply=supply)


def _progress(bank: ItemBank, attempt: Attempt) -> Progress:
    over = attempt.pending is None
    if attempt.mode is Mode.PRACTICE:
        return practice_progress(len(attempt.steps), over=over)
    return check_progress(bank, _answered(bank, attempt), over=over)
