"""Loading a folder: every good article, every problem at its place, and nothing from outside."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import pytest
from conftest import COMPLETE, GOOD, rewrite

from quizapp.content import build
from quizapp.library.load import LoadedArticle, check_paths, held_back, load, load_article
from quizapp.library.model import Library
from quizapp.problem import Part, Problem, Severity

ID = "back-pain-after-gardening"
BLISTERS = "blisters-from-new-shoes"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with the good article in it."""
    folder = tmp_path / "content"
    shutil.copytree(GOOD, folder)
    return folder


def errors(problems: tuple[Problem, ...], root: Path) -> list[tuple[str, str, int, int]]:
    return [
        (problem.code, Path(problem.path).relative_to(root).as_posix(), problem.line, problem.column)
        for problem in problems
        if problem.severity is Severity.ERROR
    ]


def test_the_good_sample_loads_without_an_error(library: Library) -> None:
    article = library.articles[ID]
    assert list(library.articles) == [ID]
    assert article.quiz is not None
    kinds = [item.kind.value for item in article.quiz.items[13:17]]
    assert kinds == ["scenario", "choice", "multiple", "sort"]
    assert {problem.code for problem in load(GOOD).problems} == {"practice-only"}


def test_an_article_comes_back_from_what_the_library_keeps_of_it(library: Library) -> None:
    assert build.from_canonical(library.canonical[ID]) == library.articles[ID]


def test_a_library_cannot_be_changed(library: Library) -> None:
    with pytest.raises(TypeError):
        library.articles["another"] = library.articles[ID]  # type: ignore[index]  # that it cannot is the point


def test_an_empty_folder_is_an_empty_library(tmp_path: Path) -> None:
    assert (load(tmp_path).library.articles, load(tmp_path).problems) == ({}, ())


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    (problem,) = load(tmp_path / "nowhere").problems
    assert (problem.code, problem.message) == ("unreadable", "this cannot be read: no such file or directory")


def test_an_article_without_a_quiz_loads(content: Path) -> None:
    (content / ID / "quiz.yaml").unlink()
    loaded = load(content)
    assert loaded.library.articles[ID].quiz is None


def apart(content: Path, head: str = "") -> tuple[Path, Path]:
    """Move the sources of the good article to a file of their own."""
    article, sources = content / ID / "article.yaml", content / ID / "sources.yaml"
    before, rest = article.read_text("utf-8").split("sources:\n", 1)
    listed = "".join(takewhile(lambda line: line.startswith(" "), rest.splitlines(keepends=True)))
    article.write_text(before + rest.removeprefix(listed), "utf-8")
    sources.write_text(f"format: 2\n{head}sources:\n{listed}", "utf-8")
    return article, sources


def test_sources_may_stand_apart(content: Path, library: Library) -> None:
    apart(content)
    loaded = load(content)
    assert errors(loaded.problems, content) == []
    assert loaded.library.articles[ID].sources == library.articles[ID].sources


def test_a_problem_of_a_source_is_told_where_the_source_stands(content: Path) -> None:
    _, sources = apart(content)
    rewrite(sources, "kind: web-article", "url: https://example.org/")
    assert errors(load(content).problems, content) == [("source-without-page", f"{ID}/sources.yaml", 5, 10)]


def test_sources_stand_in_one_place(content: Path) -> None:
    whole = (content / ID / "article.yaml").read_text("utf-8")
    article, sources = apart(content)
    sources.unlink()
    assert [code for code, *_ in errors(load(content).problems, content)] == ["missing-key"]
    article.write_text(whole, "utf-8")
    sources.write_text("format: 2\nsources:\n  - {id: a, title: A, passages: [{id: p, says: so}]}\n", "utf-8")
    assert ("duplicate-key", f"{ID}/sources.yaml", 2, 1) in errors(load(content).problems, content)


def test_what_is_said_once_of_all_sources_holds_for_each_that_says_nothing_else(content: Path) -> None:
    _, sources = apart(content, 'seen: abstract\nretrieved: "2026-02-03"\n')
    source, *_ = load(content).library.articles[ID].sources
    assert (source.seen, source.retrieved) == ("whole", "2026-01-01")
    rewrite(sources, '    seen: whole\n    retrieved: "2026-01-01"\n', "")
    source, *_ = load(content).library.articles[ID].sources
    assert (source.seen, source.retrieved) == ("abstract", "2026-02-03")


def test_a_broken_article_never_hides_another(content: Path) -> None:
    shutil.copytree(content / ID, content / "a-broken-one")
    rewrite(content / "a-broken-one" / "article.yaml", f"id: {ID}", "id: a-broken-one: yes")
    loaded = load(content)
    assert list(loaded.library.articles) == [ID]
    assert errors(loaded.problems, content) == [("syntax", "a-broken-one/article.yaml", 3, 17)]


def test_problems_of_every_step_have_line_and_column(content: Path) -> None:
    article, quiz = content / ID / "article.yaml", content / ID / "quiz.yaml"
    rewrite(article, "    within: routine", "    wihtin: routine")
    story = "\n        signs: [ache-when-bending]\n        story: Ida"
    rewrite(quiz, f"key: modify{story}", f"key: 2{story}")
    loaded = load(content)
    assert ID not in loaded.library.articles
    assert errors(loaded.problems, content) == [
        ("unknown-key", f"{ID}/article.yaml", 51, 5),
        ("wrong-type", f"{ID}/quiz.yaml", 20, 14),
    ]


def test_a_rule_that_is_broken_keeps_the_article_out(content: Path) -> None:
    rewrite(content / ID / "quiz.yaml", "- {sign: cannot-pass-water", "- {sign: cannot-pas-water")
    loaded = load(content)
    assert ID not in loaded.library.articles
    assert errors(loaded.problems, content) == [("unknown-sign", f"{ID}/quiz.yaml", 152, 16)]
    hints = [problem.hint for problem in loaded.problems if problem.code == "unknown-sign"]
    assert hints == ['did you mean "cannot-pass-water"?']


def test_a_quiz_asks_something(content: Path) -> None:
    path = content / ID / "quiz.yaml"
    path.write_text(path.read_text("utf-8").partition("\npairs:")[0], "utf-8")
    assert errors(load(content).problems, content) == [("missing-key", f"{ID}/quiz.yaml", 2, 1)]


def test_a_warning_keeps_no_article_out(content: Path) -> None:
    rewrite(content / ID / "article.yaml", 'retrieved: "2026-01-01"', "retrieved: 2026-01-01")
    loaded = load(content)
    assert ID in loaded.library.articles
    assert [
        (problem.line, problem.column) for problem in loaded.problems if problem.code == "needs-quotes"
    ] == [(117, 16)]


def test_a_problem_of_one_file_does_not_hide_the_shape_of_the_other(content: Path) -> None:
    rewrite(content / ID / "article.yaml", "licence: not-stated", "licence: &x not-stated")
    rewrite(content / ID / "quiz.yaml", "format: 2", "format: two")
    assert errors(load(content).problems, content) == [
        ("anchor", f"{ID}/article.yaml", 9, 10),
        ("wrong-type", f"{ID}/quiz.yaml", 2, 9),
    ]


def test_the_folder_has_the_name_of_the_article_and_the_quiz_names_it(content: Path) -> None:
    (content / ID).rename(content / "another-name")
    rewrite(content / "another-name" / "quiz.yaml", f"article: {ID}", "article: sore-knees")
    assert errors(load(content).problems, content) == [("wrong-article", "another-name/quiz.yaml", 3, 10)]


def test_overdue_reviews_are_looked_for_when_a_day_is_given(content: Path) -> None:
    reviewed = '{status: reviewed, by: A. Tester, date: "2026-01-02", next_review: "2999-01-01"}'
    rewrite(content / ID / "quiz.yaml", "title:", f"review: {reviewed}\ntitle:")
    codes = {problem.code for problem in load(content, today="2999-12-31").problems}
    assert "review-overdue" in codes


def test_each_problem_is_told_once_in_the_order_of_places(content: Path) -> None:
    rewrite(content / ID / "article.yaml", "title: Back pain after gardening", "title: 3\nx: 1\nsummmary: 2")
    problems = load(content).problems
    places = [(problem.path, problem.line, problem.column) for problem in problems]
    assert places == sorted(places)
    assert len(set(problems)) == len(problems)


INSTEAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pipe": (os.mkfifo, "not-a-file"),
    "a folder": (Path.mkdir, "not-a-file"),
    "a link to a device": (lambda file: file.symlink_to("/dev/zero"), "outside-folder"),
    "a link that leads out": (lambda file: file.symlink_to(GOOD / ID / file.name), "outside-folder"),
    "a link that leads nowhere": (lambda file: file.symlink_to("gone.yaml"), "unreadable"),
    "a link to itself": (lambda file: file.symlink_to(file.name), "unreadable"),
    "a file that is too big": (lambda file: file.write_bytes(b"#" * 300_000), "too-big"),
}


@pytest.mark.parametrize(("put", "code"), INSTEAD.values(), ids=INSTEAD)
def test_what_cannot_or_must_not_be_read_is_one_clear_problem(
    content: Path, put: Callable[[Path], object], code: str
) -> None:
    file = content / ID / "article.yaml"
    file.unlink()
    put(file)
    loaded = load(content)
    assert loaded.library.articles == {}
    assert errors(loaded.problems, content) == [(code, f"{ID}/article.yaml", 1, 1)]


def test_a_link_for_a_folder_and_a_folder_without_an_article_are_one_clear_problem(content: Path) -> None:
    (content / ID).rename(content.parent / "elsewhere")
    (content / ID).symlink_to(content.parent / "elsewhere")
    linked = load(content)
    (content / ID).unlink()
    (content / ID).mkdir()
    (content / ID / "quiz.yaml").write_text("a: 1")
    empty = load(content)
    assert [each.library.articles for each in (linked, empty)] == [{}, {}]
    assert errors(linked.problems, content) == [("outside-folder", ID, 1, 1)]
    assert errors(empty.problems, content) == [("no-article", ID, 1, 1)]


def test_a_link_within_the_content_folder_is_followed(content: Path) -> None:
    store = content / ".store"
    store.mkdir()
    (content / ID / "article.yaml").rename(store / "article.yaml")
    (content / ID / "article.yaml").symlink_to(store / "article.yaml")
    assert list(load(content).library.articles) == [ID]


def test_files_and_folders_that_nothing_reads_are_told(content: Path) -> None:
    (content / "stray.yaml").write_text("a: 1")
    (content / "folder.yaml").mkdir()
    (content / ID / "quizz.yaml").write_text("a: 1")
    (content / ID / "de.yaml").write_text("a: 1")
    (content / ID / "fr.yaml").mkdir()
    (content / ID / "notes.txt").write_text("a: 1")
    (content / ".hidden.yaml").write_text("a: 1")
    (content / "empty").mkdir()
    told = [
        (each.code, Path(each.path).relative_to(content).as_posix(), each.severity.value, each.hint)
        for each in load(content).problems
        if each.code in {"unread-file", "not-a-file"}
    ]
    twice = "quiz.yaml is read; move this one out of the content folder, or delete it"
    astray = "put it into a folder with the article's id, as article.yaml"
    assert told == [
        ("not-a-file", f"{ID}/fr.yaml", "error", None),
        ("unread-file", f"{ID}/quizz.yaml", "warning", twice),
        ("not-a-file", "folder.yaml", "error", None),
        ("unread-file", "stray.yaml", "warning", astray),
    ]


def test_a_name_made_in_bad_faith_is_shown_escaped(content: Path) -> None:
    for name in (b"\xff.yaml", b"\x1b[31mred.yaml"):
        Path(os.fsdecode(os.fsencode(content) + b"/" + name)).write_text("a: 1")
    unread = [Path(each.path).name for each in load(content).problems if each.code == "unread-file"]
    assert unread == ["\\udcff.yaml", "\\x1b[31mred.yaml"]


def test_a_path_to_check_may_be_a_content_folder_an_article_or_a_file(content: Path) -> None:
    rewrite(content / ID / "article.yaml", "lang: en", "lang: English")
    rewrite(content / ID / "quiz.yaml", "format: 2", "format: two")
    article, quiz = ("bad-form", f"{ID}/article.yaml", 4, 7), ("wrong-type", f"{ID}/quiz.yaml", 2, 9)
    assert errors(check_paths([content]).problems, content) == [article, quiz]
    assert errors(check_paths([content / ID]).problems, content) == [article, quiz]
    assert errors(check_paths([content / ID / "article.yaml"]).problems, content) == [article]
    assert errors(check_paths([content / ID / "quiz.yaml"]).problems, content) == [quiz]
    assert errors(check_paths([content, content / ID / "quiz.yaml"]).problems, content) == [article, quiz]


@pytest.mark.parametrize("name", list(Part))
def test_a_file_of_an_article_beside_the_folders_of_articles_hides_none_of_them(
    content: Path, name: str
) -> None:
    shutil.copy(content / ID / "article.yaml", content / name)
    rewrite(content / ID / "article.yaml", "lang: en", "lang: English")
    problems = check_paths([content]).problems
    assert ("bad-form", f"{ID}/article.yaml", 4, 7) in errors(problems, content)
    assert [problem.hint for problem in problems if problem.code == "unread-file"] == [
        f"put it into a folder with the article's id, as {name}"
    ]


def test_a_file_that_waits_for_the_other_one_tells_of_the_other_one(content: Path) -> None:
    rewrite(content / ID / "article.yaml", "lang: en", "lang: English")
    assert errors(check_paths([content / ID / "quiz.yaml"]).problems, content) == [
        ("bad-form", f"{ID}/article.yaml", 4, 7)
    ]


@pytest.mark.parametrize("path", [Path(), Path("article.yaml"), Path("..")])
def test_a_path_in_the_working_folder_can_be_checked(
    content: Path, monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    monkeypatch.chdir(content / ID)
    assert [problem for problem in check_paths([path]).problems if problem.severity is Severity.ERROR] == []


def test_a_file_that_is_no_part_of_an_article_is_told_so(content: Path) -> None:
    (content / ID / "notes.yaml").write_text("a: 1")
    (problem,) = check_paths([content / ID / "notes.yaml"]).problems
    assert (problem.code, problem.hint) == (
        "unread-file",
        "the files of an article are article.yaml, sources.yaml, quiz.yaml, and es.yaml for Spanish",
    )


def test_a_path_that_is_not_there_is_told_so(content: Path) -> None:
    for path in ("nowhere", "nowhere/article.yaml", "x" * 5_000):
        assert [problem.code for problem in check_paths([content / path]).problems] == ["unreadable"]


def test_a_good_article_is_not_held_back() -> None:
    loaded = load_article(COMPLETE / BLISTERS, COMPLETE)
    assert loaded.kept is not None
    assert held_back(loaded) is loaded


def test_of_a_draft_readers_get_nothing_and_its_warnings_say_why(tmp_path: Path) -> None:
    shutil.copytree(COMPLETE / BLISTERS, tmp_path / BLISTERS)
    path = tmp_path / BLISTERS / "article.yaml"
    rewrite(path, "\ntitle: Blisters from new shoes", '\ntitle: "To do: it"')
    loaded = load_article(tmp_path / BLISTERS, tmp_path)
    (found,) = loaded.problems
    assert loaded.kept is not None
    held = (replace(found, severity=Severity.ERROR),)
    assert held_back(loaded) == LoadedArticle(None, held, BLISTERS, BLISTERS)
