import io
import json
import mimetypes
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from node_programs import MODULES
from playwright.sync_api import Frame, Page
from visits import Choice, Open, serving, take_quiz
from werkzeug.wrappers import Request, Response

from quizapp.content.model import Article, quiz_of
from quizapp.library.load import load
from quizapp.settings import default_content
from quizapp.web.static_copy import scorm12

PLAYER = MODULES / "scorm-again" / "dist" / "scorm12.min.js"
HOST = """<!doctype html><html lang="en"><title>A host</title><link rel="icon" href="data:,"><body>
<script src="/player.js"></script><script>
window.API = new Scorm12API({ autocommit: false, logLevel: 4 });
window.API.loadFromJSON(%s, "cmi");
</script><iframe src="/package/%s" width="390" height="800" title="Quiz"></iframe>"""
NAMESPACE = {"": "http://www.imsproject.org/xsd/imscp_rootv1p1p2"}


@pytest.fixture(scope="session")
def article() -> Article:
    return load(default_content()).library.articles["joint-pain-after-exercise"]


@pytest.fixture(scope="session")
def files(article: Article) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(scorm12.package(article, article.lang))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="session")
def host_url(files: dict[str, bytes]) -> Iterator[Callable[..., str]]:
    """Gives the address of a page of a host that plays the package, with what the host knows already."""
    manifest = ET.fromstring(files["imsmanifest.xml"])  # it is ours
    start = manifest.find("resources/resource", NAMESPACE)
    assert start is not None
    there = {f"/package/{name}": body for name, body in files.items()}
    there["/player.js"] = PLAYER.read_bytes()

    @Request.application
    def answer(request: Request) -> Response:
        kind = mimetypes.guess_type(request.path)[0] or "text/html"
        return Response(there.get(request.path), 200 if request.path in there else 404, content_type=kind)

    with serving(answer) as url:

        def with_known(**core: Any) -> str:
            there["/"] = (HOST % (json.dumps(core), start.attrib["href"])).encode()
            return url

        yield with_known


def value(page: Page, name: str) -> str:
    """Return what the host has now."""
    return str(page.evaluate("name => window.API.LMSGetValue(name)", name))


@pytest.fixture(scope="session")
def keys(article: Article) -> dict[str, str]:
    """The key of each story by its stem."""
    return {item.stem: next(iter(item.key)) for item in quiz_of(article).items if item.level is not None}


def by_key(frame: Frame, keys: dict[str, str]) -> Choice:
    """Choose the key of each story."""
    return lambda _: int(keys[frame.locator(".stem").text_content() or ""]) - 1


def opened(visit: Open, address: str) -> tuple[Page, Frame]:
    page = visit(address).page
    page.frames[1].wait_for_selector("#main_")
    return page, page.frames[1]


def test_a_check_that_is_understood_is_passed_with_its_objectives_and_interactions(
    visit: Open, host_url: Callable[..., str], keys: dict[str, str], article: Article
) -> None:
    page, frame = opened(visit, host_url())
    assert value(page, "cmi.core.lesson_status") == "incomplete"
    count = take_quiz(frame, by_key(frame, keys)).count("item")
    assert frame.get_attribute("#main_", "data-verdict") == "understands"
    core = ("lesson_status", "score.raw", "score.min", "score.max")
    assert [value(page, f"cmi.core.{name}") for name in core] == ["passed", "100", "0", "100"]
    objectives = page.evaluate("window.API.cmi.objectives.childArray.map((each) => [each.id, each.status])")
    assert objectives == [[flag.id, "passed"] for flag in article.tested_flags]
    told = page.evaluate("window.API.cmi.interactions.childArray.map((each) => each.toJSON())")
    assert len(told) == count
    assert {each["id"] for each in told} <= {item.id for item in quiz_of(article).items}
    assert {(each["type"], each["result"]) for each in told} == {("choice", "correct")}
    assert page.evaluate("window.API.LMSGetLastError()") == "0"


def test_a_check_with_a_missed_sign_is_failed_and_one_that_goes_on_is_incomplete(
    visit: Open, host_url: Callable[..., str], keys: dict[str, str]
) -> None:
    page, frame = opened(visit, host_url())
    take_quiz(frame, by_key(frame, keys), most=7)
    frame.click(".top [data-way]")
    frame.wait_for_selector("#main_[data-step=report]")
    assert value(page, "cmi.core.lesson_status") == "incomplete"
    page, frame = opened(visit, host_url())
    right = by_key(frame, keys)
    # training means nothing to them
    take_quiz(frame, lambda options: right(options) if right(options) > 1 else 3)
    assert frame.get_attribute("#main_", "data-verdict") == "not-yet"
    assert (value(page, "cmi.core.lesson_status"), value(page, "cmi.core.score.raw")) == ("failed", "0")


def test_another_visit_goes_on_where_the_last_one_stopped(
    visit: Open, host_url: Callable[..., str], keys: dict[str, str]
) -> None:
    page, frame = opened(visit, host_url())
    take_quiz(frame, by_key(frame, keys), most=7)
    stem = frame.locator(".stem").text_content()
    place = value(page, "cmi.suspend_data")
    page, frame = opened(visit, host_url(suspend_data=place, core={"lesson_status": "incomplete"}))
    frame.wait_for_selector("#main_[data-step=item]")
    assert frame.locator(".stem").text_content() == stem


def test_no_link_of_a_package_leads_out_of_it(files: dict[str, bytes]) -> None:
    pages = {name: body.decode() for name, body in files.items() if name.endswith(".html")}
    links = [
        (name, link) for name, page in pages.items() for link in re.findall(r'\s(?:href|src)="([^"#]+)', page)
    ]
    own = [(name, link) for name, link in links if ":" not in link]
    led = {(name, posixpath.normpath(posixpath.join(posixpath.dirname(name), link))) for name, link in own}
    assert sorted(target for _, target in led if target not in files) == []
    assert len(own) > 50


def test_the_same_content_makes_the_same_package(article: Article) -> None:
    assert scorm12.package(article, "es") == scorm12.package(article, "es")
