from __future__ import annotations

import pytest
from overlays import found, laid

from quizapp.content.problem import Finding, Part
from quizapp.content.rules.texts import QUIZ_HARD_TO_READ

HARD = "Considerable inflammatory deterioration necessitates comprehensive dermatological evaluation."
LONG_WORDS = (
    "Ask a physician, a relative, a pharmacist, a therapist, a counsellor, a manager or a passenger. "
)


def test_a_hard_article_is_reported_at_its_hardest_sentence() -> None:
    article = laid(
        f"""
        summary: Rest. {HARD} {HARD}
        topics: [{{id: skin-hardens, body: {HARD} {HARD}}}]
        faqs: [{{id: pain-relief, answer: "Rest. {HARD[:-1]}, unquestionably."}}]
        """
    )
    assert found(article, "article-hard-to-read") == [
        Finding(
            code="article-hard-to-read",
            part=Part.ARTICLE,
            where=("faqs", 0, "answer"),
            message="the article reads at grade 9.5 by Flesch-Kincaid; 8 is the most",
            hint=f'the hardest sentence reads at grade 47: "{HARD[:-1]}, unquestionably."',
        )
    ]


def test_smog_is_asked_from_thirty_sentences_on() -> None:
    few, enough = (laid(f"topics: [{{id: skin-hardens, body: {LONG_WORDS * count!r}}}]") for count in (7, 8))

    assert found(few, "article-hard-to-read") == []
    assert [(f.where, f.message) for f in found(enough, "article-hard-to-read")] == [
        (("topics", 0, "body"), "the article reads at 11.0 by SMOG; 10 is the most")
    ]


def test_the_address_of_a_link_is_no_text_of_the_article() -> None:
    address = "https://example.org/" + "/".join(["considerable-inflammatory-deterioration"] * 20)
    article = laid(f"summary: 'Pad [the spot]({address}).'")

    assert found(article, "article-hard-to-read") == []


def test_one_hard_stem_is_found_in_an_easy_quiz() -> None:
    assert [(f.where, f.message) for f in found(laid(QUIZ_HARD_TO_READ.fails), "quiz-hard-to-read")] == [
        (
            ("items", 5, "stem"),
            'the stem of "sock-fold" reads at grade 24.9 by Flesch-Kincaid; 10 is the most',
        )
    ]


def test_one_long_word_makes_no_hard_stem() -> None:
    article = laid("quiz: {items: [{id: sock-fold, stem: Ibuprofen is an anti-inflammatory medicine.}]}")

    assert found(article, "quiz-hard-to-read") == []


def test_all_texts_of_a_quiz_are_pooled() -> None:
    """One item is left; it is easy, but not easy enough for the introduction."""
    quiz = laid().quiz
    assert quiz is not None
    rest = ", ".join(f"{{id: {item.id}, withdrawn: It was unclear.}}" for item in quiz.items[1:])
    article = laid(f"quiz: {{intro: {HARD} {HARD} {HARD} {HARD}, items: [{rest}]}}")

    assert found(article, "quiz-hard-to-read") == [
        Finding(
            code="quiz-hard-to-read",
            part=Part.QUIZ,
            where=("intro",),
            message="the quiz reads at grade 11.8 by Flesch-Kincaid; 8 is the most",
            hint=f'the hardest sentence reads at grade 46: "{HARD}"',
        )
    ]


@pytest.mark.parametrize(
    ("question", "findings"),
    [
        ("Is an MRI needed?", 1),
        ("Are MRIs needed?", 1),
        ("Is an MRI (a scan that shows soft parts) needed?", 0),
        ("Is a scan (MRI) needed?", 0),
        ("Is it OK to watch TV at 5 PM in the UK?", 0),
        ("Do I need an X-ray?", 0),
    ],
)
def test_short_forms_are_explained(question: str, findings: int) -> None:
    article = laid(f"faqs: [{{id: pain-relief, question: {question!r}}}]")

    assert len(found(article, "acronym-unexplained")) == findings


def test_a_short_form_is_reported_at_its_first_use_and_may_be_explained_anywhere() -> None:
    unexplained = "faqs: [{id: pain-relief, question: 'An NSAID?', answer: 'An NSAID can help.'}]\n"
    explained = "takeaways: [{id: small-and-clear-is-fine, text: 'No NSAID (a pain reliever) is needed.'}]"

    assert found(laid(unexplained), "acronym-unexplained") == [
        Finding(
            code="acronym-unexplained",
            part=Part.ARTICLE,
            where=("faqs", 0, "question"),
            message='nothing explains "NSAID"',
            hint='write "NSAID (what it is in plain words)" at its first use, or do without it',
        )
    ]
    assert found(laid(unexplained + explained), "acronym-unexplained") == []


@pytest.mark.parametrize(
    ("body", "findings"),
    [
        ("Look at these:", 1),
        ("Look at **these:**", 1),
        ("Look at these:\n\nThe heel is first.", 1),
        ("Look at these:\n\n- the heel", 0),
        ("Look at these:\n- the heel", 0),
        ("Look at these:\n\n1. the heel", 0),
        ("Two things rub: the heel and the toe.", 0),
    ],
)
def test_what_is_announced_follows(body: str, findings: int) -> None:
    article = laid(f"causes: [{{id: new-shoes, body: {yaml_text(body)}}}]")

    assert len(found(article, "ends-in-colon")) == findings


def yaml_text(text: str) -> str:
    return '"' + text.replace("\n", "\\n") + '"'


def test_stems_and_rationales_end_as_well() -> None:
    article = laid(
        """
        quiz:
          items:
            - id: sock-fold
              stem: "Ivo has these signs:"
              options: [{level: book, rationale: "Whole skin needs no visit, but do the following:"}]
        """
    )
    assert [f.where for f in found(article, "ends-in-colon")] == [
        ("items", 5, "stem"),
        ("items", 5, "options", 2, "rationale"),
    ]
