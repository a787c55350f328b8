"""What a YAML syntax error most likely means, in the words of an editor.

libyaml says where it could not go on and what it expected there. That is often not where the mistake is
("found unexpected end of stream" for a forgotten quote), and never what the mistake is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yaml.error import MarkedYAMLError

CONFLICT_MARKER = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?=[ \r\n]|\Z)", re.MULTILINE)
"""What git leaves at the start of a line when two edits met."""

_KEY = re.compile(r"""\s*(?:- +)*(?P<key>[^\s:#'"\[{][^:#]*):\s""")


@dataclass(frozen=True, slots=True)
class SyntaxMistake:
    """A guess at what is wrong. `offset` counts characters from the start of the text."""

    code: str
    offset: int
    message: str
    hint: str | None = None


def conflict_in(text: str) -> SyntaxMistake | None:
    """Return the first merge-conflict marker, if there is one."""
    if not any(7 * sign in text for sign in "<=>|"):
        return None
    match = CONFLICT_MARKER.search(text)
    if match is None:
        return None
    return SyntaxMistake(
        "merge-conflict",
        match.start(),
        f'"{match[0]}" is a mark that git leaves when two edits meet',
        "keep the lines you want, then delete the <<<<<<<, ======= and >>>>>>> lines",
    )


def explain(text: str, error: MarkedYAMLError) -> SyntaxMistake:
    """Turn libyaml's error on this text into a guess that an editor can act on."""
    problem = error.problem or ""
    at = min(error.problem_mark.index if error.problem_mark else 0, len(text))
    began = min(error.context_mark.index if error.context_mark else at, len(text))
    return (
        _tab(text, at)
        or _quotes(text, at, began, problem)
        or _colon(text, at, problem)
        or _brackets(text, began, problem)
        or _first_character(text, at, began, problem)
        or _block_text(began, problem, error.context or "")
        or _layout(text, at, began, problem)
        or SyntaxMistake("syntax", at, "this is not YAML that can be read here", _LOOK_ABOVE)
    )


_LOOK_ABOVE = "look at this line and the one above it: a missing quote, colon or dash, or wrong spaces"
_QUOTE_ALL = "put the whole text between quotes"


def _line_before(text: str, at: int) -> str:
    """Return the part of the line at `at` that stands before it."""
    return text[max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1 : at]


def _line_from(text: str, at: int) -> str:
    return re.split(r"[\r\n]", text[at : at + 1000], maxsplit=1)[0]


def _line_number(text: str, at: int) -> int:
    return len(re.findall(r"\r\n|\r|\n", text[:at])) + 1


def _tab(text: str, at: int) -> SyntaxMistake | None:
    indent = _line_before(text, at)
    rest = _line_from(text, at)
    blank = indent + rest[: len(rest) - len(rest.lstrip())]
    if indent.strip() or "\t" not in blank:
        return None
    return SyntaxMistake(
        "tab-indent",
        at - len(indent) + blank.index("\t"),
        "a tab stands where the line is indented",
        "YAML is indented with spaces; replace the tab by two spaces for each step",
    )


def _quotes(text: str, at: int, began: int, problem: str) -> SyntaxMistake | None:
    before = _line_before(text, at).rstrip()
    if problem in {"found unexpected end of stream", "found unexpected document indicator"}:
        return SyntaxMistake(
            "syntax",
            began,
            "the quote that opens here is never closed",
            "add the same quote at the end of the text",
        )
    if problem == "found unknown escape character":
        return SyntaxMistake(
            "syntax",
            at,
            f'"{text[at : at + 2]}" means nothing between double quotes',
            "write two backslashes, or put the text between single quotes",
        )
    if problem in _AFTER_VALUE and before.endswith(("'", '"')) and _line_from(text, at).strip():
        double = before.endswith('"')
        return SyntaxMistake(
            "syntax",
            at,
            "text goes on after the closing quote",
            'inside double quotes write \\" for a quote'
            if double
            else "inside single quotes write '' for an apostrophe",
        )
    return None


_AFTER_VALUE = {
    "did not find expected key",
    "did not find expected '-' indicator",
    "did not find expected <document start>",
}


def _colon(text: str, at: int, problem: str) -> SyntaxMistake | None:
    if problem == "could not find expected ':'":
        return _missing_colon(text, at)
    if problem != "mapping values are not allowed in this context":
        return None
    before = _line_before(text, at)
    if _KEY.match(before + text[at : at + 2]) and _KEY.match(before):
        return SyntaxMistake("syntax", at, 'this text contains ": " and has no quotes', _QUOTE_ALL)
    return SyntaxMistake(
        "syntax",
        at - len(before.lstrip()),
        "a key stands where the text of the line above goes on",
        "give this line the same indentation as the keys beside it, or put the text above between quotes",
    )


def _missing_colon(text: str, at: int) -> SyntaxMistake:
    """Guess at the line above: libyaml stops on the line after the one that lacks its colon."""
    start = at - len(_line_before(text, at))
    lines = text[:start].rstrip().splitlines(keepends=True)
    line = lines[-1] if lines else _line_from(text, at)
    offset = max(0, len(text[:start].rstrip()) - len(line)) + len(line) - len(line.lstrip()) if lines else at
    if re.match(r"\s*[\w-]+:\S", line):
        return SyntaxMistake(
            "syntax", offset, "there is no space after the colon", "write a space after the colon"
        )
    return SyntaxMistake(
        "syntax",
        offset,
        "this line is neither a key with its value nor a part of the text above",
        "write it as `key: value`, or indent it deeper than the key of the text that it belongs to",
    )


def _brackets(text: str, began: int, problem: str) -> SyntaxMistake | None:
    wanted = {"did not find expected ',' or ']'": "]", "did not find expected ',' or '}'": "}"}.get(problem)
    if wanted is None:
        return None
    return SyntaxMistake(
        "syntax",
        began,
        f'the "{text[began : began + 1]}" that opens here is not closed as it should be',
        f'add the missing "," or "{wanted}"; put a text with a comma or a bracket in it between quotes',
    )


def _first_character(text: str, at: int, began: int, problem: str) -> SyntaxMistake | None:
    if problem == "found character that cannot start any token":
        return SyntaxMistake("syntax", at, f'a text cannot start with "{text[at : at + 1]}"', _QUOTE_ALL)
    first = text[began : began + 1]
    if first in {"*", "&", "!", "%"} and began < at:
        return SyntaxMistake("syntax", began, f'a text that starts with "{first}" needs quotes', _QUOTE_ALL)
    if problem == "did not find expected node content":
        return SyntaxMistake(
            "syntax", at, f'"{text[at : at + 1]}" stands where a value should be', _LOOK_ABOVE
        )
    return None


def _block_text(began: int, problem: str, context: str) -> SyntaxMistake | None:
    if context != "while scanning a block scalar" or "indentation" in problem:
        return None
    return SyntaxMistake(
        "syntax",
        began,
        "text follows the | or > on the same line",
        "start the text on the next line, indented deeper",
    )


def _layout(text: str, at: int, began: int, problem: str) -> SyntaxMistake | None:
    line = _line_number(text, began)
    if problem == "did not find expected key":
        dash = text[at : at + 2] in {"- ", "-\n"}
        what = (
            "a list entry stands among the keys"
            if dash
            else "this line does not line up with the keys beside it"
        )
        return SyntaxMistake(
            "syntax", at, f"{what} that begin on line {line}", "give it the indentation of its neighbours"
        )
    if problem == "did not find expected '-' indicator":
        return SyntaxMistake(
            "syntax",
            at,
            f"this line does not line up with the list that begins on line {line}",
            'start a new entry with "- ", or indent the line like the keys of the entry above',
        )
    if problem.startswith("block sequence entries are not allowed"):
        return SyntaxMistake(
            "syntax", at, "a list cannot start on the line of its key", "start the list on the next line"
        )
    return None
