"""What an editor is told of a draft: what is in it, what was dropped, and what is left to do."""

from collections import Counter
from pathlib import Path

from quizapp import rules
from quizapp.authoring import plan
from quizapp.authoring.draft.draft import Draft
from quizapp.authoring.skeleton import article_of
from quizapp.errors import EditRefused
from quizapp.problem import Part
from quizapp.text import many
from quizapp.yaml import spans

_IF_OWN = "If the text is your own, import it with --own: then its sentences may stay."
_WORDS = {
    "causes": ("cause", None),
    "signs": ("sign to book for", "signs to book for"),
    "red_flags": ("urgent sign", None),
    "self_care": ("step of self-care", "steps of self-care"),
    "topics": ("topic", None),
    "faqs": ("question", None),
    "takeaways": ("takeaway", None),
    "gaps": ("gap", None),
    "passages": ("passage", None),
}


def write(draft: Draft, folder: Path) -> None:
    """Write a draft into a content folder; EditRefused where an article of this id is."""
    path = _path(draft, folder)
    if path.exists():
        raise EditRefused(str(path), "there is an article already; choose another --id, or take --update")
    path.parent.mkdir(parents=True, exist_ok=True)
    spans.save(path, draft.yaml)


def as_text(draft: Draft, folder: Path | None) -> str:
    """The report: what to do first on top, and last what no sign says of emergencies.

    `folder` is the content folder that the draft was written into, if it was.
    """
    counts = ", ".join(
        many(number, *words) for name, words in _WORDS.items() if (number := draft.counts.get(name, 0))
    )
    place = str(_path(draft, folder)) if folder else draft.article_id
    article = article_of(draft.yaml)
    found = Counter(each.code for each in rules.check(article))
    codes = ", ".join(f"{count} x {code}" for code, count in found.most_common())
    check = f"quizapp check {_path(draft, folder).parent}" if folder else "quizapp check"
    sure, doubtful = draft.unheeded.sure, draft.unheeded.doubtful
    first = "the emergency sentences below" if sure else "whether each sign has its level"
    lines = [
        f"First: look in {place} at {first}.",
        f"It has {counts}.",
        f"`{check}` lists what's left to do: {codes}.",
        *([_IF_OWN] if "copied-sentence" in found else []),
        *(f"Only you can tell: {line}." for line in draft.unsure),
    ]
    if draft.dropped:
        lines.append(f"Left out, and quoted at the end of the draft: {many(len(draft.dropped), 'part')}.")
    lines += plan.unfinished(article)
    if sure:
        lines += ["", f"{many(len(sure), 'emergency sentence')} that no sign says:"]
        lines += [f"  {line}" for line in sure]
    if doubtful:
        lines += ["", f"{len(doubtful)} that may speak of an emergency:"]
        lines += [f"  {line}" for line in doubtful]
    return "\n".join(lines)


def _path(draft: Draft, folder: Path) -> Path:
    return folder / draft.article_id / Part.ARTICLE
