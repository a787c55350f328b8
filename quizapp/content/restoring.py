"""An article from the data that its public face is: the way back of `content.projection`.

    restored(article_data(article))      # says what the article said

What is not public is not there: the quiz, the fingerprint, and what an editor allowed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp.content.model import (
    Article,
    Cause,
    Circumstance,
    Cite,
    Claim,
    Competency,
    CompetencyWords,
    Faq,
    Gap,
    Level,
    LevelWords,
    Origin,
    Passage,
    Promotion,
    Review,
    SelfCare,
    Sign,
    Source,
    Takeaway,
    Topic,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.content.canonical import Json


_CLAIMS: Mapping[str, type[Claim]] = {
    "causes": Cause,
    "signs": Sign,
    "red_flags": Sign,
    "circumstances": Circumstance,
    "promotions": Promotion,
    "self_care": SelfCare,
    "topics": Topic,
    "faqs": Faq,
    "takeaways": Takeaway,
}


def restored(data: Json) -> Article:
    """Return the article, an original, that `article_data` made this of."""
    own = {name: data[name] for name in ("id", "lang", "title", "summary", "licence", "urgent_notice")}
    claims: dict[str, Any] = {
        name: tuple(kind(**_claim(each)) for each in data[name]) for name, kind in _CLAIMS.items()
    }
    return Article(
        **own,
        **claims,
        review=Review(**data["review"]),
        levels=tuple(
            LevelWords(level=Level.of(each["id"]), name=each["name"], means=each["means"])
            for each in data["levels"]
        ),
        competencies=tuple(
            CompetencyWords(competency=Competency(each["id"]), title=each["title"], body=each["body"])
            for each in data["competencies"]
        ),
        gaps=tuple(_gap(each) for each in data["gaps"]),
        sources=tuple(_source(each) for each in data["sources"]),
        revision=data["revision"],
        fingerprint="",
        languages=tuple(data.get("languages", ())[1:] and data["languages"]),
    )


def _claim(data: Json) -> Json:
    members = {
        **_said(data),
        "origin": Origin(data["origin"]),
        "cites": tuple(Cite(**cite) for cite in data["cites"]),
        "review": Review(**data["review"]),
    }
    if "level" in members:
        members["level"] = Level.of(members["level"])
    return {name: tuple(value) if isinstance(value, list) else value for name, value in members.items()}


def _said(data: Json) -> Json:
    """Leave out the language of a thing: in an original it is the article's."""
    return {name: value for name, value in data.items() if name != "lang"}


def _gap(data: Json) -> Gap:
    own = {name: value for name, value in _said(data).items() if name not in {"place", "filled_by"}}
    return Gap(**own, place=Cite(**data["place"]))


def _source(data: Json) -> Source:
    own = {name: value for name, value in _said(data).items() if name != "passages"}
    return Source(**own, passages=tuple(Passage(**passage) for passage in data["passages"]))
