"""Find and read the files of a content folder without trusting it.

A content folder may come from anyone's pull request: links that lead out of it, pipes that would block
for ever, folders with the names of files. Each is refused with words an editor understands.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.content.problem import Part
from quizapp.content.rules.rule import did_you_mean
from quizapp.content.yaml.decoding import MAX_BYTES

if TYPE_CHECKING:
    from pathlib import Path

_YAML = (".yaml", ".yml")
_TRANSLATION = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\.yaml")
_PARTS = tuple(part.value for part in Part)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file or folder is not read; `code` is that of a rule."""

    path: Path
    code: str
    message: str
    hint: str | None = None


def read_file(path: Path, root: Path) -> bytes | Refusal:
    """Return the bytes of a regular file inside `root`: all of them, or one more than the reader takes."""
    if refused := _leads_out(path, root):
        return refused
    try:
        # without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                hint = "a folder, pipe or device stands in its place"
                return Refusal(path, "not-a-file", "this is not a file", hint)
            return _read_all(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        return _unreadable(path, error)


def _read_all(descriptor: int) -> bytes:
    chunks = []
    left = MAX_BYTES + 1
    while left and (chunk := os.read(descriptor, left)):
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks)


def article_folders(root: Path) -> tuple[list[Path], list[Refusal]]:
    """Return the folders that have an article, by name, and what only looks like one."""
    paths, refused = _entries(root)
    folders: list[Path] = []
    for path in paths:
        if refusal := no_article(path, root):
            refused.append(refusal)
        elif has_article(path):
            folders.append(path)
    return folders, refused


def is_yaml(name: str) -> bool:
    """Say whether a file of this name would be YAML."""
    return name.endswith(_YAML)


def has_article(folder: Path) -> bool:
    """Say whether something in the folder has the name of an article's file."""
    return os.path.lexists(folder / Part.ARTICLE)


def is_folder(path: Path) -> bool:
    """Say whether the path is a folder; what the system will not tell us of is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_translation(name: str) -> bool:
    """Say whether a file of this name beside an article would be a translation of it."""
    return _TRANSLATION.fullmatch(name) is not None


def translations(folder: Path) -> list[Path]:
    """Return the files beside an article that have the names of translations, by name."""
    return [path for path in _entries(folder)[0] if is_translation(path.name) and not is_folder(path)]


def strays(folder: Path) -> list[Refusal]:
    """Return the YAML files beside an article that nothing reads, by their names or their nature."""
    paths, refused = _entries(folder)
    for path in paths:
        if not is_yaml(path.name) or path.name in _PARTS:
            continue
        if is_folder(path):
            refused.append(_folder_as_file(path))
        elif not is_translation(path.name):
            refused.append(unread(path))
    return refused


def unread(path: Path) -> Refusal:
    """Return the refusal of a file whose name is not one of an article's."""
    hint = did_you_mean(f"{path.stem}.yaml", _PARTS) or f"the files of an article are {' and '.join(_PARTS)}"
    return Refusal(path, "unread-file", "a file of this name is not read", hint)


def no_article(path: Path, root: Path) -> Refusal | None:
    """Refuse what lies in a content folder as if it were an article, and is none."""
    if not is_folder(path):
        return _stray_file(path)
    return _leads_out(path, root) or (None if has_article(path) else _folder_without_article(path))


def _stray_file(path: Path) -> Refusal | None:
    if not is_yaml(path.name):
        return None
    name = path.name if path.name in _PARTS else Part.ARTICLE
    hint = f"put it into a folder with the article's id, as {name}"
    return Refusal(path, "unread-file", "a file at this place is not read", hint)


def _folder_without_article(path: Path) -> Refusal | None:
    if is_yaml(path.name):
        return _folder_as_file(path)
    inner, refused = _entries(path)
    if any(is_yaml(each.name) for each in inner):
        return Refusal(path, "no-article", f"this folder has no {Part.ARTICLE}")
    return refused[0] if refused else None


def _entries(folder: Path) -> tuple[list[Path], list[Refusal]]:
    """Return what a folder holds, by name, but for what is hidden; nothing and why, if it cannot be read."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith(".")), []
    except OSError as error:
        return [], [_unreadable(folder, error)]


def _leads_out(path: Path, root: Path) -> Refusal | None:
    """Refuse a path that a symbolic link leads out of `root`."""
    real, top = os.path.realpath(path), os.path.realpath(root)
    if os.path.commonpath((real, top)) == top:
        return None
    return Refusal(
        path, "outside-folder", "a link leads out of the content folder", "put the file itself here"
    )


def _folder_as_file(path: Path) -> Refusal:
    return Refusal(path, "not-a-file", "this is a folder with the name of a file")


def _unreadable(path: Path, error: OSError) -> Refusal:
    reason = (error.strerror or "the system does not say why").lower()
    return Refusal(path, "unreadable", f"this cannot be read: {reason}")
