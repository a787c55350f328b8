"""The rule `needs-pooled/2` a second time, written apart from the product: plain lists and plain counting."""

from collections.abc import Sequence

POOLED = {2: [11, 17, 22, 27], 3: [10, 16, 21, 25], 4: [10, 16, 21, 25], 6: [10, 16, 21, 25, 30]}
TRAINING, BOOK = [4, 7, 10], [3, 5, 7]

Answer = tuple[int, str]
"""The group that an item is from (0 carry-on, 1 modify, 2 book, 3 and up the red flags), and the mark."""


def plain_verdict(answers: Sequence[Answer], flags: int) -> str:
    """Return the verdict on these answers."""
    count = {
        mark: sum(found == mark for _, found in answers) for mark in ("right", "careful", "wrong", "hazard")
    }
    mistakes = count["wrong"] + count["hazard"]
    settled = [flag_after([mark for group, mark in answers if group == 3 + flag]) for flag in range(flags)]
    if "missed" in settled or training_after(answers) == "lost" or book_after(answers) == "lost":
        return "not-yet"
    if count["careful"] >= 7 or mistakes >= len(POOLED[flags]):
        return "not-enough-evidence"
    met = training_after(answers) == "met" and book_after(answers) == "met"
    enough = count["right"] + mistakes >= POOLED[flags][mistakes]
    return "understands" if met and enough and settled == ["confirmed"] * flags else "not-enough-evidence"


def flag_after(marks: Sequence[str]) -> str:
    """Say whether a red flag is confirmed or missed, whichever came first."""
    right = points = 0
    for mark in marks:
        right += mark == "right"
        points += {"wrong": 1, "hazard": 2}.get(mark, 0)
        if points >= 4:
            return "missed"
        if right - points >= 2:
            return "confirmed"
    return "open"


def training_after(answers: Sequence[Answer]) -> str:
    """Say whether training is met or lost."""
    wrong = sum(mark == "wrong" for group, mark in answers if group < 2)
    right = [sum(mark == "right" for found, mark in answers if found == group) for group in (0, 1)]
    if wrong >= 3:
        return "lost"
    return "met" if sum(right) >= TRAINING[wrong] and min(right) >= 2 else "open"


def book_after(answers: Sequence[Answer]) -> str:
    """Say whether book is met or lost."""
    marks = [mark for group, mark in answers if group == 2]
    if marks.count("wrong") >= 3:
        return "lost"
    return "met" if marks.count("right") >= BOOK[marks.count("wrong")] else "open"


def plain_weights(answers: Sequence[Answer], flags: int) -> list[float]:
    """Return how likely each group comes next."""
    right = [answers.count((group, "right")) for group in range(3 + flags)]
    wrong = [answers.count((group, "wrong")) for group in range(3)]
    each = [max(0, 2 - right[0]), max(0, 2 - right[1])]
    rest = max(0, TRAINING[wrong[0] + wrong[1]] - right[0] - right[1] - sum(each))
    weights = [each[0] + rest / 2, each[1] + rest / 2, float(max(0, BOOK[wrong[2]] - right[2]))]
    for flag in range(flags):
        marks = [mark for group, mark in answers if group == 3 + flag]
        points = marks.count("wrong") + 2 * marks.count("hazard")
        weights.append(0.0 if flag_after(marks) == "confirmed" else float(2 - marks.count("right") + points))
    return weights if any(weights) else [1.0, 1.0, 1.0] + [1 / flags] * flags
