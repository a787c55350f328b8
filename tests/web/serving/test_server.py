"""What a worker answers with: what was made for all of them, as long as the content stands."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from battery.serving import Server, fetch, free_port
from conftest import COMPLETE
from flask import Flask
from waiting import until

from quizapp import cache
from quizapp.errors import SettingsError
from quizapp.settings import Settings
from quizapp.web.ops.reload import begin
from quizapp.web.serving.server import application, run

ID = "blisters-from-new-shoes"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The settings of all, with a content folder that may be edited."""
    content = settings.state.with_name("content")
    shutil.copytree(settings.content, content)
    return replace(settings, content=content, log_format="off")


@pytest.fixture
def work(settings: Settings) -> Iterator[Callable[[], Flask]]:
    """Makes the application of a worker process."""
    made: list[Flask] = []

    def start() -> Flask:
        made.append(application(settings))
        return made[-1]

    yield start
    for app in made:
        app.extensions["quizapp.watch"].stop()
        app.extensions["quizapp"].store.close()


def test_a_worker_makes_nothing_that_was_made_for_all(
    work: Callable[[], Flask], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(settings)
    monkeypatch.setattr(cache, "_write", None)
    assert work().test_client().get(f"/articles/{ID}").status_code == 200


def test_a_worker_that_starts_after_an_edit_serves_the_edit_at_once(
    work: Callable[[], Flask], settings: Settings
) -> None:
    path = settings.content / ID / "article.yaml"
    path.write_text(path.read_text().replace("\ntitle: ", "\ntitle: New. "))
    served = work().test_client().get(f"/api/v1/articles/{ID}").json
    assert served is not None
    assert served["title"].startswith("New. ")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_no_second_server_shares_a_place(settings: Settings, host: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as first:
        first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        first.bind((host, 0))
        first.listen()
        with pytest.raises(SettingsError, match=r"cannot serve at .*: Address already in use"):
            run(settings, host=host, port=first.getsockname()[1], workers=1, tell=print)


def warnings(server: Server) -> list[str]:
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    return [line["message"] for line in lines if line.get("level") == "warning"]


@pytest.mark.slow
def test_workers_and_restarts_serve_what_was_last_good_while_the_folder_is_away(
    tmp_path: Path, settings: Settings
) -> None:
    content = settings.content
    away = content.with_name("away")
    with Server(tmp_path / "state", workers=1, environment={"QUIZAPP_CONTENT": str(content)}) as server:
        server.start()
        content.rename(away)
        (worker,) = server.workers()
        os.kill(worker, signal.SIGKILL)
        until(lambda: set(server.workers()) - {worker})
        until(lambda: serves_article(server))
        server.stop()
        server.start()
        until(lambda: serves_article(server))
        away.rename(content)
        until(lambda: "the content folder is good again" in server.log.read_text())
        server.stop()


LATE = """
import os, time
os.register_at_fork(after_in_child=lambda: (print(flush=True), time.sleep(2)))
from quizapp.cli import main
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_end_before_it_serves_ends_at_once(
    tmp_path: Path, how: signal.Signals
) -> None:
    """Here it is told just after its fork, two seconds before it runs any code of ours."""
    command = ["serve", "--port", str(free_port()), "--state", str(tmp_path / "state"), "--workers", "1"]
    with subprocess.Popen(
        [sys.executable, "-c", LATE, *command],
        env={**os.environ, "QUIZAPP_CONTENT": str(COMPLETE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as server:
        try:
            assert server.stdout is not None
            server.stdout.readline()
            server.send_signal(how)
            _, told = server.communicate(timeout=60)
        finally:
            server.kill()  # nothing happens where it has ended
    levels = {json.loads(line)["level"] for line in told.splitlines()}
    assert (server.returncode, levels) == (0, {"info"})  # none that had to be killed


def serves_article(server: Server) -> bool:
    try:
        return fetch(server.port, f"/api/v1/articles/{ID}")[0] == 200
    except (OSError, HTTPException):
        return False


@pytest.mark.slow
def test_a_start_says_where_steps_are_recorded_and_that_they_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "state" / "quizapp.db").mkdir(parents=True)
    with Server(tmp_path / "state", workers=1) as server:
        server.start(storage="failing")
        server.stop()
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    told = [(line["level"], line["message"]) for line in lines if line["event"] == "storage"]
    assert told[0] == ("info", f"steps are recorded in sqlite:///{tmp_path}/state/quizapp.db")
    assert set(told[1:]) == {("error", "recording fails: unable to open database file (SQLITE_CANTOPEN)")}


@pytest.mark.slow
def test_more_silent_clients_than_files_may_be_open_hold_nobody_up_for_long(tmp_path: Path) -> None:
    few = ["prlimit", "--nofile=256:256"]
    with Server(tmp_path / "state", workers=1, before=few) as server, ExitStack() as stack:
        server.start()
        assert warnings(server) == ["no more than 256 files may be open: 192 connections at a time"]
        for _ in range(300):
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
        # it waits until the silent ones are let go, which takes ten seconds
        with closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
            connection.request("GET", "/livez")
            assert connection.getresponse().status == 200
