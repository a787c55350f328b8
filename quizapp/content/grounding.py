"""The level that a reader's signs add up to, by the article's own rule.

The level is the highest over the signs, then raised by every promotion that fits. Nothing lowers it: a
harmless cause that is also there does not make an urgent sign wait. Promotions look at signs and
circumstances and not at levels, so that one pass over them reaches the end.
"""

from collections.abc import Collection

from quizapp.content.model import Article, Promotion, Sign


def decided_by(
    article: Article, signs: Collection[str], circumstances: Collection[str]
) -> Sign | Promotion | None:
    """The claim that sets the level: a sign, or the promotion that raises it above every sign.

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
