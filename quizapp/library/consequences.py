"""The consequences of a mistake: what is told only once the mistake that it follows from has been mended."""

from collections.abc import Sequence
from dataclasses import replace

from quizapp.problem import Finding
from quizapp.text import many

_SUPPLY = {"too-few-stories", "practice-only", "alarm-gives-key", "urgent-never-asked"}
_CITES = {"cites-from-elsewhere", "added-without-source"}
_PASSAGES = {"passage-unused", "source-unused", "gap-unfilled", *_CITES}
FOLLOWS = {
    "unknown-source": _PASSAGES,
    "unknown-passage": _PASSAGES,
    "cites-from-elsewhere": {"passage-unused", "source-unused"},
    "added-without-source": {"passage-unused", "source-unused"},
    "unknown-gap": {"gap-unfilled"},
    "unknown-sign": {"key-contradicts-signs", *_SUPPLY},
    "unknown-circumstance": {"key-contradicts-signs"},
    "key-contradicts-signs": {"harm-misplaced", "pair-with-one-key", *_SUPPLY},
    "sign-in-wrong-list": {"how-soon-unclear", "key-contradicts-signs", *_SUPPLY},
    "ends-in-colon": {"lead-in-no-question"},
}
"""For the code of a mistake those of what may follow from it."""


def folded(found: Sequence[Finding]) -> list[Finding]:
    """The findings without what follows from another one, which says how many there are."""
    kept, counts = list(found), dict[int, int]()
    for code, follows in FOLLOWS.items():
        root = next((index for index, each in enumerate(kept) if each.code == code), None)
        if root is None:
            continue
        cause = kept[root]
        left = [each for each in kept if each.code not in follows]
        counts[id(cause)] = counts.get(id(cause), 0) + len(kept) - len(left)
        kept = left
    return [
        replace(each, message=f"{each.message}; this may cause {many(count, 'more problem')}")
        if count
        else each
        for each, count in ((each, counts.get(id(each), 0)) for each in kept)
    ]
