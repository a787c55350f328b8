import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.authoring.source_text.blocks import Block, BlockKind
from quizapp.authoring.source_text.from_html import read_html

HEADING, PARAGRAPH, ENTRY = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ENTRY


def texts(page: str) -> list[str]:
    return [block.text for block in read_html(page).blocks]


def test_lists_lie_in_each_other() -> None:
    page = "<ul><li>one<ol><li>below<ul><li>deepest</ul></ol>rest of one<li><p>two</p><p>more</p></ul>"
    assert read_html(page).blocks == (
        Block(kind=ENTRY, text="one", depth=1),
        Block(kind=ENTRY, text="below", depth=2, numbered=True),
        Block(kind=ENTRY, text="deepest", depth=3),
        Block(kind=PARAGRAPH, text="rest of one"),
        Block(kind=ENTRY, text="two", depth=1),
        Block(kind=PARAGRAPH, text="more"),
    )


def test_tags_left_open_or_closed_twice_do_no_harm() -> None:
    found = texts("<p>one<p>two <b>three<p>four</b></p></p></div></ul>five<li>six")
    assert found == ["one", "two three", "four", "five", "six"]


def test_entities_and_spaces_are_what_a_reader_sees() -> None:
    assert texts("<p>a&amp;b&nbsp;&lt;c&gt;\n\n  d</p><p>e<br>f</p>") == ["a&b <c> d", "e", "f"]


def test_the_lines_of_preformatted_text_are_blocks() -> None:
    assert texts("<pre>one\ntwo <b>three</b>\n</pre>four\nfive") == ["one", "two three", "four five"]


def test_only_what_is_in_main_is_content_and_the_title() -> None:
    page = "<body><div><h1>Heels</h1><p>Menu</p></div><main><p>Text.</p></main><article><p>Card</p></article>"
    source = read_html(page)
    assert [block.text for block in source.blocks] == ["Heels", "Text."]
    assert source.left_out == ("Menu", "Card")


def test_else_what_is_in_an_article() -> None:
    source = read_html("<h1>Site</h1><article><h1>Heels</h1><p>Text.</p></article><p>Menu</p>")
    assert [block.text for block in source.blocks] == ["Heels", "Text."]
    assert source.left_out == ("Site", "Menu")


def test_a_page_without_a_heading_has_the_title_of_its_head() -> None:
    page = "<html lang='en-GB'><title>Sore heels | Sample Health</title><p>Text.</p>"
    source = read_html(page)
    assert source.blocks[0] == Block(kind=HEADING, text="Sore heels", depth=1)
    assert source.lang == "en-GB"


def test_words_in_attributes_that_the_page_does_not_show_are_listed_as_left_out() -> None:
    page = (
        "<p title='Stridor is grave'>Stridor is a sound by <abbr title='Doctor'>Dr</abbr>"
        " <a title='a sound' aria-label='Hear it'>a sound</a>.</p><img alt='A child' src=a.png>"
    )
    assert read_html(page).left_out == ("Stridor is grave", "Hear it", "A child")


def test_what_comes_after_folds_goes_on_under_the_heading_above_them() -> None:
    folds = "<details><summary>Ice?</summary>No.<details><summary>Why?</summary>Cold.</details></details>"
    rest = f"<p>Rest.</p><p>Walk.</p><h2>Toes</h2>{folds}<h2>End</h2>"
    page = f"<nav><h2>Menu</h2></nav><h2>Heels</h2>{folds}{folds}{rest}"
    fold = ["Ice?", "No.", "Why?", "Cold."]
    assert [block.text for block in read_html(page).blocks] == [
        *("Heels", *fold, *fold),
        *("Heels", "Rest.", "Walk."),
        *("Toes", *fold, "End"),
    ]


def test_navigation_scripts_and_controls_are_left_out() -> None:
    page = (
        "<nav>Home<nav>More</nav></nav><script>if (a < b) {'<p>'}</script><style>p {}</style>"
        f"<div role=navigation><div>Feet</div> {'and toes ' * 9}</div><p>Text.</p><button>Join</button>"
        "<footer></footer>"
    )
    source = read_html(page)
    assert [block.text for block in source.blocks] == ["Text."]
    assert source.left_out == ("Home", "More", "Feet", "and toes " * 8 + "and toes", "Join")


def test_the_contents_of_the_page_are_no_content() -> None:
    page = "<ul><li><a href='#why'>Why</a><li><a href='/x'>Shoes</a><li>See <a href='#a'>a</a></ul>"
    source = read_html(page)
    assert [block.text for block in source.blocks] == ["Shoes", "See a"]
    assert source.left_out == ("Why",)


def test_navigation_that_never_ends_does_not_swallow_the_page() -> None:
    assert texts("<nav><p>Home</p><h1>Heels</h1><p>Text.</p>") == ["Home", "Heels", "Text."]


def test_terms_summaries_and_strong_lines_are_headings() -> None:
    page = (
        "<dl><dt>Ice?<dd>Yes.</dl><details><summary>Heat?</summary>No.</details><p><b>Rest</b></p>"
        "<p><strong>Pad it.</strong></p><p><b>Tip:</b> rest.</p><h4>Four</h4><table><tr><td>a<td>b</table>"
    )
    assert [(block.kind, block.text, block.depth, block.lead) for block in read_html(page).blocks] == [
        (HEADING, "Ice?", 7, ""),
        (PARAGRAPH, "Yes.", 0, ""),
        (HEADING, "Heat?", 7, ""),
        (PARAGRAPH, "No.", 0, ""),
        (HEADING, "Rest", 7, ""),
        (PARAGRAPH, "Pad it.", 0, ""),
        (PARAGRAPH, "Tip: rest.", 0, "Tip:"),
        (HEADING, "Four", 4, ""),
        (PARAGRAPH, "a. b", 0, ""),
    ]


TAGS = [
    *("p", "div", "ul", "li", "h1", "main", "article", "nav", "b", "a", "br", "dl", "dt", "td"),
    *("script", "title"),
]
PIECES = st.one_of(
    st.text(max_size=9),
    st.builds("<{}>".format, st.sampled_from(TAGS)),
    st.builds("</{}>".format, st.sampled_from(TAGS)),
    st.sampled_from(
        ["<a href='#x'>", "<!--", "-->", "<![CDATA[", "&#x0;", "&amp", "<p", "<html lang>", "<?x"]
    ),
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_page_breaks_the_reader(page: str) -> None:
    source = read_html(page)
    assert all(block.text == " ".join(block.text.split()) != "" for block in source.blocks)


@pytest.mark.parametrize("tag", ["main", "article"])
def test_a_scope_that_is_closed_twice_is_closed(tag: str) -> None:
    assert texts(f"<{tag}><p>a</p></{tag}></{tag}><p>b</p>") == ["a"]
