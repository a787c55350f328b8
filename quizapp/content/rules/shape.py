"""The rules of shape: which keys stand where, and what their values look like.

`content.shape.schema` reports them; this is what `quizapp explain` says of them. Samples are fragments, as
in the editorial rules: keys of article.yaml, and keys of quiz.yaml under `quiz:`.
"""

from __future__ import annotations

from quizapp.content.problem import Severity
from quizapp.content.rules.rule import Rule


def _rule(code: str, wants: str, *, passes: str, fails: str) -> Rule:
    return Rule(code=code, severity=Severity.ERROR, wants=wants, passes=passes, fails=fails)


SHAPE_RULES = (
    _rule(
        "missing-key",
        "What readers need, and what the program needs to tell things apart, is there.",
        passes="""
            review:
              status: unreviewed
        """,
        fails="""
            review:
              next_review: "2027-05-23"
        """,
    ),
    _rule(
        "unknown-key",
        "Only the keys of the format stand in a file. Another key is a slip, or says something nobody reads.",
        passes="""
            review:
              status: unreviewed
              next_review: "2027-05-23"
        """,
        fails="""
            review:
              status: unreviewed
              next_reveiw: "2027-05-23"
        """,
    ),
    _rule(
        "wrong-type",
        "Text is where text is wanted, a list where a list is. A number that is meant as text needs quotes.",
        passes='title: "112"',
        fails="title: 112",
    ),
    _rule(
        "no-value",
        "A key has a value. What there is nothing to say about is left out, key and all.",
        passes="licence: not-stated",
        fails="licence:",
    ),
    _rule(
        "empty-text",
        "A text has something in it.",
        passes="licence: not-stated",
        fails='licence: ""',
    ),
    _rule(
        "too-long",
        "A text fits where it is shown: a title in a heading, an option in a list of four.",
        passes="licence: not-stated",
        fails=f"licence: {'not stated ' * 20}",
    ),
    _rule(
        "not-allowed",
        "Some keys take one of a few words, because pages, grading and rules go by them.",
        passes="review: {status: unreviewed}",
        fails="review: {status: unchecked}",
    ),
    _rule(
        "bad-id",
        """
        An id has small letters, digits and single hyphens, at most 60 characters: it stands in addresses and
        in other files. It never changes once it is published.
        """,
        passes="id: sore-heel",
        fails="id: Sore Heel",
    ),
    _rule(
        "bad-date",
        "A day is written as year, month and day, and is in the calendar.",
        passes='review: {status: unreviewed, next_review: "2027-02-28"}',
        fails='review: {status: unreviewed, next_review: "2027-02-30"}',
    ),
    _rule(
        "bad-form",
        """
        Cites (source-id/passage-id), web addresses, language tags, fingerprints and the name of the verdict's
        rule each have a form of their own.
        """,
        passes="lang: en",
        fails="lang: English",
    ),
    _rule(
        "out-of-range",
        "A number makes sense where it stands: a share lies between 0 and 1, a count is not negative.",
        passes="""
            quiz:
              blueprint:
                - {cell: spreading-redness, level: urgent, at_least: 1}
        """,
        fails="""
            quiz:
              blueprint:
                - {cell: spreading-redness, level: urgent, at_least: -1}
        """,
    ),
    _rule(
        "wrong-count",
        """
        Some lists have a certain length: four levels, two competencies, four options in a scenario, and one
        right option in an item of kind choice.
        """,
        passes="""
            competencies:
              - {id: modify-training, title: When to ease off, body: You know when to ease off.}
              - {id: seek-care, title: When to get help, body: You know when to get help.}
        """,
        fails="""
            competencies:
              - {id: seek-care, title: When to get help, body: You know when to get help.}
        """,
    ),
    _rule(
        "wrong-order",
        "Levels run from carry-on to urgent, wherever they are listed, so that readers learn one scale.",
        passes="""
            competencies:
              - {id: modify-training, title: When to ease off, body: You know when to ease off.}
              - {id: seek-care, title: When to get help, body: You know when to get help.}
        """,
        fails="""
            competencies:
              - {id: seek-care, title: When to get help, body: You know when to get help.}
              - {id: modify-training, title: When to ease off, body: You know when to ease off.}
        """,
    ),
)
"""The rules that the schema keeps."""
