"""Following a content folder: whole edits are taken up, broken and half ones are not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from quizapp.content.folder.following import QUIET, SETTLED, Follower, errors_by_entry, inside
from quizapp.content.folder.last_good import LastGood
from quizapp.content.library import Loaded, load
from quizapp.content.problem import Problem, Severity

COMPLETE = Path(__file__).parents[2] / "samples" / "complete"
ID = "blisters-from-new-shoes"
OTHER = "blisters-from-old-shoes"
Follow = Callable[[], Follower]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with two articles."""
    folder = tmp_path / "content"
    shutil.copytree(COMPLETE, folder)
    shutil.copytree(folder / ID, folder / OTHER)
    for part in ("article.yaml", "quiz.yaml"):
        rewrite(folder / OTHER / part, ID, OTHER)
    return folder


@dataclass
class Clock:
    """Stands still until it is set."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def follow(tmp_path: Path, content: Path, clock: Clock) -> Iterator[Follow]:
    """Starts followers of the content folder that share a folder of last good versions."""
    made: list[Follower] = []

    def start() -> Follower:
        made.append(Follower(content, LastGood(tmp_path / "last-good"), clock=clock))
        return made[-1]

    yield start
    for follower in made:
        follower.close()


@pytest.fixture
def follower(follow: Follow) -> Follower:
    """A follower that has read the folder."""
    started = follow()
    assert list(started.first().library.articles) == [ID, OTHER]
    return started


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def break_it(content: Path, article: str = ID) -> None:
    rewrite(content / article / "article.yaml", "\ntitle: ", "\ntitel: ")


def poll(follower: Follower, *, after: float = 0.0) -> Loaded | None:
    """Poll so many seconds later."""
    assert isinstance(follower._clock, Clock)
    follower._clock.now += after
    return follower.poll()


def settled(follower: Follower) -> Loaded:
    """Return what is loaded once it has been the same for long enough."""
    assert poll(follower) is None
    loaded = poll(follower, after=SETTLED)
    assert loaded is not None
    return loaded


def titles(loaded: Loaded) -> dict[str, str]:
    return {name: article.title for name, article in loaded.library.articles.items()}


def errors(loaded: Loaded, content: Path) -> dict[str, list[str]]:
    found = errors_by_entry(loaded.problems, content)
    return {name: [problem.code for problem in problems] for name, problems in found.items()}


def test_at_first_everything_is_loaded_as_the_library_loads_it(follow: Follow, content: Path) -> None:
    assert follow().first() == load(content)


def test_where_nothing_changes_there_is_nothing_new(follower: Follower) -> None:
    assert [poll(follower, after=SETTLED) for _ in range(3)] == [None, None, None]


def test_an_edit_is_taken_up_when_it_has_been_the_same_for_long_enough(
    follower: Follower, content: Path
) -> None:
    rewrite(content / ID / "article.yaml", "title: Blisters from new shoes", "title: Blisters from new boots")
    assert [poll(follower, after=after) for after in (3, SETTLED / 2, SETTLED / 2 - 0.01)] == [None] * 3
    loaded = poll(follower, after=0.01)
    assert loaded is not None
    assert titles(loaded) == {ID: "Blisters from new boots", OTHER: "Blisters from new shoes"}
    assert poll(follower, after=SETTLED) is None


def test_an_article_that_was_not_edited_is_not_read_again(follow: Follow, content: Path) -> None:
    follower = follow()
    before = follower.first().library.articles
    rewrite(content / ID / "article.yaml", "\ntitle: ", "\ntitle: Many ")
    after = settled(follower).library.articles
    assert [after[name] is before[name] for name in (ID, OTHER)] == [False, True]


def test_a_file_that_is_still_being_written_is_left_alone(follower: Follower, content: Path) -> None:
    """Each half is valid YAML; the article without its last list would even be good."""
    path = content / ID / "article.yaml"
    lines = path.read_text("utf-8").replace("\ntitle: ", "\ntitle: Many ").splitlines(keepends=True)
    for end in range(len(lines) // 2, len(lines), len(lines) // 8):
        path.write_text("".join(lines[:end]), "utf-8")
        assert [poll(follower, after=SETTLED - 0.1), poll(follower, after=SETTLED - 0.1)] == [None, None]
    path.write_text("".join(lines), "utf-8")
    loaded = settled(follower)
    assert (loaded.problems, titles(loaded)[ID]) == ((), "Many Blisters from new shoes")


def test_an_article_that_is_edited_all_the_time_holds_up_no_other(follower: Follower, content: Path) -> None:
    rewrite(content / OTHER / "article.yaml", "\ntitle: ", "\ntitle: Many ")
    rewrite(content / ID / "article.yaml", "\ntitle: ", "\ntitle: Some ")
    assert poll(follower) is None
    rewrite(content / ID / "article.yaml", "\ntitle: Some ", "\ntitle: Few ")
    loaded = poll(follower, after=SETTLED)
    assert loaded is not None
    assert titles(loaded) == {ID: "Blisters from new shoes", OTHER: "Many Blisters from new shoes"}
    loaded = poll(follower, after=SETTLED)
    assert loaded is not None
    assert titles(loaded)[ID] == "Few Blisters from new shoes"


def test_a_file_that_changes_while_it_is_read_is_not_taken(
    follower: Follower, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = content / ID / "article.yaml"
    rewrite(path, "\ntitle: ", "\ntitle: Some ")
    assert poll(follower) is None
    ask = follower._process.ask

    def ask_while_it_is_written(name: str) -> object:
        answer = ask(name)
        rewrite(path, "\ntitle: Some ", "\ntitle: Many ")
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(follower._process, "ask", ask_while_it_is_written)
        assert poll(follower, after=SETTLED) is None
    assert titles(settled(follower))[ID] == "Many Blisters from new shoes"


def test_a_broken_edit_leaves_the_last_good_version_and_says_what_is_wrong(
    follower: Follower, content: Path
) -> None:
    before = follower._entries[ID].loaded.article
    break_it(content)
    loaded = settled(follower)
    assert loaded.library.articles[ID] is before
    assert errors(loaded, content) == {ID: ["unknown-key"]}


def test_an_edit_that_mends_an_article_is_taken_up(follower: Follower, content: Path) -> None:
    break_it(content)
    settled(follower)
    rewrite(content / ID / "article.yaml", "\ntitel: ", "\ntitle: No ")
    loaded = settled(follower)
    assert (loaded.problems, titles(loaded)[ID]) == ((), "No Blisters from new shoes")


def test_a_broken_quiz_keeps_the_article_beside_it_as_it_was(follower: Follower, content: Path) -> None:
    rewrite(content / ID / "article.yaml", "\ntitle: ", "\ntitle: Many ")
    rewrite(content / ID / "quiz.yaml", "\nitems:\n", "\nitmes:\n")
    loaded = settled(follower)
    assert titles(loaded)[ID] == "Blisters from new shoes"


def test_a_cold_start_serves_the_last_good_version_of_a_broken_article(
    follower: Follower, follow: Follow, content: Path
) -> None:
    before = follower._entries[ID].loaded
    break_it(content)
    loaded = follow().first()
    assert (loaded.library.articles[ID], loaded.library.canonical[ID]) == (before.article, before.canonical)
    assert errors(loaded, content) == {ID: ["unknown-key"]}


def test_a_cold_start_on_broken_articles_alone_serves_them_all(follow: Follow, content: Path) -> None:
    follow().first()
    break_it(content)
    break_it(content, OTHER)
    assert list(follow().first().library.articles) == [ID, OTHER]


def test_an_article_that_was_never_good_is_left_out(follow: Follow, content: Path) -> None:
    break_it(content)
    loaded = follow().first()
    assert (list(loaded.library.articles), errors(loaded, content)) == ([OTHER], {ID: ["unknown-key"]})


def leave_unfinished(content: Path, article: str = ID) -> None:
    rewrite(content / article / "article.yaml", "\ntitle: Blisters", '\ntitle: "To do: " # Blisters')


def finish(content: Path, article: str = ID) -> None:
    rewrite(content / article / "article.yaml", '\ntitle: "To do: " # Blisters', "\ntitle: Blisters")


def test_a_draft_is_left_out_until_it_is_finished(follow: Follow, content: Path, tmp_path: Path) -> None:
    leave_unfinished(content)
    follower = follow()
    loaded = follower.first()
    assert (list(loaded.library.articles), errors(loaded, content)) == ([OTHER], {ID: ["to-do"]})
    assert [path.stem for path in (tmp_path / "last-good").iterdir()] == [OTHER]
    finish(content)
    loaded = settled(follower)
    assert (list(loaded.library.articles), loaded.problems) == ([ID, OTHER], ())


def test_an_article_that_becomes_a_draft_stays_as_it_was(
    follower: Follower, follow: Follow, content: Path
) -> None:
    before = follower._entries[ID].loaded.article
    leave_unfinished(content)
    for loaded in (settled(follower), follow().first()):
        assert (loaded.library.articles[ID], errors(loaded, content)) == (before, {ID: ["to-do"]})


def test_one_who_wants_drafts_gets_them_and_makes_no_last_good_version_of_them(
    follow: Follow, content: Path, tmp_path: Path
) -> None:
    """An editor's preview shares the folder with the server, which must not get a draft from there."""
    leave_unfinished(content)
    kept = LastGood(tmp_path / "last-good")
    loaded = Follower(content, kept, drafts=True).first()
    assert (list(loaded.library.articles), errors(loaded, content)) == ([ID, OTHER], {})
    assert (kept.recall(ID), kept.recall(OTHER) is not None) == (None, True)
    break_it(content, OTHER)
    assert list(follow().first().library.articles) == [OTHER]


def test_a_last_good_version_that_is_torn_is_ignored(follow: Follow, content: Path, tmp_path: Path) -> None:
    follow().first()
    break_it(content)
    kept = tmp_path / "last-good" / f"{ID}.json"
    kept.write_bytes(kept.read_bytes()[:-100])
    assert list(follow().first().library.articles) == [OTHER]


def delete_its_files(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


DELETIONS: dict[str, Callable[[Path], object]] = {
    "its folder": shutil.rmtree,
    "its article.yaml": lambda folder: (folder / "article.yaml").unlink(),
    "both of its files": delete_its_files,
}


@pytest.mark.parametrize("delete", DELETIONS.values(), ids=DELETIONS)
def test_an_article_that_is_deleted_is_gone_and_never_comes_back(
    follower: Follower, follow: Follow, content: Path, tmp_path: Path, delete: Callable[[Path], object]
) -> None:
    """Whoever takes an article down may have a reason; a broken file must not bring it up again."""
    delete(content / ID)
    assert list(settled(follower).library.articles) == [OTHER]
    assert [path.stem for path in (tmp_path / "last-good").iterdir()] == [OTHER]
    (content / ID).mkdir(exist_ok=True)
    (content / ID / "article.yaml").write_text("title: [")
    assert list(follow().first().library.articles) == [OTHER]


def test_what_was_deleted_while_nobody_looked_is_gone_too(follow: Follow, content: Path) -> None:
    follow().first()
    shutil.rmtree(content / ID)
    follow().first()
    (content / ID).mkdir()
    (content / ID / "article.yaml").write_text("title: [")
    assert list(follow().first().library.articles) == [OTHER]


def test_an_article_is_saved_by_deleting_and_writing_it(follower: Follower, content: Path) -> None:
    path = content / ID / "article.yaml"
    text = path.read_text("utf-8")
    path.unlink()
    assert [poll(follower), poll(follower, after=SETTLED - 0.1)] == [None, None]
    path.write_text(text.replace("\ntitle: ", "\ntitle: Many "), "utf-8")
    assert titles(settled(follower))[ID] == "Many Blisters from new shoes"


def test_a_new_article_is_taken_up(follower: Follower, content: Path) -> None:
    shutil.copytree(content / ID, content / "new-shoes")
    for part in ("article.yaml", "quiz.yaml"):
        rewrite(content / "new-shoes" / part, ID, "new-shoes")
    assert list(settled(follower).library.articles) == [ID, OTHER, "new-shoes"]


def test_an_article_that_gets_another_name_is_gone_under_the_old_one(
    follower: Follower, content: Path
) -> None:
    for part in ("article.yaml", "quiz.yaml"):
        rewrite(content / ID / part, ID, "new-shoes")
    (content / ID).rename(content / "new-shoes")
    loaded = settled(follower)
    assert (list(loaded.library.articles), loaded.problems) == ([OTHER, "new-shoes"], ())


def test_what_lies_beside_the_articles_is_told_and_hurts_none(follower: Follower, content: Path) -> None:
    (content / "notes.yaml").write_text("a: 1\n")
    (content / "README.md").write_text("Ours.\n")
    (content / "drafts").mkdir()
    (content / "drafts" / "quiz.yaml").write_text("a: 1\n")
    loaded = settled(follower)
    assert list(loaded.library.articles) == [ID, OTHER]
    assert errors(loaded, content) == {"drafts": ["no-article"], "notes.yaml": ["unread-file"]}


def test_a_link_in_the_place_of_a_good_folder_is_a_mistake(follower: Follower, content: Path) -> None:
    shutil.copytree(content / ID, content.parent / "elsewhere")
    shutil.rmtree(content / ID)
    (content / ID).symlink_to(content.parent / "elsewhere")
    loaded = settled(follower)
    assert (list(loaded.library.articles), errors(loaded, content)) == ([ID, OTHER], {ID: ["outside-folder"]})


def take_away(content: Path) -> None:
    content.rename(content.with_name("away"))


def empty(content: Path) -> None:
    take_away(content)
    content.mkdir()


def bring_back(content: Path) -> None:
    if content.exists():
        content.rmdir()
    content.with_name("away").rename(content)


@pytest.mark.parametrize(("hide", "code"), [(take_away, "unreadable"), (empty, "no-article")])
def test_a_folder_that_is_away_or_empty_deletes_nothing(
    follower: Follower, content: Path, tmp_path: Path, hide: Callable[[Path], None], code: str
) -> None:
    """A disk that is not there yet, or a deployment halfway: what was read goes on."""
    hide(content)
    (loaded,) = [found for _ in range(4) if (found := poll(follower, after=SETTLED)) is not None]
    assert (list(loaded.library.articles), errors(loaded, content)) == ([ID, OTHER], {".": [code]})
    assert sorted(path.stem for path in (tmp_path / "last-good").iterdir()) == [ID, OTHER]
    bring_back(content)
    news = [found for _ in range(4) if (found := poll(follower, after=SETTLED)) is not None]
    assert (list(news[-1].library.articles), news[-1].problems) == ([ID, OTHER], ())
    assert poll(follower, after=SETTLED) is None


def test_a_folder_that_was_never_there_is_a_problem_and_no_more(tmp_path: Path) -> None:
    loaded = Follower(tmp_path / "nowhere", LastGood(tmp_path / "last-good")).first()
    assert (loaded.library.articles, errors(loaded, tmp_path / "nowhere")) == ({}, {".": ["unreadable"]})


def test_a_follower_that_does_not_wait_takes_an_edit_at_first_sight(content: Path, tmp_path: Path) -> None:
    hasty = Follower(content, LastGood(tmp_path / "last-good"), settled=0)
    hasty.first()
    rewrite(content / ID / "article.yaml", "\ntitle: ", "\ntitle: Many ")
    loaded = hasty.poll()
    hasty.close()
    assert loaded is not None
    assert titles(loaded)[ID] == "Many Blisters from new shoes"


def test_the_process_that_reads_ends_when_long_nothing_has_changed(follower: Follower, content: Path) -> None:
    def runs_after(seconds: float) -> bool:
        poll(follower, after=seconds)
        return follower._process._child is not None

    assert not runs_after(0)
    rewrite(content / ID / "article.yaml", "\ntitle: ", "\ntitle: Many ")
    assert [runs_after(after) for after in (0, SETTLED, QUIET, 0.1)] == [True, True, True, False]


def test_paths_are_told_as_seen_from_the_content_folder() -> None:
    assert [
        inside("content/one/quiz.yaml", Path("content")),
        inside("/srv/content/one/quiz.yaml", Path("/srv/content")),
        inside("/srv/content", Path("/srv/content")),
        inside("/elsewhere/one/quiz.yaml", Path("/srv/content")),
    ] == ["one/quiz.yaml", "one/quiz.yaml", ".", "quiz.yaml"]


def test_errors_are_found_by_the_entry_they_are_in_and_warnings_are_not() -> None:
    def problem(path: str, severity: Severity) -> Problem:
        return Problem(path=path, line=1, column=1, code="syntax", severity=severity, message="no YAML")

    one, two = problem("content/one/quiz.yaml", Severity.ERROR), problem("content/two.yaml", Severity.ERROR)
    three = problem("content/three/quiz.yaml", Severity.WARNING)
    assert errors_by_entry([one, two, three], Path("content")) == {"one": [one], "two.yaml": [two]}


def test_it_is_up_to_date_until_something_changes(follow: Follow, content: Path) -> None:
    follower = follow()
    follower.first()
    before = follower.is_up_to_date()
    rewrite(content / ID / "article.yaml", "\ntitle: ", "\ntitle: Many ")
    after_edit = follower.is_up_to_date()
    shutil.rmtree(content)
    assert (before, after_edit, follower.is_up_to_date()) == (True, False, False)
