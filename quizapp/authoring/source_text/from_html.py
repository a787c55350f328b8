"""HTML as blocks, with a parser that reads pages as browsers do.

An extractor that guesses what is content would be the wrong tool: its guesses change from release to release,
and with them the sentences and their fingerprints. Here only what the page itself marks as navigation, footer
or control is left out, and kept by its words; text that merely reads like a newsletter box is for the import.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from quizapp.authoring.source_text.blocks import STANDS_OUT, Block, BlockKind, SourceText, one_line


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEVER_TEXT = _names("script style template svg math iframe object title -comment _comment")
_AROUND = _names("nav footer dialog select textarea")
_AROUND_ROLES = _names("navigation contentinfo search dialog alertdialog")
_BREAKS = _names("""
    address article aside blockquote body br button details dialog div fieldset figcaption figure footer form
    header hr legend main nav noscript option p pre section select summary textarea h1 h2 h3 h4 h5 h6 dl dt dd
    ul ol li table caption thead tbody tfoot tr th td
""")
_SCOPES = ("main", "article")
_HEADING_DEPTHS = {**{f"h{depth}": depth for depth in range(1, 7)}, "dt": STANDS_OUT, "summary": STANDS_OUT}
_STRONG = _names("strong b")
_OPENS = _names("aria-expanded aria-controls data-toggle data-bs-toggle data-target data-bs-target")
"""Attributes of what opens a fold of an accordion, which makes it a heading."""
_FOLD_TITLE = re.compile(
    r"(?:accordion|toggle|collapse|tab|faq|alert|callout|notice|admonition|warning|card)[\w-]*"
    r"(?:title|header|heading|button|trigger|question)|(?<![\w-])h[1-6](?![\w-])"
)
_ASIDE = ("alt", "title", "aria-label")
"""Attributes whose words are not in the text of a page."""
_SPELT_OUT = _names("abbr link")
"""Elements whose title is no text: it spells a short form out, or names a file."""
_NO_CELL = "ul, ol, table, h1, h2, h3, h4, h5, h6, p + p, div + div"
"""What stands in the cells of a table that only lays out a page."""
_SITE_NAME = re.compile(r"\s+[|–—]\s+.*")  # noqa: RUF001 - dashes between title and site


class _Run(NamedTuple):
    """Some words of a block."""

    text: str
    strong: bool = False
    in_page: bool = False
    """Whether they are a link within the page."""


class _PlacedBlock(NamedTuple):
    """A block, and which of the elements that hold a page's content it lies in."""

    block: Block
    scopes: frozenset[str]
    is_around: bool
    """Whether the page marks it as no content."""


def read_html(text: str) -> SourceText:
    """Read a page or a fragment of one."""
    tree = LexborHTMLParser(text)
    page = _Page()
    if tree.root is not None:
        page.read(tree.root)
    chosen, left_out = _content(page.placed)
    title = _SITE_NAME.sub("", one_line(node.text())) if (node := tree.css_first("title")) else ""
    if title and not any(map(_is_title, chosen)):
        chosen = [Block(kind=BlockKind.HEADING, text=title, depth=1), *chosen]
    html = tree.css_first("html[lang], body[lang]")
    return SourceText(tuple(chosen), html.attributes.get("lang") if html else None, tuple(left_out))


def _content(placed: Sequence[_PlacedBlock]) -> tuple[list[Block], list[str]]:
    """The blocks in <main>, or else in <article>, or else all; and the words of the rest.

    A title outside is still one, and a page that is navigation throughout has its tags wrong.
    """
    shown = [each for each in placed if not each.is_around]
    if not shown:
        return [each.block for each in placed], []
    scope = next((name for name in _SCOPES if any(name in each.scopes for each in shown)), None)
    kept = [each for each in shown if scope is None or scope in each.scopes]
    if not any(_is_title(each.block) for each in kept):
        kept = [*[each for each in shown if _is_title(each.block)][:1], *kept]
    chosen = {id(each) for each in kept}
    return [each.block for each in kept], [each.block.text for each in placed if id(each) not in chosen]


def _is_title(block: Block) -> bool:
    return block.kind is BlockKind.HEADING and block.depth == 1


@dataclass(slots=True)
class _Page:
    """One walk over a page; every block ends where an element that breaks the line begins or ends."""

    placed: list[_PlacedBlock] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    """The names of the elements around, the outermost first."""
    _around: int = 0
    """How many of them are no content."""
    _entry_opened: bool = False
    _heading: int = 0
    _in_page: bool = False
    _above_fold: Block | None = None
    """The heading above the outermost fold, under which the text after the fold goes on."""
    _runs: list[_Run] = field(default_factory=list)

    def read(self, top: LexborNode) -> None:
        """Read all below a node."""
        for node, is_start in _events(top):
            tag = node.tag or ""
            if tag == "-text":
                self._take(node.text_content or "")
            elif is_start:
                self._begin(node, tag)
            else:
                self._end(node, tag)
        self._end_block()

    def _take(self, text: str) -> None:
        """Take in words; the lines of preformatted text are blocks of their own."""
        is_strong = not _STRONG.isdisjoint(self._open)
        first, *rest = text.split("\n") if "pre" in self._open else [text]
        self._runs.append(_Run(first, is_strong, self._in_page))
        for line in rest:
            self._end_block()
            self._runs.append(_Run(line, is_strong, self._in_page))

    def _begin(self, node: LexborNode, tag: str) -> None:
        if tag in _BREAKS or _is_fold(node, tag):
            self._end_block()
        if tag == "details" and "details" not in self._open:
            shown = (each.block for each in reversed(self.placed) if not each.is_around)
            headings = (block for block in shown if block.kind is BlockKind.HEADING)
            self._above_fold = self._above_fold or next(headings, None)
        self._open.append(tag)
        self._around += _is_around(node, tag)
        for words in _words_aside(node, tag):
            self._place(Block(kind=BlockKind.PARAGRAPH, text=words), around=True)
        if tag == "li":
            self._entry_opened = True
        elif tag in _HEADING_DEPTHS:
            self._heading = self._heading or _HEADING_DEPTHS[tag]
        elif _is_fold(node, tag):
            self._heading = self._heading or STANDS_OUT
        elif tag == "a":
            self._in_page = (node.attributes.get("href") or "").startswith("#")
        elif tag == "table":
            self._rows(node)

    def _end(self, node: LexborNode, tag: str) -> None:
        if tag in _BREAKS or _is_fold(node, tag):
            self._end_block()
        if tag in {"ul", "ol", "li"}:
            self._entry_opened = False
        elif tag == "a":
            self._in_page = False
        self._around -= _is_around(node, tag)
        self._open.pop()

    def _rows(self, table: LexborNode) -> None:
        """Place the rows of a table with several columns, and take it off the page.

        Where its cells hold lists, each column becomes a part of its own, under what heads it.
        """
        rows = [
            row for tr in table.css("tr") if (row := [cell for cell in tr.iter() if cell.tag in {"td", "th"}])
        ]
        if max(map(len, rows), default=0) < 2 or table.css_first("table table"):
            return
        headers: tuple[str, ...] = ()
        if all(cell.tag == "th" for cell in rows[0]):
            headers = tuple(_cell_text(cell) for cell in rows[0])
        if not any(cell.css_first(_NO_CELL) for row in rows for cell in row):
            for row in rows:
                cells = tuple(map(_cell_text, row))
                if text := ". ".join(cell.rstrip(".") for cell in cells if cell):
                    self._place(Block(kind=BlockKind.PARAGRAPH, text=text, cells=cells, headers=headers))
        elif headers:
            for index, header in enumerate(headers):
                self._place(Block(kind=BlockKind.HEADING, text=header, depth=STANDS_OUT))
                for row in rows[1:]:
                    self.read(row[index]) if index < len(row) else None
        else:
            return
        for tr in table.css("tr"):
            tr.decompose()

    def _end_block(self) -> None:
        """Make a block of the words so far, if there are any."""
        runs, self._runs = self._runs, []
        text = one_line("".join(run.text for run in runs))
        if not text:
            return
        is_contents = self._entry_opened and all(run.in_page for run in runs if run.text.strip())
        is_control = "button" in self._open and not self._heading
        self._place(self._block(text, runs), around=is_contents or is_control)
        self._entry_opened, self._heading = False, 0

    def _place(self, block: Block, *, around: bool = False) -> None:
        if self._above_fold and "details" not in self._open and not (around or self._around):
            above, self._above_fold = self._above_fold, None
            if block.kind is not BlockKind.HEADING:
                self._place(above)
        scopes = frozenset(scope for scope in _SCOPES if scope in self._open)
        self.placed.append(_PlacedBlock(block, scopes, around or self._around > 0))

    def _block(self, text: str, runs: Sequence[_Run]) -> Block:
        lead = _leading(runs)
        if self._heading:
            return Block(kind=BlockKind.HEADING, text=text, depth=self._heading)
        if self._entry_opened:
            lists = [tag for tag in self._open if tag in {"ul", "ol"}]
            return Block(
                kind=BlockKind.ENTRY,
                text=text,
                depth=max(1, len(lists)),
                lead=lead if lead != text else "",
                numbered=lists[-1:] == ["ol"],
            )
        if lead == text and not text.endswith((".", ":")):
            return Block(kind=BlockKind.HEADING, text=text, depth=STANDS_OUT)
        return Block(kind=BlockKind.PARAGRAPH, text=text, lead=lead if lead != text else "")


def _events(top: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield each node below another where it begins and, but for text, where it ends."""
    stack: list[tuple[LexborNode, bool]] = [(node, True) for node in _children(top)][::-1]
    while stack:
        node, is_start = stack.pop()
        if is_start and node.tag in _NEVER_TEXT:
            continue
        yield node, is_start
        if is_start and node.tag != "-text":
            stack.append((node, False))
            stack.extend([(child, True) for child in _children(node)][::-1])


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))


def _is_around(node: LexborNode, tag: str) -> bool:
    return tag in _AROUND or (node.attributes.get("role") or "") in _AROUND_ROLES


def _words_aside(node: LexborNode, tag: str) -> Iterator[str]:
    """Yield what a page says of an element without showing it as text."""
    for name in _ASIDE if tag not in _SPELT_OUT else ():
        words = one_line(node.attributes.get(name) or "")
        if words and words not in one_line(node.text()):
            yield words


def _is_fold(node: LexborNode, tag: str) -> bool:
    """Whether an element is the title of a fold that opens."""
    attributes = node.attributes
    is_button = tag == "button" or attributes.get("role") in {"button", "tab"}
    is_opening = not _OPENS.isdisjoint(attributes) and (is_button or tag == "a")
    return is_opening or bool(
        _FOLD_TITLE.search(attributes.get("class") or "") and not node.css_first("div, p")
    )


def _cell_text(cell: LexborNode) -> str:
    for line_break in cell.css("br"):
        line_break.replace_with("; ")
    return one_line(cell.text())


def _leading(runs: Sequence[_Run]) -> str:
    """The words at the start of a block that stand out."""
    strong = takewhile(lambda run: run.strong or not run.text.strip(), runs)
    return one_line("".join(run.text for run in strong))
