"""Whole translations of sample articles, made by changing the letters of their words."""

from collections.abc import Callable
from typing import Any

from quizapp.content.model import Article
from quizapp.content.translation import ONE, fingerprint, words_of

Say = Callable[[str], str]


def shout(text: str) -> str:
    """Return the text in capitals: words that the original has nowhere."""
    return text.upper()


def said(value: Any, say: Say) -> Any:
    if isinstance(value, str):
        return say(value)
    if isinstance(value, list):
        return [said(each, say) for each in value]
    return {key: said(each, say) for key, each in value.items()}


def whole_translation(article: Article, lang: str = "es", say: Say = shout) -> dict[str, Any]:
    """Return the data of a translation that lacks nothing."""
    data: dict[str, Any] = {
        "format": 2,
        "article": article.id,
        "lang": lang,
        "review": {"status": "unreviewed"},
    }
    for place, words in words_of(article).items():
        entry = {"based_on": fingerprint(words), **said(words, say)}
        if place.list in ONE:
            data[place.list] = entry
        else:
            data.setdefault(place.list, []).append({"id": place.id, **entry})
    return data
