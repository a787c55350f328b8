"""How long a check takes: items, words and minutes of the bank as it stands."""

from dataclasses import dataclass

from quizapp.content.model import Article, Item, Kind, once, quiz_of
from quizapp.content.readability import words
from quizapp.quiz.verdict import limits

WORDS_A_MINUTE = 200
"""What readers of health texts manage on a screen; many read faster."""
SECONDS_AN_ITEM = 5
"""To choose and to press two buttons."""
HEADING_WORDS = 4
"""Of the feedback: "Yes, that fits", "That's more than needed"."""
SPARE_ITEMS = 2
"""Items of a good reader beside the fewest: a slip costs about so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLength:
    """How long a check takes."""

    min_items: int
    about_items: int
    """Those of a good reader."""
    max_items: int
    words: float
    """Story, question, options, heading and one reason, in the mean of the scenarios."""

    @property
    def minutes(self) -> float:
        """The minutes of a good reader."""
        return self.minutes_for(self.about_items)

    def minutes_for(self, items: float) -> float:
        """The minutes that so many items take."""
        return items * (self.words / WORDS_A_MINUTE + SECONDS_AN_ITEM / 60)


@once
def check_length(article: Article) -> CheckLength:
    """How long a check on an article's quiz takes."""
    bounds = limits(len(article.tested_flags))
    counts = [
        _words_of(item)
        for item in quiz_of(article).items
        if item.kind is Kind.SCENARIO and item.withdrawn is None
    ]
    return CheckLength(
        min_items=bounds.min_items,
        about_items=min(bounds.min_items + SPARE_ITEMS, bounds.max_items),
        max_items=bounds.max_items,
        words=sum(counts) / len(counts) if counts else 0.0,
    )


def _words_of(scenario: Item) -> int:
    """The words that a reader of a scenario reads, up to the reason of the key."""
    options = (option.text for option in scenario.options)
    texts = (scenario.stem, scenario.lead_in, *options, scenario.reason)
    return HEADING_WORDS + sum(len(words(text)) for text in texts)
