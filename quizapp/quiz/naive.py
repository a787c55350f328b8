"""Naive readers: programs that answer a bank without understanding it, to see what its words give away.

Keyword readers look for the words of the article's signs, with or without a sense of negation. Learners are
naive Bayes classifiers that know the keys of all other pairs. The rest goes by the form of the options or by
the order of the file. None of them may pass; where one comes near, the cues say which words to change.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import fsum, log, sqrt
from random import Random

from quizapp.content.model import Item, Level, Sign
from quizapp.content.tokens import STOP_WORDS, root, tokens
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.simulation import Simulation
from quizapp.quiz.verdict import mark_of

Bag = Counter[str]
"""Words, or other features, with how often they occur."""

ATTEMPTS = 500
"""Checks that each naive reader takes."""
FEWEST_CUES = 3
"""Pairs by which a word has to lean to one side before it is worth a look."""

_CLAUSE = re.compile(r"[.,;:!?()]|\b(?:but|pero)\b", re.IGNORECASE)
_ENGLISH = "no not never none nor without nothing cannot can't isn't doesn't didn't won't wasn't hasn't"
_SPANISH = "no sin ni nunca nada tampoco"
_NEGATION = frozenset(f"{_ENGLISH} {_SPANISH}".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class NaiveResult:
    """How far a naive reader gets: shares from 0 to 1."""

    name: str
    kind: str
    """What it goes by: "keywords", "words", "options" or "order"."""
    accuracy: float
    both_right: float
    """Pairs with both halves right: neither luck nor a favourite level gives many."""
    understands: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A word that leans to one side of the pairs in which only one half has it."""

    word: str
    more_urgent: int
    """Pairs in which the more urgent half has it."""
    less_urgent: int


@dataclass(frozen=True, slots=True)
class _Story:
    """A scenario as naive readers see it."""

    key: Level
    pair: str
    half: int
    """Whether it is the first or the second of its pair."""
    words: Bag
    stated: Bag
    """The words that no negation comes before in their clause."""
    options: tuple[Bag, ...]


Named = Iterator[tuple[str, str, Sequence[Level]]]
"""Naive readers: the name of each, what it goes by, and what it chooses for each story."""
Model = Mapping[Level, tuple[float, Mapping[str, float]]]
"""For each level how likely it is before any word, and what each word adds, in logarithms."""


def naive_results(bank: ItemBank, simulation: Simulation, *, seed: int) -> list[NaiveResult]:
    """Let every naive reader take the check on a bank, and count what it has right."""
    stories = list(_stories(bank))
    wholes = Counter(story.pair for story in stories)
    pairs = [pair for pair, halves in wholes.items() if halves > 1]
    results = []
    for name, kind, chosen in (*_keyword_readers(bank, stories), *_other_readers(stories)):
        answers = list(zip(chosen, stories, strict=True))
        right = Counter(story.pair for level, story in answers if level is story.key)
        marks = [mark_of(story.key, level) for level, story in answers]
        both = sum(right[pair] == wholes[pair] for pair in pairs)
        results.append(
            NaiveResult(
                name=name,
                kind=kind,
                accuracy=right.total() / len(stories),
                both_right=both / len(pairs) if pairs else 0.0,
                understands=simulation.share_that_passes(marks, ATTEMPTS, Random(f"{seed} {name}")),
            )
        )
    return results


def cues(bank: ItemBank) -> list[Cue]:
    """The words that give most away, those that lean most first."""
    halves: dict[str, list[Item]] = {}
    for item in bank.scenarios:
        halves.setdefault(item.pair or item.id, []).append(item)
    grave_only, calm_only = Counter[str](), Counter[str]()
    for pair in halves.values():
        if len(pair) == 2 and pair[0].level != pair[1].level:
            calm, grave = (set(tokens(item.stem)) for item in sorted(pair, key=lambda item: item.level or 0))
            grave_only.update(grave - calm)
            calm_only.update(calm - grave)
    found = [
        Cue(word=word, more_urgent=grave_only[word], less_urgent=calm_only[word])
        for word in sorted(grave_only | calm_only)
        if abs(grave_only[word] - calm_only[word]) >= FEWEST_CUES
    ]
    return sorted(found, key=lambda cue: -abs(cue.more_urgent - cue.less_urgent))


def _stories(bank: ItemBank) -> Iterator[_Story]:
    for item in bank.scenarios:
        assert item.level is not None, "a check asks scenarios"
        clauses = (tokens(clause) for clause in _CLAUSE.split(item.stem))
        yield _Story(
            key=item.level,
            pair=item.pair or item.id,
            half=bank.quiz.pairs.get(item.pair or "", (item,)).index(item),
            words=_bag(tokens(item.stem)),
            stated=_bag(
                word for clause in clauses for word in takewhile(lambda each: each not in _NEGATION, clause)
            ),
            options=tuple(_bag(tokens(option.text)) for option in item.options),
        )


def _bag(words: Iterable[str]) -> Bag:
    return Counter(root(word) for word in words)


# Keyword readers


def _keyword_readers(bank: ItemBank, stories: Sequence[_Story]) -> Named:
    signs = (*bank.article.red_flags, *bank.article.signs)
    names = {sign: _content(sign.name) for sign in signs}
    texts = {sign: _content(f"{sign.name} {sign.hint or ''} {sign.action}") for sign in signs}
    calm = {sign: bag for sign, bag in names.items() if sign.level is not Level.URGENT}
    flags = bank.article.tested_flags
    alarming = {word for flag in flags for word in names[flag]}.difference(*calm.values())
    for suffix, seen in (
        ("", [story.words for story in stories]),
        (", negation", [story.stated for story in stories]),
    ):
        for what, bags in (("names", names), ("texts", texts)):
            for how, like in (("", _overlap), (", tf-idf", _cosine)):
                yield f"nearest sign by {what}{how}{suffix}", "keywords", _nearest(bags, seen, like)
        alarms = {
            "words of urgent signs": [not alarming.isdisjoint(words) for words in seen],
            "two words of an urgent sign": [
                any(len(texts[flag].keys() & words.keys()) >= 2 for flag in flags) for words in seen
            ],
        }
        calmly = _nearest(calm, seen, _overlap)
        for what, alarmed in alarms.items():
            chosen = [Level.URGENT if alarm else level for alarm, level in zip(alarmed, calmly, strict=True)]
            yield f"{what}{suffix}", "keywords", chosen


def _content(text: str) -> Bag:
    return _bag(word for word in tokens(text) if word not in STOP_WORDS)


def _nearest(
    bags: Mapping[Sign, Bag], stories: Sequence[Bag], like: Callable[[Bag, Bag, Mapping[str, float]], float]
) -> list[Level]:
    """For each story the level of the sign that is most like it; carry-on where none is."""
    spread = Counter(word for bag in bags.values() for word in bag)
    rarity = {word: log(1 + len(bags) / count) for word, count in spread.items()}
    chosen = []
    for words in stories:
        best, level = max(
            ((like(bag, words, rarity), sign.level) for sign, bag in bags.items()),
            default=(0.0, Level.CARRY_ON),
        )
        chosen.append(level if best else Level.CARRY_ON)
    return chosen


def _overlap(sign: Bag, story: Bag, rarity: Mapping[str, float]) -> float:
    # Exact, since a set of words comes in another order in every process.
    return fsum(rarity[word] for word in sign.keys() & story.keys())


def _cosine(sign: Bag, story: Bag, rarity: Mapping[str, float]) -> float:
    shared = fsum(rarity[word] ** 2 * sign[word] * story[word] for word in sign.keys() & story.keys())
    length = sqrt(sum((rarity[word] * count) ** 2 for word, count in sign.items()))
    return shared / length if length else 0.0


# Readers of options, and learners


def _other_readers(stories: Sequence[_Story]) -> Named:
    words = [story.words for story in stories]
    options = [
        Counter(f"{place} {word}" for place, bag in enumerate(story.options) for word in bag)
        for story in stories
    ]
    both = [one + other for one, other in zip(words, options, strict=True)]
    yield "words of other stories", "words", _learned(stories, words, counted=False)
    yield "words of other stories, counted", "words", _learned(stories, words, counted=True)
    yield "words and options of others", "words", _learned(stories, both, counted=False)
    yield "words and options, counted", "words", _learned(stories, both, counted=True)
    yield "options of other pairs", "options", _learned(stories, options, counted=False)
    scores: dict[str, Callable[[_Story, Bag], int]] = {
        "longest option": lambda _, option: option.total(),
        "shortest option": lambda _, option: -option.total(),
        "option most like the story": lambda story, option: len(option.keys() & story.words.keys()),
    }
    for name, score in scores.items():
        best = [[score(story, option) for option in story.options] for story in stories]
        yield name, "options", [Level(each.index(max(each))) for each in best]
    # the key that the stories in this half of their pairs have most often
    keys = [Counter(story.key for story in stories if story.half == half) for half in (0, 1)]
    yield "first or second story", "order", [keys[story.half].most_common(1)[0][0] for story in stories]


def _learned(stories: Sequence[_Story], features: Sequence[Bag], *, counted: bool) -> list[Level]:
    """Choose as a naive Bayes classifier that learns from every pair but that of the story.

    `counted` makes it multinomial: it minds how often a word occurs, and not which words are missing.
    """
    bags = features if counted else [Counter(bag.keys()) for bag in features]
    vocabulary = frozenset[str]().union(*bags)
    models = {}
    for pair in {story.pair for story in stories}:
        known: dict[Level, list[Bag]] = {level: [] for level in Level}
        for bag, story in zip(bags, stories, strict=True):
            if story.pair != pair:
                known[story.key].append(bag)
        models[pair] = _model(known, vocabulary, counted=counted)
    return [_likeliest(models[story.pair], bag) for bag, story in zip(bags, stories, strict=True)]


def _likeliest(model: Model, bag: Bag) -> Level:
    def score(level: Level) -> float:
        start, adds = model[level]
        return start + sum(count * adds[word] for word, count in bag.items())

    return max(Level, key=score)


def _model(known: Mapping[Level, Sequence[Bag]], vocabulary: frozenset[str], *, counted: bool) -> Model:
    model = {}
    for level, bags in known.items():
        seen = Counter(word for bag in bags for word in bag.elements())
        start = log(len(bags) + 1)
        if counted:
            whole = seen.total() + len(vocabulary)
            adds = {word: log((seen[word] + 1) / whole) for word in vocabulary}
        else:
            whole = len(bags) + 2
            start += sum(log(1 - (seen[word] + 1) / whole) for word in vocabulary)
            adds = {word: log((seen[word] + 1) / (whole - seen[word] - 1)) for word in vocabulary}
        model[level] = (start, adds)
    return model
