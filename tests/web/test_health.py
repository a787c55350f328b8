from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask.testing import FlaskClient

from quizapp.attempts.sql_store import SqlStore
from quizapp.content.problem import Problem, Severity
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.health import stale
from quizapp.web.site import Site


def make_problem(path: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(
        path=path, line=3, column=5, code="wrong-key", severity=severity, message='the key should be "urgent"'
    )


def test_the_process_lives(client: FlaskClient) -> None:
    reply = client.get("/livez")
    assert (reply.status_code, reply.json) == (200, {"alive": True})


def test_a_whole_site_is_ready(client: FlaskClient) -> None:
    reply = client.get("/readyz")
    assert reply.status_code == 200
    assert reply.json == {"ready": True, "articles": 1, "stale": [], "storage": "ok"}


def test_a_site_whose_store_fails_is_ready_and_says_so(
    settings: Settings, site: Site, tmp_path: Path
) -> None:
    nowhere = tmp_path / "a file"
    nowhere.write_text("in the way")
    store = SqlStore(f"sqlite:///{nowhere}/quizapp.db")
    broken = Site(settings, store=store, keys=settings.secret_keys, snapshot=site.snapshot)
    reply = create_app(site=broken).test_client().get("/readyz")
    store.close()
    assert reply.status_code == 200
    assert reply.json == {"ready": True, "articles": 1, "stale": [], "storage": "failing"}


def test_broken_articles_are_named_by_place_and_code(site: Site, client: FlaskClient) -> None:
    content = site.settings.content.as_posix()
    problems = (
        make_problem(f"{content}/one/article.yaml"),
        make_problem(f"{content}/one/quiz.yaml"),
        make_problem(f"{content}/two/quiz.yaml"),
        make_problem(f"{content}/three/quiz.yaml", Severity.WARNING),
    )
    site.snapshot = replace(site.snapshot, problems=problems)
    place = {"line": 3, "column": 5, "code": "wrong-key"}
    assert client.get("/readyz").json == {
        "ready": True,
        "articles": 1,
        "stale": [
            {
                "article": "one",
                "problems": [{"path": "one/article.yaml", **place}, {"path": "one/quiz.yaml", **place}],
            },
            {"article": "two", "problems": [{"path": "two/quiz.yaml", **place}]},
        ],
        "storage": "ok",
    }


def test_where_the_content_is_stays_unknown() -> None:
    problems = [make_problem("/srv/elsewhere/quiz.yaml")]
    place = {"path": "quiz.yaml", "line": 3, "column": 5, "code": "wrong-key"}
    assert stale(problems, Path("/srv/content")) == [{"article": "quiz.yaml", "problems": [place]}]


def test_probes_may_add_arguments(client: FlaskClient) -> None:
    assert [client.get(path).status_code for path in ("/livez?t=1", "/readyz?t=1")] == [200, 200]
