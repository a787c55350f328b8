"""The formats that an article can be had in, and what each of them can't carry.

    FORMATS["gift"].write(article, say)     # bytes
    FORMATS["gift"].losses(article)         # [Loss("the verdict"), Loss("a withdrawn item", ("an-item",))]

To add one: a module with a writer, one line in FORMATS, and its name at the same place in `cli._FORMATS`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from quizapp.content.model import Article, Level
from quizapp.content.projection import article_data
from quizapp.export import as_anki, as_canvas, as_jsonld, as_qti, moodle
from quizapp.export.assessment import Loss, Say

_MEMBERS = {
    "quiz": ("revision", "rule", "title", "intro", "items"),
    "items": (
        *("id", "pair", "kind", "competency", "level", "signs", "circumstances", "red_flags", "person"),
        *("withdrawn", "tags", "stem", "lead_in", "options", "entries", "key", "harm", "review", "cites"),
    ),
    "person": ("name", "pronoun"),
    "options": ("id", "text", "level", "rationale"),
    "entries": ("id", "sign", "text", "level", "rationale"),
    "review": ("status", "by", "date"),
    "cites": ("source", "passage"),
}
"""The members of a quiz, and of the things in it, by the name of what holds them: all that JSON gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One form of an article and its quiz."""

    write: Callable[[Article, Say], bytes]
    losses: Callable[[Article], Sequence[Loss]]
    binary: bool = False
    """Whether a terminal should not show it."""


def losses_as_json(form: str, article: Article, losses: Sequence[Loss]) -> str:
    """The losses of an export as a JSON document."""
    document = {
        "format": form,
        "article": article.id,
        "lang": article.lang,
        "revision": article.quiz.revision if article.quiz else article.revision,
        "losses": [asdict(loss) for loss in losses],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _json(article: Article, _: Say) -> bytes:
    """An article and its quiz, keys included. It carries everything, so nothing is lost."""
    document = {"article": article_data(article), "quiz": _data("quiz", article.quiz)}
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _data(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a quiz holds
    if isinstance(value, Level):
        return value.slug
    if isinstance(value, tuple | frozenset):
        return [_data(name, each) for each in (value if isinstance(value, tuple) else sorted(value))]
    if isinstance(value, Mapping):
        return dict(value)
    if value is None or name not in _MEMBERS:
        return value
    return {member: _data(member, getattr(value, member)) for member in _MEMBERS[name]}


FORMATS: Mapping[str, Format] = {
    "json": Format(write=_json, losses=lambda _: ()),
    "jsonld": Format(write=as_jsonld.export, losses=as_jsonld.losses),
    "gift": Format(write=moodle.gift, losses=moodle.gift_losses),
    "moodle-xml": Format(write=moodle.moodle_xml, losses=moodle.losses),
    "qti3": Format(write=as_qti.export_3, losses=as_qti.losses, binary=True),
    "qti2": Format(write=as_qti.export_2, losses=as_qti.losses, binary=True),
    "canvas": Format(write=as_canvas.export, losses=as_canvas.losses, binary=True),
    "anki": Format(write=as_anki.export, losses=as_anki.losses),
}
