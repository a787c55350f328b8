"""The supply of stories: how many each need of the verdict has, takes, and should have.

The two stories of a pair never meet in one check, so a pair serves one need at a time.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.content.model import Article, Level, once
from quizapp.problem import Finding
from quizapp.rules import items
from quizapp.rules.rule import in_article, in_quiz, warning
from quizapp.text import many

FLAG_SUPPLY, LEVEL_SUPPLY = 8, 24
"""Stories of each tested red flag, and of each other level, with which the rule has its error rates."""
LEAST_RIGHT = {Level.CARRY_ON: 2, Level.MODIFY: 2, Level.BOOK: 3, Level.URGENT: 2}
"""Right answers without which no verdict is `understands`; of `urgent`, for each tested red flag."""
LEAST_ANSWERS = 11
"""Answers without which none is, whatever the red flags."""


@dataclass(frozen=True, slots=True)
class Supply:
    """The stories of one tested red flag, or of one level below urgent."""

    name: str
    """The id of the red flag, or the level."""
    level: Level
    pairs: frozenset[str]
    stories: int

    @property
    def least(self) -> int:
        """Stories without which the check has no verdict."""
        return LEAST_RIGHT[self.level]

    @property
    def wanted(self) -> int:
        """Stories with which the rule has its error rates."""
        return FLAG_SUPPLY if self.level is Level.URGENT else LEVEL_SUPPLY

    @property
    def missing(self) -> int:
        """Stories to write until there are as many as wanted."""
        return max(0, self.wanted - self.stories)


@once
def supplies(article: Article) -> tuple[Supply, ...]:
    """The supply of each tested red flag in the order of the article, then that of each level."""
    found = defaultdict[str, list[str]](list)
    tested = [flag.id for flag in article.tested_flags]
    for _, item in items.scenarios(article):
        assert item.level is not None, "a story has a key"
        flag = next((flag for flag in tested if flag in item.red_flags), None)
        name = flag if item.level is Level.URGENT else item.level.slug
        if name is not None:
            found[name].append(item.pair or item.id)
    levels = {
        **dict.fromkeys(tested, Level.URGENT),
        **{level.slug: level for level in Level if level is not Level.URGENT},
    }
    return tuple(
        Supply(name, level, frozenset(found[name]), len(found[name])) for name, level in levels.items()
    )


@once
def has_verdict(article: Article) -> bool:
    """Whether a check can end in `understands`; one that cannot is not offered.

    It takes a tested red flag, as many pairs as the shortest check has answers, and for each need as many
    pairs as right answers, none of them used twice.
    """
    found = supplies(article)
    pairs = frozenset[str]().union(*(supply.pairs for supply in found))
    return bool(article.tested_flags) and len(pairs) >= least_pairs(article) and _matched(found)


def least_pairs(article: Article) -> int:
    """Pairs in the shortest check that can end in `understands`."""
    return max(LEAST_ANSWERS, sum(supply.least for supply in supplies(article)))


def _matched(found: tuple[Supply, ...]) -> bool:
    """Whether each need gets its pairs: matched one by one, with others moved on where that makes room."""
    places = [(supply, number) for supply in found for number in range(supply.least)]
    taken: dict[str, tuple[Supply, int]] = {}

    def serve(place: tuple[Supply, int], tried: set[str]) -> bool:
        for pair in sorted(place[0].pairs - tried):
            tried.add(pair)
            if pair not in taken or serve(taken[pair], tried):
                taken[pair] = place
                return True
        return False

    return all(serve(place, set()) for place in places)


@warning
def too_few_stories(article: Article) -> Iterator[Finding]:
    """The bank has {FLAG_SUPPLY} stories or more for each tested red flag and {LEVEL_SUPPLY} for each other
    level. A check never asks both stories of a pair, and a second check asks none again. A bank that runs dry
    can only say "not enough evidence".
    """
    if article.quiz is None or not has_verdict(article):
        return
    flags = [flag.id for flag in article.red_flags]
    for each in supplies(article):
        if each.missing:
            stories = many(each.stories, "story", "stories")
            message = f'"{each.name}" has {stories}; write {each.missing} more, to have {each.wanted}'
            yield (
                in_article(("red_flags", flags.index(each.name)), message)
                if each.level is Level.URGENT
                else in_quiz(("pairs", 0), message)
            )


@warning
def practice_only(article: Article) -> Iterator[Finding]:
    """A check can end in "understands" if the bank has a tested red flag, {LEAST_ANSWERS} pairs or more, and
    enough pairs for each red flag and level. Any other quiz offers practice only; `quizapp plan` shows what
    is missing.
    """
    if not article.tested_flags or article.quiz is None or has_verdict(article):
        return
    short = ", ".join(
        f"{each.name} has {each.stories} of {each.least}"
        for each in supplies(article)
        if each.stories < each.least
    )
    pairs = len(article.quiz.pairs)
    missing = short or f"it has {many(pairs, 'pair')} and takes {least_pairs(article)}, each for one need"
    message = f"the check has too few stories for a verdict: {missing}"
    hint = "readers get practice alone; `quizapp plan` shows what to write next"
    yield in_quiz(("pairs",) if pairs else (), message, hint)
