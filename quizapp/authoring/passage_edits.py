"""Edits of an article's passages: new fingerprints for changed sentences, and waivers.

Both change nothing but the value in question (see `spans`), in the file that holds the sources.
"""

from collections.abc import Iterable
from pathlib import Path

from quizapp.authoring.trace import Trace
from quizapp.authoring.trace_report import another_text
from quizapp.content.model import Article
from quizapp.content.nearest import nearest
from quizapp.content.passages import fingerprint
from quizapp.errors import EditRefused, UnknownThing
from quizapp.problem import Part
from quizapp.yaml.spans import Edit, edited


def file_of_sources(folder: Path) -> Path:
    """The file in an article's folder that holds its sources."""
    apart = folder / Part.SOURCES
    return apart if apart.exists() else folder / Part.ARTICLE


def refreshed(text: str, article: Article, trace: Trace, *, file: str = Part.ARTICLE) -> str:
    """The file with the fingerprints of the sentences that now stand in place of changed ones.

    `article` and `trace` were made from this very text. Passages without a sentence in their place stay.
    EditRefused for the text of something else than the source.
    """
    if trace.is_of_another_text:
        raise EditRefused("renewing fingerprints", another_text(trace))
    edits = [
        Edit(_where(article, trace.source, index), "fingerprint", fingerprint(traced.nearest))
        for index, traced in enumerate(trace.passages)
        if traced.nearest is not None
    ]
    return edited(text, edits, path=file) if edits else text


def waived(  # noqa: PLR0913 - the last is for messages
    text: str, article: Article, trace: Trace, names: Iterable[str], reason: str, *, file: str = Part.ARTICLE
) -> str:
    """The file with passages waived for a reason; they are named by id, or as source-id/id.

    UnknownThing for a name that fits no passage; EditRefused for a passage that is used, or waived already.
    """
    edits = [Edit(_waivable(article, trace, name), "waived", reason.strip()) for name in dict.fromkeys(names)]
    if not reason.strip():
        raise EditRefused("waiving a passage", "a reason is needed")
    return edited(text, edits, path=file)


def _waivable(article: Article, trace: Trace, name: str) -> tuple[str | int, ...]:
    passage_id = name.removeprefix(f"{trace.source}/")
    ids = [traced.passage.id for traced in trace.passages]
    if passage_id not in ids:
        raise UnknownThing("passage", name, nearest(passage_id, ids))
    traced = trace.passages[ids.index(passage_id)]
    if traced.passage.waived:
        raise EditRefused(passage_id, f"it is waived already: {traced.passage.waived}")
    if traced.users:
        users = ", ".join(user.removeprefix("gaps/") for user in traced.users)
        raise EditRefused(passage_id, f"it is used by {users}; only what nothing uses is waived")
    return _where(article, trace.source, ids.index(passage_id))


def _where(article: Article, source_id: str, index: int) -> tuple[str | int, ...]:
    place = [source.id for source in article.sources].index(source_id)
    return ("sources", place, "passages", index)
