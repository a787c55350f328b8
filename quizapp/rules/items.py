"""The rules of single items, each of which asks one clear question, and the ways to go through them.

A story stands in its pair, at ("pairs", 3, "stories", 0); a practice item at ("practice", 2).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from quizapp.content.model import Article, Entry, Item, Kind, Option, listed_once
from quizapp.content.tokens import tokens
from quizapp.problem import Finding, Where
from quizapp.rules.rule import error, in_quiz, warning


@listed_once
def every(article: Article) -> Iterator[tuple[Where, Item]]:
    """Yield every item with the place in quiz.yaml that it has to itself, withdrawn ones included."""
    stories = practice = 0
    for item in article.quiz.items if article.quiz else ():
        if item.kind is Kind.SCENARIO:
            yield ("pairs", stories // 2, "stories", stories % 2), item
            stories += 1
        else:
            yield ("practice", practice), item
            practice += 1


@listed_once
def active(article: Article) -> Iterator[tuple[Where, Item]]:
    """Yield the items that may still be asked."""
    return ((place, item) for place, item in every(article) if item.withdrawn is None)


@listed_once
def scenarios(article: Article) -> Iterator[tuple[Where, Item]]:
    """Yield the active items that feed the verdict."""
    return ((place, item) for place, item in active(article) if item.kind is Kind.SCENARIO)


@listed_once
def questions(article: Article) -> Iterator[tuple[Where, Item]]:
    """Yield an active item for each question: of a pair one story, for both have the same."""
    seen = set()
    for place, item in active(article):
        if place[:2] not in seen:
            seen.add(place[:2])
            yield place, item


@listed_once
def with_options(article: Article) -> Iterator[tuple[Where, Item]]:
    """Yield an active item for each list of options that an author wrote."""
    return ((place, item) for place, item in questions(article) if item.kind is not Kind.SORT)


def lead_in_at(place: Where) -> Where:
    """The place of the question of an item; the stories of a pair have one together."""
    return (*place[:2], "ask")


def option_at(place: Where, item: Item, option: Option) -> Where:
    """The place of an option's text; the stories of a pair have their options together."""
    where = (*place[:2], "options", item.options.index(option))
    return where if item.kind is Kind.SCENARIO else (*where, "text")


def reasons(article: Article) -> Iterator[tuple[Where, str]]:
    """Yield the reasons of the active items with their places."""
    for place, item in active(article):
        if item.kind is Kind.SCENARIO:
            yield (*place, "reason"), item.reason
            continue
        told: Sequence[Option | Entry] = item.entries or item.options
        name = "entries" if item.entries else "options"
        for index, each in enumerate(told):
            yield (*place, name, index, "reason"), each.rationale or ""


_NEGATIVE = re.compile(r"\b(?:not|except|least|never|cannot|\w+n['’]t)\b", re.IGNORECASE)  # noqa: RUF001 - as people type


@error
def negative_lead_in(article: Article) -> Iterator[Finding]:
    """A question asks for what is right. When it asks what is "not" so, or "least" so, readers who know the
    answer still pick the wrong option by oversight.
    """
    for place, item in questions(article):
        if found := _NEGATIVE.search(item.lead_in):
            message = f'"{found[0]}" makes this question ask for what is wrong'
            yield in_quiz(lead_in_at(place), message, "ask for what is right")


@warning
def lead_in_no_question(article: Article) -> Iterator[Finding]:
    """What stands under `ask` is a question and ends in a question mark."""
    for place, item in questions(article):
        if item.lead_in and not item.lead_in.rstrip().endswith("?"):
            yield in_quiz(lead_in_at(place), "this question has no question mark at its end")


@error
def lead_in_missing(article: Article) -> Iterator[Finding]:
    """Each pair has a question. In English and Spanish the program asks what the person should do; in another
    language each pair says it under `ask`.
    """
    for place, item in with_options(article):
        if not item.lead_in:
            message = f'the pair has no question, and the program has none for "{article.lang}"'
            yield in_quiz(place[:2], message, "add `ask:` with the question")


@error
def options_equal(article: Article) -> Iterator[Finding]:
    """No two options of an item say the same."""
    for place, item in with_options(article):
        for one, other in combinations(item.options, 2):
            if tokens(one.text) == tokens(other.text):
                where = option_at(place, item, other)
                yield in_quiz(where, f'this option says the same as "{one.text}"', "let each option differ")


_EACH = "(?:all|any|both|neither|none|either)"
_LETTERS = r"(?-i:[A-D](?:, [A-D])*,? (?:and|or|nor) [A-D])"
_NAMES_OPTIONS = re.compile(
    rf"\b{_EACH}(?: of)?(?: the)?(?: other)? above\b"
    rf"|^{_EACH}(?: of)?(?: the)?(?: other)? (?:options|answers|choices)\b"
    rf"|^{_EACH}(?: of (?:these|those|them))?[.!]?$"
    rf"|^(?:both |either |neither )?{_LETTERS}[.!]?$"
    rf"|\b(?:both|either|neither|options?|answers?|choices?) {_LETTERS}\b",
    re.IGNORECASE,
)
"""Letters count where they stand alone: "hepatitis A or B" and "vitamins C and D" are no options."""


@error
def option_names_options(article: Article) -> Iterator[Finding]:
    """An option never speaks of the others, as "all of the above" or "both A and B" do. Such an option tests
    logic, and options may be shown in another order.
    """
    for place, item in with_options(article):
        for option in item.options:
            if _NAMES_OPTIONS.search(option.text):
                where = option_at(place, item, option)
                yield in_quiz(where, "this option speaks of the other options", "write out what to do")
