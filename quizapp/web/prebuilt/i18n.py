"""The words of the pages: one YAML file a language in the folder `words`, none in templates or views.

    words = words_of("es")
    words["quiz"]["start"]                    # in a template: {{ words.quiz.start }}
    words["report"]["hazards"](n=3)           # a wording with a place for a value is called with it

A wording is escaped when it is read and so is every value that is put into it; `**text**` is shown strong.
One by number has the forms of its language; `n` chooses. English is the original: every other
language has the same wordings with the same places, or does not load.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from markupsafe import Markup, escape

from quizapp.errors import QuizappError
from quizapp.text import many
from quizapp.yaml.reader import Document, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from quizapp.yaml.reader import Value

FOLDER = Path(__file__).parents[1] / "words"
ORIGINAL = "en"
_PLACE = re.compile(r"\{(\w+)\}")
_STRONG = re.compile(r"\*\*(.+?)\*\*")


OTHER = "other"
"""The form that every language has, and that stands in for one that is not written."""


def _slavic(n: int) -> str:
    if n % 10 == 1 and n % 100 != 11:
        return "one"
    return "few" if n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14} else "many"


def _polish(n: int) -> str:
    form = _slavic(n)
    return "one" if n == 1 else "many" if form == "one" else form


def _arabic(n: int) -> str:
    if n <= 2:
        return ("zero", "one", "two")[n]
    return "few" if 3 <= n % 100 <= 10 else "many" if n % 100 >= 11 else OTHER


# The cardinal plural rules of Unicode CLDR 48 for whole numbers, of the languages with the most speakers and
# those of Europe: https://www.unicode.org/cldr/charts/48/supplemental/language_plural_rules.html
# The form "many" of the Romance languages is for round millions: left out.
_FORMS: tuple[tuple[str, tuple[str, ...], Callable[[int], str]], ...] = (
    (
        "bg ca da de el en es et eu fi gl hu it nb nl nn no sq sv sw tr ur",
        ("one", OTHER),
        lambda n: "one" if n == 1 else OTHER,
    ),
    ("bn fa fr gu hi hy pt", ("one", OTHER), lambda n: "one" if n <= 1 else OTHER),
    ("id ja ko ms th vi zh", (OTHER,), lambda _: OTHER),
    ("be ru uk", ("one", "few", "many", OTHER), _slavic),
    ("pl", ("one", "few", "many", OTHER), _polish),
    ("bs hr sr", ("one", "few", OTHER), lambda n: _slavic(n).replace("many", OTHER)),
    ("cs sk", ("one", "few", OTHER), lambda n: "one" if n == 1 else "few" if 2 <= n <= 4 else OTHER),
    ("he", ("one", "two", OTHER), lambda n: {1: "one", 2: "two"}.get(n, OTHER)),
    (
        "ro",
        ("one", "few", OTHER),
        lambda n: "one" if n == 1 else "few" if n == 0 or 1 <= n % 100 <= 19 else OTHER,
    ),
    ("ar", ("zero", "one", "two", "few", "many", OTHER), _arabic),
)
_BY_LANGUAGE: Mapping[str, tuple[tuple[str, ...], Callable[[int], str]]] = {
    lang: (forms, choose) for langs, forms, choose in _FORMS for lang in langs.split()
}


def plural_rule(lang: str) -> tuple[tuple[str, ...], Callable[[int], str]]:
    """The forms of a language, and what names the one that a number takes; of an unknown one the English."""
    return _BY_LANGUAGE.get(lang.partition("-")[0], _BY_LANGUAGE["en"])


class UnusableWords(QuizappError):
    """The words of a language cannot be read, or are not those of the original."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")


class Wording:
    """Words with places for values, perhaps with forms by number."""

    def __init__(self, lang: str, forms: Mapping[str, Markup]) -> None:
        self.forms = forms
        _, self._form_of = plural_rule(lang)
        # Text and place in turns: templates fill thousands of places for each article.
        self._parts = {form: _PLACE.split(words) for form, words in forms.items()}

    @property
    def places(self) -> frozenset[str]:
        """The names of the values that it takes."""
        return frozenset(place for parts in self._parts.values() for place in parts[1::2])

    def __call__(self, **values: object) -> Markup:
        """Return the words with the values in their places; `n` is the number that chooses the form."""
        n = values.get("n")
        form = self._form_of(n) if isinstance(n, int) else OTHER
        parts = [*(self._parts.get(form) or self._parts[OTHER])]
        parts[1::2] = [escape(values[place]) for place in parts[1::2]]
        return Markup("".join(parts))  # noqa: S704 # the words are escaped, and so are the values


Entry: TypeAlias = "Markup | Wording | WordGroup"


class WordGroup:
    """Wordings by name, each an attribute, which templates find at once; it has no other public ones."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        vars(self).update(entries)

    def __getitem__(self, name: str) -> Entry:
        found: Entry = vars(self)[name]
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(vars(self))


class Words(WordGroup):
    """The words of one language. `name` is what its speakers call it."""

    __slots__ = ("dir", "lang", "name")

    def __init__(self, data: Mapping[str, Value], groups: Mapping[str, Entry]) -> None:
        super().__init__(groups)
        self.lang, self.dir = str(data["lang"]), str(data["dir"])
        self.name = str(data.get("name", self.lang))

    def plain(self, name: str, /, **values: object) -> str:
        """Say a wording without its marks, for what is no page; its name has dots: "review.unreviewed"."""
        entry: Entry = self
        for part in name.split("."):
            assert isinstance(entry, WordGroup), f"{name} goes on where a wording ends"
            entry = entry[part]
        assert not isinstance(entry, WordGroup), f"{name} is a group"
        return with_values(entry, values).striptags()


@cache
def languages(folder: Path = FOLDER) -> Mapping[str, Words]:
    """Return the words of every language, the original first; UnusableWords when one cannot be used."""
    paths = sorted(folder.glob("*.yaml"), key=lambda path: (path.stem != ORIGINAL, path.stem))
    known = {path.stem: _read(path) for path in paths}
    wanted = flat(known[ORIGINAL])
    for lang, words in known.items():
        _compare(f"{lang}.yaml", flat(words), wanted)
    return MappingProxyType(known)


def words_of(lang: str) -> Words:
    """Return the words of a language, of the one that it is a variety of, or of the original."""
    known = languages(FOLDER)
    return known.get(lang) or known.get(lang.partition("-")[0]) or known[ORIGINAL]


def as_written(entry: Entry) -> Any:  # noqa: ANN401 - as deep as the file
    """Words as they stand in their file: by name, and by form where there are several."""
    if isinstance(entry, WordGroup):
        return {name: as_written(entry[name]) for name in entry}
    if isinstance(entry, Wording):
        forms = {form: as_written(words) for form, words in entry.forms.items()}
        return forms if len(forms) > 1 else forms[OTHER]
    return Markup(entry.replace("<strong>", "**").replace("</strong>", "**")).unescape()  # noqa: S704 # it leaves without its mark


def forms_of(words: Markup | Wording) -> str:
    """A wording as JSON, for a script: a text, or texts by form; **text** is strong, nothing is escaped."""
    return json.dumps(as_written(words), ensure_ascii=False)


def said(text: str, lang: str | None) -> str | Markup:
    """A text; one in another language than its page says which (WCAG 3.1.2)."""
    if lang is None:
        return text
    tag = "div" if isinstance(text, Markup) and text.startswith("<") else "span"
    return Markup(f'<{tag} lang="{escape(lang)}" dir="auto">{escape(text)}</{tag}>')  # noqa: S704 # both are escaped


def beyond(means: str, name: str) -> str:
    """What the words of a step add to its name, which stands above them."""
    return means.removeprefix(f"{name}. ")


def with_values(words: Markup | Wording, values: Mapping[str, object]) -> Markup:
    """A wording with those of the values that it has places for."""
    return words(**values) if isinstance(words, Wording) else words


def around(words: Wording) -> tuple[Markup, Markup]:
    """What stands before the only place of a wording, and after it."""
    before, _, after = _PLACE.split(words.forms[OTHER])
    return Markup(before), Markup(after)  # noqa: S704 # they are escaped


def flat(group: WordGroup, above: str = "") -> dict[str, frozenset[str]]:
    """Return the places of each wording, by its names with dots between them."""
    found: dict[str, frozenset[str]] = {}
    for name in group:
        entry = group[name]
        if isinstance(entry, WordGroup):
            found |= flat(entry, f"{above}{name}.")
        else:
            found[f"{above}{name}"] = entry.places if isinstance(entry, Wording) else frozenset()
    return found


def _compare(path: str, found: Mapping[str, frozenset[str]], wanted: Mapping[str, frozenset[str]]) -> None:
    if missing := sorted(wanted.keys() - found.keys()):
        raise UnusableWords(path, f"{many(len(missing), 'wording')} missing: {', '.join(missing)}")
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
    if not isinstance(data, dict) or data.get("lang") != path.stem or data.get("dir") not in {"ltr", "rtl"}:
        raise UnusableWords(path.name, f"it begins with lang: {path.stem}, name: and dir: ltr or rtl")
    groups = ((name, value) for name, value in data.items() if isinstance(value, dict))
    return Words(data, {name: _entry(name, value, path.stem, path.name) for name, value in groups})


def _entry(name: str, value: Value, lang: str, path: str) -> Entry:
    if isinstance(value, str):
        words = _marked(value)
        return Wording(lang, {OTHER: words}) if _PLACE.search(value) else words
    if not isinstance(value, dict):
        raise UnusableWords(path, f"{name} is neither text nor a group")
    by_number = {form: _marked(text) for form, text in value.items() if isinstance(text, str)}
    if OTHER in value and by_number.keys() == value.keys() <= {*plural_rule(lang)[0]}:
        return Wording(lang, by_number)
    return WordGroup({each: _entry(each, inner, lang, path) for each, inner in value.items()})


def _marked(text: str) -> Markup:
    return Markup(_STRONG.sub(r"<strong>\1</strong>", str(escape(text))))  # noqa: S704 # it is escaped before
