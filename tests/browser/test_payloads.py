"""Markup of strangers in a real browser: every payload in every text of an author and of a request.

A payload that became markup would leave an element with the attribute `xss` or a link with a script in it,
ask a stranger for something, or be refused aloud by the policy of the page. None of it may happen anywhere.
"""

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from itertools import product
from typing import Any
from urllib.parse import quote

from conftest import COMPLETE, make_site, snapshot_of
from playwright.sync_api import Browser, Page
from visits import Visit, answer, first, press, serving, step_of

from quizapp.attempts.sql_store import SqlStore
from quizapp.content.model import Article, Review
from quizapp.library.load import load
from quizapp.settings import Settings
from quizapp.web.app import create_app

ID = "blisters-from-new-shoes"
GROUP = 90
"""Payloads that stand together in one text; one that would swallow the rest comes last."""

_EVENTS = ["onerror", "onload", "onfocus", "ontoggle", "onmouseover", "onanimationstart", "onpointerenter"]
_TAGS = [
    *("img src=x", "svg", "body", "video src=x", "audio src=x"),
    *("details open", "input autofocus", "iframe"),
]
_BEFORE = ["", "'>", '">', "</title>", "</textarea>", "</script>", "</style>", "-->", "]]>", "`>", "\\'>"]
PAYLOADS = [
    *(f"<{tag} xss {event}=hit()>" for tag, event in product(_TAGS, _EVENTS)),
    *(f"{before}<script xss>hit()</script>" for before in _BEFORE),
    *(f"{before}<img xss src=x onerror=hit()>" for before in _BEFORE),
    *(f'" xss {event}=hit() x="' for event in _EVENTS),
    *(f"' xss {event}=hit() x='" for event in _EVENTS),
    "[a](javascript:hit())",
    "[a](JaVaScRiPt:hit())",
    "[a](java&#115;cript:hit())",
    "[a](java\tscript:hit())",
    "[a](&#1;javascript:hit())",
    "[a](data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==)",
    "[a](vbscript:hit())",
    "![a](https://stranger.example/pixel.png)",
    "<https://stranger.example/><javascript:hit()>",
    "[a]: javascript:hit()\n[a]",
    '[a](https://stranger.example "x\' xss onclick=hit()")',
    "<a xss href=javascript:hit()>a</a>",
    "<base xss href=//stranger.example/>",
    "<meta xss http-equiv=refresh content='0;url=javascript:hit()'>",
    "<link xss rel=stylesheet href=//stranger.example/x.css>",
    "<style xss>@import '//stranger.example/x.css';</style>",
    "<object xss data=javascript:hit()></object>",
    "<embed xss src=javascript:hit()>",
    "<form xss action=javascript:hit()><button>a</button></form>",
    "<math><mi xss xlink:href=javascript:hit()>a</mi></math>",
    "<svg xss><animate attributeName=href values=javascript:hit() /></svg>",
    "<template xss shadowrootmode=open><script>hit()</script></template>",
    "&lt;script xss&gt;hit()&lt;/script&gt;",
    "&#60;img xss src=x onerror=hit()&#62;",
    "\u003cimg xss src=x onerror=hit()\u003e",
    "%3Cimg xss src=x onerror=hit()%3E",
    "{{7*7}}{% raw %}${hit()}#{hit()}<%= hit() %>",
    "\u2028<img xss src=x onerror=hit()>\u2029",
    "<scr\0ipt xss>hit()</scr\0ipt>",
    "\uff1cimg xss src=x onerror=hit()\uff1e",
    "<iframe xss src=javascript:hit()>",
    "expression(hit());background:url(//stranger.example/x)",
    "<xmp xss><img src=x onerror=hit()></xmp>",
    "<noscript xss><p title='</noscript><img src=x onerror=hit()>'>",
    "<plaintext xss>",
    "<!--<img xss src=x onerror=hit()>",
]
GROUPS = [" ".join(PAYLOADS[start : start + GROUP]) for start in range(0, len(PAYLOADS), GROUP)]

IS_MARKUP = """() => {
    const links = [...document.querySelectorAll("a, form, iframe, object, embed")].filter((each) =>
        /^\\s*(javascript|data|vbscript):/i.test(each.href || each.action || each.src || each.data || ""));
    return document.querySelectorAll("[xss]").length + links.length + (window.hits || 0);
}"""


class Watched(Visit):
    """A page, and all that must not happen in it."""

    def __init__(self, page: Page, url: str) -> None:
        # what is asked for is not there, or no step, and a picture x is not there either
        super().__init__(page, url, allowed=("the server responded with a status of 4",))
        self.views = 0
        self.happened: list[str] = []
        page.add_init_script("window.hit = () => { window.hits = (window.hits || 0) + 1; }")
        page.set_default_timeout(60_000)

    def see(self, path: str) -> None:
        """Open a view and look at what came of the payloads in it."""
        self.go(path)
        self.look(path)

    def send(self, path: str, values: dict[str, str]) -> None:
        """Send a form from a page of the site."""
        self.go("/privacy")
        send = """([path, values]) => {
            const form = Object.assign(document.createElement("form"), { method: "post", action: path });
            for (const [name, value] of Object.entries(values)) {
                form.append(Object.assign(document.createElement("textarea"), { name, value }));
            }
            document.body.append(form);
            form.submit();
        }"""
        with self.page.expect_navigation():
            self.page.evaluate(send, [path, values])
        self.look(path)

    def look(self, where: str) -> None:
        self.views += 1
        if self.page.evaluate(IS_MARKUP):
            self.happened.append(f"{where}: a payload became markup")


def hostile(article: Article, text: str) -> Article:
    """Return an article with a text in all its prose: whatever has a blank in it."""

    def put(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(put(each) for each in value)
        if isinstance(value, str) and not isinstance(value, Enum) and " " in value:
            return f"{text} {value}"
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{each.name: put(getattr(value, each.name)) for each in fields(value)})
        return value

    review = Review(status="reviewed", by="Dr. Who", date="2026-01-01", next_review="2027-01-01")
    signs = tuple(replace(sign, note="a note") for sign in article.signs)
    sources = tuple(replace(each, publisher="a publisher") for each in article.sources)
    gaps = tuple(replace(gap, note="a note") for gap in article.gaps)
    made: Article = put(replace(article, review=review, signs=signs, sources=sources, gaps=gaps))
    return made


def test_no_text_of_an_author_becomes_markup_on_any_view(
    chromium: Browser, settings: Settings, store: SqlStore
) -> None:
    (article,) = load(COMPLETE).library.articles.values()
    for text in GROUPS:
        site = make_site(settings, store, snapshot_of(settings, hostile(article, text)))
        paths = ["/", f"/articles/{ID}", f"/articles/{ID}/quiz", f"/embed-code/{ID}", "/docs"]
        paths += [path for path in site.snapshot.table if path.startswith(f"/embed/{ID}/")]
        paths += [path for path in site.snapshot.table if path.endswith(".html") and path.count("/") == 5]
        with serving(create_app(site=site)) as url:
            watched = Watched(chromium.new_page(), url)
            page = watched.page
            for path in paths:
                watched.see(path)
            for mode in ("check", "practice"):
                watched.go(f"/articles/{ID}/quiz")
                press(page, mode)
                for step in ("item", "feedback", "item", "feedback", "item"):
                    assert step_of(page) == step
                    watched.look(f"{step} of a {mode}")
                    if step == "item":
                        answer(page, first)
                    else:
                        press(page, "next")
                press(page, "next")
                press(page, "report")
                watched.look(f"report of a {mode}")
        assert (watched.happened, watched.views > 20) == ([], True)
        watched.close()


def test_nothing_in_a_request_becomes_markup_on_any_view(
    chromium: Browser, settings: Settings, store: SqlStore
) -> None:
    snapshot = snapshot_of(settings, *load(COMPLETE).library.articles.values())
    with serving(create_app(site=make_site(settings, store, snapshot))) as url:
        watched = Watched(chromium.new_page(), url)
        for text in GROUPS:
            given = quote(text)
            for path in (f"/{given[:6000]}", f"/articles/{given[:6000]}", f"/embed/{ID}/{given[:6000]}"):
                watched.see(path)
            for path, names in (
                ("/", ("lang",)),
                (f"/articles/{ID}", ("lang",)),
                (f"/articles/{ID}/quiz", ("lang", "attempt", "previous", "theme")),
                (f"/embed/{ID}/causes", ("lang", "theme", "rev", "x")),
                (f"/embed/{ID}/quiz", ("lang", "theme", "attempt", "previous")),
                (f"/embed-code/{ID}", ("part", "lang", "theme", "pin")),
            ):
                for name in names:
                    watched.see(f"{path}?{name}={given}")
            for name in ("attempt", "previous", "item", "response", "certainty", "step"):
                for step in ("respond", "check"):
                    watched.send(f"/articles/{ID}/quiz", {"step": step, name: text})
        assert (watched.happened, watched.views > 30 * len(GROUPS)) == ([], True)
        watched.close()


def test_a_payload_that_breaks_out_is_seen(chromium: Browser) -> None:
    def careless(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [f"<!doctype html><main>{text}</main>".encode() for text in GROUPS[:1]]

    with serving(careless) as url:
        watched = Watched(chromium.new_page(), url)
        watched.see("/")
    assert watched.happened != []
    watched.page.context.close()
