r"""GIFT, block by block: a bad one is named with its line, and the others are kept.

    read("::Heels:: Where? {=Here #It rubs there. ~There}\n")

An empty line ends a block, as in Moodle. What a backslash stands before is no mark; it is taken away last.
"""

import re
from collections.abc import Iterator

from quizapp.authoring.host_quiz.question import HostChoice, HostQuestion, Unread, question_or_reason, words

_BLOCK = re.compile(r"(?:^[^\n]*\S[^\n]*\n?)+", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*//.*$", re.MULTILINE)
_ID = re.compile(r"\[id:([^\]\n]+)\]")
_TITLE = re.compile(r"\s*::((?:\\.|[^\\])*?)::", re.DOTALL)
_TEXT = r"(?:\\.|[^\\{}])*"
_WHOLE = re.compile(rf"({_TEXT})\{{({_TEXT})\}}({_TEXT})", re.DOTALL)
_FORM = re.compile(r"\A\s*\[(html|moodle|markdown|plain)\]")
_GENERAL = re.compile(r"(?<!\\)####")
_CHOICE = re.compile(r"([=~])(?:\s*%(-?\d+(?:\.\d*)?)%)?((?:\\.|[^\\=~#])*)#?((?:\\.|[^\\=~])*)", re.DOTALL)
"""The mark of a choice, its share of the score in percent, its words and what is said of it."""
_TRUTH = re.compile(r"\s*(T|F|TRUE|FALSE)\s*(?:#((?:\\.|[^\\#])*))?(?:#((?:\\.|[^\\#])*))?", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\~=#{}:n])")


def read(text: str) -> list[HostQuestion | Unread]:
    """The questions of a text and what became none, in its order."""
    return [
        each
        for block in _BLOCK.finditer(text)
        for each in _block(block[0], text.count("\n", 0, block.start()) + 1)
    ]


def _block(block: str, first: int) -> Iterator[HostQuestion | Unread]:
    own_id = _ID.search("".join(_COMMENT.findall(block)))
    text = _COMMENT.sub("", block)
    start = len(text) - len(text.lstrip())
    line = first + text.count("\n", 0, start)
    if text.startswith("$", start):
        first_line, _, text = text[start:].partition("\n")
        yield Unread(line, f"a category: {first_line}", harmless=True)
        line += 1
    if text.strip():
        yield _question(text.strip(), line, own_id[1] if own_id else "")


def _question(text: str, line: int, own_id: str) -> HostQuestion | Unread:
    title = _TITLE.match(text)
    whole = _WHOLE.fullmatch(text, title.end() if title else 0)
    if whole is None:
        asks = re.search(r"(?<!\\)[{}]", text)
        why = "its braces do not match, or there are several pairs" if asks else "a text that asks nothing"
        return Unread(line, why, harmless=not asks)
    before, inside, after = whole.groups()
    form = _form(before, "moodle")
    stem = f"{before} _____ {after}" if after.strip() else before
    answers, *general = _GENERAL.split(inside, maxsplit=1)
    choices = _choices(answers, form)
    if isinstance(choices, str):
        return Unread(line, choices)
    right = [mark for mark, _ in choices if mark == "="]
    return question_or_reason(
        HostQuestion(
            line=line,
            name=own_id or (_plain(title[1]) if title else ""),
            stem=_said(stem, form),
            choices=tuple(choice for _, choice in choices),
            many=not right,
            feedback=_said(general[0], form) if general else "",
        )
    )


def _choices(answers: str, form: str) -> list[tuple[str, HostChoice]] | str:
    """The choices with their marks, or why there are none."""
    if truth := _TRUTH.fullmatch(answers):
        is_true, wrong, right = truth[1].startswith("T"), truth[2] or "", truth[3] or ""
        said = {True: _said(right, form), False: _said(wrong, form)}
        return [
            ("=" if fits else "~", HostChoice(text, float(fits), said[fits]))
            for text, fits in (("True", is_true), ("False", not is_true))
        ]
    found = _CHOICE.findall(answers)
    if not answers.strip():
        return "an essay has no options"
    if answers.lstrip().startswith("#"):
        return "a number is asked for, which has no options"
    if not found or answers.lstrip()[0] not in "=~":
        return "its answers begin with neither = nor ~"
    if all(mark == "=" for mark, *_ in found):
        return "a match" if "->" in answers else "a short answer has no options"
    return [
        (mark, HostChoice(_said(answer, form), _share(mark, percent), _said(feedback, form)))
        for mark, percent, answer, feedback in found
    ]


def _share(mark: str, percent: str) -> float:
    return float(percent) / 100 if percent else float(mark == "=")


def _form(text: str, otherwise: str) -> str:
    form = _FORM.match(text)
    return form[1] if form else otherwise


def _said(text: str, otherwise: str) -> str:
    """The words of a text, which may name its own format."""
    return words(_plain(_FORM.sub("", text)), _form(text, otherwise))


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda escape: "\n" if escape[1] == "n" else escape[1], text).strip()
