"""One visit with a browser: what went wrong on the way, and how a reader takes a quiz."""

import logging
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import urljoin, urlsplit
from wsgiref.types import WSGIApplication

from playwright.sync_api import ConsoleMessage, Error, Frame, Page
from werkzeug.serving import make_server

Where = Page | Frame
Choice = Callable[[list[str]], int]
"""Which of the options, by its place."""
MOST_STEPS = 70
"""No attempt has more: thirty items, each with its feedback, and some to spare."""


@contextmanager
def serving(app: WSGIApplication, port: int = 0) -> Iterator[str]:
    """Serve a WSGI application on a free port, or on this one, and give its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def chromium_options() -> dict[str, object]:
    """Return how Chromium is started: Debian's, and as root without its sandbox, which wants another user.

    Scripts draw the same numbers in every run, so that a static copy asks the same stories. And localhost is
    127.0.0.1: at ::1, where Chromium looks first, a server of another test may have the same port.
    """
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    arguments += ["--js-flags=--random-seed=7", "--host-resolver-rules=MAP localhost 127.0.0.1"]
    return {"executable_path": shutil.which("chromium"), "args": arguments}


class Visit:
    """A page of a browser that remembers what must not happen: errors, strangers, cookies."""

    def __init__(self, page: Page, site_url: str, allowed: Sequence[str] = ()) -> None:
        """Watch a page; `allowed` are words in addresses that are visited for their error, or in errors."""
        self.page = page
        self._allowed = allowed
        self._site_url = site_url
        self._errors: list[str] = []
        self._requests: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", self._take_error)
        page.on("request", lambda request: self._requests.append(request.url))

    def go(self, address: str) -> None:
        """Open an address of the site, or a whole one."""
        self.page.goto(urljoin(self._site_url, address))

    def _hear(self, line: ConsoleMessage) -> None:
        seen = f"{self.page.url} {line.text}"
        if line.type == "error" and not any(word in seen for word in self._allowed):
            self._errors.append(line.text)

    def _take_error(self, error: Error) -> None:
        # a busy Chromium shows the next page without its transition, and calls that an error:
        # https://github.com/w3c/csswg-drafts/issues/13726
        if not re.match(r"(\w+: )?Transition was (aborted|skipped)", str(error)):
            self._errors.append(str(error))

    def close(self) -> None:
        """Close the browser; AssertionError if anything went wrong."""
        faults = self.faults()
        self.page.context.close()
        assert faults == []

    def faults(self) -> list[str]:
        """Return what went wrong so far."""
        own = {urlsplit(self._site_url).hostname, urlsplit(self.page.url).hostname}
        strangers = [url for url in self._requests if urlsplit(url).hostname not in own]
        cookies = [str(cookie) for cookie in self.page.context.cookies()]
        return [*self._errors, *strangers, *cookies]


Open = Callable[..., Visit]
"""Opens an address in a fresh browser: `open(address, width=390, height=844, ...)`."""


def first(_: list[str]) -> int:
    """Choose the first option."""
    return 0


def in_turn() -> Choice:
    """Return what chooses one place after the other."""
    places = count()
    return lambda options: next(places) % len(options)


def step_of(where: Where) -> str:
    """Return which step of a quiz is shown: "start", "item", "feedback", "report" or "lost"."""
    return where.locator("#main_").get_attribute("data-step") or ""


def heading(where: Where) -> str:
    return where.locator("h1").inner_text()


def press(where: Where, step: str, *, keyboard: bool = False, pointer: bool = False) -> None:
    """Take a step by its button or its link, and wait until another page part stands there, whole.

    In a static copy the links have no names: there "next" is that of the bar.
    A button takes no press while it is new, so that nobody presses it twice; with `pointer` this waits for it
    as a finger does, else it is told at once. A page without script can't wait for itself: its timers stand
    still. So nothing here asks it to. The key comes up in the part that follows: in a frame of another origin
    Chromium never says that a key came up if the document goes away at that moment, and its driver waits for
    that word.
    """
    link = ".bar [data-way='']" if step == "next" else "none"
    button = where.locator(f'button[name="step"][value="{step}"], [data-way="{step}"], {link}').first
    where.locator("#main_").evaluate("main => main.removeAttribute('data-step')")
    keys = where.keyboard if isinstance(where, Page) else where.page.keyboard
    if keyboard:
        button.focus()
        keys.down("Enter")
    elif pointer:
        button.click()
    else:
        button.dispatch_event("click")
    where.locator("#main_[data-step]").wait_for()
    where.wait_for_load_state()
    if keyboard:
        keys.up("Enter")


def answer(where: Where, choose: Choice, *, keyboard: bool = False, pointer: bool = False) -> None:
    """Choose an option of the item that is shown, and press its button."""
    labels = where.locator("label.option")
    if labels.count():
        chosen = choose(labels.all_inner_texts())
        field = labels.nth(chosen).locator("input")
        if keyboard:
            field.focus()
            field.press("Space")
        else:
            labels.nth(chosen).click()
    else:
        for field in where.locator("select").all():
            field.select_option(index=1)
    press(where, "respond", keyboard=keyboard, pointer=pointer)


def walk(
    where: Where,
    choose: Choice,
    *,
    keyboard: bool = False,
    pointer: bool = False,
    most: int = MOST_STEPS,
) -> Iterator[str]:
    """Go from the start of a check to its report, or through so many steps; yield each before it is taken."""
    for _ in range(most):
        step = step_of(where)
        yield step
        match step:
            case "start":
                press(where, "check", keyboard=keyboard, pointer=pointer)
            case "item":
                answer(where, choose, keyboard=keyboard, pointer=pointer)
            case "feedback":
                press(where, "next", keyboard=keyboard, pointer=pointer)
            case _:
                return


def take_quiz(where: Where, choose: Choice, **options: Any) -> list[str]:
    """Go the whole way and return its steps."""
    return list(walk(where, choose, **options))
