from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from quizapp.attempts.sql_store import SqlStore
from quizapp.library.follower import by_entry
from quizapp.library.standing import Standing, State, standing_of
from quizapp.problem import Problem, Severity
from quizapp.rules.registry import RULES
from quizapp.settings import Settings
from quizapp.web.api.health import stale
from quizapp.web.app import create_app
from quizapp.web.site import Site

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


@pytest.mark.parametrize("storage", ["ok", "failing"])
def test_a_whole_site_is_ready_even_when_its_store_fails(
    settings: Settings, site: Site, tmp_path: Path, storage: str
) -> None:
    (tmp_path / "in the way").touch()
    failing = SqlStore(f"sqlite:///{tmp_path}/in the way/quizapp.db")
    store = site.store if storage == "ok" else failing
    made = Site(settings, store=store, keys=settings.secret_keys, snapshot=site.snapshot)
    client = create_app(site=made).test_client()
    for query in ("", "?t=1"):  # probes may add arguments
        reply, alive = client.get(f"/readyz{query}"), client.get(f"/livez{query}")
        assert (alive.status_code, alive.json, reply.status_code) == (200, {"alive": True}, 200)
        assert reply.json == {
            "ready": True,
            "articles": 1,
            "stale": [],
            "drafts": [],
            "away": [],
            "storage": storage,
        }
    failing.close()


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
    standings = {
        name: standing_of(name, found, is_there=name in {served, "three"})
        for name, found in by_entry(problems, site.settings.content).items()
    }
    site.snapshot = replace(site.snapshot, standings=standings)
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
        "away": [],
        "storage": "ok",
    }


def told(problem: Problem, state: State = State.REFUSED, times: int = 1) -> list[dict[str, Any]]:
    return stale({"one": Standing("one", state, (problem,) * times)}, Path("/srv/content"))


def test_where_the_content_is_and_what_a_problem_says_of_a_key_stays_unknown() -> None:
    assert '"urgent"' in make_problem("one/quiz.yaml").message
    assert "urgent" not in str(told(make_problem("one/quiz.yaml")))
    paths = ("/srv/elsewhere/quiz.yaml", "/srv/content")
    assert [told(make_problem(path))[0]["problems"] for path in paths] == [
        [{"path": "quiz.yaml", **PLACE}],
        [{"path": ".", **PLACE}],
    ]


def test_a_draft_is_stale_only_where_an_earlier_version_is_served() -> None:
    problem = replace(make_problem("one/quiz.yaml"), code="to-do")
    found = [told(problem, state) for state in (State.DRAFT, State.LAST_GOOD)]
    assert [[each["served"] for each in one] for one in found] == [[], [True]]


def test_of_very_many_errors_the_first_ones_are_listed() -> None:
    (found,) = told(make_problem("one/quiz.yaml"), times=5_000)
    assert (found["errors"], len(found["problems"])) == (5_000, 20)
