"""HTML as blocks, with the parser of the standard library.

An extractor that guesses what is content would be the wrong tool: its guesses change from release to release,
and with them the sentences and their fingerprints. Here only what the page itself marks as navigation, footer
or control is left out; text that merely reads like a newsletter box is for the import to judge.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple

from quizapp.content.source_text.blocks import Block, BlockKind, SourceText, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STANDS_OUT = 7
"""The depth of what is no heading in the page's own terms, but stands above other text like one."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEVER_TEXT = _names("script style noscript template svg math iframe object select textarea button")
_AROUND = _names("nav footer")
_AROUND_ROLES = _names("navigation contentinfo search dialog")
_BREAKS = _names("""
    address article aside blockquote body br details div fieldset figcaption figure footer form header hr
    legend main nav p pre section summary h1 h2 h3 h4 h5 h6 dl dt dd ul ol li
    table caption thead tbody tfoot tr th td
""")
_SCOPES = ("main", "article")
_HEADING_DEPTHS = {**{f"h{depth}": depth for depth in range(1, 7)}, "dt": STANDS_OUT, "summary": STANDS_OUT}
_STRONG = frozenset(["strong", "b"])
_SITE_NAME = re.compile(r"\s+[|–—]\s+.*")  # noqa: RUF001 - dashes between title and site
_CLIP = 60


class _Placed(NamedTuple):
    """A block, and which of the elements that hold a page's content it lies in."""

    block: Block
    scopes: frozenset[str]


def read_html(text: str) -> SourceText:
    """Read a page or a fragment of one."""
    page = _Page(_AROUND)
    page.run(text)
    if page.is_leaving_out:  # an element was never closed, and swallowed the rest of the page
        page = _Page(frozenset())
        page.run(text)
    chosen, around = _content(page.placed)
    left_out = [*page.left_out, *(block.text for block in around)]
    if page.title and not any(_is_title(block) for block in chosen):
        title = _SITE_NAME.sub("", one_line(page.title))
        chosen = [Block(kind=BlockKind.HEADING, text=title, depth=1), *chosen]
    return SourceText(tuple(chosen), page.lang, tuple(_clipped(part) for part in left_out))


def _content(placed: Sequence[_Placed]) -> tuple[list[Block], list[Block]]:
    """Return the blocks in <main>, or else in <article>, or else all; and the rest, but for a title in it."""
    for scope in _SCOPES:
        inside = [block for block, scopes in placed if scope in scopes]
        if inside:
            outside = [block for block, scopes in placed if scope not in scopes]
            title = [block for block in outside if _is_title(block)][:1]
            if any(_is_title(block) for block in inside):
                title = []
            return [*title, *inside], [block for block in outside if block not in title]
    return [block for block, _ in placed], []


def _is_title(block: Block) -> bool:
    return block.kind is BlockKind.HEADING and block.depth == 1


def _clipped(text: str) -> str:
    return text if len(text) <= _CLIP else f"{text[: _CLIP - 3].rstrip()}..."


class _Page(HTMLParser):
    """One run over a page. Unclosed and misplaced tags do no harm: every block ends where the next begins."""

    def __init__(self, around: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.placed: list[_Placed] = []
        self.left_out: list[str] = []
        self.title = ""
        self.lang: str | None = None
        self._around = around
        self._skipped: list[str] = []
        """The tags, all of one name, inside which nothing is read."""
        self._skipped_text: list[str] | None = None
        """The text of navigation that is being left out."""
        self._in_title = False
        self._scopes: list[str] = []
        self._lists: list[str] = []
        self._entry_opened = False
        self._heading = 0
        self._strong = 0
        self._jump = False
        """Whether the text is that of a link within the page."""
        self._runs: list[tuple[str, bool, bool]] = []
        """Text of the block so far, each with whether it stands out and whether it is such a link."""

    @property
    def is_leaving_out(self) -> bool:
        """Whether something that is left out has not ended."""
        return bool(self._skipped)

    def run(self, text: str) -> None:
        """Read it all."""
        self.feed(text)
        self.close()
        self._end_block()

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        """Begin an element."""
        values = dict(attrs)
        if self._skipped:
            self._skipped += [tag] * (tag == self._skipped[0])
            return
        is_around = tag in self._around or (self._around and values.get("role") in _AROUND_ROLES)
        if tag in _NEVER_TEXT or is_around:
            self._skipped = [tag]
            self._skipped_text = None if tag in _NEVER_TEXT else []
            return
        if tag in _BREAKS:
            self._end_block()
        self._open(tag, values)

    def _open(self, tag: str, values: dict[str, str | None]) -> None:
        if tag == "html":
            self.lang = values.get("lang") or None
        elif tag == "title":
            self._in_title = True
        elif tag in _SCOPES:
            self._scopes.append(tag)
        elif tag in {"ul", "ol"}:
            self._lists.append(tag)
        elif tag == "li":
            self._entry_opened = True
        elif tag in _HEADING_DEPTHS:
            self._heading = _HEADING_DEPTHS[tag]
        elif tag in _STRONG:
            self._strong += 1
        elif tag == "a":
            self._jump = (values.get("href") or "").startswith("#")

    def handle_endtag(self, tag: str) -> None:
        """End an element, if it was begun."""
        if self._skipped:
            self._end_skipped(tag)
            return
        if tag in _BREAKS:
            self._end_block()
        if tag == "title":
            self._in_title = False
        elif tag in self._scopes:
            self._scopes.remove(tag)
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
            self._entry_opened = False
        elif tag in _STRONG:
            self._strong = max(0, self._strong - 1)
        elif tag == "a":
            self._jump = False

    def _end_skipped(self, tag: str) -> None:
        if tag != self._skipped[0]:
            return
        self._skipped.pop()
        if not self._skipped and self._skipped_text is not None:
            text = one_line(" ".join(self._skipped_text))
            self.left_out += [text] if text else []

    def handle_data(self, data: str) -> None:
        """Take in text."""
        if self._in_title:
            self.title += data
        elif not self._skipped:
            self._runs.append((data, self._strong > 0, self._jump))
        elif self._skipped_text is not None:
            self._skipped_text.append(data)

    def _end_block(self) -> None:
        """Make a block of the text so far, if there is any."""
        runs, self._runs = self._runs, []
        text = one_line("".join(words for words, _, _ in runs))
        if not text:
            return
        in_page = all(jump for words, _, jump in runs if words.strip())
        if self._entry_opened and in_page:
            self.left_out.append(text)  # an entry of the page's table of contents
        else:
            self.placed.append(_Placed(self._block(text, runs), frozenset(self._scopes)))
        self._entry_opened, self._heading, self._strong = False, 0, 0

    def _block(self, text: str, runs: Sequence[tuple[str, bool, bool]]) -> Block:
        lead = _leading(runs)
        if self._heading:
            return Block(kind=BlockKind.HEADING, text=text, depth=self._heading)
        if self._entry_opened:
            return Block(
                kind=BlockKind.ENTRY,
                text=text,
                depth=max(1, len(self._lists)),
                lead=lead if lead != text else "",
                numbered=self._lists[-1:] == ["ol"],
            )
        if lead == text and not text.endswith((".", ":")):
            return Block(kind=BlockKind.HEADING, text=text, depth=STANDS_OUT)
        return Block(kind=BlockKind.PARAGRAPH, text=text, lead=lead if lead != text else "")


def _leading(runs: Sequence[tuple[str, bool, bool]]) -> str:
    """Return the words at the start of a block that stand out."""
    words = []
    for text, strong, _ in runs:
        if not strong and text.strip():
            break
        words.append(text)
    return one_line("".join(words))
