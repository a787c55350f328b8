"""A trace as text for an editor's terminal, and as JSON for programs."""

import json
import textwrap
from collections.abc import Iterator
from typing import Any

from quizapp.authoring.trace import Trace, TracedPassage
from quizapp.text import many

_WIDTH = 110


def as_json(trace: Trace) -> str:
    """A trace as the JSON document of `quizapp trace --format json`."""
    document: dict[str, Any] = {
        "article": trace.article,
        "source": trace.source,
        "clean": trace.is_clean,
        "another_text": trace.is_of_another_text,
        "passages": [_passage(traced) for traced in trace.passages],
        "rests_on": trace.rests_on,
        "changed": [traced.passage.id for traced in trace.changed],
        "unused": [traced.passage.id for traced in trace.unused],
        "unknown": trace.unknown,
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _passage(traced: TracedPassage) -> dict[str, Any]:
    return {
        "id": traced.passage.id,
        "says": traced.passage.says,
        "sentence": traced.sentence,
        "changed": traced.has_changed,
        "nearest": traced.nearest,
        "claims": [user for user in traced.users if not user.startswith(("items/", "gaps/"))],
        "items": [user.removeprefix("items/") for user in traced.users if user.startswith("items/")],
        "gaps": [user.removeprefix("gaps/") for user in traced.users if user.startswith("gaps/")],
        "waived": traced.passage.waived,
    }


def as_text(trace: Trace) -> str:
    """A trace for a terminal: both directions, then the findings, then the count.

    Of a text that is not the source at all only that is said.
    """
    if trace.is_of_another_text:
        return another_text(trace)
    lines = [f'What rests on each passage of "{trace.source}":']
    for traced in trace.passages:
        lines += _wrapped(f"  {traced.passage.id}: ", _uses(traced) or "nothing")
    lines += ["", "What each claim and item rests on:"]
    for user, passages in trace.rests_on.items():
        lines += _wrapped(f"  {user}: ", ", ".join(passages))
    lines += ["", *_findings(trace), _summary(trace)]
    return "\n".join(lines)


def _summary(trace: Trace) -> str:
    """The count of passages and findings in one line."""
    total, unused = len(trace.passages), len(trace.unused)
    share = 100 * (total - unused) // total if total else 100
    return (
        f"{many(total, 'passage')}: {share} % used or waived, {unused} unused, {len(trace.changed)} changed;"
        f" {many(len(trace.unknown), 'sentence')} that no passage knows"
    )


def another_text(trace: Trace) -> str:
    """What to say of a text that has hardly a sentence of the source."""
    found = sum(not traced.has_changed for traced in trace.known)
    return (
        f'This does not look like the text of "{trace.source}": it has {found} of the'
        f" {many(len(trace.known), 'sentence')} that are known."
        " Check that this is the right file and the right source."
    )


def as_update(trace: Trace) -> str:
    """What to look at again after the fingerprints of changed sentences were renewed."""
    renewed = sum(traced.nearest is not None for traced in trace.changed)
    lines = [*_findings(trace), f"{many(renewed, 'fingerprint')} renewed. {_summary(trace)}"]
    affected = dict.fromkeys(user for traced in trace.changed for user in traced.users)
    if affected:
        lines += [
            f"Look again at {many(len(affected), 'claim, item or gap', 'claims, items and gaps')}:",
            *(f"  {user}" for user in affected),
        ]
    if renewed:
        lines.append("Keep this list: the next run knows the new sentences and finds nothing changed.")
    return "\n".join(lines)


def _findings(trace: Trace) -> Iterator[str]:
    for traced in trace.changed:
        yield f"changed: {traced.passage.id} ({traced.passage.says})"
        yield from _wrapped(
            "    now: ", f'"{traced.nearest}"' if traced.nearest else "no sentence in its place"
        )
        yield from _wrapped("    look again at: ", _uses(traced) or "nothing, it is not used")
    for traced in trace.unused:
        yield f"unused: {traced.passage.id} ({traced.passage.says}); cite it, or waive it with a reason"
    for sentence in trace.unknown:
        yield from _wrapped("unknown: ", f'"{sentence}"')


def _uses(traced: TracedPassage) -> str:
    """The claims, items and gaps of a passage, or why it is waived."""
    waiver = [f"waived: {traced.passage.waived}"] if traced.passage.waived else []
    return ", ".join([*traced.users, *waiver])


def _wrapped(start: str, text: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=" " * min(len(start), 8),
        break_long_words=False,
        break_on_hyphens=False,
    )
