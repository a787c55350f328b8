"""What a driver tells: what was done, how long it took, and what was wrong."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Report:
    """What a run came to. Threads add to it."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()
        self.seconds: defaultdict[str, list[float]] = defaultdict(list)
        """How long things took, by what they are."""
        self.wrong: dict[str, list[str]] = {}
        """What must not be, by its kind."""
        self._lock = Lock()

    def count(self, what: str, number: int = 1) -> None:
        with self._lock:
            self.counted[what] += number

    def fail(self, kind: str, what: str = "") -> None:
        """Note what must not be: of which kind, and exactly what."""
        with self._lock:
            self.wrong.setdefault(kind, []).append(what)

    def lines(self) -> Iterator[str]:
        """Yield what there is to tell."""
        yield from (f"{number:8} {what}" for what, number in sorted(self.counted.items()))
        for what, seconds in self.seconds.items():
            p50, p99, most = (share_of(seconds, share) for share in (0.5, 0.99, 1))
            yield f"{what}: p50 {p50:.2f} s, p99 {p99:.2f} s, most {most:.2f} s, of {len(seconds)}"
        yield f"{sum(map(len, self.wrong.values()))} failures"
        yield from (f"  {len(cases)} x {kind}: {cases[0]}" for kind, cases in self.wrong.items())


def share_of(seconds: list[float], share: float) -> float:
    """Return the time that this share of all keep to."""
    return sorted(seconds)[int(share * (len(seconds) - 1))]


@contextmanager
def quiet() -> Iterator[None]:
    """Let our code log nothing for a while: what is wrong is told, not logged."""
    log = logging.getLogger("quizapp")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)
