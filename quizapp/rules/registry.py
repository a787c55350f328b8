"""The registry of rules: every code that an editor can meet, and every check that runs."""

from collections.abc import Mapping
from types import MappingProxyType

from quizapp.problem import Severity
from quizapp.rules import (
    allowances,
    bank,
    drafts,
    items,
    provenance,
    references,
    signs,
    supply,
    texts,
    translations,
)
from quizapp.rules.files import FILE_RULES
from quizapp.rules.rule import Rule

MODULES = (references, provenance, signs, items, bank, supply, texts, drafts, translations, allowances)
"""The modules that hold rules, in the order in which they run."""

RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.code: rule for rule in FILE_RULES}
    | {each.code: each for module in MODULES for each in vars(module).values() if isinstance(each, Rule)}
)
"""Every rule by its code."""


def severity_of(code: str) -> Severity:
    """How bad it is to break the rule with this code; KeyError when there is none."""
    return RULES[code].severity
