from quizapp.authoring.source_text.blocks import Block, BlockKind
from quizapp.authoring.source_text.from_markdown import read_markdown

HEADING, PARAGRAPH, ENTRY = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ENTRY


def test_marks_are_no_words() -> None:
    text = "A *b* **c** `d` [e](https://example.org) ![f](g.png) <b>h</b> i\\*"
    assert [block.text for block in read_markdown(text).blocks] == ["A b c d e h i*"]


def test_entries_know_their_depth_their_number_and_what_stands_out() -> None:
    text = "1. **Shoes.** They rub.\n   - stiff ones\n\n   More of it.\n2. **Socks**\n"
    assert read_markdown(text).blocks == (
        Block(kind=ENTRY, text="Shoes. They rub.", depth=1, lead="Shoes.", numbered=True),
        Block(kind=ENTRY, text="stiff ones", depth=2),
        Block(kind=PARAGRAPH, text="More of it."),
        Block(kind=ENTRY, text="Socks", depth=1, numbered=True),
    )


def test_a_line_that_stands_out_as_a_whole_is_a_heading_unless_it_is_a_sentence() -> None:
    text = "**What helps**\n\n**Rest it.**\n\n**Call 999 if:**\n\n**Tip:** rest.\n"
    assert read_markdown(text).blocks == (
        Block(kind=HEADING, text="What helps", depth=7),
        Block(kind=PARAGRAPH, text="Rest it."),
        Block(kind=PARAGRAPH, text="Call 999 if:"),
        Block(kind=PARAGRAPH, text="Tip: rest.", lead="Tip:"),
    )


def test_a_forced_line_break_ends_a_block() -> None:
    assert [block.text for block in read_markdown("Q: Rest?  \nA: Yes,\nplease.").blocks] == [
        "Q: Rest?",
        "A: Yes, please.",
    ]


def test_the_title_may_stand_in_the_front_matter() -> None:
    text = "---\ntitle: 'Sore heels'\ndate: 2026-01-01\n---\nNew shoes rub.\n"
    title = Block(kind=HEADING, text="Sore heels", depth=1)
    assert read_markdown(text).blocks == (title, Block(kind=PARAGRAPH, text="New shoes rub."))
    assert read_markdown(text + "\n# Heels\n").blocks[0].text == "New shoes rub."
    assert read_markdown("---\ndate: 2026-01-01\n---\nText.").blocks[0].text == "Text."


def test_html_in_markdown_is_read_as_html() -> None:
    text = "# Heels\n\n<details><summary>Does ice help?</summary>\n<p>Yes.</p></details>\n"
    assert [(block.kind, block.text) for block in read_markdown(text).blocks] == [
        (HEADING, "Heels"),
        (HEADING, "Does ice help?"),
        (PARAGRAPH, "Yes."),
    ]
