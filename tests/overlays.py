"""A small complete article with YAML fragments laid over it, as the samples of the rules are.

article = laid("quiz: {pairs: [{id: first-run, stories: [{key: book}]}]}")
found(article, "key-contradicts-signs")
"""

from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from quizapp.content import build, schema
from quizapp.content.model import Article
from quizapp.problem import Finding, Part
from quizapp.rules import check
from quizapp.yaml.reader import Document, read

COMPLETE = Path(__file__).parent / "samples" / "complete"
NAMES = ("id", "level", "rule", "sign")
"""The keys by which entries of two lists know each other: the first one that an entry has."""


def laid(fragment: str = "{}") -> Article:
    """Return the small article with a fragment laid over it; the result has the right shape.

    A fragment with `quiz: null` takes the quiz away.
    """
    return build.article(*_clean(fragment))


def spoken(words: dict[str, Any], fragment: str = "{}") -> Article:
    """Return the same in the language of a translation."""
    return build.article(*_clean(fragment), {words["lang"]: words}).translations[words["lang"]]


def _clean(fragment: str) -> tuple[Any, Any]:
    data = laid_data(fragment)
    clean = {part: schema.checked(part, each) for part, each in data.items() if each is not None}
    assert [faults for _, faults in clean.values()] == [[]] * len(clean)
    return clean[Part.ARTICLE][0], clean[Part.QUIZ][0] if Part.QUIZ in clean else None


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


def told(article: Article, code: str, today: str | None = None) -> list[str]:
    """The same, a line each: "quiz.yaml/pairs/1/stories/0/key: the key is modify, but ..."."""
    return [
        f"{finding.part}/{'/'.join(map(str, finding.where))}: {finding.message}"
        for finding in found(article, code, today)
    ]


def sock_fold(*stories: str, **keys: str) -> str:
    """Return a fragment that changes the pair "sock-fold": keys of its stories in YAML, and its own."""
    own = "".join(f", {key}: {value}" for key, value in keys.items())
    parts = ", ".join(f"{{{story}}}" for story in stories)
    return f"quiz: {{pairs: [{{id: sock-fold, stories: [{parts}]{own}}}]}}"


def lay_over(base: Any, patch: Any) -> Any:
    """Return the base with the patch over it: key by key, and entry by entry by name or else by place."""
    if isinstance(base, dict) and isinstance(patch, dict):
        return {**base, **{key: lay_over(base.get(key), value) for key, value in patch.items()}}
    if isinstance(base, list) and isinstance(patch, list) and all(map(_name, [*base, *patch])):
        known = {_name(entry): entry for entry in base}
        new = {_name(entry): lay_over(known.get(_name(entry)), entry) for entry in patch}
        return list({**known, **new}.values())
    if (
        isinstance(base, list)
        and isinstance(patch, list)
        and all(isinstance(e, dict) for e in [*base, *patch])
    ):
        nothing: dict[str, Any] = {}
        return [lay_over(old, new) for old, new in zip_longest(base, patch, fillvalue=nothing)]
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
