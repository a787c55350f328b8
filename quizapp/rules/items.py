"""The rules of single items, each of which asks one clear question, and the ways to go through them.

A story stands in its pair, at ("pairs", 3, "stories", 0); a practice item at ("practice", 2).
"""

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import combinations
from operator import or_

from quizapp.content.model import Article, Entry, Item, Kind, Option
from quizapp.content.tokens import STOP_WORDS, tokens
from quizapp.problem import Finding, Where
from quizapp.rules.rule import error, in_quiz, warning


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


def active(article: Article) -> Iterator[tuple[Where, Item]]:
    """Yield the items that may still be asked."""
    return ((place, item) for place, item in every(article) if item.withdrawn is None)


def scenarios(article: Article) -> Iterator[tuple[Where, Item]]:
    """Yield the active items that feed the verdict."""
    return ((place, item) for place, item in active(article) if item.kind is Kind.SCENARIO)


def choices(article: Article) -> Iterator[tuple[Where, Item]]:
    """Yield the active practice items with options of their own."""
    return ((place, item) for place, item in active(article) if item.kind in {Kind.CHOICE, Kind.MULTIPLE})


def questions(article: Article) -> Iterator[tuple[Where, Item]]:
    """Yield an active item for each question: of a pair one story, for both have the same."""
    seen = set()
    for place, item in active(article):
        if place[:2] not in seen:
            seen.add(place[:2])
            yield place, item


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


_OPEN = re.compile(
    r"\b(?:which|what)\b.*\b(?:is|are) (?:true|false|correct|incorrect|right|wrong)\W*$", re.IGNORECASE
)


@error
def open_lead_in(article: Article) -> Iterator[Finding]:
    """Readers can answer the question before they see the options. "Which is true?" asks nothing by itself,
    so each option becomes a question of its own.
    """
    for place, item in questions(article):
        if _OPEN.search(item.lead_in):
            message = "nobody can answer this question without the options"
            yield in_quiz(lead_in_at(place), message, "say what it asks about")


_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")


@warning
def two_questions(article: Article) -> Iterator[Finding]:
    """An item asks one thing. What somebody in the story asks, in quotation marks, doesn't count."""
    for place, item in active(article):
        if _QUOTED.sub("", f"{item.stem} {item.lead_in}").count("?") > 1:
            where = (*place, "story") if "?" in item.stem else lead_in_at(place)
            yield in_quiz(where, "story and question together ask more than one thing", "ask one")


@warning
def stems_alike(article: Article) -> Iterator[Finding]:
    """Two stories share at most four words in five. Only the two of a pair may share more, because no reader
    gets both in one check.
    """
    bits: dict[str, int] = {}
    stems = [
        (place, item, reduce(or_, (bits.setdefault(word, 1 << len(bits)) for word in tokens(item.stem)), 0))
        for place, item in active(article)
        if item.kind is not Kind.SORT
    ]
    for (_, one, words), (place, other, others) in combinations(stems, 2):
        # A set of words is a number: a large bank has millions of pairs.
        shared, together = (words & others).bit_count(), (words | others).bit_count()
        if 5 * shared > 4 * together and not _are_mates(one, other):
            yield in_quiz((*place, "story"), f'this story is nearly that of "{one.id}"', "write another")


def _are_mates(one: Item, other: Item) -> bool:
    return one.pair is not None and one.pair == other.pair


_Run = tuple[str, ...]


@warning
def answer_in_another_stem(article: Article) -> Iterator[Finding]:
    """No story gives away the right option of another item, with four of its words in a row. Common words
    don't count, nor do words that an option of a third item has too.
    """
    answers = _answers(article)
    for place, item in active(article):
        told = set()
        for run in _telling_runs(item.stem):
            answered = answers.get(run)
            if answered is None or answered.id in told or answered is item or _are_mates(answered, item):
                continue
            told.add(answered.id)
            message = f'"{" ".join(run)}" is in the right option of "{answered.id}"'
            yield in_quiz((*place, "story"), message, "say it in other words here")


def _answers(article: Article) -> dict[_Run, Item]:
    """The runs of words that are in the single key of one item and in no option of another."""
    users: dict[_Run, list[tuple[Item, bool]]] = {}
    for _, item in with_options(article):
        for option in item.options:
            for run in _telling_runs(option.text):
                users.setdefault(run, []).append((item, item.key == {option.id}))
    return {run: found[0][0] for run, found in users.items() if len(found) == 1 and found[0][1]}


def _telling_runs(text: str) -> list[_Run]:
    """The runs of four words in a text of which two or more are no stop words, in order."""
    words = tokens(text)
    runs = (words[start : start + 4] for start in range(len(words) - 3))
    return [run for run in runs if sum(word not in STOP_WORDS for word in run) >= 2]
