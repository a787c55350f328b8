"""A short run of each driver, and proof that it finds what it looks for."""

import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest
from battery import edits, hostile_clients, language_server, quiz_texts, stateful
from battery.broken_builds import FAULTS
from battery.report import Report, share_of
from battery.serving import ROOT, TESTS

from quizapp.attempts import delivery
from quizapp.attempts.model import Step
from quizapp.content.model import Article
from quizapp.errors import QuizappError
from quizapp.problem import Part

Options = dict[str, Any]

SHORT_RUNS: dict[str, tuple[Options, dict[str, int]]] = {
    "behind_nginx": ({"readers": 2, "kills": 1, "terms": 1, "hups": 1}, {"requests by turns": 36}),
    "duplicates": ({"keys": 20}, {"steps": 40}),
    "edits": (
        # however late an edit is served: that depends on what else the machine does
        {"edits": 16, "requests": 400, "within": 30.0, "seed": 3, "articles": 4},
        dict.fromkeys(("good edits", "broken edits", "attempts", "304", "packed"), 1),
    ),
    "faults": ({"only": "locked,full deleted garbage,read-only"}, {"trials": 3, "reports": 1}),
    "faults of postgres": ({"database": "postgres", "only": "away hung"}, {"trials": 2}),
    "fuzz": (
        {"inputs": 200, "hurting": 100, "honest": 5, "seconds": 20.0},
        {"accepted": 1, "refused": 1, "unreadable": 1, "hostile": 100, "honest": 5},
    ),
    "generated_calls": ({"calls": 6}, {"calls": 400}),
    "kills": ({"kills": 2, "acknowledgements": 30}, {"acknowledgements": 60, "replayed": 1}),
    "language_server": ({"files": 40}, {"good files": 1, "bad files": 1}),
    "mirrors": (
        {"edits": 30, "seed": 5},
        {"edited": 1, "added": 1, "withdrawn": 1, "renamed": 1, "lost": 1, "restarts": 1}
        | {"polls": 1, "urgent": 1, "documents": 1},
    ),
    "operating_day": ({"rounds": 1}, {"responses recorded": 100, "responses unrecorded": 20}),
    "power_loss": ({"rounds": 2, "moments": 20}, {"losses of power": 40}),
    "quiz_texts": ({"texts": 1_600}, {"questions in gift-pegjs": 200}),
    "script_twin": (
        {"attempts": 12},
        {f"equal steps of joint-pain-after-exercise {lang}": 60 for lang in ("en", "es")}
        | {f"equal steps of invented, {flags} flags": 60 for flags in ("two", "eight")},
    ),
    "stateful": ({"steps": 200, "shrink": False}, {"response": 1}),
}
"""What each is run with, and what it must have done so often."""


def ran(driver: str, options: Options) -> Report:
    report: Report = import_module(f"battery.{driver.partition(' ')[0]}").run(**options)
    print(*report.lines(), sep="\n")
    return report


@pytest.mark.parametrize("driver", SHORT_RUNS)
def test_nothing_is_wrong_in_a_short_run(driver: str) -> None:
    options, least = SHORT_RUNS[driver]
    report = ran(driver, options)
    assert report.wrong == {}
    assert {what: done for what in least if (done := report.counted[what]) < least[what]} == {}


def test_no_crowd_of_clients_keeps_a_reader_or_a_health_check_waiting() -> None:
    """A busy machine may be slow, or stand still now and then; who is locked out waits for nine seconds."""
    report = hostile_clients.run(seconds=12, share=0.5)
    assert [kind for kind in report.wrong if kind.endswith("failed")] == []
    assert [len(seconds) > 20 for seconds in report.seconds.values()] == [True] * 3
    assert max(sorted(seconds)[-3] for seconds in report.seconds.values()) < 3
    assert max(share_of(seconds, 1) for seconds in report.seconds.values()) < 8


FOUND = [
    ("kills", {"kills": 1, "acknowledgements": 30}, "says recorded too early", "lost"),
    ("duplicates", {"keys": 8}, "lets the last response win", "different responses got [200, 200]"),
    ("duplicates", {"keys": 8}, "counts twice", "the database does not hold what the replies say"),
    ("faults", {"only": "garbage"}, "has a probe that lies", "/readyz says ok and the replies do not"),
    ("faults", {"only": "garbage"}, "never records again", "recording did not resume"),
    ("faults", {"only": "no-permission"}, "calls everything recorded", "falsely recorded"),
]


@pytest.mark.parametrize(("driver", "options", "fault", "kind"), FOUND, ids=lambda value: str(value)[:40])
def test_a_build_with_a_fault_is_found_out(driver: str, options: Options, fault: str, kind: str) -> None:
    assert kind in ran(driver, {**options, "fault": fault}).wrong


def test_a_build_with_a_fault_is_found_out_by_edits() -> None:
    """One of them; with `--bite` the driver tries every one."""
    assert edits.FOUND_AS.keys() <= FAULTS.keys()
    assert edits.is_found("swaps tables one after the other")


def test_every_fault_can_still_be_put_in() -> None:
    """In a process of its own, which ends with them: what each stands in for is there."""
    put_in_all = "from battery.broken_builds import FAULTS; [put_in() for put_in in FAULTS.values()]"
    paths = {"PYTHONPATH": f"{ROOT}:{TESTS}"}
    subprocess.run([sys.executable, "-c", put_in_all], env=paths, check=True, timeout=60)


class LastWins(stateful.SwitchedStore):
    """Says of every step that it is the one that is kept."""

    def record(self, step: Step) -> Step:
        super().record(step)
        return step


class Forgetful(stateful.SwitchedStore):
    """Finds no edition."""

    def find(self, article: str, _fits: object) -> None:
        super().find(article, lambda _: False)


def live(machine: type[stateful.Attempts] = stateful.Attempts) -> None:
    with pytest.raises((AssertionError, QuizappError, pytest.fail.Exception)):
        stateful.run(machine=machine, shrink=False)


@pytest.mark.parametrize("broken", [LastWins, Forgetful])
def test_a_store_that_breaks_a_promise_is_seen(broken: type[stateful.SwitchedStore]) -> None:
    live(type(f"Attempts{broken.__name__}", (stateful.Attempts,), {"store_of": broken}))


@pytest.mark.parametrize(
    ("name", "stand_in"),
    [("_as_of_now", lambda _bank, attempt: attempt), ("withdrawn_as_in", lambda _now, earlier: earlier)],
    ids=["an item that stays on the page", "what is found in the store"],
)
def test_a_withdrawal_that_passes_something_by_is_seen(
    monkeypatch: pytest.MonkeyPatch, name: str, stand_in: object
) -> None:
    monkeypatch.setattr(delivery, name, stand_in)
    live()


def test_a_schema_that_asks_for_less_than_the_loader_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def lenient(part: Part) -> dict[str, object]:
        return {"title": f"any {part}"}

    monkeypatch.setattr(language_server, "json_schema", lenient)
    report = Report()
    with language_server.language_server() as server:
        language_server.compare_files(server, report, 3, seed=1)
    assert "the language server differs" in report.wrong


@pytest.mark.parametrize(
    ("old", "new"), [(b"heel", b"toe"), (b"~%-100%", b"~%-50%"), (b"&amp;", b"&"), (b"\\n", b" ")]
)
def test_a_gift_file_that_says_something_else_is_reported(old: bytes, new: bytes) -> None:
    def spoilt(article: Article) -> bytes:
        return quiz_texts.as_gift_file(article).replace(old, new, 1)

    assert quiz_texts.run(texts=160, export=spoilt).wrong
