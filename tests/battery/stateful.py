"""Live through attempts at random beside a small model: `python -m tests.battery stateful --steps 20000`.

Two replicas of a site share one database file. Readers begin, respond rightly or wrongly, repeat, respond
otherwise, use stale and altered tokens, finish and resume, at either replica; editors save revisions,
withdraw items and take them back; replicas take that up or start anew, the store goes away and comes back,
months pass and old attempts are purged. Every reply must be what the model says, and so must the database.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from battery.report import Report, quiet
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import seed as hypothesis_seed
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from quizapp.attempts import database, maintenance
from quizapp.attempts.delivery import Reply, StepConflict, Turn
from quizapp.attempts.model import Edition, Mode, Step
from quizapp.attempts.sql_store import SqlStore
from quizapp.content import build
from quizapp.content.canonical import canonical
from quizapp.content.model import Article, Item
from quizapp.errors import (
    BadToken,
    ItemNotAsked,
    ItemWithdrawn,
    QuizappError,
    RevisionAway,
    RevisionGone,
    StoreError,
)
from quizapp.library.archive import keeps_the_rules
from quizapp.library.load import load
from quizapp.library.model import Library
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.report import Answered, evidence_of
from quizapp.quiz.selection import next_item, next_practice_item
from quizapp.settings import Settings
from quizapp.web.site import Site
from quizapp.web.snapshot import MAX_EARLIER, NOTHING, Snapshot, earlier_editions

ID = "blisters-from-new-shoes"
SAMPLE = Path(__file__).parents[1] / "samples" / "complete"
BEGAN = datetime(2026, 11, 23, 14, 35, tzinfo=UTC)
RETENTION = timedelta(days=30)
REPLICAS = (0, 1)


# The content: revisions that say which they are, with some items withdrawn.


@dataclass(frozen=True)
class Revision:
    """What an editor saved."""

    number: int
    withdrawn: frozenset[str] = frozenset()


@cache
def sample() -> bytes:
    """Return the data of the sample: its article and its quiz."""
    return load(SAMPLE).library.canonical[ID]


@cache
def content(revision: Revision) -> tuple[Article, bytes]:
    """Return the article of a revision, and what the store keeps of it."""
    article, quiz = json.loads(sample())
    stories = [story for pair in quiz["pairs"] for story in pair["stories"]]
    for entry in [*stories, *quiz["practice"]]:
        entry["story"] = f"Number {revision.number}. {entry.get('story') or ''}"
    for pair in quiz["pairs"]:
        for half, story in zip("ab", pair["stories"], strict=True):
            if f"{pair['id']}-{half}" in revision.withdrawn:
                story["withdrawn"] = "It was wrong."
    article["title"] = f"Revision {revision.number}"
    return build.article(article, quiz), canonical([article, quiz])


@cache
def loads(withdrawn: frozenset[str]) -> bool:
    """Whether a revision in which these items are withdrawn keeps the rules."""
    return keeps_the_rules(content(Revision(0, withdrawn))[0])


@cache
def bank_of(revision: Revision, withdrawn: frozenset[str]) -> ItemBank:
    """Return the items of a revision as they are asked while these are withdrawn."""
    article, _ = content(Revision(revision.number, revision.withdrawn | withdrawn))
    assert article.quiz is not None
    return ItemBank(article, article.quiz)


# The model: what must be known of attempts, steps, editions and replicas.


@dataclass(frozen=True)
class Held:
    """What the model knows of a token: all that is in it."""

    token: str
    revision: Revision
    mode: Mode
    seed: str
    nonce: str
    steps: tuple[tuple[str, tuple[str, ...]], ...]
    pending: str | None
    seen: frozenset[str]


@dataclass
class Memory:
    """What one replica knows by itself."""

    current: Revision
    earlier: list[Revision] = field(default_factory=list)
    rebuilt: set[Revision] = field(default_factory=set)
    noted: dict[Revision, str] = field(default_factory=dict)

    def take_up(self, revision: Revision) -> None:
        """Serve a revision; the last ones before it are remembered, each once."""
        if revision != self.current:
            before = [self.current, *(each for each in self.earlier if each != self.current)]
            self.earlier = [each for each in before if each != revision][:MAX_EARLIER]
            self.current = revision


def asked_next(bank: ItemBank, held: Held) -> str | None:
    """Return the item that comes after these steps, by the pure rules of selection alone."""
    answered = [Answered(item=bank.items[item], response=response) for item, response in held.steps]
    asked = [item for item, _ in held.steps]
    if held.mode is Mode.CHECK:
        item = next_item(bank, held.seed, evidence_of(bank, answered), asked, held.seen)
    else:
        item = next_practice_item(bank, held.seed, asked, held.seen)
    return item.id if item else None


def asked_now(bank: ItemBank, held: Held) -> str | None:
    """Return the item that is asked when an attempt is taken up again."""
    about = [held.pending] if held.pending else [item for item, _ in held.steps]
    return asked_next(bank, held) if any(bank.items[item].withdrawn for item in about) else held.pending


# The system: two sites on one database file, with a switch that takes the store away.


class SwitchedStore(SqlStore):
    """A store that can be out of reach."""

    away = False

    def record(self, step: Step) -> Step:
        self._reach()
        return super().record(step)

    def keep(self, edition: Edition) -> None:
        self._reach()
        super().keep(edition)

    def find(self, article: str, fits: Callable[[str], bool]) -> Edition | None:
        self._reach()
        return super().find(article, fits)

    def _reach(self) -> None:
        if self.away:
            raise StoreError("out of reach")


BACK = st.sampled_from([0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 5, 9, 20])
"""How many tokens ago the one was issued that a reader uses."""
REPLICA = st.sampled_from(REPLICAS)
CHOICES = st.lists(st.sampled_from("kkkkkk1234"), min_size=1, max_size=13)
"""Options one after another; k is the key."""
NUMBER = st.integers(0, 22)
"""Of an item."""


class Attempts(RuleBasedStateMachine):
    """Does things at random and compares."""

    store_of: type[SwitchedStore] = SwitchedStore
    """What is tested; a test puts a broken one in its place."""
    report = Report()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="quizapp-stateful-"))
        self.settings = Settings(
            content=SAMPLE,
            state=self.folder,
            secret_keys=("a key for the machine",),
            attempt_lifetime=timedelta(days=9_999),  # months pass, and no attempt is to expire
        )
        self.url = self.settings.database
        self.now = BEGAN
        self.names = (f"random-{number}" for number in count())
        self.away = False
        self.published = Revision(0)
        self.numbers = 0
        self.memories = [Memory(self.published) for _ in REPLICAS]
        self.sites = [self._start() for _ in REPLICAS]
        self.held: list[Held] = []
        self.kept: dict[tuple[str, int], Step] = {}
        self.editions: dict[Revision, str] = {}

    def teardown(self) -> None:
        assert self._recorded() == self.kept
        for site in self.sites:
            site.store.close()
        shutil.rmtree(self.folder)

    # Readers

    @rule(replica=REPLICA, mode=st.sampled_from([Mode.CHECK, Mode.CHECK, Mode.PRACTICE]), again=st.booleans())
    def begin(self, replica: int, mode: Mode, *, again: bool) -> None:
        self._did("begin")
        memory, previous = self.memories[replica], self.held[-1] if again and self.held else None
        turn = self.sites[replica].delivery.begin(
            ID, mode=mode, lang="en", previous=previous.token if previous else None
        )
        shown = {previous.pending, *(item for item, _ in previous.steps)} - {None} if previous else set()
        begun = Held(
            token=turn.token,
            revision=memory.current,
            mode=mode,
            seed=turn.attempt.seed,
            nonce=turn.attempt.nonce,
            steps=(),
            pending=None,
            seen=frozenset(filter(None, shown)) | (previous.seen if previous else frozenset()),
        )
        self._note(replica, memory.current)
        self._compare(turn, self._moved(replica, begun))

    @precondition(lambda self: self.held)
    @rule(replica=REPLICA, choices=CHOICES, whole=st.booleans())
    def go_on(self, replica: int, choices: list[str], *, whole: bool) -> None:
        """Go on with the attempt of the last token for a while, or to its end and beyond."""
        self.respond(replica, 0, choices * (3 if whole else 1))
        if whole:
            self.resume(replica, 0)

    @precondition(lambda self: self.held)
    @rule(replica=REPLICA, back=BACK, choices=CHOICES)
    def respond(self, replica: int, back: int, choices: list[str]) -> None:
        """Respond by the key, or with an option, and go on; an old token repeats itself, or contradicts."""
        held = self._token(back)
        for choice in choices:
            if held.pending is None:
                return
            item = _items(held.revision)[held.pending]
            response = sorted(item.key) if choice == "k" or item.level is None else [choice]
            self._respond(replica, held, item.id, tuple(response))
            held = self.held[-1]

    @precondition(lambda self: self.held)
    @rule(replica=REPLICA, times=st.integers(1, 3))
    def repeat(self, replica: int, times: int) -> None:
        """Send the last response again, as a reader does whose reply was lost."""
        last = self.held[-1]
        before = [held for held in self.held if held.nonce == last.nonce and held.steps == last.steps[:-1]]
        if last.steps and before and before[-1].pending == last.steps[-1][0]:
            for _ in range(times):
                self._respond(replica, before[-1], *last.steps[-1])

    @precondition(lambda self: self.held)
    @rule(replica=REPLICA, back=BACK, number=NUMBER)
    def respond_to_any_item(self, replica: int, back: int, number: int) -> None:
        held = self._token(back)
        item = list(_items(held.revision).values())[number]
        self._respond(replica, held, item.id, tuple(sorted(item.key)))

    @precondition(lambda self: self.held)
    @rule(replica=REPLICA, back=BACK)
    def resume(self, replica: int, back: int) -> None:
        held = self._token(back)
        self._did("resume")
        expected = self._opened(replica, held)
        call = self.sites[replica].delivery.resume
        if isinstance(expected, type):
            self._refused(expected, lambda: call(held.token))
            return
        self._compare(call(held.token), expected, self._bank(replica, held))

    @precondition(lambda self: self.held)
    @rule(replica=REPLICA, back=BACK)
    def finish(self, replica: int, back: int) -> None:
        held = self._token(back)
        self._did("finish")
        expected = self._opened(replica, held)
        call = self.sites[replica].delivery.finish
        if isinstance(expected, type):
            self._refused(expected, lambda: call(held.token))
        else:
            self._compare_report(call(held.token), expected, self._bank(replica, held))

    @precondition(lambda self: self.held)
    @rule(replica=REPLICA, back=BACK, at=st.integers(0, 2_000), letter=st.sampled_from("AQgw-_9z.="))
    def alter(self, replica: int, back: int, at: int, letter: str) -> None:
        self._did("alter")
        token = self._token(back).token
        at %= len(token)
        altered = token[:at] + letter + token[at + 1 :]
        if altered != token:
            delivery = self.sites[replica].delivery
            self._refused(BadToken, lambda: delivery.resume(altered))

    # Editors and operators

    @rule(
        replica=REPLICA,
        which=st.sampled_from(["nothing", "pending", "answered", "any", "back"]),
        number=NUMBER,
    )
    def edit(self, replica: int, which: str, number: int) -> None:
        """Save a revision, perhaps with an item withdrawn or one back, and let a replica take it up.

        A revision that the loader refuses is none.
        """
        self._did(f"edit, withdrawing {which}")
        withdrawn = self.published.withdrawn
        if which == "back":
            withdrawn = frozenset(sorted(withdrawn)[1:])
        elif name := self._named(which, number):
            withdrawn |= {name}
        if loads(withdrawn):
            self.report.count("withdrawn", withdrawn > self.published.withdrawn)
            self.numbers += 1
            self.published = Revision(self.numbers, withdrawn)
            self._take_up(replica)

    @rule(replica=REPLICA, what=st.sampled_from(["take up", "restart", "restart", "switch"]))
    def operate(self, replica: int, what: str) -> None:
        """Let a replica take up what was saved, start one anew, or take the store away or mend it."""
        if what == "take up":
            self._take_up(replica)
        elif what == "restart":
            self._restart(replica)
        else:
            self._lose_or_mend_the_store()

    def _take_up(self, replica: int) -> None:
        self._did("take up")
        site = self.sites[replica]
        site.snapshot = _snapshot(self.published, site.snapshot)
        self.memories[replica].take_up(self.published)

    def _restart(self, replica: int) -> None:
        self._did("restart")
        self.sites[replica].store.close()
        self.memories[replica] = Memory(self.published)
        self.sites[replica] = self._start()

    def _lose_or_mend_the_store(self) -> None:
        self._did("store back" if self.away else "store away")
        self.away = not self.away
        for site in self.sites:
            assert isinstance(site.store, SwitchedStore)
            site.store.away = self.away

    @rule(hours=st.sampled_from([1, 5, 300, 800]), purge=st.booleans())
    def wait(self, hours: int, *, purge: bool) -> None:
        """Let time pass, and perhaps remove what is old by then."""
        self._did("wait and purge" if purge else "wait")
        self.now += timedelta(hours=hours)
        if not purge or maintenance.current(self.url) is None:  # nothing was recorded yet, to be purged
            return
        before = _hour(self.now - RETENTION)
        last: dict[str, str] = {}
        for step in self.kept.values():
            last[step.nonce] = max(step.hour, last.get(step.nonce, ""))
        old = {nonce for nonce, hour in last.items() if hour < before}
        assert maintenance.purge(self.url, before=before) == (len(old), "")
        self.report.count("purged attempts", len(old))
        self.kept = {key: step for key, step in self.kept.items() if step.nonce not in old}
        self.editions = {revision: hour for revision, hour in self.editions.items() if hour >= before}
        assert self._recorded() == self.kept

    def _recorded(self) -> dict[tuple[str, int], Step]:
        return {(step.nonce, step.number): step for step in self.sites[0].store.steps(ID)}

    def _named(self, which: str, number: int) -> str | None:
        last = self.held[-1] if self.held else None
        if which == "pending" and last:
            return last.pending
        if which == "answered" and last and last.steps:
            return last.steps[number % len(last.steps)][0]
        return list(_items(self.published))[number] if which == "any" else None

    # The comparison

    def _respond(self, replica: int, held: Held, item_id: str, response: tuple[str, ...]) -> None:
        self._did("respond")
        expected = self._opened(replica, held)
        delivery = self.sites[replica].delivery

        def call() -> Reply:
            return delivery.respond(held.token, item_id=item_id, response=response)

        if isinstance(expected, type):
            self._refused(expected, call)
            return
        bank = self._bank(replica, held)
        if item_id != expected.pending:
            withdrawn = bank.items[item_id].withdrawn is not None
            self._refused(ItemWithdrawn if withdrawn else ItemNotAsked, call)
            return
        key = (held.nonce, len(held.steps))
        kept = self.kept.get(key)
        recorded = not self.away and (kept is None or kept.item == item_id)
        counted = kept.response if recorded and kept else response
        try:
            reply, conflict = call(), False
        except StepConflict as error:
            reply, conflict = error.reply, True
        assert (conflict, reply.recorded) == (counted != response, recorded)
        met = "conflict" if conflict else "repeat" if kept else "response"
        self.report.count(met if recorded else "not recorded")
        if recorded:
            self._note(replica, held.revision)
            self.kept[key] = kept or self._step(held, bank.items[item_id], response)
        outcome = reply.outcome
        original = _items(held.revision)[item_id]
        assert (outcome.item.id, outcome.item.stem, outcome.response) == (item_id, original.stem, counted)
        assert outcome.grade.correct == (set(counted) == original.key)
        moved = replace(held, steps=(*held.steps, (item_id, counted)), pending=None)
        self._compare(reply.turn, self._moved(replica, moved), bank)

    def _opened(self, replica: int, held: Held) -> Held | type[QuizappError]:
        """Return what the attempt of a token is at a replica, or the error that it meets there."""
        memory = self.memories[replica]
        if held.revision not in {memory.current, *memory.earlier, *memory.rebuilt}:
            if self.away:
                return RevisionAway
            if held.revision not in self.editions:
                return RevisionGone
            self.report.count("found in the store")
            memory.rebuilt.add(held.revision)
        bank = self._bank(replica, held)
        return replace(held, pending=asked_now(bank, held))

    def _moved(self, replica: int, held: Held) -> Held:
        return replace(held, pending=asked_next(self._bank(replica, held), held))

    def _bank(self, replica: int, held: Held) -> ItemBank:
        return bank_of(held.revision, self.memories[replica].current.withdrawn)

    def _compare(self, turn: Turn, expected: Held, bank: ItemBank | None = None) -> None:
        attempt, shown = turn.attempt, turn.item
        assert (attempt.nonce, attempt.seed, attempt.mode) == (expected.nonce, expected.seed, expected.mode)
        assert (shown.id if shown else None) == expected.pending
        assert turn.answered == len(expected.steps)
        if shown is not None:
            original = _items(expected.revision)[shown.id]
            assert (shown.stem, turn.report) == (original.stem, None)
            assert f"Number {expected.revision.number}." in shown.stem
            assert bank is None or bank.items[shown.id].withdrawn is None
        elif bank is not None:
            self._compare_report(turn, expected, bank)
        self.held.append(replace(expected, token=turn.token))

    def _compare_report(self, turn: Turn, expected: Held, bank: ItemBank) -> None:
        report = turn.report
        assert report is not None
        standing = [
            (item, response) for item, response in expected.steps if bank.items[item].withdrawn is None
        ]
        right = sum(set(response) == bank.items[item].key for item, response in standing)
        gone = tuple(item for item, _ in expected.steps if bank.items[item].withdrawn is not None)
        self.report.count("reports with withdrawn items", bool(gone))
        assert (report.answered, report.correct, report.withdrawn) == (len(standing), right, gone)

    def _refused(self, error: type[QuizappError], call: Callable[[], object]) -> None:
        self.report.count(error.__name__)
        with pytest.raises(error) as caught:
            call()
        assert caught.type is error

    def _note(self, replica: int, revision: Revision) -> None:
        """The edition of an attempt is written, once an hour by each replica."""
        noted, hour = self.memories[replica].noted, _hour(self.now)
        if not self.away and noted.get(revision, "") < hour:
            noted[revision] = hour
            self.editions[revision] = max(hour, self.editions.get(revision, ""))

    def _step(self, held: Held, item: Item, response: tuple[str, ...]) -> Step:
        # what the statistics make of it is tested elsewhere; here it matters that it stays as it is
        found = self._recorded()[held.nonce, len(held.steps)]
        assert (found.item, found.response, found.hour) == (item.id, tuple(sorted(response)), _hour(self.now))
        return found

    # Helpers

    def _did(self, what: str) -> None:
        self.report.count("steps")
        self.report.count(f"rule {what}")

    def _token(self, back: int) -> Held:
        return self.held[max(0, len(self.held) - 1 - back)]

    def _start(self) -> Site:
        store = self.store_of(self.url)
        store.away = self.away
        return Site(
            self.settings,
            store=store,
            keys=self.settings.secret_keys,
            clock=lambda: self.now,
            entropy=lambda: next(self.names),
            snapshot=_snapshot(self.published, NOTHING),
        )


def _snapshot(revision: Revision, before: Snapshot) -> Snapshot:
    """Return the snapshot of a revision, without the replies that are made at load time."""
    (article, canonical), bank = content(revision), bank_of(revision, frozenset())
    served = ItemBank(article, bank.quiz, canonical)
    return Snapshot(
        library=Library({ID: article}, {ID: canonical}),
        banks={ID: served},
        problems=(),
        entries={},
        table={},
        earlier={ID: earlier_editions(served, before)},
    )


def _items(revision: Revision) -> Mapping[str, Item]:
    return bank_of(revision, frozenset()).items


def _hour(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:00Z")


def run(
    *, steps: int = 20_000, seed: int = 1, machine: type[Attempts] = Attempts, shrink: bool = True
) -> Report:
    """Run the machine with one seed after another until so many steps were done.

    A divergence is an AssertionError, or an error of ours where the model has none; with `shrink` it is told
    with the shortest way to it that could be found.
    """
    report = machine.report = Report()
    options = settings(
        max_examples=6,
        stateful_step_count=50,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    with quiet(), pytest.MonkeyPatch.context() as patch:
        # Nothing waits for the disk, which is for other drivers.
        patch.setattr(database, "_PRAGMAS", (*database._PRAGMAS, "synchronous=OFF"))
        for number in count(seed):
            run_state_machine_as_test(hypothesis_seed(number)(machine), settings=options)
            if report.counted["steps"] >= steps:
                break
    return report
