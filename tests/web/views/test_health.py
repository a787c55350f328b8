from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask.testing import FlaskClient

from quizapp.attempts.sql_store import SqlStore
from quizapp.content.problem import Problem, Severity
from quizapp.content.rules.book import RULES
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.site import Site
from quizapp.web.views.health import drafts, stale

PLACE = {
    "line": 3,
    "column": 5,
    "code": "key-contradicts-signs",
    "message": " ".join(RULES["key-contradicts-signs"].wants.split()),
}


def make_problem(path: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(
        path=path,
        line=3,
        column=5,
        code="key-contradicts-signs",
        severity=severity,
        message='the key should be "urgent"',
    )


def test_the_process_lives(client: FlaskClient) -> None:
    reply = client.get("/livez")
    assert (reply.status_code, reply.json) == (200, {"alive": True})


def test_a_whole_site_is_ready(client: FlaskClient) -> None:
    reply = client.get("/readyz")
    assert reply.status_code == 200
    assert reply.json == {"ready": True, "articles": 1, "stale": [], "drafts": [], "storage": "ok"}


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
    assert reply.json == {"ready": True, "articles": 1, "stale": [], "drafts": [], "storage": "failing"}


def test_broken_articles_are_named_by_place_and_rule(site: Site, client: FlaskClient) -> None:
    content = site.settings.content.as_posix()
    served = next(iter(site.snapshot.library.articles))
    problems = (
        make_problem(f"{content}/one/article.yaml"),
        make_problem(f"{content}/one/quiz.yaml"),
        make_problem(f"{content}/{served}/quiz.yaml"),
        make_problem(f"{content}/three/quiz.yaml", Severity.WARNING),
        replace(make_problem(f"{content}/four/quiz.yaml"), code="to-do"),
    )
    site.snapshot = replace(site.snapshot, problems=problems)
    assert client.get("/readyz").json == {
        "ready": True,
        "articles": 1,
        "stale": [
            {
                "article": "one",
                "served": False,
                "errors": 2,
                "problems": [{"path": "one/article.yaml", **PLACE}, {"path": "one/quiz.yaml", **PLACE}],
            },
            {
                "article": served,
                "served": True,
                "errors": 1,
                "problems": [{"path": f"{served}/quiz.yaml", **PLACE}],
            },
        ],
        "drafts": ["four"],
        "storage": "ok",
    }


def test_where_the_content_is_stays_unknown() -> None:
    problems = [make_problem("/srv/elsewhere/quiz.yaml"), make_problem("/srv/content")]
    assert [found["problems"] for found in stale(problems, Path("/srv/content"), ())] == [
        [{"path": "quiz.yaml", **PLACE}],
        [{"path": ".", **PLACE}],
    ]


def test_a_folder_that_is_gone_is_not_an_article_that_is_not_served() -> None:
    problems = [make_problem("/srv/content")]
    content = Path("/srv/content")
    assert [stale(problems, content, served)[0]["served"] for served in (["one"], [])] == [True, False]


def test_what_a_problem_says_of_a_key_stays_among_editors() -> None:
    assert '"urgent"' in make_problem("one/quiz.yaml").message
    assert "urgent" not in str(stale([make_problem("one/quiz.yaml")], Path(), ()))


def test_a_draft_is_stale_only_where_an_earlier_version_is_served() -> None:
    problems = [replace(make_problem("one/quiz.yaml"), code="to-do")]
    found = [
        (len(stale(problems, Path(), served)), drafts(problems, Path(), served)) for served in ((), "one")
    ]
    assert found == [(0, ["one"]), (1, [])]


def test_of_very_many_errors_the_first_ones_are_listed() -> None:
    (found,) = stale([make_problem("one/quiz.yaml")] * 5_000, Path(), ())
    assert (found["errors"], len(found["problems"])) == (5_000, 20)


def test_probes_may_add_arguments(client: FlaskClient) -> None:
    assert [client.get(path).status_code for path in ("/livez?t=1", "/readyz?t=1")] == [200, 200]
