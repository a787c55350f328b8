"""The rules of translations: words in another language belong to the words of the original as they are now.

Each is a warning. What breaks one is shown in the original's language instead, so that a translation never
keeps an article, or a change of it, from being served.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.content.problem import Finding, Severity
from quizapp.content.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizapp.content.problem import Where

SHOWN = 5
"""Of the ids that a translation lacks, so many are named."""


def _rule(code: str, wants: str, *, passes: str, fails: str) -> Rule:
    return Rule(code=code, severity=Severity.WARNING, wants=wants, passes=passes, fails=fails)


MISSING = _rule(
    "translation-missing",
    """
    A translation has words for everything that the original has words for. What it lacks is shown in the
    original's language.
    """,
    passes="""
        takeaways:
          - {id: small-and-clear-is-fine, based_on: af43247e1e79, text: Pequeña y clara va bien.}
    """,
    fails="takeaways: []",
)
STALE = _rule(
    "translation-stale",
    """
    `based_on` is the fingerprint of the original's words that were translated. When those have changed, the
    translation may say something that is no longer so; the original's words are shown until it is revised.
    """,
    passes="""
        takeaways:
          - {id: small-and-clear-is-fine, based_on: af43247e1e79, text: Pequeña y clara va bien.}
    """,
    fails="""
        takeaways:
          - {id: small-and-clear-is-fine, based_on: "000000000000", text: Pare cuando escuece.}
    """,
)
UNKNOWN = _rule(
    "translation-unknown",
    "The ids of a translation are those of the original. Words under another id are never shown.",
    passes="""
        takeaways:
          - {id: small-and-clear-is-fine, based_on: af43247e1e79, text: Pequeña y clara va bien.}
    """,
    fails="""
        takeaways:
          - {id: small-and-claer-is-fine, based_on: af43247e1e79, text: Pequeña y clara va bien.}
    """,
)
UNLIKE = _rule(
    "translation-unlike",
    """
    The words of a translation stand for those of the original one by one: as many options, in the same order,
    and a note exactly where the original has one.
    """,
    passes="""
        gaps:
          - {id: first-aid-list, based_on: b2b459d7daa6, lead_in: "Haga primero esto:"}
    """,
    fails="""
        gaps:
          - {id: first-aid-list, based_on: b2b459d7daa6, lead_in: "Haga primero esto:", note: Falta la lista.}
    """,
)
TRANSLATION_RULES = (MISSING, STALE, UNKNOWN, UNLIKE)


def missing(file: str, where: Where, name: str, ids: Sequence[str]) -> Finding:
    """Return the finding about things of one list that have no words."""
    named = [each for each in ids if each]
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    words = (
        f"{name} has no words here for {', '.join(named[:SHOWN])}{more}" if named else f"{name} is missing"
    )
    hint = "`quizapp translate` writes what is missing as to-dos"
    return Finding(code=MISSING.code, part=file, where=where, message=words, hint=hint)


def stale(file: str, where: Where) -> Finding:
    """Return the finding about words whose original has changed."""
    message = "the original's words have changed since these were written"
    hint = "revise them, then run `quizapp translate` with --revised and this id"
    return Finding(code=STALE.code, part=file, where=(*where, "based_on"), message=message, hint=hint)


def unknown(file: str, where: Where, name: str, thing_id: str, near: str | None) -> Finding:
    """Return the finding about words for what the original does not have."""
    place, message = (where, f"the original has no {name}")
    if thing_id:
        place, message = (*where, "id"), f'the original has no "{thing_id}" in {name}'
    hint = f'did you mean "{near}"?' if near else None
    return Finding(code=UNKNOWN.code, part=file, where=place, message=message, hint=hint)


def unlike(file: str, where: Where, found: Mapping[str, int], wanted: Mapping[str, int]) -> Finding:
    """Return the finding about words that are not those of the original one by one; both as key -> count."""
    for key, count in wanted.items():
        if key not in found:
            message = f'the original has "{key}" and this has not'
            return Finding(code=UNLIKE.code, part=file, where=where, message=message)
        if found[key] != count:
            message = f"the original has {count} {key}, here are {found[key]}"
            return Finding(code=UNLIKE.code, part=file, where=(*where, key), message=message)
    extra = next(key for key in found if key not in wanted)
    message = f'the original has no "{extra}"'
    return Finding(code=UNLIKE.code, part=file, where=(*where, extra), message=message, on_key=True)
