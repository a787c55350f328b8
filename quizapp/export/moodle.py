"""A quiz for Moodle: in GIFT, the text format that many other programs read too, and in Moodle XML.

Every text of GIFT is HTML, which keeps "->", "%50%" and blanks at a start as they are: HTML is escaped first,
then what GIFT reads as a mark.
"""

import re
from collections.abc import Iterator
from html import escape
from xml.etree.ElementTree import Element

from quizapp.content.model import Article, Item, Kind
from quizapp.export.assessment import Assessment, Choice, Loss, Question, Say, assessment, quiz_losses
from quizapp.export.markup import document, element, paragraphs

MOST_SHARES = 10
"""Moodle knows the shares 1/n of a score up to this n, and refuses the others."""
_MARKS = re.compile(r"[\\~=#{}:]")
_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def losses(article: Article, *own: str) -> list[Loss]:
    """What both formats lose; tags name the key's level and the red flags of an item."""
    return quiz_losses(
        article,
        "the level of each option: a tag gives the key's level only",
        "red flags, except as tags",
        *own,
        of_items={
            f"the item, in which more than {MOST_SHARES} options share the score": _refused,
            "feedback line by line: it's given once, as a whole": lambda item: item.kind is Kind.SORT,
        },
    )


def gift_losses(article: Article) -> list[Loss]:
    """What GIFT loses."""
    return losses(article, "the order of a story's options, which a host may shuffle")


def _refused(item: Item) -> bool:
    right = len(item.key)
    return item.kind is Kind.MULTIPLE and max(right, len(item.options) - right) > MOST_SHARES


def _about(whole: Assessment) -> str:
    return paragraphs((whole.intro, *whole.notices))


def _after(question: Question) -> str:
    """What follows each response, with the notices: a host draws single questions from its bank."""
    return paragraphs((question.feedback, *question.notices))


def _fraction(choice: Choice) -> str:
    """What a choice adds to the score in percent, as Moodle writes it: "33.33333"."""
    return f"{100 * choice.weight:.5f}".rstrip("0").rstrip(".")


def _lines(question: Question) -> list[tuple[str, str]]:
    """Each line of a sort question with its level; then, without a line, the levels of none."""
    texts = {choice.id: choice.text for choice in question.choices}
    keys = {row.key for row in question.rows}
    rows = [(_inline(row.text), texts[row.key]) for row in question.rows]
    return rows + [("", text) for choice, text in texts.items() if choice not in keys]


def gift(article: Article, say: Say) -> bytes:
    """The quiz in GIFT: a category, a description with the notices, and the questions."""
    whole = assessment(article, say, without=_refused)
    about = f"::{_plain(whole.title)}::{_html(_about(whole))}"
    blocks = [f"$CATEGORY: {whole.id}", about, *map(_gift_question, whole.questions)]
    return "\n\n".join(blocks).encode() + b"\n"


def _gift_question(question: Question) -> str:
    tags = "".join(f" [tag:{tag}]" for tag in question.tags)
    head = f"// [id:{question.id}]{tags}\n::{_plain(question.id)}::{_html(paragraphs(question.stem))}{{"
    lines = (f"={_html(text) if text else ''} -> {_plain(level)}" for text, level in _lines(question))
    answers = lines if question.rows else (_gift_choice(choice, question) for choice in question.choices)
    return "\n\t".join([head, *answers, f"####{_html(_after(question))}"]) + "\n}"


def _gift_choice(choice: Choice, question: Question) -> str:
    mark = f"~%{_fraction(choice)}%" if question.many else "=" if choice.right else "~"
    feedback = f"#{_html(_inline(choice.feedback))}" if choice.feedback else ""
    return f"{mark}{_html(_inline(choice.text))}{feedback}"


def _html(html: str) -> str:
    return f"[html]{_plain(html)}"


def _plain(text: str) -> str:
    """Escape what GIFT reads as a mark; a line break is written out, since an empty line ends a question."""
    return _BREAK.sub(r"\\n", _MARKS.sub(r"\\\g<0>", text))


def moodle_xml(article: Article, say: Say) -> bytes:
    """The quiz in Moodle XML: a category, a description with the notices, and the questions."""
    whole = assessment(article, say, without=_refused)
    path, about = _text("category", f"$course$/top/{whole.id}"), _about(whole)
    category = element("question", path, _text("info", about, html=True), type="category")
    description = element(
        "question", _text("name", whole.title), _text("questiontext", about, html=True), type="description"
    )
    return document(element("quiz", category, description, *map(_xml_question, whole.questions)))


def _xml_question(question: Question) -> Element:
    return element(
        "question",
        _text("name", question.id),
        _text("questiontext", paragraphs(question.stem), html=True),
        _text("generalfeedback", _after(question), html=True),
        element("defaultgrade", "1"),
        element("penalty", "0"),
        element("idnumber", question.id),
        *(_xml_matches(question) if question.rows else _xml_choices(question)),
        element("tags", *(_text("tag", tag) for tag in question.tags)),
        type="matching" if question.rows else "multichoice",
    )


def _xml_choices(question: Question) -> Iterator[Element]:
    yield element("single", "false" if question.many else "true")
    yield element("shuffleanswers", "true" if question.shuffled else "false")
    yield element("answernumbering", "none")
    for choice in question.choices:
        feedback = _text("feedback", _inline(choice.feedback), html=True)
        answer = _text("answer", _inline(choice.text), feedback, html=True)
        answer.set("fraction", _fraction(choice))
        yield answer


def _xml_matches(question: Question) -> Iterator[Element]:
    yield element("shuffleanswers", "true")
    for text, level in _lines(question):
        yield _text("subquestion", text, _text("answer", level), html=True)


def _text(tag: str, text: str, *inside: Element, html: bool = False) -> Element:
    return element(tag, element("text", text), *inside, **({"format": "html"} if html else {}))


def _inline(text: str) -> str:
    return escape(text, quote=False)
