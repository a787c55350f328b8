"""What a translator is helped with: entries for what is missing, and the stamp of what was revised.

    text = completed(None, article, "es")                     # a file with everything still to be translated
    text = revised(text, article, "es", ["red_flags/hot-foot"])

An entry that is still to be translated holds the original's words and a stamp of zeros: that is stale, so
readers get the original and `check` names it until it is revised. Both change no other byte of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp.content.languages.translation import ONE, Place, entries, fingerprint, words_of
from quizapp.content.nearest import nearest
from quizapp.content.problem import TRANSLATION
from quizapp.content.shape.schema import FORMAT, findings
from quizapp.content.yaml.reader import Document, read
from quizapp.content.yaml.spans import Edit, edited
from quizapp.content.yaml.writing import double_quoted
from quizapp.errors import EditRefused, UnknownThing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizapp.content.model import Article

TO_DO = "0" * 12
"""The stamp of an entry that nobody has translated yet."""


def file_name(lang: str) -> str:
    """Return the name of the file of a translation."""
    return f"{lang}.yaml"


def completed(text: str | None, article: Article, lang: str) -> str:
    """Return the file of a translation with an entry for everything that it lacks; None makes a new one."""
    if text is None:
        text = "\n".join(
            [
                f"format: {FORMAT}",
                f"article: {article.id}",
                f"lang: {lang}",
                "review:",
                "  status: unreviewed",
                "",
            ]
        )
    data = _data(text, lang)
    given = {place for place, _ in entries(data)}
    lacking: dict[str, list[str]] = {}
    for place, words in words_of(article).items():
        if place not in given:
            lacking.setdefault(place.list, []).extend(_entry(place, words))
    for name, lines in lacking.items():
        text = _added(text, name, lines) if name in data else _appended(text, name, lines)
    if {place for place, _ in entries(_data(text, lang))} != given | words_of(article).keys():
        raise EditRefused(file_name(lang), "what is missing cannot be added; write each list as a block")
    return text


def revised(text: str, article: Article, lang: str, names: Iterable[str]) -> str:
    """Return the file with the stamps of revised entries; each is named "about" or "signs/sore-heel".

    EditRefused for an entry that still has the original's words; UnknownThing for one that is not there.
    """
    originals = words_of(article)
    given = {_name(place): (place, entry) for place, entry in entries(_data(text, lang))}
    edits = []
    for name in dict.fromkeys(names):
        place, entry = given.get(name, (None, None))
        if place is None or entry is None or place not in originals:
            raise UnknownThing("entry of the translation", name, nearest(name, given))
        if entry.words == originals[place]:
            raise EditRefused(name, "its words are still those of the original")
        edits.append(Edit(entry.where, "based_on", fingerprint(originals[place])))
    return edited(text, edits, path=file_name(lang))


def to_do(text: str, article: Article, lang: str) -> list[str]:
    """Return the names of the entries whose words are not based on the original as it is now."""
    originals = words_of(article)
    return [
        _name(place)
        for place, entry in entries(_data(text, lang))
        if place in originals and entry.based_on != fingerprint(originals[place])
    ]


def _name(place: Place) -> str:
    return f"{place.list}/{place.id}" if place.id else place.list


def _data(text: str, lang: str) -> dict[str, Any]:
    """Return what a file says; EditRefused, with the first problem, for one that `check` finds broken."""
    document = read(text.encode(), file_name(lang))
    if not isinstance(document, Document):
        raise EditRefused(f"{file_name(lang)}:{document[0].line}", document[0].message)
    if wrong := findings(TRANSLATION, document.value):
        raise EditRefused(file_name(lang), wrong[0].message)
    assert isinstance(document.value, dict), "that is its shape"
    return document.value


def _entry(place: Place, words: Mapping[str, Any]) -> list[str]:
    stamp = [f'based_on: "{TO_DO}"', *_block(words)]
    if place.list in ONE:
        return [f"  {line}" for line in stamp]
    return [f"  - id: {place.id}", *(f"    {line}" for line in stamp)]


def _block(words: Mapping[str, Any]) -> Iterator[str]:
    for key, value in words.items():
        if isinstance(value, str):
            yield f"{key}: {double_quoted(value)}"
            continue
        yield f"{key}:"
        for each in value:
            first, *rest = _block(each)
            yield f"  - {first}"
            yield from (f"    {line}" for line in rest)


def _appended(text: str, name: str, lines: list[str]) -> str:
    gap = "" if text.endswith("\n") else "\n"
    return f"{text}{gap}\n{name}:\n" + "\n".join(lines) + "\n"


def _added(text: str, name: str, lines: list[str]) -> str:
    """Add entries after the last line of a list; comments and gaps below it stay where they are."""
    old = text.split("\n")
    start = next(index for index, line in enumerate(old) if line.startswith(f"{name}:"))
    below = (
        index for index in range(start + 1, len(old)) if old[index][:1].strip() and old[index][0] not in "#-"
    )
    end = next(below, len(old))
    while not old[end - 1].strip() or old[end - 1].lstrip().startswith("#"):
        end -= 1
    return "\n".join([*old[:end], *lines, *old[end:]])
