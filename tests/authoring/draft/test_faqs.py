from inspect import cleandoc

import pytest

from quizapp.authoring.draft.draft import drafted
from quizapp.authoring.skeleton import article_of
from quizapp.authoring.source_text.formats import read

PAIRS = [("Does ice help?", "Yes. Wrap it."), ("Should I rest?", "A day or two.")]
PLAIN = "Heels\nFAQ\n"
MARKDOWN = "# Heels\n## FAQ\n"
HTML = "<h1>Heels</h1><h2>FAQ</h2>"
SHAPES = {  # the start of a text, and how the n-th question and its answer are set
    "in turns": (PLAIN, "- {question}\n- {answer}\n"),
    "numbered lines": (PLAIN, "{n}. {question}\n{answer}\n"),
    "numbered, in one line": (PLAIN, "{n}. {question} {answer}\n"),
    "Q: and A:": (PLAIN, "Q: {question}\nA: {answer}\n"),
    "lines": (PLAIN, "{question}\n{answer}\n"),
    "strong letters": (MARKDOWN, "**{question}** {answer}\n\n"),
    "headings": ("# Heels\n", "## {question}\n{answer}\n"),
    "answers below": (MARKDOWN, "- {question}\n  - {answer}\n"),
    "terms": (f"{HTML}<dl>", "<dt>{question}<dd>{answer}"),
    "Q. and A. in one paragraph": (HTML, "<p>Q. {question}<br>A. {answer}"),
}


def faqs(text: str) -> list[tuple[str, str]]:
    article = article_of(drafted(read(cleandoc(text), "en"), "x").yaml)
    return [(faq.question, faq.answer) for faq in article.faqs]


@pytest.mark.parametrize(("start", "shape"), SHAPES.values(), ids=SHAPES)
def test_every_shape_gives_the_same_questions(start: str, shape: str) -> None:
    set_so = [shape.format(n=n, question=asks, answer=says) for n, (asks, says) in enumerate(PAIRS, 1)]
    assert faqs(start + "".join(set_so)) == PAIRS


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
