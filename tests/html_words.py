"""The words of a page as a reader meets them: those in sight, and those in folds that are closed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from quizapp.content.readability import words

_VOID = {"base", "br", "img", "input", "link", "meta"}
_UNSEEN = {"head", "script", "style", "svg"}


@dataclass
class Shown:
    """What a page shows."""

    sight: list[str] = field(default_factory=list)
    folds: list[str] = field(default_factory=list)

    @property
    def words_in_sight(self) -> int:
        """How many words stand outside closed folds."""
        return sum(len(words(text)) for text in self.sight)

    @property
    def all_words(self) -> int:
        """How many words there are with every fold open."""
        return self.words_in_sight + sum(len(words(text)) for text in self.folds)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.shown = Shown()
        self._open: list[tuple[str, set[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self._open.append((tag, set((dict(attrs).get("class") or "").split())))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self._open]
        classes = set().union(*(names for _, names in self._open))
        if _UNSEEN.isdisjoint(tags) and classes.isdisjoint({"hidden", "skip"}) and data.strip():
            folded = "details" in tags and "summary" not in tags
            (self.shown.folds if folded else self.shown.sight).append(" ".join(data.split()))


def shown(html: str) -> Shown:
    """Return what a page shows."""
    reader = _Reader()
    reader.feed(html)
    return reader.shown
