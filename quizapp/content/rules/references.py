"""Ids that name nothing, and ids that name two things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.content.model import CLAIM_LISTS
from quizapp.content.nearest import nearest
from quizapp.content.problem import Finding, Part, Severity, Where
from quizapp.content.rules import items
from quizapp.content.rules.rule import Check, Rule, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizapp.content.model import Article, Cite

Reference = tuple[Part, Where, str]
"""An id that a file uses to name something, and where it does."""


MANY = 20
"""Places that name the same unknown id, above which only the first is told, with their number."""


def _unknown(
    rule: Rule, thing: str, references: Iterable[Reference], definitions: Iterable[Reference]
) -> Iterator[Finding]:
    """Yield a finding for each reference that fits no definition, or for the definition if that is the slip.

    The slip is in a definition that nothing names, if several places agree on an id that is close to it.
    """
    uses: dict[str, list[Reference]] = {}
    for reference in references:
        uses.setdefault(reference[2], []).append(reference)
    known = {name: (part, where) for part, where, name in definitions}
    for name, places in uses.items():
        if name in known:
            continue
        message, meant = f'no {thing} has the id "{name}"', nearest(name, known)
        if meant is not None and meant not in uses and len(places) > 1:
            part, where = known[meant]
            message = f'{message}, which {len(places)} places name; none names "{meant}"'
            yield _finding(rule, part, where, message, f'is "{name}" meant here?')
            continue
        if len(places) > MANY:
            message = f"{message}, which {len(places)} places name; this is the first"
        for part, where, _ in places[:1] if len(places) > MANY else places:
            yield _finding(rule, part, where, message, did_you_mean(name, known))


def misnamed(findings: Iterable[Finding]) -> frozenset[Where]:
    """Return the entries whose own id is what these findings take for the slip."""
    return frozenset(
        finding.where[:-1]
        for finding in findings
        if finding.code.startswith("unknown-")
        and (finding.where[-1] == "id" or finding.where[0] == "blueprint")
    )


def _finding(rule: Rule, part: Part, where: Where, message: str, hint: str | None) -> Finding:
    return Finding(code=rule.code, part=part, where=where, message=message, hint=hint)


def _ids(article: Article, *lists: str) -> Iterator[Reference]:
    """Yield the ids that the entries of some lists of article.yaml have."""
    for name in lists:
        for index, entry in enumerate(getattr(article, name)):
            yield Part.ARTICLE, (name, index, "id"), entry.id


UNKNOWN_SIGN = Rule(
    code="unknown-sign",
    severity=Severity.ERROR,
    wants="""
        Promotions and items name signs and red flags by the ids that the article gives them. A name that
        fits none would silently weaken a level or a question.
    """,
    passes="""
        quiz:
          items:
            - id: hot-red-heel
              signs: [spreading-redness]
    """,
    fails="""
        quiz:
          items:
            - id: hot-red-heel
              signs: [spreading-rednes]
    """,
)


def unknown_sign(article: Article) -> Iterator[Finding]:
    """Find signs that the article does not have, in promotions and items."""
    known = _ids(article, "signs", "red_flags")
    return _unknown(UNKNOWN_SIGN, "sign or red flag", _sign_references(article), known)


def _sign_references(article: Article) -> Iterator[Reference]:
    for index, promotion in enumerate(article.promotions):
        for place, sign in enumerate(promotion.any_sign):
            yield Part.ARTICLE, ("promotions", index, "any_sign", place), sign
    for index, item in items.every(article):
        for place, sign in enumerate(item.signs):
            yield Part.QUIZ, ("items", index, "signs", place), sign
        if item.look_alike_of is not None:
            yield Part.QUIZ, ("items", index, "look_alike_of"), item.look_alike_of
        for place, entry in enumerate(item.entries):
            yield Part.QUIZ, ("items", index, "entries", place, "sign"), entry.sign


UNKNOWN_CIRCUMSTANCE = Rule(
    code="unknown-circumstance",
    severity=Severity.ERROR,
    wants="Promotions and items name circumstances by the ids that the article gives them.",
    passes="""
        quiz:
          items:
            - id: blister-with-diabetes
              circumstances: [poor-healing]
    """,
    fails="""
        quiz:
          items:
            - id: blister-with-diabetes
              circumstances: [poor-heeling]
    """,
)


def unknown_circumstance(article: Article) -> Iterator[Finding]:
    """Find circumstances that the article does not have, in promotions and items."""
    known = _ids(article, "circumstances")
    return _unknown(UNKNOWN_CIRCUMSTANCE, "circumstance", _circumstance_references(article), known)


def _circumstance_references(article: Article) -> Iterator[Reference]:
    for index, promotion in enumerate(article.promotions):
        for place, name in enumerate(promotion.circumstances):
            yield Part.ARTICLE, ("promotions", index, "circumstances", place), name
    for index, item in items.every(article):
        for place, name in enumerate(item.circumstances):
            yield Part.QUIZ, ("items", index, "circumstances", place), name


UNKNOWN_GAP = Rule(
    code="unknown-gap",
    severity=Severity.ERROR,
    wants="A claim that says `fills` names one of the gaps of the article.",
    passes="""
        self_care:
          - id: pad-the-spot
            fills: first-aid-list
    """,
    fails="""
        self_care:
          - id: pad-the-spot
            fills: first-aid-lists
    """,
)


def unknown_gap(article: Article) -> Iterator[Finding]:
    """Find claims that fill a gap which the article does not have."""
    references = (
        (Part.ARTICLE, (name, index, "fills"), claim.fills)
        for name, index, claim in article.claims()
        if claim.fills is not None
    )
    return _unknown(UNKNOWN_GAP, "gap", references, _ids(article, "gaps"))


UNKNOWN_SOURCE = Rule(
    code="unknown-source",
    severity=Severity.ERROR,
    wants="A cite names a source of the article before its slash: `source-id/passage-id`.",
    passes="""
        causes:
          - id: new-shoes
            cites: [leaflet/p2]
    """,
    fails="""
        causes:
          - id: new-shoes
            cites: [leaflets/p2]
    """,
)


def unknown_source(article: Article) -> Iterator[Finding]:
    """Find cites of sources that the article does not list."""
    references = ((part, where, cite.source) for part, where, cite in cites(article))
    return _unknown(UNKNOWN_SOURCE, "source", references, _ids(article, "sources"))


UNKNOWN_PASSAGE = Rule(
    code="unknown-passage",
    severity=Severity.ERROR,
    wants="A cite names, after its slash, a passage of the source before it.",
    passes="""
        causes:
          - id: new-shoes
            cites: [leaflet/p2]
    """,
    fails="""
        causes:
          - id: new-shoes
            cites: [leaflet/p22]
    """,
)


def unknown_passage(article: Article) -> Iterator[Finding]:
    """Find cites of passages that their source does not have."""
    cited: dict[str, list[Reference]] = {}
    for part, where, cite in cites(article):
        cited.setdefault(cite.source, []).append((part, where, cite.passage))
    for index, source in enumerate(article.sources):
        known = (
            (Part.ARTICLE, ("sources", index, "passages", place, "id"), passage.id)
            for place, passage in enumerate(source.passages)
        )
        thing = f'passage of the source "{source.id}"'
        yield from _unknown(UNKNOWN_PASSAGE, thing, cited.get(source.id, ()), known)


def cites(article: Article) -> Iterator[tuple[Part, Where, Cite]]:
    """Every cite of claims, gaps and items, with the place of the string "source/passage"."""
    for name, index, claim in article.claims():
        for place, cite in enumerate(claim.cites):
            yield Part.ARTICLE, (name, index, "cites", place), cite
    for index, gap in enumerate(article.gaps):
        yield Part.ARTICLE, ("gaps", index, "place"), gap.place
    for index, item in items.every(article):
        for place, cite in enumerate(item.cites):
            yield Part.QUIZ, ("items", index, "cites", place), cite


UNKNOWN_CELL = Rule(
    code="unknown-cell",
    severity=Severity.ERROR,
    wants="An item names a cell of the blueprint, so that the bank can be counted against it.",
    passes="""
        quiz:
          items:
            - id: hot-red-heel
              cell: spreading-redness
    """,
    fails="""
        quiz:
          items:
            - id: hot-red-heel
              cell: spreading-red
    """,
)


def unknown_cell(article: Article) -> Iterator[Finding]:
    """Find items that name a cell which the blueprint does not have."""
    if article.quiz is None:
        return iter(())
    references = (
        (Part.QUIZ, ("items", index, "cell"), item.cell)
        for index, item in items.every(article)
        if item.cell is not None
    )
    known = (
        (Part.QUIZ, ("blueprint", index, "cell"), cell.id)
        for index, cell in enumerate(article.quiz.blueprint)
    )
    return _unknown(UNKNOWN_CELL, "cell of the blueprint", references, known)


FAMILY_OF_ONE = Rule(
    code="family-of-one",
    severity=Severity.ERROR,
    wants="""
        A family has two items or more: they were made from one template and are never asked in one
        attempt. A family that one item has to itself is most likely a slip of the pen.
    """,
    passes="""
        quiz:
          items:
            - {id: hot-red-heel, family: red-heel}
            - {id: red-heel-after-a-hike, family: red-heel}
    """,
    fails="""
        quiz:
          items:
            - {id: hot-red-heel, family: red-heel}
            - {id: red-heel-after-a-hike, family: red-heels}
    """,
)


def family_of_one(article: Article) -> Iterator[Finding]:
    """Find families that only one item names."""
    families = [(index, item.family) for index, item in items.every(article) if item.family is not None]
    names = [family for _, family in families]
    for index, family in families:
        if names.count(family) == 1:
            yield FAMILY_OF_ONE.in_quiz(
                ("items", index, "family"),
                f'no other item has the family "{family}"',
                did_you_mean(family, {name for name in names if name != family}),
            )


DUPLICATE_ID = Rule(
    code="duplicate-id",
    severity=Severity.ERROR,
    wants="""
        An id names one thing only. Claims, gaps, sources and items of an article share one set of ids;
        the passages of a source and the cells of the blueprint have their own.
    """,
    passes="""
        self_care:
          - {id: pad-the-spot, text: Put a soft pad on the sore spot.}
    """,
    fails="""
        topics:
          - id: pad-the-spot
            group: caution
            title: Pads
            body: Change a wet pad.
            origin: stated
            cites: [leaflet/p7]
    """,
)


def duplicate_id(article: Article) -> Iterator[Finding]:
    """Find the second and later uses of an id."""
    yield from _repeated(_shared_ids(article))
    for index, source in enumerate(article.sources):
        where = ("sources", index, "passages")
        yield from _repeated(
            (Part.ARTICLE, (*where, place, "id"), passage.id) for place, passage in enumerate(source.passages)
        )
    if article.quiz:
        yield from _repeated(
            (Part.QUIZ, ("blueprint", place, "cell"), cell.id)
            for place, cell in enumerate(article.quiz.blueprint)
        )


def _shared_ids(article: Article) -> Iterator[Reference]:
    yield from _ids(article, *CLAIM_LISTS, "gaps", "sources")
    for index, item in items.every(article):
        yield Part.QUIZ, ("items", index, "id"), item.id


def _repeated(ids: Iterable[Reference]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for part, where, name in ids:
        if name in first:
            message = f'the id "{name}" is taken: it is {first[name]}'
            yield Finding(code=DUPLICATE_ID.code, part=part, where=where, message=message)
        else:
            first[name] = f"entry {int(where[-2]) + 1} of {where[-3]} in {part}"


CHECKS: tuple[tuple[Rule, Check], ...] = (
    (UNKNOWN_SIGN, unknown_sign),
    (UNKNOWN_CIRCUMSTANCE, unknown_circumstance),
    (UNKNOWN_GAP, unknown_gap),
    (UNKNOWN_SOURCE, unknown_source),
    (UNKNOWN_PASSAGE, unknown_passage),
    (UNKNOWN_CELL, unknown_cell),
    (FAMILY_OF_ONE, family_of_one),
    (DUPLICATE_ID, duplicate_id),
)
