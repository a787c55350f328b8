"""A quiz as other programs know one: questions with choices, a weight for each, and feedback as text.

The writers for learning platforms start from here, so that all of them give the same words and scores. The
weights of a question's choices are what `quiz.grading` makes of them: their sum, and never less than 0.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from quizapp.content.model import Article, Item, Kind, Level, Option, Review, entry_and_option, quiz_of
from quizapp.quiz.grading import grade

Say = Callable[..., str]
"""Gives a wording of the pages as plain text, by its name: say("review.unreviewed")."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a format can't carry of an article and its quiz."""

    what: str
    items: tuple[str, ...] = ()
    """The ids of the items that lose it; none where it's lost of the whole."""

    def __str__(self) -> str:
        return f"{self.what}: {', '.join(self.items)}" if self.items else self.what


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option. Of a sort question, one of the levels that its rows are put under."""

    id: str
    text: str
    weight: float
    """What choosing it adds to the score: above 0 for the key, 0 or less for the others."""
    feedback: str
    level: Level | None

    @property
    def right(self) -> bool:
        """Whether it belongs to the key."""
        return self.weight > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SortLine:
    """One line of a sort question, and the id of the choice that it belongs under."""

    id: str
    text: str
    key: str
    feedback: str


_SHUFFLED = {Kind.CHOICE, Kind.MULTIPLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One item."""

    id: str
    kind: Kind
    stem: tuple[str, ...]
    """What is read before the choices, as paragraphs; many programs show no lead-in of its own."""
    choices: tuple[Choice, ...]
    rows: tuple[SortLine, ...]
    feedback: str
    """The feedback on the whole, a line for each row; for sort questions alone."""
    tags: tuple[str, ...]
    notices: tuple[str, ...]
    lang: str
    """The language of its words."""

    @property
    def many(self) -> bool:
        """Whether several choices can be taken."""
        return self.kind is Kind.MULTIPLE

    @property
    def shuffled(self) -> bool:
        """Whether the order of the choices says nothing; levels keep theirs."""
        return self.kind in _SHUFFLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The questions of an article that can be asked, with what must stand wherever they are shown."""

    id: str
    title: str
    intro: str
    lang: str
    notices: tuple[str, ...]
    """The urgent notice, the review state, and that a score is no pass mark."""
    questions: tuple[Question, ...]


def assessment(article: Article, say: Say, without: Callable[[Item], bool] = lambda _: False) -> Assessment:
    """Make the assessment of an article in its language, without some items; UnknownThing without a quiz."""
    quiz = quiz_of(article)
    return Assessment(
        id=article.id,
        title=quiz.title,
        intro=quiz.intro,
        lang=article.lang,
        notices=_notices(article, quiz.review, say),
        questions=tuple(
            _question(item, article, say)
            for item in quiz.items
            if item.withdrawn is None and not without(item)
        ),
    )


def _notices(article: Article, review: Review, say: Say) -> tuple[str, ...]:
    unchecked = article.translated is not None and article.translated.review.status != "reviewed"
    return (
        article.urgent_notice,
        reviewed(review, say),
        *((say("translation.short"),) if unchecked else ()),
        say("export.no_pass_mark"),
    )


def reviewed(review: Review, say: Say) -> str:
    """Say who has reviewed something, or that nobody has."""
    if review.status != "reviewed":
        return say("review.unreviewed")
    return say("review.reviewed", by=review.by, date=review.date)


def _question(item: Item, article: Article, say: Say) -> Question:
    keys = dict(map(entry_and_option, item.key)) if item.kind is Kind.SORT else {}
    rows = tuple(
        SortLine(id=entry.id, text=entry.text, key=keys[entry.id], feedback=entry.rationale)
        for entry in item.entries
    )
    texts = {option.id: option.text for option in item.options}
    # Levels stay in the order of the scale; the order of other ids betrays no habit.
    ordered = sorted(item.options, key=lambda option: option.id) if item.kind in _SHUFFLED else item.options
    level = (f"level-{item.level.slug}",) if item.level is not None else ()
    return Question(
        id=item.id,
        kind=item.kind,
        stem=tuple(part for part in (item.stem, item.lead_in) if part),
        choices=tuple(_choice(option, item, say) for option in ordered),
        rows=rows,
        feedback="\n".join(f"{row.text}: {texts[row.key]}. {row.feedback}" for row in rows),
        tags=(item.kind, *level, *(f"red-flag-{flag}" for flag in item.red_flags)),
        notices=_notices(article, item.review, say),
        lang=item.lang or article.lang,
    )


def _choice(option: Option, item: Item, say: Say) -> Choice:
    return Choice(
        id=option.id,
        text=option.text,
        weight=_weight(option, item),
        feedback=option.rationale or _direction(option, item, say),
        level=option.level,
    )


def _weight(option: Option, item: Item) -> float:
    if item.kind is Kind.SORT:
        return 0.0
    right, wrong = len(item.key), len(item.options) - len(item.key)
    if option.id in item.key:
        return 1 / right
    return -1 / wrong if item.kind is Kind.MULTIPLE else 0.0


def _direction(option: Option, item: Item, say: Say) -> str:
    """Say of a wrong level which way it is wrong, what fits and why, and what waiting could do."""
    if item.kind is not Kind.SCENARIO:
        return ""
    found = grade(item, (option.id,))
    right = next(each.text for each in item.options if each.id in item.key)
    fits = say("report.right_was", answer=right)
    harm = item.harm if found.hazard else None
    wrong = say(f"feedback.outcome.{found.mistake}")
    return " ".join(filter(None, (f"{wrong}. {fits}.", item.reason, harm)))


_NO_HOST_HAS = (
    "the verdict and its rule: a host's score counts right answers and confirms no red flag",
    "the order of the check, which depends on the responses and asks one story of each pair",
    "how sure a reader is",
    "the article, except its urgent notice, and the sources of each statement",
)


def quiz_losses(
    article: Article, *own: str, of_items: Mapping[str, Callable[[Item], bool]] | None = None
) -> list[Loss]:
    """Say what is lost of a quiz in another program: what none carries, and what this format loses too.

    `own` is lost of the whole; `of_items` names what is lost of the items for which a function says so.
    """
    quiz = quiz_of(article)
    losing: Mapping[str, Callable[[Item], bool]] = {
        **(of_items or {}),
        "the item, since it is withdrawn": lambda item: item.withdrawn is not None,
        f"the translation into {article.lang}, for which the original stands": lambda item: bool(item.lang),
    }
    by_item = {what: tuple(item.id for item in quiz.items if loses(item)) for what, loses in losing.items()}
    return [
        *map(Loss, (*_NO_HOST_HAS, *own)),
        *(Loss(what, ids) for what, ids in by_item.items() if ids),
    ]
