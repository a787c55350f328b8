"""Which level the signs of a reader add up to: the article's own rule, as a function.

The level is the highest over the signs, then raised by every promotion that fits. Nothing lowers it: a
harmless cause that is also there does not make an urgent sign wait. Promotions look at signs and
circumstances and not at levels, so that one pass over them reaches the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.content.model import Level, Promotion, Sign

if TYPE_CHECKING:
    from collections.abc import Collection

    from quizapp.content.model import Article


def level_of(article: Article, signs: Collection[str], circumstances: Collection[str]) -> Level:
    """Return the level of a reader who shows these signs (red flags included) in these circumstances.

    Ids that the article does not know count for nothing; without any sign the level is carry-on.
    """
    decider = decided_by(article, signs, circumstances)
    return Level.CARRY_ON if decider is None else decider.level


def decided_by(
    article: Article, signs: Collection[str], circumstances: Collection[str]
) -> Sign | Promotion | None:
    """Return the claim that sets the level: a sign, or the promotion that raises it above every sign.

    Of several that agree it is the first in the article; None where no sign is known.
    """
    deciders: list[Sign | Promotion] = [
        *(sign for sign in article.signs_by_id.values() if sign.id in signs),
        *(promotion for promotion in article.promotions if _fits(promotion, signs, circumstances)),
    ]
    return max(deciders, key=lambda decider: decider.level, default=None)


def _fits(promotion: Promotion, signs: Collection[str], circumstances: Collection[str]) -> bool:
    return any(sign in signs for sign in promotion.any_sign) and all(
        circumstance in circumstances for circumstance in promotion.circumstances
    )
