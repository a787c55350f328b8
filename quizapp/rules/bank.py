"""The rules of the bank as a whole: its pairs, their length and number, and what in them tells a key.

A pair tells a reader's understanding from an eye for words: what its two stories share says nothing of the
key.
"""

from collections import Counter
from collections.abc import Iterator

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


@warning
def too_many_words(article: Article) -> Iterator[Finding]:
    """Stories, options and reasons are short; longer ones test reading, and readers give up. A story has at
    most {LONGEST_STORY} words, an option {LONGEST_OPTION}, a reason {LONGEST_REASON}. `quizapp simulate`
    says how long a check takes.
    """
    texts = [
        ("option", items.option_at(place, item, option), option.text, LONGEST_OPTION)
        for place, item in items.with_options(article)
        if item.kind is Kind.SCENARIO
        for option in item.options
    ]
    for place, item in items.scenarios(article):
        texts.append(("story", (*place, "story"), item.stem, LONGEST_STORY))
        texts.append(("reason", (*place, "reason"), item.reason, LONGEST_REASON))
    for what, where, text, longest in texts:
        if (length := len(text.split())) > longest:
            yield in_quiz(where, f"this {what} has {length} words; {longest} are the most", "shorten it")


LEAST_URGENT = 8
"""Urgent stories below which a bank says nothing of habits."""
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
