"""The command line, through click's own runner; `serve` as a process of its own."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from io import StringIO
from pathlib import Path

import pytest
from checks import make_checks
from click.testing import CliRunner, Result
from conftest import COMPLETE, GOOD
from steps import make_step

from quizapp.attempts.sql_store import SqlStore
from quizapp.cli import main
from quizapp.content.library import load
from quizapp.content.model import Item, Level
from quizapp.content.problem import Part
from quizapp.content.shape.json_schema import json_schema
from quizapp.quiz.simulation import ARCHETYPES
from quizapp.settings import SHIPPED

ROOT = Path(__file__).parents[1]
ARTICLE = next(COMPLETE.iterdir()).name


def quizapp(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def broken_copy(tmp_path: Path) -> Path:
    """Return a content folder whose article has a misspelt key at line 4."""
    source = next(GOOD.iterdir())
    folder = tmp_path / "content" / source.name
    folder.mkdir(parents=True)
    for file in source.iterdir():
        folder.joinpath(file.name).write_bytes(file.read_bytes())
    article = folder / "article.yaml"
    article.write_text(re.sub(r"^title:", "titel:", article.read_text(), count=1, flags=re.MULTILINE))
    return tmp_path / "content"


def test_help_names_every_command() -> None:
    result = quizapp("--help")
    assert result.exit_code == 0
    assert {"serve", "check", "explain", "export", "simulate", "stats"} <= set(main.commands)
    assert all(f"\n  {name} " in result.output for name in main.commands)


def test_check_says_that_there_is_nothing_to_say() -> None:
    result = quizapp("check", COMPLETE)
    assert (result.exit_code, result.output) == (0, f"0 problems in {COMPLETE.relative_to(ROOT)}\n")


def test_check_names_file_line_and_column_and_guesses(tmp_path: Path) -> None:
    content = broken_copy(tmp_path)
    result = quizapp("check", content)
    assert result.exit_code == 1
    place = re.search(r"article\.yaml:(\d+):(\d+)", result.output)
    assert place is not None
    line = next(content.iterdir()).joinpath("article.yaml").read_text().splitlines()[int(place[1]) - 1]
    assert (line.startswith("titel:"), place[2]) == (True, "1")
    assert '"title"' in result.output


def test_check_as_json_counts_errors_and_warnings(tmp_path: Path) -> None:
    result = quizapp("check", broken_copy(tmp_path), "--format", "json")
    document = json.loads(result.output)
    assert (result.exit_code, document["errors"], document["warnings"]) == (1, 1, 0)
    assert set(document["problems"][0]) == {
        "path",
        "line",
        "column",
        "code",
        "severity",
        "message",
        "hint",
    }


def test_check_names_files_as_seen_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = broken_copy(tmp_path)
    monkeypatch.chdir(tmp_path)
    place = f"content/{next(content.iterdir()).name}/article.yaml"
    assert quizapp("check", content).output.startswith(f"{place}:")
    annotation, _ = quizapp("check", content, "--format", "github").output.strip().split("\n")
    assert annotation.startswith(f"::error file={place},line=")
    log = json.loads(quizapp("check", content, "--format", "sarif").output)
    (result,) = log["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == place


def test_check_shows_the_line_with_the_word_marked(tmp_path: Path) -> None:
    lines = quizapp("check", broken_copy(tmp_path)).output.split("\n")
    assert re.fullmatch(r" {4}\d \| titel: .*", lines[1])
    assert lines[2].startswith('      | ^^^^^ did you mean "title"?')


def test_check_shows_what_it_can_where_the_terminal_does_not_know_all_letters(tmp_path: Path) -> None:
    folder = tmp_path / "sore-heels"
    folder.mkdir()
    (folder / "article.yaml").write_text("titel: 膝\n", encoding="utf-8")
    command = [sys.executable, "-m", "quizapp", "check", str(folder)]
    shown = subprocess.run(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        check=False,
    )
    assert (shown.returncode, b"titel: \\u819d" in shown.stdout) == (1, True)


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_check_ends_with_the_same_status_in_every_format(tmp_path: Path, form: str) -> None:
    assert quizapp("check", broken_copy(tmp_path), "--format", form).exit_code == 1
    assert quizapp("check", COMPLETE, "--format", form).exit_code == 0


def test_schema_prints_what_the_api_gives() -> None:
    assert json.loads(quizapp("schema", "--kind", "quiz").output) == json_schema(Part.QUIZ)
    assert json.loads(quizapp("schema").output) == json_schema(Part.ARTICLE)


def test_translate_writes_what_is_missing_and_stamps_what_was_revised(tmp_path: Path) -> None:
    folder = tmp_path / "content" / ARTICLE
    folder.mkdir(parents=True)
    for file in (COMPLETE / ARTICLE).iterdir():
        folder.joinpath(file.name).write_bytes(file.read_bytes())
    content = ("--content", folder.parent)
    result = quizapp("translate", ARTICLE, "--lang", "es", *content)
    spanish = folder / "es.yaml"
    assert (result.exit_code, result.output.splitlines()[0]) == (0, "about")
    assert quizapp("translate", ARTICLE, "--lang", "es", "--revised", "about", *content).exit_code != 0
    spanish.write_text(spanish.read_text().replace('title: "Blisters', 'title: "Ampollas', 1))
    assert "about" not in quizapp("translate", ARTICLE, "--lang", "es", "--revised", "about", *content).output
    loaded = load(folder.parent).library.articles[ARTICLE].translations["es"]
    assert loaded.title == "Ampollas from new shoes"


@pytest.mark.parametrize("lang", ["en", "es.yaml", "../es"])
def test_translate_refuses_what_is_no_other_language(lang: str) -> None:
    assert quizapp("translate", ARTICLE, "--lang", lang, "--content", COMPLETE).exit_code == 2


def test_new_writes_a_form_that_check_accepts_and_lists_what_is_to_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = quizapp("new", "sore-heels", "--content", "content")
    assert result.exit_code == 0
    *to_dos, last = result.output.strip().split("\n")
    assert last == (
        "Wrote content/sore-heels/article.yaml and content/sore-heels/quiz.yaml; "
        f"{len(to_dos)} things are still to be done."
    )
    assert to_dos[0] == "content/sore-heels/article.yaml:10:8: still to be written: the title"
    checked = quizapp("check", "content", "--format", "json")
    document = json.loads(checked.output)
    assert (checked.exit_code, document["errors"], document["warnings"]) == (0, 0, len(to_dos))
    assert quizapp("check", "content", "--strict").exit_code == 1


def test_new_refuses_what_is_there_what_is_no_id_and_the_folder_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quizapp("new", "sore-heels", "--content", tmp_path)
    before = (tmp_path / "sore-heels" / "article.yaml").read_bytes()
    again = quizapp("new", "sore-heels", "--content", tmp_path)
    assert (again.exit_code, "there already" in again.output) == (2, True)
    assert (tmp_path / "sore-heels" / "article.yaml").read_bytes() == before
    odd = quizapp("new", "Sore Heels", "--content", tmp_path)
    assert (odd.exit_code, "no id" in odd.output) == (2, True)
    monkeypatch.setenv("QUIZAPP_CONTENT", str(SHIPPED))
    shipped = quizapp("new", "sore-heels")
    assert (shipped.exit_code, "--content DIR" in shipped.output) == (2, True)


def test_explain_shows_both_samples() -> None:
    result = quizapp("explain", "key-contradicts-signs")
    assert result.exit_code == 0
    assert "Passes:" in result.output
    assert "Fails:" in result.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("explain", "key-contradict-signs"), 'did you mean "key-contradicts-signs"?'),
        (("export", ARTICLE[:-1], "--to", "json", "--content", str(COMPLETE)), f'did you mean "{ARTICLE}"?'),
        (("simulate", "nothing-like-it", "--content", str(COMPLETE)), "there is no article"),
        (("export", ARTICLE, "--to", "wax", "--content", str(COMPLETE)), "wax"),
        (("no-such-command",), "no-such-command"),
    ],
)
def test_wrong_usage_is_one_line_and_status_two(arguments: tuple[str, ...], says: str) -> None:
    result = quizapp(*arguments)
    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output


def test_export_writes_to_standard_output_or_a_file(tmp_path: Path) -> None:
    shown = quizapp("export", ARTICLE, "--to", "json", "--content", COMPLETE)
    written = quizapp("export", ARTICLE, "--to", "json", "--content", COMPLETE, "-o", tmp_path / "a.json")
    assert (shown.exit_code, written.exit_code, written.output) == (0, 0, "")
    assert json.loads(shown.output) == json.loads((tmp_path / "a.json").read_text())


def test_simulate_prints_a_row_for_every_archetype() -> None:
    result = quizapp("simulate", ARTICLE, "--content", COMPLETE, "--readers", "20")
    assert result.exit_code == 0
    assert all(f"\n{archetype.name} " in result.output for archetype in ARCHETYPES)


def test_simulate_as_json_keeps_the_contract() -> None:
    result = quizapp("simulate", ARTICLE, "--content", COMPLETE, "--readers", "20", "--format", "json")
    document = json.loads(result.output)
    assert (document["rule"], document["readers"]) == ("sprt-flags/1", 20)
    assert [row["name"] for row in document["archetypes"]] == [archetype.name for archetype in ARCHETYPES]
    names = {"name", "understands", "not_yet", "not_enough_evidence", "mean_items", "p95_items"}
    assert all(names <= set(row) for row in document["archetypes"])


def test_serve_refuses_a_database_that_can_never_be_used_in_one_line(tmp_path: Path) -> None:
    """Before it says that it serves, and not once in every worker process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    done = subprocess.run(
        [sys.executable, "-m", "quizapp", "serve", "--port", str(port), "--state", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "QUIZAPP_DATABASE_URL": "nonsense"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Error: --database or QUIZAPP_DATABASE_URL: is no URL of a database\n"


def test_serve_answers_tells_its_address_and_ends_on_term(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "quizapp", "serve", "--port", str(port), "--content", str(COMPLETE)]
    process = subprocess.Popen(
        [*command, "--state", str(tmp_path / "state")],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")},
    )
    try:
        body = first_answer(port)
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=20)
    finally:
        process.kill()
    assert json.loads(body)["articles"][0]["id"] == ARTICLE
    lines = [json.loads(line) for line in told.splitlines()]
    address, state = f"http://127.0.0.1:{port}", tmp_path / "state"
    assert lines[0]["message"] == f"serving on {address}, with content from {COMPLETE} and state in {state}"
    assert {line.get("route") for line in lines[1:]} == {"/api/v1/articles"}
    assert state.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "state" / "secret").stat().st_mode & 0o777 == 0o600


def first_answer(port: int) -> bytes:
    """Return the list of articles as soon as the server gives it."""
    deadline = time.monotonic() + 30
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/api/v1/articles")
            return connection.getresponse().read()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        finally:
            connection.close()


def a_scenario() -> Item:
    """Return a scenario of the sample whose key is not urgent."""
    quiz = load(COMPLETE).library.articles[ARTICLE].quiz
    assert quiz is not None
    return next(item for item in quiz.items if item.level not in {None, Level.URGENT})


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder with forty recorded checks of one item."""
    folder = tmp_path / "state"
    folder.mkdir()
    store = SqlStore(f"sqlite:///{folder / 'quizapp.db'}")
    for step in make_checks(a_scenario(), [Level.URGENT] * 40, article=ARTICLE, hour="2031-07-13T09:00Z"):
        store.record(step)
    store.close()
    return folder


def test_stats_prints_a_table(state: Path) -> None:
    result = quizapp("stats", ARTICLE, "--content", COMPLETE, "--state", state)
    assert result.exit_code == 0
    assert result.output.startswith(f"Item statistics of {ARTICLE}, quiz revision ")
    assert "\nFrom 40 checks: " in result.output
    assert re.search(rf"^{a_scenario().id} +~40 +0% 0-9 ", result.output, re.MULTILINE)


def test_stats_speaks_json_and_csv(state: Path) -> None:
    data = json.loads(
        quizapp("stats", ARTICLE, "--content", COMPLETE, "--state", state, "--format", "json").output
    )
    table = quizapp("stats", ARTICLE, "--content", COMPLETE, "--state", state, "--format", "csv").output
    assert [(item["item"], item["n"]) for item in data["items"]] == [(a_scenario().id, 40)]
    rows = list(csv.DictReader(StringIO(table)))
    assert [row["item"] for row in rows if row["n"]] == [a_scenario().id]
    assert len(rows) == 1 + len(data["too_few"])


def test_stats_finds_the_database_by_url_too(state: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{state / 'quizapp.db'}"
    there = quizapp("stats", ARTICLE, "--content", COMPLETE, "--state", tmp_path / "other", "--database", url)
    assert there.output == quizapp("stats", ARTICLE, "--content", COMPLETE, "--state", state).output


def test_stats_names_no_attempt_and_no_hour(state: Path) -> None:
    for form in ("text", "json", "csv"):
        output = quizapp("stats", ARTICLE, "--content", COMPLETE, "--state", state, "--format", form).output
        assert [word for word in ("check-0", "2031", "09:00") if word in output] == []


def test_stats_before_the_first_response_says_so_and_makes_no_file(tmp_path: Path) -> None:
    result = quizapp("stats", ARTICLE, "--content", COMPLETE, "--state", tmp_path / "state")
    assert result.exit_code == 0
    assert "\nFrom fewer than 30 checks: " in result.output
    assert list(tmp_path.iterdir()) == []


def test_stats_of_an_unknown_article_is_wrong_usage(tmp_path: Path) -> None:
    result = quizapp("stats", ARTICLE[:-1], "--content", COMPLETE, "--state", tmp_path)
    assert result.exit_code == 2
    assert f'did you mean "{ARTICLE}"?' in result.output


def test_db_makes_tables_once_and_names_their_version(tmp_path: Path) -> None:
    state = ("--state", tmp_path / "state")
    before = quizapp("db", "current", *state)
    assert (before.exit_code, before.stdout) == (1, "none\n")
    assert before.stderr == "This program needs version 0002: quizapp db upgrade\n"
    assert not (tmp_path / "state").exists()
    for _ in range(2):
        assert quizapp("db", "upgrade", *state).output == "The tables are of version 0002.\n"
    after = quizapp("db", "current", *state)
    assert (after.exit_code, after.output) == (0, "0002\n")


def test_db_purge_removes_what_is_older(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqlStore(f"sqlite:///{state / 'quizapp.db'}")
    for number in range(3):
        store.record(make_step(f"old-{number}", hour="2001-07-13T09:00Z"))
    store.close()
    monkeypatch.setenv("QUIZAPP_RETENTION", "90000d")
    assert quizapp("db", "purge", "--state", state).output == "Removed 0 attempts.\n"
    by_url = ("--database", f"sqlite:///{state / 'quizapp.db'}")
    assert quizapp("db", "purge", "--older-than", "12h", *by_url).output == "Removed 3 attempts.\n"
    assert quizapp("db", "purge", "--older-than", "12h", "--state", state).output == "Removed 0 attempts.\n"


def test_db_purge_refuses_a_duration_that_it_does_not_know(state: Path) -> None:
    result = quizapp("db", "purge", "--older-than", "a month", "--state", state)
    assert result.exit_code == 2
    assert (
        '--older-than: must be a number of days or hours such as 30d or 12h, not "a month"' in result.output
    )
