"""The rules of translations, whose words belong to the words of the original as they are now.

Each is a warning. Readers see the original's words where one is broken, so that a translation never keeps an
article, or a change of it, from being served.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from quizapp.content.model import Article
from quizapp.content.nearest import did_you_mean
from quizapp.content.translation import Plain, entries, shapes, stamps, words_of
from quizapp.problem import Finding, Severity, Where
from quizapp.rules.rule import Rule

NEVER = "0" * 12
"""The stamp of an entry that nobody has translated yet."""
SHOWN = 5
"""Of the ids that a translation lacks, so many are named."""

MISSING = Rule(
    "translation-missing",
    Severity.WARNING,
    "A translation has words for everything. Where it lacks some, readers see the original's words.",
)
STALE = Rule(
    "translation-stale",
    Severity.WARNING,
    "`based_on` is the fingerprint of the original's words that were translated. Once those have changed, "
    "the translation may be wrong. Readers see the original's words until somebody revises it.",
)
UNKNOWN = Rule(
    "translation-unknown",
    Severity.WARNING,
    "The ids of a translation are those of the original. Readers never see words under another id.",
)
UNLIKE = Rule(
    "translation-unlike",
    Severity.WARNING,
    "The words of a translation stand for those of the original one by one: as many options, in the same "
    "order, and a hint exactly where the original has one.",
)


def compared(article: Article, data: Plain, file: str) -> Iterator[Finding]:
    """Yield a finding for every thing whose words cannot be shown in the language of a translation."""
    originals = words_of(article)
    given = dict(entries(data))
    for place, entry in given.items():
        if place not in originals:
            ids = [known.id for known in originals if known.list == place.list]
            what = f'"{place.id}" in {place.list}' if place.id else place.list
            where = (*entry.where, "id") if place.id else entry.where
            hint = did_you_mean(place.id, ids) if place.id else None
            yield UNKNOWN.at(file, where, f"the original has no {what}", hint)
            continue
        given_shape, wanted = shapes(entry.words, originals[place], data["lang"])
        if given_shape != wanted:
            yield _unlike(file, entry.where, given_shape, wanted)
        elif entry.based_on != stamps(article)[place]:
            yield _stale(file, entry.where, entry.based_on)
    lacking: dict[str, list[str]] = {}
    for place in originals:
        if place not in given:
            lacking.setdefault(place.list, []).append(place.id)
    for name, ids in lacking.items():
        named = list(filter(None, ids))
        more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
        message = f"{name} has no words here" + (f" for {', '.join(named[:SHOWN])}{more}" if named else "")
        hint = "`quizapp translate` writes what is missing as to-dos"
        yield MISSING.at(file, (name,) if name in data else (), message, hint)


def _stale(file: str, where: Where, based_on: str) -> Finding:
    message, hint = "the original has changed since these words were written", "revise them"
    if based_on == NEVER:
        message, hint = "nobody has translated this yet", "translate it"
    hint += ", then run `quizapp translate` with --revised and this id, or with --revised all"
    return STALE.at(file, (*where, "based_on"), message, hint)


def _unlike(file: str, where: Where, found: Mapping[Where, int], wanted: Mapping[Where, int]) -> Finding:
    """The finding about words that are not those of the original one by one; both by their places."""
    for place, count in wanted.items():
        if place not in found:
            message = f'the words for "{place[-1]}" are missing'
            return UNLIKE.at(file, (*where, *place[:-1]), message)
        if found[place] != count:
            message = f"the original has {count} {place[-1]}, this has {found[place]}"
            return UNLIKE.at(file, (*where, *place), message)
    extra = next(place for place in found if place not in wanted)
    message = f'the original has no "{extra[-1]}"'
    return replace(UNLIKE.at(file, (*where, *extra), message, "leave it out"), on_key=True)
