from hypothesis import given
from hypothesis import strategies as st

from quizapp.authoring.draft.bodies import body_of, escaped, fitting, without_loose_ends
from quizapp.authoring.draft.outline import NumberedSentence, Para
from quizapp.authoring.source_text.blocks import BlockKind, one_line
from quizapp.content.markdown import plain, render

TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40).map(one_line)
MARKED = st.one_of(
    TEXTS.filter(bool),
    st.sampled_from(
        ["*a* _b_ **c**", "[d](https://example.org)", "- e", "1. f", "+ g", "h\\*", "2) i", "<b>j</b>"]
    ),
)


def para(text: str, depth: int = 0) -> Para:
    kind = BlockKind.ENTRY if depth else BlockKind.PARAGRAPH
    return Para(kind=kind, lines=(NumberedSentence(text, text),), depth=depth)


@given(MARKED)
def test_an_escaped_text_shows_as_it_is(text: str) -> None:
    assert plain(escaped(text)) == text


@given(st.lists(st.tuples(MARKED, st.integers(0, 3)), min_size=1, max_size=8))
def test_a_body_has_every_paragraph_and_entry_in_order(parts: list[tuple[str, int]]) -> None:
    body = body_of([para(text, depth) for text, depth in parts])
    assert plain(body).split("\n") == [text for text, _ in parts]


def test_lists_lie_in_each_other_as_in_the_source() -> None:
    paras = [para("Try:"), para("one", 1), para("below", 2), para("two", 1), para("End."), para("deep", 2)]
    assert render(body_of(paras)) == (
        "<p>Try:</p><ul><li>one<ul><li>below</li></ul></li><li>two</li></ul><p>End.</p><ul><li>deep</li></ul>"
    )


def test_entries_that_are_answers_are_paragraphs() -> None:
    assert body_of([para("Yes.", 1), para("ice", 2)], outermost=2) == "Yes.\n\n- ice"


@given(st.lists(st.tuples(MARKED, st.integers(0, 3)), max_size=30), st.integers(200, 400))
def test_portions_fit_and_lose_nothing(parts: list[tuple[str, int]], most: int) -> None:
    paras = [para(text, depth) for text, depth in parts]
    portions = list(fitting(paras, most))
    assert [each for portion in portions for each in portion] == paras
    assert all(len(body_of(portion)) <= most for portion in portions)


def test_a_long_paragraph_is_cut_between_its_sentences() -> None:
    lines = tuple(NumberedSentence(f"s{number}", "word " * 20) for number in range(9))
    long = Para(kind=BlockKind.PARAGRAPH, lines=lines)
    portions = list(fitting([long], 400))
    assert len(portions) > 1
    assert [line for portion in portions for each in portion for line in each.lines] == [*lines]


def test_sentences_that_announce_nothing_are_left_out() -> None:
    paras = [
        Para(
            kind=BlockKind.PARAGRAPH,
            lines=(NumberedSentence("a", "Rest."), NumberedSentence("b", "Try these:")),
        ),
        para("Then walk."),
        para("Take:"),
        para("ice", 1),
        para("with:", 1),
        para("lost", 1),
        para("Look for:"),
    ]
    assert body_of(without_loose_ends(paras, {"lost"})) == "Rest.\n\nThen walk.\n\nTake:\n\n- ice"
