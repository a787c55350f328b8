import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from quizapp.content.markdown import is_link, plain, render

REL = 'rel="noopener noreferrer"'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("One.\n\nTwo\nlines.", "<p>One.</p><p>Two\nlines.</p>", id="paragraphs"),
        pytest.param("*a* **b** _c_", "<p><em>a</em> <strong>b</strong> <em>c</em></p>", id="emphasis"),
        pytest.param("- a\n- b", "<ul><li>a</li><li>b</li></ul>", id="a list"),
        pytest.param("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>', id="a numbered list"),
        pytest.param("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>", id="a loose list"),
        pytest.param("- a\n  - b", "<ul><li>a<ul><li>b</li></ul></li></ul>", id="a list in a list"),
        pytest.param("[x](#hot-foot)", f'<p><a href="#hot-foot" {REL}>x</a></p>', id="a link to an id"),
        pytest.param(
            "[**x**](https://a.org/?b=1&c=2 'title')",
            f'<p><a href="https://a.org/?b=1&amp;c=2" {REL}><strong>x</strong></a></p>',
            id="a link to a page",
        ),
        pytest.param(
            "[x](mailto:a@b.org)", f'<p><a href="mailto:a@b.org" {REL}>x</a></p>', id="a link to an address"
        ),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_authors_have_becomes_html(text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>", id="html"),
        pytest.param(
            "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", id="script"
        ),
        pytest.param("# x", "<p># x</p>", id="a heading"),
        pytest.param("> x", "<p>&gt; x</p>", id="a quotation"),
        pytest.param("    x", "<p>x</p>", id="an indented line"),
        pytest.param("`x`", "<p>`x`</p>", id="code"),
        pytest.param("&lt;", "<p>&amp;lt;</p>", id="an entity"),
        pytest.param("<https://a.org>", "<p>&lt;https://a.org&gt;</p>", id="a bare link"),
        pytest.param("a  \nb\\\nc", "<p>a  \nb\nc</p>", id="a hard line break"),
        pytest.param('"quoted" and it\'s', "<p>&quot;quoted&quot; and it&#x27;s</p>", id="quotation marks"),
        pytest.param(
            "![x](https://a.org/i.png)",
            f'<p>!<a href="https://a.org/i.png" {REL}>x</a></p>',
            id="an image is a link to it",
        ),
    ],
)
def test_everything_else_is_shown_as_it_was_written(text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize(
    "url",
    [
        *(
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
        ),
        *("//a.org/x", "/articles/x", "x.html", "http:x", "https://", "mailto:", "#Not_An-Id", "#"),
    ],
)
def test_a_link_to_anything_else_stays_text(url: str) -> None:
    assert not is_link(url)
    assert "<a" not in render(f"[x]({url})")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One *two*\nthree.\n\n- **a**\n- [b](#c)", "One two three.\na\nb"),
        ("a  \nb\\\nc", "a b c"),
        ("<b>&amp;", "<b>&amp;"),
        ("", ""),
    ],
)
def test_plain_text_has_the_words_without_the_marks(text: str, words: str) -> None:
    assert plain(text) == words


MARKS = st.sampled_from(
    [*"*_[)<>\"'&\\#`", "**", "- ", "1. ", "\n", "\n\n", "  ", "](", "!["],
)
URLS = st.sampled_from(
    ["http://a.org", "javascript:x", "http://[::1", "mailto:a@b", "#a-b", "https://ü.org/%zz"]
)
TEXTS = st.lists(MARKS | URLS | st.text(max_size=5), max_size=30).map("".join)


def test_a_link_to_an_id_leads_to_the_page_that_is_named() -> None:
    text = "[a](#an-id) [b](https://host.example/#b)"
    assert render(text, 'https://quiz.example/a?x="&y') == (
        '<p><a href="https://quiz.example/a?x=&quot;&amp;y#an-id" rel="noopener noreferrer">a</a> '
        '<a href="https://host.example/#b" rel="noopener noreferrer">b</a></p>'
    )


def test_a_link_to_nothing_leads_nowhere() -> None:
    assert render("[word]()") == "<p><a>word</a></p>"


@given(TEXTS)
def test_whatever_an_author_writes_only_harmless_html_comes_out(text: str) -> None:
    assert isinstance(plain(text), str)
    html = render(text)
    seen = LexborHTMLParser(f"<main>{html}</main>").css("main *")
    assert {element.tag for element in seen} <= {"p", "em", "strong", "ul", "ol", "li", "a"}
    attributes = [each for element in seen for each in element.attributes.items()]
    assert {name for name, _ in attributes} <= {"href", "rel", "start"}
    assert all(is_link(value or "") for name, value in attributes if name == "href")
    # each element begins and ends where its tags stand, and nothing else looks like a tag
    assert html.count("<") == 2 * len(seen)


@settings(max_examples=400)
@given(st.text(st.sampled_from(" \u3000\x85ab1-+.)(*_[]#\\<&>\u2028"), max_size=12))
def test_a_text_is_read_alike_whether_the_parser_is_asked_or_not(text: str) -> None:
    assert (render(text), plain(text)) == (render(f"{text}\n"), plain(f"{text}\n"))
