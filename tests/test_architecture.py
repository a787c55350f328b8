"""What must hold of the package as a whole. The import contracts themselves are run by tests/run.py."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

TOP = {"pyproject.toml", "README.md", "content", "quizapp", "tests"}


def run(code: str) -> str:
    """Run code in a fresh interpreter and return what it prints."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def loaded_after(statement: str, *modules: str) -> list[str]:
    """Return which of the modules a statement loads."""
    return run(f"import sys\n{statement}\nprint(*[m for m in {modules!r} if m in sys.modules])").split()


def test_the_top_level_holds_only_what_it_should() -> None:
    command = ["git", "ls-files", "--stage"]
    tracked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = {line.partition("\t")[2]: line[:6] for line in tracked.splitlines()}
    top = {path.split("/")[0] for path in files}
    assert {name for name in top if not name.startswith(".")} == TOP
    assert [path for path, mode in files.items() if mode not in {"100644", "100755"}] == []  # no links


@pytest.mark.parametrize(
    ("statement", "stays_out"),
    [
        ("import quizapp", ["flask", "yaml", "marshmallow", "sqlalchemy", "click"]),
        ("import quizapp.quiz.verdict, quizapp.quiz.grading", ["flask", "yaml", "marshmallow", "sqlalchemy"]),
        ("import quizapp.cli", ["flask", "yaml", "marshmallow", "sqlalchemy", "granian"]),
        ("import quizapp.library.load", ["flask", "sqlalchemy", "click"]),
        ("import quizapp.library.follower", ["flask", "sqlalchemy", "click"]),
        ("import quizapp.web.serving.server, quizapp.attempts.sql_store", ["alembic", "psycopg"]),
        ("import quizapp.attempts.maintenance", ["alembic", "psycopg", "flask"]),
    ],
)  # fmt: skip
def test_a_module_loads_without_what_it_does_not_need(statement: str, stays_out: list[str]) -> None:
    assert loaded_after(statement, *stays_out) == []


def test_nothing_in_the_code_knows_the_shipped_article() -> None:
    # In the pictures a figure has places of the body; the names of their styles begin with a hyphen.
    words = re.compile(r"(?<!-)\b(joints?|knees?|ankles?|sprains?)\b", re.IGNORECASE)
    found = [
        (path.name, words.findall(path.read_text(encoding="utf-8")))
        for path in (ROOT / "quizapp").rglob("*")
        if path.suffix in {".py", ".html", ".css", ".js"} and words.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "quizapp").rglob("*.py")
        if not path.read_text(encoding="utf-8").startswith(('"""', 'r"""'))
    ]
    assert silent == []


def test_no_name_of_a_class_stands_in_two_modules() -> None:
    places = defaultdict[str, set[str]](set)
    for path in (ROOT / "quizapp").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name != "Meta":  # as marshmallow has it
                places[node.name.lstrip("_")].add(str(path.relative_to(ROOT)))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}
