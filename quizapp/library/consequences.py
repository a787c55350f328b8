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
    kept = list(found)
    for code, follows in FOLLOWS.items():
        cause = next((each for each in kept if each.code == code), None)
        left = [each for each in kept if each.code not in follows]
        count = len(kept) - len(left)
        if cause is not None and count:
            message = f"{cause.message}; this may cause {many(count, 'more problem')}"
            left[left.index(cause)] = replace(cause, message=message)
            kept = left
    return kept
