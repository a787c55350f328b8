"""The import of whole articles: what each sample yields, and what holds for every text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES
from drafts import ARTICLES, NAMES, article_of, draft_article, source
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.content import rules
from quizapp.content.importing.draft import Draft, drafted
from quizapp.content.importing.report import as_text, to_dos, write
from quizapp.content.model import Article
from quizapp.content.passages import normalised
from quizapp.content.problem import Severity
from quizapp.content.provenance.tracing import traced
from quizapp.content.rules.book import severity_of
from quizapp.content.rules.to_dos import TO_DO_MARK
from quizapp.content.source_text import reading
from quizapp.content.source_text.blocks import SourceText
from quizapp.content.yaml.reader import Document
from quizapp.content.yaml.reader import read as read_yaml
from quizapp.errors import BadArgument, EditRefused, UnusableSource

BACK = "back-pain-after-gardening.txt"


def expected() -> dict[str, Any]:
    path = SAMPLES / "yields.yaml"
    document = read_yaml(path.read_bytes(), str(path))
    assert isinstance(document, Document), document
    assert isinstance(document.value, dict)
    return document.value


EXPECTED = expected()


def yield_of(text: SourceText) -> dict[str, Any]:
    """Return what a draft has, without what it has not; `actions` are those of the red flags."""
    draft = drafted(text)
    article = article_of(draft.yaml)
    found = {
        "title": article.title,
        "summary": article.summary,
        "lang": article.lang,
        "causes": [cause.title for cause in article.causes],
        "signs": [sign.name for sign in article.signs],
        "red_flags": [flag.name for flag in article.red_flags],
        "actions": sorted({flag.action for flag in article.red_flags}),
        "self_care": [step.text for step in article.self_care],
        "topics": [f"{topic.group}: {topic.title}" for topic in article.topics],
        "faqs": [faq.question for faq in article.faqs],
        "takeaways": [takeaway.text for takeaway in article.takeaways],
        "gaps": [gap.lead_in for gap in article.gaps],
        "dropped": [*draft.dropped],
    }
    return {name: value for name, value in found.items() if value}


def test_every_sample_has_an_expectation() -> None:
    assert sorted(EXPECTED) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_yields_what_a_reader_finds_in_it(name: str) -> None:
    assert yield_of(source(name)) == EXPECTED[name]


def errors_of(article: Article) -> list[str]:
    return [found.code for found in rules.check(article) if severity_of(found.code) is Severity.ERROR]


def texts_of(article: Article) -> list[str]:
    """Return every text of a draft that an editor would take for the source's."""
    fields = ("title", "body", "name", "action", "text", "question", "answer")
    claims: list[Any] = [claim for _, _, claim in article.claims()]
    texts = [article.title, article.summary, article.urgent_notice, *(gap.lead_in for gap in article.gaps)]
    texts += [getattr(claim, name) for claim in claims for name in fields if hasattr(claim, name)]
    return [text for text in texts if not text.startswith(TO_DO_MARK)]


def is_from(text: str, words: str) -> bool:
    """Whether each piece of a text stands in the words of the source; a clipped text ends in dots."""
    pieces = text.removesuffix(" ...").replace(";", "\n").replace(":", "\n").split("\n")
    return all(f" {normalised(piece)} " in words for piece in pieces if normalised(piece))


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_is_invented(name: str) -> None:
    text = source(name)
    words = f" {normalised(' '.join(block.text for block in text.blocks))} "
    assert [found for found in texts_of(draft_article(text)) if not is_from(found, words)] == []


@pytest.mark.parametrize("name", NAMES)
def test_check_takes_a_draft_but_for_named_to_dos(name: str) -> None:
    article = draft_article(source(name))
    assert errors_of(article) == []
    assert {found.code for found in rules.check(article)} <= {
        "acronym-unexplained",
        "copied-sentence",
        "gap-unfilled",
        "how-soon-unclear",
        "no-quiz",
        "to-do",
    }


LINES = [line for name in NAMES for line in ARTICLES.joinpath(name).read_text().splitlines()]
FRAGMENTS = [
    *(
        ":",
        "Q: What?",
        "A: That",
        "- x:",
        "1. ",
        "<p>a</p>",
        "**b**",
        "# h",
        "## ",
        "> q",
        "***",
        "</div>",
        "“”",
    ),
    *(
        "Causes",
        "FAQ",
        "Summary",
        "What helps",
        "Red flags",
        "Call 999 if:",
        "See a doctor if ",
        "Key takeaways",
    ),
    *(
        "<ul><li>a<ul><li>b</ul>",
        "*_[]\\",
        "\u200b",
        "null",
        "True",
        "No",
        "To do: x",
        "- - -",
        "a: b # c",
        "'",
        '"',
    ),
    *(
        "word " * 400,
        "é" * 300,
        "If you have a, b or c, call 999.",
        "Do you have pain? Yes.",
        "2026-11-23",
        "1:30",
    ),
]
TEXTS = st.lists(
    st.one_of(st.sampled_from(LINES), st.sampled_from(FRAGMENTS), st.text(max_size=60)),
    min_size=1,
    max_size=40,
).map("\n".join)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_whatever_the_text_its_draft_is_sound_and_knows_every_sentence(text: str) -> None:
    try:
        read = reading.read(text)
        draft = drafted(read, "a-sample")
    except UnusableSource as unusable:
        assert "there is not one sentence in it" in str(unusable)  # noqa: PT017 - the other texts go on below
        return
    article = article_of(draft.yaml)
    assert errors_of(article) == []
    trace = traced(article, reading.sentences(read))
    assert (trace.changed, trace.unused, trace.unknown) == ((), (), ())


@pytest.mark.parametrize(
    ("text", "article_id", "error", "why"),
    [
        ("", None, UnusableSource, "not one sentence"),
        ("\u200b***\n---\n", None, UnusableSource, "not one sentence"),
        ("水は大切です。", None, UnusableSource, "--id"),
        ("One. " * 1_001, None, UnusableSource, "1,001 sentences"),
        ("word " * 60_000, None, UnusableSource, "KiB"),
        ("# Knees", "Knees", BadArgument, '"Knees" is no id'),
        ("# Knees", "k" * 61, BadArgument, "at most 60"),
    ],
    ids=["empty", "no word", "no letter for an id", "too many", "too long", "no id", "a long id"],
)
def test_what_is_no_article_is_refused(
    text: str, article_id: str | None, error: type[Exception], why: str
) -> None:
    with pytest.raises(error) as refused:
        drafted(reading.read(text), article_id)
    assert why in str(refused.value)


def test_a_draft_is_written_into_a_folder_of_its_own_and_never_over_another(tmp_path: Path) -> None:
    draft = drafted(source(BACK))
    write(draft, tmp_path / "content")
    path = tmp_path / "content" / "back-pain-after-gardening" / "article.yaml"
    assert path.read_text() == draft.yaml
    with pytest.raises(EditRefused, match="there is an article already"):
        write(draft, tmp_path / "content")


COUNTS = (
    "3 causes, 0 signs to book for, 3 urgent signs, 0 steps of self-care, 3 topics, 0 questions, 2 takeaways,"
    " 1 gaps, 23 passages"
)
UNSURE = "comes after a sentence that reads as whole: see whether a list is lost at all"


def test_the_report_counts_names_what_was_dropped_and_lists_the_to_dos() -> None:
    draft = drafted(source("stiff-neck-in-the-morning.md"), "stiff-neck")
    assert to_dos(draft) == {"copied-sentence": 10, "to-do": 4, "gap-unfilled": 1, "no-quiz": 1}
    assert as_text(draft, None).splitlines() == [
        f"stiff-neck: {COUNTS}",
        "",
        "Dropped:",
        *(f"  {line}" for line in draft.dropped),
        "",
        "To do, as `quizapp check` names it place by place (`quizapp explain CODE` says why):",
        "  10 x copied-sentence",
        "  4 x to-do",
        "  1 x gap-unfilled",
        "  1 x no-quiz",
        "",
        "To do, as only an editor can see it:",
        f"  the gap many-simple-steps-can-help-list {UNSURE}",
        "  every sign is urgent or book: give each the level that it has",
        "  there is no quiz: items are not in a source, write quiz.yaml when the signs stand",
    ]


def test_a_report_of_a_whole_text_drops_nothing() -> None:
    assert "Dropped:" not in as_text(drafted(source("tired-eyes-while-reading.txt")), None)


def test_a_draft_that_check_cannot_read_is_reported_with_its_problems() -> None:
    def draft(yaml: str) -> Draft:
        return Draft(article_id="x", yaml=yaml, counts={}, dropped=(), unsure=())

    assert to_dos(draft("a: [")) == {"syntax": 1}
    assert to_dos(draft("lang: en"))["missing-key"] > 5
