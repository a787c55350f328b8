from dataclasses import replace

from overlays import found, laid, told

from quizapp.problem import Part


def test_a_stated_claim_may_cite_other_sources_beside_its_own() -> None:
    article = laid("causes: [{id: new-shoes, cites: [clinic/f1, leaflet/p2]}]")

    assert found(article, "cites-from-elsewhere") == []


def test_a_cite_of_an_unknown_source_is_no_matter_of_origin() -> None:
    article = laid("causes: [{id: new-shoes, cites: [leafet/p2]}]")

    assert found(article, "cites-from-elsewhere") == []


def test_a_gap_uses_the_passage_in_which_it_lies() -> None:
    """Nothing but the gap names leaflet/p6."""
    article = laid()

    assert found(article, "passage-unused") == []
    assert told(replace(article, gaps=()), "passage-unused") == [
        'article.yaml/sources/0/passages/5: nothing cites the passage "leaflet/p6"'
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
    assert told(article, "source-unused") == ['article.yaml/sources/2: nothing cites the source "old-book"']


def test_a_review_is_overdue_from_the_day_after() -> None:
    article = laid('review: {status: unreviewed, next_review: "2027-05-23"}')

    assert found(article, "review-overdue", today="2027-05-23") == []
    assert told(article, "review-overdue", "2027-05-24") == [
        "article.yaml/review/next_review: the next review was due on 2027-05-23"
    ]


def test_reviews_of_their_own_are_judged_where_they_stand() -> None:
    article = laid(
        """
        causes:
          - {id: new-shoes, review: {status: unreviewed, next_review: "2026-01-01"}}
        quiz:
          review: {status: unreviewed, next_review: "2026-02-01"}
          pairs:
            - {id: first-run, review: {status: unreviewed, next_review: "2026-03-01"}}
            - {id: wet-sock, review: {status: unreviewed}}
        """
    )
    assert [(f.part, f.where) for f in found(article, "review-overdue", today="2026-11-23")] == [
        (Part.ARTICLE, ("causes", 0, "review", "next_review")),
        (Part.QUIZ, ("review", "next_review")),
        (Part.QUIZ, ("pairs", 0, "review", "next_review")),
    ]


def reviewed(date: str, next_review: str) -> str:
    return f'review: {{status: reviewed, by: Dr A. Reader, date: "{date}", next_review: "{next_review}"}}'


def test_a_review_of_tomorrow_has_not_happened() -> None:
    article = laid(reviewed("2026-11-24", "2027-01-01"))
    message = "2026-11-24 has not come yet, so nobody can have reviewed this then"

    assert told(article, "review-ahead", "2026-11-23") == [f"article.yaml/review/date: {message}"]
    assert told(article, "review-ahead", "2026-11-24") == []


def test_the_next_review_comes_after_the_last() -> None:
    assert told(laid(reviewed("2026-01-02", "2026-01-02")), "review-ahead", "2026-11-23") == [
        "article.yaml/review/next_review: the next review isn't after the last one, of 2026-01-02"
    ]
