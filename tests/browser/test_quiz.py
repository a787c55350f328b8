import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from visits import Open, Visit, answer, first, heading, press, step_of, take_quiz

QUIZ = "/articles/joint-pain-after-exercise/quiz"
EMBED = "/embed/joint-pain-after-exercise/quiz"
SANDBOX = "allow-scripts"
"""What WordPress puts around an embed."""


@pytest.mark.parametrize(
    ("script", "keyboard"), [(True, False), (False, True)], ids=["script-pointer", "no-script-keyboard"]
)
def test_the_check_is_finished_on_a_page(visit: Open, *, script: bool, keyboard: bool) -> None:
    page = visit(QUIZ, width=320, height=640, java_script_enabled=script).page
    steps = take_quiz(page, first, keyboard=keyboard, pointer=not keyboard)
    assert (steps[0], steps[-1], set(steps[1:-1])) == ("start", "report", {"item", "feedback"})
    assert heading(page) != ""


@pytest.mark.parametrize(
    ("sandbox", "script"), [("", True), ("", False), (f' sandbox="{SANDBOX}"', True)],
    ids=["frame", "frame-no-script", "sandbox"],
)  # fmt: skip
def test_the_check_is_finished_in_a_frame(
    visit: Open, site_url: str, host: Callable[[str], str], sandbox: str, *, script: bool
) -> None:
    address = host(f'<iframe src="{site_url}{EMBED}" title="Quiz" width=300 height=600{sandbox}></iframe>')
    page = visit(address, width=320, height=640, java_script_enabled=script).page
    frame = page.frames[1]
    frame.wait_for_selector("#main_")
    assert take_quiz(frame, first)[-1] == "report"


def test_the_check_is_finished_on_a_slow_line(visit: Open, slow_url: str) -> None:
    plain = {"Accept-Encoding": "identity"}
    page = visit(slow_url + QUIZ, extra_http_headers=plain).page
    assert take_quiz(page, first)[-1] == "report"


def test_the_check_is_finished_with_all_storage_and_cookies_blocked(without_storage: Visit) -> None:
    without_storage.go(QUIZ)
    page = without_storage.page
    blocked = "() => { try { localStorage.length; return false; } catch { return true; } }"
    assert page.evaluate(blocked)
    assert take_quiz(page, first)[-1] == "report"


def shown(page: Page) -> tuple[str, str]:
    """Return which step is shown and all that it says, when it is there."""
    page.wait_for_load_state()
    return step_of(page), page.locator("#main_").inner_text()


def moved(page: Page, way: Callable[[], object], wanted: tuple[str, str]) -> tuple[str, str]:
    """Go a way through the history and return what is shown when it had time to come."""
    way()
    end = time.monotonic() + 30
    while shown(page) != wanted and time.monotonic() < end:
        page.wait_for_timeout(20)
    return shown(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_back_forward_and_reload_lose_nothing_at_any_step(visit: Open, *, script: bool) -> None:
    page = visit(QUIZ, java_script_enabled=script).page
    seen = [shown(page)]
    for step in ("check", "respond", "next", "respond", "report"):
        if step == "respond":
            answer(page, first)
        else:
            press(page, step)
        seen.append(shown(page))
        assert moved(page, page.reload, seen[-1]) == seen[-1]
    assert [step for step, _ in seen] == [
        "start", "item", "feedback", "item", "feedback", "report",
    ]  # fmt: skip
    back = [moved(page, lambda: page.evaluate("history.back()"), each) for each in reversed(seen[:-1])]
    assert back == seen[-2::-1]
    forward = [moved(page, lambda: page.evaluate("history.forward()"), each) for each in seen[1:]]
    assert forward == seen[1:]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_second_press_of_a_double_tap_does_nothing(visit: Open, *, script: bool) -> None:
    """Animations, which keep a new button from presses, stand still from the first press to the second."""
    page = visit(QUIZ, java_script_enabled=script, reduced_motion="reduce").page
    clock = page.context.new_cdp_session(page)
    clock.send("Animation.enable")
    press(page, "check", pointer=True)
    for _ in range(2):
        page.locator("label.option").first.click()
        clock.send("Animation.setPlaybackRate", {"playbackRate": 0})
        press(page, "respond")
        new = page.locator('[data-way="next"]').bounding_box()
        assert new is not None
        page.mouse.click(new["x"] + new["width"] / 2, new["y"] + new["height"] / 2)
        page.wait_for_timeout(150)
        assert step_of(page) == "feedback"
        clock.send("Animation.setPlaybackRate", {"playbackRate": 1})
        press(page, "next", pointer=True)
        assert step_of(page) == "item"


def test_another_device_goes_on_by_the_link(visit: Open) -> None:
    page = visit(QUIZ).page
    press(page, "check")
    for _ in range(2):
        answer(page, first)
        press(page, "next")
    other = visit(page.locator("footer a[href*=attempt]").get_attribute("href")).page
    assert (step_of(other), heading(other)) == ("item", "Story 3")
    assert other.locator(".stem").inner_text() == page.locator(".stem").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_urgent_signs_open_over_every_step_and_keep_what_was_chosen(visit: Open, *, script: bool) -> None:
    page = visit(QUIZ, width=320, height=256, java_script_enabled=script).page
    signs, summary = page.locator(".sheet li").first, page.locator(".signs-now > summary")
    for step in ("check", "respond", "next"):
        summary.click()
        assert signs.is_visible()
        summary.click()
        if step == "respond":
            page.locator("label.option").nth(2).click()
            summary.click()
            assert page.locator("label.option input").nth(2).is_checked()
        press(page, step, keyboard=True)
        assert not signs.is_visible()


@pytest.mark.parametrize("address", [QUIZ, EMBED])
def test_escape_closes_the_urgent_signs_and_the_mark_that_closes_them_is_seen(
    visit: Open, address: str
) -> None:
    page = visit(address, width=320, height=640).page
    summary, marks = page.locator(".signs-now > summary"), page.locator(".signs-now > summary svg")
    assert [mark.is_visible() for mark in marks.all()] == [True, False]
    for step in ("check", "respond"):
        summary.click()
        assert [mark.is_visible() for mark in marks.all()] == [False, True]
        page.locator(".sheet").focus()
        page.keyboard.press("Escape")
        assert page.locator(".sheet").is_hidden()
        assert summary.evaluate("element => element === document.activeElement")
        press(page, step, keyboard=True)
