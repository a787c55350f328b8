import json

import pytest
from factories import with_items
from overlays import found, laid, sock_fold, told

from quizapp.content.model import quiz_of
from quizapp.library.samples import samples
from quizapp.problem import Finding, Part

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
            hint=f'shorten the hardest sentence, of grade 47: "{HARD[:-1]}, unquestionably."',
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
    assert [
        (f.where, f.message) for f in found(laid(samples()["quiz-hard-to-read"].fails), "quiz-hard-to-read")
    ] == [
        (
            ("pairs", 1, "stories", 0, "story"),
            'the story of "sock-fold-a" reads at grade 24.9 by Flesch-Kincaid; 10 is the most',
        )
    ]


def test_one_long_word_makes_no_hard_stem() -> None:
    article = laid(sock_fold("story: Ibuprofen is an anti-inflammatory medicine."))

    assert found(article, "quiz-hard-to-read") == []


def test_all_texts_of_a_quiz_are_pooled() -> None:
    """One pair is left; it is easy, but not easy enough for the introduction."""
    article = laid(f"quiz: {{intro: {HARD} {HARD} {HARD} {HARD}}}")
    one_left = with_items(article, quiz_of(article).items[:2])

    assert found(one_left, "quiz-hard-to-read") == [
        Finding(
            code="quiz-hard-to-read",
            part=Part.QUIZ,
            where=("intro",),
            message="the quiz reads at grade 11.7 by Flesch-Kincaid; 8 is the most",
            hint=f'shorten the hardest sentence, of grade 46: "{HARD}"',
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

    assert told(laid(unexplained), "acronym-unexplained") == [
        'article.yaml/faqs/0/question: nothing explains "NSAID"'
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
          pairs:
            - id: sock-fold
              stories: [{story: "Ivo has these signs:", reason: "He should do the following at once:"}]
        """
    )
    assert [f.where for f in found(article, "ends-in-colon")] == [
        ("pairs", 1, "stories", 0, "story"),
        ("pairs", 1, "stories", 0, "reason"),
    ]


def body(text: str) -> str:
    return f"causes: [{{id: new-shoes, body: {json.dumps(text)}}}]"


def stem(text: str) -> str:
    return sock_fold(f"story: {json.dumps(text)}")


@pytest.mark.parametrize(
    ("fragment", "seen"),
    [
        (body("Shoes &amp; socks rub."), ['HTML is not read here: "&amp;"']),
        (body("See ![a heel](heel.png)."), ['an image is not read here: "![a heel]("']),
        (stem("Aron has **one** blister."), ['Markdown is not read here: "**o"']),
        (body("New leather is **stiff** and [hard](https://example.org)."), []),
        (stem("His pain is < 3 out of 10 & fading, <10 km, a * b."), []),
    ],
)
def test_marks_that_readers_would_see_are_told(fragment: str, seen: list[str]) -> None:
    assert [finding.message for finding in found(laid(fragment), "mark-shown")] == seen
