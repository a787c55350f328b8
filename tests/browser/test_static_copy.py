import mimetypes
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from conftest import make_site
from visits import Open, first, in_turn, serving, take_quiz
from werkzeug.wrappers import Request, Response

from quizapp.attempts.model import Mode
from quizapp.attempts.sql_store import SqlStore
from quizapp.content.model import Kind
from quizapp.settings import Settings, default_content
from quizapp.web.prebuilt.links import Links
from quizapp.web.prebuilt.rendering import Frame as QuizFrame
from quizapp.web.prebuilt.rendering import feedback_page, item_page, report_page
from quizapp.web.site import Site
from quizapp.web.snapshot import Snapshot, take_snapshot
from quizapp.web.static_copy.site import quiz_data, site_files, write_files

ARTICLE = "joint-pain-after-exercise"
QUIZ = f"articles/{ARTICLE}/quiz.html"
SAID = (
    ".progress :is(h1, b)", ".progress span", ".stem", "legend", ".option", ".said", ".ladder", ".pair",
    ".reasons", ".verdict", ".error", ".next h2", ".tiles", ".chart", ".again", ".folds ol",
)  # fmt: skip
"""What the pages of the server and of a copy say alike: all but the ways on, and what is kept."""
FORGET = "delete document.getElementById('main_').dataset.step"
"""Takes from a page what it shows, so that one can wait for the next."""
TEXTS = """([root, selectors]) => selectors.map((selector) =>
    [...root.querySelectorAll(`#main_ ${selector}`)].map((each) => each.textContent.replace(/\\s+/g, "")))"""


@pytest.fixture(scope="session")
def shipped() -> Snapshot:
    return take_snapshot(Settings(content=default_content(), state=Path("none")))


@pytest.fixture(scope="session")
def folder(shipped: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped site as a folder."""
    made = tmp_path_factory.mktemp("copy")
    write_files(made, site_files(shipped, Settings(content=default_content(), state=Path("none"))))
    return made


@pytest.fixture(scope="session")
def copy_url(folder: Path) -> Iterator[str]:
    """The address of the copy below a plain host that reads `_headers`."""
    lines = (folder / "_headers").read_text()
    rules = re.findall(r"^(/\S*)\n((?:  .*\n)+)", lines, re.MULTILINE)

    @Request.application
    def answer(request: Request) -> Response:
        path = request.path.removeprefix("/below")
        file = folder / path.lstrip("/")
        if not file.is_file():
            return Response((folder / "404.html").read_bytes(), 404, content_type="text/html")
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        reply = Response(file.read_bytes(), content_type=kind)
        for pattern, headers in rules:
            if re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), path):
                reply.headers.extend(line.strip().split(": ", 1) for line in headers.splitlines())
        return reply

    with serving(answer) as url:
        yield f"{url}/below/"


@pytest.mark.parametrize("lang", ["", "es/"])
@pytest.mark.parametrize("offline", [False, True], ids=["http", "file-offline"])
def test_a_whole_check_is_taken_from_a_copy_with_no_error_and_no_request_elsewhere(
    visit: Open, folder: Path, copy_url: str, lang: str, *, offline: bool
) -> None:
    home = f"{folder.as_uri()}/" if offline else copy_url
    page = visit(f"{home}{lang}{QUIZ}", offline=offline).page
    steps = take_quiz(page, in_turn(), pointer=offline and not lang)
    assert (steps[0], steps[-1], set(steps[1:-1])) == ("start", "report", {"item", "feedback"})
    assert page.get_attribute("#main_", "data-verdict") in {"not-yet", "not-enough-evidence"}
    assert page.locator("#list_").count() == 0
    page.click(".signs-now > summary")
    assert page.locator(".sheet").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".sheet").is_hidden()


def test_the_check_of_a_copy_goes_on_from_its_address_and_back(visit: Open, copy_url: str) -> None:
    page = visit(copy_url + QUIZ).page
    take_quiz(page, first, most=4)
    shown = page.locator("#main_").inner_text()
    address = page.url
    page.reload()
    assert page.locator("#main_").inner_text() == shown
    page.goto("about:blank")
    page.goto(address)
    assert page.locator("#main_").inner_text() == shown
    page.click(".bar a")
    page.wait_for_selector("#main_[data-step=item]")
    page.go_back()  # the address is that of before at once, what it shows a moment later
    page.wait_for_function("shown => document.getElementById('main_').innerText === shown", arg=shown)
    assert page.url == address


@pytest.mark.parametrize("change", ["of=00000000", "steps=-9-zz", "seed="])
def test_an_address_that_is_not_of_this_bank_leads_to_the_start(
    visit: Open, copy_url: str, change: str
) -> None:
    page = visit(copy_url + QUIZ).page
    take_quiz(page, first, most=3)
    name = change.partition("=")[0]
    page.evaluate(
        "hash => { location.hash = hash; }", re.sub(rf"{name}=[^&]*", change, page.url.split("#")[1])
    )
    page.wait_for_selector("#main_[data-step=start]")
    assert page.locator("#other_").is_visible() is (name != "seed")
    assert page.locator("button[value=check]").is_visible()


def test_no_address_begins_a_check_where_there_is_practice_alone(visit: Open, copy_url: str) -> None:
    page = visit(f"{copy_url}articles/sprained-ankle/quiz.html").page
    page.click("button[value=practice]")
    page.wait_for_selector("#main_[data-step=item]")
    page.evaluate("location.hash = location.hash.replace('mode=practice', 'mode=check')")
    page.wait_for_selector("#main_[data-step=start]")


def test_new_stories_another_day_are_others(visit: Open, copy_url: str) -> None:
    page = visit(copy_url + QUIZ).page
    take_quiz(page, lambda _: 3)
    before = set(page.locator(".folds ol li > p:first-child").all_text_contents())
    link = page.locator(".folds [data-copied]").last.get_attribute("href")
    page.goto(f"{copy_url}{QUIZ}{link}")
    page.reload()
    assert page.locator("#welcome_").is_visible()
    take_quiz(page, lambda _: 3)
    after = set(page.locator(".folds ol li > p:first-child").all_text_contents())
    assert (len(before & after), bool(before), bool(after)) == (0, True, True)


def test_a_response_that_is_not_whole_is_asked_for_again(visit: Open, copy_url: str) -> None:
    page = visit(copy_url + QUIZ).page
    take_quiz(page, first, most=1)
    page.click("button[value=respond]")
    assert page.locator("#notice_").is_visible()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "group"
    page.click("#notice_ a")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector("#main_[data-step=feedback]")


def test_a_copy_without_script_has_every_item_with_its_reasons_and_no_dead_button(
    visit: Open, folder: Path, shipped: Snapshot
) -> None:
    quiz = shipped.bank(ARTICLE).quiz
    page = visit(f"{folder.as_uri()}/{QUIZ}", java_script_enabled=False).page
    assert page.locator("#list_ details").count() == len(quiz.items)
    page.locator("#list_ summary").first.click()
    assert page.locator("#list_ .known").first.is_visible()
    assert page.locator("button[value=check]").is_visible() is False


def test_an_embed_of_a_copy_tells_its_page_what_happens(
    visit: Open, copy_url: str, host: Callable[[str], str]
) -> None:
    element = (
        f'<script src="{copy_url}embed.js"></script><script>'
        "window.heard = []; for (const type of ['started', 'answered', 'finished'])"
        " addEventListener(`quizapp-${type}`, ({ detail }) => window.heard.push(detail));</script>"
        f'<quizapp-embed article="{ARTICLE}" lang="es" theme="dark" height="800">'
        f'<a href="{copy_url}{QUIZ}">Quiz</a></quizapp-embed>'
    )
    page = visit(host(element)).page
    page.wait_for_selector("quizapp-embed .here")
    frame = page.frames[1]
    assert frame.url.startswith(f"{copy_url}es/embed/{ARTICLE}/quiz.html?theme=dark")
    assert frame.evaluate("document.documentElement.dataset.theme") == "dark"
    steps = take_quiz(frame, in_turn())
    page.wait_for_function(
        "() => window.heard.at(-1)?.type === 'finished'"
    )  # messages come from another process
    heard = page.evaluate("window.heard")
    kinds = [each["type"] for each in heard]
    assert kinds == ["started", *["answered"] * steps.count("feedback"), "finished"]
    assert heard[-1].keys() == {"source", "v", "type", "verdict"}


def test_an_embed_works_in_a_page_that_is_opened_from_a_folder(
    visit: Open, folder: Path, tmp_path: Path
) -> None:
    home = folder.as_uri()
    (tmp_path / "host.html").write_text(
        f'<!doctype html><html lang="en"><title>A host</title><script src="{home}/embed.js"></script>'
        f'<quizapp-embed article="{ARTICLE}" lang="en"><a href="{home}/{QUIZ}">Quiz</a></quizapp-embed>'
    )
    page = visit((tmp_path / "host.html").as_uri(), offline=True).page
    page.wait_for_selector("quizapp-embed .here")
    assert page.frames[1].url.startswith(f"{home}/en/embed/{ARTICLE}/quiz.html")


def server_pages(site: Site, mode: Mode, lang: str) -> Iterator[tuple[str, str]]:
    """Let a reader take a quiz of the server; yield the fragment of each page in a copy, and the page."""
    delivery, bank = site.delivery, site.snapshot.bank(ARTICLE).in_language(lang)
    frame = QuizFrame(path="/", links=Links())
    turn = delivery.begin(ARTICLE, mode=mode, lang=lang)
    steps, same = "", {"mode": mode.value, "of": quiz_data(bank)["revision"], "seed": turn.attempt.seed}

    def at(view: str) -> str:
        return urlencode({**same, "steps": steps, "seen": "", "view": view})

    while turn.item is not None:
        yield at(""), item_page(turn, frame)
        item, sure = bank.items[turn.item.id], len(steps) % 3 == 0
        places = [option.id for option in item.options]
        if item.kind is Kind.SORT:
            chosen = [len(steps + entry.id) % 4 for entry in item.entries]
            response = [f"{entry.id}-{places[at]}" for entry, at in zip(item.entries, chosen, strict=True)]
        else:
            right = [places.index(key) for key in sorted(item.key)]
            chosen = right if len(steps) % 5 else [len(steps) % len(places)]
            response = [places[at] for at in chosen]
        reply = delivery.respond(
            turn.token, item_id=item.id, response=response, certainty=3 if sure else None
        )
        turn, steps = reply.turn, f"{steps}-{''.join(map(str, chosen))}{'s' if sure else ''}"
        yield at("feedback"), feedback_page(reply, frame)
    yield at("report"), report_page(turn, frame)


@pytest.fixture
def shipped_site(shipped: Snapshot, settings: Settings, store: SqlStore) -> Site:
    return make_site(settings, store, shipped)


@pytest.mark.parametrize(("mode", "lang"), [(Mode.CHECK, "en"), (Mode.CHECK, "es"), (Mode.PRACTICE, "en")])
def test_every_page_of_a_copy_says_what_the_server_says_for_the_same_seed(
    visit: Open, shipped_site: Site, folder: Path, mode: Mode, lang: str
) -> None:
    page = visit(f"{folder.as_uri()}/{'' if lang == 'en' else 'es/'}{QUIZ}").page
    texts = f"selectors => ({TEXTS})([document, selectors])"
    read = "new DOMParser().parseFromString(html, 'text/html')"
    parsed = f"([html, selectors]) => ({TEXTS})([{read}, selectors])"
    pages = list(server_pages(shipped_site, mode, lang))
    for address, html in pages:
        wanted = dict(zip(SAID, page.evaluate(parsed, [html, SAID]), strict=True))
        page.evaluate(f"address => {{ {FORGET}; location.hash = address; }}", address)
        page.wait_for_selector("#main_[data-step]")
        assert dict(zip(SAID, page.evaluate(texts, SAID), strict=True)) == wanted, address
    assert len(pages) > 20
