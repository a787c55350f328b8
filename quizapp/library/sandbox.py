"""Check articles in a process of their own: whatever a file holds, the server neither waits for it nor dies.

    process = CheckProcess(Path("content"))
    load_confined(process, "sore-heel")     # a LoadedArticle, as library.load_entry gives it
    load_all_confined(process, names, cache, last_good)   # the same, checked now or found in the cache

Why a process: the reader stops at its limits, but rules compare texts and names with each other. 400 ids that
mean nothing in a file of 54 KiB took them 35 seconds. In a thread each of those would be taken from requests,
which share its interpreter, and nothing could end it.
"""

import gc
import json
import logging
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import asdict
from io import BufferedWriter
from pathlib import Path
from queue import SimpleQueue
from typing import TypeAlias

from quizapp.cache import Cache, Head, Product, Records, key_of
from quizapp.library import files
from quizapp.library.files import Refusal
from quizapp.library.fingerprints import trace
from quizapp.library.load import LoadedArticle, load_entry, refused
from quizapp.library.model import Kept
from quizapp.problem import Part, Problem, Severity

_LOG = logging.getLogger(__name__)

MAX_SECONDS = 5.0
"""Processor time for one article. The largest one shipped takes a quarter of a second."""
MAX_AT_ONCE = 8
"""Processes that check at a time: they take memory, and a container may have fewer cores than it sees."""
MAX_MEMORY = 1 << 30
"""Bytes that the process may map; before it reads anything it maps a tenth of that."""
_READY = b"ready\n"
"""What it says before it answers."""
_PROGRAM = (
    "import gc, sys; gc.disable(); sys.path.insert(0, sys.argv[1]); "
    "from quizapp.library import sandbox; sandbox.main()"
)
_WHERE_WE_ARE = Path(__file__).parents[2]


class CheckProcess:
    """A child process that is started when it is asked, and anew when it has ended. For use by one thread."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._child: subprocess.Popen[bytes] | None = None
        self._greeted = False
        self._possible = True

    def start(self) -> None:
        """Start the child unless it runs; does not wait until it is ready."""
        if self._child is not None and self._child.poll() is not None:
            self.close()
        if self._child is None and self._possible:
            command = [sys.executable, "-c", _PROGRAM, str(_WHERE_WE_ARE), str(self.root)]
            try:
                # a session of its own: what a terminal sends to stop the server is not for the child
                self._child = subprocess.Popen(  # noqa: S603 - our own program, and no shell
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
                )
            except OSError as error:
                self._do_without(error)

    def ask(self, name: str) -> bytes | int | None:
        """The line about an entry, or the status of a child that ended in place of an answer.

        None where no child can be had, as inside of servers that are no Python themselves.
        """
        self.start()
        child = self._child
        if child is None:
            return None
        assert child.stdin is not None, "it is a pipe"
        assert child.stdout is not None, "it is a pipe"
        self._greeted = self._greeted or child.stdout.readline() == _READY
        if not self._greeted:
            self._do_without(f"{sys.executable} does not run it")
            self.close()
            return None
        with suppress(BrokenPipeError):
            child.stdin.write(json.dumps(name).encode() + b"\n")
            child.stdin.flush()
            line = child.stdout.readline()
            if line.endswith(b"\n"):
                return line
        status = child.wait()
        self.close()
        return status

    def close(self) -> None:
        """End the child if there is one; the next use starts another."""
        child, self._child, self._greeted = self._child, None, False
        if child is not None:
            with suppress(BrokenPipeError), child:
                child.kill()

    def _do_without(self, why: object) -> None:
        _LOG.warning("content is checked inside of the server, because a process of its own fails: %s", why)
        self._possible = False


def load_confined(process: CheckProcess, name: str) -> LoadedArticle:
    """Load the entry of this name; that its check had to be stopped is a problem of the entry.

    Where no process can be had, it is loaded here.
    """
    answer = process.ask(name)
    if answer is None:
        return load_entry(process.root / name, process.root)
    if isinstance(answer, int):
        took_long = answer == -signal.SIGPROF
        why = f"took more than {MAX_SECONDS:.0f} seconds of work" if took_long else "failed; the log says how"
        place, hint = process.root / name / Part.ARTICLE, "look for what is there hundreds of times"
        stopped = refused(Refusal(place, "check-stopped", f"the check of this article {why}", hint))
        return LoadedArticle(None, (stopped,), name, name)
    head = json.loads(answer)
    text = head[_TEXT].encode()
    return _loaded(head, name, lambda: text)


LastGood: TypeAlias = Callable[[str], Kept | None]
"""Gives what was served last of an article, if that is whole."""
_OF_THE_MOMENT = {"check-stopped", "unreadable"}
"""Problems that may be gone although no file is another."""


def load_cached(process: CheckProcess, name: str, cache: Cache, last_good: LastGood) -> LoadedArticle:
    """Load an entry as `load_confined` does, unless the cache has what came of the very same files.

    `last_good` gives what was served last of an article: its text is there when the cache has lost it.
    """
    root = process.root
    if not files.has_article(root / name):
        return load_confined(process, name)
    seen, key = trace(root / name), files_key(root, name)
    if (found := _found(root, name, key, cache, last_good)) is not None:
        return found
    loaded = load_confined(process, name)
    failed = any(problem.code in _OF_THE_MOMENT for problem in loaded.problems)
    if failed or trace(root / name) != seen or files_key(root, name) != key:
        return loaded
    return _from_product(cache.keep(_CHECKED, name, key, lambda: _product(loaded)), name)


def _found(root: Path, name: str, key: str, cache: Cache, last_good: LastGood) -> LoadedArticle | None:
    """What the cache has of an entry whose files have this key."""

    def again() -> tuple[Head, Records]:
        # Any thread may ask, and by now the files may be others: what came of those must not be taken for it.
        assert found is not None, "who asks has it"
        article, _, fingerprint, _ = found.head["article"]
        if (good := last_good(article)) is not None and good.fingerprint == fingerprint:
            return found.head, {_TEXT: good.canonical}
        with closing(CheckProcess(root)) as own:
            made = load_confined(own, name)
        if made.kept is None or made.kept.fingerprint != fingerprint:
            raise KeyError(name)
        return _product(made)

    found = cache.find(_CHECKED, name, key, again)
    return None if found is None else _from_product(found, name)


_CHECKED, _TEXT = "checked", "canonical"


def files_key(root: Path, name: str) -> str:
    """The key of the files of an entry of a content folder."""
    parts: list[str | bytes] = [str(root), name]
    for path in filter(lambda path: files.is_yaml(path.name), files.listed(root / name)):
        body = files.read_file(path, root)
        parts += (path.name, repr(body) if isinstance(body, files.Refusal) else body)
    return key_of(*parts)


def load_all_confined(
    process: CheckProcess, names: Sequence[str], cache: Cache, last_good: LastGood
) -> list[LoadedArticle]:
    """Load the entries of these names, as many at once as there are cores: a large site must start soon too.

    The process is one of those that check; it stays as it is, the others are ended.
    """
    root = process.root
    loaded = {
        name: found
        for name in names
        if files.has_article(root / name)
        and (found := _found(root, name, files_key(root, name), cache, last_good))
    }
    missing = [name for name in names if name not in loaded]
    number = min(MAX_AT_ONCE, os.cpu_count() or 1, len(missing))
    others = [CheckProcess(root) for _ in range(1, number)]
    idle = SimpleQueue[CheckProcess]()
    for each in (process, *others):
        idle.put(each)

    def load(name: str) -> LoadedArticle:
        mine = idle.get()
        try:
            return load_cached(mine, name, cache, last_good)
        finally:
            idle.put(mine)

    with ThreadPoolExecutor(1 + len(others)) as pool:
        loaded |= zip(missing, pool.map(load, missing), strict=True)
    for each in others:
        each.close()
    return [loaded[name] for name in names]


def main() -> None:
    """Be the child: a name of an entry on each line that comes in, what was loaded on each that goes out."""
    root = Path(sys.argv[2])
    # a server that was killed listens no more: end without a traceback, which would land in its log
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MAX_MEMORY if hard == resource.RLIM_INFINITY else min(MAX_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    # The program was loaded without a search for garbage, which would have found none.
    gc.freeze()
    gc.enable()
    # with a buffer, whatever PYTHONUNBUFFERED says: without one the rest of a line is lost when the process
    # is stopped in the middle, and who asked waits for ever
    with os.fdopen(sys.stdout.fileno(), "wb", closefd=False) as out:
        _say(out, _READY)
        for line in sys.stdin.buffer:
            # the signal ends the process even inside of a regular expression, where no Python code has a turn
            signal.setitimer(signal.ITIMER_PROF, MAX_SECONDS)
            head, records = _product(load_entry(root / json.loads(line), root))
            answer = json.dumps({**head, _TEXT: records.get(_TEXT, b"").decode()}).encode() + b"\n"
            signal.setitimer(signal.ITIMER_PROF, 0)
            _say(out, answer)


def _say(out: BufferedWriter, line: bytes) -> None:
    out.write(line)
    out.flush()


def _product(loaded: LoadedArticle) -> tuple[Head, Records]:
    """What was loaded, as the cache keeps it: as JSON has it, and the text of the article if there is one."""
    kept = loaded.kept
    head = {
        "article": kept and [kept.id, kept.revision, kept.fingerprint, kept.revisions],
        "id": loaded.id,
        "problems": [asdict(problem) for problem in loaded.problems],
    }
    return head, {_TEXT: kept.canonical} if kept else {}


def _from_product(product: Product, name: str) -> LoadedArticle:
    return _loaded(product.head, name, lambda: product.get(_TEXT) or b"")


def _loaded(head: Head, name: str, text: Callable[[], bytes]) -> LoadedArticle:
    problems = tuple(
        Problem(**{**problem, "severity": Severity(problem["severity"])}) for problem in head["problems"]
    )
    kept = None
    if head["article"] is not None:
        article, revision, fingerprint, revisions = head["article"]
        kept = Kept(article, revision, fingerprint, tuple(map(tuple, revisions)), text)
    return LoadedArticle(kept, problems, name, head["id"])
