"""Check articles in a process of their own: whatever a file holds, the server neither waits for it nor dies.

    checker = Checker(Path("content"))
    checker.start()               # a quarter of a second of imports, for whoever can do them ahead
    checker.load("sore-heel")     # a LoadedArticle, as library.load_entry gives it
    checker.close()

Why a process: the reader stops at its limits, but rules compare texts and names with each other. 400 ids that
mean nothing in a file of 54 KiB took them 35 seconds. In a thread each of those would be taken from requests,
which share its interpreter, and nothing could end it.
"""

from __future__ import annotations

import json
import logging
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from quizapp.content import build
from quizapp.content.files import Refusal
from quizapp.content.library import LoadedArticle, load_entry, refused
from quizapp.content.problem import Part, Problem, Severity

_LOG = logging.getLogger(__name__)

MAX_SECONDS = 5.0
"""Processor time for one article. The largest one shipped takes a quarter of a second."""
MAX_MEMORY = 1 << 30
"""Bytes that the process may map; before it reads anything it maps a tenth of that."""

_READY = b"ready\n"
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from quizapp.content.folder import confined; confined.main()"
)
_WHERE_WE_ARE = Path(__file__).parents[3]


class Checker:
    """Loads entries of a content folder in a child process, one at a time. For use by one thread."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._child: subprocess.Popen[bytes] | None = None
        self._greeted = False
        self._possible = True

    def start(self) -> None:
        """Start the child unless it runs; does not wait until it is ready."""
        if self._child is not None and self._child.poll() is not None:
            self.close()
        if self._child is None and self._possible:
            command = [sys.executable, "-c", _PROGRAM, str(_WHERE_WE_ARE), str(self._root)]
            try:
                # a session of its own: what a terminal sends to stop the server is not for the child
                self._child = subprocess.Popen(  # noqa: S603 - our own program, and no shell
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
                )
            except OSError as error:
                self._do_without(error)

    def load(self, name: str) -> LoadedArticle:
        """Load the entry of this name; that its check had to be stopped is a problem of the entry.

        Where no child can be had, as inside of servers that are no Python themselves, it is loaded here.
        """
        self.start()
        if self._child is None or not self._greets(self._child):
            return load_entry(self._root / name, self._root)
        line = _ask(self._child, name)
        if line.endswith(b"\n"):
            return _from_line(line)
        status = self._child.wait()
        self.close()
        return LoadedArticle(None, b"", (self._stopped(name, status),))

    def close(self) -> None:
        """End the child if there is one; the next use starts another."""
        child, self._child, self._greeted = self._child, None, False
        if child is not None:
            with suppress(BrokenPipeError), child:
                child.kill()

    def _greets(self, child: subprocess.Popen[bytes]) -> bool:
        assert child.stdout is not None, "it is a pipe"
        self._greeted = self._greeted or child.stdout.readline() == _READY
        if not self._greeted:
            self._do_without(f"{sys.executable} does not run it")
            self.close()
        return self._greeted

    def _do_without(self, why: object) -> None:
        _LOG.warning("content is checked inside of the server, because a process of its own fails: %s", why)
        self._possible = False

    def _stopped(self, name: str, status: int) -> Problem:
        took_long = status == -signal.SIGPROF
        why = f"took more than {MAX_SECONDS:.0f} seconds of work" if took_long else "failed; the log says how"
        path, hint = self._root / name / Part.ARTICLE, "look for what is there hundreds of times"
        return refused(Refusal(path, "check-stopped", f"the check of this article {why}", hint))


def _ask(child: subprocess.Popen[bytes], name: str) -> bytes:
    """Send a name and return the line that answers it; an incomplete one when the child has ended."""
    assert child.stdin is not None, "it is a pipe"
    assert child.stdout is not None, "it is a pipe"
    try:
        child.stdin.write(json.dumps(name).encode() + b"\n")
        child.stdin.flush()
    except BrokenPipeError:
        return b""
    return child.stdout.readline()


def main() -> None:
    """Be the child: a name of an entry on each line that comes in, what was loaded on each that goes out."""
    root = Path(sys.argv[2])
    # a server that was killed listens no more: end without a traceback, which would land in its log
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MAX_MEMORY if hard == resource.RLIM_INFINITY else min(MAX_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    _say(_READY)
    for line in sys.stdin.buffer:
        # the signal ends the process even inside of a regular expression, where no Python code gets a turn
        signal.setitimer(signal.ITIMER_PROF, MAX_SECONDS)
        answer = _as_line(load_entry(root / json.loads(line), root))
        signal.setitimer(signal.ITIMER_PROF, 0)
        _say(answer)


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def _as_line(loaded: LoadedArticle) -> bytes:
    canonical = loaded.canonical.decode() if loaded.article is not None else None
    data = {"canonical": canonical, "problems": [asdict(problem) for problem in loaded.problems]}
    return json.dumps(data).encode() + b"\n"


def _from_line(line: bytes) -> LoadedArticle:
    data = json.loads(line)
    problems = tuple(
        Problem(**{**problem, "severity": Severity(problem["severity"])}) for problem in data["problems"]
    )
    if data["canonical"] is None:
        return LoadedArticle(None, b"", problems)
    canonical = data["canonical"].encode()
    return LoadedArticle(build.from_canonical(canonical), canonical, problems)
