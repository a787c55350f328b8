"""Taking up edits while the site is served: in snapshots, with attempts that go on."""

import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from calls import API, begin, by_key, respond
from conftest import COMPLETE, KEY, make_site, rewrite
from flask.testing import FlaskClient
from waiting import until

from quizapp.attempts.sql_store import SqlStore
from quizapp.errors import NoContent
from quizapp.library.follower import archive_of, by_entry, first_loaded, follow
from quizapp.library.model import Library
from quizapp.library.standing import Standing, State, standing_of
from quizapp.problem import Problem, Severity
from quizapp.rules.registry import RULES
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.ops import reload
from quizapp.web.ops.reload import MAX_TOLD, Watch, news, next_snapshot
from quizapp.web.site import Site
from quizapp.web.snapshot import Snapshot

ID = "blisters-from-new-shoes"
OTHER = "blisters-from-old-shoes"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a content folder of their own, with two articles."""
    content = tmp_path / "content"
    shutil.copytree(COMPLETE, content)
    shutil.copytree(content / ID, content / OTHER)
    for part in ("article.yaml", "quiz.yaml"):
        rewrite(content / OTHER / part, ID, OTHER)
    return Settings(content=content, state=tmp_path / "state", secret_keys=(KEY,))


@pytest.fixture
def site(settings: Settings, store: SqlStore) -> Iterator[Site]:
    """A site as it is served, which looks for edits more often."""
    follower = follow(settings)
    site = make_site(settings, store, next_snapshot(first_loaded(follower, settings), settings))
    watch = Watch(site, follower, interval=0.1)
    watch.start()
    yield site
    watch.stop()


EDITED = "Blisters from new boots"


def edit(settings: Settings) -> None:
    rewrite(settings.content / ID / "article.yaml", "title: Blisters from new shoes", f"title: {EDITED}")


def ready(client: FlaskClient) -> Any:
    return client.get("/readyz").json


def title(client: FlaskClient) -> str:
    data: Any = client.get(f"{API}/articles/{ID}").json
    return str(data["title"])


def test_a_broken_edit_is_told_and_its_article_served_as_it_was(
    client: FlaskClient, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "quizapp")
    before = client.get(f"{API}/articles/{ID}").data
    rewrite(settings.content / ID / "quiz.yaml", "\npairs:\n", "\npiars:\n")
    until(lambda: ready(client)["stale"] != [])
    message = RULES["unknown-key"].wants
    place = {"path": f"{ID}/quiz.yaml", "line": 5, "column": 1, "code": "unknown-key", "message": message}
    assert ready(client) == {
        "ready": True,
        "articles": 2,
        "stale": [{"article": ID, "served": True, "errors": 1, "problems": [place]}],
        "drafts": [],
        "away": [],
        "storage": "ok",
    }
    assert client.get(f"{API}/articles/{ID}").data == before
    rewrite(settings.content / ID / "quiz.yaml", "\npiars:\n", "\npairs:\n")
    until(lambda: ready(client)["stale"] == [])
    line = f'{ID}/quiz.yaml:5:1: unknown-key: unknown key "piars"'
    assert caplog.messages == [
        f"{ID} is broken; its last good version is served\n  {line}",
        f"{ID} is good again",
    ]


def test_an_attempt_goes_on_with_the_items_it_began_with(
    site: Site, client: FlaskClient, settings: Settings
) -> None:
    bank = site.snapshot.bank(ID)
    turn = begin(client, ID)
    rewrite(settings.content / ID / "quiz.yaml", "{name: ", "{name: Old ")
    until(lambda: site.snapshot.bank(ID) is not bank)
    while turn["item"] is not None:
        item = bank.items[turn["item"]["id"]]
        assert turn["item"]["lead_in"] == item.lead_in
        reply = respond(client, turn["attempt"], item.id, by_key(item))
        assert reply.status_code == 200, reply.text
        turn = reply.json
    assert turn["report"]["revision"] == bank.quiz.revision
    assert begin(client, ID)["item"]["lead_in"].startswith("What should Old ")


def test_an_edit_outlives_a_fault_while_its_replies_are_made(
    client: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    faults = iter([RuntimeError("a fault of ours")])

    def faulty(*given: Any) -> Snapshot:
        for fault in faults:
            raise fault
        return next_snapshot(*given)

    monkeypatch.setattr(reload, "AFTER_FAILURE", 0.1)
    monkeypatch.setattr(reload, "next_snapshot", faulty)
    edit(settings)
    until(lambda: title(client) == EDITED)
    assert (list(faults), caplog.messages[0]) == ([], "edits could not be taken up")


def test_the_application_of_some_settings_takes_up_edits_by_itself(settings: Settings) -> None:
    app = create_app(settings)
    client = app.test_client()
    edit(settings)
    until(lambda: title(client) == EDITED)
    app.extensions["quizapp.watch"].stop()
    app.extensions["quizapp"].store.close()


def test_a_draft_waits_for_its_editor_and_is_served_when_it_is_finished(
    client: FlaskClient, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "quizapp")
    path, written = settings.content / "new" / "article.yaml", settings.content.with_name("new")
    shutil.copytree(settings.content / ID, written)
    for part in ("quiz.yaml", "article.yaml"):
        rewrite(written / part, ID, "new")
    rewrite(written / "article.yaml", "\ntitle: Blisters", '\ntitle: "To do: " # Blisters')
    written.rename(path.parent)
    until(lambda: ready(client)["drafts"] == ["new"])
    assert [client.get(path).status_code for path in (f"{API}/articles/new", "/articles/new")] == [404, 404]
    assert b"To do" not in client.get(f"{API}/articles").data
    rewrite(path, '\ntitle: "To do: " # Blisters', "\ntitle: Blisters")
    until(lambda: ready(client)["drafts"] == [])
    assert client.get(f"{API}/articles/new").status_code == 200
    revision = client.get(f"{API}/articles/new").json["revision"]  # type: ignore[index]  # it is an object
    assert caplog.messages[-3:] == [
        "new is a draft, unfinished texts: 1; it is not served",
        "new is finished",
        f"new is new: revision {revision}",
    ]


def test_the_last_article_can_be_withdrawn_and_the_site_goes_on(
    client: FlaskClient, settings: Settings
) -> None:
    for article in (ID, OTHER):
        shutil.rmtree(settings.content / article)
        archive_of(settings).withdraw(article)
    until(lambda: ready(client)["articles"] == 0)
    paths = ("/", f"{API}/articles", "/privacy", f"/articles/{ID}", f"{API}/openapi.json", "/docs")
    assert [client.get(path).status_code for path in paths] == [200, 200, 200, 410, 200, 200]


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("\ntitle: 'To do:' #", "`quizapp preview` to see drafts"),
        ("\ntitel: ", r'article\.yaml:4: unknown key "titel"; run `quizapp check` to see why'),
    ],
)
def test_a_site_without_anything_to_serve_does_not_start_but_with_last_good_versions(
    settings: Settings, title: str, why: str
) -> None:
    fresh = replace(settings, state=settings.state / "fresh")
    first_loaded(follow(settings), settings)
    for article in (ID, OTHER):
        rewrite(settings.content / article / "article.yaml", "\ntitle: ", title)
    with pytest.raises(NoContent, match=why):
        first_loaded(follow(fresh), fresh)
    assert list(first_loaded(follow(settings), settings).library.articles) == [ID, OTHER]


def make_problem(path: str, message: str = "no YAML") -> Problem:
    return Problem(path=path, line=3, column=5, code="syntax", severity=Severity.ERROR, message=message)


BROKEN = (make_problem(f"content/{ID}/quiz.yaml"),)
OTHERWISE = (make_problem(f"content/{ID}/quiz.yaml", "\tno \x1b[31mYAML"), *BROKEN)
DRAFT = tuple(replace(problem, code="to-do") for problem in BROKEN)
NEVER_GOOD = (make_problem("content/new/quiz.yaml"),)
AWAY = (make_problem("content"),)
STILL_SERVED = f"{ID} is broken; its last good version is served"
LINE = f"|{ID}/quiz.yaml:3:5: syntax: no YAML"


@pytest.mark.parametrize(
    ("before", "now", "texts"),
    [
        ((), (), []),
        (BROKEN, BROKEN, []),
        ((), BROKEN, [f"{STILL_SERVED}{LINE}"]),
        (BROKEN, OTHERWISE, [f"{STILL_SERVED}|{ID}/quiz.yaml:3:5: syntax:     no <U+001B>[31mYAML{LINE}"]),
        (BROKEN, (), [f"{ID} is good again"]),
        ((), NEVER_GOOD, ["new is broken; it is not served|new/quiz.yaml:3:5: syntax: no YAML"]),
        (NEVER_GOOD, (), ["new is gone"]),
        ((), DRAFT, [f"{ID} is a draft, unfinished texts: 1; its last good version is served"]),
        (DRAFT, DRAFT * 2, []),
        (BROKEN, DRAFT, [f"{ID} is a draft, unfinished texts: 1; its last good version is served"]),
        (DRAFT, DRAFT + BROKEN, [f"{STILL_SERVED}|{ID}/quiz.yaml:3:5: to-do: no YAML{LINE}"]),
        (DRAFT, (), [f"{ID} is finished"]),
        ((), AWAY, ["the content folder is broken; what was read before is served|.:3:5: syntax: no YAML"]),
        (AWAY, (), ["the content folder is good again"]),
        ((), BROKEN * (MAX_TOLD + 7), [f"{STILL_SERVED}{LINE * MAX_TOLD}|and 7 more"]),
    ],
)
def test_the_log_tells_each_change_once(
    complete_snapshot: Snapshot, before: tuple[Problem, ...], now: tuple[Problem, ...], texts: list[str]
) -> None:
    def snapshot(problems: tuple[Problem, ...]) -> Snapshot:
        found = {ID: (), **by_entry(problems, Path("content"))}
        standings = {name: standing_of(name, each, is_there=name != "new") for name, each in found.items()}
        return replace(complete_snapshot, standings=standings)

    was, is_now = snapshot(before), snapshot(now)
    told = list(news(is_now, was, Path("content")))
    assert [text for _, text in told] == [text.replace("|", "\n  ") for text in texts]
    recoveries = ("good again", "finished", "gone")
    assert [level == logging.INFO for level, _ in told] == [text.endswith(recoveries) for text in texts]


def test_the_log_tells_what_comes_and_goes(complete_snapshot: Snapshot, settings: Settings) -> None:
    (name, article), *_ = complete_snapshot.library.articles.items()
    revision = article.revision
    edited = replace(article, title="New", fingerprint="another", revision="another")
    nothing, was, is_now = (
        replace(complete_snapshot, library=Library({each.id: each for each in articles}, {}))
        for articles in ((), (article,), (edited,))
    )
    there, gone = Standing(name, State.SERVED), Standing(name, State.AWAY)
    was, is_now = replace(was, standings={name: there}), replace(is_now, standings={name: there})
    away, nothing = replace(was, standings={name: gone}), replace(nothing, standings={})
    steps = [(was, nothing), (is_now, was), (away, was), (was, away), (nothing, away)]
    told = [tuple(news(now, before, settings.content)) for now, before in steps]
    assert told == [
        ((logging.INFO, f"{name} is new: revision {revision}"),),
        ((logging.INFO, f"{name} is edited: revision another"),),
        ((logging.WARNING, f"{name} is away; until that has lasted, it is served as it was"),),
        ((logging.INFO, f"{name} is back"),),
        ((logging.INFO, f"{name} is withdrawn"),),
    ]
