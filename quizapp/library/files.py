"""Find and read the files of a content folder without trusting it.

A content folder may come from anyone's pull request: links that lead out of it, pipes that would block
for ever, folders with the names of files. Each is refused with words an editor understands.
"""

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from quizapp.content.nearest import nearest
from quizapp.problem import Part
from quizapp.yaml.decoding import MAX_BYTES

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
    """The bytes of a regular file inside `root`: all of them, or one more than the reader takes."""
    if refused := _leads_out(path, root):
        return refused
    try:
        with open(path, "rb", opener=_open_now) as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        pass
    except OSError as error:
        return _unreadable(path, error)
    return Refusal(path, "not-a-file", "this is not a file", "a folder, pipe or device stands in its place")


def _open_now(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)  # to open a pipe that nobody writes to would wait for ever


def article_folders(root: Path) -> tuple[list[Path], list[Refusal]]:
    """The folders that have an article, by name, and what only looks like one."""
    paths, refused = _entries(root)
    folders: list[Path] = []
    for path in paths:
        if refusal := no_article(path, root):
            refused.append(refusal)
        elif has_article(path):
            folders.append(path)
    return folders, refused


def is_yaml(name: str) -> bool:
    """Whether a file of this name would be YAML."""
    return name.endswith(_YAML)


def has_article(folder: Path) -> bool:
    """Whether something in the folder has the name of an article's file."""
    return os.path.lexists(folder / Part.ARTICLE)


def is_folder(path: Path) -> bool:
    """Whether the path is a folder; what the system will not tell us of is none."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises an error where a name is too long


def is_translation(name: str) -> bool:
    """Whether a file of this name beside an article would be a translation of it."""
    return _TRANSLATION.fullmatch(name) is not None


def translations(folder: Path) -> list[Path]:
    """The files beside an article that have the names of translations, by name."""
    return [path for path in _entries(folder)[0] if is_translation(path.name) and not is_folder(path)]


def strays(folder: Path) -> list[Refusal]:
    """The YAML files beside an article that nothing reads, by their names or their nature."""
    paths, refused = _entries(folder)
    for path in paths:
        if not is_yaml(path.name) or path.name in _PARTS:
            continue
        if not is_translation(path.name):
            refused.append(unread(path))
        elif is_folder(path):
            refused.append(_folder_as_file(path))
    return refused


def unread(path: Path) -> Refusal:
    """The refusal of a file whose name is not one of an article's."""
    meant = _meant(path)
    if meant is None:
        hint = f"the files of an article are {', '.join(_PARTS)}, and es.yaml for Spanish"
    elif os.path.lexists(path.with_name(meant)):
        hint = f"{meant} is read; move this one out of the content folder, or delete it"
    else:
        hint = f'did you mean "{meant}"?'
    return Refusal(path, "unread-file", "a file of this name is not read", hint)


def _meant(path: Path) -> str | None:
    """The file of an article that a name stands for: "article (1).yaml", "quiz.bak.yaml"."""
    stem = re.sub(r"[\W_]*(copy|copia|old|new|bak|backup|\d+)?\W*$", "", path.name.partition(".")[0])
    return nearest(f"{stem}.yaml", _PARTS)


def no_article(path: Path, root: Path) -> Refusal | None:
    """Refuse what lies in a content folder as if it were an article, and is none."""
    if is_folder(path):
        refused = _leads_out(path, root)
        return refused if refused or has_article(path) else _folder_without_article(path)
    if not is_yaml(path.name):
        return None
    name = path.name if path.name in _PARTS else Part.ARTICLE
    hint = f"put it into a folder with the article's id, as {name}"
    return Refusal(path, "unread-file", "a file at this place is not read", hint)


def _folder_without_article(path: Path) -> Refusal | None:
    if is_yaml(path.name):
        return _folder_as_file(path)
    inner, refused = _entries(path)
    if found := [each.name for each in inner if is_yaml(each.name)]:
        meant = next((name for name in found if _meant(path / name) == Part.ARTICLE), None)
        hint = f'did you mean "{meant}"? Call it {Part.ARTICLE}' if meant else None
        return Refusal(path, "no-article", f"this folder has no {Part.ARTICLE}", hint)
    return refused[0] if refused else None


def listed(folder: Path) -> list[Path]:
    """What a folder holds, by name, but for what is hidden; nothing if it cannot be read."""
    return _entries(folder)[0]


def _entries(folder: Path) -> tuple[list[Path], list[Refusal]]:
    """What a folder holds, by name, but for what is hidden; nothing and why, if it cannot be read."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith(".")), []
    except OSError as error:
        return [], [_unreadable(folder, error)]


def _leads_out(path: Path, root: Path) -> Refusal | None:
    """Refuse a path that a symbolic link leads out of `root`."""
    below = path.parts[len(root.parts) :]
    if ".." not in below and not any(map(os.path.islink, (path, *path.parents[: len(below) - 1]))):
        return None  # as nearly always, and for a tenth of what the rest costs
    real, top = os.path.realpath(path), os.path.realpath(root)
    if os.path.commonpath((real, top)) == top:
        return None
    message = "a link leads out of the content folder"
    return Refusal(path, "outside-folder", message, "put the file itself here")


def _folder_as_file(path: Path) -> Refusal:
    return Refusal(path, "not-a-file", "this is a folder with the name of a file")


def _unreadable(path: Path, error: OSError) -> Refusal:
    reason = (error.strerror or "the system does not say why").lower()
    return Refusal(path, "unreadable", f"this cannot be read: {reason}")
