import json
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from battery.running import BEGIN, RESPOND
from battery.serving import API, ROOT, fetch, respond_to, serving
from calls import begin, by_key, play, respond
from flask import Flask
from flask.testing import FlaskClient

from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.ops import metrics as counts
from quizapp.web.site import Site


@pytest.fixture
def counting(settings: Settings) -> Iterator[Flask]:
    """An application that was made from its settings, as a server has it."""
    root = logging.getLogger()
    handlers = root.handlers[:]
    app = create_app(settings)
    yield app
    root.handlers[:] = handlers
    app.extensions["quizapp.watch"].stop()
    app.extensions["quizapp"].store.close()


def metrics(text: str) -> dict[str, float]:
    """Return every sample but those of durations, by name and labels."""
    lines = re.findall(r"^(quizapp_\S+) (\S+)$", text, re.MULTILINE)
    return {name: float(value) for name, value in lines if "_created" not in name and "_seconds" not in name}


def test_without_the_extra_there_is_a_hint(client: FlaskClient) -> None:
    reply = client.get("/metrics")
    hint = "There are no metrics without the extra: pip install 'quizapp[metrics]'\n"
    assert (reply.status_code, reply.text) == (404, hint)


def test_what_happened_is_counted(counting: Flask) -> None:
    client, site = counting.test_client(), counting.extensions["quizapp"]
    (article,) = site.snapshot.library.articles
    turn = begin(client, article)
    item = site.snapshot.bank(article).items[turn["item"]["id"]]
    respond(client, turn["attempt"], item.id, by_key(item))
    respond(client, turn["attempt"], item.id, [])
    client.get(f"{API}/articles/{article}")
    client.get("/nowhere/a-token")
    logging.getLogger("quizapp.web.ops.reload").error("it failed")
    reply = client.get("/metrics")
    assert reply.content_type.startswith("text/plain; version=")
    assert metrics(reply.text) == {
        requests("POST", "/api/v1/articles/<article_id>/attempts", 201): 1,
        requests("POST", "/api/v1/responses", 200): 1,
        requests("POST", "/api/v1/responses", 422): 1,
        requests("GET", "/api/v1/articles/<article_id>", 200): 1,
        requests("GET", "none", 404): 1,
        'quizapp_steps_total{recorded="true"}': 1,
        'quizapp_steps_total{recorded="false"}': 0,
        'quizapp_log_messages_total{level="error",logger="quizapp.web.ops.reload"}': 1,
        "quizapp_recording": 1,
        "quizapp_articles": 1,
        "quizapp_articles_stale": 0,
        "quizapp_articles_draft": 0,
        "quizapp_articles_away": 0,
    }
    assert (
        'quizapp_request_seconds_count{method="GET",route="/api/v1/articles/<article_id>"} 1.0' in reply.text
    )


def requests(method: str, route: str, status: int) -> str:
    return f'quizapp_requests_total{{method="{method}",route="{route}",status="{status}"}}'


def test_a_response_that_could_not_be_recorded_is_counted_as_such(
    settings: Settings, counting: Flask
) -> None:
    site: Site = counting.extensions["quizapp"]
    (settings.state / "quizapp.db").mkdir()
    (bank,) = site.snapshot.banks.values()
    replies = play(counting.test_client(), bank, by_key)
    assert not any(reply["recorded"] for reply in replies[1:])
    text = counting.test_client().get("/metrics").text
    assert f"quizapp_store_seconds_count {len(replies) - 1}.0" in text
    counted = metrics(text)
    assert counted["quizapp_recording"] == 0
    assert counted['quizapp_steps_total{recorded="false"}'] == len(replies) - 1
    assert counted['quizapp_steps_total{recorded="true"}'] == 0


@pytest.mark.slow
def test_any_worker_answers_for_all_of_them(tmp_path: Path) -> None:
    with serving(tmp_path / "state", workers=2) as server:
        for _ in range(12):
            turn = json.loads(fetch(server.port, BEGIN, b"{}")[1])
            fetch(server.port, RESPOND, json.dumps(respond_to(turn)).encode())
        answers = [metrics(fetch(server.port, "/metrics")[1].decode()) for _ in range(8)]
    for counted in answers:
        assert counted[requests("POST", "/api/v1/responses", 200)] == 12
        assert counted['quizapp_steps_total{recorded="true"}'] == 12
    lines = [line for line in server.log.read_text().splitlines() if '"/metrics"' in line]
    assert len(lines) == 8


def test_what_a_killed_server_counted_is_removed_by_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "_MEMORY", tmp_path)
    monkeypatch.setenv(counts.FOLDER, "")  # so that it is as before in the end
    monkeypatch.delenv(counts.FOLDER)
    killed, strange = tmp_path / "quizapp-metrics-killed", tmp_path / "quizapp-metrics-of-something-else"
    for folder in (killed, strange):
        folder.mkdir()
        (folder / "counter_1.db").write_bytes(b"")
    (killed / "owner").touch()
    with counts.folder():
        mine = Path(os.environ.pop(counts.FOLDER))
        with counts.folder():
            assert mine.is_dir(), "its server is at work"
            assert not killed.exists()
            assert strange.is_dir()
    assert list(tmp_path.iterdir()) == [strange]


@pytest.mark.parametrize("name", ["quizapp-alerts.yml", "quizapp-dashboard.json"])
def test_alerts_and_dashboard_ask_for_metrics_that_there_are(name: str, counting: Flask) -> None:
    text = (ROOT / ".github" / "docs" / name).read_text()
    asked = set(re.findall(r"quizapp_[a-z_]+", text))
    shown = counting.test_client().get("/metrics").text
    there = set(re.findall(r"^# TYPE (\S+)", shown, re.MULTILINE))
    assert len(asked) > 4
    assert {re.sub(r"_bucket$", "", each) for each in asked} - there == set()
