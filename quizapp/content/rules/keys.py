"""Signs with their levels, and the key of a scenario against them: the article decides, the item agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.content.grounding import decided_by
from quizapp.content.model import Level, Promotion
from quizapp.content.problem import Severity
from quizapp.content.rules import items
from quizapp.content.rules.rule import Check, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from quizapp.content.model import Article, Item, Sign
    from quizapp.content.problem import Finding

KEY_CONTRADICTS_SIGNS = Rule(
    code="key-contradicts-signs",
    severity=Severity.ERROR,
    wants="""
        The key of a scenario is the level that the article gives to the signs in its stem: the highest
        one, raised by every promotion that fits. Editing a sign so finds every item that it changes.
    """,
    passes="""
        quiz:
          items:
            - {id: hot-red-heel, key: urgent, signs: [spreading-redness]}
    """,
    fails="""
        quiz:
          items:
            - {id: hot-red-heel, key: book, signs: [spreading-redness]}
    """,
)


def key_contradicts_signs(article: Article) -> Iterator[Finding]:
    """Find scenarios whose key is not the level of their signs."""
    for index, item in items.scenarios(article):
        decider = decided_by(article, item.signs, item.circumstances)
        if decider is not None and item.level is not None and item.level != decider.level:
            yield KEY_CONTRADICTS_SIGNS.in_quiz(
                ("items", index, "key"),
                f"the key is {item.level.slug}, but {_why(decider)}",
            )


def _why(decider: Sign | Promotion) -> str:
    if isinstance(decider, Promotion):
        return f'the promotion "{decider.id}" raises these signs to {decider.level.slug}'
    return f'the sign "{decider.id}" is {decider.level.slug}'


SIGN_IN_WRONG_LIST = Rule(
    code="sign-in-wrong-list",
    severity=Severity.ERROR,
    wants="""
        The urgent signs stand under `red_flags`, where the quiz tests each of them, and no other sign does.
    """,
    passes="""
        red_flags:
          - {id: spreading-redness, level: urgent}
    """,
    fails="""
        red_flags:
          - {id: spreading-redness, level: book}
    """,
)


def sign_in_wrong_list(article: Article) -> Iterator[Finding]:
    """Find red flags that are not urgent, and urgent signs that are not red flags."""
    for index, sign in enumerate(article.red_flags):
        if sign.level is not Level.URGENT:
            yield SIGN_IN_WRONG_LIST.in_article(
                ("red_flags", index, "level"),
                f'a red flag is urgent, and this says {sign.level.slug}; move it to "signs" if that is meant',
            )
    for index, sign in enumerate(article.signs):
        if sign.level is Level.URGENT:
            yield SIGN_IN_WRONG_LIST.in_article(
                ("signs", index, "level"), 'an urgent sign is a red flag; move it to "red_flags"'
            )


HOW_SOON_UNCLEAR = Rule(
    code="how-soon-unclear",
    severity=Severity.WARNING,
    wants="""
        A sign of level book says how soon, with `within: routine` or `within: soon`, which readers see beside
        it. A sign of another level does not: its level says how soon already.
    """,
    passes="""
        signs:
          - {id: keeps-coming-back, level: book, within: routine}
    """,
    fails="""
        signs:
          - {id: rubbing-spot, level: modify, within: routine}
    """,
)


def how_soon_unclear(article: Article) -> Iterator[Finding]:
    """Find signs to book for that do not say how soon, and others that do."""
    for index, sign in enumerate(article.signs):
        if sign.level is Level.BOOK and sign.within is None:
            message = f'readers are not told how soon to book for "{sign.id}"'
            yield HOW_SOON_UNCLEAR.in_article(
                ("signs", index, "level"), message, "add `within: routine` or `within: soon`"
            )
        elif sign.level is not Level.BOOK and sign.within is not None:
            message = f'"{sign.id}" is {sign.level.slug}, which has no appointment to wait for'
            yield HOW_SOON_UNCLEAR.in_article(("signs", index, "within"), message, "leave `within` out")


SEVERAL_RED_FLAGS = Rule(
    code="several-red-flags",
    severity=Severity.ERROR,
    wants="""
        A stem shows one thing at most that is urgent: a red flag, or signs that a promotion raises to urgent.
        A right response to two would count as evidence for a red flag that the reader may have overlooked.
    """,
    passes="""
        quiz:
          items:
            - {id: hot-red-heel, signs: [spreading-redness, keeps-coming-back]}
    """,
    fails="""
        red_flags:
          - id: fever-with-blister
            name: A fever together with a blister
            level: urgent
            action: Get medical help today.
            origin: stated
            cites: [leaflet/p5]
        quiz:
          items:
            - {id: hot-red-heel, signs: [spreading-redness, fever-with-blister]}
    """,
)


def several_red_flags(article: Article) -> Iterator[Finding]:
    """Find scenarios that show more than one red flag, or one beside a promotion to urgent."""
    flags = {flag.id for flag in article.red_flags}
    for index, item in items.scenarios(article):
        shown = [place for place, sign in enumerate(item.signs) if sign in flags]
        if len(shown) > 1:
            names = " and ".join(f'"{item.signs[place]}"' for place in shown)
            yield SEVERAL_RED_FLAGS.in_quiz(
                ("items", index, "signs", shown[1]), f"the stem shows more than one red flag: {names}"
            )
        elif shown and (promotion := _urgent_without(flags, article, item)):
            name = item.signs[shown[0]]
            yield SEVERAL_RED_FLAGS.in_quiz(
                ("items", index, "signs", shown[0]),
                f'beside the red flag "{name}" the promotion "{promotion.id}" makes this urgent as well',
                "show one of the two, so that a right response says which one was recognised",
            )


def _urgent_without(flags: AbstractSet[str], article: Article, item: Item) -> Promotion | None:
    """Return the promotion that would make an item urgent without its red flags, if there is one."""
    decider = decided_by(article, [sign for sign in item.signs if sign not in flags], item.circumstances)
    return decider if isinstance(decider, Promotion) and decider.level is Level.URGENT else None


LOOK_ALIKE_NOT_HIGHER = Rule(
    code="look-alike-not-higher",
    severity=Severity.ERROR,
    wants="""
        `look_alike_of` names a sign of a higher level than the key: what a hasty reader could take the
        stem for.
    """,
    passes="""
        quiz:
          items:
            - {id: blister-with-a-pink-rim, key: carry-on, look_alike_of: spreading-redness}
    """,
    fails="""
        quiz:
          items:
            - {id: blister-with-a-pink-rim, key: carry-on, look_alike_of: small-blister}
    """,
)


def look_alike_not_higher(article: Article) -> Iterator[Finding]:
    """Find look-alikes of signs that are no more urgent than the key."""
    for index, item in items.scenarios(article):
        sign = article.signs_by_id.get(item.look_alike_of or "")
        if sign is not None and item.level is not None and sign.level <= item.level:
            yield LOOK_ALIKE_NOT_HIGHER.in_quiz(
                ("items", index, "look_alike_of"),
                f'"{sign.id}" is {sign.level.slug}, which is not above the key ({item.level.slug})',
            )


PROMOTION_RAISES_NOTHING = Rule(
    code="promotion-raises-nothing",
    severity=Severity.WARNING,
    wants="A promotion lists only signs whose own level is lower than the one it raises them to.",
    passes="""
        promotions:
          - {id: poor-healing-needs-a-look, any_sign: [small-blister, rubbing-spot], level: book}
    """,
    fails="""
        promotions:
          - {id: poor-healing-needs-a-look, any_sign: [small-blister, keeps-coming-back], level: book}
    """,
)


def promotion_raises_nothing(article: Article) -> Iterator[Finding]:
    """Find signs in a promotion that are at its level, or above it, without it."""
    for index, promotion in enumerate(article.promotions):
        for place, name in enumerate(promotion.any_sign):
            sign = article.signs_by_id.get(name)
            if sign is not None and sign.level >= promotion.level:
                yield PROMOTION_RAISES_NOTHING.in_article(
                    ("promotions", index, "any_sign", place),
                    f'"{name}" is {sign.level.slug} already; "{promotion.id}" does not raise it',
                )


CHECKS: tuple[tuple[Rule, Check], ...] = (
    (KEY_CONTRADICTS_SIGNS, key_contradicts_signs),
    (SIGN_IN_WRONG_LIST, sign_in_wrong_list),
    (HOW_SOON_UNCLEAR, how_soon_unclear),
    (SEVERAL_RED_FLAGS, several_red_flags),
    (LOOK_ALIKE_NOT_HIGHER, look_alike_not_higher),
    (PROMOTION_RAISES_NOTHING, promotion_raises_nothing),
)
