import pytest
from overlays import found, laid, told

PLACE = "pairs/1/stories/0/allow/0/rule"


def allowing(rule: str, *, ask: str) -> str:
    return f"""
        quiz:
          pairs:
            - id: sock-fold
              ask: {ask}
              stories: [{{allow: [{{rule: {rule}, because: It is meant so.}}]}}]
        """


def test_an_allowed_warning_is_silent_in_its_pair_only() -> None:
    article = laid(
        """
        quiz:
          pairs:
            - id: sock-fold
              ask: Ivo should
              stories: [{}, {allow: [{rule: lead-in-no-question, because: Fine.}]}]
            - {id: wet-sock, ask: Una should}
        """
    )
    assert [f.where for f in found(article, "lead-in-no-question")] == [("pairs", 2, "ask")]
    assert found(article, "allowance-idle") == []


def test_an_allowed_warning_is_silent_at_its_claim() -> None:
    article = laid(
        """
        faqs:
          - id: pain-relief
            question: Is an MRI needed?
            allow: [{rule: acronym-unexplained, because: Everybody who had one knows.}]
        """
    )
    assert found(article, "acronym-unexplained") == []
    assert found(article, "allowance-idle") == []


def test_an_error_cannot_be_allowed() -> None:
    article = laid(allowing("negative-lead-in", ask="What should Ivo not do?"))

    assert len(found(article, "negative-lead-in")) == 1
    assert [f.message for f in found(article, "allowance-idle")] == [
        '"negative-lead-in" is an error, which cannot be allowed'
    ]


def test_an_allowance_that_silences_nothing_is_reported() -> None:
    assert told(laid(allowing("lead-in-no-question", ask="What now?")), "allowance-idle") == [
        f'quiz.yaml/{PLACE}: nothing here breaks the rule "lead-in-no-question" any more'
    ]


def test_an_allowance_of_an_unknown_rule_gets_a_guess() -> None:
    article = laid(allowing("lead-in-no-questions", ask="Ivo should"))

    assert [(f.message, f.hint) for f in found(article, "allowance-idle")] == [
        ('there is no rule "lead-in-no-questions"', 'did you mean "lead-in-no-question"?')
    ]
    assert len(found(article, "lead-in-no-question")) == 1


@pytest.mark.parametrize(
    ("today", "messages"),
    [
        (None, []),
        ("2026-11-23", []),
        ("2000-01-01", ['nothing here breaks the rule "review-overdue" any more']),
    ],
)
def test_an_allowance_is_not_judged_where_its_rule_does_not_run(
    today: str | None, messages: list[str]
) -> None:
    article = laid(
        """
        causes:
          - id: new-shoes
            review: {status: unreviewed, next_review: "2001-01-01"}
            allow: [{rule: review-overdue, because: The reviewer is ill.}]
        """
    )
    assert [f.message for f in found(article, "allowance-idle", today)] == messages


def test_the_allowances_of_a_withdrawn_item_rest() -> None:
    article = laid(
        """
        quiz:
          pairs:
            - id: sock-fold
              stories:
                - withdrawn: It was unclear.
                  allow: [{rule: lead-in-no-question, because: It is meant so.}]
        """
    )
    assert found(article, "allowance-idle") == []


def test_a_warning_about_a_source_has_no_owner_and_stays() -> None:
    article = laid(
        """
        causes:
          - {id: new-shoes, allow: [{rule: source-unused, because: It is meant so.}]}
        sources:
          - {id: old-book, title: The walker, kind: other, seen: quoted, passages: [{id: f1, says: walk}]}
        """
    )
    assert len(found(article, "source-unused")) == 1
    assert len(found(article, "allowance-idle")) == 1
