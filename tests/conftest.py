"""What the tests of several folders share: a site over the complete sample, and an application around it."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from overlays import parsed
from waiting import Clock
from werkzeug.routing import Rule

from quizapp.attempts.sql_store import SqlStore
from quizapp.cli import main
from quizapp.content.model import Article
from quizapp.library.load import Loaded, load
from quizapp.library.model import Library
from quizapp.problem import Part
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.prebuilt import i18n
from quizapp.web.site import Site
from quizapp.web.snapshot import Snapshot, make_snapshot, take_snapshot

# a test run starts hundreds of programs: those after the first one find their modules compiled
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# the gate says the same of the same commit, so its few examples are always the same;
# `pytest --hypothesis-profile many` draws many others
hypothesis_settings.register_profile("few", max_examples=30, deadline=None, database=None, derandomize=True)
hypothesis_settings.register_profile("many", max_examples=1_000, deadline=None, database=None)
hypothesis_settings.load_profile("few")

SAMPLES = Path(__file__).parent / "samples"
GOOD = SAMPLES / "good"
COMPLETE = SAMPLES / "complete"
"""One small article that has everything, and nothing wrong."""
NOW = datetime(2026, 11, 23, 14, 35, 12, tzinfo=UTC)
KEY = "a key that only the tests have"
SLOW_FOLDERS = {Path(__file__).parent / "battery", Path(__file__).parent / "browser"}
CONSUMERS = Path(__file__).parent / "consumers"
SLOW_FIXTURES = {"postgres", "postgres_url"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--consumers", action="store_true", help="the tests with other programs' readers")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the lane of heavy consumers out, unless it is asked for: their packages may not be here."""
    return True if collection_path == CONSUMERS and not config.getoption("--consumers") else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser, PostgreSQL or a whole server: `tests/run.py --fast` leaves it out.

    What drivers and browsers reach of the code, other tests reach too: there its lines aren't counted.
    """
    for item in items:
        needs = SLOW_FIXTURES & set(getattr(item, "fixturenames", ()))
        if SLOW_FOLDERS & set(item.path.parents):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.no_cover)
        elif needs:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """Let programs that are started here hear SIGINT: they inherit its neglect from a shell's background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _routes_compiled_once() -> Iterator[None]:
    """Compile each route once: a thousand tests make an application each, of the same fifty routes."""
    compiled: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}
    compile_route = Rule._compile_builder

    def compiled_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT002 - as Werkzeug has it
        key = (*rule._trace, append_unknown, str(rule.defaults))
        if key not in compiled:
            compiled[key] = compile_route(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compiled_once)
        yield


@pytest.fixture(scope="session")
def library() -> Library:
    """The good sample: an article and a quiz with one of everything, plainly made up."""
    return load(GOOD).library


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(content=COMPLETE, state=tmp_path / "state", secret_keys=(KEY,))


@pytest.fixture(scope="session")
def complete_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return take_snapshot(Settings(content=COMPLETE, state=tmp_path_factory.mktemp("state")))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> Iterator[SqlStore]:
    made = SqlStore("sqlite://")
    yield made
    made.close()


@pytest.fixture
def site(settings: Settings, store: SqlStore, complete_snapshot: Snapshot) -> Site:
    return make_site(settings, store, complete_snapshot)


def make_site(settings: Settings, store: SqlStore, snapshot: Snapshot) -> Site:
    """Return a site whose clock stands still and whose randomness counts."""
    numbers = count()
    return Site(
        settings,
        store=store,
        keys=settings.secret_keys,
        clock=lambda: NOW,
        entropy=lambda: f"random-{next(numbers)}",
        snapshot=snapshot,
    )


def snapshot_of(settings: Settings, *articles: Article) -> Snapshot:
    """Return what is served of articles that were never in a file."""
    by_id = {article.id: article for article in articles}
    return make_snapshot(Loaded(Library(by_id, {}), ()), settings)


def client_with(settings: Settings, store: SqlStore, snapshot: Snapshot) -> FlaskClient:
    """Return a client of a site that serves a snapshot."""
    return create_app(site=make_site(settings, store, snapshot)).test_client()


def client_of(settings: Settings, store: SqlStore, *articles: Article) -> FlaskClient:
    """Return a client of a site that has these articles alone."""
    return client_with(settings, store, snapshot_of(settings, *articles))


def quizapp(*arguments: str | Path, text: str | None = None) -> Result:
    """Run a command, with a text as its standard input, and return its status and what it says."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=text)


def rewrite(path: Path, old: str, new: str) -> None:
    """Change what is in a file, so that nobody sees it half written."""
    text, draft = path.read_text("utf-8"), path.with_name(f".{path.name}.new")
    assert old in text
    draft.write_text(text.replace(old, new), "utf-8")
    draft.replace(path)


@pytest.fixture
def app(site: Site) -> Flask:
    """The application; pytest-flask makes `client` from it."""
    return create_app(site=site)


@pytest.fixture
def right_to_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the pages a language from right to left, made of the English words."""
    folder = tmp_path / "words"
    folder.mkdir()
    for path in i18n.FOLDER.glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    english = (i18n.FOLDER / "en.yaml").read_text()
    head = english.replace("lang: en", "lang: ar", 1).replace("dir: ltr", "dir: rtl", 1)
    (folder / "ar.yaml").write_text(head)
    monkeypatch.setattr(i18n, "FOLDER", folder)
    yield
    i18n.languages.cache_clear()


@pytest.fixture(scope="session")
def article_plain() -> Any:
    """The data of the good article; tests change a copy."""
    return parsed((GOOD / "back-pain-after-gardening" / Part.ARTICLE).read_bytes(), Part.ARTICLE)


@pytest.fixture(scope="session")
def quiz_plain() -> Any:
    """The data of the good quiz; tests change a copy."""
    return parsed((GOOD / "back-pain-after-gardening" / Part.QUIZ).read_bytes(), Part.QUIZ)
