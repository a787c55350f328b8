"""Whether the bank asks enough: every red flag and every cell of the blueprint. Active scenarios count."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from quizapp.content.model import Level
from quizapp.content.problem import Severity
from quizapp.content.rules import items
from quizapp.content.rules.rule import Check, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.content.model import Article
    from quizapp.content.problem import Finding

NO_QUIZ = Rule(
    code="no-quiz",
    severity=Severity.WARNING,
    wants="""
        An article that says how soon to act has a quiz.yaml beside it, which tests every red flag: readers
        who cannot be asked do not find out that they misread an urgent sign.
    """,
    passes="""
        quiz:
          article: blisters-from-new-shoes
    """,
    fails="""
        quiz: null   # there is no quiz.yaml beside article.yaml
    """,
)


def no_quiz(article: Article) -> Iterator[Finding]:
    """Find that there is no quiz although there are signs to ask about; placed at the first of them."""
    if article.quiz is not None:
        return
    hint = "`quizapp new` shows how a quiz.yaml begins"
    if article.red_flags:
        names = ", ".join(f'"{flag.id}"' for flag in article.red_flags)
        plural = "" if len(article.red_flags) == 1 else "s"
        message = f"there is no quiz.yaml, so nothing tests the red flag{plural} {names}"
        yield NO_QUIZ.in_article(("red_flags", 0), message, hint)
    elif article.signs:
        yield NO_QUIZ.in_article(("signs", 0), "there is no quiz.yaml, so nothing tests the signs", hint)


RED_FLAG_UNTESTED = Rule(
    code="red-flag-untested",
    severity=Severity.ERROR,
    wants="""
        Every red flag is shown by at least two active scenarios. A verdict that never asked about it
        would tell readers that they know what they were not asked.
    """,
    passes="""
        quiz:
          items:
            - {id: hot-red-heel, signs: [spreading-redness]}
            - {id: red-heel-after-a-hike, signs: [spreading-redness]}
    """,
    fails="""
        red_flags:
          - id: fever-with-blister
            name: A fever together with a blister
            level: urgent
            action: Get medical help today.
            origin: stated
            cites: [leaflet/p5]
    """,
)


def red_flag_untested(article: Article) -> Iterator[Finding]:
    """Find red flags that fewer than two scenarios show."""
    for index, flag_id, shown in _flags_with_scenarios(article):
        if shown < 2:
            yield RED_FLAG_UNTESTED.in_article(
                ("red_flags", index), f'{_scenarios(shown)} the red flag "{flag_id}"; two is the least'
            )


RED_FLAG_HARDLY_TESTED = Rule(
    code="red-flag-hardly-tested",
    severity=Severity.WARNING,
    wants="""
        Four active scenarios or more show each red flag. With two or three, one attempt asks the same
        ones again, and a reader who misreads the flag passes far too often.
    """,
    passes="""
        quiz:
          items:
            - {id: hot-red-heel, signs: [spreading-redness]}
    """,
    fails="""
        quiz:
          items:
            - {id: hot-red-heel, withdrawn: Two readers took it for sunburn.}
            - {id: red-heel-after-a-hike, withdrawn: The stem was unclear.}
    """,
)


def red_flag_hardly_tested(article: Article) -> Iterator[Finding]:
    """Find red flags that only two or three scenarios show."""
    for index, flag_id, shown in _flags_with_scenarios(article):
        if 2 <= shown < 4:
            yield RED_FLAG_HARDLY_TESTED.in_article(
                ("red_flags", index), f'only {_scenarios(shown)} the red flag "{flag_id}"; four is safe'
            )


def _flags_with_scenarios(article: Article) -> Iterator[tuple[int, str, int]]:
    """Yield each red flag with its index and how many scenarios show it; siblings count as one."""
    if article.quiz is None:
        return
    shown = {(sign, items.family_of(item)) for _, item in items.scenarios(article) for sign in item.signs}
    count = Counter(sign for sign, _ in shown)
    for index, flag in enumerate(article.red_flags):
        yield index, flag.id, count[flag.id]


def _scenarios(count: int) -> str:
    return {0: "no scenario shows", 1: "one scenario shows"}.get(count, f"{count} scenarios show")


RED_FLAG_WITHOUT_LOOK_ALIKE = Rule(
    code="red-flag-without-look-alike",
    severity=Severity.WARNING,
    wants="""
        For every red flag there is a scenario that only looks like it and is not urgent. Without one,
        a reader who calls everything urgent seems to know the flag.
    """,
    passes="""
        quiz:
          items:
            - {id: blister-with-a-pink-rim, key: carry-on, look_alike_of: spreading-redness}
    """,
    fails="""
        red_flags:
          - id: fever-with-blister
            name: A fever together with a blister
            level: urgent
            action: Get medical help today.
            origin: stated
            cites: [leaflet/p5]
    """,
)


def red_flag_without_look_alike(article: Article) -> Iterator[Finding]:
    """Find red flags that no scenario below urgent resembles."""
    if article.quiz is None:
        return
    resembled = {item.look_alike_of for _, item in items.scenarios(article) if item.level is not Level.URGENT}
    for index, flag in enumerate(article.red_flags):
        if flag.id not in resembled:
            yield RED_FLAG_WITHOUT_LOOK_ALIKE.in_article(
                ("red_flags", index),
                f'no scenario looks like "{flag.id}" without being urgent',
                f"write `look_alike_of: {flag.id}` at one that does",
            )


RED_FLAG_NOT_IN_BLUEPRINT = Rule(
    code="red-flag-not-in-blueprint",
    severity=Severity.ERROR,
    wants="The blueprint has a cell of its own for every red flag, named like it and with level urgent.",
    passes="""
        quiz:
          blueprint:
            - {cell: spreading-redness, level: urgent, at_least: 4}
    """,
    fails="""
        red_flags:
          - id: fever-with-blister
            name: A fever together with a blister
            level: urgent
            action: Get medical help today.
            origin: stated
            cites: [leaflet/p5]
    """,
)


def red_flag_not_in_blueprint(article: Article) -> Iterator[Finding]:
    """Find red flags that have no urgent cell of their own."""
    if article.quiz is None:
        return
    cells = {cell.id for cell in article.quiz.blueprint if cell.level is Level.URGENT}
    for flag in article.red_flags:
        if flag.id not in cells:
            yield RED_FLAG_NOT_IN_BLUEPRINT.in_quiz(
                ("blueprint",), f'the blueprint has no urgent cell for the red flag "{flag.id}"'
            )


CELL_BELOW_MINIMUM = Rule(
    code="cell-below-minimum",
    severity=Severity.ERROR,
    wants="Every cell of the blueprint has at least as many active scenarios as it asks for.",
    passes="""
        quiz:
          blueprint:
            - {cell: small-blister, at_least: 4}
    """,
    fails="""
        quiz:
          blueprint:
            - {cell: small-blister, at_least: 40}
    """,
)


def cell_below_minimum(article: Article) -> Iterator[Finding]:
    """Find cells with too few scenarios."""
    if article.quiz is None:
        return
    filled = Counter(item.cell for _, item in items.scenarios(article))
    for index, cell in enumerate(article.quiz.blueprint):
        if filled[cell.id] < cell.at_least:
            yield CELL_BELOW_MINIMUM.in_quiz(
                ("blueprint", index, "at_least"),
                f'the cell "{cell.id}" asks for {cell.at_least} scenarios and has {filled[cell.id]}',
            )


CELL_OF_ANOTHER_LEVEL = Rule(
    code="cell-of-another-level",
    severity=Severity.ERROR,
    wants="The key of an item and its cell of the blueprint have the same level.",
    passes="""
        quiz:
          items:
            - {id: hot-red-heel, key: urgent, cell: spreading-redness}
    """,
    fails="""
        quiz:
          items:
            - {id: hot-red-heel, key: urgent, cell: small-blister}
    """,
)


def cell_of_another_level(article: Article) -> Iterator[Finding]:
    """Find items in a cell whose level is not that of their key."""
    levels = {cell.id: cell.level for cell in article.quiz.blueprint} if article.quiz else {}
    for index, item in items.scenarios(article):
        level = levels.get(item.cell or "")
        if level is not None and item.level is not None and level != item.level:
            yield CELL_OF_ANOTHER_LEVEL.in_quiz(
                ("items", index, "cell"),
                f'the cell "{item.cell}" is for {level.slug}, but the key is {item.level.slug}',
            )


FAMILY_IN_TWO_CELLS = Rule(
    code="family-in-two-cells",
    severity=Severity.ERROR,
    wants="The items of a family come from one template, so they share a cell of the blueprint.",
    passes="""
        quiz:
          items:
            - {id: hot-red-heel, family: red-heel, cell: spreading-redness}
            - {id: red-heel-after-a-hike, family: red-heel, cell: spreading-redness}
    """,
    fails="""
        quiz:
          items:
            - {id: hot-red-heel, family: red-heel, cell: spreading-redness}
            - {id: blister-with-a-pink-rim, family: red-heel, cell: small-blister}
    """,
)


def family_in_two_cells(article: Article) -> Iterator[Finding]:
    """Find items whose cell is not that of the first item of their family."""
    first: dict[str, str | None] = {}
    for index, item in items.active(article):
        if item.family is not None and item.cell != first.setdefault(item.family, item.cell):
            yield FAMILY_IN_TWO_CELLS.in_quiz(
                ("items", index, "cell"),
                f'the family "{item.family}" is in the cell "{first[item.family]}", not in "{item.cell}"',
            )


URGENT_NEVER_ASKED = Rule(
    code="urgent-never-asked",
    severity=Severity.WARNING,
    wants="""
        A scenario with the key urgent shows a red flag. The check asks its urgent items by red flag, so one
        that is urgent by a promotion alone comes up in practice only, and counts for its cell all the same.
    """,
    passes="""
        quiz:
          items:
            - {id: hot-red-heel, signs: [spreading-redness]}
    """,
    fails="""
        promotions:
          - {id: poor-healing-needs-a-look, level: urgent}
        quiz:
          items:
            - {id: hot-red-heel, signs: [rubbing-spot], circumstances: [poor-healing]}
    """,
)


def urgent_never_asked(article: Article) -> Iterator[Finding]:
    """Find urgent scenarios without a red flag."""
    flags = {flag.id for flag in article.red_flags}
    for index, item in items.scenarios(article):
        is_judged = article.signs_by_id.keys() >= set(item.signs)
        if is_judged and item.level is Level.URGENT and flags.isdisjoint(item.signs):
            yield URGENT_NEVER_ASKED.in_quiz(
                ("items", index, "signs"),
                "the key is urgent and no sign is a red flag, so the check never asks this; practice does",
                "let the stem show a red flag, or make a red flag of what it shows",
            )


CHECKS: tuple[tuple[Rule, Check], ...] = (
    (NO_QUIZ, no_quiz),
    (RED_FLAG_UNTESTED, red_flag_untested),
    (RED_FLAG_HARDLY_TESTED, red_flag_hardly_tested),
    (RED_FLAG_WITHOUT_LOOK_ALIKE, red_flag_without_look_alike),
    (RED_FLAG_NOT_IN_BLUEPRINT, red_flag_not_in_blueprint),
    (CELL_BELOW_MINIMUM, cell_below_minimum),
    (CELL_OF_ANOTHER_LEVEL, cell_of_another_level),
    (FAMILY_IN_TWO_CELLS, family_in_two_cells),
    (URGENT_NEVER_ASKED, urgent_never_asked),
)
