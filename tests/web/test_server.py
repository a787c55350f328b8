"""What the workers of a server begin with: what was made for all of them, as long as it stands."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from quizapp.settings import Settings
from quizapp.web import server
from quizapp.web.running.beginning import begin

ID = "blisters-from-new-shoes"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The settings of all, with a content folder that may be edited."""
    content = settings.state.with_name("content")
    shutil.copytree(settings.content, content)
    return replace(settings, content=content, log_format="off")


@pytest.fixture
def work(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Flask]]:
    """Makes the application of a worker of a server with these settings."""
    for name, value in settings.as_environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(server, "_beginning", begin(settings))
    before = {end: signal.getsignal(end) for end in (signal.SIGTERM, signal.SIGINT)}
    made: list[Flask] = []

    def start() -> Flask:
        made.append(server.application())
        return made[-1]

    yield start
    for app in made:
        app.extensions["quizapp.watch"].stop()
        app.extensions["quizapp"].store.close()
    for end, handler in before.items():
        signal.signal(end, handler)


def test_a_worker_serves_what_was_made_for_all(work: Callable[[], Flask]) -> None:
    assert server._beginning is not None
    assert work().extensions["quizapp"].snapshot is server._beginning.snapshot


def test_a_worker_that_starts_after_an_edit_serves_the_edit_at_once(
    work: Callable[[], Flask], settings: Settings
) -> None:
    path = settings.content / ID / "article.yaml"
    path.write_text(path.read_text().replace("\ntitle: ", "\ntitle: New. "))
    served = work().test_client().get(f"/api/v1/articles/{ID}").json
    assert served is not None
    assert served["title"].startswith("New. ")
