"""The rules of the bank as a whole: its pairs, their length and number, and what in them tells a key.

A pair tells a reader's understanding from an eye for words: what its two stories share says nothing of the
key.
"""

from collections import Counter
from collections.abc import Iterator
from math import comb

from quizapp.content.model import Article, Item, Kind, Level
from quizapp.content.tokens import jaccard, root, roots, tokens
from quizapp.problem import Finding, Where
from quizapp.rules import items
from quizapp.rules.rule import error, in_quiz, warning


@error
def pair_with_one_key(article: Article) -> Iterator[Finding]:
    """The two stories of a pair have different keys. The one thing in which they differ is what a reader has
    to understand.
    """
    for place, one, other in _pairs(article):
        if one.key == other.key:
            where = (*place, "stories", 1, "key")
            yield in_quiz(where, "both stories of the pair have this key", "let one of them be another level")


def _pairs(article: Article) -> Iterator[tuple[Where, Item, Item]]:
    """The stories of each pair with its place; a withdrawn story counts, for it may be asked again.

    They go by their order, for two pairs may have the same id by mistake.
    """
    halves = [item for item in (article.quiz.items if article.quiz else ()) if item.pair is not None]
    for index, (one, other) in enumerate(zip(halves[::2], halves[1::2], strict=True)):
        yield ("pairs", index), one, other


LEAST_SHARED = 1 / 3
"""Of all words of two stories the share that both need to have."""


@warning
def stories_apart(article: Article) -> Iterator[Finding]:
    """The two stories of a pair share a third of their words or more, and aren't the same. The more they
    share, the less words alone can tell a reader.
    """
    for place, one, other in _pairs(article):
        shared = jaccard(frozenset(tokens(one.stem)), frozenset(tokens(other.stem)))
        where = (*place, "stories", 1, "story")
        if tokens(one.stem) == tokens(other.stem):
            yield in_quiz(where, "both stories of the pair say the same", "change one thing in this one")
        elif shared < LEAST_SHARED:
            message = f"the two stories share {shared:.0%} of their words; they need {LEAST_SHARED:.0%}"
            yield in_quiz(where, message, "change one thing and keep the rest")


@warning
def harm_misplaced(article: Article) -> Iterator[Finding]:
    """An urgent story says under `harm` what waiting can do, in one sentence: readers who would wait learn
    why not. No other story has `harm`.
    """
    for place, item in items.scenarios(article):
        if item.level is Level.URGENT and item.harm is None:
            message = "this urgent story doesn't say what waiting can do"
            yield in_quiz(place, message, "add `harm:` with one sentence from a cited fact")
        elif item.level is not Level.URGENT and item.harm is not None:
            yield in_quiz((*place, "harm"), "only an urgent story has `harm`", "leave it out here")


@warning
def name_used_twice(article: Article) -> Iterator[Finding]:
    """The person of each pair has another name, so that readers don't take one story for another."""
    first: dict[str, str] = {}
    for place, one, _ in _pairs(article):
        if one.person is None or one.pair is None:
            continue
        if (earlier := first.setdefault(one.person.name, one.pair)) != one.pair:
            message = f'{one.person.name} is the name in "{earlier}" already'
            yield in_quiz((*place, "person", "name"), message, "choose another name")


LONGEST_STORY, LONGEST_OPTION, LONGEST_REASON = 40, 9, 25
"""Words of one text of a pair, at most."""
MEAN_STORY, MEAN_OPTION, MEAN_REASON = 35, 6, 16
"""Words of such texts on average, at most: a check takes eight minutes then."""


@warning
def too_many_words(article: Article) -> Iterator[Finding]:
    """Stories, options and reasons are short; longer ones test reading, and readers give up. A story has at
    most {LONGEST_STORY} words ({MEAN_STORY} on average), an option {LONGEST_OPTION} ({MEAN_OPTION}), a
    reason {LONGEST_REASON} ({MEAN_REASON}).
    """
    stories = list(items.scenarios(article))
    options = [
        (items.option_at(place, item, option), option.text)
        for place, item in items.with_options(article)
        if item.kind is Kind.SCENARIO
        for option in item.options
    ]
    reasons = [((*place, "reason"), item.reason) for place, item in stories]
    for what, texts, longest, mean in (
        ("story", [((*place, "story"), item.stem) for place, item in stories], LONGEST_STORY, MEAN_STORY),
        ("option", options, LONGEST_OPTION, MEAN_OPTION),
        ("reason", reasons, LONGEST_REASON, MEAN_REASON),
    ):
        lengths = [len(text.split()) for _, text in texts]
        for (where, _), length in zip(texts, lengths, strict=True):
            if length > longest:
                yield in_quiz(where, f"this {what} has {length} words; {longest} are the most", "shorten it")
        if lengths and (average := sum(lengths) / len(lengths)) > mean:
            message = f"the average {what} has {average:.1f} words; {mean} are the most"
            yield in_quiz(("pairs",), message, "shorten the longest ones")


LEAST_URGENT = 8
"""Urgent stories below which a bank says nothing of habits."""
UNLIKELY = 0.01
"""Odds below which a fair coin is not to be blamed."""
MOST_ALARMED = 0.6
"""Of the urgent stories the share that may have an alarming word."""


@warning
def alarm_gives_key(article: Article) -> Iterator[Finding]:
    """Alarming words don't give away the urgent stories. A word is alarming when the name of a tested red
    flag has it and no milder sign does. At most three in five urgent stories have one, and at least as many
    other stories do; else "hot means urgent" is a way to be right. With fewer than {LEAST_URGENT} urgent
    stories the bank isn't judged.
    """
    calm = frozenset[str]().union(*(roots(sign.name) for sign in article.signs))
    alarming = frozenset[str]().union(*(roots(flag.name) for flag in article.tested_flags)) - calm
    stories = [
        (item.level is Level.URGENT, not alarming.isdisjoint(roots(item.stem)))
        for _, item in items.scenarios(article)
    ]
    total = sum(is_urgent for is_urgent, _ in stories)
    alarmed = Counter(is_urgent for is_urgent, is_alarmed in stories if is_alarmed)
    urgent, others = alarmed[True], alarmed[False]
    if total < LEAST_URGENT:
        return
    names = (tokens(flag.name) for flag in article.tested_flags)
    telling = dict.fromkeys(word for name in names for word in name if root(word) in alarming)
    words = f"a word such as {', '.join(list(telling)[:5])}"
    if urgent > MOST_ALARMED * total:
        message = f"{urgent} of {total} urgent stories have {words}; {MOST_ALARMED:.0%} are the most"
        yield in_quiz(("pairs",), message, "say it as people would who have the sign")
    if others < urgent:
        message = f"{urgent} urgent stories have {words}, but only {others} others"
        yield in_quiz(("pairs",), message, "put the word into both stories of a pair")


@warning
def order_gives_key(article: Article) -> Iterator[Finding]:
    """The more urgent story of a pair comes first in about half of the pairs. Their ids tell the order to
    whoever looks, so toss a coin for each pair.
    """
    orders = [max(one.key) > max(other.key) for _, one, other in _pairs(article) if one.key != other.key]
    higher, tosses = sum(orders), len(orders)
    rarer = min(higher, tosses - higher)
    if 2.0 * sum(comb(tosses, count) for count in range(rarer + 1)) / float(2**tosses) < UNLIKELY:
        message = f"the more urgent story comes first in {higher} of {tosses} pairs"
        yield in_quiz(("pairs",), message, "toss a coin for each pair")


LEAST_REASON = 5
"""Words of a reason, at least."""


@error
def reason_too_short(article: Article) -> Iterator[Finding]:
    """A reason has {LEAST_REASON} words or more. It says why an option is right, or what it would miss;
    "Wrong" teaches nothing.
    """
    for where, text in items.reasons(article):
        if (length := len(tokens(text))) < LEAST_REASON:
            message = f"this reason has {length} words; {LEAST_REASON} are the least"
            yield in_quiz(where, message, "say why it is right, or what it would miss")


@error
def reason_copied(article: Article) -> Iterator[Finding]:
    """Each reason is written for its own story or option, and no two are the same: a copied one can't say
    what is so here.
    """
    first: dict[tuple[str, ...], Where] = {}
    for where, text in items.reasons(article):
        if (earlier := first.setdefault(tokens(text), where)) != where:
            message = f"entry {int(earlier[1]) + 1} of {earlier[0]} has this very reason"
            yield in_quiz(where, message, "say what is so here; no two reasons may be the same")
