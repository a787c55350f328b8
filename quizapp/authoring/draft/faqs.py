"""Questions and answers, however a source sets them: in turns, numbered, as headings, after Q: and A:."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from quizapp.authoring.draft.outline import NumberedSentence, Para
from quizapp.authoring.source_text.blocks import BlockKind
from quizapp.authoring.source_text.formats import is_question


@dataclass(slots=True)
class Asked:
    """One question with the paragraphs of its answer."""

    question: tuple[NumberedSentence, ...]
    depth: int = 0
    """How deep the question lies in a list; 0 when it is in none."""
    answer: list[Para] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole question."""
        return " ".join(line.text for line in self.question)

    @property
    def outermost(self) -> int:
        """How deep an entry of the answer must lie to be one of a list, and not the answer itself."""
        entries = [para.depth for para in self.answer if para.is_entry]
        is_whole_answer = len(entries) == 1 and self.answer[0].is_entry
        return entries[0] + 1 if is_whole_answer else self.depth + 1


def asked(paras: Iterable[Para]) -> tuple[list[Para], list[Asked]]:
    """What comes before the first question, and the questions."""
    before: list[Para] = []
    found: list[Asked] = []
    for para in paras:
        length = _question_length(para)
        if length:
            found.append(Asked(para.lines[:length], para.depth if para.is_entry else 0))
            if rest := para.lines[length:]:
                found[-1].answer.append(replace(para, kind=BlockKind.PARAGRAPH, lines=rest, depth=0))
        elif found:
            found[-1].answer.append(para)
        else:
            before.append(para)
    return before, found


def _question_length(para: Para) -> int:
    """How many sentences of a paragraph ask: none, or all up to the question mark.

    A question that has its answer in the same paragraph must be set off in some way: by a bullet, a number, a
    mark or strong letters.
    """
    if para.kind is BlockKind.HEADING:
        return len(para.lines)
    marks = [index for index, line in enumerate(para.lines, 1) if is_question(line.text)]
    if para.asks:
        return marks[0] if marks else len(para.lines)
    is_set_off = para.is_entry or para.lead == para.lines[0].text
    return 1 if marks[:1] == [1] and (len(para.lines) == 1 or is_set_off) else 0
