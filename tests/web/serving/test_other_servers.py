"""The application is plain WSGI: other servers serve it, take up edits and count in all processes."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from battery.serving import answering, fetch, free_port, respond_to
from conftest import COMPLETE, KEY
from waiting import until

ID = "blisters-from-new-shoes"
ARTICLE = f"/api/v1/articles/{ID}"
APP = "quizapp.web.app:create_app()"
GUNICORN = ["-m", "gunicorn", "--bind=127.0.0.1:{port}", "--threads=4", "--workers=2", APP]
UWSGI = ["--http-socket=127.0.0.1:{port}", "--master", "--need-app", "--die-on-term", "--processes=2"]
UWSGI += ["--worker-reload-mercy=5"]  # its workers hang at their end at times, and are killed after a minute
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
    with answering(
        [word.format(port=port) for word in command],
        port,
        env={**os.environ, **settings, "QUIZAPP_SECRET_KEYS": KEY, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ):
        yield port


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
        until(lambda: all(b'"title":"New. ' in fetch(port, ARTICLE)[1] for _ in range(8)))
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
    turn = json.loads(fetch(port, f"{ARTICLE}/attempts", b"{}")[1])
    reply = fetch(port, "/api/v1/responses", json.dumps(respond_to(turn)).encode())
    assert json.loads(reply[1])["recorded"] is True
