"""What the tests of several folders share: a site over the complete sample, and an application around it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from flask import Flask

from quizapp.attempts.sql_store import SqlStore
from quizapp.attempts.store import Store
from quizapp.content.library import Library, Loaded, load
from quizapp.content.model import Article
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.ready import words
from quizapp.web.site import Site
from quizapp.web.snapshot import Snapshot, make_snapshot, take_snapshot

SAMPLES = Path(__file__).parent / "samples"
GOOD = SAMPLES / "good"
COMPLETE = SAMPLES / "complete"
"""One small article that has everything, and nothing wrong."""
NOW = datetime(2026, 11, 23, 14, 35, 12, tzinfo=UTC)
KEY = "a key that only the tests have"


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """Let programs that are started here hear SIGINT: they inherit its neglect from a shell's background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


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
def store() -> Iterator[SqlStore]:
    made = SqlStore("sqlite://")
    yield made
    made.close()


@pytest.fixture
def site(settings: Settings, store: SqlStore, complete_snapshot: Snapshot) -> Site:
    return make_site(settings, store, complete_snapshot)


def make_site(settings: Settings, store: Store, snapshot: Snapshot) -> Site:
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


@pytest.fixture
def app(site: Site) -> Flask:
    """The application; pytest-flask makes `client` from it."""
    return create_app(site=site)


@pytest.fixture
def right_to_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the pages a language from right to left, made of the English words."""
    folder = tmp_path / "words"
    folder.mkdir()
    for path in words.FOLDER.glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    english = (words.FOLDER / "en.yaml").read_text()
    head = english.replace("lang: en", "lang: ar", 1).replace("dir: ltr", "dir: rtl", 1)
    (folder / "ar.yaml").write_text(head)
    monkeypatch.setattr(words, "FOLDER", folder)
    yield
    words.languages.cache_clear()
