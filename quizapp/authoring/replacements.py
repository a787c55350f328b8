"""Stand-ins: for a passage whose sentence is gone from a text, the sentence that is most likely in its place.

What is known of the old sentence is its place among the others and a gist in other words, so this is a guess.
It is made only among the unknown sentences beside the place, in their order, so that one changed sentence in
an unchanged neighbourhood is always found.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby, takewhile

from quizapp.authoring.source_text.formats import Sentence
from quizapp.content.model import Passage
from quizapp.content.tokens import roots

_FEW = 5
"""In a neighbourhood of at most so many unknown sentences and passages, the place alone is evidence."""
_MANY = 10_000
"""With more pairs than this to choose from, it is another text, and every guess would be wrong."""
_FOR_THE_PLACE = 0.3
_LEAST = 0.25
_LEAST_OF_ANOTHER_KIND = 0.8
"""A heading in the place of a sentence must share nearly all words of the gist."""


def stand_ins_for(
    passages: Sequence[Passage],
    text: Sequence[Sentence],
    places: Mapping[int, int],
    headings: AbstractSet[str],
) -> dict[int, int]:
    """For passages that have no place in the text the place of a stand-in, where there is one.

    Both are indexes, into `passages` and `text`; `headings` are the ids of passages that are headings. The
    first passage may be one as well: the title.
    """

    def is_of_kind(index: int, place: int) -> bool:
        return index == 0 or (passages[index].id in headings) == text[place].is_heading

    taken = set(places.values())
    found: dict[int, int] = {}
    for is_known, run in groupby(range(len(passages)), places.__contains__):
        if is_known:
            continue
        missing = list(run)
        around = places.get(missing[0] - 1), places.get(missing[-1] + 1)
        free = [place for place in _beside(around, len(text), taken) if place not in found.values()]
        if len(missing) * len(free) > _MANY:
            continue
        are_few = max(len(missing), sum(not text[place].is_heading for place in free)) <= _FEW
        of_place = _FOR_THE_PLACE if are_few else 0
        fits = {
            (index, place): _fit(passages[index], text[place], same_kind=is_of_kind(index, place)) + of_place
            for index in missing
            for place in free
        }
        found |= _aligned(missing, free, fits)
    return found


def _beside(around: tuple[int | None, int | None], length: int, taken: AbstractSet[int]) -> list[int]:
    """The free places right after the passage before, and right before the passage after."""
    before, after = around
    following = range(0 if before is None else before + 1, length)
    preceding = range((length if after is None else after) - 1, -1, -1)
    free = (takewhile(lambda place: place not in taken, row) for row in (following, preceding))
    return sorted({place for row in free for place in row})


def _fit(passage: Passage, sentence: Sentence, *, same_kind: bool) -> float:
    """The share of words that gist and sentence have in common, 0..1; below 0 they cannot be one."""
    gist, words = roots(passage.says), roots(sentence.text)
    share = len(gist & words) / min(len(gist), len(words)) if gist and words else 0.0
    return share if same_kind or share >= _LEAST_OF_ANOTHER_KIND else -1.0


def _aligned(
    missing: Sequence[int], free: Sequence[int], fits: Mapping[tuple[int, int], float]
) -> dict[int, int]:
    """Pair passages with places in order, so that the fits add up to the most; the first of equals wins."""
    best: list[list[tuple[float, dict[int, int]]]] = [[(0.0, {})] * (len(free) + 1)]
    for row, index in enumerate(missing):
        best.append([(0.0, {})])
        for column, place in enumerate(free):
            skip = max(best[row][column + 1], best[row + 1][column], key=lambda pair: pair[0])
            fit = fits[index, place]
            total, pairs = best[row][column]
            if fit >= _LEAST and total + fit > skip[0]:
                skip = (total + fit, {**pairs, index: place})
            best[row + 1].append(skip)
    return best[-1][-1][1]
