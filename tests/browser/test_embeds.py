"""Embeds in other people's pages: by WordPress's own code, by H5P's protocol, and by our element."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from node_programs import node_program
from playwright.sync_api import Frame, Page
from visits import Open, take_quiz

ARTICLE = "joint-pain-after-exercise"
WORDPRESS = Path(sys.prefix) / "wordpress"
"""Where tests/run.py puts it."""
PHP = Path(__file__).with_name("wordpress.php")
PIECES = ["summary", "takeaways", "faqs/can-i-train-with-a-little-pain"]

H5P_HOST = """
addEventListener("message", ({ data, source, origin }) => {
  const frame = [...document.getElementsByTagName("iframe")].find((each) => each.contentWindow === source);
  if (!frame || data.context !== "h5p") return;
  const respond = (action) => source.postMessage({ context: "h5p", action }, origin);
  if (data.action === "hello") {
    frame.style.width = "100%";
    addEventListener("resize", () => respond("resize"));
    respond("hello");
  } else if (data.action === "prepareResize") {
    if (frame.clientHeight === data.scrollHeight && data.scrollHeight === data.clientHeight) return;
    frame.style.height = `${data.clientHeight}px`;
    respond("resizePrepared");
  } else if (data.action === "resize") frame.style.height = `${data.scrollHeight}px`;
});
"""
"""What a page with H5P's resizer does when it hears from a frame."""

SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
"""


def first(_: list[str]) -> int:
    return 0


def frame_of(page: Page) -> Frame:
    """Return the embed's frame, when it is there."""
    page.wait_for_selector("iframe", state="attached")
    frame = page.frames[1]
    frame.wait_for_selector("#main_")
    return frame


def fits(page: Page, frame: Frame, lowest: int = 0, highest: int = 10_000) -> None:
    """Wait until the frame is as high as its content, within two pixels, between these bounds."""
    off, end = 99.0, time.monotonic() + 5
    while off > 2 and time.monotonic() < end:
        content = frame.evaluate("document.body.getBoundingClientRect().height")
        height = frame.evaluate("innerHeight")
        off = abs(height - min(max(content, lowest), highest))
        page.wait_for_timeout(20)
    assert off <= 2


def in_wordpress(address: str) -> str:
    """Return what a WordPress post shows for an address, and the script that WordPress adds."""
    command = ["php", str(PHP), str(WORDPRESS), address]
    post = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return f"{post}<script>{(WORDPRESS / 'wp-includes/js/wp-embed.js').read_text()}</script>"


def test_another_consumer_discovers_what_to_embed(public_url: str) -> None:
    script = Path(__file__).with_name("oembed_extractor.mjs")
    node = node_program("@extractus/oembed-extractor/package.json")[0]
    command = [node, str(script), f"{public_url}/articles/{ARTICLE}/quiz"]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert (found["method"], found["type"], found["width"]) == ("auto-discovery", "rich", 600)
    assert f'<iframe src="{public_url}/embed/{ARTICLE}/quiz"' in found["html"]


def test_in_wordpress_the_quiz_has_its_height_at_every_step(
    visit: Open, public_url: str, host: Callable[[str], str]
) -> None:
    post = in_wordpress(f"{public_url}/articles/{ARTICLE}/quiz")
    assert 'sandbox="allow-scripts"' in post
    page = visit(host(post), width=640).page
    frame = frame_of(page)
    steps = take_quiz(frame, first, seen=lambda _: fits(page, frame, 200, 1000))
    assert steps[-1] == "report"
    assert not page.locator("blockquote").is_visible()


def test_in_wordpress_an_article_has_its_height_and_without_the_site_its_link(
    visit: Open, public_url: str, host: Callable[[str], str]
) -> None:
    address = f"{public_url}/articles/{ARTICLE}"
    post = in_wordpress(address)
    page = visit(host(post)).page
    fits(page, frame_of(page), 200, 1000)
    away = visit("about:blank").page
    away.route("**/embed/**", lambda route: route.fulfill(body=""))
    away.goto(host(post))
    assert away.locator(f'blockquote a[href="{address}"]').is_visible()


def test_in_wordpress_a_link_leads_to_the_article(
    visit: Open, public_url: str, host: Callable[[str], str]
) -> None:
    page = visit(host(in_wordpress(f"{public_url}/articles/{ARTICLE}"))).page
    frame = frame_of(page)
    fits(page, frame, 200, 1000)
    frame.locator("footer a").click()
    page.wait_for_url(f"{public_url}/articles/{ARTICLE}")
    page.go_back()


def test_where_h5p_resizes_frames_the_quiz_has_its_height_at_every_step(
    visit: Open, site_url: str, host: Callable[[str], str]
) -> None:
    frame_html = f'<iframe src="{site_url}/embed/{ARTICLE}/quiz" title="Quiz" frameborder="0"></iframe>'
    page = visit(host(f"<script>{H5P_HOST}</script>{frame_html}")).page
    frame = frame_of(page)
    assert take_quiz(frame, first, seen=lambda _: fits(page, frame))[-1] == "report"


def element(site_url: str, part: str, height: int, more: str = "") -> str:
    """Return a page of a host with our element and a line under it."""
    return (
        f'<script async src="{site_url}/embed.js"></script>'
        f'<quizapp-embed article="{ARTICLE}" part="{part}" height="{height}" '
        f'style="display:block;min-height:{height}px" {more}>'
        f'<a href="{site_url}/articles/{ARTICLE}">Our link</a></quizapp-embed><p id="after">After it</p>'
    )


@pytest.mark.parametrize("part", PIECES)
@pytest.mark.parametrize("width", [390, 1200])
def test_with_its_height_reserved_nothing_jumps(
    visit: Open, site_url: str, host: Callable[[str], str], part: str, width: int
) -> None:
    measured = visit(host(element(site_url, part, 1)), width=width).page
    frame = frame_of(measured)
    fits(measured, frame)
    height = frame.evaluate("innerHeight")
    page = visit("about:blank", width=width).page
    page.add_init_script(SHIFTS)
    page.goto(host(element(site_url, part, height)))
    fits(page, frame_of(page))
    page.screenshot()  # so that frames are painted, and shifts are seen
    assert page.evaluate("window.shifts") == []
    assert page.locator("#after").bounding_box()["y"] >= height  # type: ignore[index] # it is there


def test_the_element_tells_what_happens_and_the_verdict_once(
    visit: Open, site_url: str, host: Callable[[str], str]
) -> None:
    page = visit(host(element(site_url, "quiz", 480))).page
    page.evaluate(
        """() => { window.told = []; for (const type of ["started", "answered", "finished"])
        document.addEventListener(`quizapp-${type}`, ({ detail }) => window.told.push(detail)); }"""
    )
    frame = frame_of(page)
    steps = take_quiz(frame, first, seen=lambda _: fits(page, frame))
    told = page.evaluate("window.told")
    answers = steps.count("feedback")
    base = {"source": "quizapp", "v": 1}
    assert told == [
        {**base, "type": "started"},
        *({**base, "type": "answered", "answered": number} for number in range(1, answers + 1)),
        {**base, "type": "finished", "verdict": "not-yet"},
    ]


def test_the_link_stays_until_the_frame_is_there(
    visit: Open, site_url: str, host: Callable[[str], str]
) -> None:
    without_script = visit(host(element(site_url, "summary", 480)), java_script_enabled=False).page
    assert without_script.locator("quizapp-embed a").is_visible()
    away = visit("about:blank").page
    away.route("**/embed/**", lambda route: route.fulfill(body=""))
    away.goto(host(element(site_url, "summary", 480)))
    away.wait_for_selector("quizapp-embed iframe", state="attached")
    assert away.locator("quizapp-embed a").is_visible()
    page = visit(host(element(site_url, "summary", 480))).page
    fits(page, frame_of(page))
    assert not page.locator("quizapp-embed a").is_visible()


def test_the_host_shapes_the_element_by_its_properties(
    visit: Open, site_url: str, host: Callable[[str], str]
) -> None:
    style = "<style>quizapp-embed { --quizapp-max-width: 300px; --quizapp-border: 3px solid red; }</style>"
    page = visit(host(style + element(site_url, "summary", 480))).page
    fits(page, frame_of(page))
    box = page.locator("quizapp-embed").bounding_box()
    assert box is not None
    assert box["width"] in {300, 306}
    width = page.evaluate("getComputedStyle(document.querySelector('quizapp-embed')).borderTopWidth")
    assert width == "3px"


def test_a_message_from_elsewhere_changes_nothing(
    visit: Open, site_url: str, host: Callable[[str], str]
) -> None:
    page = visit(host(element(site_url, "summary", 480))).page
    frame = frame_of(page)
    fits(page, frame)
    before = frame.evaluate("innerHeight")
    page.evaluate("postMessage({ source: 'quizapp', v: 1, type: 'height', height: 5000 }, '*')")
    page.wait_for_timeout(100)
    assert frame.evaluate("innerHeight") == before
