"""The application is plain WSGI: other servers serve it, take up edits and count in all processes."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from battery.serving import free_port, wait_for_answer
from conftest import COMPLETE, KEY

ID = "blisters-from-new-shoes"
ARTICLE = f"/api/v1/articles/{ID}"
APP = "quizapp.web.app:create_app()"
GUNICORN = ["-m", "gunicorn", "--bind=127.0.0.1:{port}", "--threads=4", "--workers=2", APP]
UWSGI = ["--http-socket=127.0.0.1:{port}", "--master", "--need-app", "--die-on-term", "--processes=2"]
WAITRESS = ["-m", "waitress", "--listen=127.0.0.1:{port}", "--call", APP.removesuffix("()")]
COMMANDS = {
    "gunicorn": [sys.executable, *GUNICORN],
    "gunicorn --preload": [sys.executable, *GUNICORN, "--preload"],
    "uwsgi": [str(Path(sys.executable).with_name("uwsgi")), *UWSGI, "--threads=4", f"--module={APP}"],
    "waitress": [sys.executable, *WAITRESS],
}


@contextmanager
def serving(command: list[str], folder: Path, **environment: str) -> Iterator[int]:
    """Let a server serve a folder of its own for a while, and give its port."""
    port = free_port()
    settings = {"QUIZAPP_CONTENT": str(folder / "content"), "QUIZAPP_STATE": str(folder / "state")}
    with subprocess.Popen(
        [word.format(port=port) for word in command],
        env={**os.environ, **settings, "QUIZAPP_SECRET_KEYS": KEY, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            wait_for_answer(server, port)
            yield port
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(COMPLETE, tmp_path / "content")
    (tmp_path / "counts").mkdir()
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_another_server_takes_responses_and_edits_and_counts_all(name: str, folder: Path) -> None:
    with serving(COMMANDS[name], folder, PROMETHEUS_MULTIPROC_DIR=str(folder / "counts")) as port:
        for _ in range(8):
            respond(port)
        path = folder / "content" / ID / "article.yaml"
        path.write_text(path.read_text().replace("\ntitle: ", "\ntitle: New. ", 1))
        until(lambda: all(get(port, ARTICLE)["title"].startswith("New. ") for _ in range(8)), 20)
        for _ in range(4):
            assert 'quizapp_steps_total{recorded="true"} 8.0' in fetch(port, "/metrics")[1].decode()


@pytest.mark.slow
def test_processes_that_count_for_themselves_say_so(folder: Path) -> None:
    with serving(COMMANDS["gunicorn --preload"], folder) as port:
        status, told = fetch(port, "/metrics")
    assert (status, "set PROMETHEUS_MULTIPROC_DIR to an empty folder" in told.decode()) == (503, True)


@pytest.mark.slow
def test_uwsgi_without_threads_is_refused(folder: Path) -> None:
    without = [word.format(port=free_port()) for word in COMMANDS["uwsgi"] if "threads" not in word]
    done = subprocess.run(without, capture_output=True, text=True, check=False, timeout=60, cwd=folder)
    assert "SettingsError: uwsgi: must run with --enable-threads" in done.stderr
    assert done.returncode != 0


def respond(port: int) -> None:
    turn = post(port, f"{ARTICLE}/attempts", {})
    item = turn["item"]
    body = {"attempt": turn["attempt"], "item": item["id"], "response": [item["options"][0]["id"]]}
    assert post(port, "/api/v1/responses", body)["recorded"] is True


def fetch(port: int, path: str, body: object = None) -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        if body is None:
            connection.request("GET", path)
        else:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        reply = connection.getresponse()
        return reply.status, reply.read()


def get(port: int, path: str) -> Any:
    return json.loads(fetch(port, path)[1])


def post(port: int, path: str, body: object) -> Any:
    return json.loads(fetch(port, path, body)[1])


def until(holds: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.1)
