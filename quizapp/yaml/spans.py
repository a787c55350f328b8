"""Careful edits of single values of a YAML file, which leave every other byte as it is.

    edited(text, [Edit(("sources", 0, "passages", 2), "waived", "Not content")])

No YAML library gives back the file that it read: comments move, quotes change, long lines break. So the text
is cut at the place of the value, and what comes out is read again: it must say the same but for the change.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any, cast

import yaml
from yaml.cyaml import CBaseLoader
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

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


@dataclass(frozen=True, slots=True)
class _Cut:
    """New text for a stretch of the old one."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Sequence[Edit], *, path: str = "article.yaml") -> str:
    """The text with the edits made; EditRefused when one cannot be made without touching more."""
    before = _document(text, path)
    tree = cast("Node", yaml.compose(text, Loader=CBaseLoader))
    cuts = sorted((_cut(text, tree, edit, path) for edit in edits), key=lambda cut: cut.start)
    pieces, done = [], 0
    for cut in cuts:
        pieces += [text[done : cut.start], cut.text]
        done = cut.end
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


def _cut(text: str, tree: Node, edit: Edit, path: str) -> _Cut:
    group = _node_at(tree, edit.where)
    if not isinstance(group, MappingNode):
        raise EditRefused(path, f"there are no keys at {'/'.join(map(str, edit.where))}")
    for key, value in group.value:
        if key.value == edit.key:
            return _replaced(text, value, edit.value, path)
    return _added(text, group, f"{edit.key}: {double_quoted(edit.value)}", path)


def _node_at(tree: Node, where: Where) -> Node | None:
    node: Node | None = tree
    for step in where:
        if isinstance(node, MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            return None
    return node


def _replaced(text: str, node: Node, value: str, path: str) -> _Cut:
    start, end = _span(node)
    if not isinstance(node, ScalarNode) or node.style in {"|", ">"} or "\n" in text[start:end]:
        raise EditRefused(path, f"the text at line {node.start_mark.line + 1} is not on one line")
    if node.style == "'" and value.isprintable():
        return _Cut(start, end, "'" + value.replace("'", "''") + "'")
    stays_plain = not node.style and value.isalnum() and is_plain(value)
    return _Cut(start, end, value if stays_plain else double_quoted(value))


def _added(text: str, group: MappingNode, entry: str, path: str) -> _Cut:
    """Add a key after the last one, or after the last one whose end is certain."""
    if group.flow_style:
        end = _span(group.value[-1][1])[1]
        return _Cut(end, end, f", {entry}")
    for _, value in reversed(group.value):
        is_block = getattr(value, "style", None) in {"|", ">"} or getattr(value, "flow_style", None) is False
        if not is_block:
            end = text.find("\n", _span(value)[1])
            end = len(text) if end < 0 else end
            carriage = "\r" if text[end - 1 : end] == "\r" else ""
            margin = " " * group.value[0][0].start_mark.column
            return _Cut(end - len(carriage), end - len(carriage), f"{carriage}\n{margin}{entry}")
    raise EditRefused(
        path, f"no key on one line after line {group.start_mark.line + 1} to put a new one under"
    )


def _span(node: Node) -> tuple[int, int]:
    return cast("int", node.start_mark.index), cast("int", node.end_mark.index)


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
