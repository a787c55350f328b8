r"""The source's paragraphs and lists as Markdown that means the same: every mark in a sentence is escaped.

    body_of([Para("Rest *and* wait."), Para("- a"), Para("- b")])   # "Rest \*and\* wait.\n\n- a\n- b"
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizapp.content.importing.outline import Para

_MARKS = re.compile(r"[\\*_\[\]]")
_LIST_START = re.compile(r"^([-+]|\d{1,9}[.)])(?=\s|$)")


def escaped(text: str) -> str:
    """Return Markdown that shows a line of text as it is."""
    marked = _MARKS.sub(r"\\\g<0>", text)
    return _LIST_START.sub(lambda start: f"{start[1][:-1]}\\{start[1][-1]}", marked)


def body_of(paras: Iterable[Para], lost: Iterable[str] = (), *, outermost: int = 1) -> str:
    """Return paragraphs and lists as Markdown, without the sentences whose ids are in `lost`.

    Entries that lie less deep than `outermost` are paragraphs: an answer in a list of questions and answers.
    """
    left_out = frozenset(lost)
    blocks: list[str] = []
    base = 0
    """The depth of the first entry of the list that is being written; 0 between lists."""
    for para in paras:
        text = escaped(" ".join(line.text for line in para.lines if line.id not in left_out))
        if not text:
            continue
        if not (para.is_entry and para.depth >= outermost):
            blocks.append(text)
            base = 0
        elif base:
            blocks[-1] += f"\n{'  ' * max(0, para.depth - base)}- {text}"
        else:
            blocks.append(f"- {text}")
            base = para.depth
    return "\n\n".join(blocks)
