"""When a bank can reach a verdict: held beside the rule of the verdict itself."""

from dataclasses import replace

import pytest
from factories import make_article, with_items

from quizapp.content.model import Article, Item, Level, quiz_of
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.verdict import BOOK_RIGHTS, CONFIRMED, RIGHTS_OF_EACH, TRAINING_RIGHTS, limits
from quizapp.rules.supply import LEAST_ANSWERS, LEAST_RIGHT, has_verdict, least_pairs, practice_only, supplies


def test_the_least_is_that_of_the_rule_of_the_verdict() -> None:
    levels = (Level.CARRY_ON, Level.MODIFY, Level.BOOK, Level.URGENT)
    assert [LEAST_RIGHT[level] for level in levels] == [
        RIGHTS_OF_EACH,
        TRAINING_RIGHTS[0] - RIGHTS_OF_EACH,
        BOOK_RIGHTS[0],
        CONFIRMED,
    ]
    for flags in range(1, 9):
        needed = sum(LEAST_RIGHT.values()) + (flags - 1) * LEAST_RIGHT[Level.URGENT]
        assert limits(flags).min_items == max(LEAST_ANSWERS, needed)


def test_supplies_are_those_of_the_strata() -> None:
    article = make_article(flags=2, per_stratum=8)
    strata = ItemBank(article, quiz_of(article)).strata
    assert [(each.name, each.stories, each.least, each.missing) for each in supplies(article)] == [
        ("flag-0", len(strata[3]), 2, 0),
        ("flag-1", len(strata[4]), 2, 0),
        ("carry-on", len(strata[0]), 2, 16),
        ("modify", len(strata[1]), 2, 16),
        ("book", len(strata[2]), 3, 16),
    ]


def kept(article: Article, numbers: dict[str, int]) -> Article:
    """Keep so many stories of each stratum."""
    left = dict(numbers)

    def is_kept(item: Item) -> bool:
        stratum = item.signs[0]
        left[stratum] = left.get(stratum, 8) - 1
        return left[stratum] >= 0

    return with_items(article, filter(is_kept, quiz_of(article).items))


@pytest.mark.parametrize(
    ("numbers", "so"),
    [
        ({}, True),
        ({"flag-1": 2}, True),
        ({"flag-1": 1}, False),
        ({"book": 2}, False),
        ({"carry-on": 1}, False),
        ({"carry-on": 2, "modify": 2, "book": 2}, False),
    ],
)
def test_each_need_has_to_have_its_stories(numbers: dict[str, int], so: bool) -> None:
    assert has_verdict(kept(make_article(), numbers)) is so


def test_both_stories_of_a_pair_serve_one_need_only() -> None:
    """Eleven pairs with all that is needed, but the two stories of one red flag are the halves of a pair."""
    article = make_article(per_stratum=8)
    flag = [item for item in quiz_of(article).items if "flag-1" in item.signs]
    others = tuple(item for item in quiz_of(article).items if "flag-1" not in item.signs)
    apart = (replace(flag[0], pair="one"), replace(flag[1], pair="two"))
    together = (replace(flag[0], pair="one"), replace(flag[1], pair="one"))
    assert [has_verdict(with_items(article, (*others, *two))) for two in (apart, together)] == [True, False]


def test_without_a_tested_red_flag_there_is_no_verdict() -> None:
    article = make_article()
    untested = tuple(replace(flag, tested=False) for flag in article.red_flags)
    assert has_verdict(replace(article, red_flags=untested)) is False


def test_a_third_red_flag_takes_two_more_pairs() -> None:
    least = {"carry-on": 2, "modify": 2, "book": 3, "flag-0": 2, "flag-1": 2, "flag-2": 2}
    article = kept(make_article(flags=3), least)
    items = tuple(
        replace(item, pair=f"pair-{min(number, 11)}") for number, item in enumerate(quiz_of(article).items)
    )
    article = with_items(article, items)
    assert (least_pairs(make_article(flags=2)), least_pairs(article), has_verdict(article)) == (11, 13, False)
    assert practice_only.check is not None
    (found,) = practice_only.check(article)
    says = "the check has too few stories for a verdict: it has 12 pairs and takes 13, each for one need"
    assert found.message == says
