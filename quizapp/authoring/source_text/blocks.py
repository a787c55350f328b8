"""What a source is made of: headings, paragraphs and list entries, in the order of the text."""

import enum
import re
from dataclasses import dataclass

QUESTION_OR_ANSWER = re.compile(
    r"(?:(?P<question>Q|Question)|A|Answer)\s*\d*\s*[.:)]\s+(?=\S)", re.IGNORECASE
)
"""The mark that some put before questions and answers: "Q: ", "A. ", "Question 2: "."""

BULLET = r"(?:[^\w\s\"'“‘«(\[{¿¡…$£€&#@©®™.,:;!?)/]\ufe0f?|o(?=\s))"  # noqa: RUF001 - curly quotes
"""What may stand before an entry: any sign that begins no word, such as a dash, a dot or a red cross."""

STANDS_OUT = 7
"""The depth of what is no heading in a source's own terms, but stands above other text like one."""


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
    text: str = ""
    depth: int = 0
    """Of a heading 1 to 7, or 0 where the text does not say; of an entry 1 for the outermost list."""
    lead: str = ""
    """The words at its start that stand out, such as "Poor posture:", where more words follow them."""
    numbered: bool = False
    """Whether the source gave it a number."""
    asks: bool = False
    """Whether the source marks it as a question: "Q: ..."."""
    cells: tuple[str, ...] = ()
    """Of a row of a table its cells; its text is all of them."""
    headers: tuple[str, ...] = ()
    """Of such a row, what stands above its cells; the row that does is its own."""
    around: bool = False
    """Whether the source marks it as navigation and the like."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A whole source."""

    blocks: tuple[Block, ...]
    lang: str | None = None
    """The language that the source says it is in."""
    left_out: tuple[str, ...] = ()
    """What the source itself marks as navigation and the like, whole."""


def one_line(text: str) -> str:
    """A text with single spaces, and none at its ends."""
    return " ".join(text.split())
