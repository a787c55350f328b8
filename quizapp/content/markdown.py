"""The Markdown of authors (paragraphs, emphasis, strong, lists and links) as HTML and as plain text.

    render("See **this** [sign](#hot-foot).")
    -> '<p>See <strong>this</strong> <a href="#hot-foot" rel="noopener noreferrer">sign</a>.</p>'

Only these rules of CommonMark are switched on. Everything else, HTML among it, is text and is shown as the
author wrote it; an image becomes a link to it. A link leads to http, https, mailto, tel or an id of the same
article, on the page that is named where the text is shown elsewhere; what looks like a link to anything else
stays text too. Text is escaped in the one place that writes it.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

_ALLOWED_LINK = re.compile(
    r"https?://[^/?#\s]+|mailto:[^@\s]+@|tel:\+?[0-9][0-9()-]*\Z|#[a-z0-9]+(-[a-z0-9]+)*\Z", re.IGNORECASE
)
_BLOCKS = {"paragraph", "bullet_list", "ordered_list", "list_item"}
_MARKS = {"em", "strong"}


class _AuthorMarkdown(MarkdownIt):
    """The few rules that authors have, with our own list of links."""

    def __init__(self) -> None:
        super().__init__("zero")
        self.enable(["list", "emphasis", "link", "escape"])

    def validateLink(self, url: str) -> bool:  # noqa: N802 # the name is markdown-it's
        """Whether readers may follow a link to this URL."""
        return is_link(url)


def is_link(url: str) -> bool:
    """Whether a page may link to this: http or https with a host, mailto, or "#" and an id."""
    return _ALLOWED_LINK.match(url) is not None


_MARKDOWN = _AuthorMarkdown()
_ONE_LINE = re.compile(r"(?=\S)(?!(?:[-+]|\d+[.)])(?:\s|\Z))[^*_\[\]\\\n\r\t\0]*(?<!\s)")
"""A text in which nothing is a mark: most texts, for which no parser is needed."""


def render(text: str, page: str = "") -> str:
    """Author text as HTML blocks, safe to place in a page; links to ids lead to `page`."""
    if _ONE_LINE.fullmatch(text):
        return f"<p>{escape(text)}</p>"
    return "".join(_html(_MARKDOWN.parse(text), page))


def plain(text: str) -> str:
    """Author text without its marks: one line a paragraph or list item, links by their words."""
    if _ONE_LINE.fullmatch(text):
        return " ".join(text.split())
    inline = (token for token in _MARKDOWN.parse(text) if token.type == "inline")
    lines = ["".join(map(_content, token.children or ())) for token in inline]
    return "\n".join(" ".join(line.split()) for line in lines)


def _html(tokens: Sequence[Token], page: str) -> Iterator[str]:
    for token in tokens:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if token.children is not None:
            yield from _html(token.children, page)
        elif kind == "link":
            yield "</a>" if token.nesting < 0 else _link(str(token.attrs["href"]), page)
        elif kind in _MARKS or (kind in _BLOCKS and not token.hidden):
            yield f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}{_start(token)}>"
        else:
            yield escape(_content(token))


def _link(url: str, page: str) -> str:
    # "[word]()" is a link to nothing, about which validateLink is not asked.
    if not is_link(url):
        return "<a>"
    address = f"{page}{url}" if url.startswith("#") else url
    return f'<a href="{escape(address)}" rel="noopener noreferrer">'


def _start(token: Token) -> str:
    """The first number of an ordered list as an attribute, where it is not 1."""
    start = token.attrs.get("start")
    return "" if start is None else f' start="{int(start)}"'


def _content(token: Token) -> str:
    """The text of a token: a line break is white space, a tag is nothing."""
    return "\n" if token.type in {"softbreak", "hardbreak"} else token.content
