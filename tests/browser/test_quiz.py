from __future__ import annotations

from collections.abc import Callable

import pytest
from visits import Open, Visit, heading, press, step_of, take_quiz

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


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_check_is_finished_on_a_slow_line(visit: Open, slow_url: str, *, script: bool) -> None:
    plain = {"Accept-Encoding": "identity"}
    page = visit(slow_url + QUIZ, java_script_enabled=script, extra_http_headers=plain).page
    assert take_quiz(page, first)[-1] == "report"


def test_the_check_is_finished_with_all_storage_and_cookies_blocked(without_storage: Visit) -> None:
    without_storage.go(QUIZ)
    page = without_storage.page
    blocked = "() => { try { localStorage.length; return false; } catch { return true; } }"
    assert page.evaluate(blocked)
    assert take_quiz(page, first)[-1] == "report"


def test_a_reload_goes_on_where_the_reader_was_and_so_does_another_device_by_the_link(visit: Open) -> None:
    page = visit(QUIZ).page
    reached: list[tuple[str, str | None]] = []

    def keep(step: str) -> None:
        if step == "item":
            link = page.locator("#main_ a[href*=attempt]")
            reached.append((page.url, link.get_attribute("href") if link.count() else None))

    take_quiz(page, first, seen=keep)
    assert len({address for address, _ in reached}) == len(reached)
    address, link = reached[3]
    page.goto(address)
    other = visit(link).page
    for each in (page, other):
        assert (step_of(each), heading(each)) == ("item", "Situation 4, at most 24")
    assert other.locator(".stem").inner_text() == page.locator(".stem").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_urgent_signs_open_at_a_press_and_never_stand_before_the_next_step(
    visit: Open, *, script: bool
) -> None:
    page = visit(QUIZ, width=320, height=256, java_script_enabled=script).page
    for step in ("check", "respond"):
        page.locator(".urgent-bar summary").click()
        assert page.locator(".urgent-bar li").first.is_visible()
        press(page, step, keyboard=True)
        assert page.locator('[data-step="item"]' if step == "check" else ".error").is_visible()
        assert not page.locator(".urgent-bar li").first.is_visible()
