"""Embeds in other people's pages: by WordPress's own code, by H5P's protocol, and by our element.

Each test of the element was seen to fail, with that of version 0.1 or without the line that it is about.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from node_programs import node_program
from playwright.sync_api import Frame, Page
from visits import Open, Visit, answer, first, press, step_of, walk

from quizapp.web.prebuilt.assets import FIXED_LOADER, INTEGRITY

ARTICLE = "joint-pain-after-exercise"
WORDPRESS = Path(sys.prefix) / "wordpress"
"""Where tests/run.py puts it."""
PHP = Path(__file__).with_name("wordpress.php")

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

HEIGHT = "document.body.getBoundingClientRect().height"
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
"""


Hosted = Callable[..., Page]


@pytest.fixture
def hosted(visit: Open, host: Callable[..., str]) -> Hosted:
    """Opens a page of somebody else's site with this in it, perhaps under a policy."""
    return lambda html, policy="", **options: visit(host(html, policy), **options).page


@pytest.fixture
def empty(visit: Open, host: Callable[..., str]) -> Callable[[str], Page]:
    """Opens a host page to which the site gives empty frames."""

    def open_it(html: str) -> Page:
        # after five seconds the element may tell the owner of the page that its frame is silent
        page = visit("about:blank", allowed=("no word came from it",)).page
        page.route("**/embed/**", lambda route: route.fulfill(body=""))
        page.goto(host(html))
        return page

    return open_it


def frame_of(page: Page) -> Frame:
    """Return the embed's frame, when it is there."""
    page.wait_for_selector("iframe", state="attached")
    frame = page.frames[1]
    frame.wait_for_selector("#main_")
    return frame


def fits(page: Page, frame: Frame, lowest: int = 0, highest: int = 10_000) -> None:
    """Wait until the frame is as high as its content, within two pixels, between these bounds."""
    off, end = 99.0, time.monotonic() + 30
    while off > 2 and time.monotonic() < end:
        content = frame.evaluate(HEIGHT)
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


def test_in_wordpress_the_quiz_has_its_height_at_every_step(hosted: Hosted, public_url: str) -> None:
    post = in_wordpress(f"{public_url}/articles/{ARTICLE}/quiz")
    assert 'sandbox="allow-scripts"' in post
    page = hosted(post, width=640)
    frame = frame_of(page)
    for _ in walk(frame, first):
        fits(page, frame, 200, 1000)
    assert step_of(frame) == "report"
    assert not page.locator("blockquote").is_visible()


def test_in_wordpress_an_article_has_its_height_and_without_the_site_its_link(
    hosted: Hosted, empty: Callable[[str], Page], public_url: str
) -> None:
    address = f"{public_url}/articles/{ARTICLE}"
    post = in_wordpress(address)
    page = hosted(post)
    fits(page, frame_of(page), 200, 1000)
    away = empty(post)
    assert away.locator(f'blockquote a[href="{address}"]').is_visible()


def test_in_wordpress_a_link_leads_to_the_article(hosted: Hosted, public_url: str) -> None:
    page = hosted(in_wordpress(f"{public_url}/articles/{ARTICLE}"))
    frame = frame_of(page)
    fits(page, frame, 200, 1000)
    frame.locator("footer a").click()
    page.wait_for_url(f"{public_url}/articles/{ARTICLE}")
    page.go_back()


def test_where_h5p_resizes_frames_the_quiz_has_its_height_at_every_step(
    hosted: Hosted, site_url: str
) -> None:
    frame_html = f'<iframe src="{site_url}/embed/{ARTICLE}/quiz" title="Quiz" frameborder="0"></iframe>'
    page = hosted(f"<script>{H5P_HOST}</script>{frame_html}")
    frame = frame_of(page)
    for _ in walk(frame, first):
        fits(page, frame)
    assert step_of(frame) == "report"


ELEMENT = "document.querySelector('quizapp-embed')"


def element(site_url: str, part: str, more: str = "", *, link: bool = True) -> str:
    """Return our element as a host page has it."""
    inside = f'<a href="{site_url}/articles/{ARTICLE}">Our link</a>' if link else ""
    return f'<quizapp-embed article="{ARTICLE}" part="{part}" {more}>{inside}</quizapp-embed>'


def loader(site_url: str, how: str = "async") -> str:
    return f'<script {how} src="{site_url}/embed.js"></script>'


def frames(page: Page, number: int = 1) -> list[Frame]:
    """Return the frames of the elements of a page, when so many have told their height."""
    page.wait_for_function(
        """number => [...document.querySelectorAll("quizapp-embed")]
        .map((each) => each.shadowRoot?.querySelector("iframe"))
        .filter((each) => each && getComputedStyle(each).visibility === "visible").length === number""",
        arg=number,
    )
    return [frame for frame in page.frames if f"/embed/{ARTICLE}/" in frame.url]


Embed = Callable[..., tuple[Page, Frame]]


@pytest.fixture
def embed(hosted: Hosted, site_url: str) -> Embed:
    """Opens a page with our element; gives that page, and the element's frame once it told its height."""

    def open_it(
        part: str = "summary",
        more: str = "",
        *,
        above: str = "",
        below: str = "",
        policy: str = "",
        **options: object,
    ) -> tuple[Page, Frame]:
        page = hosted(above + loader(site_url) + element(site_url, part, more) + below, policy, **options)
        return page, frames(page)[0]

    return open_it


WAYS = {
    "async": lambda url: loader(url) + element(url, "summary"),
    "deferred": lambda url: loader(url, "defer") + element(url, "summary"),
    "before": lambda url: loader(url, "") + element(url, "summary"),
    "after": lambda url: element(url, "summary") + loader(url, ""),
    "module": lambda url: loader(url, "type=module") + element(url, "summary", link=False),
    "import": lambda url: (
        f"{element(url, 'summary', link=False)}<script type=module>await import('{url}/embed.js')</script>"
    ),
    "framework": lambda url: (
        f"{loader(url, '')}<script>const made = document.createElement('quizapp-embed');"
        "document.body.append(made); setTimeout(() => { made.setAttribute('part', 'summary');"
        f"made.setAttribute('article', '{ARTICLE}'); }}, 50)</script>"
    ),
    "named site": lambda url: loader(url) + element(url, "summary", f'site="{url}"', link=False),
    "fixed": lambda url: (
        f'<script async src="{url}{FIXED_LOADER}" integrity="{INTEGRITY}" crossorigin></script>'
        + element(url, "summary")
    ),
}
"""How a page may come by our element."""


@pytest.mark.parametrize("way", WAYS)
def test_the_element_works_however_it_comes_into_a_page(hosted: Hosted, site_url: str, way: str) -> None:
    page = hosted(WAYS[way](site_url))
    (frame,) = frames(page)
    assert frame.url.startswith(f"{site_url}/embed/{ARTICLE}/summary")
    assert page.locator("quizapp-embed iframe").get_attribute("title") in {"Our link", ARTICLE}
    assert page.locator("quizapp-embed iframe").get_attribute("name")


def test_in_a_dark_browser_an_embed_is_as_light_as_the_page_around_it(embed: Embed) -> None:
    _, frame = embed(color_scheme="dark")
    assert frame.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_two_sites_on_one_page_keep_apart(hosted: Hosted, site_url: str, public_url: str) -> None:
    page = hosted("".join(loader(url) + element(url, "summary") for url in (site_url, public_url)))
    assert [frame.url.partition("/embed")[0] for frame in frames(page, 2)] == [site_url, public_url]


def test_a_colour_may_be_its_six_digits_alone_and_what_is_no_colour_is_passed_over(
    hosted: Hosted, site_url: str
) -> None:
    style = "<style>:root { --quizapp-brand: rebeccapurple; }</style>"
    given = ["#7b2358", "7b2358", "navy", "no colour"]
    elements = [element(site_url, "takeaways", f'brand="{brand}"') for brand in given]
    page = hosted(style + loader(site_url) + "".join(elements))
    colours = [frame.url.partition("brand=")[2][:6] for frame in frames(page, len(given))]
    assert colours == ["7b2358", "7b2358", "000080", "663399"]


def test_the_element_follows_its_attributes_and_the_colours_around_it(embed: Embed) -> None:
    style = "<style>:root { color-scheme: light dark; --quizapp-brand: rebeccapurple; }</style>"
    page, frame = embed(above=style, color_scheme="dark")
    assert "theme=dark" in frame.url
    assert "brand=663399" in frame.url
    frame.evaluate("window.same = true")
    page.evaluate(f"{ELEMENT}.setAttribute('theme', 'light')")
    frame.locator("html[data-theme=light]").wait_for()
    page.evaluate(f"{ELEMENT}.removeAttribute('theme')")
    page.emulate_media(color_scheme="dark")
    frame.locator("html[data-theme=dark]").wait_for()
    assert frame.evaluate("window.same")
    page.evaluate(f"{ELEMENT}.setAttribute('part', 'takeaways'); {ELEMENT}.setAttribute('lang', 'es')")
    page.wait_for_function(f"{ELEMENT}.shadowRoot.querySelector('iframe').src.includes('takeaways?lang=es')")
    (frame,) = frames(page)
    frame.wait_for_selector("[lang=es]")
    page.evaluate(f"{ELEMENT}.setAttribute('rev', '0000')")
    page.wait_for_function(f"{ELEMENT}.shadowRoot.querySelector('iframe').src.includes('rev=0000')")
    (frame,) = frames(page)
    frame.wait_for_selector(".notice")


def test_the_element_moves_with_the_place_of_its_reader(embed: Embed) -> None:
    page, frame = embed("quiz", below="<div id=there></div>")
    press(frame, "check")
    answer(frame, first)
    page.frame_locator("iframe[hidden]").locator("#keeper_").wait_for(state="attached")
    press(frame, "next")
    story = frame.locator(".stem").inner_text()
    page.evaluate(f"document.getElementById('there').append({ELEMENT})")
    moved = page.frame_locator("quizapp-embed iframe")  # another than before, and late perhaps
    moved.locator('[data-step="item"]').wait_for()
    assert moved.locator(".stem").inner_text() == story
    assert page.evaluate("document.querySelector('iframe[hidden]').contentDocument") is None


SNIPPETS = {
    "element": lambda url: loader(url) + element(url, "quiz"),
    "frame": lambda url: f'<iframe src="{url}/embed/{ARTICLE}/quiz" title="Quiz"></iframe>',
    "sandbox": lambda url: (
        f'<iframe src="{url}/embed/{ARTICLE}/quiz" title="Quiz" sandbox="allow-scripts"></iframe>'
    ),
}


@pytest.mark.parametrize("way", SNIPPETS)
def test_who_leaves_the_page_and_comes_back_goes_on_at_the_same_place(
    with_storage: Visit, site_url: str, host: Callable[[str], str], way: str
) -> None:
    """Where a browser lets frames keep nothing, it keeps the place of those that no script made."""
    page = with_storage.page
    with_storage.go(host(SNIPPETS[way](site_url)))
    frame = frame_of(page)
    press(frame, "check")
    answer(frame, first)
    press(frame, "next")
    story = frame.locator(".stem").inner_text()
    page.goto(f"{site_url}/")
    page.go_back()
    frame = frame_of(page)
    frame.locator('[data-step="item"]').wait_for()
    assert frame.locator(".stem").inner_text() == story


def test_after_a_step_the_top_of_the_element_is_in_view(embed: Embed) -> None:
    above, below = ('<p style="height:300px">Above</p>', '<p style="height:900px">Below</p>')
    page, frame = embed("quiz", above=above, below=below, height=400)
    press(frame, "check")
    fits(page, frame)
    page.evaluate("scrollTo(0, 700)")
    answer(frame, first)
    page.wait_for_function(f"Math.abs({ELEMENT}.getBoundingClientRect().top) < 2")


def test_an_error_leaves_the_link_and_tells_the_owner_alone(
    visit: Open, site_url: str, host: Callable[[str], str]
) -> None:
    page = visit("about:blank", allowed=("localhost",)).page
    with page.expect_console_message(lambda line: line.text.startswith("quizapp-embed: 404: ")):
        page.goto(host(loader(site_url) + element(site_url, "nothing")))
    assert page.locator("quizapp-embed a").is_visible()
    assert not page.locator("quizapp-embed iframe").is_visible()


def test_the_element_needs_no_style_of_a_page_with_a_strict_policy(embed: Embed, site_url: str) -> None:
    ours = f"script-src {site_url}; frame-src {site_url}"
    fits(*embed(policy=f"default-src 'none'; img-src data:; style-src 'none'; {ours}"))


@pytest.mark.parametrize(("part", "whole"), [("takeaways", True), ("red-flags", False)])
def test_on_paper_a_short_embed_is_whole_and_a_long_one_is_its_link(
    embed: Embed, part: str, *, whole: bool
) -> None:
    page, _ = embed(part)
    page.emulate_media(media="print")
    assert page.locator("quizapp-embed iframe").is_visible() is whole
    assert page.locator("quizapp-embed a").is_visible() is not whole


@pytest.mark.parametrize("width", [390, 1200])
def test_with_its_height_kept_free_nothing_jumps(
    visit: Open, hosted: Hosted, host: Callable[..., str], site_url: str, width: int
) -> None:
    parts = ["summary", "faqs/can-i-train-with-a-little-pain"]
    measured = hosted(loader(site_url) + "".join(element(site_url, part) for part in parts), width=width)
    heights = [round(frame.evaluate(HEIGHT)) for frame in frames(measured, 2)]
    room = [f'height="{height}px" style="display:block;min-height:{height}px"' for height in heights]
    page = visit("about:blank", width=width).page
    page.add_init_script(SHIFTS)
    kept = "".join(element(site_url, part, more) for part, more in zip(parts, room, strict=True))
    page.goto(host(f"{loader(site_url)}{kept}<p>After it</p>"))
    for frame in frames(page, 2):
        fits(page, frame)
    page.screenshot()  # so that frames are painted, and shifts are seen
    assert page.evaluate("window.shifts") == []


def test_the_element_tells_what_happens_and_the_verdict_once_out_of_any_shadow(
    hosted: Hosted, site_url: str
) -> None:
    within = (
        "<div id=outer></div><script>document.getElementById('outer').attachShadow({mode: 'open'})"
        f".innerHTML = `{element(site_url, 'quiz')}`</script>"
    )
    page = hosted(loader(site_url, "") + within)
    page.evaluate(
        """() => { window.told = []; for (const type of ["started", "answered", "finished"])
        document.addEventListener(`quizapp-${type}`, ({ detail }) => window.told.push(detail)); }"""
    )
    frame = frame_of(page)
    steps = []
    for step in walk(frame, first):
        steps.append(step)
        fits(page, frame)
    told = page.evaluate("window.told")
    answers = steps.count("feedback")
    base = {"source": "quizapp", "v": 1}
    verdict = frame.locator("#main_").get_attribute("data-verdict")
    assert told == [
        {**base, "type": "started"},
        *({**base, "type": "answered", "answered": number} for number in range(1, answers + 1)),
        {**base, "type": "finished", "verdict": verdict},
    ]


def test_content_of_any_height_is_whole(embed: Embed) -> None:
    page, frame = embed("signs", 'style="width:70px"')
    assert frame.evaluate("document.body.scrollHeight") > 10_000
    fits(page, frame, highest=100_000)


def test_a_height_keeps_its_room_with_its_unit_or_without(
    empty: Callable[[str], Page], site_url: str
) -> None:
    given = ("300", "300px", "300 200", "300px 200px")
    page = empty(loader(site_url) + "".join(element(site_url, "quiz", f'height="{each}"') for each in given))
    page.wait_for_selector("iframe >> nth=3", state="attached")
    heights = "[...document.querySelectorAll('quizapp-embed')].map((each) => each.clientHeight)"
    assert page.evaluate(heights) == [300, 300, 300, 300]
    page.set_viewport_size({"width": 800, "height": 600})
    page.reload()
    page.wait_for_selector("iframe >> nth=3", state="attached")
    assert page.evaluate(heights) == [300, 300, 200, 200]


def test_the_link_stays_until_the_frame_is_there(
    hosted: Hosted, empty: Callable[[str], Page], site_url: str
) -> None:
    embedded = loader(site_url) + element(site_url, "summary")
    assert hosted(embedded, java_script_enabled=False).locator("quizapp-embed a").is_visible()
    away = empty(embedded)
    away.wait_for_selector("quizapp-embed iframe", state="attached")
    assert away.locator("quizapp-embed a").is_visible()


def test_the_host_shapes_the_element_by_its_properties(embed: Embed) -> None:
    style = "<style>quizapp-embed { --quizapp-max-width: 300px; --quizapp-border: 3px solid red; }</style>"
    page, _ = embed(above=style)
    box = page.locator("quizapp-embed").bounding_box()
    assert box is not None
    assert box["width"] in {300, 306}
    width = page.evaluate("getComputedStyle(document.querySelector('quizapp-embed')).borderTopWidth")
    assert width == "3px"


def test_a_message_from_elsewhere_changes_nothing(embed: Embed) -> None:
    page, frame = embed()
    fits(page, frame)
    before = frame.evaluate("innerHeight")
    page.evaluate("postMessage({ source: 'quizapp', v: 1, type: 'height', height: 5000 }, '*')")
    page.wait_for_timeout(100)
    assert frame.evaluate("innerHeight") == before
