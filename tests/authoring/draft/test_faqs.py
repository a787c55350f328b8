from inspect import cleandoc

import pytest

from quizapp.authoring.draft.draft import drafted
from quizapp.authoring.skeleton import article_of
from quizapp.authoring.source_text.formats import read

PAGE = "<h1>Heels</h1><h2>FAQ</h2>"
PAIRS = [("Does ice help?", "Yes. Wrap it."), ("Should I rest?", "A day or two.")]


def faqs(text: str) -> list[tuple[str, str]]:
    article = article_of(drafted(read(cleandoc(text), "en"), "x").yaml)
    return [(faq.question, faq.answer) for faq in article.faqs]


@pytest.mark.parametrize(
    "text",
    [
        """
        Heels
        FAQ
        - Does ice help?
        - Yes. Wrap it.
        - Should I rest?
        - A day or two.
        """,
        """
        Heels
        FAQ
        1. Does ice help?
        Yes. Wrap it.
        2. Should I rest?
        A day or two.
        """,
        """
        Heels
        FAQ
        1. Does ice help? Yes. Wrap it.
        2. Should I rest? A day or two.
        """,
        """
        Heels
        FAQ
        Q: Does ice help?
        A: Yes. Wrap it.
        Q: Should I rest?
        A: A day or two.
        """,
        """
        Heels
        FAQ
        Does ice help?
        Yes. Wrap it.
        Should I rest?
        A day or two.
        """,
        """
        # Heels
        ## FAQ
        **Does ice help?** Yes. Wrap it.

        **Should I rest?** A day or two.
        """,
        """
        # Heels
        ## Does ice help?
        Yes. Wrap it.
        ## Should I rest?
        A day or two.
        """,
        """
        # Heels
        ## FAQ
        - Does ice help?
          - Yes. Wrap it.
        - Should I rest?
          - A day or two.
        """,
        f"{PAGE}<dl><dt>Does ice help?<dd>Yes. Wrap it.<dt>Should I rest?<dd>A day or two.</dl>",
        f"{PAGE}<p>Q. Does ice help?<br>A. Yes. Wrap it.<p>Q. Should I rest?<br>A. A day or two.",
    ],
    ids=[
        *(
            "in turns",
            "numbered lines",
            "numbered, in one line",
            "Q: and A:",
            "lines",
            "strong letters",
            "headings",
        ),
        *("answers below", "terms", "Q. and A. in one paragraph"),
    ],
)
def test_every_shape_gives_the_same_questions(text: str) -> None:
    assert faqs(text) == PAIRS


def test_an_answer_keeps_its_paragraphs_and_lists() -> None:
    text = """
    # Heels
    ## FAQ
    ### What helps?
    Two things help:

    - ice
      - in a cloth
    - rest

    Try them.
    """
    assert faqs(text) == [("What helps?", "Two things help:\n\n- ice\n  - in a cloth\n- rest\n\nTry them.")]


def test_a_question_of_several_sentences_is_one() -> None:
    text = "Heels\nFAQ\nQ: My heel is red. Is that bad? I worry.\nA: It can be."
    assert faqs(text) == [("My heel is red. Is that bad?", "I worry.\n\nIt can be.")]


def test_a_question_without_an_answer_is_a_gap() -> None:
    draft = drafted(read("Heels\nFAQ\nQ: I have some. Does ice help?\nQ: Does heat help?\nA: No."), "x")
    article = article_of(draft.yaml)
    assert [faq.question for faq in article.faqs] == ["Does heat help?"]
    assert [(gap.lead_in, gap.what) for gap in article.gaps] == [("Does ice help?", "section")]
    assert [passage.waived for passage in article.sources[0].passages][1:3] == [
        "Part of a question whose answer is lost",
        None,
    ]


def test_what_comes_before_the_first_question_is_a_topic() -> None:
    article = article_of(drafted(read("Heels\nFAQ\nReaders ask much.\nQ: Ice?\nA: Yes."), "x").yaml)
    assert [topic.body for topic in article.topics] == ["Readers ask much."]
