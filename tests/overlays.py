"""A small complete article with YAML fragments laid over it, as the samples of the rules are.

article = laid("quiz: {items: [{id: first-run, key: modify}]}")
found(article, "key-contradicts-signs")
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from quizapp.content import build
from quizapp.content.model import Article
from quizapp.content.problem import Finding, Part
from quizapp.content.rules import check
from quizapp.content.shape import schema
from quizapp.content.yaml.reader import Document, read

COMPLETE = Path(__file__).parent / "samples" / "complete"
NAMES = ("id", "cell", "level", "rule", "sign")
"""The keys by which entries of two lists know each other: the first one that an entry has."""


def laid(fragment: str = "{}") -> Article:
    """Return the small article with a fragment laid over it; the result has the right shape.

    A fragment with `quiz: null` takes the quiz away.
    """
    data = laid_data(fragment)
    clean = {part: schema.checked(part, each) for part, each in data.items() if each is not None}
    assert [faults for _, faults in clean.values()] == [[]] * len(clean)
    article = clean[Part.ARTICLE][0]
    assert article is not None
    return build.article(article, clean[Part.QUIZ][0] if Part.QUIZ in clean else None)


def laid_data(fragment: str = "{}") -> dict[Part, Any]:
    """Return the data of both files of the small article with a fragment laid over them."""
    both = lay_over(_base(), parsed(fragment.encode(), "sample"))
    return {
        Part.ARTICLE: {key: value for key, value in both.items() if key != "quiz"},
        Part.QUIZ: both["quiz"],
    }


def found(article: Article, code: str, today: str | None = None) -> list[Finding]:
    """Return what one rule finds in an article, allowances considered."""
    return [finding for finding in check(article, today) if finding.code == code]


def sock_fold(*options: str, **keys: str) -> str:
    """Return a fragment that gives the item "sock-fold", keyed modify, these options and keys."""
    texts = zip(("carry-on", "modify", "book", "urgent"), options, strict=False)
    entries = ", ".join(f"{{level: {level}, text: {text!r}}}" for level, text in texts)
    more = "".join(f", {key}: {value!r}" for key, value in keys.items())
    return f"quiz: {{items: [{{id: sock-fold, options: [{entries}]{more}}}]}}"


def lay_over(base: Any, patch: Any) -> Any:
    """Return the base with the patch over it: key by key, and entry by entry where entries have names."""
    if isinstance(base, dict) and isinstance(patch, dict):
        return {**base, **{key: lay_over(base.get(key), value) for key, value in patch.items()}}
    if isinstance(base, list) and isinstance(patch, list) and all(map(_name, [*base, *patch])):
        known = {_name(entry): entry for entry in base}
        new = {_name(entry): lay_over(known.get(_name(entry)), entry) for entry in patch}
        return list({**known, **new}.values())
    return patch


def _name(entry: Any) -> str | None:
    if not isinstance(entry, dict):
        return None
    return next((f"{name} {entry[name]}" for name in NAMES if name in entry), None)


def parsed(body: bytes, path: str) -> Any:
    """Return the data of a YAML text that has no fault."""
    document = read(body, path)
    assert isinstance(document, Document), document
    return document.value


@cache
def _base() -> Any:
    folder = COMPLETE / "blisters-from-new-shoes"
    article, quiz = (parsed((folder / part).read_bytes(), part) for part in (Part.ARTICLE, Part.QUIZ))
    return {**article, "quiz": quiz}
