"""What the tests of several folders share: a site over the complete sample, and an application around it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from flask import Flask

from quizapp.attempts.sql_store import SqlStore
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.site import Site, Snapshot, take_snapshot

SAMPLES = Path(__file__).parent / "samples"
COMPLETE = SAMPLES / "complete"
"""One small article that has everything, and nothing wrong."""
NOW = datetime(2026, 11, 23, 14, 35, 12, tzinfo=UTC)
KEY = "a key that only the tests have"


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
    numbers = count()
    return Site(
        settings,
        store=store,
        keys=settings.secret_keys,
        clock=lambda: NOW,
        entropy=lambda: f"random-{next(numbers)}",
        snapshot=complete_snapshot,
    )


@pytest.fixture
def app(site: Site) -> Flask:
    """The application; pytest-flask makes `client` from it."""
    return create_app(site=site)
