from __future__ import annotations

import pytest

from quizapp.content.source_text.blocks import Block, BlockKind
from quizapp.content.source_text.reading import MAX_BLOCKS, MAX_BYTES, Sentence, decoded, read, sentences
from quizapp.errors import UnusableSource

HEADING, PARAGRAPH, ENTRY = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ENTRY


def test_the_same_article_is_the_same_in_all_three_formats() -> None:
    plain = "Sore heels\n\nNew shoes rub. They are stiff.\n\n- Pad it.\n- Rest.\n"
    markdown = "# Sore heels\n\nNew shoes *rub*. They are\nstiff.\n\n* Pad it.\n* Rest.\n"
    html = "<h1>Sore heels</h1><p>New shoes <i>rub</i>. They are stiff.<ul><li>Pad it.<li>Rest.</ul>"
    expected = [
        Sentence("Sore heels", is_heading=True),
        *map(Sentence, ["New shoes rub.", "They are stiff.", "Pad it.", "Rest."]),
    ]
    assert [list(sentences(read(text))) for text in (plain, markdown, html)] == [expected] * 3


def test_a_heading_that_asks_is_a_sentence() -> None:
    source = read("# Heels\n\n## Does ice help?\n\nYes.\n")
    assert [(sentence.text, sentence.is_heading) for sentence in sentences(source)] == [
        ("Heels", True),
        ("Does ice help?", False),
        ("Yes.", False),
    ]


def test_q_and_a_are_marks_where_a_question_has_one() -> None:
    source = read("Q1. Does ice help?\n\nA: Yes.\n\nAnswer 2) No.")
    assert source.blocks == (
        Block(kind=PARAGRAPH, text="Does ice help?", asks=True),
        Block(kind=PARAGRAPH, text="Yes."),
        Block(kind=PARAGRAPH, text="No."),
    )


def test_an_a_alone_is_no_mark() -> None:
    assert [block.text for block in read("A. Sample wrote this.").blocks] == ["A. Sample wrote this."]


def test_what_nobody_sees_is_no_part_of_a_word() -> None:
    assert [block.text for block in read("Ex\u200bam\u00adple\ufeff\u202e words\x00 here.").blocks] == [
        "Example words here."
    ]


def test_every_way_to_end_a_line_is_one() -> None:
    text = "One.\r\n\r\nTwo.\r\rThree.\u2029\u2028Four."
    assert [block.text for block in read(text).blocks] == ["One.", "Two.", "Three.", "Four."]


def test_a_heading_without_end_is_a_paragraph() -> None:
    assert [block.kind for block in read(f"# {'word ' * 100}\n").blocks] == [PARAGRAPH]


def test_a_block_without_a_word_is_none() -> None:
    assert read("# ***\n\n—\n\n“”\n").blocks == ()


@pytest.mark.parametrize(
    "body",
    ["é".encode(), "é".encode("utf-8-sig"), "é".encode("utf-16"), b"\xfe\xff\x00\xe9"],
    ids=["UTF-8", "with a byte order mark", "UTF-16", "UTF-16, the other way round"],
)
def test_a_file_is_decoded(body: bytes) -> None:
    assert decoded(body) == "é"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"caf\xe9", "byte 4 is not UTF-8"),
        (b"x" * (MAX_BYTES + 1), "more than 2 MiB"),
        (b"\xff\xfe\x00", "byte 3"),
    ],
    ids=["Latin-1", "too big", "half a character"],
)
def test_what_is_no_text_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(UnusableSource, match=why):
        decoded(body)


def test_a_source_has_only_so_many_paragraphs() -> None:
    with pytest.raises(UnusableSource, match="5,001 paragraphs"):
        read("- a\n" * (MAX_BLOCKS + 1))
