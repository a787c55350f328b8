from io import BytesIO
from zipfile import ZipFile

import pytest

from quizapp.authoring.source_text.blocks import Block, BlockKind
from quizapp.authoring.source_text.formats import (
    MAX_BLOCKS,
    MAX_BYTES,
    Sentence,
    decoded,
    load,
    read,
    sentences,
)
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
    assert [list(sentences(read(text, "en"))) for text in (plain, markdown, html)] == [expected] * 3


def test_a_heading_that_asks_is_a_sentence() -> None:
    source = read("# Heels\n\n## Does ice help?\n\nYes.\n", "en")
    assert [(sentence.text, sentence.is_heading) for sentence in sentences(source)] == [
        ("Heels", True),
        ("Does ice help?", False),
        ("Yes.", False),
    ]


def test_q_and_a_are_marks_where_a_question_has_one() -> None:
    source = read("Q1. Does ice help?\n\nA: Yes.\n\nAnswer 2) No.", "en")
    assert source.blocks == (
        Block(kind=PARAGRAPH, text="Does ice help?", asks=True),
        Block(kind=PARAGRAPH, text="Yes."),
        Block(kind=PARAGRAPH, text="No."),
    )


def test_an_a_alone_is_no_mark() -> None:
    assert [block.text for block in read("A. Sample wrote this.", "en").blocks] == ["A. Sample wrote this."]


def test_what_nobody_sees_is_no_part_of_a_word() -> None:
    assert [block.text for block in read("Ex\u200bam\u00adple\ufeff\u202e words\x00 here.", "en").blocks] == [
        "Example words here."
    ]


def test_every_way_to_end_a_line_is_one() -> None:
    text = "One.\r\n\r\nTwo.\r\rThree.\u2029\u2028Four."
    assert [block.text for block in read(text, "en").blocks] == ["One.", "Two.", "Three.", "Four."]


def test_a_heading_without_end_is_a_paragraph() -> None:
    assert [block.kind for block in read(f"# {'word ' * 100}\n", "en").blocks] == [PARAGRAPH]


def test_a_block_without_a_word_is_none() -> None:
    assert read("# ***\n\n—\n\n“”\n", "en").blocks == ()


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
        read("- a\n" * (MAX_BLOCKS + 1), "en")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("::Q1:: Where? {=Here ~There}\n", "GIFT"),
        ("Is it hot? {T}\n", "GIFT"),
        ('<?xml version="1.0"?><quiz><question type="truefalse"></question></quiz>', "Moodle XML"),
        ('<assessmentItem identifier="a"></assessmentItem>', "QTI"),
        ("Where?\nA. Here\nB. There\nANSWER: A\n", "Aiken"),
    ],
)
def test_a_quiz_of_another_program_is_refused_by_its_name(text: str, name: str) -> None:
    with pytest.raises(UnusableSource, match=f"a quiz in the format {name}, and no article"):
        read(text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("# Heels\n\nPad <br> it.</p>\n", [HEADING, PARAGRAPH, PARAGRAPH]),
        ("Heels\n=====\n\nPad it.\n\nCare\n----\n\nRest it.\n", [HEADING, PARAGRAPH, HEADING, PARAGRAPH]),
        ("<p>Pad it.</p># Heels", [PARAGRAPH, PARAGRAPH]),
    ],
    ids=["Markdown with tags", "setext headings", "HTML"],
)
def test_a_format_is_known_by_its_marks(text: str, kinds: list[BlockKind]) -> None:
    assert [block.kind for block in read(text, "en").blocks] == kinds


def test_a_charset_that_a_page_declares_is_that_of_the_page() -> None:
    page = '<meta charset="iso-8859-1"><p>caf\u00e9 \u2019</p>'.encode("cp1252")
    assert [block.text for block in load(page, "en").blocks] == ["caf\u00e9 \u2019"]


def test_a_word_file_is_read() -> None:
    document = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        "<w:p><w:r><w:t>Pad the heel.</w:t></w:r></w:p></w:body></w:document>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", document)
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        )
    assert [block.text for block in load(file.getvalue(), "en").blocks] == ["Pad the heel."]
    with pytest.raises(UnusableSource, match="no Word file"):
        load(b"PK\x03\x04nothing")


def test_a_language_is_asked_for_where_nothing_tells_it() -> None:
    with pytest.raises(UnusableSource, match="give it with --lang"):
        read("\u6c34\u306f\u5927\u5207\u3067\u3059\u3002")


def test_a_text_in_any_script_has_all_its_sentences() -> None:
    text = "Боль в груди\n\nЭто опасно. Звоните.\n\n水は大切です。飲もう。"  # noqa: RUF001 - Russian
    assert [sentence.text for sentence in sentences(read(text, "ru"))] == [
        *("Боль в груди", "Это опасно.", "Звоните.", "水は大切です。", "飲もう。")
    ]
