"""The net below the signs: what speaks of an emergency, or stands where one would, and that no sign says.

A sign says a sentence where it cites it and its name or action has the words. A sentence that a sign only
cites is in the net like any other, since readers would never see it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from quizapp.authoring.cues import Cues, Role
from quizapp.authoring.draft.bodies import with_lists
from quizapp.authoring.draft.claims import SIGN_LISTS, SOURCE, Claims
from quizapp.authoring.draft.outline import NumberedSentence, Outline, Para, Section
from quizapp.authoring.draft.warnings import NUMBER, capitalised
from quizapp.authoring.source_text.blocks import BlockKind
from quizapp.authoring.source_text.formats import is_question
from quizapp.content.passages import normalised

_LABEL = 8
"""Words at most of a line that is only the label of what follows."""
_LINK = 4
"""Words at most of a link at the end of a page: "Emergency department waiting times"."""
_MOST_OF_IT = 0.5
"""Share of a sentence's words from which the fields of its signs are taken to say it."""
_SHORT_WORD = 2
"""Letters at most of a word that doesn't count for that."""
_ASIDE = 40
"""Words at most of a paragraph that goes on with the list above it."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What the signs of a draft say: the passages that they cite, each with the words of those signs."""

    words: dict[str, set[str]]

    @classmethod
    def of(cls, claims: Claims) -> "_Said":
        words: dict[str, set[str]] = {}
        for sign in (each for name in SIGN_LISTS for each in claims.lists.get(name, ())):
            said = set(normalised(f"{sign['name']} {sign['action']}").split())
            for cite in sign["cites"]:
                words.setdefault(cite.partition("/")[2], set()).update(said)
        return cls(words)

    def has(self, line: NumberedSentence, cues: Cues) -> bool:
        """Whether a sign cites a sentence in its own words."""
        text = cues["likewise"].sub("", line.text)
        own = {word for word in normalised(text).split() if len(word) > _SHORT_WORD}
        return line.id in self.words and len(own & self.words[line.id]) >= _MOST_OF_IT * len(own)


def unheeded(outline: Outline, claims: Claims) -> Iterator[str]:
    """Yield the sentences about emergencies that no sign says, each with the heading above it."""
    said = _Said.of(claims)
    title = outline.title
    if title and _is_caught_heading(title.text, outline.cues) and not said.has(title, outline.cues):
        yield f"{title.text} ({SOURCE}/{title.id})"
    for section in outline.sections:
        caught = set(_caught(section, outline.cues, said))
        for line in section.lines:
            is_link = section.role is Role.TAIL and _is_link(line.text, outline.cues)
            if line.id in caught and not (is_link or said.has(line, outline.cues)):
                yield f"{_place(section, line, outline.cues)}{line.text} ({SOURCE}/{line.id})"


def _place(section: Section, line: NumberedSentence, cues: Cues) -> str:
    """The heading above a sentence, where it may name the sign."""
    heading = capitalised(NUMBER.sub("", section.heading))
    is_first = any(line in para.lines for para in section.content[:1]) and section.depth > 1
    is_sign = (
        cues["noticed"].search(heading)
        or cues["condition"].match(heading)
        or (is_first and cues.role(heading) is Role.OTHER)
    )
    is_plain = not heading or line is section.line or cues["asks"].match(heading) or cues.tells(heading)
    return f"{heading}: " if is_sign and not is_plain else ""


def _caught(section: Section, cues: Cues, said: _Said) -> Iterator[str]:
    """Yield the passages of a section that speak of an emergency, or that stand where one would."""
    has_number = section.is_hole and any(letter.isdigit() for letter in section.heading)
    if section.line and (
        _is_caught_heading(section.heading, cues) or (has_number and cues.tells(section.heading))
    ):
        yield section.line.id
    lines = [line for para in section.paras for line in para.lines if line is not section.line]
    is_urgent = section.role is Role.URGENT
    is_unsaid = is_urgent and not any(said.has(line, cues) for line in section.lines)
    for line in lines:
        is_step = is_urgent and (cues["noticed"].search(line.text) or cues["acts"].match(line.text))
        if cues.tells(line.text) or is_step or is_unsaid:
            yield line.id
    yield from _cited_in_prose(section, said)
    yield from _told_apart(section, cues, said)
    yield from _asked(section, cues)
    yield from _grave(section, cues)


def _is_link(text: str, cues: Cues) -> bool:
    """Whether a line at the end of a page is a link, which names no sign and no number."""
    is_short = len(text.split()) <= _LINK and text.replace(" ", "").isalpha()
    return is_short and not cues["noticed"].search(text)


def _is_caught_heading(text: str, cues: Cues) -> bool:
    """Whether a heading speaks of an emergency and names its sign: "Call 999 if the foot is cold"."""
    condition = cues["condition"].search(text)
    is_sign = cues["noticed"].search(text) or (condition and len(text[condition.end() :].split()) > 1)
    return bool(is_sign) and cues.tells(text) and not cues["asks"].match(text)


def _cited_in_prose(section: Section, said: _Said) -> Iterator[str]:
    """Yield the sentences that a sign cites, but for the cells of tables."""
    for para in section.content:
        if not para.cells:
            yield from (line.id for line in para.lines if line.id in said.words and line.text[-1] != ":")


def _told_apart(section: Section, cues: Cues, said: _Said) -> Iterator[str]:
    """Yield the sentences that say for what another one, which no sign says, tells readers to get help.

    That is the one before "With any of these, call 999", the one after "**Call 999.**", further steps, or
    all under a label such as "Emergency".
    """
    for para in section.content:
        is_told = False
        for line in para.lines:
            is_told = cues.tells(line.text) or (is_told and cues["acts"].match(line.text) is not None)
            if is_told:
                yield line.id
        for before, line in pairwise(para.lines):
            refers = cues["refers"].match(line.text) or cues["consequence"].match(line.text)
            if not said.has(line, cues) and cues.speaks(line.text) and (refers or before.text.endswith("?")):
                yield before.id
            if cues["likewise"].match(line.text) and cues.tells(before.text):
                yield line.id
            if before.text == para.lead and cues.tells(before.text):
                yield line.id
    for label, para in pairwise(section.content):
        is_bare = not (label.cells or label.is_entry) and (label.announces or label.text[-1].isalnum())
        if is_bare and cues.tells(label.text) and len(label.text.split()) <= _LABEL:
            yield from (line.id for line in para.lines)


def _asked(section: Section, cues: Cues) -> Iterator[str]:
    """Yield what is told in a question whose answer speaks of an emergency: "He hit his head. What now?"."""
    question: tuple[NumberedSentence, ...] = (section.line,) if section.line else ()
    for para in section.content:
        marks = [place for place, line in enumerate(para.lines, 1) if is_question(line.text)]
        answer = para.lines[marks[-1] :] if marks else para.lines
        if para.asks or para.kind is BlockKind.HEADING or marks:
            question = para.lines[: marks[-1]] if marks else para.lines
        if any(cues.tells(line.text) for line in answer):
            yield from (line.id for line in question if _tells_of_a_case(line.text, cues))


def _tells_of_a_case(text: str, cues: Cues) -> bool:
    """Whether a sentence of a question says what has happened, and is no plain question or heading."""
    plain = any(cues[kind].match(text) for kind in ("asks", "yes_or_no", "group"))
    return not plain and not cues.tells(text) and cues.role(text) in {Role.OTHER, Role.CAUSE}


def _grave(section: Section, cues: Cues) -> Iterator[str]:
    """Yield the entries of lists of serious signs, and those of a short paragraph right after such a list."""
    groups = with_lists(section.content)
    for group, after in pairwise([*groups, []]):
        lead = "" if group[0].is_entry else group[0].text
        entries = [para for para in group if para.is_entry]
        if entries and any(cues["grave"].search(words) for words in (section.heading, lead)):
            aside = after[:1] if len(after) == 1 and _is_aside(after[0], cues) else []
            yield from (line.id for para in [*entries, *aside] for line in para.lines)


def _is_aside(para: Para, cues: Cues) -> bool:
    return len(para.text.split()) <= _ASIDE and cues["noticed"].search(para.text) is not None
