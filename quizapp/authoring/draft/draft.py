"""The draft of an article: all that the import makes of a source, as article.yaml, and what is left to do.

    draft = drafted(read(text), article_id=None)
    draft.article_id, draft.yaml

The sentences of the draft are the source's own, word for word, so that nothing is invented. `check` names
each place where they have to be said anew. The words for levels and competencies are the standard ones.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.authoring.cues import Role, languages
from quizapp.authoring.draft.bodies import escaped
from quizapp.authoring.draft.claims import ID_ROOM, MAX_LINE, MAX_PARAGRAPH, SOURCE, Claims, plain
from quizapp.authoring.draft.outline import NumberedSentence, Outline, outlined
from quizapp.authoring.draft.sections import claims_of
from quizapp.authoring.draft.unheeded import Unheeded, unheeded
from quizapp.authoring.draft.yaml_style import as_comment, as_yaml
from quizapp.authoring.source_text.blocks import SourceText
from quizapp.content.faults import MAX_ID
from quizapp.content.passages import fingerprint
from quizapp.content.readability import words
from quizapp.content.schema import FORMAT
from quizapp.errors import BadArgument, UnusableSource
from quizapp.rules.drafts import TO_DO_MARK
from quizapp.text import clipped, slug
from quizapp.yaml.decoding import MAX_BYTES

_HEADER = (
    "A draft that `quizapp import` made. Its sentences are those of the source, word for word{words}."
    " `quizapp check` lists what's left to do."
)
_OTHER_WORDS = ": say each in your own words before anybody else sees it"
_OWN_WORDS = ", and the source is the publisher's own"
_MOST_SENTENCES = 1_000
_SUMMARY_SENTENCES = 3
_NOTICE_WORDS = 18
_NO_URGENT_SIGN = f"{TO_DO_MARK}what to do about an urgent sign, in a sentence or two"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft, and what the import has to say about it."""

    article_id: str
    yaml: str
    counts: Mapping[str, int]
    """How many claims, gaps and passages there are, by the names of their lists."""
    dropped: tuple[str, ...]
    """What was taken for no content, whole, and why."""
    unheeded: Unheeded
    """What speaks of an emergency or of care on the same day, or may, and no sign says."""
    unsure: tuple[str, ...]
    """What an editor should look at that `check` cannot see."""


def drafted(source: SourceText, article_id: str | None = None, *, own: bool = False) -> Draft:
    """Make a draft of a source; the id comes from the title unless it is given.

    `own` is a text of the publisher's own, which may be quoted as it stands.

    UnusableSource when there is nothing in it, or more than one article can hold; BadArgument for an id that
    is none.
    """
    outline = outlined(source)
    lines = list(outline.lines)
    if not lines:
        raise UnusableSource("there is not one sentence in it")
    if len(lines) > _MOST_SENTENCES:
        raise UnusableSource(f"it has {len(lines):,} sentences; one article has at most {_MOST_SENTENCES:,}")
    claims = claims_of(outline)
    article_id = article_id or slug(claims.title, ID_ROOM)
    if not article_id:
        raise UnusableSource("its title has no letter for an id; give one with --id")
    if article_id != slug(article_id, MAX_ID):
        hint = f"small letters, digits and single hyphens, at most {MAX_ID} characters"
        raise BadArgument([("/id", f'"{article_id}" is no id: {hint}')])
    dropped = tuple(_dropped(source, outline))
    emergencies = unheeded(outline, claims)
    return Draft(
        article_id=article_id,
        yaml=_written(
            {
                **_data(article_id, source, outline, claims),
                **_to_dos(emergencies, claims, own=own),
                "sources": [_source(outline, claims, own=own)],
            },
            own=own,
            dropped=dropped,
        ),
        counts={**{name: len(found) for name, found in claims.lists.items()}, "passages": len(lines)},
        dropped=dropped,
        unheeded=emergencies,
        unsure=tuple(_unsure(claims)),
    )


def _data(article_id: str, source: SourceText, outline: Outline, claims: Claims) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "id": article_id,
        "lang": source.lang,
        "title": claims.title,
        "summary": claims.summary or _opening(outline, claims),
        "licence": "not-stated",
        "review": {"status": "unreviewed"},
        "urgent_notice": _notice(claims),
        **{name: claims.lists[name] for name in _LISTS if name in claims.lists},
    }


def _notice(claims: Claims) -> str:
    """The first words about help now, or else about help today, that suit the rule notice-too-long."""
    short = [text for text in claims.notices if 0 < len(words(text)) <= _NOTICE_WORDS]
    now = [text for text in short if claims.how_soon([text]) == {"within": "now"}]
    return plain([*now, *short][0], MAX_PARAGRAPH) if short else _NO_URGENT_SIGN


def _to_dos(emergencies: Unheeded, claims: Claims, *, own: bool) -> dict[str, list[str]]:
    """The to-dos that keep the article a draft: emergencies that no sign says, and a look at what is guessed.

    A text of others is a draft already, since its sentences are still to be said anew.
    """
    lines = [f"{TO_DO_MARK}make a sign of this, or drop it: {line}" for line in emergencies.sure]
    lines += [f"{TO_DO_MARK}is this an emergency? If not, drop it: {line}" for line in emergencies.doubtful]
    if own:
        lines.append(f"{TO_DO_MARK}hold each sign, its level and its action against the text, then drop this")
    if claims.cues.is_empty:
        lines.append(f"{TO_DO_MARK}look for emergencies: no phrases are known for this language")
    return {"left_out": [clipped(line, MAX_PARAGRAPH) for line in lines]} if lines else {}


def _source(outline: Outline, claims: Claims, *, own: bool) -> dict[str, Any]:
    return {
        "id": SOURCE,
        "title": clipped(claims.title, MAX_LINE),
        "kind": "web-article",
        **({"own": True} if own else {}),
        "seen": "whole",
        "passages": [_passage(line, claims) for line in outline.lines],
    }


_LISTS = ("causes", "signs", "red_flags", "self_care", "topics", "faqs", "takeaways", "gaps")


def _passage(line: NumberedSentence, claims: Claims) -> dict[str, str]:
    passage = {
        "id": line.id,
        "says": clipped(line.text, MAX_PARAGRAPH),
        "fingerprint": fingerprint(line.text),
    }
    is_waived = line.id in claims.waived and line.id not in claims.used
    return {**passage, "waived": claims.waived[line.id]} if is_waived else passage


def _opening(outline: Outline, claims: Claims) -> str:
    """The first sentences, as far as the first paragraph with any, for want of a summary."""
    paras = (para for section in outline.sections for para in section.content)
    openings = (
        [line.text for line in para.lines if line.id not in claims.lost][:_SUMMARY_SENTENCES]
        for para in paras
    )
    first = next((texts for texts in openings if texts), [claims.title])
    return clipped(escaped(" ".join(first).rstrip(" :")), MAX_PARAGRAPH)


def _written(data: Mapping[str, Any], *, own: bool, dropped: Sequence[str]) -> str:
    """The file, with what was taken for no content as comments at its end."""
    text = as_yaml(data, _HEADER.format(words=_OWN_WORDS if own else _OTHER_WORDS))
    if dropped:
        text += as_comment(["Left out of this draft:", *(f"- {line}" for line in dropped)])
    if len(text.encode()) > MAX_BYTES:
        raise UnusableSource(
            f"its draft has more than {MAX_BYTES // 1024} KiB; split it into several articles"
        )
    return text


def _dropped(source: SourceText, outline: Outline) -> Iterator[str]:
    """Quote what was taken for no content, each with the reason."""
    for part in source.left_out:
        yield f"marked by the source as no content: {part}"
    for section in outline.sections:
        if section.role is Role.TAIL and not section.paras:
            yield f"with nothing below it: {section.heading}"
        for para in section.paras:
            if para.chaff:
                yield f"{para.chaff}: {para.text}"


def _unsure(claims: Claims) -> Iterator[str]:
    """Name what only an editor can judge."""
    if claims.cues.is_empty:
        yield (
            f'what is an emergency: for the language "{claims.cues.lang}" no phrases are known (only for'
            f" {', '.join(languages())}), so only emergency numbers were looked for"
        )
    for gap in claims.unsure_gaps:
        yield f"whether a list is missing at the gap {gap}, where the sentence seems complete"
    for name, what in (("causes", "causes"), ("red_flags", "urgent signs")):
        if name not in claims.lists:
            yield f"whether the source names any {what}; none was found"
    yield "which signs need less; so far each is urgent or for an appointment"
