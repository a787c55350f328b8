"""The urgent notice: the one line that stands beside every verdict, whatever a reader chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.content.problem import Severity
from quizapp.content.rules.rule import Check, Rule
from quizapp.content.rules.to_dos import TO_DO_MARK
from quizapp.content.rules.words import roots

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from quizapp.content.model import Article
    from quizapp.content.problem import Finding

NOTICE_WITHOUT_RED_FLAG = Rule(
    code="notice-without-red-flag",
    severity=Severity.WARNING,
    wants="""
        `urgent_notice` names every red flag, each with a word of its name that no other red flag has: for a
        reader who has the sign now, that line is what counts.
    """,
    passes="""
        red_flags:
          - {id: spreading-redness, name: Hot skin that spreads redness around a blister}
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


def notice_without_red_flag(article: Article) -> Iterator[Finding]:
    """Find red flags of which the urgent notice has no telling word."""
    if article.urgent_notice.startswith(TO_DO_MARK):
        return
    said = roots(article.urgent_notice)
    for index, flag in enumerate(article.red_flags):
        others = [roots(other.name) for other in article.red_flags if other is not flag]
        own = roots(flag.name)
        if not flag.name.startswith(TO_DO_MARK) and not _speaks_of(own.difference(*others) or own, said):
            yield NOTICE_WITHOUT_RED_FLAG.in_article(
                ("red_flags", index, "name"),
                f'urgent_notice does not speak of the red flag "{flag.id}"',
                "say there what to do about this sign now",
            )


def _speaks_of(own: AbstractSet[str], said: AbstractSet[str]) -> bool:
    """Whether a word is in a text; "red" and "redness" are one."""
    return any(
        word == other
        or (min(len(word), len(other)) > 2 and (word.startswith(other) or other.startswith(word)))
        for word in own
        for other in said
    )


CHECKS: tuple[tuple[Rule, Check], ...] = ((NOTICE_WITHOUT_RED_FLAG, notice_without_red_flag),)
