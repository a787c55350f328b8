"""A new article is a form that `check` accepts: what is missing are to-dos, each at its line."""

import re
from pathlib import Path

import pytest

from quizapp.authoring.skeleton import skeleton, write
from quizapp.errors import EditRefused
from quizapp.library import load
from quizapp.problem import Part, Problem, Severity
from quizapp.rules.drafts import TO_DO_MARK

ID = "sore-heels"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    write(tmp_path / "content", ID)
    return tmp_path / "content"


def problems(content: Path) -> tuple[Problem, ...]:
    return load.load(content, today="2026-11-23").problems


def test_nothing_is_wrong_with_it_but_that_it_is_not_written(content: Path) -> None:
    found = problems(content)
    assert {problem.severity for problem in found} == {Severity.WARNING}
    assert {problem.code for problem in found} == {"to-do", "practice-only"}
    assert list(load.load(content).library.articles) == [ID]


def test_every_to_do_is_named_by_its_line(content: Path) -> None:
    marked = {
        (str(content / ID / part), number)
        for part, text in skeleton(ID).items()
        for number, line in enumerate(text.split("\n"), start=1)
        if f'"{TO_DO_MARK}' in line and not line.startswith("#")
    }
    assert marked == {
        (problem.path, problem.line) for problem in problems(content) if problem.code == "to-do"
    }
    assert len(marked) == 23


def test_with_the_to_dos_written_only_more_stories_are_wanted(content: Path) -> None:
    for part in skeleton(ID):
        file = content / ID / part
        file.write_text(file.read_text(encoding="utf-8").replace(TO_DO_MARK, ""), encoding="utf-8")
    assert {problem.code for problem in problems(content)} == {"practice-only"}


def test_it_claims_no_review_and_no_source(content: Path) -> None:
    article = load.load(content).library.articles[ID]
    assert article.quiz is not None
    reviews = [article.review, article.quiz.review, *(claim.review for _, _, claim in article.claims())]
    assert {(review.status, review.by, review.date) for review in reviews} == {("unreviewed", None, None)}
    assert [(source.kind, source.seen, source.url) for source in article.sources] == [
        ("other", "not-recorded", None)
    ]


def test_its_quiz_stays_unreviewed_when_somebody_reviews_the_article(content: Path) -> None:
    file = content / ID / Part.ARTICLE
    reviewed = 'status: reviewed\n  by: Dr Lee\n  date: "2026-01-02"'
    file.write_text(re.sub("status: unreviewed.*", reviewed, file.read_text("utf-8")), encoding="utf-8")
    article = load.load(content).library.articles[ID]
    assert article.quiz is not None
    assert (article.review.status, article.quiz.review.status) == ("reviewed", "unreviewed")


def test_it_has_one_of_everything_that_safety_rests_on(content: Path) -> None:
    article = load.load(content).library.articles[ID]
    assert article.quiz is not None
    levels = [sign.level.slug for sign in (*article.signs, *article.red_flags)]
    assert levels == ["carry-on", "modify", "book", "urgent"]
    assert [flag.id for flag in article.tested_flags] == ["urgent-sign"]
    assert [
        [item.level.slug for item in halves if item.level is not None]
        for halves in article.quiz.pairs.values()
    ] == [["carry-on", "urgent"]]


@pytest.mark.parametrize("name", skeleton(ID))
def test_what_is_there_is_never_written_over(tmp_path: Path, name: Part) -> None:
    kept = tmp_path / ID / name
    kept.parent.mkdir()
    kept.write_text("mine")
    with pytest.raises(EditRefused, match="there already"):
        write(tmp_path, ID)
    assert [(path.name, path.read_text()) for path in kept.parent.iterdir()] == [(name, "mine")]


def test_a_name_that_is_nearly_an_id_brings_the_id(tmp_path: Path) -> None:
    with pytest.raises(EditRefused, match='write "sore-heels"'):
        write(tmp_path, "Sore Heels")


@pytest.mark.parametrize("name", ["Sore Heels", "../outside", "a" * 61, "", "-x", "sore--heels"])
def test_a_name_that_is_no_id_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(EditRefused, match="no id"):
        write(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "content").write_text("a file")
    with pytest.raises(EditRefused, match="content"):
        write(tmp_path / "content", ID)
