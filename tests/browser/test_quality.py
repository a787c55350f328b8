"""What judges say of every page and state: axe, the HTML checker of the W3C, Lighthouse, and a ruler."""

import json
import random
import re
import subprocess
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, Route
from visits import Open, answer, chromium_options, first, in_turn, press, step_of, take_quiz, walk

ARTICLE = "/articles/joint-pain-after-exercise"
QUIZ = f"{ARTICLE}/quiz"
EMBED = "/embed/joint-pain-after-exercise"
MODULES = Path(__file__).parents[1] / "node_modules"
AXE = (MODULES / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HTML = "text/html; charset=utf-8"
ZOOMED = {"width": 320, "height": 256}
"""A window of 1280 by 1024 at 400 %."""
LIGHTHOUSE = {"accessibility": 1.0, "best-practices": 0.95, "seo": 0.95}
"""The score that each category reaches at the least. Performance depends on what runs beside it."""
MOST_WORK = 0.2
"""Seconds of a processor that an article takes to be shown; 0.04 here, however busy the machine is."""

FAULTS = r"""() => {
  const broken = [], range = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.parentElement.checkVisibility() || text.parentElement.closest(".hidden, .skip")) continue;
    if (text.data.includes("://")) continue;
    for (const { 0: word, index } of text.data.matchAll(/\p{L}+/gu)) {
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const lines = new Set([...range.getClientRects()].map((each) => Math.round(each.top)));
      if (lines.size > 1) broken.push(`broken: ${word}`);
    }
  }
  return [
    ...broken,
    ...[document.documentElement, ...document.body.querySelectorAll("*:not(.hidden, .skip)")]
      .filter((each) => each.clientWidth && each.checkVisibility() && each.scrollWidth > each.clientWidth + 1)
      .filter((each) => !each.parentElement || getComputedStyle(each).overflowX !== "visible")
      .map((each) => `too wide: ${each.outerHTML.slice(0, 200)}`),
    ...[...document.querySelectorAll("[role=status], [role=alert], [aria-live]")]
      .filter((each) => each.textContent.trim())
      .map((each) => `told twice: ${each.textContent}`),
    ...document.getAnimations().filter((each) => each.animationName !== "settle").map(() => "it moves"),
  ];
}"""
"""What no checker looks for: words cut, broken or scrolled to, live regions that repeat the focus, motion."""
FOCUSED = "() => document.activeElement.autofocus ? 'autofocus' : document.activeElement.tagName"
VISIBLE = """(selector) => [...document.querySelectorAll(selector)]
  .filter((each) => each.checkVisibility()).map((each) => each.innerText)"""
CUT_IN_PRINT = """(ids) => ids.filter((id) => {
  const box = document.getElementById(id);
  const style = getComputedStyle(box);
  const clipped = box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
  return style.breakInside !== "avoid" || clipped;
})"""
SHIFTS = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().map((each) => each.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(done, 100, []);
})"""
CUTS = re.compile("<summary|(?<=<summary>)|<ul|<main")
"""Where half of something may show on a slow line: in the head of a page, and before its main part."""
STARTS = """() => {
  const found = [], range = document.createRange(), nodes = document.createTreeWalker(document.body);
  while (nodes.nextNode()) {
    const node = nodes.currentNode, element = node.tagName ? node : node.parentElement;
    range.selectNode(node);
    const { left, top, width } = (node.tagName ? node : range).getBoundingClientRect();
    const seen = width && top < innerHeight && element.checkVisibility({ visibilityProperty: true });
    const place = seen ? [left, top].map(Math.round).join() : "";
    if (node.tagName || node.data.trim()) found.push([`${element.tagName} ${element.className}`, place]);
  }
  return found;
}"""


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands."""
    page.evaluate(AXE)
    # Text that is still fading in has no contrast.
    page.evaluate("document.getAnimations().forEach((each) => each.finish())")
    found = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => r.violations)")
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def faults(page: Page) -> list[str]:
    """Return what a reader would stumble over on the page as it stands, with all that is folded shown."""
    page.evaluate("() => document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # where the bar of a quiz lies over nothing
    found: list[str] = [*violations(page), *page.evaluate(FAULTS)]
    page.evaluate("() => document.querySelectorAll('main details').forEach((each) => { each.open = false; })")
    return found


def held(page: Page) -> None:
    """Have the browser paint each page that it goes to only when the whole page is there.

    A busy one may paint between any two tags, and then some things are in sight before they have their place.
    """

    def hold(route: Route) -> None:
        if route.request.resource_type != "document":
            return route.fallback()
        reply = route.fetch()
        html = reply.text().replace("</head>", '<link rel="expect" blocking="render" href="#end_"></head>')
        return route.fulfill(response=reply, body=html.replace("</body>", '<i id="end_" hidden></i></body>'))

    page.route("**/*", hold)


def steps_of(page: Page) -> dict[str, list[str]]:
    """Take a quiz and return what is wrong in each step that there is, and where the focus is not."""
    found: dict[str, list[str]] = {}
    for step in walk(page, in_turn()):
        name = state_of(page, step)
        if name not in found:
            found[name] = faults(page)
        if step != "start" and page.evaluate(FOCUSED) != "H1":
            found[name].append("the focus is not on the heading")
        if step == "item" and "missing" not in found:
            press(page, "respond")
            found["missing"] = faults(page)
            if page.evaluate(FOCUSED) != "autofocus":
                found["missing"].append("the focus is not on what is missing")
    return found


def state_of(page: Page, step: str) -> str:
    """Return which of its looks a step of a quiz has."""
    settled = step == "item" and page.locator(".notice").count()
    return "settled" if settled else "alarm" if page.locator(".alarm").count() else step


STEPS = {"start", "item", "missing", "feedback", "report"}


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
    found = steps_of(page)
    assert {step: wrong for step, wrong in found.items() if wrong} == {}
    assert found.keys() >= STEPS


def test_nothing_is_wrong_in_any_kind_of_practice(visit: Open) -> None:
    page = visit(QUIZ).page
    press(page, "practice")
    found: dict[str, list[str]] = {}
    kinds = {"select": "sort", "input[type=checkbox][name=response]": "multiple"}
    for step in walk(page, first):
        kind = next((name for field, name in kinds.items() if page.locator(field).count()), "choice")
        if f"{step} {kind}" not in found:
            found[f"{step} {kind}"] = faults(page)
    assert {step: wrong for step, wrong in found.items() if wrong} == {}


def test_nothing_is_wrong_from_right_to_left(visit: Open, right_to_left_url: str) -> None:
    page = visit(f"{right_to_left_url}/articles/blisters-from-new-shoes/quiz?lang=ar").page
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    found = steps_of(page)
    assert {step: wrong for step, wrong in found.items() if wrong} == {}
    page.goto(f"{right_to_left_url}/articles/blisters-from-new-shoes?lang=ar")
    assert faults(page) == []


@pytest.mark.parametrize("options", [{}, {**ZOOMED, "color_scheme": "dark"}], ids=["phone", "zoomed-dark"])
def test_nothing_is_wrong_on_a_page(visit: Open, options: dict[str, object]) -> None:
    visited = visit("about:blank", allowed=("unreadable", "nowhere"), **options)
    held(visited.page)
    found: dict[str, list[object]] = {}
    for address in (
        "/",
        ARTICLE,
        f"{ARTICLE}?lang=es",
        f"{ARTICLE}/sources",
        f"{QUIZ}?attempt=unreadable",
        "/nowhere",
        "/privacy",
        "/embed-code/joint-pain-after-exercise",
        f"{EMBED}/quiz?theme=dark&brand=ffd400",
        f"{EMBED}/red-flags",
        f"{EMBED}/summary?brand=ffd400",
    ):
        visited.go(address)
        found[address] = [*visited.page.evaluate(SHIFTS), *faults(visited.page)]
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def starts_of(page: Page, address: str, html: str) -> list[list[str]]:
    """Open this much of a page, and return where each element and text that is in sight begins."""
    page.route(lambda url: url == address, lambda route: route.fulfill(body=html, content_type=HTML), times=1)
    page.goto(address)
    found: list[list[str]] = page.evaluate(STARTS)
    return found


def test_nothing_jumps_while_a_page_arrives(visit: Open, site_url: str) -> None:
    """What a part of a page shows stands where it stands in the whole page."""
    page = visit("about:blank", java_script_enabled=False).page
    shown, jumps = 0, []
    for path in ("/", ARTICLE, QUIZ, f"{QUIZ}?attempt=unreadable", f"{EMBED}/quiz", f"{EMBED}/red-flags"):
        address = f"{site_url}{path}"
        html = page.request.get(address).text()
        whole = starts_of(page, address, html)
        for cut in islice(CUTS.finditer(html), 4):
            part = starts_of(page, address, html[: cut.start()])
            pairs = [pair for pair in zip(part, whole, strict=False) if pair[0][1]]
            shown += len(pairs)
            jumps += [(path, cut.start(), *pair) for pair in pairs if pair[0] != pair[1]]
    assert jumps == []
    assert shown > 200


WORDS = r"""() => [...document.querySelectorAll("header, main, footer, .hero")]
  .filter((each) => !each.parentElement.closest("main"))
  .map((each) => each.innerText).join(" ").split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word)).length"""
UNREADABLE = """(colours) => {
  const light = ([r, g, b]) => [r, g, b].map((x) => x / 255)
    .map((x) => (x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4))
    .reduce((sum, x, at) => sum + x * [.2126, .7152, .0722][at], 0);
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const pixel = (colours) => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of colours) { context.fillStyle = colour; context.fillRect(0, 0, 1, 1); }
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const behind = (element) => {
    const found = [];
    for (let at = element; at; at = at.parentElement) found.unshift(getComputedStyle(at).backgroundColor);
    return found;
  };
  const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    if (!element.closest(".hidden, .skip")) texts.push(element);
  }
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [sheet];
  const found = colours.flatMap((colour) => {
    sheet.replaceSync(`:root { --brand: #${colour}; }`);
    const shades = (each) => [...behind(each), getComputedStyle(each).color].join(";");
    const pairs = new Set(texts.map(shades));
    return [...pairs].map((each) => each.split(";")).map((pair) => {
      const lights = [pixel(pair.slice(0, -1)), pixel(pair)].map(light);
      return [colour, (Math.max(...lights) + .05) / (Math.min(...lights) + .05), pair.at(-1)];
    }).filter(([, contrast]) => contrast < 5);
  });
  document.adoptedStyleSheets = [];
  return found;
}"""
"""The colours of a publisher that leave a shown word with a contrast under 5 to what is behind it."""


def bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).last.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


@pytest.mark.parametrize(("width", "height"), [(390, 844), (390, 664)])
def test_a_phone_shows_what_is_needed_without_scrolling(visit: Open, width: int, height: int) -> None:
    page = visit("/", width=width, height=height).page
    articles = page.locator("article").count()
    assert bottom(page, "article:first-of-type .ways > a") <= 844
    assert page.evaluate(WORDS) <= 120 + 60 * articles
    page.goto(page.url.rstrip("/") + QUIZ)
    assert bottom(page, ".bar button") <= height
    assert page.evaluate(WORDS) <= 150
    press(page, "check")
    words: list[int] = []
    choose = in_turn()
    for _ in range(5):
        if step_of(page) != "item":
            break
        top = page.locator(".bar").bounding_box()
        assert top is not None
        assert bottom(page, "label.option") <= top["y"] + 1
        assert top["y"] + top["height"] <= height + 1
        words.append(page.evaluate(WORDS))
        answer(page, choose)
        assert bottom(page, ".bar .button") <= height
        assert page.evaluate(WORDS) <= 105
        press(page, "next")
    assert max(words) <= 130
    if page.locator("[data-way=report]").count():
        press(page, "report")
    assert page.locator("h1").bounding_box()["y"] < height  # type: ignore[index] # it is there
    assert bottom(page, ".next :is(.button, button)") <= 844
    assert page.evaluate("document.body.scrollHeight") <= 3.2 * 844
    assert page.evaluate(WORDS) <= 330


MOST = {"start": 552, "item": 774, "settled": 830, "feedback": 780, "alarm": 940}
"""Pixels of an embed that is 320 wide; "settled" is an item once the result is clear, which a notice says.

Start and item have those of the design, which was drawn with a narrow typeface; the one here is the widest
that was met. Over all stories and responses the highest pages have 547, 738, 786, 744 and 900. WordPress
shows 1000 without scrolling.
"""


def test_an_embed_keeps_to_its_height(visit: Open) -> None:
    page = visit(f"{EMBED}/quiz", width=320).page
    heights: dict[str, float] = {}
    for step in walk(page, in_turn()):
        name = state_of(page, step)
        height = page.evaluate("document.body.getBoundingClientRect().height")
        heights[name] = max(height, heights.get(name, 0))
    assert {name: heights[name] for name, most in MOST.items() if heights.get(name, 0) > most} == {}


MOST_SCREENS = 10.9
"""Screens of a phone that the article takes.

The design wants 8, and 1,300 words in sight where this has 1,440: it was drawn before every urgent sign of
the joint, the injury and the exercise had to be in sight, and every medicine that rules out a painkiller.
"""


def test_an_article_keeps_to_its_length(visit: Open) -> None:
    page = visit(ARTICLE).page
    assert page.evaluate("document.body.scrollHeight / innerHeight") <= MOST_SCREENS
    assert bottom(page, ".path li:nth-child(3)") <= 844


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_colour_of_a_publisher_leaves_every_word_readable(visit: Open, scheme: str) -> None:
    chance = random.Random(7)
    drawn = [f"{chance.randrange(1 << 24):06x}" for _ in range(20)]
    colours = ["ffffff", "000000", "ffd400", "00ff00", *drawn]
    page = visit(ARTICLE, color_scheme=scheme).page
    unreadable: dict[str, list[object]] = {"article": page.evaluate(UNREADABLE, colours)}
    page.goto(page.url.replace(ARTICLE, f"{EMBED}/quiz?theme={scheme}"))
    for step in walk(page, in_turn()):
        name = state_of(page, step)
        if name not in unreadable:
            unreadable[name] = page.evaluate(UNREADABLE, colours)
    assert {name: found for name, found in unreadable.items() if found} == {}
    assert unreadable.keys() >= {"article", "start", "item", "feedback", "report"}


def test_the_html_checker_finds_no_error(visit: Open, tmp_path: Path) -> None:
    pages: dict[str, str] = {}
    page = visit(QUIZ, java_script_enabled=False).page
    for step in walk(page, first):
        pages[step] = page.request.get(page.url).text() if step == "start" else page.content()
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


def test_lighthouse_gives_good_marks(playwright: Playwright, site_url: str, tmp_path: Path) -> None:
    options: Any = chromium_options()
    options["args"].append("--remote-debugging-port=0")  # of Lighthouse's own choice another test may take it
    only = f"--only-categories={','.join(LIGHTHOUSE)}"
    with playwright.chromium.launch_persistent_context(str(tmp_path), **options):
        port = (tmp_path / "DevToolsActivePort").read_text().split()[0]
        command = [str(MODULES / ".bin" / "lighthouse"), f"{site_url}{ARTICLE}", f"--port={port}", only]
        command += ["--quiet", "--output=json", "--disable-full-page-screenshot"]
        done = subprocess.run(command, check=True, capture_output=True)
    marks = {name: each["score"] for name, each in json.loads(done.stdout)["categories"].items()}
    assert marks.keys() == LIGHTHOUSE.keys()
    assert {name: mark for name, mark in marks.items() if mark < LIGHTHOUSE[name]} == {}


def test_an_article_takes_little_work_to_be_shown(visit: Open, site_url: str) -> None:
    page = visit("about:blank").page
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(f"{site_url}{ARTICLE}")
    metrics = session.send("Performance.getMetrics")["metrics"]
    work = {each["name"]: each["value"] for each in metrics}
    assert 0 < work["LayoutDuration"] < work["TaskDuration"] <= MOST_WORK


def test_axe_would_say_so(visit: Open) -> None:
    page = visit(ARTICLE).page
    page.evaluate("() => document.querySelector('h1').replaceWith(document.createElement('input'))")
    assert {found.partition(":")[0] for found in violations(page)} >= {"label", "page-has-heading-one"}


def on_paper(page: Page, selector: str) -> list[str]:
    """Return the text of each element of a page that its print has."""
    page.emulate_media(media="print")
    found: list[str] = page.evaluate(VISIBLE, selector)
    return found


def pages_on_paper(page: Page) -> int:
    pdf = page.pdf(format="A4", margin={"top": "15mm", "bottom": "15mm", "left": "15mm", "right": "15mm"})
    return pdf.count(b"/Type /Page\n")


def test_on_paper_an_article_is_unfolded_without_what_only_works_on_a_screen(visit: Open) -> None:
    page = visit(ARTICLE).page
    folded = page.locator("main details").count()
    assert on_paper(page, "nav a, form, .button, button") == []
    assert folded > 5
    assert len(on_paper(page, "main details > :last-child")) == folded
    assert pages_on_paper(page) <= 4


def test_on_paper_every_red_flag_is_whole(visit: Open, site_url: str) -> None:
    page = visit(ARTICLE).page
    flags = page.request.get(f"{site_url}/api/v1{ARTICLE}/red-flags").json()["items"]
    printed = {flag["id"]: " ".join(on_paper(page, f"[id='{flag['id']}']")) for flag in flags}
    lost = [flag["id"] for flag in flags if flag["name"] not in printed[flag["id"]]]
    lost += [flag["id"] for flag in flags if (flag.get("hint") or "") not in printed[flag["id"]]]
    cut = page.evaluate(CUT_IN_PRINT, [flag["id"] for flag in flags])
    assert (len(flags) > 40, lost, cut) == (True, [], [])


def test_on_paper_a_report_is_whole_on_one_page_before_its_answers(visit: Open) -> None:
    page = visit(QUIZ).page
    answers = take_quiz(page, first).count("feedback")
    assert on_paper(page, "form, .button, button, .signs-now") == []
    assert len(on_paper(page, ".folds li")) == answers
    assert pages_on_paper(page) <= 3
