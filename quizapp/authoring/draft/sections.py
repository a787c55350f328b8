"""What becomes of each section of a source: claims in its own sentences, each citing its passages.

What no claim takes up is waived with the reason, or stays for the editor: nothing is lost without a word.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from quizapp.authoring.cues import Cues, Role
from quizapp.authoring.draft.bodies import body_of, fitting, grouped, with_lists, without_loose_ends
from quizapp.authoring.draft.claims import (
    MAX_BODY,
    MAX_LINE,
    MAX_PARAGRAPH,
    MAX_TITLE,
    Claims,
    capital,
    in_small_letters,
    plain,
)
from quizapp.authoring.draft.faqs import Asked, asked
from quizapp.authoring.draft.outline import NumberedSentence, Outline, Para, Section
from quizapp.authoring.draft.signs import add_signs
from quizapp.authoring.draft.warnings import with_entries
from quizapp.authoring.source_text.blocks import BlockKind
from quizapp.rules.drafts import TO_DO_MARK
from quizapp.text import clipped

_GROUPS = {Role.CARE: "recovery", Role.HELP: "professional-care", Role.URGENT: "professional-care"}
"""The group of the topics of a section; background otherwise, and caution where medicines are named."""
_TAIL = "The end of the page; it says nothing of its own"
_LEAD_IN = "Only announces the list after it"
_LISTED_TERM = re.compile(r"[A-Z][^.:!?]{1,60}: \S")
"""A paragraph that begins so is one of a list without bullets: "Poor posture: ..."."""


def claims_of(outline: Outline) -> Claims:
    """The claims of a source. What is urgent comes first, so that no sign is taken for less."""
    claims = Claims(outline.cues, title=clipped(_title(outline), MAX_TITLE))
    if outline.title:
        claims.waive([outline.title], "The title; the content carries a title of its own")
    boxed: set[str] = set()
    for urgent in (True, False):
        for section in outline.sections:
            boxed |= add_signs(claims, section, urgent=urgent)
    for section in outline.sections:
        _add_gaps(claims, section)
        heads = [para for para in section.content if para.cells and para.cells == para.headers]
        content = [para for para in section.content if para.lines[0].id not in boxed and para not in heads]
        claims.waive([line for para in heads for line in para.lines], "Only the head of a table")
        whole = section.role in _KEPT_WHOLE or (section.role is Role.CAUSE and not content)
        _TAKERS.get(section.role, _add_topics)(claims, section, section.content if whole else content)
        for para in section.paras:
            if para.chaff:
                claims.waive(para.lines, f"Not content - {para.chaff}")
        if section.line:
            claims.waive([section.line], "Only a heading")
    return claims


def _title(outline: Outline) -> str:
    """The title, or for want of one the first sentence."""
    if outline.title:
        return in_small_letters(outline.title.text, outline.cues)
    return next(line.text for section in outline.sections for line in section.lines)


def _add_gaps(claims: Claims, section: Section) -> None:
    """Add the gaps where the source announces something that is not there: copying it lost the list."""
    if section.is_hole and section.line:
        claims.add_gap(section.line, "section")
    content = section.content
    for para, following in zip_longest(content, content[1:]):
        if para.announces and not _is_kept(para, following, section, claims.cues):
            claims.add_gap(para.lines[-1], "list")
            claims.lost.add(para.lines[-1].id)
        elif _is_unsure(para, following, section, claims.cues):
            claims.unsure_gaps.append(claims.add_gap(para.lines[-1], "list"))


def _is_kept(para: Para, following: Para | None, section: Section, cues: Cues) -> bool:
    """Whether what a paragraph announces is there: a list, paragraphs with terms, or sections below."""
    if following is None:
        return section.is_above
    if following.is_listed:
        return bool(following.cells) or following.depth > para.depth
    is_term = bool(following.lead or _LISTED_TERM.match(following.text))
    return following.kind is BlockKind.HEADING or (is_term and not cues["label"].match(following.text))


def _is_unsure(para: Para, following: Para | None, section: Section, cues: Cues) -> bool:
    """Whether one sentence speaks of several things, names none, and the text turns to something else."""
    turns = cues["label"].match(following.text) if following else section.role is Role.CARE
    is_alone = para.kind is BlockKind.PARAGRAPH and len(para.lines) == 1
    return bool(turns) and is_alone and cues["announces"].match(para.text) is not None


def _add_summary(claims: Claims, section: Section, paras: Sequence[Para]) -> None:
    """Take the first summary as that of the article; what a sign cites of it is not waived."""
    if claims.summary:
        _add_topics(claims, section, paras)
        return
    kept = _kept(claims, paras)
    claims.summary = clipped(body_of(kept), MAX_PARAGRAPH)
    _waive(claims, paras, "The summary; the content carries a summary of its own")


def _add_causes(claims: Claims, section: Section, paras: Sequence[Para]) -> None:
    """Take the entries of a list of causes, or paragraphs that begin with the name of one."""
    groups = [group for group in grouped(paras) if group[0].is_entry or group[0].lead]
    for group in groups:
        title, lines = _term(group[0])
        explained = replace(group[0], kind=BlockKind.PARAGRAPH, lines=lines)
        _add_cause(claims, title, [explained, *group[1:]], named_in=group[0].lines)
    _add_topics(claims, section, _others(paras, groups))


_TERM = re.compile(r"(?P<term>[^.:!?]{2,80}?)(?:\s*:|\s+[–—-])\s+(?P<rest>\S.*)")  # noqa: RUF001 - dashes
_DIVIDERS = " .:–—-"  # noqa: RUF001 - as above


def _term(para: Para) -> tuple[str, tuple[NumberedSentence, ...]]:
    """The name at the start of a paragraph, and its sentences without it.

    A paragraph without such a name is its own.
    """
    first, *others = para.lines
    term = _TERM.fullmatch(first.text)
    name, rest = (term["term"], term["rest"]) if term else (first.text, "")
    if para.lead and first.text.startswith(para.lead):
        name, rest = para.lead, first.text[len(para.lead) :].lstrip(_DIVIDERS)
    if rest:
        others = [replace(first, text=capital(rest)), *others]
    return capital(name.strip(_DIVIDERS)), tuple(others) or (first,)


def _add_faqs(claims: Claims, section: Section, paras: Sequence[Para]) -> None:
    before, questions = asked(paras)
    _add_topics(claims, section, before)
    for question in questions:
        _add_faq(claims, question)


def _add_question(claims: Claims, section: Section, paras: Sequence[Para]) -> None:
    assert section.line, "the heading of a question is a passage"
    _add_faq(claims, Asked((section.line,), answer=list(paras)))


def _add_faq(claims: Claims, asked_about: Asked) -> None:
    """Add a question with its answer; a question without one has lost it."""
    answer = _kept(claims, asked_about.answer)
    if not answer:
        claims.add_gap(asked_about.question[-1], "section")
        claims.waive(asked_about.question[:-1], "Part of a question whose answer is lost")
        return
    first, *further = (_kept(claims, portion) for portion in fitting(answer, MAX_BODY))
    lines = [*asked_about.question, *_lines(first)]
    texts = {
        "question": plain(asked_about.text, MAX_LINE),
        "answer": body_of(first, outermost=asked_about.outermost),
    }
    claims.add("faqs", asked_about.text, lines, **texts)
    for portion in further:
        _add_topic(claims, asked_about.text, portion, group="background")


def _add_takeaways(claims: Claims, _: Section, paras: Sequence[Para]) -> None:
    """Take each entry, and each sentence outside of a list."""
    for line in _lines(_kept(claims, _add_entries(claims, "takeaways", paras))):
        claims.add("takeaways", line.text, [line], text=plain(line.text, MAX_PARAGRAPH))


def _add_care(claims: Claims, section: Section, paras: Sequence[Para]) -> None:
    """Take each entry of a list as a step, and the rest as topics."""
    _add_topics(claims, section, _add_entries(claims, "self_care", paras))


def _add_entries(claims: Claims, name: str, paras: Sequence[Para]) -> list[Para]:
    """Add each entry, with those below it, as one line of plain text; return the other paragraphs."""
    groups = [group for group in grouped(paras) if group[0].is_entry]
    for group in groups:
        text = with_entries(group[0].text, [para.text for para in group[1:]])
        claims.add(name, text, _lines(group), text=plain(text, MAX_PARAGRAPH))
    return _others(paras, groups)


def _add_topics(claims: Claims, section: Section, paras: Sequence[Para]) -> None:
    """Take what is left, medicines apart from the rest."""
    cautions: list[Para] = []
    others: list[Para] = []
    for group in with_lists(paras):
        about_medicine = any(claims.cues["medicine"].search(para.text) for para in group)
        (cautions if about_medicine else others).extend(group)
    title = in_small_letters(section.heading, claims.cues) or claims.title
    _add_topic(claims, title, others, group=_GROUPS.get(section.role, "background"))
    _add_topic(claims, title, cautions, group="caution")


def _add_cause(
    claims: Claims, title: str, paras: Sequence[Para], named_in: Sequence[NumberedSentence] = ()
) -> None:
    """Add a cause; what does not fit into its body goes on in topics.

    Its cites begin with `named_in`, the sentences that its title is from.
    """
    first, *further = fitting(paras, MAX_BODY)
    kept = _kept(claims, first)
    body = body_of(kept) or f"{TO_DO_MARK}what the source has lost of this cause"
    lines = [*named_in, *_lines(kept or first)]
    claims.add("causes", title, lines, title=plain(title, MAX_TITLE), body=body)
    for portion in further:
        _add_topic(claims, title, portion, group="background")


def _add_topic(claims: Claims, title: str, paras: Sequence[Para], *, group: str) -> None:
    """Add a topic, or several where one cannot hold it all."""
    for portion in fitting(paras, MAX_BODY):
        if kept := _kept(claims, portion):
            texts = {"group": group, "title": plain(title, MAX_TITLE), "body": body_of(kept)}
            claims.add("topics", title, _lines(kept), **texts)


def _kept(claims: Claims, paras: Sequence[Para]) -> list[Para]:
    """Paragraphs without loose ends; a sentence that only announced a list is waived."""
    kept = without_loose_ends(paras, claims.lost)
    left = {line.id for line in _lines(kept)}
    claims.waive([line for line in _lines(paras) if line.id not in left], _LEAD_IN)
    return kept


def _waive(claims: Claims, paras: Sequence[Para], reason: str) -> None:
    """Waive passages, but for those that a sign may yet be made of."""
    cues = claims.cues
    lines = [
        line for line in _lines(paras) if not (cues.tells(line.text) and cues["noticed"].search(line.text))
    ]
    claims.waive(lines, reason)


def _others(paras: Iterable[Para], groups: Iterable[Sequence[Para]]) -> list[Para]:
    taken = {para.lines[0].id for group in groups for para in group}
    return [para for para in paras if para.lines[0].id not in taken]


def _lines(paras: Iterable[Para]) -> list[NumberedSentence]:
    return [line for para in paras for line in para.lines]


_KEPT_WHOLE = frozenset({Role.FAQ, Role.QUESTION, Role.SUMMARY})
"""Sections that keep the warnings in them as well: without them an answer would not be whole."""

_TAKERS: Mapping[Role, Callable[[Claims, Section, Sequence[Para]], None]] = {
    Role.SUMMARY: _add_summary,
    Role.CAUSE: lambda claims, section, paras: _add_cause(
        claims, in_small_letters(section.heading, claims.cues), paras
    ),
    Role.CAUSES: _add_causes,
    Role.FAQ: _add_faqs,
    Role.QUESTION: _add_question,
    Role.TAKEAWAYS: _add_takeaways,
    Role.CARE: _add_care,
    Role.TAIL: lambda claims, _, paras: _waive(claims, paras, _TAIL),
}
