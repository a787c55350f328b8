"""Careful edits of single values of a YAML file, which leave every other byte as it is.

    edited(text, [Edit(("sources", 0, "passages", 2), "waived", "Not content")])

No YAML library gives back the file that it read: comments move, quotes change, long lines break. So the text
is cut at the place of the value, and what comes out is read again: it must say the same but for the change.
"""

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import getitem, itemgetter
from pathlib import Path
from typing import Any, cast

from quizapp.disk import write_whole
from quizapp.errors import EditRefused
from quizapp.problem import Where
from quizapp.yaml.reader import Document, read
from quizapp.yaml.writing import double_quoted, is_plain


@dataclass(frozen=True, slots=True)
class Edit:
    """Give one key of a group of keys a text: in place of the one it has, or as a new last key."""

    where: Where
    """The place of the group of keys."""
    key: str
    value: str


_Cut = tuple[int, int, str]
"""Where a stretch of the old text starts and ends, and the new text for it."""
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\n]|\'\')*\'|[^\s,\[\]{}#"\'>|][^\s,\]}]*')
"""A value on one line: between quotes, or one word."""
_REST = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=(\r?\n)|\Z)")
"""What may follow it on its line; the group is the end of the line."""
_IN_BRACES = re.compile(r"(?=\s*[,}])")


def edited(text: str, edits: Sequence[Edit], *, path: str = "article.yaml") -> str:
    """The text with the edits made; EditRefused when one cannot be made without touching more."""
    before = _document(text, path)
    pieces, done = [], 0
    for start, end, new in sorted((_cut(before, edit, path) for edit in edits), key=itemgetter(0)):
        pieces += [text[done:start], new]
        done = end
    after = "".join([*pieces, text[done:]])
    expected: Any = copy.deepcopy(before.value)
    for edit in edits:
        reduce(getitem, edit.where, expected)[edit.key] = edit.value
    if _document(after, path).value != expected:
        raise EditRefused(path, "the change would touch more than its own place; make it by hand")
    return after


def _document(text: str, path: str) -> Document:
    document = read(text.encode(), path)
    if isinstance(document, Document):
        return document
    problem = document[0]
    raise EditRefused(f"{path}:{problem.line}:{problem.column}", problem.message)


def _cut(before: Document, edit: Edit, path: str) -> _Cut:
    try:
        group: Any = reduce(getitem, edit.where, cast("Any", before.value))
    except (LookupError, TypeError):
        group = None
    if not isinstance(group, dict):
        raise EditRefused(path, f"there are no keys at {'/'.join(map(str, edit.where))}")
    if edit.key not in group:
        return _added(before, edit, group, path)
    where = (*edit.where, edit.key)
    token = _TOKEN.match(before.text, before.offset(where))
    if token is None:
        raise EditRefused(path, f"the text at line {before.place(where)[0]} is not on one line")
    return token.start(), token.end(), _written(edit.value, instead_of=token[0])


def _written(value: str, *, instead_of: str) -> str:
    if instead_of[0] == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    stays_plain = instead_of[0] != '"' and value.isalnum() and is_plain(value)
    return value if stays_plain else double_quoted(value)


def _added(before: Document, edit: Edit, group: dict[str, object], path: str) -> _Cut:
    """Add a key after the last one whose end is certain."""
    text, entry = before.text, f"{edit.key}: {double_quoted(edit.value)}"
    is_flow = text[before.offset(edit.where)] == "{"
    margin = " " * (before.place((*edit.where, next(iter(group), "")), on_key=True)[1] - 1)
    for key in reversed(group):
        token = _TOKEN.match(text, before.offset((*edit.where, key))) if isinstance(group[key], str) else None
        rest = token and (_IN_BRACES if is_flow else _REST).match(text, token.end())
        if rest:
            new = f", {entry}" if is_flow else f"{rest[1] or chr(10)}{margin}{entry}"
            return rest.end(), rest.end(), new
    line = before.place(edit.where)[0]
    raise EditRefused(path, f"no key on one line after line {line} to put a new one under")


def load(path: Path) -> str:
    """The text of a file with its line ends as they are."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise EditRefused(str(path), "it cannot be read") from error


def save(path: Path, text: str) -> None:
    """Write a file whole: nobody ever sees half of it, and a link to it stays a link."""
    target = path.resolve()
    mode = target.stat().st_mode & 0o7777 if target.exists() else 0o644
    try:
        write_whole(target, text.encode(), mode=mode)
    except OSError as error:
        raise EditRefused(str(path), error.strerror or "it cannot be written") from error
