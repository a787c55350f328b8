"""Where claims come from: the right text is cited, every passage is used, every gap is spoken for.

The article's own source is the one whose passages carry fingerprints: its text is held and compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.content.model import Cite, Origin
from quizapp.content.problem import Finding, Part, Severity
from quizapp.content.rules import items
from quizapp.content.rules.references import cites
from quizapp.content.rules.rule import Check, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.content.model import Article, Review
    from quizapp.content.problem import Where

CITES_FROM_ELSEWHERE = Rule(
    code="cites-from-elsewhere",
    severity=Severity.ERROR,
    wants="""
        What is `stated` or `restated` comes from the article itself, so it cites a passage of the source
        whose text we hold (its passages have fingerprints).
    """,
    passes="""
        causes:
          - id: new-shoes
            origin: stated
            cites: [leaflet/p2]
    """,
    fails="""
        causes:
          - id: new-shoes
            origin: stated
            cites: [clinic/f1]
    """,
)


def cites_from_elsewhere(article: Article) -> Iterator[Finding]:
    """Find stated and restated claims that cite only other sources."""
    own, known = _own_sources(article), {source.id for source in article.sources}
    for name, index, claim in article.claims():
        cited = {cite.source for cite in claim.cites}
        if claim.origin is not Origin.ADDED and cited and cited <= known - own:
            yield CITES_FROM_ELSEWHERE.in_article(
                (name, index, "cites"),
                f'"{claim.id}" is {claim.origin} but cites no passage of the article itself',
                "cite the article's own passage, or write `origin: added`",
            )


ADDED_WITHOUT_SOURCE = Rule(
    code="added-without-source",
    severity=Severity.ERROR,
    wants="What is `added` does not come from the article, so it cites a passage of another source.",
    passes="""
        self_care:
          - id: pad-the-spot
            origin: added
            cites: [clinic/f1]
    """,
    fails="""
        self_care:
          - id: pad-the-spot
            origin: added
            cites: [leaflet/p7]
    """,
)


def added_without_source(article: Article) -> Iterator[Finding]:
    """Find added claims that cite only the article itself."""
    own = _own_sources(article)
    for name, index, claim in article.claims():
        cited = {cite.source for cite in claim.cites}
        if claim.origin is Origin.ADDED and cited and cited <= own:
            yield ADDED_WITHOUT_SOURCE.in_article(
                (name, index, "cites"),
                f'"{claim.id}" is added but cites only the article itself',
                "cite the source that it was added from, or write `origin: restated`",
            )


def _own_sources(article: Article) -> set[str]:
    return {
        source.id for source in article.sources if any(passage.fingerprint for passage in source.passages)
    }


PASSAGE_UNUSED = Rule(
    code="passage-unused",
    severity=Severity.WARNING,
    wants="""
        Every passage of a source feeds a claim or an item, is the place of a gap, or carries `waived` with
        a reason. What is left over may have been forgotten.
    """,
    passes="""
        sources:
          - id: leaflet
            passages:
              - {id: p20, says: ask for the leaflet in large print, waived: Not content}
    """,
    fails="""
        sources:
          - id: leaflet
            passages:
              - {id: p20, says: ask for the leaflet in large print}
    """,
)


def passage_unused(article: Article) -> Iterator[Finding]:
    """Find passages that nothing cites and nobody waived; a source that nothing uses has its own rule."""
    used = {cite for _, _, cite in cites(article)}
    used_sources = {cite.source for cite in used}
    for index, source in enumerate(article.sources):
        for place, passage in enumerate(source.passages if source.id in used_sources else ()):
            if passage.waived is None and Cite(source.id, passage.id) not in used:
                yield PASSAGE_UNUSED.in_article(
                    ("sources", index, "passages", place),
                    f'nothing cites the passage "{source.id}/{passage.id}"',
                    "cite it, or add `waived:` with the reason",
                )


WAIVED_YET_CITED = Rule(
    code="waived-yet-cited",
    severity=Severity.WARNING,
    wants="A passage that is waived is cited by nothing: one of the two is out of date.",
    passes="""
        sources:
          - id: leaflet
            passages:
              - {id: p2, says: new shoes rub}
    """,
    fails="""
        sources:
          - id: leaflet
            passages:
              - {id: p2, says: new shoes rub, waived: Not content}
    """,
)


def waived_yet_cited(article: Article) -> Iterator[Finding]:
    """Find passages that are waived although a claim or item cites them; a gap may lie in a waived one."""
    cited = {cite for _, where, cite in cites(article) if where[0] != "gaps"}
    for index, source in enumerate(article.sources):
        for place, passage in enumerate(source.passages):
            if passage.waived is not None and Cite(source.id, passage.id) in cited:
                yield WAIVED_YET_CITED.in_article(
                    ("sources", index, "passages", place, "waived"),
                    f'the passage "{source.id}/{passage.id}" is waived, and yet it is cited',
                )


SOURCE_UNUSED = Rule(
    code="source-unused",
    severity=Severity.WARNING,
    wants="Every source is cited by a claim or an item. A list of sources is no place for further reading.",
    passes="""
        sources:
          - {id: clinic, title: Care of the feet}
    """,
    fails="""
        sources:
          - {id: old-book, title: The walker, kind: other, seen: quoted, passages: [{id: f1, says: walk}]}
    """,
)


def source_unused(article: Article) -> Iterator[Finding]:
    """Find sources of which nothing cites a passage."""
    used = {cite.source for _, _, cite in cites(article)}
    for index, source in enumerate(article.sources):
        if source.id not in used:
            yield SOURCE_UNUSED.in_article(("sources", index), f'nothing cites the source "{source.id}"')


GAP_UNFILLED = Rule(
    code="gap-unfilled",
    severity=Severity.WARNING,
    wants="A gap is filled by at least one claim, or its note says why it stays open.",
    passes="""
        gaps:
          - id: shoe-list
            lead_in: "Look for these when you buy shoes:"
            what: list
            place: leaflet/p6
            note: No source that we could see gives such a list.
    """,
    fails="""
        gaps:
          - id: shoe-list
            lead_in: "Look for these when you buy shoes:"
            what: list
            place: leaflet/p6
    """,
)


def gap_unfilled(article: Article) -> Iterator[Finding]:
    """Find gaps that no claim fills and no note explains."""
    filled = {claim.fills for _, _, claim in article.claims()}
    for index, gap in enumerate(article.gaps):
        if gap.id not in filled and not gap.note:
            yield GAP_UNFILLED.in_article(
                ("gaps", index),
                f'nothing fills the gap "{gap.id}"',
                "write `fills:` at the claims that do, or a `note:` that says why it stays open",
            )


STATED_FILLS_GAP = Rule(
    code="stated-fills-gap",
    severity=Severity.ERROR,
    wants="""
        A gap is something that the source lost, so what fills it cannot be `stated` there: it is
        `restated` from elsewhere in the article or `added` from another source.
    """,
    passes="""
        self_care:
          - id: pad-the-spot
            origin: added
            fills: first-aid-list
    """,
    fails="""
        self_care:
          - id: pad-the-spot
            origin: stated
            fills: first-aid-list
    """,
)


def stated_fills_gap(article: Article) -> Iterator[Finding]:
    """Find claims that are said to stand at the very place where the source has a hole."""
    for name, index, claim in article.claims():
        if claim.origin is Origin.STATED and claim.fills is not None:
            yield STATED_FILLS_GAP.in_article(
                (name, index, "origin"), f'"{claim.id}" is stated, so it cannot fill the gap "{claim.fills}"'
            )


REVIEW_AHEAD = Rule(
    code="review-ahead",
    severity=Severity.ERROR,
    wants="A review has happened: its date is not after today, and the next review comes after it.",
    passes="""
        review: {status: reviewed, by: Dr A. Reader, date: "2026-01-01", next_review: "2999-01-01"}
    """,
    fails="""
        review: {status: reviewed, by: Dr A. Reader, date: "2998-01-01", next_review: "2999-01-01"}
    """,
)


def review_ahead(article: Article, today: str) -> Iterator[Finding]:
    """Find reviews dated after `today` ("YYYY-MM-DD"), or not before the review that is to follow them."""
    for part, where, review in _reviews(article):
        if review.date is not None and review.date > today:
            yield _dated(REVIEW_AHEAD, part, (*where, "date"), f"{review.date} has not come yet")
        elif review.date is not None and review.next_review is not None and review.next_review <= review.date:
            message = f"the next review is not after the one of {review.date}"
            yield _dated(REVIEW_AHEAD, part, (*where, "next_review"), message)


REVIEW_OVERDUE = Rule(
    code="review-overdue",
    severity=Severity.WARNING,
    wants="A text is read again by the date that `next_review` gives.",
    passes="""
        review: {status: unreviewed, next_review: "2999-01-01"}
    """,
    fails="""
        review: {status: unreviewed, next_review: "2001-01-01"}
    """,
)


def review_overdue(article: Article, today: str) -> Iterator[Finding]:
    """Find reviews whose next date lies before `today` ("YYYY-MM-DD")."""
    for part, where, review in _reviews(article):
        if review.next_review is not None and review.next_review < today:
            message = f"the review was due on {review.next_review}"
            yield _dated(REVIEW_OVERDUE, part, (*where, "next_review"), message)


def _reviews(article: Article) -> Iterator[tuple[Part, Where, Review]]:
    """Every review that stands in the files, and where; one that a claim or an item inherits counts once."""
    yield Part.ARTICLE, ("review",), article.review
    for name, index, claim in article.claims():
        if claim.review != article.review:
            yield Part.ARTICLE, (name, index, "review"), claim.review
    if article.quiz is None:
        return
    if article.quiz.review != article.review:
        yield Part.QUIZ, ("review",), article.quiz.review
    for index, item in items.active(article):
        if item.review not in (article.review, article.quiz.review):
            yield Part.QUIZ, ("items", index, "review"), item.review


def _dated(rule: Rule, part: Part, where: Where, message: str) -> Finding:
    return Finding(code=rule.code, part=part, where=where, message=message)


CHECKS: tuple[tuple[Rule, Check], ...] = (
    (CITES_FROM_ELSEWHERE, cites_from_elsewhere),
    (ADDED_WITHOUT_SOURCE, added_without_source),
    (PASSAGE_UNUSED, passage_unused),
    (WAIVED_YET_CITED, waived_yet_cited),
    (SOURCE_UNUSED, source_unused),
    (GAP_UNFILLED, gap_unfilled),
    (STATED_FILLS_GAP, stated_fills_gap),
)

DATED = ((REVIEW_AHEAD, review_ahead), (REVIEW_OVERDUE, review_overdue))
"""The rules that look at a date, each with the function that takes today's."""
