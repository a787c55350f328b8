from __future__ import annotations

import pytest
from overlays import found, laid, sock_fold

from quizapp.content.problem import Finding, Part


@pytest.mark.parametrize(
    "lead_in",
    [
        "What should Ivo NOT do?",
        "Which step is least safe?",
        "All help, except which?",
        "What shouldn't Ivo do?",
        "What would he never do?",
    ],
)
def test_a_lead_in_that_asks_for_what_is_wrong_is_found(lead_in: str) -> None:
    assert len(found(laid(sock_fold(lead_in=lead_in)), "negative-lead-in")) == 1


@pytest.mark.parametrize(
    "lead_in", ["What is best at least for now?"[:12] + "?", "What should Noah do next?"]
)
def test_words_that_look_negative_are_no_matter(lead_in: str) -> None:
    assert found(laid(sock_fold(lead_in=lead_in)), "negative-lead-in") == []


@pytest.mark.parametrize(
    ("lead_in", "findings"),
    [
        ("Which is true?", 1),
        ("Which of the following statements is correct?", 1),
        ("What is right?", 1),
        ("What is the right step for Ivo?", 0),
        ("Which step is right for Ivo?", 0),
        ("Whose blister is wrong to open at home?", 0),
    ],
)
def test_a_lead_in_can_be_answered_before_the_options(lead_in: str, findings: int) -> None:
    assert len(found(laid(sock_fold(lead_in=lead_in)), "open-lead-in")) == findings


def test_a_stem_has_room_for_sixty_words() -> None:
    assert found(laid(sock_fold(stem="Rest. " * 60)), "stem-too-long") == []
    assert found(laid(sock_fold(stem="Rest. " * 61)), "stem-too-long") == [
        Finding(
            code="stem-too-long",
            part=Part.QUIZ,
            where=("items", 5, "stem"),
            message="the stem has 61 words; sixty is the most",
        )
    ]


@pytest.mark.parametrize(
    ("stem", "findings"),
    [
        ("A toe is pink. Is it broken?", 1),
        ('A toe is pink. "Is it broken?" Ivo asks.', 0),
        ("A toe is pink. “Is it broken? Must I stop?” Ivo asks.", 0),
    ],
)
def test_one_question_is_asked_and_quoted_ones_do_not_count(stem: str, findings: int) -> None:
    assert len(found(laid(sock_fold(stem=stem)), "two-questions")) == findings


NEARLY = """
quiz:
  items:
    - id: sock-fold
      stem: A fold in Ivo's sock has rubbed one toe on two walks. The skin is pink and whole.
      {one}
    - id: wet-sock
      stem: A fold in Una's sock has rubbed one toe on two walks. The skin is pink and whole.
      {other}
"""


def test_nearly_the_same_stem_names_the_other_item() -> None:
    assert found(laid(NEARLY.format(one="", other="")), "stems-alike") == [
        Finding(
            code="stems-alike",
            part=Part.QUIZ,
            where=("items", 7, "stem"),
            message='this stem is nearly that of "sock-fold"',
            hint="change one of them, or give both the same `family`",
        )
    ]


def test_siblings_may_have_nearly_the_same_stem() -> None:
    assert found(laid(NEARLY.format(one="family: sock", other="family: sock")), "stems-alike") == []
    assert len(found(laid(NEARLY.format(one="family: sock", other="family: toe")), "stems-alike")) == 1


def test_sort_items_share_their_task() -> None:
    article = laid(
        """
        quiz:
          items:
            - id: sort-again
              kind: sort
              stem: Put each sign under the step that fits it.
              lead_in: Where does each sign belong?
              cites: [leaflet/p1]
              entries:
                - {sign: small-blister, rationale: Small and clear needs nothing but time and soap.}
                - {sign: rubbing-spot, rationale: Pink and whole needs another sock or shoe soon.}
        """
    )
    assert found(article, "stems-alike") == []


def test_a_stem_that_spells_out_another_key_is_found_once_for_that_item() -> None:
    article = laid(
        """
        quiz:
          items:
            - {id: sock-fold, options: [{level: modify, text: Smooth the sock and pad the pink toe}]}
            - {id: wet-sock, stem: Una was told to smooth the sock and pad the pink toe. Her heel is pink.}
        """
    )

    assert found(article, "answer-in-another-stem") == [
        Finding(
            code="answer-in-another-stem",
            part=Part.QUIZ,
            where=("items", 7, "stem"),
            message='"smooth the sock and" is in the key of "sock-fold"',
        )
    ]


def test_a_run_of_common_words_tells_nothing() -> None:
    article = laid(
        """
        quiz:
          items:
            - {id: sock-fold, options: [{level: modify, text: Go back to what it was before}]}
            - {id: wet-sock, stem: Una wants to go back to what it was like. Her heel is pink.}
        """
    )
    assert found(article, "answer-in-another-stem") == []


def test_words_that_are_also_a_distractor_elsewhere_tell_nothing() -> None:
    article = laid(
        """
        quiz:
          items:
            - {id: sock-fold, options: [{level: modify, text: Smooth the sock and pad the toe}]}
            - {id: tight-lace, options: [{level: carry-on, text: Smooth the sock and pad the toe}]}
            - {id: wet-sock, stem: Una was told to smooth the sock and pad the toe. Her heel is pink.}
        """
    )
    assert found(article, "answer-in-another-stem") == []


def test_a_stem_may_hold_its_own_key_and_that_of_a_sibling() -> None:
    article = laid(
        """
        quiz:
          items:
            - id: sock-fold
              family: sock
              stem: Ivo was told to smooth the sock and pad the toe.
              options: [{level: modify, text: Smooth the sock and pad the toe}]
            - {id: wet-sock, family: sock, stem: Una was told to smooth the sock and pad the toe as well.}
        """
    )
    assert found(article, "answer-in-another-stem") == []
