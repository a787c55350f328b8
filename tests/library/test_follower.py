"""Following a content folder: whole edits are taken up, broken and half ones are not."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import COMPLETE, rewrite
from waiting import Clock

from quizapp.cache import KEPT, Cache
from quizapp.errors import UnknownThing
from quizapp.library.archive import Archive
from quizapp.library.follower import GRACE, QUIET, SETTLED, Follower, by_entry, first_loaded, inside
from quizapp.library.load import Loaded, load
from quizapp.library.standing import State
from quizapp.problem import Problem, Severity
from quizapp.settings import Settings

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


def archive_in(folder: Path) -> Archive:
    return Archive(folder / "history", lambda: datetime(2026, 11, 23, tzinfo=UTC))


def archived(folder: Path) -> list[str]:
    """Return the articles of which there is a last good version."""
    return [name for name in (ID, OTHER) if archive_in(folder).last_good(name)]


@pytest.fixture
def follow(tmp_path: Path, content: Path, clock: Clock) -> Iterator[Follow]:
    """Starts followers of the content folder that share an archive."""
    made: list[Follower] = []

    def start() -> Follower:
        made.append(Follower(content, archive_in(tmp_path), clock=clock))
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


def newest(follower: Follower) -> Loaded:
    """Return the last that is new within two seconds."""
    return [found for _ in range(4) if (found := poll(follower, after=SETTLED)) is not None][-1]


def shown(loaded: Loaded | None) -> tuple[list[str], set[str]]:
    """Return which articles are served, and which of them are away."""
    assert loaded is not None
    away = {name for name, found in loaded.standings.items() if found.state is State.AWAY}
    return list(loaded.library.articles), away


def titles(loaded: Loaded | None) -> dict[str, str]:
    assert loaded is not None
    return {name: article.title for name, article in loaded.library.articles.items()}


def errors(loaded: Loaded) -> dict[str, list[str]]:
    return {name: [each.code for each in found.why] for name, found in loaded.standings.items() if found.why}


def test_at_first_everything_is_loaded_as_the_library_loads_it(follow: Follow, content: Path) -> None:
    assert replace(follow().first(), versions={}) == load(content)


def test_an_edit_is_taken_up_when_it_has_been_the_same_for_long_enough(
    follower: Follower, content: Path
) -> None:
    rewrite(content / ID / "article.yaml", "title: Blisters from new shoes", "title: Blisters from new boots")
    assert [poll(follower, after=after) for after in (3, SETTLED / 2, SETTLED / 2 - 0.01)] == [None] * 3
    now = {ID: "Blisters from new boots", OTHER: "Blisters from new shoes"}
    assert titles(poll(follower, after=0.01)) == now
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
    now = {ID: "Blisters from new shoes", OTHER: "Many Blisters from new shoes"}
    assert titles(poll(follower, after=SETTLED)) == now
    assert titles(poll(follower, after=SETTLED)) == {**now, ID: "Few Blisters from new shoes"}


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
    before = follower._entries[ID].loaded.kept
    break_it(content)
    loaded = settled(follower)
    assert loaded.library.marks[ID] is before
    assert errors(loaded) == {ID: ["unknown-key"]}


def test_an_edit_that_mends_an_article_is_taken_up(follower: Follower, content: Path) -> None:
    break_it(content)
    settled(follower)
    rewrite(content / ID / "article.yaml", "\ntitel: ", "\ntitle: No ")
    loaded = settled(follower)
    assert (loaded.problems, titles(loaded)[ID]) == ((), "No Blisters from new shoes")


def test_a_broken_quiz_keeps_the_article_beside_it_as_it_was(follower: Follower, content: Path) -> None:
    rewrite(content / ID / "article.yaml", "\ntitle: ", "\ntitle: Many ")
    rewrite(content / ID / "quiz.yaml", "\npairs:\n", "\npiars:\n")
    loaded = settled(follower)
    assert titles(loaded)[ID] == "Blisters from new shoes"


@pytest.mark.parametrize("broken", [[ID], [ID, OTHER]])
def test_a_cold_start_serves_the_last_good_version_of_broken_articles(
    follower: Follower, follow: Follow, content: Path, broken: list[str]
) -> None:
    before = follower._assembled().library
    for name in broken:
        break_it(content, name)
    loaded = follow().first()
    assert (loaded.library, errors(loaded)) == (before, {name: ["unknown-key"] for name in broken})


def test_an_article_that_was_never_good_is_left_out(follow: Follow, content: Path) -> None:
    break_it(content)
    loaded = follow().first()
    assert (list(loaded.library.articles), errors(loaded)) == ([OTHER], {ID: ["unknown-key"]})


def leave_unfinished(content: Path) -> None:
    rewrite(content / ID / "article.yaml", "\ntitle: Blisters", '\ntitle: "To do: " # Blisters')


def test_a_draft_is_left_out_until_it_is_finished(follow: Follow, content: Path, tmp_path: Path) -> None:
    leave_unfinished(content)
    follower = follow()
    loaded = follower.first()
    assert (list(loaded.library.articles), errors(loaded)) == ([OTHER], {ID: ["to-do"]})
    assert archived(tmp_path) == [OTHER]
    rewrite(content / ID / "article.yaml", '\ntitle: "To do: " # Blisters', "\ntitle: Blisters")
    loaded = settled(follower)
    assert (list(loaded.library.articles), loaded.problems) == ([ID, OTHER], ())


def test_an_article_that_becomes_a_draft_stays_as_it_was(
    follower: Follower, follow: Follow, content: Path
) -> None:
    before = follower._assembled().library
    leave_unfinished(content)
    for loaded in (settled(follower), follow().first()):
        assert (loaded.library, errors(loaded)) == (before, {ID: ["to-do"]})


def test_one_who_wants_drafts_gets_them_and_archives_nothing(
    follow: Follow, content: Path, tmp_path: Path
) -> None:
    """An editor's preview shares the folder with the server, which must not get a draft from there."""
    leave_unfinished(content)
    loaded = Follower(content, archive_in(tmp_path), drafts=True).first()
    assert (list(loaded.library.articles), errors(loaded)) == ([ID, OTHER], {ID: ["to-do"]})
    assert (list(follow().first().library.articles), archived(tmp_path)) == ([OTHER], [OTHER])


def test_a_last_good_version_that_is_torn_is_ignored(follow: Follow, content: Path, tmp_path: Path) -> None:
    follow().first()
    break_it(content)
    kept = tmp_path / "history" / ID / "last.json"
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
    assert shown(settled(follower)) == ([ID, OTHER], {ID})
    assert poll(follower, after=GRACE - SETTLED - 1) is None
    assert shown(poll(follower, after=1)) == ([OTHER], set())
    assert archived(tmp_path) == [OTHER]
    (content / ID).mkdir(exist_ok=True)
    (content / ID / "article.yaml").write_text("title: [")
    assert list(follow().first().library.articles) == [OTHER]


@pytest.mark.parametrize("delete", DELETIONS.values(), ids=DELETIONS)
def test_an_article_that_is_away_for_less_than_the_grace_time_loses_nothing(
    follower: Follower, content: Path, tmp_path: Path, delete: Callable[[Path], object]
) -> None:
    shutil.copytree(content / ID, tmp_path / "kept")
    delete(content / ID)
    settled(follower)
    assert poll(follower, after=GRACE / 2) is None
    shutil.copytree(tmp_path / "kept", content / ID, dirs_exist_ok=True)
    assert shown(newest(follower)) == ([ID, OTHER], set())
    assert poll(follower, after=2 * GRACE) is None
    kept = sorted(path.name for path in (tmp_path / "history" / ID).iterdir())
    assert kept == ["000001.json", "last.json"]


def test_an_article_is_withdrawn_at_once_when_the_record_says_so_and_the_last_one_too(
    follower: Follower, follow: Follow, content: Path, tmp_path: Path
) -> None:
    shutil.rmtree(content / ID)
    settled(follower)
    archive_in(tmp_path).withdraw(ID)
    assert shown(poll(follower)) == ([OTHER], set())
    with pytest.raises(UnknownThing):
        archive_in(tmp_path).withdraw(ID)
    shutil.rmtree(content / OTHER)
    archive_in(tmp_path).withdraw(OTHER)
    assert shown(newest(follower)) == ([], set())
    started = first_loaded(follow(), Settings(content=content, state=tmp_path))
    assert [versions[-1].revision for versions in started.versions.values()] == [None, None]


def test_a_follower_that_starts_while_an_article_is_away_serves_it_as_it_was(
    follower: Follower, follow: Follow, content: Path
) -> None:
    before = follower._assembled().library
    (content / ID).rename(content.parent / "away")
    started = follow()
    assert started.first().library == before
    assert shown(settled(started)) == ([ID, OTHER], {ID})
    (content.parent / "away").rename(content / ID)
    assert shown(newest(started)) == ([ID, OTHER], set())


def take_away(content: Path) -> None:
    content.rename(content.with_name("away"))


def empty(content: Path) -> None:
    take_away(content)
    content.mkdir()


def bring_back(content: Path) -> None:
    if content.exists():
        content.rmdir()
    content.with_name("away").rename(content)


@pytest.mark.parametrize("hide", [take_away, empty])
def test_a_follower_that_starts_without_a_folder_serves_all_as_it_was_for_as_long_as_it_takes(
    follower: Follower, follow: Follow, content: Path, tmp_path: Path, hide: Callable[[Path], None]
) -> None:
    before = follower._assembled().library
    hide(content)
    started = follow()
    assert started.first().library == before
    assert [poll(started, after=GRACE) for _ in range(3)] == [None] * 3
    assert archived(tmp_path) == [ID, OTHER]
    bring_back(content)
    loaded = newest(started)
    assert (shown(loaded), loaded.problems) == (([ID, OTHER], set()), ())


def swap_links(content: Path) -> None:
    """Deploy by one rename of a link, as release folders do."""
    new = content.with_name("link")
    new.symlink_to(content.with_name("release-2"))
    new.replace(content)


def pull(content: Path) -> None:
    """Deploy by git, which writes one file after the other."""
    release = content.with_name("release-2")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x", "-C"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([*git, content, *command], check=True)
    subprocess.run(["git", "clone", "-q", content, content.with_name("other")], check=True)
    shutil.copytree(release, content.with_name("other"), dirs_exist_ok=True)
    subprocess.run([*git, content.with_name("other"), "commit", "-qam", "two"], check=True)
    subprocess.run([*git, content, "pull", "-q", content.with_name("other")], check=True)


def swap_data(content: Path) -> None:
    """Deploy as Kubernetes writes a ConfigMap: files are links through `..data`, which is swapped."""
    for folder in content.iterdir():
        (folder / "..2").mkdir()
        for file in folder.glob("*.yaml"):
            shutil.copy(content.with_name("release-2") / folder.name / file.name, folder / "..2")
        (folder / "..new").symlink_to("..2")
        (folder / "..new").replace(folder / "..data")


@pytest.mark.parametrize("swap", [swap_links, swap_data, pull])
def test_a_deployment_by_a_swap_is_taken_up_whole(
    follow: Follow, content: Path, swap: Callable[[Path], None]
) -> None:
    release = content.with_name("release-2")
    shutil.copytree(content, release)
    rewrite(release / ID / "article.yaml", "\ntitle: ", "\ntitle: Many ")
    rewrite(release / ID / "quiz.yaml", "{name: ", "{name: Old ")
    if swap is swap_links:
        content.rename(content.with_name("release-1"))
        content.symlink_to(content.with_name("release-1"))
    elif swap is swap_data:
        for folder in content.iterdir():
            (folder / "..1").mkdir()
            (folder / "..data").symlink_to("..1")
            for file in folder.glob("*.yaml"):
                file.rename(folder / "..1" / file.name)
                file.symlink_to(f"..data/{file.name}")
    follower = follow()
    before = follower.first()
    assert (shown(before), before.problems) == (([ID, OTHER], set()), ())
    swap(content)
    after = settled(follower)
    assert (titles(after)[ID], after.problems) == ("Many Blisters from new shoes", ())
    assert after.library.articles[OTHER] is before.library.articles[OTHER]


def test_what_was_deleted_while_nobody_looked_is_gone_too(follow: Follow, content: Path) -> None:
    follow().first()
    shutil.rmtree(content / ID)
    follower = follow()
    follower.first()
    settled(follower)
    assert shown(poll(follower, after=GRACE)) == ([OTHER], set())
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


def test_an_article_that_gets_another_name_is_new_under_that_and_gone_under_the_old_one(
    follower: Follower, content: Path
) -> None:
    for part in ("article.yaml", "quiz.yaml"):
        rewrite(content / ID / part, ID, "new-shoes")
    (content / ID).rename(content / "new-shoes")
    loaded = settled(follower)
    assert (shown(loaded), loaded.problems) == (([ID, OTHER, "new-shoes"], {ID}), ())
    assert shown(poll(follower, after=GRACE)) == ([OTHER, "new-shoes"], set())


def test_what_lies_beside_the_articles_is_told_and_hurts_none(follower: Follower, content: Path) -> None:
    (content / "notes.yaml").write_text("a: 1\n")
    (content / "README.md").write_text("Ours.\n")
    (content / "drafts").mkdir()
    (content / "drafts" / "quiz.yaml").write_text("a: 1\n")
    loaded = settled(follower)
    assert list(loaded.library.articles) == [ID, OTHER]
    assert errors(loaded) == {"drafts": ["no-article"]}


def test_a_link_in_the_place_of_a_good_folder_is_a_mistake(follower: Follower, content: Path) -> None:
    shutil.copytree(content / ID, content.parent / "elsewhere")
    shutil.rmtree(content / ID)
    (content / ID).symlink_to(content.parent / "elsewhere")
    loaded = settled(follower)
    assert (list(loaded.library.articles), errors(loaded)) == ([ID, OTHER], {ID: ["outside-folder"]})


@pytest.mark.parametrize(("hide", "code"), [(take_away, "unreadable"), (empty, "no-article")])
def test_a_folder_that_is_away_or_empty_deletes_nothing(
    follower: Follower, content: Path, tmp_path: Path, hide: Callable[[Path], None], code: str
) -> None:
    """A disk that is not there yet, or a deployment halfway: what was read goes on."""
    hide(content)
    loaded = newest(follower)
    assert (list(loaded.library.articles), errors(loaded)) == ([ID, OTHER], {".": [code]})
    assert archived(tmp_path) == [ID, OTHER]
    bring_back(content)
    loaded = newest(follower)
    assert (list(loaded.library.articles), loaded.problems) == ([ID, OTHER], ())
    assert poll(follower, after=SETTLED) is None


def test_a_folder_that_was_never_there_is_a_problem_and_no_more(tmp_path: Path) -> None:
    loaded = Follower(tmp_path / "nowhere", archive_in(tmp_path)).first()
    assert (loaded.library.articles, errors(loaded)) == ({}, {".": ["unreadable"]})


def test_a_follower_that_does_not_wait_takes_an_edit_at_first_sight(content: Path, tmp_path: Path) -> None:
    hasty = Follower(content, archive_in(tmp_path), settled=0)
    hasty.first()
    rewrite(content / ID / "article.yaml", "\ntitle: ", "\ntitle: Many ")
    assert titles(hasty.poll())[ID] == "Many Blisters from new shoes"
    hasty.close()


def test_the_process_that_reads_ends_when_long_nothing_has_changed(follower: Follower, content: Path) -> None:
    def runs_after(seconds: float) -> bool:
        poll(follower, after=seconds)
        return follower._process._child is not None

    assert not runs_after(0)
    rewrite(content / ID / "article.yaml", "\ntitle: ", "\ntitle: Many ")
    assert [runs_after(after) for after in (0, SETTLED, QUIET, 0.1)] == [True, True, True, False]


def test_paths_are_told_as_seen_from_the_content_folder() -> None:
    assert inside("content/one/quiz.yaml", Path("content")) == "one/quiz.yaml"
    paths = ("/srv/content/one/quiz.yaml", "/srv/content", "/elsewhere/one/quiz.yaml")
    assert [inside(path, Path("/srv/content")) for path in paths] == ["one/quiz.yaml", ".", "quiz.yaml"]


def test_problems_are_found_by_the_entry_they_are_in() -> None:
    one, two = (
        Problem(path, 1, 1, "syntax", Severity.ERROR, "no YAML")
        for path in ("content/one/quiz.yaml", "content/two.yaml")
    )
    assert by_entry([one, two], Path("content")) == {"one": [one], "two.yaml": [two]}


@pytest.mark.parametrize("saves", [1, KEPT + 2])
def test_a_last_good_version_outlives_its_place_in_the_cache(
    content: Path, tmp_path: Path, clock: Clock, saves: int
) -> None:
    """Whether somebody deletes the folder, or an editor saves one broken text after another."""
    for _ in range(2):  # what a worker has, it has found
        follower = Follower(
            content, archive_in(tmp_path), settled=0, clock=clock, cache=Cache(tmp_path / "cache")
        )
        good = follower.first()
        follower.close()
    if saves == 1:
        shutil.rmtree(tmp_path / "cache")
    for _ in range(saves):
        rewrite(content / ID / "article.yaml", "\ntitle", "\ntitle_")
        loaded = follower.poll()
    follower.close()
    assert loaded is not None
    text = loaded.library.canonical[ID]
    assert (json.loads(text)[0]["id"], set(errors(loaded)), errors(good)) == (ID, {ID}, {})
