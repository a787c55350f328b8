"""The draft of a quiz: the questions of another program as practice items, with a to-do for what they lack.

    drafted(text, "GIFT", "sore-heels").yaml

Every question becomes `choice` or `multiple`: none says which level its options have, so none is a story.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.authoring.draft.claims import ID_ROOM, numbered
from quizapp.authoring.draft.yaml_style import as_yaml
from quizapp.authoring.host_quiz import gift, moodle_xml
from quizapp.authoring.host_quiz.question import HostChoice, HostQuestion, Unread
from quizapp.content.build import TO_DO_CITE
from quizapp.content.model import Kind
from quizapp.content.schema import FORMAT, LINE
from quizapp.errors import EditRefused, UnusableSource
from quizapp.problem import Part
from quizapp.rules.drafts import TO_DO_MARK
from quizapp.text import slug
from quizapp.yaml import spans

READERS: Mapping[str, Callable[[str], list[HostQuestion | Unread]]] = {
    "GIFT": gift.read,
    "Moodle XML": moodle_xml.read,
}
"""The formats that are read, by their names."""
_HEAD = """
    A draft that `quizapp import` made of a quiz of another program. Nobody has reviewed it. Say under
    `cites:` what each item rests on. A story needs a level for each option and the signs that it shows: write
    it as one of a pair.
"""
_ROUNDED = 0.001
"""What rounding makes of a share of the score."""


@dataclass(frozen=True, slots=True)
class QuizDraft:
    """A draft, and what the file held beside it."""

    yaml: str
    items: int
    unread: tuple[Unread, ...]


def drafted(text: str, form: str, article_id: str) -> QuizDraft:
    """Make the draft; UnusableSource where no question can be read."""
    found = READERS[form](text)
    questions = [each for each in found if isinstance(each, HostQuestion)]
    unread = [each for each in found if isinstance(each, Unread)]
    if not questions:
        why = "; ".join(f"line {each.line}: {each.why}" for each in unread if not each.harmless)
        raise UnusableSource(f"no question of it can be read. {why}" if why else "it asks nothing")
    ids: list[str] = []
    for question in questions:
        stem = slug(question.name, ID_ROOM) or slug(question.stem, ID_ROOM) or "question"
        ids.append(numbered(stem, ids))
    data = {
        "format": FORMAT,
        "article": article_id,
        "title": f"{TO_DO_MARK}what the quiz is called",
        "intro": f"{TO_DO_MARK}what awaits the reader, in one or two sentences",
        "review": {"status": "unreviewed"},  # left out, it would be the article's
        "practice": [_item(question, own_id) for question, own_id in zip(questions, ids, strict=True)],
    }
    return QuizDraft(as_yaml(data, _HEAD), len(questions), (*unread, *_scored_otherwise(questions)))


def write(draft: QuizDraft, folder: Path, article_id: str) -> Path:
    """Write a draft into a content folder; EditRefused where the article has a quiz."""
    path = folder / article_id / Part.QUIZ
    if path.exists():
        raise EditRefused(str(path), "there is a quiz already; leave --out away and add the items to it")
    path.parent.mkdir(parents=True, exist_ok=True)
    spans.save(path, draft.yaml)
    return path


def _scored_otherwise(questions: Iterable[HostQuestion]) -> Iterator[Unread]:
    """Yield the questions whose options have shares of the score that are not those of the check."""
    for question in questions:
        right = sum(map(question.fits, question.choices))
        wrong = len(question.choices) - right
        shares = (1 / right, -1 / wrong if question.many else 0)
        own = [(choice.weight, shares[not question.fits(choice)]) for choice in question.choices]
        if any(abs(theirs - ours) > _ROUNDED for theirs, ours in own):
            yield Unread(
                question.line, "the shares of the score; the item has those of the check", harmless=True
            )


def _item(question: HostQuestion, own_id: str) -> dict[str, Any]:
    *story, ask = question.stem.split("\n")
    if len(ask) > LINE:
        story, ask = [*story, ask], f"{TO_DO_MARK}the question"
    return {
        "id": own_id,
        "kind": (Kind.MULTIPLE if question.many else Kind.CHOICE).value,
        **({"story": "\n".join(story)} if story else {}),
        "ask": ask,
        "options": [_option(choice, question) for choice in question.choices],
        "cites": [TO_DO_CITE],
    }


def _option(choice: HostChoice, question: HostQuestion) -> dict[str, Any]:
    right = question.fits(choice)
    said = choice.feedback or (question.feedback if right else "")
    reason = said or f"{TO_DO_MARK}why this is {'right' if right else 'wrong'}"
    return {"text": choice.text, **({"correct": True} if right else {}), "reason": reason}
