"""The standing of an article: what becomes of its files where they are served, and why.

`quizapp check`, the server, its log and `/readyz` all ask here.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.library.files import is_translation
from quizapp.problem import Problem, Severity
from quizapp.rules.drafts import UNFINISHED


class State(enum.StrEnum):
    """What readers get of an article."""

    SERVED = "served"
    LAST_GOOD = "last-good"
    """An earlier version, which stands in for files that cannot be served."""
    AWAY = "away"
    """The same, because the folder of the article is away, and may come back."""
    DRAFT = "draft"
    """Nothing yet, because a text is unfinished."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Standing:
    """What readers get of one entry of a content folder."""

    article: str
    """The id of the article, as far as it is known; else the name of the entry."""
    state: State
    why: tuple[Problem, ...] = ()
    """What keeps the files, or the translations among them, from being served."""

    @property
    def is_mistake(self) -> bool:
        """Whether an edit is why; a folder without its article.yaml is an article that somebody took out."""
        return bool({problem.code for problem in self.why} - {"no-article"})

    @property
    def is_unfinished(self) -> bool:
        """Whether nothing but unfinished texts is why."""
        return bool(self.why) and all(problem.code in UNFINISHED for problem in self.why)


def standing_of(article: str, problems: Iterable[Problem], *, is_there: bool) -> Standing:
    """The standing of an article; `is_there`: one is served, of these files or of earlier ones."""
    why = tuple(each for each in problems if each.severity is Severity.ERROR or each.code in UNFINISHED)
    holding = [each for each in why if translation_of(each) is None]
    if not holding:
        return Standing(article, State.SERVED, why)
    if is_there and any(each.severity is Severity.ERROR for each in holding):
        return Standing(article, State.LAST_GOOD, why)
    is_draft = all(each.code in UNFINISHED for each in holding)
    return Standing(article, State.DRAFT if is_draft else State.REFUSED, why)


def translation_of(problem: Problem) -> str | None:
    """The language of the translation that a problem is in; None for one of the article itself."""
    name = problem.path.rpartition("/")[2]
    return name.removesuffix(".yaml") if is_translation(name) else None
