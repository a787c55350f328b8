from __future__ import annotations

import pytest
from overlays import found, laid, sock_fold

from quizapp.content.problem import Finding, Part


def test_an_absolute_word_in_the_key_as_well_gives_nothing_away() -> None:
    assert found(laid(sock_fold("Never rest", "Always pad", "Ask", "Go")), "absolute-in-distractor") == []


@pytest.mark.parametrize("text", ["Rest all day", "Do nothing at all", "Lonely walks", "Rest all week"])
def test_all_is_not_absolute_of_times(text: str) -> None:
    assert found(laid(sock_fold(text, "Pad it", "Ask", "Go")), "absolute-in-distractor") == []


def test_each_distractor_with_an_absolute_word_is_pointed_at() -> None:
    article = laid(sock_fold("Never rest", "Pad it", "Ask a nurse", "Only a doctor can help"))

    assert found(article, "absolute-in-distractor") == [
        Finding(
            code="absolute-in-distractor",
            part=Part.QUIZ,
            where=("items", 5, "options", place, "text"),
            message=f'only distractors say "{word}", which gives them away',
        )
        for place, word in ((0, "never"), (3, "only"))
    ]


def test_a_vague_word_in_a_distractor_as_well_gives_nothing_away() -> None:
    assert (
        found(laid(sock_fold("Maybe it may heal", "It may need a pad", "Ask", "Go")), "vague-word-in-key")
        == []
    )


def test_of_several_right_options_each_vague_one_is_pointed_at() -> None:
    article = laid(
        """
        quiz:
          items:
            - id: first-aid-at-home
              options:
                - {text: It often helps., correct: true, rationale: Because of reasons.}
                - {text: It may rub., correct: true, rationale: Because of reasons.}
                - {text: It hurts., rationale: Because of reasons.}
        """
    )

    assert [f.where for f in found(article, "vague-word-in-key")] == [
        ("items", 21, "options", 0, "text"),
        ("items", 21, "options", 1, "text"),
    ]


def test_a_rare_stem_word_in_a_distractor_too_gives_nothing_away() -> None:
    stem = "Ivo's violin teacher saw a pink toe."
    alone = sock_fold("Walk on", "Ask the violin teacher", "Ask a nurse", "Go now", stem=stem)
    shared = sock_fold("Play the violin", "Pad the violin toe", "Ask a nurse", "Go now", stem=stem)

    assert [f.message for f in found(laid(alone), "key-repeats-stem")] == [
        'of all options only the key repeats "violin" from the stem',
        'of all options only the key repeats "teacher" from the stem',
    ]
    assert found(laid(shared), "key-repeats-stem") == []


def test_a_word_is_known_in_its_other_forms() -> None:
    stem = "Ivo limped after two races."
    article = laid(sock_fold("Walk on", "Stop limping", "Ask a nurse", "Go now", stem=stem))

    assert [f.message for f in found(article, "key-repeats-stem")] == [
        'of all options only the key repeats "limping" from the stem'
    ]


def test_a_common_word_of_the_bank_may_come_back() -> None:
    stem = "A blister on one toe hurts Ivo."
    article = laid(sock_fold("Walk on", "Dry the blister", "Ask a nurse", "Go now", stem=stem))

    assert found(article, "key-repeats-stem") == []


def test_the_hub_of_the_options_is_found() -> None:
    article = laid(
        sock_fold("Wear thin socks", "Wear thin socks and pad the toe", "Pad the toe", "Ring a clinic")
    )
    assert [f.message for f in found(article, "key-like-the-others")] == [
        "the key shares 5 words with the other options, more than any of them"
    ]


def test_a_twin_of_one_distractor_is_no_hub() -> None:
    article = laid(sock_fold("Wear thin wool socks", "Wear thin wool pads", "Ask a nurse", "Ring a clinic"))

    assert found(article, "key-like-the-others") == []


@pytest.mark.parametrize(
    ("texts", "findings"),
    [
        (("Walk on", "Pad it", "Ask", "Go"), 0),
        (("Walk on.", "Pad it.", "Ask.", "Go!"), 0),
        (("Walk on", "Pad it", "Ask.", "Go"), 0),
        (("Walk on.", "Pad it.", "Ask", "Go"), 0),
        (("Walk on", "Pad it.", "Ask", "Go"), 1),
        (("Walk on.", "Pad it", "Ask.", "Go."), 1),
    ],
)
def test_the_key_does_not_end_alone(texts: tuple[str, str, str, str], findings: int) -> None:
    assert len(found(laid(sock_fold(*texts)), "key-punctuated-apart")) == findings


@pytest.mark.parametrize(
    ("lead_in", "options", "findings"),
    [
        ("Ivo needs a?", ("aid", "pad", "exam", "operation"), 1),
        ("Ivo needs a?", ("aid", "pad", "visit", "operation"), 0),
        ("Ivo needs an?", ("hat", "pad", "visit", "taxi"), 0),
        ("What does Ivo need?", ("aid", "pad", "exam", "operation"), 0),
    ],
)
def test_an_article_word_fits_more_than_the_key(
    lead_in: str, options: tuple[str, str, str, str], findings: int
) -> None:
    assert len(found(laid(sock_fold(*options, lead_in=lead_in)), "grammar-gives-key")) == findings
