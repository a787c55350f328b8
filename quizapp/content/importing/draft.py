"""The draft of an article: all that the import makes of a source, as article.yaml, and what is left to do.

    draft = drafted(read(text), article_id=None)
    draft.article_id, draft.yaml

The sentences of the draft are the source's own, word for word, so that nothing is invented. `check` names
each place where they have to be said anew. The few words that no source has, those for the levels and for
the competencies, are the same in every draft.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.content.importing.bodies import escaped
from quizapp.content.importing.claims import (
    MAX_LINE,
    MAX_PARAGRAPH,
    SOURCE,
    clipped,
    plain,
    slugged,
)
from quizapp.content.importing.cues import Role
from quizapp.content.importing.outline import TITLE, outlined
from quizapp.content.importing.sections import claims_of
from quizapp.content.importing.writing import as_yaml
from quizapp.content.passages import fingerprint
from quizapp.content.rules.to_dos import TO_DO_MARK
from quizapp.content.shape.faults import ID_PATTERN, MAX_ID
from quizapp.content.shape.schema import COMPETENCIES, FORMAT, LEVELS
from quizapp.content.yaml.decoding import MAX_BYTES
from quizapp.errors import BadArgument, UnusableSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizapp.content.importing.claims import Claims
    from quizapp.content.importing.outline import Line, Outline
    from quizapp.content.source_text.blocks import SourceText
_HEADER = (
    "A draft that `quizapp import` made. Its sentences are those of the source, word for word: say each in"
    " your own words before anybody else sees it. `quizapp check` names what is left to do."
)
_HOUSE_WORDS = "The same words in every draft: fit them to the article."
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_TITLE_WAIVED = "The title; the content carries a title of its own"
_CLIP = 60
_MOST_SENTENCES = 1_000
_SUMMARY_SENTENCES = 3
_NO_URGENT_SIGN = f"{TO_DO_MARK}what to do about an urgent sign, in a sentence or two"

_LEVEL_NAMES = ("Carry on", "Change what you do", "Book an appointment", "Get medical help today")
_COMPETENCY_TITLES = ("Know when to change what you do", "Know when to get help")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft, and what the import has to say about it."""

    article_id: str
    yaml: str
    counts: Mapping[str, int]
    """How many claims, gaps and passages there are, by the names of their lists."""
    dropped: tuple[str, ...]
    """What was taken for no content: why, and how it begins."""
    unsure: tuple[str, ...]
    """What an editor should look at that `check` cannot see."""


def drafted(source: SourceText, article_id: str | None = None) -> Draft:
    """Make a draft of a source; the id comes from the title unless it is given.

    UnusableSource when there is nothing in it, or more than one article can hold; BadArgument for an id that
    is none.
    """
    outline = outlined(source)
    lines = list(_lines(outline))
    if not lines:
        raise UnusableSource("there is not one sentence in it")
    if len(lines) > _MOST_SENTENCES:
        raise UnusableSource(f"it has {len(lines):,} sentences; one article has at most {_MOST_SENTENCES:,}")
    claims = claims_of(outline)
    article_id = article_id or slugged(claims.title)
    if not article_id:
        raise UnusableSource("its title has no letter for an id; give one with --id")
    if len(article_id) > MAX_ID or not re.fullmatch(ID_PATTERN, article_id):
        hint = f"small letters, digits and single hyphens, at most {MAX_ID} characters"
        raise BadArgument([("/id", f'"{article_id}" is no id: {hint}')])
    data = _data(article_id, source, outline, claims)
    return Draft(
        article_id=article_id,
        yaml=_written(data),
        counts={**{name: len(found) for name, found in claims.lists.items()}, "passages": len(lines)},
        dropped=tuple(_dropped(source, outline)),
        unsure=tuple(_unsure(claims)),
    )


def _lines(outline: Outline) -> Iterator[Line]:
    """Yield every sentence in order."""
    if outline.title:
        yield outline.title
    for section in outline.sections:
        yield from section.lines


def _data(article_id: str, source: SourceText, outline: Outline, claims: Claims) -> dict[str, Any]:
    lang = source.lang or ""
    lists = {name: claims.lists[name] for name in _LISTS if claims.lists.get(name)}
    return {
        "format": FORMAT,
        "id": article_id,
        "lang": lang if _LANGUAGE.fullmatch(lang) else "en",
        "title": claims.title,
        "summary": claims.summary or _opening(outline, claims),
        "licence": "not-stated",
        "review": {"status": "unreviewed"},
        "levels": [
            {"id": level, "name": name, "means": means}
            for (level, means), name in zip(LEVELS.items(), _LEVEL_NAMES, strict=True)
        ],
        "competencies": [
            {"id": competency, "title": title, "body": body}
            for (competency, body), title in zip(COMPETENCIES.items(), _COMPETENCY_TITLES, strict=True)
        ],
        "urgent_notice": plain(claims.urgent_notice or _NO_URGENT_SIGN, MAX_PARAGRAPH),
        **lists,
        "sources": [
            {
                "id": SOURCE,
                "title": clipped(claims.title, MAX_LINE),
                "kind": "web-article",
                "seen": "whole",
                "passages": [_passage(line, claims) for line in _lines(outline)],
            }
        ],
    }


_LISTS = ("causes", "signs", "red_flags", "self_care", "topics", "faqs", "takeaways", "gaps")


def _passage(line: Line, claims: Claims) -> dict[str, str]:
    passage = {
        "id": line.id,
        "says": clipped(line.text, MAX_PARAGRAPH),
        "fingerprint": fingerprint(line.text),
    }
    reason = _TITLE_WAIVED if line.id == TITLE else claims.waived.get(line.id)
    return passage if reason is None or line.id in claims.used else {**passage, "waived": reason}


def _opening(outline: Outline, claims: Claims) -> str:
    """Return the first sentences, as far as the first paragraph with any, for want of a summary."""
    paras = (para for section in outline.sections for para in section.content)
    openings = (
        [line.text for line in para.lines if line.id not in claims.lost][:_SUMMARY_SENTENCES]
        for para in paras
    )
    first = next((texts for texts in openings if texts), [claims.title])
    return clipped(escaped(" ".join(first).rstrip(" :")), MAX_PARAGRAPH)


def _written(data: Mapping[str, Any]) -> str:
    text = as_yaml(data, {"": _HEADER, "levels": _HOUSE_WORDS, "competencies": _HOUSE_WORDS})
    if len(text.encode()) > MAX_BYTES:
        raise UnusableSource(
            f"its draft has more than {MAX_BYTES // 1024} KiB; split it into several articles"
        )
    return text


def _dropped(source: SourceText, outline: Outline) -> Iterator[str]:
    """Name what was taken for no content, each with the words it begins with."""
    for start in source.left_out:
        yield f"left out as navigation of the page: {start}"
    for section in outline.sections:
        if section.role is Role.TAIL and not section.paras:
            yield f"left out, with nothing below it: {clipped(section.heading, _CLIP)}"
        for para in section.paras:
            if para.chaff:
                yield f"waived as {para.chaff}: {clipped(para.text, _CLIP)}"


def _unsure(claims: Claims) -> Iterator[str]:
    """Name what only an editor can judge."""
    for gap in claims.unsure_gaps:
        yield f"the gap {gap} comes after a sentence that reads as whole: see whether a list is lost at all"
    for name, words in (("causes", "no causes were found"), ("red_flags", "no urgent signs were found")):
        if name not in claims.lists:
            yield f"{words}: see whether the source names any"
    yield "every sign is urgent or book: give each the level that it has"
    yield "there is no quiz: items are not in a source, write quiz.yaml when the signs stand"
