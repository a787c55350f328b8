"""Send texts that are meant to hurt through GIFT and Moodle XML: `python -m tests.battery quiz_texts`.

Each text is the story, the question, an option or a reason of an item that is exported. Then gift-pegjs (not
ours) reads GIFT, and our own import reads GIFT and Moodle XML. No text may come out as another one, no
question be lost, and no share of the score differ.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from typing import Any

from battery.report import Report
from exported import SAY
from factories import make_article, make_choice
from gift_texts import gift_read

from quizapp.authoring.host_quiz import gift, moodle_xml
from quizapp.authoring.host_quiz.question import HostQuestion
from quizapp.content.model import Article, Item, Kind
from quizapp.export import moodle

_WRITTEN = r"""
    \ \\ \n ~ = # #### { } : :: -> % %50% %-100% // [html] [plain] [moodle] [markdown] [id:x] [tag:y] {T}
    {#3:2} TRUE _____ < > & &amp; &lt; &#35; &&092; <p> </p> <br> <!-- --> ]]> <![CDATA[ </question> ' " ` a=b
    knee Rest.
"""
MARKS = (
    *_WRITTEN.split(),
    *("$CATEGORY: a", "{=a ~b}", "5 < 6", "\u00e9", "e\u0301", "\u0634", "\U0001f9b5"),
    *("\n", "\r\n", "\r", "\n\n", "\t", " ", "  ", "\u00a0", "\u2028", "\x85", "\ufeff", "\u202e"),
)
TEXTS_OF_AN_ITEM = 8
ITEMS_OF_A_FILE = 100
_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_JS_SPACE = " \t\n\r\x0b\x0c\u00a0\u2028\u2029\ufeff"
"""What gift-pegjs trims, but for line breaks that are written out."""
Export = Callable[[Article], bytes]


def hostile_text(randomly: random.Random) -> str:
    """Return a text with some of the marks, and with something to read."""
    pieces = randomly.choices(MARKS, k=randomly.randint(1, 8))
    pieces.insert(randomly.randrange(len(pieces) + 1), "heel")
    return randomly.choice(("", " ")).join(pieces)


def hostile_item(number: int, randomly: random.Random) -> Item:
    """Return an item of which every text is hostile; one in three has several right options."""
    kind = Kind.MULTIPLE if number % 3 == 0 else Kind.CHOICE
    item = make_choice(f"item-{number}", kind=kind, right="ab" if kind is Kind.MULTIPLE else "a", wrong="c")
    texts = iter([hostile_text(randomly) for _ in range(TEXTS_OF_AN_ITEM)])
    options = tuple(
        replace(option, text=f"{next(texts)} {option.id}", rationale=next(texts)) for option in item.options
    )
    return replace(item, stem=next(texts), lead_in=next(texts), options=options)


def as_gift_file(article: Article) -> bytes:
    """Return the export that is tried."""
    return moodle.gift(article, SAY)


def run(*, texts: int = 20_000, seed: int = 1, export: Export = as_gift_file) -> Report:
    """Send at least so many texts, and find what comes out otherwise than it went in."""
    randomly, report = random.Random(seed), Report()
    items = [hostile_item(number, randomly) for number in range(-(-texts // TEXTS_OF_AN_ITEM))]
    parts = [items[start : start + ITEMS_OF_A_FILE] for start in range(0, len(items), ITEMS_OF_A_FILE)]
    articles = [make_article(per_stratum=0, extra=tuple(part)) for part in parts]
    files = [export(article).decode() for article in articles]
    for part, article, text, read in zip(parts, articles, files, gift_read(files), strict=True):
        words = [*map(_as_words, part)]
        xml = moodle.moodle_xml(article, SAY).decode()
        _compare(report, "gift-pegjs", [*map(_as_html, part)], [*map(_of_pegjs, read[2:])])
        _compare(report, "GIFT", words, _imported(gift.read(text)))
        _compare(report, "Moodle XML", words, _imported(moodle_xml.read(xml)))
    return report


def _compare(report: Report, name: str, wanted: list[list[str]], found: list[list[str]]) -> None:
    report.count(f"questions in {name}", len(found))
    if len(wanted) != len(found):
        report.fail(f"questions lost in {name}")
    for one, other in zip(wanted, found, strict=False):
        if one != other:
            report.fail(f"another text in {name}", str(set(zip(one, other, strict=False)) or (one, other)))


def _shares(item: Item) -> dict[str, str]:
    right = 100 / len(item.key)
    wrong = -100.0 if item.kind is Kind.MULTIPLE else 0.0
    return {option.id: f"{right if option.correct else wrong:.0f}" for option in item.options}


def _as_html(item: Item) -> list[str]:
    """Return what gift-pegjs has to find of an item."""
    stem = "".join(
        f"<p>{escape(line, quote=False)}</p>"
        for text in (item.stem, item.lead_in)
        for line in text.splitlines()
    )
    found = [item.id, stem]
    for option in item.options:
        texts = (option.text, option.rationale or "")
        html = (_BREAK.sub("\n", escape(text, quote=False)).strip(_JS_SPACE) for text in texts)
        found += [*html, _shares(item)[option.id]]
    return found


def _of_pegjs(question: Any) -> list[str]:
    found = [question["id"], question["stem"]["text"].strip(_JS_SPACE)]
    for choice in question["choices"]:
        share = 100 if choice["isCorrect"] else choice["weight"] or 0
        found += [choice[name]["text"].strip(_JS_SPACE) for name in ("text", "feedback")]
        found.append(f"{share:.0f}")
    return found


def _as_words(item: Item) -> list[str]:
    """Return what the import has to find of an item: its words with single blanks between them."""
    lines = [line for text in (item.stem, item.lead_in) for line in text.splitlines()]
    found = [item.id, "\n".join(" ".join(line.split()) for line in lines if line.split())]
    for option in item.options:
        words = (" ".join(text.split()) for text in (option.text, option.rationale or ""))
        found += [*words, _shares(item)[option.id]]
    return found


def _imported(found: Sequence[object]) -> list[list[str]]:
    questions = []
    for each in found:
        if isinstance(each, HostQuestion):
            questions.append([each.name, each.stem])
            for choice in each.choices:
                questions[-1] += [choice.text, choice.feedback, f"{choice.weight * 100:.0f}"]
    return questions
