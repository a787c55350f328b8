"""Check articles in a process of their own: whatever a file holds, the server neither waits for it nor dies.

    process = CheckProcess(Path("content"))
    load_confined(process, "sore-heel")     # a LoadedArticle, as library.load_entry gives it

Why a process: the reader stops at its limits, but rules compare texts and names with each other. 400 ids that
mean nothing in a file of 54 KiB took them 35 seconds. In a thread each of those would be taken from requests,
which share its interpreter, and nothing could end it.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from quizapp.content import build
from quizapp.content.files import Refusal
from quizapp.content.folder.check_process import READY, CheckProcess
from quizapp.content.library import LoadedArticle, load_entry, refused
from quizapp.content.problem import Part, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_SECONDS = 5.0
"""Processor time for one article. The largest one shipped takes a quarter of a second."""
MAX_AT_ONCE = 8
"""Processes that check at a time: they take memory, and a container may have fewer cores than it sees."""
MAX_MEMORY = 1 << 30
"""Bytes that the process may map; before it reads anything it maps a tenth of that."""


def load_confined(process: CheckProcess, name: str) -> LoadedArticle:
    """Load the entry of this name; that its check had to be stopped is a problem of the entry.

    Where no process can be had, it is loaded here.
    """
    answer = process.ask(name)
    if answer is None:
        return load_entry(process.root / name, process.root)
    if isinstance(answer, int):
        return LoadedArticle(None, b"", (_stopped(process.root / name, answer),))
    return _from_line(answer)


def load_all_confined(process: CheckProcess, names: Sequence[str]) -> Sequence[LoadedArticle]:
    """Load the entries of these names, as many at once as there are cores: a large site must start soon too.

    The process is one of those that check; it stays as it is, the others are ended.
    """
    number = min(MAX_AT_ONCE, os.cpu_count() or 1, len(names))
    others = [CheckProcess(process.root) for _ in range(1, number)]
    idle = SimpleQueue[CheckProcess]()
    for each in (process, *others):
        idle.put(each)

    def load(name: str) -> LoadedArticle:
        mine = idle.get()
        try:
            return load_confined(mine, name)
        finally:
            idle.put(mine)

    with ThreadPoolExecutor(1 + len(others)) as pool:
        loaded = list(pool.map(load, names))
    for each in others:
        each.close()
    return loaded


def _stopped(folder: Path, status: int) -> Problem:
    took_long = status == -signal.SIGPROF
    why = f"took more than {MAX_SECONDS:.0f} seconds of work" if took_long else "failed; the log says how"
    hint = "look for what is there hundreds of times"
    return refused(Refusal(folder / Part.ARTICLE, "check-stopped", f"the check of this article {why}", hint))


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
    _say(READY)
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
