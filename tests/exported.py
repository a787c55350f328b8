"""A bank with one of everything for the tests of exports, and the scores that every host has to give."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product

from factories import make_article, make_choice, make_sign, make_sort

from quizapp.content.model import Article, Item, Kind, Level, placement_id
from quizapp.library.load import load
from quizapp.quiz.grading import Response, grade
from quizapp.settings import default_content
from quizapp.web.prebuilt.i18n import words_of

MANY_LINES = 4
"""Lines of a sort item that are too many to try each placement of them."""
SAY = words_of("en").plain
NOTICES = ("Get help now.", SAY("review.unreviewed"), SAY("export.no_pass_mark"))
SIGNS = [make_sign(f"a {level.slug} sign", level) for level in (Level.CARRY_ON, Level.BOOK, Level.URGENT)]


def make_bank_of_everything() -> Article:
    """Return an article whose quiz has every level and kind, and one item that is withdrawn."""
    multiple = make_choice("some-right", kind=Kind.MULTIPLE, right="ace", wrong="bd")
    withdrawn = replace(make_choice("gone"), withdrawn="It was wrong.")
    extra = (make_choice("one-right", right="b", wrong="ac"), multiple, make_sort("a-sort", SIGNS), withdrawn)
    return make_article(flags=1, per_stratum=1, extra=extra)


def asked(article: Article) -> Mapping[str, Item]:
    """Return the items of an article that can be asked, by their ids."""
    assert article.quiz is not None
    return {item.id: item for item in article.quiz.items if item.withdrawn is None}


def responses(item: Item) -> Iterator[Response]:
    """Yield what a reader can answer: everything, and for a long sort item the key with one line moved.

    The ids of a response are sorted.
    """
    ids = sorted(option.id for option in item.options)
    if item.kind is Kind.SORT:
        key = tuple(sorted(item.key))
        placed = [tuple(placement_id(entry, option) for option in item.options) for entry in item.entries]
        everything = product(*placed) if len(placed) < MANY_LINES else ()
        yield from everything or {
            tuple(sorted({*key} - {*line} | {moved})) for line in placed for moved in line
        }
    elif item.kind is Kind.MULTIPLE:
        for size in range(1, len(ids) + 1):
            yield from combinations(ids, size)
    else:
        yield from ((option_id,) for option_id in ids)


def identifier(own_id: str) -> str:
    """Return an id as QTI has it."""
    return f"_{own_id}" if own_id[0].isdigit() else own_id


def shipped() -> Iterator[Article]:
    """Yield the articles of the package."""
    yield from load(default_content()).library.articles.values()


def scores(item: Item) -> dict[Response, float]:
    """Return what each response is worth."""
    return {response: round(grade(item, response).score, 4) for response in responses(item)}


def summed(item: Item, weights: Mapping[str, float]) -> dict[Response, float]:
    """Return what a host makes of the weights of options by their texts: their sum, and never less than 0."""
    by_id = {option.id: weights[option.text] for option in item.options}
    return {each: round(max(0, sum(map(by_id.__getitem__, each))), 4) for each in responses(item)}
