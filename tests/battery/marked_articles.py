"""Articles for the driver of edits: every text bears the number of its edition, and saves of every kind.

article = MarkedArticle(content, 3)
article.save(17, Way.SLOWLY, random)              # every text begins with "Edition 3-17."
article.save(18, Way.RENAMED, random, "misspelt")  # as above, and broken
editions(reply)                                   # Counter({(3, 17): 24})
"""

import enum
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

SAMPLE = Path(__file__).parents[1] / "samples" / "complete" / "blisters-from-new-shoes"
TEXTS = re.compile(
    r"^( *(?:- )?(?:title|summary|urgent_notice|body|action|answer|intro|ask|story|reason|harm): )([A-Z].*)$",
    re.MULTILINE,
)
MARK = re.compile(rb"Edition (\d+)-(\d+)\.")
CHUNKS = 8
LONGEST_PAUSE = 0.1
"""Seconds between two chunks of a slow save, at most."""

BREAKAGES: dict[str, Callable[[str], str]] = {
    "misspelt key": lambda text: text.replace("\nsummary: ", "\nsumary: ", 1),
    "cut off": lambda text: text[: len(text) // 2],
    "empty": lambda _: "",
    "tab": lambda text: text.replace("\ncauses:\n  -", "\ncauses:\n\t-", 1),
    "key twice": lambda text: text.replace("\nlicence: ", "\nlang: en\nlicence: ", 1),
    "merge conflict": lambda text: text.replace("\nfaqs:", "\n<<<<<<< HEAD\nfaqs:", 1),
    "lost quote": lambda text: text.replace('"Do this first:"', '"Do this first:', 1),
    "unknown source": lambda text: text.replace("cites: [leaflet/p2]", "cites: [leaflets/p2]", 1),
    "no such level": lambda text: text.replace("level: urgent", "level: urgently", 1),
    "key contradicts sign": lambda text: text.replace("    level: modify\n", "    level: carry-on\n", 1),
    "forbidden letter": lambda text: text.replace("New leather", "New\x07 leather", 1),
}
"""What can be done to the text of a good article.yaml that keeps it from being served."""


class Way(enum.StrEnum):
    """How editors and their tools save a file."""

    RENAMED = "beside it, then renamed"
    SLOWLY = "slowly in place"
    OVER_IT = "slowly over the old text"
    DELETED = "deleted, then written"


def editions(body: bytes) -> Counter[tuple[int, int]]:
    """Count the marks in a reply, by article and edition."""
    return Counter((int(article), int(edition)) for article, edition in MARK.findall(body))


class MarkedArticle:
    """An article of its own in a content folder, with a quiz. For use by one thread."""

    def __init__(self, content: Path, number: int) -> None:
        self.number = number
        self.id = f"blisters-{number}"
        self.folder = content / self.id
        self.pauses = 0.0
        """The longest time in the last save for which nothing changed before it was whole, in seconds."""
        self._at = time.monotonic()
        self.folder.mkdir(parents=True)
        self.save(0, Way.RENAMED, Random(0))

    def text(self, part: str, edition: int) -> str:
        """Return the text of one of the two files, marked."""
        text = (SAMPLE / part).read_text("utf-8").replace(SAMPLE.name, self.id)
        return TEXTS.sub(rf"\1Edition {self.number}-{edition}. \2", text)

    def save(self, edition: int, way: Way, random: Random, breakage: str | None = None) -> None:
        """Write both files; the article's last, for it is the one that may be broken."""
        article, quiz = self.text("article.yaml", edition), self.text("quiz.yaml", edition)
        if breakage is not None:
            spoilt = BREAKAGES[breakage](article)
            assert spoilt != article, breakage
            article = spoilt
        self.pauses, self._at = 0.0, time.monotonic()
        self._write(self.folder / "quiz.yaml", quiz.encode(), way, random)
        self._write(self.folder / "article.yaml", article.encode(), way, random)

    def _write(self, path: Path, body: bytes, way: Way, random: Random) -> None:
        if way is Way.RENAMED:
            draft = path.with_name(f".{path.name}.new")
            draft.write_bytes(body)
            self._change(lambda: draft.replace(path))
        elif way is Way.DELETED:
            self._change(path.unlink)
            time.sleep(random.uniform(0, 2 * LONGEST_PAUSE))
            self._change(lambda: path.write_bytes(body))
        else:
            with path.open("wb" if way is Way.SLOWLY else "r+b", buffering=0) as file:
                for chunk in _chunks(body):
                    time.sleep(random.uniform(0, LONGEST_PAUSE))
                    self._change(partial(file.write, chunk))
                self._change(file.truncate)

    def _change(self, change: Callable[[], object]) -> None:
        """Make a change, and note the longest time without one, from just before the last one."""
        began = time.monotonic()
        change()
        self.pauses, self._at = max(self.pauses, time.monotonic() - self._at), began


def _chunks(body: bytes) -> Iterator[bytes]:
    size = len(body) // CHUNKS + 1
    return (body[start : start + size] for start in range(0, len(body), size))
