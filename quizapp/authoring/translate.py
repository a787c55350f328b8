"""What a translator is helped with: entries for what is missing, and the stamp of what was revised.

    text = completed(None, article, "es")                     # a file with everything still to be translated
    text = revised(text, article, "es", ["red_flags/hot-foot"])

An entry that is still to be translated holds the original's words and a stamp of zeros: that is stale, so
readers get the original and `check` names it until it is revised. Both change no other byte of the file.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizapp.content.model import Article
from quizapp.content.nearest import nearest
from quizapp.content.schema import FORMAT, findings
from quizapp.content.translation import ONE, ThingId, entries, fingerprint, words_of
from quizapp.errors import EditRefused, UnknownThing
from quizapp.problem import TRANSLATION
from quizapp.rules.translations import NEVER
from quizapp.yaml.reader import Document, read
from quizapp.yaml.spans import Edit, edited
from quizapp.yaml.writing import double_quoted, with_entries

ALL = "all"
"""Stands for the names of all entries that have been translated."""


def file_name(lang: str) -> str:
    """The name of the file of a translation."""
    return f"{lang}.yaml"


def completed(text: str | None, article: Article, lang: str) -> str:
    """The file of a translation with an entry for everything that it lacks; None makes a new one."""
    if text is None:
        head = (f"format: {FORMAT}", f"article: {article.id}", f"lang: {lang}")
        text = "\n".join([*head, "review:", "  status: unreviewed", ""])
    data = _data(text, lang)
    given = {place for place, _ in entries(data)}
    lacking: dict[str, list[str]] = {}
    for place, words in words_of(article).items():
        if place not in given:
            lacking.setdefault(place.list, []).extend(_entry(place, words))
    for name, lines in lacking.items():
        text = with_entries(text, name, lines)
    if {place for place, _ in entries(_data(text, lang))} != given | words_of(article).keys():
        raise EditRefused(file_name(lang), "what is missing cannot be added; write each list as a block")
    return text


def revised(text: str, article: Article, lang: str, names: Sequence[str]) -> str:
    """The file with the stamps of revised entries; each is named "about" or "signs/sore-heel".

    "all" stands for every entry that has words of its own. EditRefused for an entry that still has the
    original's words; UnknownThing for one that is not there.
    """
    originals = words_of(article)
    translated = ((place, entry) for place, entry in entries(_data(text, lang)) if place in originals)
    given = {_name(place): (place, entry) for place, entry in translated}
    if ALL in names:
        names = [name for name, (place, entry) in given.items() if entry.words != originals[place]]
    edits = []
    for name in dict.fromkeys(names):
        if name not in given:
            raise UnknownThing("entry of the translation", name, nearest(name, given))
        place, entry = given[name]
        if entry.words == originals[place]:
            raise EditRefused(name, "its words are still those of the original")
        edits.append(Edit(entry.where, "based_on", fingerprint(originals[place])))
    return edited(text, edits, path=file_name(lang))


def to_do(text: str, article: Article, lang: str) -> tuple[list[str], list[str]]:
    """The names of the entries that nobody has translated, and of those whose original has changed."""
    originals = words_of(article)
    due = [
        (place, entry)
        for place, entry in entries(_data(text, lang))
        if place in originals and entry.based_on != fingerprint(originals[place])
    ]
    untranslated = [_name(place) for place, entry in due if entry.based_on == NEVER]
    return untranslated, [_name(place) for place, entry in due if entry.based_on != NEVER]


def _name(place: ThingId) -> str:
    return f"{place.list}/{place.id}" if place.id else place.list


def _data(text: str, lang: str) -> dict[str, Any]:
    """What a file says; EditRefused, with the first problem, for one that `check` finds broken."""
    document = read(text.encode(), file_name(lang))
    if not isinstance(document, Document):
        raise EditRefused(f"{file_name(lang)}:{document[0].line}", document[0].message)
    if wrong := findings(TRANSLATION, document.value):
        raise EditRefused(file_name(lang), wrong[0].message)
    assert isinstance(document.value, dict), "that is its shape"
    return document.value


def _entry(place: ThingId, words: Mapping[str, Any]) -> list[str]:
    stamp = [f'based_on: "{NEVER}"', *_block(words)]
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
            first, *rest = [double_quoted(each)] if isinstance(each, str) else _block(each)
            yield f"  - {first}"
            yield from (f"    {line}" for line in rest)
