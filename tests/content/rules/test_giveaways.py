from __future__ import annotations

import pytest
from overlays import found, laid

from quizapp.content.problem import Finding, Part
from quizapp.content.rules.giveaways import KEYS_LONGEST_IN_BANK


def sock_fold(carry_on: str, modify: str, book: str, urgent: str, **keys: str) -> str:
    """Return a fragment with these options for an item keyed modify."""
    texts = {"carry-on": carry_on, "modify": modify, "book": book, "urgent": urgent}
    options = ", ".join(f"{{level: {level}, text: {text!r}}}" for level, text in texts.items())
    more = "".join(f", {key}: {value!r}" for key, value in keys.items())
    return f"quiz: {{items: [{{id: sock-fold, options: [{options}]{more}}}]}}"


def choice(*options: str, right: tuple[int, ...], kind: str = "choice") -> str:
    """Return a fragment with an item of its own."""
    entries = ", ".join(
        f"{{text: {text!r}, correct: {str(index in right).lower()}, rationale: Because of reasons.}}"
        for index, text in enumerate(options)
    )
    return f"""
        quiz:
          items:
            - id: own-item
              kind: {kind}
              stem: Ravi thinks about his shoes.
              lead_in: What is best?
              cites: [leaflet/p1]
              options: [{entries}]
        """


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
    article = laid(choice("It often helps", "It may rub", "It hurts", right=(0, 1), kind="multiple"))

    assert [f.where for f in found(article, "vague-word-in-key")] == [
        ("items", 23, "options", 0, "text"),
        ("items", 23, "options", 1, "text"),
    ]


@pytest.mark.parametrize(
    ("texts", "findings"),
    [
        pytest.param(("a b c d", "a b c d e", "b c d e", "c d e f"), 0, id="a quarter more is fair"),
        pytest.param(("a b c d", "a b c d e f", "b c d e", "c d e f"), 1, id="half more is not"),
        pytest.param(("a b c d e f", "b c d e f g", "b c", "c d"), 0, id="as long as the longest distractor"),
    ],
)
def test_the_key_may_be_a_quarter_longer_than_the_mean(
    texts: tuple[str, str, str, str], findings: int
) -> None:
    assert len(found(laid(sock_fold(*texts)), "key-longest")) == findings


def test_items_with_several_right_options_have_no_longest_key() -> None:
    article = laid(choice("a b c d e f g h", "a b c d e f g i", "a", right=(0, 1), kind="multiple"))

    assert found(article, "key-longest") == []


def test_a_bank_is_judged_by_chance() -> None:
    """Of the twenty-one items with one key, eleven by chance would be p = .0075, ten p = .02."""
    six_more = KEYS_LONGEST_IN_BANK.fails
    five_more = six_more.rpartition("    - id: first-run")[0]

    assert [f.message for f in found(laid(six_more), "keys-longest-in-bank")] == [
        "the key is the longest option in 11 of 21 items"
    ]
    assert found(laid(five_more), "keys-longest-in-bank") == []


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
