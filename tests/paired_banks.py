"""Banks of minimal pairs for tests: the two halves of a pair have different keys."""

from collections import defaultdict
from dataclasses import replace

from factories import make_article, make_scenario

from quizapp.content.model import Item, quiz_of
from quizapp.quiz.bank import ItemBank


def make_paired_bank(*, flags: int = 4, per_flag: int = 8, per_level: int = 24) -> ItemBank:
    """Return a bank with so many scenarios for each red flag and each other level, all of them in pairs.

    The other halves of urgent scenarios take turns over the other levels, and what is left there is paired
    among itself.
    """
    article = make_article(flags=flags, per_stratum=0)
    halves: list[tuple[str, str]] = []
    left = dict.fromkeys([sign.id for sign in article.signs], per_level)
    for number in range(per_flag):
        for flag in article.tested_flags:
            other = list(left)[(number + int(flag.id[-1])) % 3]
            left[other] -= 1
            halves.append((flag.id, other))
    while sum(count > 0 for count in left.values()) > 1:
        first, second = sorted(left, key=lambda level: -left[level])[:2]
        left[first] -= 1
        left[second] -= 1
        halves.append((first, second))
    numbers: defaultdict[str, int] = defaultdict(int)
    items: list[Item] = []
    for pair, signs in enumerate(halves):
        for letter, sign_id in zip("ab", signs, strict=True):
            item = make_scenario(f"{sign_id}-{numbers[sign_id]}", article.signs_by_id[sign_id])
            numbers[sign_id] += 1
            items.append(replace(item, pair=f"pair-{pair}", stem=f"Pair {pair}, half {letter}."))
    return ItemBank(article, replace(quiz_of(article), items=tuple(items)))
