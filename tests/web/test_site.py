from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from calls import by_key, play

from quizapp.attempts.sql_store import SqlStore
from quizapp.errors import NoContent, UnknownThing
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.site import Site, take_snapshot

ID = "blisters-from-new-shoes"


def test_a_site_without_a_single_article_does_not_start(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(NoContent, match="no article could be loaded"):
        take_snapshot(replace(settings, content=tmp_path))


def test_an_unknown_article_is_told_with_a_guess(site: Site) -> None:
    with pytest.raises(UnknownThing, match='did you mean "blisters-from-new-shoes"'):
        site.snapshot.article("blisters-from-new-shoe")


def test_settings_alone_make_a_site_that_records_and_goes_on_in_another_process(settings: Settings) -> None:
    """The second application finds key and database where the first one left them."""
    settings = replace(settings, secret_keys=())
    apps = [create_app(settings) for _ in range(2)]
    site: Site = apps[0].extensions["quizapp"]
    replies = play(apps[0].test_client(), site.bank(ID), by_key)
    resumed = apps[1].test_client().post("/api/v1/resume", json={"attempt": replies[3]["attempt"]}).json
    assert {reply["recorded"] for reply in replies[1:]} == {True}
    assert resumed is not None
    assert resumed["item"] == replies[3]["item"]
    recorded = SqlStore(settings.database)
    assert [step.number for step in recorded.steps(ID)] == list(range(len(replies) - 1))
    for store in (recorded, *(app.extensions["quizapp"].store for app in apps)):
        store.close()
