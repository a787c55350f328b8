"""What an editor is told of a draft: what is in it, what was dropped, and what is left to do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from quizapp.content import build, rules
from quizapp.content.problem import Part
from quizapp.content.shape import schema
from quizapp.content.yaml import spans
from quizapp.content.yaml.reader import Document, read
from quizapp.errors import EditRefused

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.content.importing.draft import Draft

_WORDS = {
    "causes": "causes",
    "signs": "signs to book for",
    "red_flags": "urgent signs",
    "self_care": "steps of self-care",
    "topics": "topics",
    "faqs": "questions",
    "takeaways": "takeaways",
    "gaps": "gaps",
    "passages": "passages",
}


def write(draft: Draft, folder: Path) -> None:
    """Write a draft into a content folder; EditRefused where an article of this id is."""
    path = _path(draft, folder)
    if path.exists():
        raise EditRefused(str(path), "there is an article already; choose another --id, or take --update")
    path.parent.mkdir(parents=True, exist_ok=True)
    spans.save(path, draft.yaml)


def as_text(draft: Draft, folder: Path | None) -> str:
    """Return the report; `folder` is the content folder that the draft was written into, if it was."""
    counts = ", ".join(f"{draft.counts.get(name, 0)} {words}" for name, words in _WORDS.items())
    lines = [f"{_path(draft, folder) if folder else draft.article_id}: {counts}"]
    if draft.dropped:
        lines += ["", "Dropped:", *(f"  {line}" for line in draft.dropped)]
    lines += ["", "To do, as `quizapp check` names it place by place (`quizapp explain CODE` says why):"]
    lines += [f"  {count} x {code}" for code, count in to_dos(draft).items()]
    lines += ["", "To do, as only an editor can see it:", *(f"  {line}" for line in draft.unsure)]
    return "\n".join(lines)


def to_dos(draft: Draft) -> dict[str, int]:
    """Return how often `check` finds each problem in a draft, the most frequent first."""
    document = read(draft.yaml.encode(), Part.ARTICLE)
    if not isinstance(document, Document):
        return dict(Counter(problem.code for problem in document))
    data, findings = schema.checked(Part.ARTICLE, document.value)
    if data is not None:
        findings = list(rules.check(build.article(data, None)))
    return dict(Counter(finding.code for finding in findings).most_common())


def _path(draft: Draft, folder: Path) -> Path:
    return folder / draft.article_id / Part.ARTICLE
