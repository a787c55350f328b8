"""Follow a content folder through its edits: good ones are taken up, broken ones leave an article as it was.

    follower = Follower(Path("content"), Archive(Path(".quizapp/history"), clock))
    loaded = follower.first()
    follower.poll()               # a new Loaded when something has changed, None otherwise

A poll compares traces and reads nothing that has not changed. What has changed is read once it has been the
same for half a second, and not taken when it changes while it is read: a half-written file may be valid YAML,
and nothing else tells it from a whole one. An edit that breaks an article leaves its last good version in the
library, also when the follower starts anew. An article that is still a draft is not taken up either; one that
was good before stays as it was.

Content that is away is not content that is gone: a deployment may be halfway, a disk not there yet. What is
on record and not in the folder is served as it was, also by a follower that starts anew. It is withdrawn when
it has been away for the grace time, or when the record says that somebody withdrew it. Where no article is in
the folder at all, nothing is withdrawn.
"""

import datetime as dt
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from quizapp.cache import IN_MEMORY, Cache
from quizapp.content.build import from_canonical, with_translations_of
from quizapp.errors import NoContent
from quizapp.library.archive import Archive, Quizzes
from quizapp.library.excerpt import shown
from quizapp.library.files import Refusal
from quizapp.library.fingerprints import Trace, trace, traces
from quizapp.library.load import Loaded, LoadedArticle, assembled, held_back, refused
from quizapp.library.model import Kept
from quizapp.library.sandbox import CheckProcess, load_all_confined, load_cached
from quizapp.library.standing import Standing, State, standing_of, translation_of
from quizapp.problem import Part, Problem, Severity
from quizapp.settings import Settings

SETTLED = 0.5
"""Seconds without a change after which a file is taken for whole. A slow save may pause for as long."""
QUIET = 60.0
"""Seconds without a change after which the process that reads is ended: who saves once, soon saves again."""
GRACE = 60.0
"""Seconds for which an article may be away."""
_UNSEEN: Trace = (("", 0, 0, 0, 0),)
"""The trace of what is on record and was not in the folder."""
THE_FOLDER = "."
"""What the content folder is called where the names of its entries stand."""


@dataclass(frozen=True, slots=True)
class _FolderEntry:
    """What is known of one entry of the folder."""

    trace: Trace
    loaded: LoadedArticle
    """As it was read, with the last good version in place of a broken one."""


class Follower:
    """Holds what was read of each entry. For use by one thread.

    With `settled` at 0 a change is read as soon as it is seen, by a process that is kept ready for it. With
    `drafts` true these are taken up too, and nothing is archived. What `cache` has is not checked again.
    """

    def __init__(  # noqa: PLR0913 - all that it works with is handed in
        self,
        root: Path,
        archive: Archive,
        *,
        settled: float = SETTLED,
        grace: float = GRACE,
        drafts: bool = False,
        clock: Callable[[], float] = time.monotonic,
        cache: Cache = IN_MEMORY,
    ) -> None:
        self._root = root
        self._archive = archive
        self._settled = settled
        self._grace = grace
        self._drafts = drafts
        self._clock = clock
        self._process = CheckProcess(root)
        self.cache = cache
        self._entries: dict[str, _FolderEntry] = {}
        self._changing: dict[str, tuple[Trace | None, float]] = {}
        self._busy_at = clock()
        self._refusal: Refusal | None = None
        self._away: frozenset[str] = frozenset()

    def first(self) -> Loaded:
        """Read the whole folder, and what is on record and not in it."""
        found = self._look() or {}
        if not self._drafts:
            self._stand_in(found)
        names = sorted(found.keys() - self._entries.keys())
        read = load_all_confined(self._process, names, self.cache, self._archive.last_good)
        for name, loaded in zip(names, read, strict=True):
            self._put(name, found[name], loaded)
        if self._settled:
            self._process.close()
        self._look()
        return self._assembled()

    def poll(self, *, anew: bool = False) -> Loaded | None:
        """Everything anew if something has changed since, or in any case, and None otherwise."""
        before = self._refusal, self._away
        now = self._look()
        taken = []
        if now is not None:
            ready = self._note_changes(now)
            self._make_ready()
            taken = [name for name in ready if self._take(name, now.get(name))]
        return self._assembled() if anew or taken or before != (self._refusal, self._away) else None

    def close(self) -> None:
        """End the process that reads."""
        self._process.close()

    def _look(self) -> Mapping[str, Trace] | None:
        """The traces of the folder; None, with the reason in `_refusal`, when it is away or empty."""
        self._refusal = None
        try:
            found = traces(self._root)
        except OSError as error:
            self._refusal = Refusal(self._root, "unreadable", f"this cannot be read: {error.strerror}")
        else:
            if not self._is_lost(found):
                return found
            self._refusal = Refusal(self._root, "no-article", "no article is left in the content folder")
        self._changing, self._away = {}, frozenset()
        return None

    def _is_lost(self, found: Mapping[str, Trace]) -> bool:
        """Whether every article has gone from the folder, and not because each was withdrawn."""
        served = [name for name, entry in self._entries.items() if entry.loaded.kept is not None]
        withdrawn = all(map(self._archive.is_withdrawn, served))
        return not (withdrawn or any(map(_has_article, found.values())))

    def _stand_in(self, found: Mapping[str, Trace]) -> None:
        """Take what is on record, and not in the folder, for its entries."""
        for name in self._archive.standing():
            if not _has_article(found.get(name)):
                good = self._archive.last_good(name)
                self._entries[name] = _FolderEntry(_UNSEEN, LoadedArticle(good, (), name, name))

    def _note_changes(self, now: Mapping[str, Trace]) -> list[str]:
        """Note since when each changed entry has been as it is now; return those to be taken."""
        known = {name: entry.trace for name, entry in self._entries.items()}
        changed = sorted(name for name in now.keys() | known if now.get(name) != known.get(name))
        before, at = self._changing, self._clock()
        self._changing = {}
        for name in changed:
            seen, since = before.get(name, (None, at))
            self._changing[name] = (now.get(name), since if seen == now.get(name) else at)
        settled = [name for name, (_, since) in self._changing.items() if at - since >= self._settled]
        self._away = frozenset(name for name in settled if self._may_come_back(name, now.get(name), at))
        return [name for name in settled if name not in self._away]

    def _may_come_back(self, name: str, seen: Trace | None, at: float) -> bool:
        """Whether an article is away, for less than the grace time, and nobody has withdrawn it."""
        before = self._entries.get(name)
        was_there = before is not None and (before.loaded.kept is not None or before.trace == _UNSEEN)
        return (
            was_there
            and not _has_article(seen)
            and at - self._changing[name][1] < self._grace
            and not self._archive.is_withdrawn(name)
        )

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
        loaded = load_cached(self._process, name, self.cache, self._archive.last_good)
        whole = trace(self._root / name) == seen
        if whole:
            self._put(name, seen, loaded)
        return whole

    def _put(self, name: str, seen: Trace, loaded: LoadedArticle) -> None:
        """Note what is served of an entry: what was read, or its last good version if that cannot be."""
        if not self._drafts:
            loaded = held_back(loaded)
        if loaded.kept is not None:
            loaded = self._with_earlier_translations(name, loaded)
        elif standing_of(loaded.id, loaded.problems, is_there=False).is_mistake:
            loaded = replace(loaded, kept=self._good(name, loaded.id))
        self._entries[name] = _FolderEntry(seen, loaded)

    def _good(self, name: str, article_id: str) -> Kept | None:
        before = self._entries.get(name)
        if before is not None and before.loaded.kept is not None:
            return before.loaded.kept
        return self._archive.last_good(article_id)

    def _with_earlier_translations(self, name: str, loaded: LoadedArticle) -> LoadedArticle:
        """An article with the last good version of each translation that is broken now.

        That is never too old to be shown: its words stand only where the original has not changed.
        """
        errors = (problem for problem in loaded.problems if problem.severity is Severity.ERROR)
        broken = {lang for problem in errors if (lang := translation_of(problem))}
        good = self._good(name, loaded.id) if broken else None
        if good is None or loaded.kept is None:
            return loaded
        text = with_translations_of(good.canonical, loaded.kept.canonical, broken)
        return replace(loaded, kept=Kept.of(from_canonical(text), text))

    def _assembled(self) -> Loaded:
        """What is served now; of a folder that is away, what was served."""
        unseen = {name for name, entry in self._entries.items() if entry.trace == _UNSEEN}
        loaded = assembled(self._without_renamed(unseen | self._away))
        standings = dict(loaded.standings)
        for name in self._away & standings.keys():
            standings[name] = replace(standings[name], state=State.AWAY)
        if not self._drafts:
            kept = unseen | {each.article for each in standings.values() if each.is_mistake}
            loaded = replace(loaded, versions=self._archive.follow(loaded.library, kept))
        if self._refusal is None:
            return replace(loaded, standings=standings)
        why = refused(self._refusal)
        state = State.LAST_GOOD if loaded.library.articles else State.REFUSED
        standings[THE_FOLDER] = Standing(THE_FOLDER, state, (why,))
        return replace(loaded, problems=(why, *loaded.problems), standings=standings)

    def _without_renamed(self, away: AbstractSet[str]) -> Iterator[LoadedArticle]:
        """Yield what was read, but for a folder that is away because it has another name now."""
        there = {
            entry.loaded.id
            for name, entry in self._entries.items()
            if name not in away and entry.loaded.kept is not None
        }
        for name, entry in self._entries.items():
            if name not in away or entry.loaded.id not in there:
                yield entry.loaded


def _has_article(trace: Trace | None) -> bool:
    return trace is not None and any(name == Part.ARTICLE for name, *_ in trace)


def follow(
    settings: Settings, *, drafts: bool = False, quizzes: Callable[[Cache], Quizzes] | None = None
) -> Follower:
    """The follower of the content folder whose archive is in the state folder.

    An editor who wants drafts sees each save and each removal at once.
    """
    settled = 0.0 if drafts else SETTLED
    grace = 0.0 if drafts else settings.removal_grace.total_seconds()
    # Version 0.1 kept a second archive. What an article said that was withdrawn since must not stay there.
    shutil.rmtree(settings.state / "last-good", ignore_errors=True)
    cache = IN_MEMORY if drafts else Cache(settings.state / "cache")
    archive = archive_of(settings, quizzes and quizzes(cache), cache)
    return Follower(settings.content, archive, settled=settled, grace=grace, drafts=drafts, cache=cache)


def archive_of(settings: Settings, quizzes: Quizzes | None = None, cache: Cache = IN_MEMORY) -> Archive:
    """The archive in the state folder."""
    return Archive(settings.history, lambda: dt.datetime.now(dt.UTC), quizzes, cache)


def first_loaded(follower: Follower, settings: Settings) -> Loaded:
    """The content at first; NoContent when no article can be served, unless each was withdrawn."""
    loaded = follower.first()
    errors = [problem for problem in loaded.problems if problem.severity is Severity.ERROR]
    if loaded.library.articles or (loaded.versions and not errors):
        return loaded
    if not settings.content.is_dir():
        raise NoContent(settings.content, "there is no such folder")
    first = next((f"{problem.path}:{problem.line}: {shown(problem.message)}; " for problem in errors), "")
    raise NoContent(
        settings.content, f"{first}run `quizapp check` to see why, `quizapp preview` to see drafts"
    )


def inside(path: str, root: Path) -> str:
    """The path of a problem as seen from the content folder, whose own place stays unknown."""
    whole = Path(path)
    return (whole.relative_to(root) if whole.is_relative_to(root) else Path(whole.name)).as_posix()


def by_entry(problems: Iterable[Problem], root: Path) -> Mapping[str, Sequence[Problem]]:
    """The problems of a content folder by the name of the entry that they are in."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(inside(problem.path, root).partition("/")[0], []).append(problem)
    return found
