r"""Read a source: its blocks, and the sentences that its passages are.

    source = read("# Sore heels\n\nNew shoes rub. They are stiff.\n", lang="en")
    [sentence.text for sentence in sentences(source)]
    # ["Sore heels", "New shoes rub.", "They are stiff."]

Plain text, Markdown, HTML and .docx are told apart by their marks; a quiz in a format of another program is
refused. Nothing is added or put in other words. Both the import of an article and the tracing of its passages
read a source through here, so that they agree on what its sentences are.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import groupby

from quizapp.authoring.cues import ENOUGH, cues_of, language_of, languages
from quizapp.authoring.source_text.blocks import BULLET, QUESTION_OR_ANSWER, Block, BlockKind, SourceText
from quizapp.authoring.source_text.from_plain import read_plain
from quizapp.content import passages
from quizapp.errors import UnusableSource

MAX_BYTES = 2 * 1024 * 1024
"""A page with all its scripts fits; a video does not."""
MAX_BLOCKS = 5_000
"""Headings, paragraphs and list entries of a source."""

_MAX_HEADING = 300
"""Characters of a heading; what is longer is a paragraph, whatever it was set as."""

_FEWEST_TILES = 3
_TILE_WORDS = 10
_BULLET = re.compile(rf"{BULLET}\s+(?=\S)")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ZIP = b"PK\x03\x04"
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_HEAD_BYTES = 2_048
_PAGE = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|\?xml|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_HTML = re.compile(r"</(?:p|h[1-6]|li|div|body|main|article|section|td)\s*>", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"^(?:(?:---|\+\+\+)[ \t]*\n|#{1,6}[ \t]+\S|\*\*.+\*\*[ \t]*$|> ?\[!\w|!!! \w|:::)"
    r"|^\|?[ \t]*:?-{3,}:?[ \t]*\||^[^\n]*\S\n={3,}[ \t]*$|^[^\n|>-]*\S\n-{3,}[ \t]*\n\n|\]\((?:https?://|/|#)|\{\{[<%]|\*\*\w[^*\n]*\*\*",
    re.MULTILINE,
)
_QUIZZES = {
    "GIFT": re.compile(r"^::[^:\n]+::|^[^\n#{]+\{\s*(?:[=~][^{}]+[=~][^{}]+|T|F|TRUE|FALSE)\}", re.MULTILINE),
    "Moodle XML": re.compile(r"<quiz>\s*(?:<!--.*?-->\s*)*<question\b", re.DOTALL),
    "QTI": re.compile(r"<(?:\w+:)?(?:questestinterop|assessmentItem|assessmentTest)\b"),
    "Aiken": re.compile(r"^[A-Z][.)] [^\n]+\nANSWER: [A-Z]\s*$", re.MULTILINE),
}
"""What marks the quizzes of other programs."""
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


@contextmanager
def needing_import_extra(what: str) -> Iterator[None]:
    """Import what only the extra brings; UnusableSource, with the command, where it is not installed."""
    try:
        yield
    except ImportError as error:
        raise UnusableSource(f"{what} more to be read: pip install 'quizapp[import]'") from error


def load(body: bytes, lang: str | None = None) -> SourceText:
    """Read a file of any of the formats; see `read`."""
    if not is_packed(body):
        return read(decoded(body), lang)
    with needing_import_extra("a Word file needs"):
        import mammoth  # noqa: PLC0415 - only Word files need it
    try:
        page = mammoth.convert_to_html(BytesIO(body), convert_image=mammoth.images.img_element(lambda _: {}))
    except Exception as error:
        raise UnusableSource("it is no Word file (.docx) that can be read") from error
    return read(f"<!doctype html>{page.value}", lang)


def is_packed(body: bytes) -> bool:
    """Whether a file is a zip, such as those of Word are."""
    return body.startswith(_ZIP)


def decoded(body: bytes) -> str:
    """The text of a file, in the charset that it declares; UnusableSource when it is no such text."""
    if len(body) > MAX_BYTES:
        raise UnusableSource(f"it has more than {MAX_BYTES // 1024**2} MiB")
    charset = "utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    declared = _CHARSET.search(body, 0, _HEAD_BYTES) if b"<" in body[:_HEAD_BYTES] else None
    if declared and charset == "utf-8-sig":
        charset = _codec(declared[1].decode("ascii"))
    try:
        return body.decode(charset)
    except UnicodeDecodeError as error:
        name = "UTF-8" if charset == "utf-8-sig" else charset
        raise UnusableSource(f"byte {error.start + 1} is not {name}; save the text as UTF-8") from error


def _codec(name: str) -> str:
    """How browsers read a charset; what nobody knows is taken for UTF-8."""
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return "utf-8-sig"
    return {"iso8859-1": "cp1252", "ascii": "cp1252", "utf-8": "utf-8-sig"}.get(known, known)


def read(text: str, lang: str | None = None) -> SourceText:
    """Read a source in whichever format it is in.

    Its language is `lang`, or else what it says itself, or else what its commonest words tell. UnusableSource
    when there is none of these, or when it is no article.
    """
    clean = seen(text)
    if name := quiz_format(clean):
        raise UnusableSource(f"it is a quiz in the format {name}, and no article")
    source = _blocks(clean)
    if len(source.blocks) > MAX_BLOCKS:
        raise UnusableSource(f"it has {len(source.blocks):,} paragraphs; {MAX_BLOCKS:,} are read at most")
    words = " ".join(block.text for block in source.blocks)
    said = (source.lang or "").strip().replace("_", "-")
    lang = lang or (said if _TAG.fullmatch(said) else None) or language_of(words)
    if lang is None:
        if not passages.normalised(words):
            raise UnusableSource("there is not one sentence in it")
        raise UnusableSource(
            f"its language is none of {', '.join(languages())}, or not to be told; give it with --lang"
        )
    cues = cues_of(lang)
    weighty = [part for part in source.left_out if cues.tells(part) or cues.weight(part) >= ENOUGH]
    spoken = [Block(kind=BlockKind.PARAGRAPH, text=part, around=True) for part in weighty]
    worded = [_sober(block) for block in (*source.blocks, *spoken) if passages.normalised(block.text)]
    left_out = tuple(part for part in source.left_out if part not in weighty)
    return SourceText(tuple(_without_question_marks(list(_with_tiles(worded)))), lang, left_out)


def seen(text: str) -> str:
    """A text without the characters that nobody sees, in lines that end in one way."""
    return _UNSEEN.sub("", re.sub(r"\r\n?|[\x85\u2028\u2029]", "\n", text))


def quiz_format(text: str) -> str | None:
    """The format of another program's quiz: GIFT, Moodle XML, QTI or Aiken; None where it is no quiz."""
    return next((name for name, mark in _QUIZZES.items() if mark.search(text)), None)


def _blocks(text: str) -> SourceText:
    """Read a text as what it is: a page, Markdown, which may hold tags, or neither."""
    is_page = _PAGE.match(text) or (_HTML.search(text) and not _MARKDOWN.search(text))
    if not is_page and not _MARKDOWN.search(text):
        return read_plain(text)
    with needing_import_extra("HTML and Markdown need"):
        from quizapp.authoring.source_text.from_html import read_html  # noqa: PLC0415 - plain text needs no extra
        from quizapp.authoring.source_text.from_markdown import read_markdown  # noqa: PLC0415 - as above
    return read_html(text) if is_page else read_markdown(text)


def _sober(block: Block) -> Block:
    """A heading of many words as a paragraph, and a paragraph that begins with a bullet as an entry."""
    if block.kind is BlockKind.HEADING and len(block.text) > _MAX_HEADING:
        return replace(block, kind=BlockKind.PARAGRAPH, depth=0)
    bullet = _BULLET.match(block.text)
    if bullet and block.kind is BlockKind.PARAGRAPH and not block.text.endswith(":"):
        return replace(block, kind=BlockKind.ENTRY, depth=1, text=block.text[bullet.end() :])
    return block


def _with_tiles(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks; three or more paragraphs in a row of a few words without a stop are a list."""
    for is_tile, run in groupby(blocks, _is_tile):
        row = list(run)
        is_list = is_tile and len(row) >= _FEWEST_TILES
        yield from (replace(each, kind=BlockKind.ENTRY, depth=1) if is_list else each for each in row)


def _is_tile(block: Block) -> bool:
    is_bare = block.kind is BlockKind.PARAGRAPH and not (block.cells or block.lead or block.around)
    return is_bare and block.text[-1:].isalnum() and len(block.text.split()) <= _TILE_WORDS


def _without_question_marks(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks without "Q:" and "A:"; where nothing has the first, "A." means another thing."""
    marks = [QUESTION_OR_ANSWER.match(block.text) for block in blocks]
    if not any(mark and mark["question"] for mark in marks):
        return blocks
    return [
        replace(block, text=block.text[mark.end() :], lead="", asks=bool(mark["question"])) if mark else block
        for block, mark in zip(blocks, marks, strict=True)
    ]


def sentences(source: SourceText) -> Iterator[Sentence]:
    """Yield the sentences of a source in order; a heading is one sentence, whatever stops it holds."""
    for block in source.blocks:
        if block.kind is BlockKind.HEADING:
            yield Sentence(block.text, is_heading=not is_question(block.text))
        else:
            yield from map(Sentence, passages.sentences(block.text))


def is_question(text: str) -> bool:
    """Whether a text ends in a question mark, quotes and brackets after it aside."""
    return text.rstrip("\"'”’)]*_ ").endswith("?")  # noqa: RUF001 - curly quotes do end sentences
