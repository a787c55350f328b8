from __future__ import annotations

from collections.abc import Callable

import pytest
from visits import Open, Visit, heading, step_of, take_quiz

QUIZ = "/articles/joint-pain-after-exercise/quiz"
EMBED = "/embed/joint-pain-after-exercise/quiz"
SANDBOX = "allow-scripts"
"""What WordPress puts around an embed."""


def first(_: list[str]) -> int:
    return 0


@pytest.mark.parametrize("keyboard", [False, True], ids=["pointer", "keyboard"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_check_is_finished_on_a_page(visit: Open, *, script: bool, keyboard: bool) -> None:
    page = visit(QUIZ, width=320, height=640, java_script_enabled=script).page
    steps = take_quiz(page, first, keyboard=keyboard)
    assert (steps[0], steps[-1], set(steps[1:-1])) == ("start", "report", {"item", "feedback"})
    assert heading(page) == "Not yet"


@pytest.mark.parametrize("keyboard", [False, True], ids=["pointer", "keyboard"])
@pytest.mark.parametrize(
    ("sandbox", "script"), [("", True), ("", False), (f' sandbox="{SANDBOX}"', True)],
    ids=["frame", "frame-no-script", "sandbox"],
)  # fmt: skip
def test_the_check_is_finished_in_a_frame(
    visit: Open, site_url: str, host: Callable[[str], str], sandbox: str, *, script: bool, keyboard: bool
) -> None:
    address = host(f'<iframe src="{site_url}{EMBED}" title="Quiz" width=300 height=600{sandbox}></iframe>')
    page = visit(address, width=320, height=640, java_script_enabled=script).page
    frame = page.frames[1]
    frame.wait_for_selector("#main_")
    assert take_quiz(frame, first, keyboard=keyboard)[-1] == "report"
    assert heading(frame) == "Not yet"


def test_the_check_is_finished_with_all_storage_and_cookies_blocked(without_storage: Visit) -> None:
    without_storage.go(QUIZ)
    page = without_storage.page
    blocked = "() => { try { localStorage.length; return false; } catch { return true; } }"
    assert page.evaluate(blocked)
    assert take_quiz(page, first)[-1] == "report"


def test_a_reload_goes_on_where_the_reader_was(visit: Open) -> None:
    page = visit(QUIZ).page
    steps: list[str] = []
    take_quiz(page, first, seen=lambda step: steps.append(page.url) if step == "item" else None)
    assert len(set(steps)) == len(steps)
    page.goto(steps[3])
    assert (step_of(page), heading(page)) == ("item", "Situation 4, at most 24")
