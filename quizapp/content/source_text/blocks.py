"""What a source is made of: headings, paragraphs and list entries, in the order of the text."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class BlockKind(enum.Enum):
    """What a block is."""

    HEADING = enum.auto()
    PARAGRAPH = enum.auto()
    ENTRY = enum.auto()
    """One entry of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One heading, paragraph or list entry: the words of the source, without its marks, in one line."""

    kind: BlockKind
    text: str
    depth: int = 0
    """Of a heading 1 to 7, or 0 where the text does not say; of an entry 1 for the outermost list."""
    lead: str = ""
    """The words at its start that stand out, such as "Poor posture:", where more words follow them."""
    numbered: bool = False
    """Whether the source gave it a number."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A whole source."""

    blocks: tuple[Block, ...]
    lang: str | None = None
    """The language that the source says it is in."""
    left_out: tuple[str, ...] = ()
    """The first words of each part that the source itself marks as navigation and the like."""


def one_line(text: str) -> str:
    """Return a text with single spaces, and none at its ends."""
    return " ".join(text.split())
