"""The command line, through click's own runner; `serve` as a process of its own."""

import csv
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from battery.serving import answering, fetch, free_port
from checks import make_checks
from conftest import COMPLETE, GOOD, quizapp, rewrite
from steps import make_step

from quizapp.attempts.sql_store import SqlStore
from quizapp.content.model import Item, Level
from quizapp.library.follower import archive_of, first_loaded, follow
from quizapp.library.load import load
from quizapp.quiz.archetypes import ARCHETYPES
from quizapp.settings import SHIPPED, Settings

ROOT = Path(__file__).parents[1]
ARTICLE = next(COMPLETE.iterdir()).name


def broken_copy(tmp_path: Path) -> Path:
    """Return a content folder whose article has a misspelt key at line 4."""
    content = shutil.copytree(GOOD, tmp_path / "content")
    (article,) = content.glob("*/article.yaml")
    rewrite(article, "\ntitle:", "\ntitel:")
    return content


def test_check_says_that_there_is_nothing_to_say() -> None:
    result = quizapp("check", COMPLETE)
    assert (result.exit_code, result.output) == (0, "0 problems\nblisters-from-new-shoes: served.\n")


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
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    shown = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, env=environment, check=False)
    assert (shown.returncode, b"titel: \\u819d" in shown.stdout) == (1, True)


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_check_ends_with_the_same_status_in_every_format(tmp_path: Path, form: str) -> None:
    assert quizapp("check", broken_copy(tmp_path), "--format", form).exit_code == 1
    assert quizapp("check", COMPLETE, "--format", form).exit_code == 0


def test_translate_writes_what_is_missing_and_stamps_what_was_revised(tmp_path: Path) -> None:
    folder = shutil.copytree(COMPLETE, tmp_path / "content") / ARTICLE
    content = ("--content", folder.parent)
    result = quizapp(*content, "translate", ARTICLE, "--lang", "es")  # options may stand before the command
    spanish = folder / "es.yaml"
    first, left, *names = result.output.splitlines()
    assert (result.exit_code, names[0], len(names)) == (0, "about (translate)", 13)
    assert (first, left.split()[2]) == (f"First: about (translate), in {spanish}.", "entries")
    checked = quizapp("check", spanish).output
    assert ("nobody has translated this yet" in checked, "have changed since" in checked) == (True, False)
    assert quizapp("translate", ARTICLE, "--lang", "es", "--revised", "about", *content).exit_code != 0
    spanish.write_text(spanish.read_text().replace('title: "Blisters', 'title: "Ampollas', 1))
    again = quizapp("translate", ARTICLE, "--lang", "es", "--revised", "all", *content)
    assert "about" not in again.output
    loaded = load(folder.parent).library.articles[ARTICLE].translations["es"]
    assert loaded.title == "Ampollas from new shoes"


@pytest.mark.parametrize("lang", ["en", "es.yaml", "../es", "spanish"])
def test_translate_refuses_what_is_no_other_language(lang: str) -> None:
    assert quizapp("translate", ARTICLE, "--lang", lang, "--content", COMPLETE).exit_code == 2


def test_new_writes_a_form_that_check_accepts_and_lists_what_is_to_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = quizapp("new", "sore-heels", "--content", "content")
    assert result.exit_code == 0
    first, second, *_ = result.output.split("\n")
    assert first == "First: open content/sore-heels/article.yaml and write the title, on line 10."
    document = json.loads(quizapp("check", "content", "--format", "json").output)
    left = document["warnings"] - 1
    told = f"`quizapp check content/sore-heels` lists the other {left} texts to write."
    assert (document["errors"], second) == (0, told)
    assert quizapp("check", "content", "--strict").exit_code == 1


def test_no_command_writes_into_the_folder_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZAPP_CONTENT", str(SHIPPED))
    for command in ("new sore-heels", "item hot-joint", "translate sore-heels --lang es"):
        refused = quizapp(*command.split())
        assert (refused.exit_code, "--content DIR" in refused.output) == (2, True)


def test_new_refuses_what_is_there_and_what_is_no_id(tmp_path: Path) -> None:
    quizapp("new", "sore-heels", "--content", tmp_path)
    before = (tmp_path / "sore-heels" / "article.yaml").read_bytes()
    again = quizapp("new", "sore-heels", "--content", tmp_path)
    assert (again.exit_code, "there already" in again.output) == (2, True)
    assert (tmp_path / "sore-heels" / "article.yaml").read_bytes() == before
    odd = quizapp("new", "Sore Heels", "--content", tmp_path)
    assert (odd.exit_code, "no id" in odd.output) == (2, True)


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


def test_export_says_what_is_not_in_it_and_writes_that_as_json(tmp_path: Path) -> None:
    losses = tmp_path / "losses.json"
    to = ("export", ARTICLE, "--content", COMPLETE, "-o", tmp_path / "out", "--losses", losses)
    told = quizapp(*to, "--to", "jsonld")
    document = json.loads(losses.read_text())
    assert document.keys() == {"format", "article", "lang", "revision", "losses"}
    assert told.stderr == "".join(f"not exported: {loss['what']}\n" for loss in document["losses"])
    assert document["losses"][-1] == {"what": "the items of the quiz", "items": []}
    assert quizapp(*to, "--to", "json").stderr == ""
    assert json.loads(losses.read_text())["losses"] == []


def test_export_is_in_the_language_that_is_asked_for_or_refused() -> None:
    to = ("export", "joint-pain-after-exercise", "--to", "json", "--content", ROOT / "content", "--lang")
    assert json.loads(quizapp(*to, "es-MX").stdout)["article"]["lang"] == "es"
    refused = quizapp(*to, "fi")
    assert refused.exit_code == 2
    assert 'no translation of "joint-pain-after-exercise" into "fi"' in refused.stderr


def test_import_of_a_quiz_keeps_its_good_questions_and_names_the_others_by_line(tmp_path: Path) -> None:
    quiz = tmp_path / "quiz.gift"
    quiz.write_text("::One::Where?{=Here ~There}\n\n::Two::Why?{}\n\n::Three::When?{=Now ~Then}\n")
    result = quizapp("import", quiz, "--id", "sore-heels", "--out", tmp_path / "content")
    written = tmp_path / "content" / "sore-heels" / "quiz.yaml"
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"Wrote {written}.",
        "2 items. `quizapp check` lists what each one still needs.",
        f"{quiz}:3: not imported: an essay has no options",
    ]
    shown = quizapp("import", quiz, "--id", "sore-heels")
    assert shown.stdout == written.read_text()
    unnamed = quizapp("import", quiz)
    assert (unnamed.exit_code, "say with --id which article it's for" in unnamed.stderr) == (2, True)


def test_simulate_prints_a_row_for_every_archetype() -> None:
    result = quizapp("simulate", ARTICLE, "--content", COMPLETE, "--readers", "20")
    assert result.exit_code == 0
    assert all(f"\n{archetype.name} " in result.output for archetype in ARCHETYPES)


def test_simulate_as_json_keeps_the_contract() -> None:
    result = quizapp("simulate", ARTICLE, "--content", COMPLETE, "--readers", "20", "--format", "json")
    document = json.loads(result.output)
    assert (document["rule"], document["readers"]) == ("needs-pooled/2", 20)
    assert [row["name"] for row in document["archetypes"]] == [archetype.name for archetype in ARCHETYPES]
    names = {"name", "understands", "not_yet", "not_enough_evidence", "mean_items", "p95_items"}
    assert all(names <= set(row) for row in document["archetypes"])


def test_serve_refuses_a_database_that_can_never_be_used_in_one_line(tmp_path: Path) -> None:
    """Before it says that it serves, and not once in every worker process."""
    done = subprocess.run(
        [sys.executable, "-m", "quizapp", "serve", "--port", str(free_port()), "--state", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "QUIZAPP_DATABASE_URL": "nonsense"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    told = json.loads(done.stderr)
    assert [told[name] for name in ("level", "event", "message")] == [
        "critical",
        "start",
        "--database or QUIZAPP_DATABASE_URL: isn't the URL of a database",
    ]


@pytest.mark.slow
def test_serve_answers_tells_its_address_and_ends_on_term(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "quizapp", "serve", "--port", str(port), "--content", str(COMPLETE)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    started = [*command, "--state", str(tmp_path / "state")]
    with answering(started, port, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environment) as server:
        _, body = fetch(port, "/api/v1/articles")
        server.send_signal(signal.SIGTERM)
        _, told = server.communicate(timeout=60)
    assert json.loads(body)["articles"][0]["id"] == ARTICLE
    lines = [json.loads(line) for line in told.splitlines()]
    address, state = f"http://127.0.0.1:{port}", tmp_path / "state"
    assert lines[1]["message"] == f"serving on {address}, with content from {COMPLETE} and state in {state}"
    assert {line.get("route") for line in lines[2:]} == {"/livez", "/api/v1/articles"}
    assert state.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "state" / "secret").stat().st_mode & 0o777 == 0o600


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
    with closing(SqlStore(f"sqlite:///{folder / 'quizapp.db'}")) as store:
        for step in make_checks(a_scenario(), [Level.URGENT] * 40, article=ARTICLE, hour="2999-07-13T09:00Z"):
            store.record(step)
    return folder


def test_stats_prints_a_table(state: Path) -> None:
    result = quizapp("stats", ARTICLE, "--content", COMPLETE, "--state", state)
    assert result.exit_code == 0
    assert result.output.startswith(f"Item statistics of {ARTICLE}, quiz revision ")
    assert "\nFrom 40 checks, " in result.output
    assert re.search(rf"^{a_scenario().id} +~40 +0% 0-9 ", result.output, re.MULTILINE)


def test_stats_speaks_json_and_csv(state: Path) -> None:
    stats = ("stats", ARTICLE, "--content", COMPLETE, "--state", state, "--format")
    data, table = json.loads(quizapp(*stats, "json").output), quizapp(*stats, "csv").output
    assert [(item["item"], item["n"]) for item in data["items"]] == [(a_scenario().id, 40)]
    rows = list(csv.DictReader(StringIO(table)))
    assert [row["item"] for row in rows if row["n"]] == [a_scenario().id]
    assert len(rows) == 1 + len(data["too_few"])


def test_stats_finds_the_database_by_url_too(state: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{state / 'quizapp.db'}"
    there = quizapp("stats", ARTICLE, "--content", COMPLETE, "--state", tmp_path / "other", "--database", url)
    assert there.output == quizapp("stats", ARTICLE, "--content", COMPLETE, "--state", state).output


def test_stats_before_the_first_response_says_so_and_makes_no_file(tmp_path: Path) -> None:
    result = quizapp("stats", ARTICLE, "--content", COMPLETE, "--state", tmp_path / "state")
    assert result.exit_code == 0
    assert "\nFrom fewer than 30 checks, " in result.output
    assert list(tmp_path.iterdir()) == []


def test_withdraw_takes_down_what_has_no_folder_any_more(tmp_path: Path) -> None:
    content, state = tmp_path / "content", tmp_path / "state"
    shutil.copytree(COMPLETE, content)
    settings = Settings(content=content, state=state)
    first_loaded(follow(settings), settings)
    folders = ("--content", content, "--state", state)
    refused = quizapp("withdraw", "blisters-from-new-shoes", *folders)
    assert (refused.exit_code, "or the site will serve it again" in refused.output) == (2, True)
    shutil.rmtree(content / "blisters-from-new-shoes")
    done = quizapp("withdraw", "blisters-from-new-shoes", *folders)
    assert (done.exit_code, done.output) == (0, "blisters-from-new-shoes is withdrawn.\n")
    assert archive_of(settings).last_good("blisters-from-new-shoes") is None
    assert quizapp("withdraw", "blisters-from-new-shoes", *folders).exit_code == 2


def test_db_makes_tables_once_and_names_their_version(tmp_path: Path) -> None:
    state = ("--state", tmp_path / "state")
    before = quizapp("db", "current", *state)
    assert (before.exit_code, before.stdout) == (1, "none\n")
    assert before.stderr == "Error: there are no tables yet: run `quizapp db upgrade`\n"
    assert not (tmp_path / "state").exists()
    for _ in range(2):
        assert quizapp("db", "upgrade", *state).output == "The tables are at version 0002.\n"
    after = quizapp("db", "current", *state)
    assert (after.exit_code, after.output) == (0, "0002\n")
    with closing(sqlite3.connect(tmp_path / "state" / "quizapp.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '0009'")
    newer = quizapp("db", "current", *state)
    assert (newer.exit_code, newer.stdout) == (1, "0009\n")
    assert newer.stderr.endswith("this needs a newer program\n")


def test_db_purge_removes_what_is_older(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(SqlStore(f"sqlite:///{state / 'quizapp.db'}")) as store:
        for number in range(3):
            store.record(make_step(f"old-{number}", hour="2001-07-13T09:00Z"))
    monkeypatch.setenv("QUIZAPP_RETENTION", "90000d")
    assert quizapp("db", "purge", "--state", state).output == "Deleted 0 attempts.\n"
    by_url = ("--database", f"sqlite:///{state / 'quizapp.db'}")
    assert quizapp("db", "purge", "--older-than", "12h", *by_url).output == "Deleted 3 attempts.\n"
    assert quizapp("db", "purge", "--older-than", "12h", "--state", state).output == "Deleted 0 attempts.\n"


def test_db_prints_grants_copies_and_backs_up(state: Path, tmp_path: Path) -> None:
    assert quizapp("db", "grants", 'si"te').output.splitlines() == [
        'GRANT SELECT, INSERT ON steps TO "si""te";',
        'GRANT SELECT, INSERT, UPDATE ON editions TO "si""te";',
        'GRANT SELECT, UPDATE ON alembic_version TO "si""te";',
    ]
    with closing(SqlStore(f"sqlite:///{state / 'quizapp.db'}")) as store:
        store.record(make_step())
    urls = (f"sqlite:///{state / 'quizapp.db'}", f"sqlite:///{tmp_path / 'other.db'}")
    assert quizapp("db", "copy", *urls).output == "Copied 41 responses.\n"
    one = quizapp("db", "backup", tmp_path / "one.db", "--state", state)
    assert one.output == f"Wrote {tmp_path}/one.db.\n"
    assert quizapp("db", "backup", tmp_path, "--state", state).exit_code == 0
    assert len(list(tmp_path.glob("quizapp-*.tar.gz"))) == 1
    nowhere = quizapp("db", "backup", tmp_path / "backup", "--state", state)
    assert (nowhere.exit_code, (tmp_path / "backup").exists()) == (2, False)
    assert f"there is no folder {tmp_path}/backup: make it" in nowhere.output
