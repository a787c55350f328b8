"""Follow a content folder through its edits: good ones are taken up, broken ones leave an article as it was.

    follower = Follower(Path("content"), LastGood(Path(".quizapp/last-good")))
    loaded = follower.first()
    follower.poll()               # a new Loaded when something has changed, None otherwise

A poll compares traces and reads nothing that has not changed. What has changed is read once it has been the
same for half a second, and not taken when it changes while it is read: a half-written file may be valid YAML,
and nothing else tells it from a whole one. An edit that breaks an article leaves its last good version in the
library, also when the follower starts anew; a deletion does not, for it is no mistake. An article that is
still a draft is not taken up either; one that was good before stays as it was.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.content.build import from_canonical, with_translations_of
from quizapp.content.drafts import held_back, is_draft
from quizapp.content.files import Refusal
from quizapp.content.folder.check_process import CheckProcess
from quizapp.content.folder.confined import load_all_confined, load_confined
from quizapp.content.folder.file_marks import trace, traces
from quizapp.content.folder.last_good import Kept, LastGood
from quizapp.content.library import Library, Loaded, assembled, refused, translation_of
from quizapp.content.problem import Severity
from quizapp.errors import NoContent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from quizapp.content.folder.file_marks import Trace
    from quizapp.content.library import LoadedArticle
    from quizapp.content.problem import Problem
    from quizapp.settings import Settings

SETTLED = 0.5
"""Seconds without a change after which a file is taken for whole. A slow save may pause for as long."""
QUIET = 60.0
"""Seconds without a change after which the process that reads is ended: who saves once, soon saves again."""
THE_FOLDER = "."
"""What the content folder is called where the names of its entries stand."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is known of one entry of the folder."""

    trace: Trace
    loaded: LoadedArticle
    """As it was read, with the last good version in place of a broken one."""


class Follower:
    """Holds what was read of each entry. For use by one thread.

    With `settled` at 0 a change is read as soon as it is seen, by a process that is kept ready for it. With
    `drafts` true these are taken up too, but no last good version is made of them. `process` is one that was
    started before.
    """

    def __init__(  # noqa: PLR0913 - all that it works with is handed in
        self,
        root: Path,
        last_good: LastGood,
        *,
        settled: float = SETTLED,
        drafts: bool = False,
        clock: Callable[[], float] = time.monotonic,
        process: CheckProcess | None = None,
    ) -> None:
        self._root = root
        self._last_good = last_good
        self._settled = settled
        self._drafts = drafts
        self._clock = clock
        self._process = process or CheckProcess(root)
        self._entries: dict[str, _Entry] = {}
        self._changing: dict[str, tuple[Trace | None, float]] = {}
        self._busy_at = clock()
        self._loaded = Loaded(Library({}, {}), ())
        self._away: str | None = None

    def first(self) -> Loaded:
        """Read the whole folder."""
        found = self._look() or {}
        names = sorted(found)
        for name, loaded in zip(names, load_all_confined(self._process, names), strict=True):
            self._put(name, found[name], loaded)
        if self._settled:
            self._process.close()
        return self._assembled()

    def poll(self) -> Loaded | None:
        """Return everything anew if something has changed since, and None otherwise."""
        away = self._away
        now = self._look()
        if now is None:
            return None if self._away == away else self._assembled()
        ready = self._note_changes(now)
        self._make_ready()
        taken = [name for name in ready if self._take(name, now.get(name))]
        return self._assembled() if taken or away else None

    def is_up_to_date(self) -> bool:
        """Whether the folder is there and each entry as it was read."""
        return self._look() == {name: entry.trace for name, entry in self._entries.items()}

    def close(self) -> None:
        """End the process that reads."""
        self._process.close()

    def _look(self) -> Mapping[str, Trace] | None:
        """Return the traces of the folder; None, with the reason in `_away`, when it is away."""
        try:
            found, self._away = traces(self._root), None
        except OSError as error:
            self._changing, self._away = {}, f"this cannot be read: {error.strerror}"
            return None
        return found

    def _note_changes(self, now: Mapping[str, Trace]) -> list[str]:
        """Note since when each changed entry has been as it is now; return those that have settled."""
        known = {name: entry.trace for name, entry in self._entries.items()}
        changed = sorted(name for name in now.keys() | known if now.get(name) != known.get(name))
        before, at = self._changing, self._clock()
        self._changing = {}
        for name in changed:
            seen, since = before.get(name, (None, at))
            self._changing[name] = (now.get(name), since if seen == now.get(name) else at)
        return [name for name, (_, since) in self._changing.items() if at - since >= self._settled]

    def _make_ready(self) -> None:
        """Have the process that reads start while a change settles, and end when long nothing has changed."""
        if self._changing:
            self._busy_at = self._clock()
        if self._changing or not self._settled:
            self._process.start()
        elif self._clock() - self._busy_at > QUIET:
            self._process.close()

    def _take(self, name: str, seen: Trace | None) -> bool:
        """Read an entry again; say whether it stayed as it was seen while it was read."""
        if seen is None:
            del self._entries[name]
            return True
        loaded = load_confined(self._process, name)
        whole = trace(self._root / name) == seen
        if whole:
            self._put(name, seen, loaded)
        return whole

    def _put(self, name: str, seen: Trace, loaded: LoadedArticle) -> None:
        self._entries[name] = _Entry(seen, self._standing(name, loaded))

    def _standing(self, name: str, loaded: LoadedArticle) -> LoadedArticle:
        """Return what is served of an entry: what was read, or its last good version if that cannot be."""
        if not self._drafts:
            loaded = held_back(loaded)
        if loaded.article is not None:
            loaded = self._with_earlier_translations(name, loaded)
            assert loaded.article is not None, "an article with more translations"
            if not is_draft(loaded.problems):
                self._last_good.keep(Kept(loaded.article, loaded.canonical))
            return loaded
        errors = {problem.code for problem in loaded.problems if problem.severity is Severity.ERROR}
        if not errors - {"no-article"}:
            return loaded
        good = self._good(name)
        return loaded if good is None else replace(loaded, article=good.article, canonical=good.canonical)

    def _good(self, name: str) -> Kept | None:
        """Return the last good version of an entry, from what is served or from the disk."""
        before = self._entries.get(name)
        if before is not None and before.loaded.article is not None:
            return Kept(before.loaded.article, before.loaded.canonical)
        return self._last_good.recall(name)

    def _with_earlier_translations(self, name: str, loaded: LoadedArticle) -> LoadedArticle:
        """Return an article with the last good version of each translation that is broken now.

        That is never too old to be shown: its words stand only where the original has not changed.
        """
        errors = (problem for problem in loaded.problems if problem.severity is Severity.ERROR)
        broken = {lang for problem in errors if (lang := translation_of(problem))}
        good = self._good(name) if broken else None
        if good is None:
            return loaded
        text = with_translations_of(good.canonical, loaded.canonical, broken)
        return replace(loaded, article=from_canonical(text), canonical=text)

    def _assembled(self) -> Loaded:
        """Return what is served now. A folder that is away or empty is a mistake: what was served goes on."""
        loaded = assembled(entry.loaded for entry in self._entries.values())
        if self._away is None and loaded.library.articles:
            self._last_good.forget_all_but(loaded.library.articles)
            self._loaded = loaded
            return loaded
        refusal = (
            Refusal(self._root, "unreadable", self._away)
            if self._away
            else Refusal(self._root, "no-article", "no article is left in the content folder")
        )
        return Loaded(self._loaded.library, (refused(refusal), *loaded.problems))


def follow(
    settings: Settings,
    *,
    settled: float = SETTLED,
    drafts: bool = False,
    process: CheckProcess | None = None,
) -> Follower:
    """Return the follower of the content folder that keeps last good versions in the state folder."""
    last_good = LastGood(settings.state / "last-good")
    return Follower(settings.content, last_good, settled=settled, drafts=drafts, process=process)


def first_loaded(follower: Follower, settings: Settings) -> Loaded:
    """Return the content at first; NoContent when no article can be served, not even an earlier version."""
    loaded = follower.first()
    if not loaded.library.articles and not settings.content.is_dir():
        raise NoContent(settings.content, "there is no such folder")
    if not loaded.library.articles:
        raise NoContent(settings.content, "run `quizapp check` to see why, `quizapp preview` to see drafts")
    return loaded


def inside(path: str, root: Path) -> str:
    """Return the path of a problem as seen from the content folder, whose own place stays unknown."""
    whole = Path(path)
    return (whole.relative_to(root) if whole.is_relative_to(root) else Path(whole.name)).as_posix()


def by_entry(problems: Iterable[Problem], root: Path) -> Mapping[str, Sequence[Problem]]:
    """Return the problems of a content folder by the name of the entry that they are in."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(inside(problem.path, root).partition("/")[0], []).append(problem)
    return found


def errors_by_entry(problems: Iterable[Problem], root: Path) -> Mapping[str, Sequence[Problem]]:
    """Return those that keep an edit from being served, by the name of the entry that they are in."""
    return by_entry((problem for problem in problems if problem.severity is Severity.ERROR), root)
