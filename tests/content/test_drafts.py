"""A draft is unfinished and nothing worse; readers get nothing of it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import COMPLETE

from quizapp.content.drafts import held_back, is_draft
from quizapp.content.library import LoadedArticle, load_article
from quizapp.content.problem import Problem, Severity

ID = "blisters-from-new-shoes"


def problem(code: str, severity: Severity) -> Problem:
    return Problem(path="x/article.yaml", line=1, column=1, code=code, severity=severity, message="so it is")


TO_DO = problem("to-do", Severity.WARNING)
COPIED = problem("copied-sentence", Severity.WARNING)
HARD = problem("hard-to-read", Severity.WARNING)
SYNTAX = problem("syntax", Severity.ERROR)


@pytest.mark.parametrize(
    ("problems", "so"),
    [
        ([], False),
        ([HARD], False),
        ([TO_DO], True),
        ([COPIED, HARD], True),
        ([replace(TO_DO, severity=Severity.ERROR)], True),
        ([TO_DO, SYNTAX], False),
        ([SYNTAX], False),
    ],
    ids=[
        "good",
        "with another warning",
        "to be written",
        "copied",
        "held back already",
        "broken as well",
        "broken",
    ],
)
def test_a_draft_is_unfinished_and_nothing_worse(problems: list[Problem], so: bool) -> None:
    assert is_draft(problems) is so


def test_a_good_article_is_not_held_back() -> None:
    loaded = load_article(COMPLETE / ID, COMPLETE)
    assert loaded.article is not None
    assert held_back(loaded) is loaded


def test_of_a_draft_readers_get_nothing_and_its_warnings_say_why(tmp_path: Path) -> None:
    shutil.copytree(COMPLETE / ID, tmp_path / ID)
    path = tmp_path / ID / "article.yaml"
    path.write_text(
        path.read_text("utf-8").replace("title: Blisters from new shoes", 'title: "To do: it"', 1)
    )
    loaded = load_article(tmp_path / ID, tmp_path)
    (found,) = loaded.problems
    assert loaded.article is not None
    assert held_back(loaded) == LoadedArticle(None, b"", (replace(found, severity=Severity.ERROR),))
