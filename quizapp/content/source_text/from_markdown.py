"""Markdown (CommonMark) as blocks. A paragraph that is strong throughout is taken for a heading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from quizapp.content.source_text.blocks import Block, BlockKind, SourceText, one_line
from quizapp.content.source_text.from_html import STANDS_OUT, read_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*\n", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE)


def read_markdown(text: str) -> SourceText:
    """Read Markdown, with the title of its front matter if it has one."""
    front = _FRONT_MATTER.match(text)
    title = _FRONT_TITLE.search(front[1]) if front else None
    tokens = MarkdownIt("commonmark").parse(text[front.end() :] if front else text)
    blocks = list(_blocks(tokens))
    if title and not any(block.depth == 1 for block in blocks if block.kind is BlockKind.HEADING):
        blocks.insert(0, Block(kind=BlockKind.HEADING, text=one_line(title[1]), depth=1))
    return SourceText(tuple(blocks))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    lists: list[bool] = []
    """The lists around, the outermost first: whether each is numbered."""
    entry_opened = False
    heading = 0
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                lists.append(token.type == "ordered_list_open")
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                entry_opened = True
            case "heading_open":
                heading = int(token.tag[1])
            case "html_block":
                yield from read_html(token.content).blocks
            case "inline":
                yield from _inline(token, heading, lists if entry_opened else [])
                entry_opened, heading = False, 0


def _inline(token: Token, heading: int, lists: Sequence[bool]) -> Iterator[Block]:
    """Yield the block of one heading, entry (in `lists`) or paragraph, cut at forced line breaks."""
    for runs in _runs(token.children or ()):
        text = one_line("".join(text for text, _ in runs))
        strong = one_line("".join(text for text, strong in _leading(runs)))
        if not text:
            continue
        if heading:
            yield Block(kind=BlockKind.HEADING, text=text, depth=heading)
        elif lists:
            lead = strong if strong != text else ""
            yield Block(kind=BlockKind.ENTRY, text=text, depth=len(lists), lead=lead, numbered=lists[-1])
        elif strong == text and not text.endswith((".", ":")):
            yield Block(kind=BlockKind.HEADING, text=text, depth=STANDS_OUT)
        else:
            yield Block(kind=BlockKind.PARAGRAPH, text=text, lead=strong if strong != text else "")


Run = tuple[str, bool]
"""Some words, and whether they stand out."""


def _runs(children: Sequence[Token]) -> list[list[Run]]:
    """Return the words of each line; a soft break is a space, a hard one ends the line."""
    lines: list[list[Run]] = [[]]
    strong = 0
    for child in children:
        strong += child.nesting if child.type.startswith("strong") else 0
        if child.type == "hardbreak":
            lines.append([])
        elif child.type in {"text", "code_inline"}:
            lines[-1].append((child.content, strong > 0))
        elif child.type == "softbreak":
            lines[-1].append((" ", strong > 0))
    return lines


def _leading(runs: Sequence[Run]) -> Iterator[Run]:
    for text, strong in runs:
        if not strong and text.strip():
            return
        yield text, strong
