r"""Read a source: its blocks, and the sentences that its passages are.

    source = read("# Sore heels\n\nNew shoes rub. They are stiff.\n")
    [sentence.text for sentence in sentences(source)]
    # ["Sore heels", "New shoes rub.", "They are stiff."]

Plain text, Markdown and HTML are told apart by their marks. Nothing is added or put in other words. Both the
import of an article and the tracing of its passages read a source through here, so that they agree on what
its sentences are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quizapp.content import passages
from quizapp.content.source_text.blocks import QUESTION_OR_ANSWER, BlockKind, SourceText
from quizapp.content.source_text.from_html import read_html
from quizapp.content.source_text.from_markdown import read_markdown
from quizapp.content.source_text.from_plain import read_plain
from quizapp.errors import UnusableSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizapp.content.source_text.blocks import Block

MAX_BYTES = 2 * 1024 * 1024
"""A page with all its scripts fits; a video does not."""
MAX_BLOCKS = 5_000
"""Headings, paragraphs and list entries of a source."""

_MAX_HEADING = 300
"""Characters of a heading; what is longer is a paragraph, whatever it was set as."""

_HTML = re.compile(r"</(?:p|h[1-6]|li|div|body|main|article|section|td)\s*>", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"^(?:#{1,6}[ \t]+\S|\*\*.+\*\*[ \t]*$|[^\n]*\S\n={3,}[ \t]*$)|\]\((?:https?://|/|#)", re.MULTILINE
)
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufeff\ufff0-\uffff\ud800-\udfff]"
)
"""Characters that nobody sees, which pages and word processors leave behind."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a source, or a heading of it."""

    text: str
    is_heading: bool = False
    """Whether it is a heading, the title among them, and not a question."""


def decoded(body: bytes) -> str:
    """Return the text of a file; UnusableSource when it is not text that can be read."""
    if len(body) > MAX_BYTES:
        raise UnusableSource(f"it has more than {MAX_BYTES // 1024**2} MiB")
    utf16 = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return body.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableSource(f"byte {error.start + 1} is not UTF-8; save the text as UTF-8") from error


def read(text: str) -> SourceText:
    """Read a source in whichever of the three formats it is in; UnusableSource when it is no article."""
    clean = _UNSEEN.sub("", re.sub(r"\r\n?|[\x85\u2028\u2029]", "\n", text))
    reader = read_html if _HTML.search(clean) else read_markdown if _MARKDOWN.search(clean) else read_plain
    source = reader(clean)
    if len(source.blocks) > MAX_BLOCKS:
        raise UnusableSource(f"it has {len(source.blocks):,} paragraphs; {MAX_BLOCKS:,} are read at most")
    worded = [_sober(block) for block in source.blocks if passages.normalised(block.text)]
    return replace(source, blocks=tuple(_without_question_marks(worded)))


def _sober(block: Block) -> Block:
    is_text = block.kind is BlockKind.HEADING and len(block.text) > _MAX_HEADING
    return replace(block, kind=BlockKind.PARAGRAPH, depth=0) if is_text else block


def _without_question_marks(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks without "Q:" and "A:"; where nothing has the first, "A." means another thing."""
    marks = [QUESTION_OR_ANSWER.match(block.text) for block in blocks]
    is_marked = any(mark and mark["question"] for mark in marks)
    for block, mark in zip(blocks, marks, strict=True):
        if mark and is_marked:
            yield replace(block, text=block.text[mark.end() :], lead="", asks=bool(mark["question"]))
        else:
            yield block


def sentences(source: SourceText) -> Iterator[Sentence]:
    """Yield the sentences of a source in order; a heading is one sentence, whatever stops it holds."""
    for block in source.blocks:
        if block.kind is BlockKind.HEADING:
            yield Sentence(block.text, is_heading=not is_question(block.text))
        else:
            yield from (Sentence(text) for text in block_sentences(block))


def block_sentences(block: Block) -> Iterator[str]:
    """Yield the sentences of a paragraph or list entry."""
    return passages.sentences(block.text)


def is_question(text: str) -> bool:
    """Whether a text ends in a question mark, quotes and brackets after it aside."""
    return text.rstrip("\"'”’)]*_ ").endswith("?")  # noqa: RUF001 - curly quotes do end sentences
