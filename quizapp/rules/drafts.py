"""The rules of drafts: articles of which a text is still to be written, or is still a source's own.

`quizapp new` and `quizapp import` leave such texts for an editor; unfinished text must not pose as advice.
A to-do begins with `TO_DO_MARK` and goes on with what belongs there. People write it in ways of their own,
with nothing after it for instance: that must not count as finished. A copied sentence is known by the
fingerprints of passages, although the text of the source is not kept.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, cast

from quizapp.content.model import Article, Kind
from quizapp.content.passages import FEW_WORDS, fingerprint, sentences, wording_of
from quizapp.content.publishers import is_contact_of, known_publisher
from quizapp.problem import Finding, Part, Where
from quizapp.rules import items
from quizapp.rules.rule import at, in_article, warning
from quizapp.rules.texts import PlacedText, article_texts, quiz_texts
from quizapp.text import clipped

TO_DO_MARK = "To do: "
"""What a text begins with that nobody has written yet."""

_MARK = re.compile(r"(?i:to[- ]?do\s*:\s*)|TODO\b\s*|To do\s*$")


@warning
def to_do(article: Article) -> Iterator[Finding]:
    """Nothing is left to write: no text begins with "To do:", and nothing cites `to-do/source`. `quizapp
    new` and `quizapp import` write these where only an editor knows what to say. Until then the article is a
    draft: `quizapp preview` shows it, `quizapp serve` doesn't, and no `allow` changes that.
    """
    own = (PlacedText(Part.ARTICLE, where, text) for where, text in _texts(article, ()))
    title = [PlacedText(Part.QUIZ, ("title",), article.quiz.title)] if article.quiz else []
    for part, where, text in (*own, *title, *quiz_texts(article)):
        if mark := _MARK.match(text):
            yield at(part, where, f"still to be written: {text[mark.end() :] or 'this text'}")
    for where, item in items.every(article):
        if item.kind in {Kind.CHOICE, Kind.MULTIPLE} and not item.cites:
            yield at(Part.QUIZ, (*where, "cites"), "still to be written: the passage that this rests on")


def _texts(value: object, where: Where) -> Iterator[tuple[Where, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, tuple):
        written = [inner for inner in value if not getattr(inner, "standard", False)]
        for index, inner in enumerate(written):
            yield from _texts(inner, (*where, index))
    elif is_dataclass(value):
        for name in _text_members(cast("Any", type(value))):
            inner = getattr(value, name)
            if inner.__class__ is str:
                yield (*where, name), inner
            elif inner is not None:
                yield from _texts(inner, (*where, name))


_NO_TEXTS = {"quiz", "review", "emergency", "level_name", "cites", "place", "origin"}


@cache
def _text_members(kind: Any) -> Sequence[str]:  # noqa: ANN401 - a class of values
    names = (field.name for field in fields(kind))
    return [name for name in names if name not in _NO_TEXTS]


@warning
def copied_sentence(article: Article) -> Iterator[Finding]:
    """The article says things in its own words: no sentence of {FEW_WORDS} words or more stands in a source
    word for word. Facts are free; sentences belong to whoever wrote them. Until they are rewritten the
    article is a draft, which `quizapp preview` shows and `quizapp serve` doesn't, and their reading grade
    isn't asked. A source with `own: true` is your own text and may be quoted. A page of a known publisher,
    such as the NHS, counts as your own only if the `contact` of the article is that publisher's.
    """
    wording = wording_of(article, others=True)
    for text in article_texts(article):
        is_call = text.where[-1] == "action" and not any(
            len(sentence.split()) >= FEW_WORDS for sentence in sentences(text.text)
        )
        if not is_call and (sentence := wording.copied(text.text)):
            message = f'a source has these very words: "{clipped(sentence)}"'
            yield in_article(text.where, message, "say it in your own words")
    for index, source in enumerate(article.sources):
        if source.own:
            known = known_publisher(source.publisher, source.url)
            if known is not None and not is_contact_of(known, article.contact):
                message = f'"{source.id}" is a page of {known}, so its words are not your own'
                hint = "leave `own` out; that publisher itself writes a `contact` at its own address"
                yield in_article(("sources", index, "own"), message, hint)
            continue
        copied = [
            place
            for place, passage in enumerate(source.passages)
            if len(passage.says.split()) >= FEW_WORDS and fingerprint(passage.says) == passage.fingerprint
        ]
        if copied:
            where = ("sources", index, "passages", copied[0], "says")
            message = f"{len(copied)} of {len(source.passages)} gists are the very sentences, from here on"
            yield in_article(where, message, "say in a few words of your own what each is about")


UNFINISHED = frozenset({to_do.code, copied_sentence.code})
"""The rules that a draft breaks."""
