"""The import of whole articles: what each sample yields, and what holds for every text."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES
from drafts import ARTICLES, NAMES, draft_article, source
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from overlays import parsed

from quizapp import rules
from quizapp.authoring.draft import draft
from quizapp.authoring.draft.draft import drafted
from quizapp.authoring.draft.summary import as_text, write
from quizapp.authoring.skeleton import article_of
from quizapp.authoring.source_text import formats
from quizapp.authoring.source_text.blocks import SourceText
from quizapp.authoring.trace import traced
from quizapp.content.model import Article
from quizapp.content.passages import normalised
from quizapp.errors import BadArgument, EditRefused, UnusableSource
from quizapp.problem import Severity
from quizapp.rules.drafts import TO_DO_MARK
from quizapp.rules.registry import severity_of

BACK = "back-pain-after-gardening.txt"


EXPECTED: dict[str, Any] = parsed((SAMPLES / "yields.yaml").read_bytes(), "yields.yaml")


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
    pieces = text.removesuffix("...").replace(";", "\n").replace(":", "\n").split("\n")
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
    to_dos = {"copied-sentence", "gap-unfilled", "how-soon-unclear", "to-do"}
    of_quiz = {"no-quiz", "tested-flags-unfit"}
    of_style = {"acronym-unexplained", "notice-too-long", "red-flag-too-long"}
    assert {found.code for found in rules.check(article)} <= to_dos | of_quiz | of_style


LINES = [line for name in NAMES for line in ARTICLES.joinpath(name).read_text().splitlines()]
FRAGMENTS = [
    *(":", "Q: What?", "A: That", "- x:", "1. ", "<p>a</p>", "**b**", "# h", "## ", "> q", "***", "</div>"),
    *("Causes", "FAQ", "Summary", "What helps", "Red flags", "Call 999 if:", "See a doctor if ", "“”"),
    *("Key takeaways", "<ul><li>a<ul><li>b</ul>", "*_[]\\", "\u200b", "null", "True", "No", "To do: x"),
    *("- - -", "a: b # c", "'", '"', "If you have a, b or c, call 999.", "Do you have pain? Yes."),
    *("2026-11-23", "1:30", "word " * 400, "é" * 300),
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
        read = formats.read(text, "en")
        draft = drafted(read, "a-sample")
    except UnusableSource as unusable:
        assert "there is not one sentence in it" in str(unusable)  # noqa: PT017 - the other texts go on below
        return
    article = article_of(draft.yaml)
    assert errors_of(article) == []
    trace = traced(article, formats.sentences(read))
    assert (trace.changed, trace.unused, trace.unknown) == ((), (), ())


@pytest.mark.parametrize(
    ("text", "article_id", "error", "why"),
    [
        ("", None, UnusableSource, "not one sentence"),
        ("\u200b***\n---\n", None, UnusableSource, "not one sentence"),
        ("水は大切です。", None, UnusableSource, "--id"),
        ("One. " * 1_001, None, UnusableSource, "1,001 sentences"),
        ("# Knees", "Knees", BadArgument, '"Knees" is no id'),
        ("# Knees", "k" * 61, BadArgument, "at most 60"),
    ],
    ids=["empty", "no word", "no letter for an id", "too many", "no id", "a long id"],
)
def test_what_is_no_article_is_refused(
    text: str, article_id: str | None, error: type[Exception], why: str
) -> None:
    with pytest.raises(error) as refused:
        drafted(formats.read(text, "en"), article_id)
    assert why in str(refused.value)


def test_what_would_be_too_long_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft, "MAX_BYTES", 2 << 10)
    with pytest.raises(UnusableSource, match="its draft has more than 2 KiB"):
        drafted(formats.read("word " * 300, "en"), None)


def test_a_draft_is_written_into_a_folder_of_its_own_and_never_over_another(tmp_path: Path) -> None:
    draft = drafted(source(BACK))
    write(draft, tmp_path / "content")
    path = tmp_path / "content" / "back-pain-after-gardening" / "article.yaml"
    assert path.read_text() == draft.yaml
    with pytest.raises(EditRefused, match="there is an article already"):
        write(draft, tmp_path / "content")


def test_the_report_begins_with_the_first_step_and_ends_with_what_no_sign_says() -> None:
    draft = drafted(
        formats.read("Stings\n\nRinse it. Paramedics know more. Toes may go cold and blue.\n", "en")
    )
    assert as_text(draft, None).splitlines() == [
        "First: look in stings at the emergency sentences below.",
        "It has 1 topic, 4 passages.",
        "`quizapp check` lists what's left to do: 3 x to-do, 3 x copied-sentence.",
        "If the text is your own, import it with --own: then its sentences may stay.",
        "Only you can tell: whether the source names any causes; none was found.",
        "Only you can tell: whether the source names any urgent signs; none was found.",
        "Only you can tell: which signs need less; so far each is urgent or for an appointment.",
        "",
        "1 emergency sentence that no sign says:",
        "  Paramedics know more. (article/s0-2)",
        "",
        "1 that may speak of an emergency:",
        "  Toes may go cold and blue. (article/s0-3)",
    ]
    assert article_of(draft.yaml).left_out == (
        "To do: make a sign of this, or drop it: Paramedics know more. (article/s0-2)",
        "To do: is this an emergency? If not, drop it: Toes may go cold and blue. (article/s0-3)",
    )


def test_ones_own_text_is_served_in_its_own_words_once_its_to_dos_are_done() -> None:
    """A sentence of grade 17 stays as it stands; an emergency that became no sign keeps it a draft."""
    hard = "Comprehensive rehabilitation programmes necessitate considerable perseverance and concentration."
    served = f"Sprains\n\n{hard}\n\nCall 999 if the foot is cold and pale.\n"
    for text, left in ((served, set()), (f"{served}\nParamedics know more.\n", {"to-do"})):
        article = article_of(drafted(formats.read(text, "en"), own=True).yaml)
        *others, last = article.left_out
        assert last.startswith("To do: hold each sign, its level and its action against the text")
        article = replace(article, left_out=tuple(others))
        found = {each.code for each in rules.check(article)}
        assert found - {"no-quiz", "tested-flags-unfit"} == left
        assert hard in article.summary
    of_others = article_of(drafted(formats.read(served, "en")).yaml)
    assert "copied-sentence" in {each.code for each in rules.check(of_others)}


@pytest.mark.parametrize(
    ("sentence", "lang", "within"),
    [
        ("Call 999 if you have chest pain.", "en", "now"),
        ("Go to A&E if you have chest pain.", "en", "now"),
        ("If you have chest pain, ask for an urgent GP appointment.", "en", "today"),
        ("If you have chest pain, see a doctor the same day.", "en", "today"),
        ("If you have chest pain, seek urgent medical care.", "en", None),
        ("If you have chest pain, see a doctor today or call 999.", "en", None),
        ("Si tiene dolor en el pecho, llame al 112.", "es", "now"),
        ("Si tiene dolor en el pecho, vaya al médico hoy mismo.", "es", "today"),
    ],
)
def test_a_red_flag_is_never_tested_and_says_how_soon_where_the_text_does(
    sentence: str, lang: str, within: str | None
) -> None:
    draft = drafted(formats.read(f"Pains\n\n{sentence}\n", lang), "a-sample")
    (flag,) = article_of(draft.yaml).red_flags
    assert (flag.tested, flag.within) == (False, within or "today")
    assert ("within:" in draft.yaml.partition("note:")[0], "To do:" in (flag.note or "")) == (
        within is not None,
        within is None,
    )


def test_the_notice_says_what_needs_help_now_before_what_needs_it_today() -> None:
    told = "You cannot swallow your spit at all"
    text = (
        "# A sore throat\n\nMost go within a week.\n\nIf your fever stays, see a doctor the same day.\n\n"
        f"## Emergencies\n\nCall 999 now if:\n\n- {told}\n"
        "- Your lips or your tongue have turned blue\n- You can't say a whole sentence in one breath\n"
    )
    article = draft_article(formats.load(text.encode()))
    assert [flag.within for flag in article.red_flags] == ["today", "now", "now", "now"]
    assert article.urgent_notice == f"Call 999 now: {told}."


def test_what_is_left_out_is_quoted_whole_in_the_draft() -> None:
    draft = drafted(formats.read("<nav>Arms and legs</nav><h1>Stings</h1><p>Rinse it.", "en"))
    assert "Left out, and quoted at the end of the draft: 1 part." in as_text(draft, None)
    assert "# - marked by the source as no content: Arms and legs\n" in draft.yaml


def test_a_language_without_phrases_is_said_to_have_none() -> None:
    draft = drafted(formats.read("Sting\n\nRins av.", "sv"))
    assert 'for the language "sv" no phrases are known (only for en, es)' in as_text(draft, None)
    (to_do,) = article_of(draft.yaml).left_out
    assert to_do == "To do: look for emergencies: no phrases are known for this language"
