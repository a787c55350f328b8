from __future__ import annotations

from dataclasses import replace

from overlays import found, laid

from quizapp.content.problem import Finding, Part
from quizapp.content.rules.provenance import review_overdue


def test_a_stated_claim_may_cite_other_sources_beside_its_own() -> None:
    assert (
        found(laid("causes: [{id: new-shoes, cites: [clinic/f1, leaflet/p2]}]"), "cites-from-elsewhere") == []
    )


def test_a_restated_claim_needs_the_articles_own_words() -> None:
    article = laid("takeaways: [{id: small-and-clear-is-fine, cites: [clinic/f1]}]")

    assert found(article, "cites-from-elsewhere") == [
        Finding(
            code="cites-from-elsewhere",
            part=Part.ARTICLE,
            where=("takeaways", 0, "cites"),
            message='"small-and-clear-is-fine" is restated but cites no passage of the article itself',
            hint="cite the article's own passage, or write `origin: added`",
        )
    ]


def test_an_added_claim_may_also_cite_the_article() -> None:
    article = laid("self_care: [{id: pad-the-spot, cites: [leaflet/p6, clinic/f1]}]")

    assert found(article, "added-without-source") == []


def test_a_cite_of_an_unknown_source_is_no_matter_of_origin() -> None:
    article = laid("causes: [{id: new-shoes, cites: [leafet/p2]}]")

    assert found(article, "cites-from-elsewhere") == []


def test_a_gap_uses_the_passage_in_which_it_lies() -> None:
    """Nothing but the gap names leaflet/p6."""
    article = laid()

    assert found(article, "passage-unused") == []
    assert found(replace(article, gaps=()), "passage-unused") == [
        Finding(
            code="passage-unused",
            part=Part.ARTICLE,
            where=("sources", 0, "passages", 5),
            message='nothing cites the passage "leaflet/p6"',
            hint="cite it, or add `waived:` with the reason",
        )
    ]


def test_a_gap_may_lie_in_a_waived_passage() -> None:
    article = laid(
        "sources: [{id: leaflet, passages: [{id: p6, says: announces first aid, waived: A lead-in}]}]"
    )

    assert found(article, "waived-yet-cited") == []


def test_a_source_that_nothing_uses_is_reported_once_and_not_passage_by_passage() -> None:
    article = laid(
        """
        sources:
          - id: old-book
            title: The walker
            kind: other
            seen: quoted
            passages: [{id: f1, says: walk}, {id: f2, says: rest}]
        """
    )
    assert found(article, "passage-unused") == []
    assert found(article, "source-unused") == [
        Finding(
            code="source-unused",
            part=Part.ARTICLE,
            where=("sources", 2),
            message='nothing cites the source "old-book"',
        )
    ]


def test_a_review_is_overdue_from_the_day_after() -> None:
    article = laid('review: {status: unreviewed, next_review: "2027-05-23"}')

    assert found(article, "review-overdue", today="2027-05-23") == []
    assert found(article, "review-overdue", today="2027-05-24") == [
        Finding(
            code="review-overdue",
            part=Part.ARTICLE,
            where=("review", "next_review"),
            message="the review was due on 2027-05-23",
        )
    ]


def test_reviews_of_their_own_are_judged_where_they_stand() -> None:
    article = laid(
        """
        causes:
          - {id: new-shoes, review: {status: unreviewed, next_review: "2026-01-01"}}
        quiz:
          review: {status: unreviewed, next_review: "2026-02-01"}
          items:
            - {id: first-run, review: {status: unreviewed, next_review: "2026-03-01"}}
            - {id: dance-night, review: {status: unreviewed}}
        """
    )
    assert [(f.part, f.where) for f in found(article, "review-overdue", today="2026-11-23")] == [
        (Part.ARTICLE, ("causes", 0, "review", "next_review")),
        (Part.QUIZ, ("review", "next_review")),
        (Part.QUIZ, ("items", 0, "review", "next_review")),
    ]


def test_without_a_date_no_review_is_judged() -> None:
    article = laid('review: {status: unreviewed, next_review: "2001-01-01"}')

    assert found(article, "review-overdue") == []


def test_an_article_without_a_quiz_can_be_overdue() -> None:
    article = replace(laid('review: {status: unreviewed, next_review: "2001-01-01"}'), quiz=None)

    assert len(list(review_overdue(article, "2026-11-23"))) == 1


def test_a_review_of_tomorrow_has_not_happened() -> None:
    article = laid(
        'review: {status: reviewed, by: Dr A. Reader, date: "2026-11-24", next_review: "2027-01-01"}'
    )
    (finding,) = found(article, "review-ahead", "2026-11-23")
    assert (finding.where, finding.message) == (("review", "date"), "2026-11-24 has not come yet")
    assert found(article, "review-ahead", "2026-11-24") == []


def test_the_next_review_comes_after_the_last() -> None:
    article = laid(
        'review: {status: reviewed, by: Dr A. Reader, date: "2026-01-02", next_review: "2026-01-02"}'
    )
    (finding,) = found(article, "review-ahead", "2026-11-23")
    assert finding.where == ("review", "next_review")
