r"""The reader of an article's files: bytes in, a Document or the Problems out, and never anything else.

The reader stands on libyaml's event stream, because that is fast, gives a place for every value and
can be stopped: PyYAML's own composer crashes the process on deep files and expands aliases.

    document = read(b"title: Sore heels\n", "article.yaml")
    document.value                # {"title": "Sore heels"}
    document.place(("title",))    # (1, 8): line and column, both from 1
"""

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias, cast

from yaml.cyaml import CBaseLoader
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from quizapp.problem import Problem, Severity, Where
from quizapp.text import clipped
from quizapp.yaml.decoding import UNSEEN, Lines, decoded, first_unseen
from quizapp.yaml.scalars import CORE_WORDS, CURLY, MAX_NUMBER, OLD_WORDS, Scalar, other_reading, resolve
from quizapp.yaml.syntax import Guess, conflict_in, explain

MAX_DEPTH = 16
MAX_EVENTS = 20_000
MAX_SCALAR = 20_000
MAX_PROBLEMS = 100
"""Problems of one file after which reading stops."""

Value: TypeAlias = "Scalar | list[Value] | dict[str, Value]"
Offsets: TypeAlias = "list[int | Offsets]"
"""Beside each list of values [its own offset, one node for each value]; beside each mapping
[its own offset, offset of key, node of value, offset of key, ...]. The node of a scalar is its offset."""

_WORD_KEYS = frozenset(CORE_WORDS) | {"<<"}
_WORD_VALUES = frozenset(CORE_WORDS) | OLD_WORDS
_LONGEST_WORD = max(map(len, _WORD_VALUES))
_LOOK_TWICE = frozenset(f"+-.0123456789 \t\r\n,:]}}#?!&{CURLY}")
"""Where a scalar starts with one of these it may be a number, be empty, have a tag or an anchor, or quotes
that are none."""
_CUT = re.compile(r" #\S")
"""One space before a "#" and none after it: more likely "step #2" than a comment."""


@dataclass(frozen=True)
class Document:
    """The data of a file, and the place of each value."""

    value: Value
    text: str
    offsets: Offsets
    warnings: tuple[Problem, ...] = ()

    @cached_property
    def lines(self) -> Lines:
        """The places of the text."""
        return Lines(self.text)

    def place(self, where: Where, *, on_key: bool = False) -> tuple[int, int]:
        """Line and column of the value (or its key) at `where`.

        Where a step does not exist, the place is that of the last value on the way that does.
        """
        return self.lines.place(self.offset(where, on_key=on_key))

    def offset(self, where: Where, *, on_key: bool = False) -> int:
        """The same as the number of characters before it."""
        value: Value = self.value
        node: int | Offsets = self.offsets
        key_offset = None
        for step in where:
            key_offset = None
            if isinstance(value, dict) and step in value:
                index = list(value).index(step)
                key_offset = cast("list[int]", node)[1 + 2 * index]
                value, node = value[step], cast("Offsets", node)[2 + 2 * index]
            elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
                value, node = value[step], cast("Offsets", node)[1 + step]
            else:
                break
        own = node if isinstance(node, int) else cast("int", node[0])
        return key_offset if on_key and key_offset is not None else own


def read(body: bytes, path: str) -> Document | tuple[Problem, ...]:
    """Read the bytes of one file; `path` is what its problems are filed under."""
    text = decoded(body, path)
    if not isinstance(text, str):
        return (text,)
    return _Reading(text, path).document()


class _Stop(Exception):
    """Ends the reading early: the problems are noted, and nothing after this place would make sense."""


class _Reading:
    """One run over the events of one text."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        self._problems: list[Problem] = []
        self._warnings: list[Problem] = []
        self._merged: set[int] = set()
        """The offsets of the groups of keys that begin again, since the dash of an entry is missing."""

    def document(self) -> Document | tuple[Problem, ...]:
        """Read it all, once there is nothing in it over which libyaml would stumble in ways of its own."""
        if mistake := conflict_in(self._text):
            return (self._mistaken(mistake),)
        if unseen := first_unseen(self._text):
            self._refuse_unseen(unseen[0], unseen.start())
            return tuple(self._problems)
        try:
            value, offsets = self._compose()
        except MarkedYAMLError as error:
            self._problems.append(self._mistaken(explain(self._text, error)))
        except _Stop:
            pass
        else:
            if not self._problems:
                return Document(value, self._text, offsets, tuple(self._warnings))
        return tuple(self._problems)

    def _compose(self) -> tuple[Value, Offsets]:  # noqa: C901, PLR0912, PLR0915 - flat: a call for each event doubles its time
        next_event: Callable[[], Any] = CBaseLoader(self._text).get_event
        look_twice = _LOOK_TWICE | {'"'} if "\\" in self._text else _LOOK_TWICE
        cuts = frozenset(cut.start() for cut in _CUT.finditer(self._text))
        padded = self._text + "\n"
        top: list[Value] = []
        items: list[Value] | None = top
        entries: dict[str, Value] = {}
        key: Any = None
        value: Any
        offsets: Offsets = [0]
        stack: list[tuple[list[Value] | None, dict[str, Value], Offsets]] = []
        event: Any = None
        for _ in range(MAX_EVENTS):
            event = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                value = event.value
                offset = event.start_mark.index
                offsets.append(offset)
                if key is None and items is None:
                    if value in _WORD_KEYS or padded[offset] in look_twice or len(value) > MAX_SCALAR:
                        value = self._key(event, offset)
                    if value in entries:
                        value = self._duplicate(value, entries, offsets)
                    key = value
                    continue
                length = len(value)
                if (
                    padded[offset] in look_twice
                    or length > MAX_SCALAR
                    or (length <= _LONGEST_WORD and value in _WORD_VALUES)
                    or (cuts and event.end_mark.index in cuts)
                ):
                    value = self._scalar(event, offset)
                if items is None:
                    entries[key] = value
                    key = None
                else:
                    items.append(value)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                items, entries, offsets = stack.pop()
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                offset = event.start_mark.index
                if padded[offset] in "!&":
                    self._check_properties(event, offset)
                if key is None and items is None:
                    message = "a list or a group of keys stands where a key should be"
                    raise self._stop("key-not-text", offset, message, "a key is one word")
                if len(stack) >= MAX_DEPTH:
                    message = f"lists and groups of keys are more than {MAX_DEPTH} deep here"
                    raise self._stop("too-deep", offset, message, "bring them closer to the top")
                inner: Offsets = [offset]
                value = {} if kind is MappingStartEvent else []
                offsets.append(inner)
                if items is None:
                    entries[key] = value
                    key = None
                else:
                    items.append(value)
                stack.append((items, entries, offsets))
                offsets = inner
                items, entries = (None, value) if kind is MappingStartEvent else (value, entries)
            elif kind is StreamEndEvent:
                if not top or (top[0] is None and not self._problems):
                    raise self._stop("empty-file", 0, "there is nothing in this file", None)
                return top[0], offsets[1] if isinstance(offsets[1], list) else [offsets[1]]
            elif kind is AliasEvent:
                message = f'"*{event.anchor}" stands for a value from elsewhere, which is not read here'
                raise self._stop("alias", event.start_mark.index, message, _QUOTES.format("*"))
            elif kind is DocumentStartEvent and top:
                message = 'a second document begins here ("---")'
                hint = "put it into a file of its own"
                raise self._stop("several-documents", event.start_mark.index, message, hint)
        message = f"this file has more than {MAX_EVENTS:,} keys and values"
        raise self._stop("too-many-values", event.start_mark.index, message, "split the file")

    def _check_properties(self, event: ScalarEvent | CollectionStartEvent, offset: int) -> None:
        if event.anchor is not None:
            message = f'"&{event.anchor}" names this value for use elsewhere, which is not read here'
            hint = 'write the value out where it is needed; a text that starts with "&" needs quotes'
            self._refuse("anchor", offset, message, hint)
        if self._text.startswith("!", offset) or event.tag is not None:
            message = "a tag (!) gives this value a type, which is not read here"
            self._refuse("tag", offset, message, _QUOTES.format("!"))

    def _duplicate(self, key: str, entries: dict[str, Value], offsets: Offsets) -> str:
        """Report a key that stands twice, and return a name for it that does not."""
        group, offset = cast("int", offsets[0]), cast("int", offsets[-1])
        index = list(entries).index(key)
        line, column = self._lines.place(cast("int", offsets[1 + 2 * index]))
        if group not in self._merged:
            hint = "keep one of the two"
            if index == 0 and column > 1:
                self._merged.add(group)
                hint = 'put a "- " before it to begin a new entry, or keep one of the two'
            message = f'the key "{clipped(key)}" stands on line {line} already'
            self._refuse("duplicate-key", offset, message, hint)
        return f"{key}\0{offset}"

    def _checked_text(self, event: ScalarEvent, offset: int) -> str:
        text: str = event.value
        if len(text) > MAX_SCALAR:
            message = f"this text has {len(text):,} characters; at most {MAX_SCALAR:,} are read"
            self._refuse("too-long", offset, message, "split it")
        self._check_properties(event, offset)
        if event.style == '"' and (unseen := UNSEEN.search(text)):
            self._refuse_unseen(unseen[0], offset)
        return text

    def _scalar(self, event: ScalarEvent, offset: int) -> Scalar:
        text = self._checked_text(event, offset)
        if event.style:
            return text
        value = resolve(text)
        if isinstance(value, float) and math.isnan(value):
            message = f"this number has no end, or more than {MAX_NUMBER} characters"
            self._refuse("bad-number", offset, message, "if it is an id or other text, put it between quotes")
            return None
        if reading := other_reading(text):
            message = f"other YAML tools read {text} as {reading}"
            self._warn("needs-quotes", offset, message, f'write "{text}"')
        if isinstance(value, str):
            self._look_for_cut(value, event.end_mark.index if event.end_mark else len(self._text))
            self._look_for_curly_quotes(value, offset)
        return value

    def _look_for_cut(self, text: str, end: int) -> None:
        """Warn where a plain text ends before a "#" that looks like a part of it."""
        rest = self._text[end + 2 : end + 3]
        if _CUT.match(self._text, end) and (" " in text or rest.isdigit()):
            message = f'the text ends before "#{rest}": YAML takes that for a comment'
            hint = 'put the whole text between quotes; in a comment, leave a space after the "#"'
            self._warn("text-cut-by-comment", end + 1, message, hint)

    def _look_for_curly_quotes(self, text: str, offset: int) -> None:
        """Warn of quotes around a text that readers would see; around one word the schema finds them."""
        if text[0] in CURLY and text[-1] in CURLY and " " in text and not set(CURLY) & set(text[1:-1]):
            message = (
                f"{text[0]} and {text[-1]} are no quotes in YAML: readers would see them around the text"
            )
            hint = 'write " on both sides; if readers are to see them, put " around them as well'
            self._warn("curly-quotes", offset, message, hint)

    def _warn(self, code: str, offset: int, message: str, hint: str) -> None:
        if len(self._warnings) < MAX_PROBLEMS:
            self._warnings.append(self._problem(code, Severity.WARNING, offset, message, hint))

    def _key(self, event: ScalarEvent, offset: int) -> str:
        text = self._checked_text(event, offset)
        if event.style:
            return text
        if text == "<<":
            message = '"<<" copies keys from elsewhere, which is not read here'
            self._refuse("merge-key", offset, message, "write the keys out")
            return text
        if not isinstance(resolve(text), str):
            message = f'the key "{text}" is not text' if text else "there is no key before the colon"
            self._refuse("key-not-text", offset, message, "keys are words such as title or level")
        return text

    def _refuse_unseen(self, character: str, offset: int) -> None:
        name = unicodedata.name(character, "")
        called = f"U+{ord(character):04X}{f' ({name})' if name else ''}"
        message = f"the character {called} can't be seen and isn't allowed"
        hint = "delete it; text copied from a word processor or a web page often brings such characters"
        self._refuse("control-character", offset, message, hint)

    def _mistaken(self, mistake: Guess) -> Problem:
        return self._problem(mistake.code, Severity.ERROR, mistake.offset, mistake.message, mistake.hint)

    def _refuse(self, code: str, offset: int, message: str, hint: str | None) -> None:
        self._problems.append(self._problem(code, Severity.ERROR, offset, message, hint))
        if len(self._problems) >= MAX_PROBLEMS:
            raise _Stop

    def _stop(self, code: str, offset: int, message: str, hint: str | None) -> _Stop:
        self._refuse(code, offset, message, hint)
        return _Stop()

    def _problem(self, code: str, severity: Severity, offset: int, message: str, hint: str | None) -> Problem:
        line, column = self._lines.place(offset)
        return Problem(self._path, line, column, code, severity, message, hint)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._text)


_QUOTES = 'a text that starts with "{}" needs quotes'
