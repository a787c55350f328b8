"""What becomes of an article: one function says it to check, server, log and probes."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import COMPLETE, SAMPLES, quizapp, rewrite

from quizapp.library.archive import Archive
from quizapp.library.follower import Follower
from quizapp.library.load import check_paths, load
from quizapp.library.standing import State, standing_of
from quizapp.problem import Problem, Severity

ARTICLE, QUIZ = "article.yaml", "quiz.yaml"
ROOT = Path(__file__).parents[2]
ID = "blisters-from-new-shoes"


def problem(code: str, severity: Severity, file: str = "article.yaml") -> Problem:
    return Problem(f"x/{file}", 1, 1, code, severity, "so it is")


TO_DO, HARD = problem("to-do", Severity.WARNING), problem("acronym-unexplained", Severity.WARNING)
HELD, BROKEN = replace(TO_DO, severity=Severity.ERROR), problem("syntax", Severity.ERROR)
SPANISH = replace(BROKEN, path="x/es.yaml")


@pytest.mark.parametrize(
    ("problems", "is_there", "state", "why"),
    [
        ([], True, State.SERVED, ()),
        ([HARD], True, State.SERVED, ()),
        ([SPANISH], True, State.SERVED, (SPANISH,)),
        ([TO_DO, HARD], True, State.DRAFT, (TO_DO,)),
        ([HELD], False, State.DRAFT, (HELD,)),
        ([HELD], True, State.LAST_GOOD, (HELD,)),
        ([BROKEN], True, State.LAST_GOOD, (BROKEN,)),
        ([TO_DO, BROKEN], False, State.REFUSED, (TO_DO, BROKEN)),
        ([BROKEN], False, State.REFUSED, (BROKEN,)),
    ],
)
def test_problems_tell_what_becomes_of_an_article(
    problems: list[Problem], is_there: bool, state: State, why: tuple[Problem, ...]
) -> None:
    standing = standing_of("x", problems, is_there=is_there)
    assert (standing.state, standing.why) == (state, why)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(COMPLETE, tmp_path / "content")
    return tmp_path / "content"


def copy(content: Path, name: str, old: str, new: str) -> None:
    """Copy the article under a name of its own, with one change."""
    shutil.copytree(content / ID, content / name)
    for part in ("article.yaml", "quiz.yaml"):
        rewrite(content / name / part, ID, name)
    rewrite(content / name / "article.yaml", old, new)


def test_check_ends_with_what_each_article_is_and_a_server_says_the_same(
    content: Path, tmp_path: Path
) -> None:
    copy(content, "broken", "\ntitle: ", "\ntitel: ")
    copy(content, "known", "\ntitle: ", "\ntitle: ")
    copy(content, "new", "\ntitle: Blisters", '\ntitle: "To do: " # Blisters')
    archive = Archive(tmp_path / "state" / "history", lambda: datetime(2026, 11, 23, tzinfo=UTC))
    follower = Follower(content, archive)
    follower.first()
    rewrite(content / "known" / "article.yaml", "\ntitle: ", "\ntitel: ")
    served = Follower(content, archive).first().standings
    result = quizapp("check", content, "--state", tmp_path / "state")
    assert result.exit_code == 1
    assert result.output.replace(f"{content}/", "").splitlines()[-4:] == [
        'broken: refused, because broken/article.yaml:4: unknown key "titel".',
        'known: served in its last good version, because known/article.yaml:4: unknown key "titel".',
        "new: draft, because new/article.yaml:4: still to be written: this text.",
        f"{ID}: served.",
    ]
    told = json.loads(quizapp("check", content, "--state", tmp_path / "state", "--format", "json").output)
    assert {each["article"]: each["state"] for each in told["articles"]} == {
        standing.article: standing.state.value for standing in served.values()
    }


def test_the_smallest_article_is_served_with_practice_and_the_guide_shows_it() -> None:
    files = sorted((SAMPLES / "smallest").glob("*/*.yaml"))
    loaded = load(SAMPLES / "smallest")
    assert [standing.state for standing in loaded.standings.values()] == [State.SERVED]
    assert [found.code for found in loaded.problems] == ["practice-only"]
    assert sum(len(path.read_text("utf-8").splitlines()) for path in files) <= 45
    guide = (ROOT / ".github" / "docs" / "editing.md").read_text("utf-8")
    assert [f"```yaml\n{path.read_text('utf-8')}```" in guide for path in files] == [True, True]


def test_what_lies_beside_the_files_of_an_article_freezes_nothing(content: Path) -> None:
    for name in ("article (1).yaml", "article.bak.yaml", "article.yml", "Quiz.yaml"):
        (content / ID / name).write_text("a: 1\n")
    (content / ID / "notes.yaml").mkdir()
    loaded = load(content)
    assert loaded.standings[ID].state is State.SERVED
    hints = (
        f"{QUIZ} is read; move this one out of the content folder, or delete it",
        *[f"{ARTICLE} is read; move this one out of the content folder, or delete it"] * 3,
        "the files of an article are article.yaml, sources.yaml, quiz.yaml, and es.yaml for Spanish",
    )
    told = [(found.code, found.severity, found.hint) for found in loaded.problems]
    assert told == [("unread-file", Severity.WARNING, hint) for hint in hints]


def test_a_folder_may_be_renamed_and_its_article_keeps_its_id(content: Path, tmp_path: Path) -> None:
    def follow() -> Follower:
        return Follower(content, Archive(tmp_path / "history", lambda: datetime(2026, 11, 23, tzinfo=UTC)))

    follow().first()
    (content / ID).rename(content / "another")
    renamed = follow().first()
    assert (list(renamed.library.articles), renamed.standings["another"].state) == ([ID], State.SERVED)
    (found,) = renamed.problems
    assert (found.code, found.severity) == ("wrong-folder", Severity.WARNING)
    rewrite(content / "another" / "article.yaml", "\ntitle: ", "\ntitel: ")
    broken = follow().first()
    assert (list(broken.library.articles), broken.standings["another"].state) == ([ID], State.LAST_GOOD)
    assert broken.versions[ID][-1].revision is not None


def test_of_two_folders_with_one_id_the_one_with_its_name_is_served(content: Path) -> None:
    shutil.copytree(content / ID, content / "a-copy")
    loaded = load(content)
    assert {name: standing.state for name, standing in loaded.standings.items()} == {
        "a-copy": State.REFUSED,
        ID: State.SERVED,
    }
    (found,) = loaded.problems
    assert (found.code, found.hint) == ("id-taken", "write id: a-copy, here and in quiz.yaml")
    assert check_paths([content / "a-copy"]).problems == (found,)
