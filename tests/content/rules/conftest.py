"""A small complete article, and fragments laid over it: the samples of the rules are such fragments."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quizapp.content import build, schema
from quizapp.content.model import Article
from quizapp.content.problem import Part
from quizapp.content.yaml_reader import Document, read

BASE = Path(__file__).parents[2] / "samples" / "complete" / "blisters-from-new-shoes"
NAMES = ("id", "cell", "level", "rule", "sign")
"""The keys by which entries of a list know each other, the first one that both have."""


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
    document = read(body, path)
    assert isinstance(document, Document), document
    return document.value


@pytest.fixture(scope="session")
def base() -> dict[str, Any]:
    """The data of the small article, with those of its quiz under `quiz`."""
    article, quiz = ((BASE / part).read_bytes() for part in (Part.ARTICLE, Part.QUIZ))
    return {**parsed(article, "article.yaml"), "quiz": parsed(quiz, "quiz.yaml")}


@pytest.fixture
def laid_data(base: dict[str, Any]) -> Callable[[str], dict[Part, Any]]:
    """Lay a YAML fragment over the small article; the data of its two files."""

    def lay(fragment: str = "{}") -> dict[Part, Any]:
        data = lay_over(base, parsed(fragment.encode(), "sample"))
        return {Part.QUIZ: data.pop("quiz"), Part.ARTICLE: data}

    return lay


@pytest.fixture
def laid(laid_data: Callable[[str], dict[Part, Any]]) -> Callable[[str], Article]:
    """Lay a YAML fragment over the small article; the article that comes of it."""

    def lay(fragment: str = "{}") -> Article:
        clean = {part: schema.checked(part, data) for part, data in laid_data(fragment).items()}
        assert [found for _, found in clean.values()] == [[], []]
        article, quiz = clean[Part.ARTICLE][0], clean[Part.QUIZ][0]
        assert article is not None
        return build.article(article, quiz)

    return lay
