"""The likeliest meaning of a YAML syntax error, in the words of an editor.

libyaml says where it could not go on and what it expected there. That is often not where the mistake is
("found unexpected end of stream" for a forgotten quote), and never what the mistake is.
"""

import re
import unicodedata
from dataclasses import dataclass

from yaml.error import MarkedYAMLError

from quizapp.yaml.scalars import CURLY

_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?=[ \r\n]|\Z)", re.MULTILINE)
_KEY = re.compile(r"""\s*(?:-\ +)*(?:"[^"]*"|'[^']*'|[^\s:#'"\[{][^:#]*):\s""")
_MAX_SHOWN = 1_000
"""Characters of a line that are looked at."""

_QUOTE_ALL = "put the whole text between quotes"
_LOOK_ABOVE = "look here and at the line above: a missing quote, colon or dash, or wrong spaces"


@dataclass(frozen=True, slots=True)
class Guess:
    """A guess at what is wrong. `offset` counts characters from the start of the text."""

    offset: int
    message: str
    hint: str | None = None
    code: str = "syntax"


@dataclass(frozen=True, slots=True)
class _ParserStop:
    """Where libyaml stopped (`at`), in what that had begun elsewhere (`began`), and what it said."""

    text: str
    at: int
    began: int
    problem: str
    context: str

    @property
    def before(self) -> str:
        """The part of the line before the stop."""
        return re.split(r"[\r\n]", self.text[max(0, self.at - _MAX_SHOWN) : self.at])[-1]

    @property
    def after(self) -> str:
        """The part of the line from the stop on."""
        return re.split(r"[\r\n]", self.text[self.at : self.at + _MAX_SHOWN], maxsplit=1)[0]

    def line_of(self, offset: int) -> int:
        """The number of the line of an offset."""
        return self.text.count("\n", 0, offset) + 1


def conflict_in(text: str) -> Guess | None:
    """The first mark of a merge conflict, if there is one."""
    if not any(7 * sign in text for sign in "<=>|"):
        return None
    match = _CONFLICT.search(text)
    if match is None:
        return None
    message = f'"{match[0]}" is a mark that git leaves where two edits meet'
    hint = "keep the lines you want, then delete the lines with <<<<<<<, ======= and >>>>>>>"
    return Guess(match.start(), message, hint, "merge-conflict")


def explain(text: str, error: MarkedYAMLError) -> Guess:
    """Turn libyaml's error on this text into a guess that an editor can act on."""
    at = min(error.problem_mark.index if error.problem_mark else 0, len(text))
    began = min(error.context_mark.index if error.context_mark else at, len(text))
    stop = _ParserStop(text, at, began, error.problem or "", error.context or "")
    for guess in (
        _foreign,
        _tab,
        _open_quote,
        _escape,
        _late_quote,
        _after_value,
        _colon,
        _brackets,
        _first_character,
        _layout,
    ):
        if mistake := guess(stop):
            return mistake
    return Guess(at, "this cannot be read as YAML", _LOOK_ABOVE)


_ODD_SPACE = "([\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000])"
_ODD = re.compile(
    rf"^[ ]*(?:- *)?{_ODD_SPACE}|(?:^|[\s-])[\w-]+:{_ODD_SPACE}|^[ ]*(?:- )?[\w-]+([\uff1a\ufe55\ua789])"
    r"|^[ ]*([\u2010-\u2015\u2022\u2212]) ",
    re.MULTILINE,
)
"""A space, a colon or a dash that only looks like one, where YAML needs one."""


def _foreign(stop: _ParserStop) -> Guess | None:
    """Find a space, colon or dash that isn't that of the keyboard, on the line of the stop or right above."""
    above = _line_above(stop.text, stop.at - len(stop.before))
    first = above[0] if above else stop.at - len(stop.before)
    part = stop.text[first : stop.at + len(stop.after)]
    found = _ODD.search(part)
    if found is None:
        return None
    group = found.lastindex or 0
    odd = found[group]
    name = f"U+{ord(odd):04X} ({unicodedata.name(odd)})"
    wanted = {3: '":" and a space', 4: '"-" and a space'}.get(group, "the space of the keyboard")
    offset = first + found.start(group)
    return Guess(offset, f"{name} stands here, which YAML does not know", f"type {wanted}")


def _tab(stop: _ParserStop) -> Guess | None:
    rest = stop.after
    indent = stop.before + rest[: len(rest) - len(rest.lstrip())]
    if stop.before.strip() or "\t" not in indent:
        return None
    offset = stop.at - len(stop.before) + indent.index("\t")
    hint = "YAML is indented with spaces: replace the tab by two spaces for each step"
    return Guess(offset, "a tab stands where the line is indented", hint, "tab-indent")


def _open_quote(stop: _ParserStop) -> Guess | None:
    if stop.problem in {"found unexpected end of stream", "found unexpected document indicator"}:
        return Guess(stop.began, "the quote that opens here is never closed", "close it where the text ends")
    return None


def _escape(stop: _ParserStop) -> Guess | None:
    if stop.context != "while parsing a quoted scalar":
        return None
    what = f'"{stop.text[stop.at : stop.at + 2]}" means nothing between double quotes'
    if not stop.text.startswith("\\", stop.at):
        what = "the letters after this backslash are no character"
    return Guess(stop.at, what, "write two backslashes, or put the text between single quotes")


_EXPECTED_NEXT = {
    "did not find expected key",
    "did not find expected '-' indicator",
    "did not find expected <document start>",
}


_IN_BRACKETS = {"did not find expected ',' or ']'": "]", "did not find expected ',' or '}'": "}"}


def _late_quote(stop: _ParserStop) -> Guess | None:
    """Find that the quote before this place opens on a line above, where it was to close."""
    before = stop.before.rstrip()
    if stop.problem not in _EXPECTED_NEXT | _IN_BRACKETS.keys() or not before or before[-1] not in "'\"":
        return None
    closing = stop.at - len(stop.before) + len(before) - 1
    opening = stop.text.rfind(before[-1], 0, closing)
    if opening < 0 or stop.line_of(opening) == stop.line_of(closing):
        return None
    message = f"the quote that opens here is not closed before line {stop.line_of(closing)}"
    return Guess(opening, message, "close it where the text ends")


def _after_value(stop: _ParserStop) -> Guess | None:
    """Something follows a value on its line: mostly a quote that closed too soon."""
    before = stop.before.rstrip()
    if stop.problem not in _EXPECTED_NEXT or not before or not stop.after.strip():
        return None
    if before[-1] not in "'\"":
        message = f'"{stop.after[:1]}" stands after the end of the value'
        return Guess(stop.at, message, f"delete it, or {_QUOTE_ALL}")
    within = "an apostrophe in it is written ''" if before[-1] == "'" else 'a quote in it is written \\"'
    return Guess(stop.at, "something follows the closing quote", f"close it where the text ends; {within}")


def _colon(stop: _ParserStop) -> Guess | None:
    if stop.problem == "could not find expected ':'":
        return _line_without_colon(stop)
    if stop.problem != "mapping values are not allowed in this context":
        return None
    start = stop.at - len(stop.before)
    above = _line_above(stop.text, start)
    if curly := re.search(rf"(?::|-)\s+([{CURLY}])", stop.before):
        what = f'{curly[1]} is no quote in YAML, so the ": " in this text is taken for that of a key'
        return Guess(start + curly.start(1), what, f'{_QUOTE_ALL} of this kind: "')
    if above is None or _KEY.match(stop.before):
        return Guess(stop.at, 'this text has ": " in it and no quotes', _QUOTE_ALL)
    if _indent(above[1]) == _indent(stop.before) or re.match(r"\s*-[a-z_]+:\s", above[1]):
        return _line_without_colon(stop)
    message = "a key stands where the text of the line above goes on"
    hint = "give it the indentation of the keys beside it, or put the text above between quotes"
    return Guess(start + _indent(stop.before), message, hint)


def _line_without_colon(stop: _ParserStop) -> Guess:
    """Guess at the line above, because libyaml goes on past the line that lacks its colon."""
    offset, line = _line_above(stop.text, stop.at - len(stop.before)) or (stop.at, stop.after)
    place = offset + _indent(line)
    if re.match(r"\s*[\w-]+:\S", line):
        return Guess(place, "there is no space after the colon", "write a space after the colon")
    if re.match(r"\s*-\w", line):
        return Guess(place, "there is no space after the dash", "write a space after the dash")
    if (text := _unindented_text(stop.text, offset)) is not None:
        message = "this text is not indented, so it is no part of the key above it"
        return Guess(text, message, "indent every line of it deeper than the key")
    message = "this line is neither a key with its value nor a part of the text above"
    hint = "write it as `key: value`, or indent it deeper than the key of the text that it belongs to"
    return Guess(place, message, hint)


_BLOCK_KEY = re.compile(r"([ ]*(?:- +)*)[\w-]+: +[|>][-+0-9]*\s*")


def _unindented_text(text: str, offset: int) -> int | None:
    """Where the text below a "key: >-" begins, if it goes on to the line at `offset` unindented."""
    first = offset
    while above := _line_above(text, first):
        if key := _BLOCK_KEY.fullmatch(above[1]):
            indent = _indent(text[first : first + _MAX_SHOWN])
            return first + indent if indent <= len(key[1]) else None
        if _KEY.match(f"{above[1]}\n"):
            return None
        first = above[0]
    return None


def _line_above(text: str, start: int) -> tuple[int, str] | None:
    above = text[max(0, start - _MAX_SHOWN) : start].rstrip()
    if not above:
        return None
    line = re.split(r"[\r\n]", above)[-1]
    return max(0, start - _MAX_SHOWN) + len(above) - len(line), line


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _brackets(stop: _ParserStop) -> Guess | None:
    close = _IN_BRACKETS.get(stop.problem)
    if close is None:
        return None
    if close == "}" and stop.after.startswith(":") and stop.line_of(stop.began) == stop.line_of(stop.at):
        hint = 'put a "," before the key, or the text with the colon between quotes'
        return Guess(stop.at, "a second colon stands here with no comma before it", hint)
    message = f'the "{stop.text[stop.began : stop.began + 1]}" that opens here is not closed as it should be'
    hint = f'add the missing "," or "{close}"; a text with a comma, colon, bracket or " #" in it needs quotes'
    return Guess(stop.began, message, hint)


def _first_character(stop: _ParserStop) -> Guess | None:
    first = stop.text[stop.began : stop.began + 1]
    if stop.problem == "found character that cannot start any token":
        return Guess(stop.at, f'a text cannot start with "{stop.after[:1]}"', _QUOTE_ALL)
    if stop.context.startswith(("while scanning an a", "while scanning a tag", "while scanning a directive")):
        return Guess(stop.began, f'a text that starts with "{first}" needs quotes', _QUOTE_ALL)
    if stop.context == "while scanning a block scalar":
        hint = f'put it between quotes if it begins with "{first}"; else start it on the next line, indented'
        return Guess(stop.began, f'text follows the "{first}" on the same line', hint)
    if not stop.text[stop.at :].strip():
        return Guess(stop.began, "the file ends before this is closed", "look for a missing bracket or quote")
    if stop.problem == "did not find expected node content":
        return Guess(stop.at, f'"{stop.after[:1]}" stands where a value should be', _QUOTE_ALL)
    return None


def _layout(stop: _ParserStop) -> Guess | None:
    line = stop.line_of(stop.began)
    if stop.problem == "did not find expected key":
        what = "this list entry" if re.match(r"-\s", stop.after + "\n") else "this line"
        message = f"{what} does not line up with the keys that begin on line {line}"
        return Guess(stop.at, message, "give it the indentation of the lines that it belongs to")
    if stop.problem == "did not find expected '-' indicator":
        message = f"this line does not line up with the list that begins on line {line}"
        hint = 'start a new entry with "- ", or indent it like the keys of the entry above'
        return Guess(stop.at, message, hint)
    if stop.problem.startswith("block sequence entries are not allowed"):
        return Guess(stop.at, "a list cannot start on the line of its key", "start it on the next line")
    if stop.problem == "did not find expected <document start>":
        return Guess(stop.at, "something follows the end of the document", _LOOK_ABOVE)
    return None
