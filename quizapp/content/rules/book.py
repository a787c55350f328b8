"""The book of rules: every code that an editor can meet, by its code."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from quizapp.content.rules import (
    balance,
    copies,
    coverage,
    giveaways,
    keys,
    lengths,
    markup,
    notice,
    options,
    provenance,
    rationales,
    references,
    stems,
    texts,
    to_dos,
    verdicts,
)
from quizapp.content.rules.allowances import ALLOWANCE_IDLE
from quizapp.content.rules.provenance import DATED
from quizapp.content.rules.reading import READER_RULES
from quizapp.content.rules.translations import TRANSLATION_RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.content.problem import Severity
    from quizapp.content.rules.rule import Rule

FAMILIES = (
    references,
    provenance,
    keys,
    notice,
    coverage,
    balance,
    options,
    giveaways,
    lengths,
    stems,
    rationales,
    texts,
    markup,
    copies,
    to_dos,
    verdicts,
)
"""The modules that each hold rules of one kind, in the order in which they run."""

CHECKS = tuple(pair for family in FAMILIES for pair in family.CHECKS)
"""Every rule that an article alone can be held against, with the function that does."""

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            *READER_RULES,
            *(rule for rule, _ in (*CHECKS, *DATED)),
            *TRANSLATION_RULES,
            ALLOWANCE_IDLE,
        )
    }
)
"""Every rule, those of reading a file included."""


def severity_of(code: str) -> Severity:
    """Return how bad it is to break the rule with this code; KeyError when there is none."""
    return RULES[code].severity
