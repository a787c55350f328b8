"""What judges say of every page and state: axe, the HTML checker of the W3C, Lighthouse, and a ruler."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from visits import Open, heading, press, take_quiz

ARTICLE = "/articles/joint-pain-after-exercise"
QUIZ = f"{ARTICLE}/quiz"
EMBED = "/embed/joint-pain-after-exercise"
MODULES = Path(__file__).parents[1] / "node_modules"
AXE = (MODULES / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ZOOMED = {"width": 320, "height": 256}
"""A window of 1280 by 1024 at 400 %."""
LIGHTHOUSE = {"accessibility": 1.0, "performance": 0.95, "best-practices": 0.95, "seo": 0.95}
"""The score that each category reaches at the least."""

FAULTS = """() => [
  ...[document.documentElement, ...document.body.querySelectorAll("*:not(.hidden, .skip)")]
    .filter((each) => each.clientWidth && each.scrollWidth > each.clientWidth + 1)
    .map((each) => `too wide: ${each.outerHTML.slice(0, 200)}`),
  ...[...document.querySelectorAll("[role=status], [role=alert], [aria-live]")]
    .filter((each) => each.textContent.trim())
    .map((each) => `told twice: ${each.textContent}`),
  ...document.getAnimations().map(() => "something moves"),
]"""
"""What no checker looks for: words cut or to be scrolled to, live regions that repeat the focus, motion."""
FOCUSED = "() => document.activeElement.autofocus ? 'autofocus' : document.activeElement.tagName"
VISIBLE = """(selector) => [...document.querySelectorAll(selector)]
  .filter((each) => each.checkVisibility()).map((each) => each.innerText)"""
SHIFTS = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().map((each) => each.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(done, 100, []);
})"""


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands."""
    page.evaluate(AXE)
    found = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => r.violations)")
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def faults(page: Page) -> list[str]:
    """Return what a reader would stumble over on the page as it stands, with all that is folded shown."""
    page.evaluate("() => document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
    found: list[str] = [*violations(page), *page.evaluate(FAULTS)]
    page.evaluate("() => document.querySelectorAll('main details').forEach((each) => { each.open = false; })")
    return found


def steps_of(page: Page) -> dict[str, list[str]]:
    """Take a quiz and return what is wrong in each step that there is, and where the focus is not."""
    found: dict[str, list[str]] = {}

    def judge(step: str) -> None:
        if step not in found:
            found[step] = faults(page)
        if step != "start" and page.evaluate(FOCUSED) != "H1":
            found[step].append("the focus is not on the heading")
        if step == "item" and "missing" not in found:
            press(page, "respond")
            found["missing"] = faults(page)
            if page.evaluate(FOCUSED) != "autofocus":
                found["missing"].append("the focus is not on what is missing")

    take_quiz(page, lambda _: 0, seen=judge)
    return found


@pytest.mark.parametrize(
    ("options", "query"),
    [
        ({}, ""),
        ({**ZOOMED, "color_scheme": "dark", "reduced_motion": "reduce"}, ""),
        ({"width": 320, "height": 640, "forced_colors": "active"}, "?lang=es"),
    ],
    ids=["phone", "zoomed-dark", "spanish"],
)
def test_nothing_is_wrong_in_any_step_of_a_quiz(visit: Open, options: dict[str, object], query: str) -> None:
    page = visit(f"{QUIZ}{query}", **options).page
    assert steps_of(page) == {step: [] for step in ("start", "item", "missing", "feedback", "report")}
    assert heading(page) == ("Todavía no" if query else "Not yet")


def test_nothing_is_wrong_from_right_to_left(visit: Open, right_to_left_url: str) -> None:
    page = visit(f"{right_to_left_url}/articles/blisters-from-new-shoes/quiz?lang=ar").page
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert steps_of(page) == {step: [] for step in ("start", "item", "missing", "feedback", "report")}
    page.goto(f"{right_to_left_url}/articles/blisters-from-new-shoes?lang=ar")
    assert faults(page) == []


@pytest.mark.parametrize("options", [{}, {**ZOOMED, "color_scheme": "dark"}], ids=["phone", "zoomed-dark"])
@pytest.mark.parametrize(
    "address",
    [
        "/",
        ARTICLE,
        f"{ARTICLE}?lang=es",
        f"{QUIZ}?attempt=unreadable",
        "/nowhere",
        "/privacy",
        f"{EMBED}/quiz",
        f"{EMBED}/red-flags",
        f"{EMBED}/summary",
    ],
)
def test_nothing_is_wrong_on_a_page(visit: Open, address: str, options: dict[str, object]) -> None:
    page = visit(address, allowed=("unreadable", "nowhere"), **options).page
    assert (page.evaluate(SHIFTS), faults(page)) == ([], [])


def test_the_html_checker_finds_no_error(visit: Open, tmp_path: Path) -> None:
    pages: dict[str, str] = {}
    page = visit(QUIZ, java_script_enabled=False).page

    def keep(step: str) -> None:
        pages[step] = page.request.get(page.url).text() if step == "start" else page.content()

    take_quiz(page, lambda _: 0, seen=keep)
    for name, address in {"index": "/", "article": ARTICLE, "embed": f"{EMBED}/faqs"}.items():
        opened = visit(address)
        pages[name] = opened.page.request.get(opened.page.url).text()
    for name, html in pages.items():
        (tmp_path / f"{name}.html").write_text(html, "utf-8")
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-jar", str(jar), "--errors-only", "--format", "json", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    messages = json.loads(done.stderr)["messages"]
    assert [f"{Path(each['url']).name}:{each.get('lastLine')} {each['message']}" for each in messages] == []
    assert len(pages) == 7


@pytest.mark.parametrize("address", [ARTICLE, QUIZ])
def test_lighthouse_gives_good_marks(site_url: str, address: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    chromium = shutil.which("chromium")
    assert chromium is not None
    command = [str(MODULES / ".bin" / "lighthouse"), f"{site_url}{address}", "--quiet", "--output=json"]
    command += [f"--output-path={report}", "--chrome-flags=--headless=new --no-sandbox"]
    marks: dict[str, Any] = {}
    for _ in range(3):  # the time of a page is judged too, and other tests run beside this one
        subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True)
        marks = {name: each["score"] for name, each in json.loads(report.read_text())["categories"].items()}
        if all(marks[name] >= least for name, least in LIGHTHOUSE.items()):
            break
    assert {name: mark for name, mark in marks.items() if mark < LIGHTHOUSE[name]} == {}


def test_axe_would_say_so(visit: Open) -> None:
    page = visit(ARTICLE).page
    page.evaluate("() => document.querySelector('h1').replaceWith(document.createElement('input'))")
    assert {found.partition(":")[0] for found in violations(page)} >= {"label", "page-has-heading-one"}


def on_paper(page: Page, selector: str) -> list[str]:
    """Return the text of each element of a page that its print has."""
    page.emulate_media(media="print")
    found: list[str] = page.evaluate(VISIBLE, selector)
    return found


def test_on_paper_an_article_is_unfolded_and_tells_the_addresses_of_its_sources(visit: Open) -> None:
    page = visit(ARTICLE).page
    assert on_paper(page, "nav a, form, .button, footer a") == []
    folded = page.locator("main details").count()
    assert folded > 50
    assert len(on_paper(page, "main details > :last-child")) == folded
    address = page.locator(".sources a").first
    shown = address.evaluate("each => getComputedStyle(each, '::after').content")
    assert shown == f'" {address.get_attribute("href")}"'


def test_on_paper_the_answers_of_a_report_have_a_page_of_their_own(visit: Open) -> None:
    page = visit(QUIZ).page
    answers = take_quiz(page, lambda _: 0).count("feedback")
    title = page.locator(".top").inner_text()
    assert on_paper(page, ".top a, form, .urgent-bar") == [title]
    assert page.locator(".answers-page").evaluate("each => getComputedStyle(each).breakBefore") == "page"
    assert len(on_paper(page, ".answers-page ~ * li")) == answers
    assert page.locator(".answers-page ~ *").count() == 1
    before = on_paper(page, "main > :not(.answers-page, .answers-page ~ *)")
    assert "Read this first" in "".join(before)
    assert "The right answer" not in "".join(before)
