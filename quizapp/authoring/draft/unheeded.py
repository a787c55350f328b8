"""The net below the signs: what speaks of an emergency, or may, and that no sign says.

A sign says a sentence where it cites it and its name or action has the words. Every other piece of the page
is weighed by its words and by how near it stands to what speaks of an emergency: nothing has to be phrased in
a known way. A list or a table that may hold signs comes whole, since its entries say little each alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, dropwhile, groupby, zip_longest

from quizapp.authoring.cues import ENOUGH, Cues, Role
from quizapp.authoring.draft.claims import SIGN_LISTS, SOURCE, Claims
from quizapp.authoring.draft.outline import NumberedSentence, Outline, Para, Section
from quizapp.authoring.draft.warnings import NUMBER, all_of, capitalised
from quizapp.authoring.source_text.formats import is_question
from quizapp.content.passages import normalised

_NEAR, _BESIDE, _WITHIN = 2, 3, 4
"""How near a piece stands to what speaks of an emergency; 1 is in the same section, and 0 anywhere else."""
_MOST_OF_IT = 0.5
"""Share of a sentence's words from which the fields of its signs are taken to say it."""
_SHORT_WORD = 2
"""Letters at most of a word that doesn't count for that."""
_FEW_WORDS = 12
"""A paragraph with more words is not like an entry of a list."""


@dataclass(frozen=True, slots=True)
class Unheeded:
    """What no sign says, each piece with its passages and, where it may name the sign, with its heading."""

    sure: tuple[str, ...]
    """What speaks of an emergency or of care on the same day."""
    doubtful: tuple[str, ...]
    """What may."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What the signs of a draft say: the passages that they cite, each with the words of those signs."""

    cues: Cues
    words: dict[str, set[str]]
    urgent: frozenset[str]
    """The passages that a red flag cites."""

    @classmethod
    def of(cls, claims: Claims) -> "_Said":
        words: dict[str, set[str]] = {}
        for sign in (each for name in SIGN_LISTS for each in claims.lists.get(name, ())):
            said = set(normalised(f"{sign['name']} {sign['action']}").split())
            for cite in sign["cites"]:
                words.setdefault(cite.partition("/")[2], set()).update(said)
        flags = claims.lists.get("red_flags", ())
        return cls(
            claims.cues, words, frozenset(cite.partition("/")[2] for flag in flags for cite in flag["cites"])
        )

    def has(self, line: NumberedSentence, around: str = "") -> bool:
        """Whether a sign cites a sentence in its own words, at the level that its time calls for."""
        text = self.cues["likewise"].sub("", line.text)
        own = {word for word in normalised(text).split() if len(word) > _SHORT_WORD}
        is_said = line.id in self.words and len(own & self.words[line.id]) >= _MOST_OF_IT * len(own)
        return is_said and not self.may_be_less(line, around)

    def may_be_less(self, line: NumberedSentence, around: str = "") -> bool:
        """Whether its only signs are ones to book for, though words of time may say that today is meant."""
        is_booked = line.id in self.words and line.id not in self.urgent
        text = f"{around} {line.text}"
        return is_booked and (self.cues["time"].search(text) is not None or self.cues.tells(text))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or the entries of a list or the rows of a table, that no sign says."""

    lines: tuple[NumberedSentence, ...]
    near: int
    above: str = ""
    """The words that it stands below."""
    is_listed: bool = False
    """Whether it is part of a list or a table, where few words say much."""

    def __str__(self) -> str:
        first, last = self.lines[0].id, self.lines[-1].id
        above = f"{self.above.rstrip(' .:')}: " if self.above else ""
        text = all_of([line.text for line in self.lines]) if len(self.lines) > 1 else self.lines[0].text
        return f"{above}{text} ({SOURCE}/{first}{f' to {last}' if first != last else ''})"

    def is_sure(self, cues: Cues) -> bool:
        """Whether it speaks of an emergency, or stands in what does."""
        return self.near == _WITHIN or any(cues.tells(line.text) for line in self.lines)

    def may_be(self, cues: Cues) -> bool:
        """Whether its place and the words of its weightiest line are enough."""
        words = max(cues.weight(line.text, near=self.near >= _BESIDE) for line in self.lines)
        return self.near + self.is_listed + words >= ENOUGH


@dataclass(frozen=True, slots=True)
class _Net:
    """A section, whose pieces are to be weighed."""

    section: Section
    cues: Cues
    said: _Said
    tells: bool
    """Whether the section speaks of an emergency anywhere."""

    def pieces(self) -> Iterator[_Piece]:
        """Yield the pieces that no sign says."""
        above, aside = self.section.heading, 0
        if self.section.line and self.cues["noticed"].search(above):
            is_asked = is_question(above) and self.tells
            yield from self._sentences([self.section.line], _BESIDE if is_asked else 0)
        is_bare = bool(above) and all(map(self._is_bare, self.section.paras))
        paras = zip_longest(self.section.paras, self.section.paras[1:])
        for is_list, run in groupby(paras, lambda pair: pair[0].is_listed or is_bare):
            pairs = list(run)
            if is_list:
                entries, after = [para for para, _ in pairs], pairs[-1][1]
                near = max(self._near(above), _NEAR * any(map(self._tells, entries)))
                if after and self._tells(after) and self.cues["refers"].match(after.text):
                    near = max(near, _BESIDE)
                yield from self._listed(entries, above, near)
                aside = _BESIDE if near == _WITHIN else 0
                continue
            for para, after in pairs:
                lines = para.lines[:-1] if para.announces and after and after.is_listed else para.lines
                near = _BESIDE if self._tells(para) or self._is_answered(para) else max(aside, self._near(""))
                yield from self._sentences(lines, near)
                aside = 0
            above = pairs[-1][0].lines[-1].text

    def _is_bare(self, para: Para) -> bool:
        """Whether a paragraph is like an entry of a list: a few words of a sign, and no sentence."""
        is_short = len(para.text.split()) <= _FEW_WORDS and not para.is_listed
        return is_short and self.cues.weight(para.text) > 0 and not self.cues["finite"].search(para.text)

    def _is_answered(self, question: Para) -> bool:
        """Whether the first paragraph after a question, or after a row of them, speaks of an emergency."""
        if not is_question(question.text):
            return False
        after = dropwhile(lambda para: para is not question, self.section.paras)
        answer = next(dropwhile(lambda para: is_question(para.text), after), None)
        return answer is not None and self._tells(answer)

    def _tells(self, para: Para) -> bool:
        return any(self.cues.tells(line.text) for line in para.lines)

    def _near(self, above: str) -> int:
        """How near what stands below some words is to an emergency."""
        if self.cues.tells(above) or self.cues["grave"].search(above):
            return _WITHIN
        if self.section.role is Role.URGENT or self.cues["grave"].search(self.section.heading):
            return _BESIDE
        return max(self.tells, min(_NEAR, self.cues.weight(above, near=True)))

    def _sentences(self, lines: Sequence[NumberedSentence], near: int) -> Iterator[_Piece]:
        heading = capitalised(NUMBER.sub("", self.section.heading))
        is_urgent = self.section.role is Role.URGENT and not is_question(heading)
        for line in lines:
            if not self.said.has(line):
                above = heading if line is not self.section.line else ""
                is_less = self.said.may_be_less(line)
                cited = _WITHIN if line.id in self.said.words else near
                yield _Piece((line,), _BESIDE if is_less else cited, above, is_listed=is_urgent)

    def _listed(self, paras: Sequence[Para], above: str, near: int) -> Iterator[_Piece]:
        """Yield what tells apart, and the rest whole where half of it may be signs."""
        less: list[NumberedSentence] = []
        told: list[tuple[NumberedSentence, ...]] = []
        rest: list[tuple[NumberedSentence, ...]] = []
        for para in paras:
            around = f"{above} {para.text if para.cells else ''}"
            lines = tuple(line for line in para.lines if not self.said.has(line, around))
            if any(self.said.may_be_less(line, around) for line in lines):
                less += lines
            elif lines:
                (told if any(self.cues.tells(line.text) for line in lines) else rest).append(lines)
        signs = [lines for lines in rest if any(self.cues.weight(line.text) > 0 for line in lines)]
        if rest and 2 * len(signs) >= len(rest):
            rest = [tuple(chain.from_iterable(rest))]
        if less:
            yield _Piece(tuple(less), max(near, _BESIDE), above, is_listed=True)
        for lines in (*told, *rest):
            yield _Piece(lines, near, above, is_listed=True)


def unheeded(outline: Outline, claims: Claims) -> Unheeded:
    """Gather what no sign says: what is sure, and what may be."""
    cues, said = outline.cues, _Said.of(claims)
    found: dict[bool, list[str]] = {True: [], False: []}
    title = Section(role=Role.OTHER, heading="", depth=0, line=outline.title, paras=())
    for section in (title, *outline.sections):
        tells = any(cues.tells(line.text) for line in section.lines)
        caught = [
            each
            for each in _Net(section, cues, said, tells).pieces()
            if each.is_sure(cues) or each.may_be(cues)
        ]
        for piece in caught:
            if piece.lines != (section.line,) or len(caught) == 1:
                found[piece.is_sure(cues)].append(str(piece))
    return Unheeded(tuple(found[True]), tuple(found[False]))
