"""The words of the pages: one YAML file a language in the folder `words`, none in templates or views.

    words = words_of("es")
    words["quiz"]["start"]                    # in a template: {{ words.quiz.start }}
    words["report"]["hazards"](situations=3)  # a wording with a place for a value is called with it

A wording is escaped when it is read and so is every value that is put into it; `**text**` is shown strong.
English is the original: every other language has the same wordings with the same places, or does not load.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from markupsafe import Markup, escape

from quizapp.content.yaml.reader import Document, read
from quizapp.errors import QuizappError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizapp.content.yaml.reader import Value

FOLDER = Path(__file__).parents[1] / "words"
ORIGINAL = "en"
DIRECTIONS = ("ltr", "rtl")
_NUMBERS = frozenset({"one", "other"})
"""The forms of a wording by number. Languages with more forms need more here, and a choice among them."""
_PLACE = re.compile(r"\{(\w+)\}")
_STRONG = re.compile(r"\*\*(.+?)\*\*")


class UnusableWords(QuizappError):
    """The words of a language cannot be read, or are not those of the original."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")


@dataclass(frozen=True, slots=True)
class Wording:
    """Words with places for values, perhaps with a form of their own for the number one."""

    one: Markup
    other: Markup

    @property
    def places(self) -> frozenset[str]:
        """The names of the values that it takes."""
        return frozenset(_PLACE.findall(self.one) + _PLACE.findall(self.other))

    def __call__(self, **values: object) -> Markup:
        """Return the words with the values in their places; `n` is the number that chooses the form."""
        return (self.one if values.get("n") == 1 else self.other).format(**values)


Entry: TypeAlias = "Markup | Wording | Group"


class Group:
    """Wordings by name. It has no public attribute, so that a template's `group.name` is always a wording."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = MappingProxyType(dict(entries))

    def __getitem__(self, name: str) -> Entry:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of one language. `name` is what its speakers call it."""

    lang: str
    name: str
    dir: str
    group: Group

    def __getitem__(self, name: str) -> Entry:
        return self.group[name]


@cache
def languages(folder: Path = FOLDER) -> Mapping[str, Words]:
    """Return the words of every language, the original first; UnusableWords when one cannot be used."""
    paths = sorted(folder.glob("*.yaml"), key=lambda path: (path.stem != ORIGINAL, path.stem))
    known = {path.stem: _read(path) for path in paths}
    wanted = flat(known[ORIGINAL].group)
    for lang, words in known.items():
        _compare(f"{lang}.yaml", flat(words.group), wanted)
    return MappingProxyType(known)


def words_of(lang: str) -> Words:
    """Return the words of a language, of the one that it is a variety of, or of the original."""
    known = languages(FOLDER)
    return known.get(lang) or known.get(lang.partition("-")[0]) or known[ORIGINAL]


def flat(group: Group, above: str = "") -> dict[str, frozenset[str]]:
    """Return the places of each wording, by its names with dots between them."""
    found: dict[str, frozenset[str]] = {}
    for name in group:
        entry = group[name]
        if isinstance(entry, Group):
            found |= flat(entry, f"{above}{name}.")
        else:
            found[f"{above}{name}"] = entry.places if isinstance(entry, Wording) else frozenset()
    return found


def _compare(path: str, found: Mapping[str, frozenset[str]], wanted: Mapping[str, frozenset[str]]) -> None:
    for name in wanted.keys() - found.keys():
        raise UnusableWords(path, f"{name} is missing")
    for name in found.keys() - wanted.keys():
        raise UnusableWords(path, f"{name} is not among the words of the original")
    for name, places in found.items():
        if places != wanted[name]:
            named = ", ".join(sorted(wanted[name])) or "none"
            raise UnusableWords(path, f"{name} does not have the places of the original ({named})")


def _read(path: Path) -> Words:
    document = read(path.read_bytes(), path.name)
    if not isinstance(document, Document):
        raise UnusableWords(f"{path.name}:{document[0].line}", document[0].message)
    data = document.value
    if not isinstance(data, dict) or data.get("lang") != path.stem or data.get("dir") not in DIRECTIONS:
        raise UnusableWords(path.name, f"it begins with lang: {path.stem}, name: and dir: ltr or rtl")
    return Words(
        lang=path.stem,
        name=str(data.get("name", path.stem)),
        dir=str(data["dir"]),
        group=_group({name: value for name, value in data.items() if isinstance(value, dict)}, path.name),
    )


def _group(data: Mapping[str, Value], path: str) -> Group:
    return Group({name: _entry(name, value, path) for name, value in data.items()})


def _entry(name: str, value: Value, path: str) -> Entry:
    if isinstance(value, str):
        words = _marked(value)
        return Wording(words, words) if _PLACE.search(value) else words
    if not isinstance(value, dict):
        raise UnusableWords(path, f"{name} is neither text nor a group")
    one, other = value.get("one"), value.get("other")
    if value.keys() == _NUMBERS and isinstance(one, str) and isinstance(other, str):
        return Wording(_marked(one), _marked(other))
    return _group(value, path)


def _marked(text: str) -> Markup:
    return Markup(_STRONG.sub(r"<strong>\1</strong>", str(escape(text))))  # noqa: S704 # it is escaped before
