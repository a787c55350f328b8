import gzip
import json
import posixpath
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from conftest import COMPLETE, quizapp

from quizapp.library.load import load
from quizapp.settings import Imprint, Settings, default_content
from quizapp.web.snapshot import take_snapshot
from quizapp.web.static_copy.site import Files, site_files

ARTICLE = "joint-pain-after-exercise"
BASES = {"by-file": "", "at-the-root": "https://health.example", "below": "https://health.example/a/b"}
ADDRESSES = re.compile(r'"(?:url|page|next)":"([^" ]+)"')


@cache
def copied(base: str) -> Files:
    """Return the copy of the shipped site at an address, with all that a publisher can choose."""
    logo = Path(__file__).parents[3] / "quizapp" / "web" / "static" / "icon.svg"
    imprint = Imprint(name="Ours", logo=logo, brand="7b2358", font="Georgia, serif")
    settings = Settings(content=default_content(), state=Path(), public_url=base or None, imprint=imprint)
    return site_files(take_snapshot(settings), settings)


@pytest.fixture(params=list(BASES))
def copy(request: pytest.FixtureRequest) -> tuple[str, Files]:
    return BASES[request.param], copied(BASES[request.param])


class Links(HTMLParser):
    """What an HTML or XML file refers to, and the ids in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        for name, value in attrs:
            if name in {"href", "src", "action"} and value is not None:
                self.links.append(value)
            if name == "id" and value:
                self.ids.add(value)


def references(files: Files) -> Iterator[tuple[str, str]]:
    """Yield each file with each address in it."""
    for name, body in files.items():
        if name.endswith((".html", ".atom", ".xml")):
            text = body.decode()
            found = [*Links(text).links, *re.findall("<loc>(.*?)</loc>", text)]
            found += re.findall(r'property="og:(?:url|image)" content="([^"]*)"', text)
        elif name.endswith((".md", ".txt")):
            found = re.findall(r"\]\(([^)]+)\)", body.decode())
        elif name.endswith(".json"):
            found = ADDRESSES.findall(body.decode())
        else:
            found = []
        yield from ((name, each) for each in found)


def broken(base: str, files: Files) -> list[tuple[str, str]]:
    """Return each file with each address that leads to nothing in the copy."""
    home = f"{base}/" if base else "file:///copy/"
    ids = {name: Links(body.decode()).ids for name, body in files.items() if name.endswith(".html")}
    found = []
    for here, link in references(files):
        address, fragment = urldefrag(urljoin(home + here, link))
        if not address.startswith(home):
            ours = urlsplit(address).scheme in {"file", "https"}
            ours = ours and urlsplit(address).netloc in {"", urlsplit(base).netloc}
            found += [(here, link)] if ours else []
            continue
        name = unquote(address.removeprefix(home)) or ("index.html" if base else "")
        name += "index.html" if base and name.endswith("/") else ""
        if name not in files or (fragment and fragment not in ids.get(name, {fragment})):
            found.append((here, link))
    return found


def test_no_link_of_a_copy_is_broken(copy: tuple[str, Files]) -> None:
    base, files = copy
    # a page for what is not there is shown at any depth, so it begins at the root
    elsewhere = {} if base else {"404.html"}
    assert [(here, link) for here, link in broken(base, files) if here not in elsewhere] == []
    assert len(list(references(files))) > 4_000


def test_a_link_that_is_broken_is_found(copy: tuple[str, Files]) -> None:
    base, files = copy
    gone = {name: body for name, body in files.items() if name != f"articles/{ARTICLE}/sources.html"}
    assert (f"articles/{ARTICLE}.html", "sources.html") not in broken(base, files)
    assert {
        posixpath.basename(link).partition("#")[0] for here, link in broken(base, gone) if here != "404.html"
    } == {"sources.html"}


def test_every_page_part_and_language_is_a_file() -> None:
    files = copied("")
    article = f"articles/{ARTICLE}"
    pages = ("index", "privacy", article, f"{article}/quiz", f"{article}/sources")
    pieces = (f"embed/{ARTICLE}/quiz", f"embed/{ARTICLE}/faqs", f"api/v1/{article}/red-flags")
    data = ("articles", article, f"{article}/red-flags")
    for lang in ("", "es/"):
        assert {f"{lang}{name}.html" for name in (*pages, *pieces)} <= files.keys()
        assert {f"{lang}api/v1/{name}.json" for name in data} <= files.keys()
    only = {"404.html", "_headers", "robots.txt", "changes.atom", "embed.js", "static/style.css"}
    assert only <= files.keys()
    assert not [name for name in files if name.startswith(("docs", "livez", "embed-code"))]
    assert [name for name in files if name.startswith("en/") and not name.startswith("en/embed/")] == []


def test_the_copy_of_an_article_says_what_the_server_says() -> None:
    shipped = take_snapshot(Settings(content=default_content(), state=Path()))
    files = copied("")
    for lang, folder in (("en", ""), ("es", "es/")):
        path = f"/api/v1/articles/{ARTICLE}"
        assert files[f"{folder}{path[1:]}.json"] == shipped.reply(path, lang).body


def test_a_copy_with_an_address_says_it_to_programs() -> None:
    base = BASES["below"]
    files = copied(base)
    page = files[f"es/articles/{ARTICLE}.html"].decode()
    assert f'<link rel="canonical" href="{base}/es/articles/{ARTICLE}.html">' in page
    assert f'<link rel="alternate" hreflang="en" href="{base}/articles/{ARTICLE}.html">' in page
    assert f'type="application/json+oembed" href="{base}/es/oembed/{ARTICLE}.json"' in page
    assert "xml+oembed" not in page
    oembed = json.loads(files[f"es/oembed/{ARTICLE}/quiz.json"])
    assert f'src="{base}/es/embed/{ARTICLE}/quiz.html"' in oembed["html"]
    assert oembed["thumbnail_url"] == f"{base}/static/share.png"
    assert f"<loc>{base}/articles/{ARTICLE}.html</loc>" in files["sitemap.xml"].decode()
    assert files["robots.txt"].decode().splitlines()[:2] == ["User-agent: *", "Disallow: /a/b/api/"]
    assert 'href="/a/b/static/style.css"' in files["404.html"].decode()


def test_plain_hosts_get_a_policy_in_the_page_and_others_headers_by_folder(copy: tuple[str, Files]) -> None:
    _, files = copy
    whole = [name for name, body in files.items() if name.endswith(".html") and b"<html" in body]
    assert [name for name in whole if b'http-equiv="Content-Security-Policy"' not in files[name]] == []
    rules = dict(re.findall(r"^(/\S*)\n((?:  .*\n)+)", files["_headers"].decode(), re.MULTILINE))
    assert "frame-ancestors *" in rules["/es/embed/*"]
    assert "frame-ancestors 'none'" in rules["/articles/*"]
    assert "Access-Control-Allow-Origin: *" in rules["/api/*"]


def test_compressed_copies_stand_beside_what_they_make_smaller(copy: tuple[str, Files]) -> None:
    _, files = copy
    packed = {name: body for name, body in files.items() if name.endswith(".gz")}
    assert f"articles/{ARTICLE}.html.gz" in packed
    assert all(gzip.decompress(body) == files[name.removesuffix(".gz")] for name, body in packed.items())


def test_a_copy_says_that_it_keeps_nothing_and_has_the_keys(copy: tuple[str, Files]) -> None:
    _, files = copy
    quiz = files[f"articles/{ARTICLE}/quiz.html"].decode()
    assert "the right answers are in it" in quiz
    assert "We keep nothing" in quiz
    assert "We keep one record" not in files["privacy.html"].decode()
    assert "We keep nothing: no answers" in files["privacy.html"].decode()
    assert "learning platform" not in quiz + files["privacy.html"].decode()


def test_without_script_every_item_stands_in_the_page_with_its_reasons() -> None:
    files = copied("")
    quiz = load(default_content()).library.articles[ARTICLE].quiz
    assert quiz is not None
    shown = (
        files[f"articles/{ARTICLE}/quiz.html"].decode().partition('id="list_"')[2].partition("</section>")[0]
    )
    assert shown.count("<details>") == len(quiz.items)
    assert shown.count('<li class="known">') > len(quiz.items)


def build(out: Path, *more: str) -> tuple[int, str]:
    done = quizapp("build", out, "--content", COMPLETE, *more)
    return done.exit_code, done.output


def test_a_second_build_writes_nothing_and_a_later_one_removes_what_is_gone(tmp_path: Path) -> None:
    state = ("--state", str(tmp_path / "none"))
    out = tmp_path / "out"
    assert build(out, *state)[0] == 0
    (out / "CNAME").write_text("health.example")
    (out / "index.html").write_text("somebody's own")
    assert " 1 file written" in build(out, *state)[1]
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    assert " 0 files written" in build(out, *state)[1]
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    assert (out / "sitemap.xml").exists() is False
    build(out, *state, "--base-url", "https://health.example/")
    assert (out / "sitemap.xml").exists()
    assert " 3 removed" in build(out, *state)[1]
    assert ((out / "sitemap.xml").exists(), (out / "CNAME").exists()) == (False, True)


def test_a_build_overwrites_no_file_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    status, said = build(tmp_path, "--state", str(tmp_path / "none"))
    assert (status, "is not from a build" in said) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    status, said = build(tmp_path / "out", "--base-url", "health.example")
    assert (status, "--base-url" in said) == (2, True)


def test_the_feed_of_a_copy_tells_the_history_of_the_state_folder(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    build(tmp_path / "out", "--state", str(tmp_path / "state"))
    assert "<entry " in (tmp_path / "out" / "changes.atom").read_text()
